"""What arrived in the inbox, kept for ever, with the evidence of when.

Belongs here: archiving files by hash, recording their arrival. Does not: which files are there (`scanning`), what
lists say of them (`received_lists`), reading what is inside them (`pipelines.intake`), or any decision about them. The
inbox itself is never written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from pipelines.arrivals import CsvProblem
from pipelines.cycles import no_search_for_cycles
from pipelines.errors import ArchiveError
from pipelines.received_lists import read_lists, strengthened
from pipelines.scanning import SeenFile, scan
from pipelines.settings import Settings
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse

_ARRIVALS = TABLES["raw.arrivals"]
_CHUNK = 1 << 20
_MARK = ("path", "size_bytes", "mtime_ns")
"""What is compared to tell whether a file was seen before."""


@dataclass(frozen=True)
class IntakeCounts:
    """What one look into the inbox found."""

    files_seen: int
    files_new: int
    """Distinct files (by hash) that had never arrived before."""
    csv_problems: tuple[CsvProblem, ...] = ()
    """Lines of a `received.csv` that could not be used."""


@no_search_for_cycles()
def take_in(warehouse: Warehouse, settings: Settings, as_of: datetime) -> IntakeCounts:
    """Archive every file that is new in the inbox and record how and when it arrived.

    A file that was seen before under the same path, size and modification time is not opened again; one that was only
    touched (or came back from a backup) once. The same bytes under another path are one file with two arrivals. Run
    again after a kill, it continues where it stopped.
    """
    seen = scan(settings)
    seen_at, is_past = _seen_at(warehouse, as_of)
    known = warehouse.read("raw.arrivals")
    listed = _listed(seen)
    arrived = pl.concat([listed["path"], known.filter(pl.col("container_sha256").is_null())["path"]])
    received, problems = read_lists(settings, arrived)
    settings.archive.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, object]] = []
    for nth in listed.join(known, on=_MARK, how="anti", maintain_order="left")["nth"]:
        file = seen[nth]
        try:
            # A past morning is computed, not lived: its as-of is no evidence that the file was there.
            times = file.ctime if is_past else min(seen_at, file.ctime)
            rows.append(_arrive(settings, file, seen_at=seen_at, times=times))
        except FileNotFoundError:
            continue  # taken away since it was listed; it is new again when it comes back
        except PermissionError:
            problems.append(CsvProblem(file.path, 0, file.path, "closed"))
    rows, touched = _apart_from_known(rows, known)
    _remember_touched(warehouse, touched)
    every = pl.concat([known, pl.DataFrame(rows, schema=_ARRIVALS.polars_schema())])
    stronger, refused = strengthened(every, received, seen, listed)
    changed = {(row["path"], row["file_sha256"]): row for row in [*rows, *stronger]}
    if changed:
        record(warehouse, settings, list(changed.values()), known)
    new_hashes = {str(row["file_sha256"]) for row in rows} - set(known["file_sha256"]) if rows else set()
    return IntakeCounts(files_seen=len(seen), files_new=len(new_hashes), csv_problems=(*problems, *refused))


def _listed(seen: Sequence[SeenFile]) -> pl.DataFrame:
    """The files that were seen as a frame: `_MARK`, and `nth` they are in the list."""
    paths, _, sizes, mtimes, _ = zip(*seen, strict=True) if seen else ((),) * 5
    schema = {name: _ARRIVALS.polars_schema()[name] for name in _MARK}
    return pl.DataFrame(dict(zip(_MARK, (paths, sizes, mtimes), strict=True)), schema=schema).with_row_index("nth")


def record(warehouse: Warehouse, settings: Settings, rows: Sequence[dict[str, object]], known: pl.DataFrame) -> None:
    """Keep arrivals that are new or better known than before, beside the archived bytes and in `raw.arrivals`."""
    _keep_sidecars(settings, rows)
    os.sync()  # once for the batch: after a power cut the archive holds what the warehouse says it holds
    _remember(warehouse, rows, known)


def archived_path(settings: Settings, file_sha256: str) -> Path:
    """Where the bytes of a file are kept."""
    return settings.archive / file_sha256[:2] / file_sha256


def archived_bytes(settings: Settings, file_sha256: str) -> bytes:
    """The bytes of a file that arrived.

    Raises:
        ArchiveError: the archive lost the file or holds other bytes under its hash.
    """
    path = archived_path(settings, file_sha256)
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"{path}: the archive cannot give back this file ({error.strerror}). Restore it from a backup."
        raise ArchiveError(message) from error
    if hashlib.sha256(content).hexdigest() != file_sha256:
        message = f"{path}: the bytes no longer have the hash of their name. Restore the file from a backup."
        raise ArchiveError(message)
    return content


def restore_arrivals(warehouse: Warehouse, settings: Settings) -> int:
    """Rebuild `raw.arrivals` from the sidecars of the archive; returns the number of arrivals."""
    rows = [
        {**arrival, **{key: datetime.fromisoformat(arrival[key]) for key in ("received_at", "first_seen_at")}}
        for sidecar in sorted(settings.archive.glob("??/*.json"))
        for arrival in json.loads(sidecar.read_text("utf-8"))["arrivals"]
    ]
    with warehouse.transaction():
        return warehouse.replace("raw.arrivals", pl.DataFrame(rows, schema=_ARRIVALS.polars_schema()))


def _seen_at(warehouse: Warehouse, as_of: datetime) -> tuple[datetime, bool]:
    """The instant this look stands for, and whether the as-of lies before a night that was already run.

    A past as-of must not pretend that a file was known earlier than it was.
    """
    latest = warehouse.query(
        f"SELECT max(as_of) AS latest FROM {warehouse.name('raw.runs')} WHERE finished_at IS NOT NULL"
    ).item()
    if latest is None:
        return as_of, False
    return max(as_of, latest), as_of < latest


def _arrive(settings: Settings, file: SeenFile, *, seen_at: datetime, times: datetime) -> dict[str, object]:
    """Copy a file into the archive and describe its arrival by its own times."""
    return {
        "file_sha256": _archive(settings, Path(file.source)),
        "path": file.path,
        "file_name": file.path.rsplit("/", 1)[-1],
        "received_at": times,
        "evidence": "file_time",
        "sender": None,
        "channel": None,
        "first_seen_at": seen_at,
        "mtime_ns": file.mtime_ns,
        "size_bytes": file.size_bytes,
        "container_sha256": None,
    }


def _archive(settings: Settings, source: Path) -> str:
    """Copy bytes under their hash (through a temporary name, so that a kill leaves no half file); returns the hash."""
    partial = settings.archive / f".partial-{os.getpid()}"
    digest = hashlib.sha256()
    with source.open("rb", buffering=0) as incoming, partial.open("wb", buffering=0) as kept:
        while chunk := incoming.read(_CHUNK):
            digest.update(chunk)
            # Unbuffered writing may take only part of a chunk.
            while chunk:
                chunk = chunk[kept.write(chunk) :]
    sha256 = digest.hexdigest()
    keep_archived(settings, partial, sha256)
    return sha256


def keep_archived(settings: Settings, partial: Path, sha256: str) -> None:
    """Move a whole file under its hash; one that is there already stays as it is."""
    target = archived_path(settings, sha256)
    if target.exists():
        partial.unlink(missing_ok=True)
    else:
        _replace(partial, target)


def _replace(partial: Path, target: Path) -> None:
    """Move a finished file to its name, making the folder only when it is the first there."""
    try:
        partial.replace(target)
    except FileNotFoundError:
        target.parent.mkdir(exist_ok=True)
        partial.replace(target)


def _apart_from_known(
    rows: Sequence[dict[str, object]], known: pl.DataFrame
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Tell new arrivals from files only touched: the same bytes under the same path are the same arrival."""
    among = known.filter(pl.col("path").is_in([row["path"] for row in rows]))
    pairs = set(among.select("path", "file_sha256").iter_rows())
    apart: tuple[list[dict[str, object]], list[dict[str, object]]] = ([], [])
    for row in rows:
        apart[(row["path"], row["file_sha256"]) in pairs].append(row)
    return apart


