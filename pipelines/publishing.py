"""From the writer's files to immutable snapshots, and the pointer that readers follow.

Belongs here: copying, flipping `CURRENT`, keeping the right number of snapshots, comparing two of them. Does not:
what is in the tables, or the reader's SQL (`dashboards.queries`).
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.errors import HomeError, PublishError
from pipelines.settings import LOCAL_ZONE, Settings
from pipelines.tables import PUBLISHED_SCHEMAS, of_schema
from pipelines.warehouse import MAIN_FILE, RESTRICTED_FILE, Warehouse

POINTER = "CURRENT"
NIGHTLY_KEPT = 30
OTHERS_KEPT = 24
_NAME = re.compile(r"(?P<as_of>\d{4}-\d{2}-\d{2}T\d{6})-(?P<run>[A-Za-z0-9_]+)\.duckdb")


def snapshot_name(as_of: datetime, run_id: str) -> str:
    """`<as-of in local time>-<run id>.duckdb`: names sort as their as-of does."""
    run = re.sub(r"[^A-Za-z0-9]", "", run_id) or "run"
    return f"{as_of.astimezone(LOCAL_ZONE):%Y-%m-%dT%H%M%S}-{run}.duckdb"


def publish(
    warehouse: Warehouse, settings: Settings, *, as_of: datetime, run_id: str, allow_earlier: bool = False
) -> Path:
    """Copy the checked tables under a new name and let readers see them; returns the snapshot.

    The pointer never moves to an earlier as-of unless `allow_earlier`; the snapshot is kept all the same.

    Raises:
        PublishError: the disk refuses; what was published before stays.
    """
    settings.published.mkdir(parents=True, exist_ok=True)
    name = snapshot_name(as_of, run_id)
    target = settings.published / name
    try:
        warehouse.checkpoint()
        _copy(settings.warehouse_dir / RESTRICTED_FILE, restricted_beside(target))
        _copy(settings.warehouse_dir / MAIN_FILE, target)
        current = current_snapshot(settings)
        if current is None or allow_earlier or current.name[:17] <= name[:17]:
            _point_to(settings, name)
    except OSError as error:
        message = f"{target}: the snapshot could not be written ({error.strerror}). Yesterday's stays. Free some disk."
        raise PublishError(message) from error
    return target


def current_snapshot(settings: Settings) -> Path | None:
    """The snapshot that readers should open, or None when nothing has been published."""
    try:
        name = (settings.published / POINTER).read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    path = settings.published / name
    return path if _NAME.fullmatch(name) and path.is_file() else None


@contextmanager
def read_snapshot(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the current snapshot for reading, on local time.

    Raises:
        HomeError: nothing has been published, or the snapshot is of an older version and lacks what is asked.
    """
    snapshot = current_snapshot(settings)
    if snapshot is None:
        message = f"{settings.home}: chưa công bố số liệu nào. Chạy `make nightly` trước."
        raise HomeError(message)
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        connection.execute(f"SET TimeZone = '{LOCAL_ZONE.key}'")
        try:
            yield connection
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            message = f"{snapshot.name}: bản số liệu này do phiên bản cũ công bố. Chạy `make nightly` rồi thử lại."
            raise HomeError(message) from error


def restricted_beside(snapshot: Path) -> Path:
    """The file with the restricted texts that belongs to a snapshot."""
    return snapshot.with_name(f"{snapshot.stem}-restricted.duckdb")


def sweep(settings: Settings, *, signed: Collection[str] = ()) -> list[str]:
    """Remove snapshots beyond the last 30 nights and 24 others; returns the names removed.

    The last snapshot of a day is that day's night. `signed` names snapshots that were signed: they stay for ever, and
    so does the current one.
    """
    names = sorted(p.name for p in settings.published.glob("*.duckdb") if _NAME.fullmatch(p.name))
    nights = {name[:10]: name for name in names}
    kept = set(sorted(nights.values())[-NIGHTLY_KEPT:]) | set(signed)
    kept |= set([name for name in names if name not in kept][-OTHERS_KEPT:])
    current = current_snapshot(settings)
    if current is not None:
        kept.add(current.name)
    removed = [name for name in names if name not in kept]
    for name in removed:
        path = settings.published / name
        restricted_beside(path).unlink(missing_ok=True)
        path.unlink()
    return removed


def fingerprint(snapshot: Path, schemas: tuple[str, ...] = ("reference", "core", "mart")) -> dict[str, str]:
    """A hash of every table's sorted rows, to compare two nights.

    Findings and runs carry the history of their own home and are left out unless `schemas` names them.
    """
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        connection.execute(f"SET TimeZone = '{LOCAL_ZONE.key}'")
        return {
            table.full_name: str(
                connection.sql(
                    f"SELECT md5(string_agg(r, chr(10) ORDER BY r)) FROM (SELECT CAST(t AS VARCHAR) AS r "
                    f"FROM {table.full_name} t)"
                ).fetchall()[0][0]
            )
            for table in of_schema(*(s for s in PUBLISHED_SCHEMAS if s in schemas))
        }


def _copy(source: Path, target: Path) -> None:
    """Copy through a temporary name and force it to disk, so that a name never stands for half a file."""
    partial = target.with_suffix(".partial")
    shutil.copyfile(source, partial)
    with partial.open("rb+") as kept:
        os.fsync(kept.fileno())
    partial.chmod(0o444)
    partial.replace(target)


def _point_to(settings: Settings, name: str) -> None:
    partial = settings.published / f".{POINTER}"
    with partial.open("w", encoding="utf-8") as pointer:
        pointer.write(name + "\n")
        pointer.flush()
        os.fsync(pointer.fileno())
    partial.replace(settings.published / POINTER)
    folder = os.open(settings.published, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
