"""Every table declared once: schema, grain, columns, key, comments.

Belongs here: the register of all declarations. Schema creation, comments, structural checks, asset metadata and the
data dictionary derive from it. Does not: SQL, or how a table is filled.
"""

from collections.abc import Mapping

from pipelines.tables import core, mart, notices, quality, raw, recalls, reference, restricted, sources
from pipelines.tables.declaration import Column, Table

TABLES: Mapping[str, Table] = {
    table.full_name: table
    for module in (raw, sources, reference, core, notices, mart, recalls, quality, restricted)
    for table in module.TABLES
}
"""All tables by `schema.name`."""

PUBLISHED_SCHEMAS = ("reference", "core", "mart", "quality")
"""Schemas that every reader of the published file sees."""


def of_schema(*schemas: str) -> tuple[Table, ...]:
    """The tables of some schemas, in declared order."""
    return tuple(table for table in TABLES.values() if table.schema in schemas)


__all__ = ["PUBLISHED_SCHEMAS", "TABLES", "Column", "Table", "of_schema"]
