"""How a table is declared: the classes, not the tables.

Belongs here: `Column`, `Table`, code lists of a column. Does not: any particular table (see the modules beside
this one) or SQL that touches a database (see `pipelines.warehouse`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

POLARS_TYPES: Mapping[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "BIGINT": pl.Int64(),
    "INTEGER": pl.Int32(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "TIMESTAMPTZ": pl.Datetime("us", "UTC"),
    "VARCHAR[]": pl.List(pl.String()),
}
"""DuckDB type of a declaration -> Polars type of a frame that goes into it."""


@dataclass(frozen=True)
class Column:
    """One column: its name, DuckDB type and what it means."""

    name: str
    type: str
    description: str
    required: bool = False
    """Whether null breaks the table's contract."""
    codes: tuple[str, ...] = ()
    """The only values allowed, when the column is a code."""
    refers_to: str = ""
    """`schema.table.column` that must hold each value, when the column is a key of another table."""


@dataclass(frozen=True)
class Table:
    """One table: its grain in a sentence, its columns and its key."""

    schema: str
    name: str
    grain: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    """Columns that identify a row; empty when rows have no natural key."""
    order: tuple[str, ...] = field(default=())
    """The order rows are written in; the key when empty."""

    @property
    def full_name(self) -> str:
        """`schema.name`."""
        return f"{self.schema}.{self.name}"

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in declared order."""
        return tuple(c.name for c in self.columns)

    @property
    def written_order(self) -> tuple[str, ...]:
        """The order rows are written in."""
        return self.order or self.key

    def polars_schema(self) -> dict[str, pl.DataType]:
        """The types a frame must have to go into this table."""
        return {c.name: POLARS_TYPES[c.type] for c in self.columns}

    def empty(self) -> pl.DataFrame:
        """A frame with the right columns and no rows."""
        return pl.DataFrame(schema=self.polars_schema())

    def frame(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Select and cast the columns of this table; a column that `frame` lacks is null.

        Shape: rows of `frame` × columns of the table.
        """
        schema = self.polars_schema()
        return frame.select(
            (pl.col(name).cast(kind) if name in frame.columns else pl.lit(None, dtype=kind).alias(name))
            for name, kind in schema.items()
        )


def text(name: str, description: str, *, required: bool = False, codes: tuple[str, ...] = (), to: str = "") -> Column:
    """Declare a text column (codes are text)."""
    return Column(name, "VARCHAR", description, required=required, codes=codes, refers_to=to)


def count(name: str, description: str, *, required: bool = False) -> Column:
    """Declare a whole number: a count or an amount of money in đồng."""
    return Column(name, "BIGINT", description, required=required)


def number(name: str, description: str) -> Column:
    """Declare a real number: a rate (0–1), hours, a score or a quantity."""
    return Column(name, "DOUBLE", description)


def flag(name: str, description: str, *, required: bool = False) -> Column:
    """Declare a yes-or-no column."""
    return Column(name, "BOOLEAN", description, required=required)


def day(name: str, description: str) -> Column:
    """Declare a date in local time."""
    return Column(name, "DATE", description)


def instant(name: str, description: str, *, required: bool = False) -> Column:
    """Declare an instant."""
    return Column(name, "TIMESTAMPTZ", description, required=required)
