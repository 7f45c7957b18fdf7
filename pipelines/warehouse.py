"""The one door to the writer's DuckDB files.

Belongs here: opening, creating tables and comments from their declarations, writing a frame, structural checks.
Does not: what a table means or how it is computed; what readers open (see `pipelines.publishing`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.errors import ContractError, HomeError
from pipelines.settings import LOCAL_ZONE, Settings
from pipelines.tables import PUBLISHED_SCHEMAS, TABLES, Table, of_schema

RAW_FILE = "raw.duckdb"
MAIN_FILE = "warehouse.duckdb"
RESTRICTED_FILE = "restricted.duckdb"

_CATALOG_OF_SCHEMA = {"raw": "raw_store", "restricted": "restricted_store"}


@dataclass(frozen=True)
class Warehouse:
    """One writer's connection with the three files attached."""

    connection: duckdb.DuckDBPyConnection

    def name(self, table: Table | str) -> str:
        """The table's name in SQL, with its catalog (`raw_store.raw.files`, `core.submissions`)."""
        full_name = table if isinstance(table, str) else table.full_name
        catalog = _CATALOG_OF_SCHEMA.get(full_name.split(".", 1)[0])
        return f"{catalog}.{full_name}" if catalog else full_name

    def query(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None) -> pl.DataFrame:
        """Run one query and return all of its rows; instants in UTC, whatever the session shows."""
        # Not a cursor: a cursor is a connection of its own and sees neither the open transaction nor temporary tables.
        relation = self.connection.sql(sql, params=parameters) if parameters else self.connection.sql(sql)
        found = relation.pl()
        zoned = [name for name, kind in found.schema.items() if isinstance(kind, pl.Datetime) and kind.time_zone]
        return found.with_columns(pl.col(zoned).dt.convert_time_zone("UTC")) if zoned else found

    def execute(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None) -> None:
        """Run one statement whose result nobody needs."""
        if parameters:
            self.connection.execute(sql, parameters)
        else:
            self.connection.execute(sql)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all statements of the block, or none.

        DuckDB writes to one attached file per transaction: keep a block to one of the three files.
        """
        self.connection.execute("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def read(self, full_name: str) -> pl.DataFrame:
        """All rows of a table, in its written order."""
        table = TABLES[full_name]
        order = f" ORDER BY {', '.join(table.written_order)}" if table.written_order else ""
        return self.query(f"SELECT * FROM {self.name(table)}{order}")

    def replace(self, full_name: str, frame: pl.DataFrame) -> int:
        """Make a table hold exactly the rows of `frame`; returns their number."""
        table = TABLES[full_name]
        self.execute(f"DELETE FROM {self.name(table)}")
        return self.append(full_name, frame)

    def append(self, full_name: str, frame: pl.DataFrame) -> int:
        """Add the rows of `frame` in the table's written order; returns their number."""
        table = TABLES[full_name]
        unknown = set(frame.columns) - set(table.column_names)
        if unknown:
            message = f"{full_name}: columns {sorted(unknown)} are not declared in pipelines/tables"
            raise ContractError(message)
        rows = table.frame(frame)
        if table.written_order:
            rows = rows.sort(table.written_order, nulls_last=True, maintain_order=True)
        if rows.height:
            self.insert(table, rows)
        return rows.height

    def insert(self, table: Table, rows: pl.DataFrame) -> None:
        """Insert rows that already have the table's columns."""
        self.connection.register("incoming_rows", rows.to_arrow())
        try:
            self.execute(f"INSERT INTO {self.name(table)} BY NAME SELECT * FROM incoming_rows")
        finally:
            self.connection.unregister("incoming_rows")

    def replace_by_query(
        self, full_name: str, sql: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None
    ) -> int:
        """Make a table hold exactly the rows of a query, in its written order; returns their number.

        The query names its columns as the table does; a column it lacks is null.
        """
        table = TABLES[full_name]
        order = ", ".join(f"{name} NULLS LAST" for name in table.written_order)
        self.execute(f"DELETE FROM {self.name(table)}")
        ordered = f"SELECT * FROM ({sql})" + (f" ORDER BY {order}" if order else "")
        self.execute(f"INSERT INTO {self.name(table)} BY NAME {ordered}", parameters)
        return self.count(full_name)

    def leave(self, name: str, frame: pl.DataFrame) -> None:
        """Leave a frame as a temporary table for later steps of this night; it is gone with the connection."""
        self.connection.register("incoming_rows", frame.to_arrow())
        try:
            self.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM incoming_rows")
        finally:
            self.connection.unregister("incoming_rows")

    def count(self, full_name: str) -> int:
        """The number of rows of a table."""
        return int(self.query(f"SELECT count(*) AS n FROM {self.name(full_name)}").item())

    def checkpoint(self) -> None:
        """Write everything into the three files, so that they can be copied."""
        current = self.query("SELECT current_database() AS name").item()
        for catalog in (current, *_CATALOG_OF_SCHEMA.values()):
            self.execute(f"CHECKPOINT {catalog}")

    def close(self) -> None:
        """Let go of the files."""
        self.connection.close()