def _remember_touched(warehouse: Warehouse, rows: Sequence[dict[str, object]]) -> None:
    """Keep how touched files look now, or every night would open them again; when they came stays as it is."""
    if not rows:
        return
    touched = pl.DataFrame(rows, schema=_ARRIVALS.polars_schema())
    warehouse.connection.register("touched_files", touched.to_arrow())
    warehouse.execute(
        f"UPDATE {warehouse.name(_ARRIVALS)} a SET mtime_ns = t.mtime_ns FROM touched_files t "
        "WHERE a.path = t.path AND a.file_sha256 = t.file_sha256"
    )
    warehouse.connection.unregister("touched_files")


def _keep_sidecars(settings: Settings, rows: Iterable[dict[str, object]]) -> None:
    """Write the arrivals of each file beside its bytes, so that everything can be rebuilt from the archive."""
    by_hash: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        by_hash.setdefault(str(row["file_sha256"]), []).append(row)
    for sha256, arrivals in by_hash.items():
        sidecar = archived_path(settings, sha256).with_suffix(".json")
        before = json.loads(sidecar.read_text("utf-8")) if sidecar.exists() else {"arrivals": []}
        merged = {(a["path"], a["file_sha256"]): a for a in before["arrivals"]}
        merged.update({(a["path"], a["file_sha256"]): _as_json(a) for a in arrivals})
        content = {**before, "file_sha256": sha256, "arrivals": [merged[key] for key in sorted(merged)]}
        partial = sidecar.with_suffix(".partial")
        partial.write_bytes(json.dumps(content, ensure_ascii=False).encode())
        partial.replace(sidecar)


def _as_json(row: dict[str, object]) -> dict[str, object]:
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}


def _remember(warehouse: Warehouse, rows: Sequence[dict[str, object]], known: pl.DataFrame) -> None:
    """Write new arrivals and those with stronger evidence, in one transaction."""
    frame = pl.DataFrame(rows, schema=_ARRIVALS.polars_schema())
    replaced = known.select("path", "file_sha256").join(frame, on=["path", "file_sha256"], how="semi")
    with warehouse.transaction():
        for path, sha256 in replaced.iter_rows():
            warehouse.execute(
                f"DELETE FROM {warehouse.name(_ARRIVALS)} WHERE path = ? AND file_sha256 = ?", [path, sha256]
            )
        warehouse.append("raw.arrivals", frame)
