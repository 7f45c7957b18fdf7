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


@dataclass(frozen=True)
class ReceivedRow:
    """One file of which the operator knows when it arrived."""

    csv_name: str
    line: int
    path: str
    received_at: datetime
    sender: str | None
    channel: str | None


@dataclass(frozen=True)
class CsvProblem:
    """One line of a `received.csv` that cannot be used; the file then counts by its own times."""

    csv_name: str
    line: int
    value: str
    problem: str
    """Key of `PROBLEMS`."""


def read_received_csv(path: Path, *, prefix: str) -> tuple[dict[str, list[ReceivedRow]], list[CsvProblem]]:
    """Read `file,received_at,sender,channel`; paths are relative to the folder of the csv.

    An instant without offset is local time. Several lines of one path are its first, second, … file: what stood under
    that name and was replaced.

    Returns the usable lines by path below the inbox, earliest first, and the unusable ones.
    """
    rows: dict[str, list[ReceivedRow]] = {}
    problems: list[CsvProblem] = []
    name = f"{prefix}/{path.name}"
    lines = path.read_text("utf-8-sig", errors="replace").splitlines()
    reader = csv.reader(lines)
    heading = next(reader, [])
    if {"file", "received_at"} - set(heading):
        return {}, [CsvProblem(name, 1, ",".join(heading), "columns")]
    for values in filter(None, reader):
        record = {column: value.strip() for column, value in zip(heading, values, strict=False)}
        file_name = record.get("file", "").replace("\\", "/")
        stated = record.get("received_at", "")
        received_at = _instant(stated)
        if not file_name or file_name.startswith("/") or ".." in file_name.split("/"):
            problems.append(CsvProblem(name, reader.line_num, file_name, "path"))
        elif received_at is None:
            problems.append(CsvProblem(name, reader.line_num, stated, "instant"))
        else:
            row = ReceivedRow(
                name,
                reader.line_num,
                f"{prefix}/{file_name}",
                received_at,
                record.get("sender") or None,
                record.get("channel") or None,
            )
            lines_of_path = rows.setdefault(row.path, [])
            if all(known.received_at != received_at for known in lines_of_path):
                lines_of_path.append(row)
    for lines_of_path in rows.values():
        lines_of_path.sort(key=lambda row: row.received_at)
    return rows, problems


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