@contextmanager
def open_warehouse(settings: Settings, *, patience_seconds: int = 0) -> Iterator[Warehouse]:
    """Open the writer's files, creating what is missing; only one process can have them open.

    Args:
        settings: whose files.
        patience_seconds: how long to wait for another process to let go of them.

    Raises:
        HomeError: another process is writing to this home.
    """
    settings.warehouse_dir.mkdir(parents=True, exist_ok=True)
    connection = _connect(settings, patience_seconds)
    try:
        for schema, file_name in (("raw", RAW_FILE), ("restricted", RESTRICTED_FILE)):
            connection.execute(f"ATTACH {_quoted(settings.warehouse_dir / file_name)} AS {_CATALOG_OF_SCHEMA[schema]}")
        connection.execute(f"SET TimeZone = '{LOCAL_ZONE.key}'")
        connection.execute("SET preserve_insertion_order = true")
        connection.execute("SET enable_progress_bar = false")
        warehouse = Warehouse(connection)
        create_tables(warehouse)
        yield warehouse
    finally:
        connection.close()


def _connect(settings: Settings, patience_seconds: int) -> duckdb.DuckDBPyConnection:
    """Take the lock of the main file; the lock of a process that was killed is gone with it."""
    for left in range(patience_seconds, -1, -1):
        try:
            return duckdb.connect(str(settings.warehouse_dir / MAIN_FILE))
        except duckdb.IOException as error:
            if "lock" not in str(error):
                raise
            if not left:
                message = (
                    f"{settings.home}: một đêm khác đang chạy trên thư mục này. Đợi nó xong rồi chạy lại. ({error})"
                )
                raise HomeError(message) from error
            time.sleep(1)
    message = f"patience must not be negative, got {patience_seconds}"
    raise ValueError(message)


def create_tables(warehouse: Warehouse) -> None:
    """Create every declared table that is missing, with its comments; change none that exists."""
    existing = _existing_columns(warehouse)
    for schema in (*PUBLISHED_SCHEMAS, "raw", "restricted"):
        catalog = _CATALOG_OF_SCHEMA.get(schema)
        warehouse.execute(f"CREATE SCHEMA IF NOT EXISTS {catalog + '.' if catalog else ''}{schema}")
    for schemas in (PUBLISHED_SCHEMAS, ("raw",), ("restricted",)):
        with warehouse.transaction():
            for table in of_schema(*schemas):
                found = existing.get(table.full_name)
                if found is None:
                    _create(warehouse, table)
                elif found != _as_duckdb_says([(c.name, c.type) for c in table.columns]):
                    _rebuild(warehouse, table, [name for name, _ in found])


def _create(warehouse: Warehouse, table: Table) -> None:
    columns = ", ".join(f"{c.name} {c.type}" for c in table.columns)
    name = warehouse.name(table)
    comments = [f"COMMENT ON COLUMN {name}.{c.name} IS {_quoted(c.description)}" for c in table.columns]
    comments.append(f"COMMENT ON TABLE {name} IS {_quoted(table.grain)}")
    warehouse.execute("; ".join([f"CREATE TABLE {name} ({columns})", *comments]))


