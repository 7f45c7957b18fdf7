"""Reading what arrived: each archived file once, into `raw`.

Belongs here: which files still wait, reading workbooks in batches, one transaction per batch, forgetting files so that
they are read again. Does not: how a workbook is read (`pipelines.workbooks`), or notices (`pipelines.notices.intake`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from queue import Queue
from threading import Event, Thread
from typing import Any, TypeVar

import polars as pl
import pyarrow as pa

from pipelines import contained, inbox
from pipelines.cycles import no_search_for_cycles
from pipelines.settings import Settings
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.intake import READER_VERSION, ParsedFile
from pipelines.workbooks.worker import read_files

BATCH = 2000
"""Files per transaction: bounds memory, and what a kill makes the next night read again."""

_MANY = 64
"""Files for which starting a second process pays."""

_MOST_PROCESSES = 2
"""The process that loads what was read is busy too, and a night must fit into a gigabyte."""

_AHEAD = 600
"""Files read while a batch is being loaded: about what the reading processes manage in that time."""

PER_FILE_TABLES = (
    "raw.reports",
    "raw.inspection_lines",
    "raw.serious_cases",
    "raw.sign_offs",
    "raw.hotline_entries",
    "raw.task_reports",
    "raw.indicators",
    "raw.findings",
    "raw.cells",
    "raw.version_changes",
)
_Item = TypeVar("_Item")
Progress = Callable[[int, int], None]
"""Called with (files read, files waiting)."""


@dataclass(frozen=True)
class ReadCounts:
    """What one pass of reading did."""

    files_read: int
    files_failed: int


@dataclass(frozen=True)
class WaitingFile:
    """A file that arrived and has not been read."""

    sha256: str
    file_name: str
    size_bytes: int
    ingested_at: datetime


def read_reports(
    warehouse: Warehouse, settings: Settings, context: ReadingContext, *, progress: Progress | None = None
) -> ReadCounts:
    """Read every waiting workbook and load what is in it; one bad file costs only itself."""
    read = failed = 0
    forget_other_layouts(warehouse, context)
    with contained.spool(settings) as spool, no_search_for_cycles():
        contained.arrive(warehouse, settings)
        while files := {file.sha256: file for file in waiting(warehouse, "reports")}:
            jobs = [(inbox.archived_path(settings, f.sha256), f.file_name, f.sha256) for f in files.values()]
            before = read
            processes = _MOST_PROCESSES if len(jobs) >= _MANY else 1
            with _ahead(read_files(jobs, context, spool=spool, processes=processes)) as parsed_files:
                for batch in batches(parsed_files):
                    rows = [_report_file_row(files[p.file_sha256], p, context) for p in batch]
                    merged = _merged(batch)
                    contained.keep(settings, spool, merged["raw.contents"])
                    load(warehouse, rows, merged)
                    read += len(batch)
                    failed += sum(row["read_state"] == "unreadable" for row in rows)
                    if progress is not None:
                        progress(read, before + len(files))
            # What was inside has arrived with the file it was in, and waits now.
            contained.arrive(warehouse, settings)
    return ReadCounts(read, failed)


def forget(warehouse: Warehouse, settings: Settings, *, period: str | None) -> int:
    """Forget what was read in the files of a period (or in all files), so that the next night reads them again.

    With `period` None the record of arrivals is rebuilt from the archive too. Returns the number of files.
    """
    files = warehouse.name("raw.files")
    chosen = f"SELECT file_sha256 FROM {files}"
    parameters: list[str] = []
    if period is not None:
        chosen = "SELECT DISTINCT file_sha256 FROM core.submissions WHERE period = ?"
        parameters = [period]
    hashes = warehouse.query(chosen, parameters or None)
    _forget_files(warehouse, hashes)
    # Lines of a file read again may differ although its attribution does not.
    warehouse.execute("DELETE FROM core.inspection_lines" + (" WHERE period = ?" if period else ""), parameters or None)
    if period is None:
        inbox.restore_arrivals(warehouse, settings)
    return hashes.height


def forget_other_layouts(warehouse: Warehouse, context: ReadingContext) -> int:
    """Forget files that a layout confirmed or changed since may read otherwise; returns how many.

    Those are the files in no layout of ours that were read under other layouts than today's; all others stay.
    """
    hashes = warehouse.query(
        f"""
        SELECT DISTINCT f.file_sha256
        FROM {warehouse.name("raw.files")} f JOIN {warehouse.name("raw.reports")} r USING (file_sha256)
        WHERE f.inbox = 'reports' AND f.read_state = 'read' AND f.reader_version NOT LIKE $current
            AND (r.layout IS NULL OR split_part(r.layout, '/', 1) <> $own)
        """,
        {"current": f"%+{context.layouts_fingerprint}", "own": context.book.id},
    )
    if hashes.height:
        _forget_files(warehouse, hashes)
    return hashes.height


def _forget_files(warehouse: Warehouse, hashes: pl.DataFrame) -> None:
    warehouse.connection.register("forgotten_files", hashes.to_arrow())
    of_reports = "left(submission_id, 16) IN (SELECT left(file_sha256, 16) FROM forgotten_files)"
    # In a store of their own, so first: killed in between, the next night makes them again from what was read.
    warehouse.execute(f"DELETE FROM core.inspection_lines WHERE {of_reports}")
    with warehouse.transaction():
        for full_name in (*PER_FILE_TABLES, "raw.mentions"):
            table = TABLES[full_name]
            key = "file_sha256" if "file_sha256" in table.column_names else None
            among = "file_sha256 IN (FROM forgotten_files)" if key else of_reports
            warehouse.execute(f"DELETE FROM {warehouse.name(table)} WHERE {among}")
        contents = warehouse.name("raw.contents")
        warehouse.execute(f"DELETE FROM {contents} WHERE container_sha256 IN (FROM forgotten_files)")
        for full_name in ("raw.notices", "raw.files"):
            warehouse.execute(f"DELETE FROM {warehouse.name(full_name)} WHERE file_sha256 IN (FROM forgotten_files)")
    warehouse.connection.unregister("forgotten_files")


def waiting(warehouse: Warehouse, inbox_name: str) -> list[WaitingFile]:
    """Files of one inbox that were not read in it, oldest first; a file put into both inboxes is read in both."""
    rows = warehouse.query(
        f"""
        SELECT file_sha256, first(file_name ORDER BY first_seen_at, path), any_value(size_bytes), min(first_seen_at)
        FROM {warehouse.name("raw.arrivals")}
        WHERE split_part(path, '/', 1) = $inbox
            AND file_sha256 NOT IN (SELECT file_sha256 FROM {warehouse.name("raw.files")} WHERE inbox = $inbox)
        GROUP BY file_sha256
        ORDER BY min(first_seen_at), min(path)
        """,
        {"inbox": inbox_name},
    )
    return [WaitingFile(*row) for row in rows.iter_rows()]


def batches(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    """Cut a stream into lists of at most `BATCH`."""
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch


@contextmanager
def _ahead(items: Iterator[_Item]) -> Iterator[Iterator[_Item]]:
    """Take items in a thread, so that reading goes on while a batch is loaded; order and errors stay as they are."""
    waiting: Queue[tuple[_Item | None, BaseException | None]] = Queue(_AHEAD)
    unwanted = Event()

    def take() -> None:
        error: BaseException | None = None
        try:
            for item in items:
                waiting.put((item, None))
                if unwanted.is_set():
                    break
        except BaseException as caught:  # raised again where the items are used
            error = caught
        waiting.put((None, error))

    def taken() -> Iterator[_Item]:
        while (next_one := waiting.get())[0] is not None:
            yield next_one[0]
        if next_one[1] is not None:
            raise next_one[1]

    thread = Thread(target=take, name="reading ahead", daemon=True)
    thread.start()
    try:
        yield taken()
    finally:
        unwanted.set()
        while thread.is_alive():
            while not waiting.empty():
                waiting.get_nowait()
            thread.join(0.05)


def _merged(batch: Sequence[ParsedFile]) -> dict[str, list[Mapping[str, Any]]]:
    names = (*PER_FILE_TABLES, "raw.contents")
    return {name: [row for parsed in batch for row in parsed.rows.get(name, ())] for name in names}


def _report_file_row(file: WaitingFile, parsed: ParsedFile, context: ReadingContext) -> dict[str, Any]:
    state = "read" if parsed.is_readable else "unreadable"
    received_at, sender = parsed.mail
    version = f"{READER_VERSION}+{context.layouts_fingerprint}"
    row = file_row(file, "reports", state, parsed.reason, version)
    return row | {"mail_received_at": received_at, "mail_sender": sender}


def file_row(file: WaitingFile, inbox_name: str, state: str, reason: str | None, version: str) -> dict[str, Any]:
    """The row of `raw.files` for a file that was read, or could not be (`reason` names the rule)."""
    return {
        "file_sha256": file.sha256,
        "inbox": inbox_name,
        "file_name": file.file_name,
        "size_bytes": file.size_bytes,
        "ingested_at": file.ingested_at,
        "read_state": state,
        "reason": reason,
        "reader_version": version,
    }


def load(
    warehouse: Warehouse, files: Sequence[Mapping[str, Any]], rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> None:
    """Write one batch whole or not at all."""
    with warehouse.transaction():
        for full_name, table_rows in {"raw.files": files, **rows}.items():
            if table_rows:
                warehouse.append(full_name, _frame(full_name, table_rows))


def _frame(full_name: str, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows as a frame with the table's types; a column that a row lacks is null."""
    # Through Arrow: Polars builds a series for every list in a row, four times as slow for lists of cells.
    table = TABLES[full_name]
    read = pl.from_arrow(pa.Table.from_pylist(rows, schema=table.empty().to_arrow().schema))
    assert isinstance(read, pl.DataFrame)
    return table.frame(read)
