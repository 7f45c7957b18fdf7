"""The answer of `differences`: which cells differ between two versions of a report, as text.

Belongs here: finding the two files in the published snapshot and the archive, and the words. Does not: comparing cells
(`pipelines.differences`), or what pages show of it (`pipelines.core.versions`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines import inbox
from pipelines.differences import as_typed, differences
from pipelines.errors import HomeError
from pipelines.publishing import read_snapshot
from pipelines.settings import LOCAL_ZONE, Settings
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.worker import Job, read_files

WORDS = {
    "changed": "sửa",
    "row_added": "thêm dòng",
    "row_removed": "bỏ dòng",
    "column_added": "thêm cột",
    "column_removed": "bỏ cột",
    "sheet_added": "thêm trang",
    "sheet_removed": "bỏ trang",
}


@dataclass(frozen=True)
class Version:
    """One of the two that are compared."""

    path: Path
    name: str
    said: str
    """How the answer calls it."""


def differences_text(before: Version, after: Version, context: ReadingContext) -> str:
    """Read both files as the night would, load nothing, and name every cell that differs.

    Raises:
        HomeError: One of them cannot be read.
    """
    old, new = (_cells(version, context) for version in (before, after))
    found = differences(old, new)
    lines = [f"Trước: {before.said}", f"Sau:   {after.said}"]
    if found.is_empty():
        return "\n".join([*lines, "Không có ô nào khác nhau."])
    lines.append(f"{found.height} ô khác nhau:")
    for row in found.iter_rows(named=True):
        heading = f" ({row['heading']})" if row["heading"] else ""
        texts = f"{_quoted(row['before'])} → {_quoted(row['after'])}"
        lines.append(f"  trang {row['sheet']}, ô {row['cell']}{heading}: {WORDS[row['change']]}: {texts}")
    return "\n".join(lines)


def named_version(settings: Settings, name: str) -> Version:
    """A version by its submission id in the published snapshot, or a file by its path.

    Raises:
        HomeError: There is neither.
    """
    path = Path(name)
    if path.is_file():
        return Version(path, path.name, name)
    found = _submissions(settings, "submission_id = ?", [name])
    if not found:
        raise HomeError(f"{name}: không có báo cáo nào mang mã này, cũng không có tệp nào tên này.")
    return found[0]


def last_two_versions(settings: Settings, *, reporter: str, form: str, period: str) -> tuple[Version, Version]:
    """The last two versions of one report in the published snapshot, the earlier one first.

    Raises:
        HomeError: There are no two.
    """
    condition = "reporter_id = ? AND form = ? AND period = ? AND version IS NOT NULL ORDER BY version DESC LIMIT 2"
    found = _submissions(settings, condition, [reporter, form, period])
    if len(found) < 2:
        raise HomeError(f"{reporter}, {form} {period}: có {len(found)} bản, cần hai bản để so sánh.")
    return found[1], found[0]


def _submissions(settings: Settings, condition: str, parameters: Sequence[str]) -> list[Version]:
    query = f"SELECT file_sha256, file_name, version, received_at FROM core.submissions WHERE {condition}"
    with read_snapshot(settings) as connection:
        rows = connection.execute(query, list(parameters)).fetchall()
    return [
        Version(
            inbox.archived_path(settings, sha256),
            name,
            f"{name}, bản {version or '–'}, nhận {received.astimezone(LOCAL_ZONE):%d/%m/%Y %H:%M}",
        )
        for sha256, name, version, received in rows
    ]


def _cells(version: Version, context: ReadingContext) -> list[Mapping[str, Any]]:
    try:
        sha256 = hashlib.sha256(version.path.read_bytes()).hexdigest()
    except OSError as error:
        raise HomeError(f"{version.said}: không mở được tệp trong kho lưu ({error.strerror}).") from error
    job: Job = (version.path, version.name, sha256)
    (file,) = read_files([job], context)
    if not file.is_readable:
        why = file.rows["raw.findings"][0]["message_vi"]
        raise HomeError(f"{version.said}: {why}")
    return list(file.rows.get("raw.cells", ()))


def _quoted(text: str | None) -> str:
    return "để trống" if text is None else f"“{as_typed(text)}”"
