"""The door to DuckDB: tables as declared, comments, structural checks."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.errors import ContractError
from pipelines.settings import Settings
from pipelines.tables import TABLES, of_schema
from pipelines.warehouse import MAIN_FILE, Warehouse, demand_sound_structure, open_warehouse, structural_breaks

UNIT = {"unit_code": "31", "name": "Thành phố Hải Phòng", "kind": "province", "province_code": "31"}


def test_every_table_and_column_exists_with_its_comment(tmp_path: Path) -> None:
    with open_warehouse(Settings(home=tmp_path)) as warehouse:
        found = warehouse.query(
            "SELECT schema_name || '.' || table_name AS t, column_name, comment FROM duckdb_columns() "
            "WHERE NOT internal"
        )
        tables = warehouse.query("SELECT schema_name || '.' || table_name AS t, comment FROM duckdb_tables()")
    assert set(tables["t"]) == set(TABLES)
    assert tables.filter(pl.col("comment").is_null()).is_empty()
    declared = {(t.full_name, c.name, c.description) for t in TABLES.values() for c in t.columns}
    assert set(found.iter_rows()) == declared


def _append_one_and_a_bad_one(warehouse: Warehouse) -> None:
    warehouse.append("reference.units", pl.DataFrame([UNIT]))
    warehouse.append("reference.units", pl.DataFrame([{**UNIT, "surprise": 1}]))


def test_a_session_speaks_local_time_and_frames_hold_utc(tmp_path: Path) -> None:
    with open_warehouse(Settings(home=tmp_path)) as warehouse:
        shown = warehouse.query("SELECT CAST(TIMESTAMPTZ '2026-10-24 17:00:00+00' AS VARCHAR) AS t").item()
        value = warehouse.query("SELECT TIMESTAMPTZ '2026-10-25 00:00:00' AS t").item()
    assert shown.startswith("2026-10-25 00:00:00")
    assert value == datetime(2026, 10, 24, 17, tzinfo=UTC)


def test_an_undeclared_column_is_refused(tmp_path: Path) -> None:
    with (
        open_warehouse(Settings(home=tmp_path)) as warehouse,
        pytest.raises(ContractError, match="surprise"),
    ):
        warehouse.append("reference.units", pl.DataFrame([{**UNIT, "surprise": 1}]))


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with open_warehouse(Settings(home=tmp_path)) as warehouse:
        with pytest.raises(ContractError), warehouse.transaction():
            _append_one_and_a_bad_one(warehouse)
        assert warehouse.count("reference.units") == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("table", "rows", "said"),
    [
        ("reference.units", [UNIT, UNIT], "share a key"),
        ("reference.units", [{**UNIT, "name": None}], "lack name"),
        (
            "reference.reporters",
            [{"reporter_id": "99999", "name": "x", "province_code": "99"}],
            "hold a province_code that reference.units.unit_code lacks",
        ),
        (
            "quality.findings",
            [
                {
                    "finding_id": "f",
                    "rule": "r",
                    "severity": "fatal",
                    "message_vi": "m",
                    "message_en": "m",
                    "cure_vi": "c",
                    "cure_en": "c",
                    "first_seen_at": datetime(2026, 1, 1, tzinfo=UTC),
                }
            ],
            "unknown code in severity",
        ),
    ],
)
def test_a_broken_promise_of_a_declaration_is_said(
    tmp_path: Path, table: str, rows: list[dict[str, object]], said: str
) -> None:
    with open_warehouse(Settings(home=tmp_path)) as warehouse:
        assert structural_breaks(warehouse) == []
        warehouse.append(table, pl.DataFrame(rows))
        (sentence,) = [s for s in structural_breaks(warehouse) if said in s]
        assert sentence.startswith(table)
        with pytest.raises(ContractError, match="nothing was published"):
            demand_sound_structure(warehouse)


def test_a_reference_that_is_null_is_none_even_when_the_other_table_is_empty(tmp_path: Path) -> None:
    unit = {"unit_code": "31", "name": "x", "kind": "province", "province_code": "31"}
    with open_warehouse(Settings(home=tmp_path)) as warehouse:
        warehouse.append("reference.units", pl.DataFrame([unit]))
        warehouse.append("core.notices", pl.DataFrame([{"notice_id": "n", "kind": "recall"}]))
        ledger = {"notice_id": "n", "reporter_id": "r", "province_code": "31", "status": "not_due", "answer": "none"}
        warehouse.append("mart.recall_ledger", pl.DataFrame([ledger]))
        assert [s for s in structural_breaks(warehouse) if "submission_id" in s] == []


def test_a_raw_table_of_an_older_version_keeps_its_rows(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with open_warehouse(settings) as warehouse:
        warehouse.execute("DROP TABLE raw_store.raw.runs")
        warehouse.execute("CREATE TABLE raw_store.raw.runs (run_id VARCHAR, as_of TIMESTAMPTZ, started_at TIMESTAMPTZ)")
        warehouse.execute("INSERT INTO raw_store.raw.runs VALUES ('r1', now(), now())")
    with open_warehouse(settings) as warehouse:
        assert warehouse.read("raw.runs")["run_id"].to_list() == ["r1"]
        assert warehouse.read("raw.runs").columns == list(TABLES["raw.runs"].column_names)


@pytest.mark.slow
def test_a_second_writer_is_turned_away_with_the_reason(tmp_path: Path) -> None:
    """DuckDB has one writer process; this is what the operator is told when two nights meet."""
    settings = Settings(home=tmp_path)
    with open_warehouse(settings):
        script = (
            "from pathlib import Path; from pipelines.settings import Settings; "
            "from pipelines.warehouse import open_warehouse\n"
            f"with open_warehouse(Settings(home=Path({str(tmp_path)!r}))): pass"
        )
        run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "đang chạy" in run.stderr


def test_written_rows_stand_in_declared_order(tmp_path: Path) -> None:
    units = [{**UNIT, "unit_code": code, "province_code": code} for code in ("82", "31", "66")]
    with open_warehouse(Settings(home=tmp_path)) as warehouse:
        warehouse.append("reference.units", pl.DataFrame(units))
        assert warehouse.query("SELECT unit_code FROM reference.units")["unit_code"].to_list() == ["31", "66", "82"]


def test_references_name_real_columns() -> None:
    for table in TABLES.values():
        for column in table.columns:
            if column.refers_to:
                other, name = column.refers_to.rsplit(".", 1)
                assert name in TABLES[other].column_names, f"{table.full_name}.{column.name}"


def test_the_file_can_be_opened_by_any_duckdb_of_its_line(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with open_warehouse(settings) as warehouse:
        warehouse.checkpoint()
    with duckdb.connect(str(settings.warehouse_dir / MAIN_FILE), read_only=True) as connection:
        n = connection.sql("SELECT count(*) FROM duckdb_tables()").fetchall()[0][0]
    assert n == len(of_schema("reference", "core", "mart", "quality"))