def _rebuild(warehouse: Warehouse, table: Table, found: Sequence[str]) -> None:
    """Bring an older table to its declaration: raw rows are kept, derived tables are emptied (they are rebuilt)."""
    name = warehouse.name(table)
    kept = warehouse.query(f"SELECT * FROM {name}") if table.schema == "raw" else None
    warehouse.execute(f"DROP TABLE {name}")
    _create(warehouse, table)
    if kept is not None:
        shared = [c for c in found if c in table.column_names]
        warehouse.insert(table, table.frame(kept.select(shared)))


def _existing_columns(warehouse: Warehouse) -> dict[str, list[tuple[str, str]]]:
    rows = warehouse.query(
        "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE schema_name IN ('raw', 'restricted', 'reference', 'core', 'mart', 'quality') "
        "ORDER BY schema_name, table_name, column_index"
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for schema, table, column, data_type in rows.iter_rows():
        found.setdefault(f"{schema}.{table}", []).append((column, data_type))
    return found


def _as_duckdb_says(declared: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, "TIMESTAMP WITH TIME ZONE" if kind == "TIMESTAMPTZ" else kind) for name, kind in declared]


def structural_breaks(warehouse: Warehouse, schemas: Sequence[str] = PUBLISHED_SCHEMAS) -> list[str]:
    """What breaks the declarations: null where required, doubled keys, unknown codes, dangling references.

    Returns one sentence per break, naming table, column, how many rows and one example; empty = sound.
    """
    breaks: list[str] = []
    for table in of_schema(*schemas):
        promises = list(_structural_queries(warehouse, table))
        # Counted in one go: nearly always nothing is broken, and a query of its own takes longer than its answer.
        counts = warehouse.query(
            " UNION ALL ".join(f"SELECT {nth}, n FROM ({sql})" for nth, (_, sql) in enumerate(promises))
        )
        for nth, broken in sorted(counts.iter_rows()):
            if broken:
                sentence, sql = promises[nth]
                example = warehouse.query(sql)["example"][0]
                breaks.append(f"{table.full_name}: {broken} rows {sentence}, e.g. {example!r}")
    return breaks


def _structural_queries(warehouse: Warehouse, table: Table) -> Iterator[tuple[str, str]]:
    """Yield (what it means, a query with columns n and example) for each promise of a declaration."""
    name = warehouse.name(table)
    first = table.columns[0].name
    for column in table.columns:
        c = column.name
        if column.required:
            yield f"lack {c}", _breaks(name, f"{c} IS NULL", first)
        if column.codes:
            yield (
                f"hold an unknown code in {c}",
                _breaks(name, f"{c} NOT IN ({', '.join(map(_quoted, column.codes))})", c),
            )
        if column.refers_to:
            other, key = column.refers_to.rsplit(".", 1)
            known = f"(SELECT {key} FROM {warehouse.name(other)} WHERE {key} IS NOT NULL)"
            yield (
                f"hold a {c} that {column.refers_to} lacks",
                _breaks(name, f"{c} IS NOT NULL AND {c} NOT IN {known}", c),
            )
    if table.key:
        key = ", ".join(table.key)
        doubled = f"(SELECT CAST(({key}) AS VARCHAR) AS k FROM {name} GROUP BY {key} HAVING count(*) > 1)"
        yield f"share a key ({key})", _breaks(doubled, "true", "k")


def _breaks(source: str, condition: str, example: str) -> str:
    return f"SELECT count(*) AS n, any_value({example}) AS example FROM {source} WHERE {condition}"


def demand_sound_structure(warehouse: Warehouse, schemas: Sequence[str] = PUBLISHED_SCHEMAS) -> None:
    """Stop publishing when a table breaks its declaration.

    Raises:
        ContractError: naming every break.
    """
    breaks = structural_breaks(warehouse, schemas)
    if breaks:
        raise ContractError("Tables break their declarations, nothing was published:\n" + "\n".join(breaks))


def _quoted(value: str | Path) -> str:
    return "'" + str(value).replace("'", "''") + "'"
