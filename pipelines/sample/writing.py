"""Writing files: whole or not at all, with the times of their arrival, on all processors.

Belongs here: every write of the sample. Does not: which files there are (`deliveries`) or whose home it is (`home`).
"""

from __future__ import annotations

import csv
import io
import os
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from pipelines.arrivals import RECEIVED_CSV
from pipelines.errors import HomeError
from pipelines.sample.deliveries import Delivery
from pipelines.sample.files import Workshop, file_bytes

Progress = Callable[[int, int], None]
"""Called with files written so far and files in all."""
Plan = Mapping[str, Sequence[Delivery]]
"""Deliveries by reporter."""

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, sys.argv[1]); from pipelines.sample.writing import serve; serve()"


def write_reports(
    workshop: Workshop,
    folder: Path,
    plan: Plan,
    *,
    processes: int,
    progress: Progress | None,
    keep_written: bool = False,
) -> None:
    """Write every report of the plan and the list of when they arrived.

    `keep_written` leaves files that stand there with the time of their arrival: an equal run wrote them.

    Raises:
        HomeError: two reports share a file name, or a file cannot be written.
    """
    paths = Counter(d.path for sent in plan.values() for d in sent)
    if twice := sorted(path for path, count in paths.items() if count > 1):
        raise HomeError(f"Hai báo cáo minh họa trùng tên tệp {twice[0]!r}. Two sample reports share this file name.")
    folder.mkdir(parents=True, exist_ok=True)
    for sub_folder in sorted({(folder / path).parent for path in paths}):
        sub_folder.mkdir(parents=True, exist_ok=True)
    todo = {r: [d for d in sent if not (keep_written and _stands(folder, d))] for r, sent in plan.items()}
    todo = {r: sent for r, sent in todo.items() if sent}
    total = paths.total()
    done = total - sum(map(len, todo.values()))
    if progress is not None:
        progress(done, total)
    for written in _write_all(workshop, folder, todo, processes):
        done += written
        if progress is not None:
            progress(done, total)
    listed = sorted((d for sent in plan.values() for d in sent if d.listed), key=lambda d: d.path)
    write_received(folder, [(d.path, d.received_at.isoformat(), d.sender, d.channel) for d in listed])


def write_received(folder: Path, rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Write the received list of a folder; lines that somebody added about files of their own stay."""
    path = folder / RECEIVED_CSV
    own = {row[0] for row in rows}
    before: list[list[str]] = []
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            before = list(csv.reader(file))[1:]
    added = [row for row in before if row and row[0] not in own and (folder / row[0]).is_file()]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("file", "received_at", "sender", "channel"))
    writer.writerows([*rows, *added])
    replace_file(path, text.getvalue().encode())


def replace_file(path: Path, content: bytes, *, at: datetime | None = None) -> None:
    """Write a file as a whole or not at all; with `at`, its times are those of its arrival.

    A second run that writes the same bytes then leaves size and times as they were.
    """
    partial = path.with_name(f".{path.name[:80]}.partial")
    try:
        partial.write_bytes(content)
        if at is not None:
            os.utime(partial, (at.timestamp(), at.timestamp()))
        partial.replace(path)
    except OSError as error:
        raise HomeError(f"{path}: không ghi được ({error.strerror}). Kiểm tra quyền ghi và dung lượng đĩa.") from error


def _stands(folder: Path, delivery: Delivery) -> bool:
    path = folder / delivery.path
    return path.is_file() and path.stat().st_mtime == delivery.received_at.timestamp()


def serve() -> None:
    """Run one writing process: take a share of the plan from standard input, say each reporter's files written."""
    workshop, folder, plan = pickle.load(sys.stdin.buffer)
    for reporter_id, sent in plan.items():
        sys.stdout.write(f"{_write_reporter(workshop, folder, reporter_id, sent)}\n")
        sys.stdout.flush()


def _write_all(workshop: Workshop, folder: Path, plan: Plan, processes: int) -> Iterator[int]:
    if processes <= 1 or len(plan) <= processes:
        yield from (_write_reporter(workshop, folder, reporter_id, plan[reporter_id]) for reporter_id in plan)
        return
    shares = [{r: plan[r] for r in list(plan)[first::processes]} for first in range(processes)]
    writers = [_start_writer(workshop, folder, share) for share in shares]
    try:
        for writer in writers:
            assert writer.stdout is not None
            yield from map(int, writer.stdout)
            if writer.wait() != 0:
                raise HomeError(
                    f"{folder}: không ghi được hết dữ liệu minh họa. Xem lỗi ở trên, kiểm tra dung lượng đĩa, chạy lại."
                )
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()


def _start_writer(workshop: Workshop, folder: Path, share: Plan) -> subprocess.Popen[bytes]:
    # A plain interpreter, not `multiprocessing`: spawned workers run the caller's main module once more, and a page
    # of the dashboard is one when Streamlit calls us.
    writer = subprocess.Popen([sys.executable, "-c", _START, str(_ROOT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert writer.stdin is not None
    pickle.dump((workshop, folder, share), writer.stdin)
    writer.stdin.close()
    writer.stdin = None
    return writer


def _write_reporter(workshop: Workshop, folder: Path, reporter_id: str, sent: Sequence[Delivery]) -> int:
    for delivery in sent:
        replace_file(folder / delivery.path, file_bytes(workshop, reporter_id, delivery), at=delivery.received_at)
    return len(sent)
