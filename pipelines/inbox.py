"""What arrived in the inbox, kept for ever, with the evidence of when.

Belongs here: archiving files by hash, the evidence of their arrival. Does not: which files are there (`scanning`),
reading what is inside them (`pipelines.intake`), or any decision about them. The inbox itself is never written.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.arrivals import RECEIVED_CSV, CsvProblem, ReceivedRow, read_received_csv
from pipelines.errors import ArchiveError
from pipelines.scanning import INBOXES, SeenFile, scan
from pipelines.settings import Settings
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse

UNTRUSTED_FOLDERS = ("upload", "mail", "sftp", "object_store")
"""Top folders of an inbox that strangers write: a `received.csv` in them is no evidence."""

_ARRIVALS = TABLES["raw.arrivals"]
_CHUNK = 1 << 20


@dataclass(frozen=True)
class IntakeCounts:
    """What one look into the inbox found."""

    files_seen: int
    files_new: int
    """Distinct files (by hash) that had never arrived before."""
    csv_problems: tuple[CsvProblem, ...] = ()
    """Lines of a `received.csv` that could not be used."""


def take_in(warehouse: Warehouse, settings: Settings, as_of: datetime) -> IntakeCounts:
    """Archive every file that is new in the inbox and record how and when it arrived.

    A file that was seen before under the same path, size and modification time is not opened again; one that was only
    touched (or came back from a backup) once. The same bytes under another path are one file with two arrivals. Run
    again after a kill, it continues where it stopped.
    """
    seen = list(scan(settings))
    seen_at, is_past = _seen_at(warehouse, as_of)
    known = warehouse.read("raw.arrivals")
    arrived = known.filter(pl.col("container_sha256").is_null())
    received, problems = _received_rows(settings, {file.path for file in seen} | set(arrived["path"]))
    unseen = _unseen(seen, known)
    settings.archive.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, object]] = []
    for file in unseen:
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
    present = {file.path: file for file in seen}
    every = pl.concat([known, pl.DataFrame(rows, schema=_ARRIVALS.polars_schema())])
    stronger, refused = _strengthened(every, received, present)
    changed = {(row["path"], row["file_sha256"]): row for row in [*rows, *stronger]}
    if changed:
        record(warehouse, settings, list(changed.values()), known)
    new_hashes = {str(row["file_sha256"]) for row in rows} - set(known["file_sha256"])
    return IntakeCounts(files_seen=len(seen), files_new=len(new_hashes), csv_problems=(*problems, *refused))


def record(warehouse: Warehouse, settings: Settings, rows: Sequence[dict[str, object]], known: pl.DataFrame) -> None:
    """Keep arrivals that are new or better known than before, beside the archived bytes and in `raw.arrivals`."""
    _keep_sidecars(settings, rows)
    os.sync()  # once for the batch: after a power cut the archive holds what the warehouse says it holds
    _remember(warehouse, rows, known)


def _unseen(seen: Sequence[SeenFile], known: pl.DataFrame) -> list[SeenFile]:
    mark = ("path", "size_bytes", "mtime_ns")
    paths, _, sizes, mtimes, _ = zip(*seen, strict=True) if seen else ((),) * 5
    schema = {name: _ARRIVALS.polars_schema()[name] for name in mark}
    listed = pl.DataFrame(dict(zip(mark, (paths, sizes, mtimes), strict=True)), schema=schema).with_row_index("nth")
    return [seen[nth] for nth in listed.join(known, on=mark, how="anti", maintain_order="left")["nth"]]


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


def _received_rows(
    settings: Settings, arrived: Collection[str]
) -> tuple[dict[str, list[ReceivedRow]], list[CsvProblem]]:
    """What every trusted `received.csv` says, by path below the inbox; deeper folders win over their parents."""
    rows: dict[str, list[ReceivedRow]] = {}
    problems: list[CsvProblem] = []
    for inbox in INBOXES:
        root = settings.inbox / inbox
        for csv_path in sorted(root.rglob(RECEIVED_CSV), key=lambda p: (len(p.parts), str(p))):
            below = csv_path.relative_to(root)
            if below.parts[0] in UNTRUSTED_FOLDERS or csv_path.is_symlink():
                continue
            found, bad = read_received_csv(csv_path, prefix=(Path(inbox) / below.parent).as_posix())
            rows.update(found)
            problems.extend(bad)
    for path, lines in sorted(rows.items()):
        if path not in arrived:
            problems += [CsvProblem(line.csv_name, line.line, path, "absent") for line in lines]
    return rows, problems


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
    rows: Iterable[dict[str, object]], known: pl.DataFrame
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Tell new arrivals from files only touched: the same bytes under the same path are the same arrival."""
    pairs = set(known.select("path", "file_sha256").iter_rows())
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


def _strengthened(
    arrivals: pl.DataFrame, received: dict[str, list[ReceivedRow]], present: Mapping[str, SeenFile]
) -> tuple[list[dict[str, object]], list[CsvProblem]]:
    """Let a `received.csv` speak, also one that came after the file: it is stronger than the times of a file.

    The first line of a path is about the first file that stood there, the second about the one that replaced it. What
    a line once said of a file is never moved later, and a line later than the file has been there is refused.
    """
    stronger: list[dict[str, object]] = []
    refused: list[CsvProblem] = []
    own = pl.col("container_sha256").is_null()  # what came inside another file follows that file
    listed = arrivals.filter(own & pl.col("path").is_in(list(received))).sort("path", "first_seen_at", "mtime_ns")
    for path, files in groupby(_unsettled(listed, received).iter_rows(named=True), key=itemgetter("path")):
        for row, line in zip(files, received[path], strict=False):
            problem = _refusal(row, line, present.get(path))
            if problem is not None:
                refused.append(CsvProblem(line.csv_name, line.line, line.received_at.isoformat(), problem))
            elif row["evidence"] != "received_csv" or row["received_at"] != line.received_at:
                stated = {"received_at": line.received_at, "evidence": "received_csv"}
                stronger.append(row | stated | {"sender": line.sender, "channel": line.channel})
    return stronger, refused


def _unsettled(listed: pl.DataFrame, received: Mapping[str, Sequence[ReceivedRow]]) -> pl.DataFrame:
    """Leave out paths with one file and one line that says what is known of it: nearly all, in a home of years."""
    said = {path: lines[0].received_at for path, lines in received.items() if len(lines) == 1}
    lines = pl.DataFrame(
        {"path": list(said), "said_at": list(said.values())},
        schema={"path": pl.String, "said_at": pl.Datetime("us", "UTC")},
    )
    told = listed.join(lines, on="path", how="left", maintain_order="left")
    is_settled = (pl.len().over("path") == 1) & (pl.col("evidence") == "received_csv")
    agrees = pl.col("received_at") == pl.col("said_at")
    return told.filter((is_settled & agrees).fill_null(value=False).not_()).drop("said_at")


def _refusal(row: Mapping[str, Any], line: ReceivedRow, file: SeenFile | None) -> str | None:
    there_since = max(row["first_seen_at"], file.ctime) if file is not None else row["first_seen_at"]
    if line.received_at > there_since:
        return "future"
    if row["evidence"] == "received_csv" and line.received_at > row["received_at"]:
        return "moved"
    return None
