"""Snapshots: immutable, whole, found through one pointer."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import publishing
from pipelines.errors import HomeError, PublishError
from pipelines.settings import Settings
from pipelines.warehouse import open_warehouse

AS_OF = datetime(2026, 10, 25, 19, 10, tzinfo=UTC)


def _publish(settings: Settings, as_of: datetime = AS_OF, run_id: str = "r1", name: str = "x") -> Path:
    with open_warehouse(settings) as warehouse:
        unit = {"unit_code": "31", "name": name, "kind": "province", "province_code": "31"}
        warehouse.replace("reference.units", pl.DataFrame([unit]))
        return publishing.publish(warehouse, settings, as_of=as_of, run_id=run_id)


def test_a_snapshot_is_named_by_local_time_and_becomes_current(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    snapshot = _publish(settings)
    assert snapshot.name == "2026-10-26T021000-r1.duckdb"
    assert publishing.current_snapshot(settings) == snapshot
    assert (settings.published / "CURRENT").read_text() == "2026-10-26T021000-r1.duckdb\n"


def test_a_snapshot_holds_no_raw_cells_and_no_restricted_texts(tmp_path: Path) -> None:
    snapshot = _publish(Settings(home=tmp_path))
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        schemas = {s for (s,) in connection.sql("SELECT DISTINCT schema_name FROM duckdb_tables()").fetchall()}
    assert schemas == {"reference", "core", "mart", "quality"}
    with duckdb.connect(str(publishing.restricted_beside(snapshot)), read_only=True) as connection:
        schemas = {s for (s,) in connection.sql("SELECT DISTINCT schema_name FROM duckdb_tables()").fetchall()}
    assert schemas == {"restricted"}


def test_a_reader_keeps_its_snapshot_while_the_next_is_published(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    _publish(settings, name="before")
    with publishing.read_snapshot(settings) as reader:
        _publish(settings, as_of=AS_OF + timedelta(days=1), run_id="r2", name="after")
        assert reader.sql("SELECT name FROM reference.units").fetchall() == [("before",)]
    with publishing.read_snapshot(settings) as reader:
        assert reader.sql("SELECT name FROM reference.units").fetchall() == [("after",)]


def test_the_pointer_never_moves_to_an_earlier_as_of_unless_told_to(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    newest = _publish(settings)
    earlier = _publish(settings, as_of=AS_OF - timedelta(days=30), run_id="past")
    assert earlier.exists()
    assert publishing.current_snapshot(settings) == newest
    with open_warehouse(settings) as warehouse:
        told = publishing.publish(
            warehouse, settings, as_of=AS_OF - timedelta(days=30), run_id="told", allow_earlier=True
        )
    assert publishing.current_snapshot(settings) == told


def test_nothing_published_is_said_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="make nightly"), publishing.read_snapshot(Settings(home=tmp_path)):
        pass


@pytest.mark.parametrize("content", ["../../etc/passwd\n", "gone.duckdb\n", ""])
def test_a_pointer_that_points_nowhere_is_no_snapshot(tmp_path: Path, content: str) -> None:
    settings = Settings(home=tmp_path)
    settings.published.mkdir()
    (settings.published / "CURRENT").write_text(content)
    assert publishing.current_snapshot(settings) is None


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX folders")
def test_a_disk_that_refuses_leaves_the_old_snapshot(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    before = _publish(settings)
    blocked = settings.published / "2026-10-27T021000-r2.partial"
    blocked.mkdir()
    with pytest.raises(PublishError, match="Yesterday's stays"):
        _publish(settings, as_of=AS_OF + timedelta(days=1), run_id="r2")
    assert publishing.current_snapshot(settings) == before


def test_a_sweep_keeps_thirty_nights_others_signed_and_current(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.published.mkdir()
    start = datetime(2026, 1, 1, 19, 0, tzinfo=UTC)
    names = []
    for day in range(60):
        for hour in (0, 1):
            name = publishing.snapshot_name(start + timedelta(days=day, hours=hour), f"r{day}x{hour}")
            (settings.published / name).touch()
            publishing.restricted_beside(settings.published / name).touch()
            names.append(name)
    (settings.published / "CURRENT").write_text(names[0])
    removed = publishing.sweep(settings, signed=[names[2]])
    left = [p.name for p in settings.published.glob("*.duckdb") if not p.stem.endswith("restricted")]
    nights = [n for n in names[1::2] if n in left]
    assert nights[-30:] == names[1::2][-30:]
    assert {names[0], names[2]} <= set(left)
    assert len(left) == 30 + 24 + 2
    assert len(removed) == 120 - len(left)
    assert len(list(settings.published.glob("*-restricted.duckdb"))) == len(left)


@pytest.mark.slow
def test_a_fingerprint_tells_equal_tables_from_different_ones(tmp_path: Path) -> None:
    one = _publish(Settings(home=tmp_path / "one"))
    same = _publish(Settings(home=tmp_path / "same"), run_id="other")
    other = _publish(Settings(home=tmp_path / "other"), name="y")
    assert publishing.fingerprint(one) == publishing.fingerprint(same)
    assert publishing.fingerprint(one) != publishing.fingerprint(other)
