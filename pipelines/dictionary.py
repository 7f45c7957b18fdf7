"""The data dictionary, generated from the table declarations.

Belongs here: turning declarations into a page of Markdown. Does not: any description; those stand with the tables.
"""

from __future__ import annotations

from pipelines.tables import PUBLISHED_SCHEMAS, Column, Table, of_schema

_HEAD = """# Data dictionary

Generated from `pipelines/tables` by `make dictionary`; do not edit. Every table and column of the published DuckDB
file carries the same words as comments. Codes are text, money is đồng, rates are 0–1, instants are time zone aware.
Schema `restricted` is published as a second file beside the first.
"""


def markdown() -> str:
    """The whole page: schemas, tables, columns, keys."""
    tables = of_schema(*PUBLISHED_SCHEMAS, "restricted")
    return "\n".join([_HEAD, *(_section(table) for table in tables)])


def _section(table: Table) -> str:
    rows = "\n".join(_row(column) for column in table.columns)
    key = f"Key: {', '.join(f'`{name}`' for name in table.key)}.\n\n" if table.key else ""
    return f"## `{table.full_name}`\n\n{table.grain}\n\n{key}| column | type | meaning |\n| --- | --- | --- |\n{rows}\n"


def _row(column: Column) -> str:
    meaning = column.description
    if column.codes:
        meaning += ". One of " + ", ".join(f"`{code}`" for code in column.codes)
    if column.refers_to:
        meaning += f". Refers to `{column.refers_to}`"
    return f"| `{column.name}` | {column.type}{', required' if column.required else ''} | {meaning} |"
