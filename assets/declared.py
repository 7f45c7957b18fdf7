"""What the graph says of a table, taken from its declaration: description, schema, owner, kinds.

Belongs here: turning a `Table` into an asset, and a finished verb into a materialisation. Does not: any particular
table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from assets.resources import Night
from pipelines.tables import TABLES, Table

OPERATOR = "team:operator"
ANALYSTS = "team:analysts"
_OWNERS = {"raw": OPERATOR, "reference": OPERATOR, "quality": OPERATOR}

Verb = Callable[[Night], Mapping[str, Any] | None]


def key_of(full_name: str) -> dg.AssetKey:
    """`core.submissions` -> core / submissions."""
    return dg.AssetKey(full_name.split("."))


def tables(
    *full_names: str, reads: Sequence[str] = (), kinds: Sequence[str] = (), group: str | None = None
) -> Callable[[Verb], dg.AssetsDefinition]:
    """Make a verb the op that fills some tables; each becomes an asset with its own key, schema and row count.

    Args:
        full_names: Tables that the verb fills together.
        reads: Tables it reads.
        kinds: What it is made with, beside DuckDB.
        group: Group in the graph; the table's schema by default.
    """

    def decorate(verb: Verb) -> dg.AssetsDefinition:
        specs = [_spec(TABLES[name], reads=reads, kinds=kinds, group=group) for name in full_names]

        @dg.multi_asset(name=verb.__name__, description=verb.__doc__, specs=specs)
        def op(night: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult[Any]]:
            said = verb(night) or {}
            for name in full_names:
                rows = night.warehouse.count(name)
                yield dg.MaterializeResult(asset_key=key_of(name), metadata={"dagster/row_count": rows, **said})

        return op

    return decorate


def _spec(table: Table, *, reads: Sequence[str], kinds: Sequence[str], group: str | None) -> dg.AssetSpec:
    return dg.AssetSpec(
        key_of(table.full_name),
        deps=[key_of(name) for name in reads],
        description=_description(table),
        group_name=group or table.schema,
        owners=[_OWNERS.get(table.schema, ANALYSTS)],
        kinds={"duckdb", *kinds},
        tags={"schema": table.schema, "published": "yes" if table.schema not in {"raw", "restricted"} else "no"},
        metadata={"dagster/column_schema": _schema(table), "dagster/table_name": table.full_name},
    )


def _description(table: Table) -> str:
    return f"{table.grain}\n\nKey: {', '.join(table.key)}." if table.key else table.grain


def _schema(table: Table) -> dg.TableSchema:
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=column.type,
                description=column.description,
                constraints=dg.TableColumnConstraints(
                    nullable=not column.required,
                    unique=table.key == (column.name,),
                    other=[
                        *([f"one of: {', '.join(column.codes)}"] if column.codes else []),
                        *([f"refers to {column.refers_to}"] if column.refers_to else []),
                    ],
                ),
            )
            for column in table.columns
        ]
    )
