"""Evidence of arrival: what a `received.csv` of the operator says.

Belongs here: reading that file, line by line, and saying what is wrong with a line. Does not: finding or archiving
files (`pipelines.inbox`). Weaker and other evidence (mail headers, upload stamps) joins here as further readers.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.settings import LOCAL_ZONE

RECEIVED_CSV = "received.csv"
_TIME_FORMATS = ("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S")


PROBLEMS = {
    "columns": ("thiếu cột file hoặc received_at", "lacks the column file or received_at"),
    "path": ("không phải đường dẫn nằm dưới thư mục của tệp này", "is no path below the folder of this list"),
    "instant": ("không phải ngày giờ", "is no date and time"),
    "absent": ("chỉ tên một tệp chưa từng đến hộp nhận", "names a file that never arrived"),
    "future": ("muộn hơn lúc tệp đã nằm trong hộp nhận", "is later than the file has been in the inbox"),
    "moved": (
        "muộn hơn thời điểm đã ghi cho tệp này trước đây; giữ thời điểm cũ, muốn đổi thì ghi một quyết định",
        "is later than what was recorded for this file before; that stays, a decision can change it",
    ),
    "closed": ("không mở được vì bị chặn quyền đọc", "cannot be opened: reading it is not allowed"),
}
"""What can be wrong with a line, in both languages, to be read after the value."""


RECEIVED_LINES = {
    "csv_name": pl.String(),
    "line": pl.Int64(),
    "path": pl.String(),
    "received_at": pl.Datetime("us", "UTC"),
    "sender": pl.String(),
    "channel": pl.String(),
}
"""Columns of a frame of lines, each of which says when one file arrived."""


@dataclass(frozen=True)
class CsvProblem:
    """One line of a `received.csv` that cannot be used; the file then counts by its own times."""

    csv_name: str
    line: int
    value: str
    problem: str
    """Key of `PROBLEMS`."""


def read_received_csv(path: Path, *, prefix: str) -> tuple[pl.DataFrame, list[CsvProblem]]:
    """Read `file,received_at,sender,channel`; paths are relative to the folder of the csv.

    An instant without offset is local time. Several lines of one path are its first, second, … file: what stood under
    that name and was replaced; the same line twice is one.

    Returns the usable lines as `RECEIVED_LINES`, those of a path earliest first, and the unusable ones.
    """
    name = f"{prefix}/{path.name}"
    reader = csv.reader(path.read_text("utf-8-sig", errors="replace").splitlines())
    heading = next(reader, [])
    if {"file", "received_at"} - set(heading):
        return pl.DataFrame(schema=RECEIVED_LINES), [CsvProblem(name, 1, ",".join(heading), "columns")]
    # Column by column: a list of years has as many lines as the archive has files, and every night reads it.
    numbered = [(reader.line_num, values) for values in reader if values]
    files = [text.replace("\\", "/") for text in _column("file", heading, numbered)]
    stated = _column("received_at", heading, numbered)
    instants = [_instant(text) for text in stated]
    problems: list[CsvProblem] = []
    usable: list[int] = []
    for nth, (file_name, received_at) in enumerate(zip(files, instants, strict=True)):
        if not file_name or file_name.startswith("/") or (".." in file_name and ".." in file_name.split("/")):
            problems.append(CsvProblem(name, numbered[nth][0], file_name, "path"))
        elif received_at is None:
            problems.append(CsvProblem(name, numbered[nth][0], stated[nth], "instant"))
        else:
            usable.append(nth)
    lines = pl.DataFrame(
        {
            "csv_name": [name] * len(numbered),
            "line": [line for line, _ in numbered],
            "path": [f"{prefix}/{file_name}" for file_name in files],
            "received_at": instants,
            "sender": [text or None for text in _column("sender", heading, numbered)],
            "channel": [text or None for text in _column("channel", heading, numbered)],
        },
        schema=RECEIVED_LINES,
    )
    told = (lines[usable] if problems else lines).unique(["path", "received_at"], keep="first", maintain_order=True)
    return told.sort("path", "received_at"), problems


def _column(name: str, heading: Sequence[str], numbered: Sequence[tuple[int, Sequence[str]]]) -> list[str]:
    """One column of a csv; empty text where it is missing or a line is too short to have it."""
    if name not in heading:
        return [""] * len(numbered)
    nth = len(heading) - 1 - heading[::-1].index(name)
    return [values[nth].strip() if nth < len(values) else "" for _, values in numbered]


def _instant(text: str) -> datetime | None:
    """An instant in UTC from ISO text or dd/mm/yyyy HH:MM; a bare date says no instant."""
    value: datetime | None = None
    try:
        value = datetime.fromisoformat(text) if len(text) > 10 else None
    except ValueError:
        for pattern in _TIME_FORMATS:
            try:
                value = datetime.strptime(text, pattern)  # noqa: DTZ007 - the local zone is attached below
                break
            except ValueError:
                continue
    if value is None:
        return None
    return (value if value.tzinfo else value.replace(tzinfo=LOCAL_ZONE)).astimezone(UTC)


def problem_findings(problems: Sequence[CsvProblem]) -> list[dict[str, Any]]:
    """Rows of `raw.suite_findings` for lines that could not be used; until mended the file counts by its own times."""
    rows = []
    for found in problems:
        vi, en = PROBLEMS[found.problem]
        key = f"received_csv|{found.csv_name}|{found.line}|{found.value}|{found.problem}"
        rows.append(
            {
                "finding_id": hashlib.sha256(key.encode()).hexdigest()[:24],
                "scope": RECEIVED_CSV,
                "rule": "received_csv",
                "severity": "warning",
                "sheet": found.csv_name,
                "cell": f"dòng {found.line}",
                "value": found.value,
                "message_vi": f"{found.csv_name}, dòng {found.line}: “{found.value}” {vi}.",
                "message_en": f"{found.csv_name}, line {found.line}: “{found.value}” {en}.",
                "cure_vi": "Sửa dòng này, ví dụ 31/bao_cao.xlsx,2026-10-24T09:15+07:00,người gửi,thư điện tử.",
                "cure_en": "Mend the line, e.g. 31/bao_cao.xlsx,2026-10-24T09:15+07:00,sender,mail.",
            }
        )
    return rows
