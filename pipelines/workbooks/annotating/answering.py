"""The annotated workbook of one file that was checked, written where the sender finds it.

Belongs here: which file is written under which name, and the words that say how to go about it. Does not: marks on
cells (`patching`), the answer as text (`pipelines.workbooks.checking`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import HomeError
from pipelines.guarding import Limits
from pipelines.workbooks.annotating.front import Page
from pipelines.workbooks.annotating.guarding import patch_guarded
from pipelines.workbooks.annotating.mends import Mend, in_order, mends_of
from pipelines.workbooks.annotating.package import NotKeptError
from pipelines.workbooks.annotating.patching import only_the_list

SUFFIX = ".can-sua"
_OWN_SUFFIX = re.compile(r"\.can-sua(?:-\d+)?$")
_HOW = (
    "Sửa các dòng ghi Lỗi trước; dòng ghi Lưu ý: kiểm tra lại, đúng thì để nguyên. Bấm vào cột Ô để đến ô cần sửa.",
    "Ô có màu là ô cần xem lại: đỏ là lỗi, vàng là lưu ý; di chuột vào ô để đọc ghi chú.",
    "Sửa xong: lưu lại rồi gửi chính tệp này, không cần xóa trang này, màu và ghi chú.",
)
_HOW_ELSEWHERE = (
    "Sửa trong tệp gốc của đơn vị theo danh sách dưới đây, các dòng ghi Lỗi trước, rồi gửi lại tệp gốc đã sửa.",
)


@dataclass(frozen=True)
class Annotation:
    """What came of annotating one file."""

    path: Path | None
    """Where the annotated workbook is; None when there was nothing to mend."""
    not_kept: str = ""
    """Why the workbook holds the list only; empty when it is the sender's own workbook."""


def annotate_file(
    source: Path,
    folder: Path,
    *,
    findings: Sequence[Mapping[str, Any]],
    verdict: str,
    name: str,
    not_kept: str = "",
    limits: Limits | None = None,
) -> Annotation:
    """Write the annotated workbook of one checked file; no file that exists is written over.

    Args:
        source: The file.
        folder: Where the annotated workbook goes; made when missing.
        findings: Rows of `raw.findings`, of all reports of the file.
        verdict: What became of the file, in words.
        name: Name of the file as the sender knows it.
        not_kept: Why the file itself is not to be opened again; empty when it may be.
        limits: What patching may cost.

    Raises:
        HomeError: The folder cannot be written to.
    """
    mends = mends_of(findings)
    if all(mend.severity == "info" for mend in mends):
        return Annotation(None)
    title = f"{name}: {verdict}"
    stem = _OWN_SUFFIX.sub("", Path(name).stem)
    if not not_kept:
        try:
            patched = patch_guarded(source, Page(title, (_counted(mends), *_HOW), mends), limits or Limits())
            return Annotation(_write(folder, stem, patched.ending, patched.content))
        except NotKeptError as error:
            not_kept = str(error)
    notes = (_counted(mends), f"Bản này chỉ có danh sách, không có nội dung tệp gốc: {not_kept}.", *_HOW_ELSEWHERE)
    listed = only_the_list(Page(title, notes, in_order(mends, list(dict.fromkeys(mend.sheet for mend in mends)))))
    return Annotation(_write(folder, stem, listed.ending, listed.content), not_kept)


def _counted(mends: Sequence[Mend]) -> str:
    errors = sum(mend.severity == "error" for mend in mends)
    warnings = sum(mend.severity == "warning" for mend in mends)
    return f"{errors} lỗi phải sửa, {warnings} lưu ý."


def _write(folder: Path, stem: str, ending: str, content: bytes) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            path = folder / f"{stem}{SUFFIX}{f'-{number}' if number > 1 else ''}{ending}"
            try:
                with path.open("xb") as target:
                    target.write(content)
            except FileExistsError:
                number += 1
            else:
                return path
    except OSError as error:
        raise HomeError(f"{folder}: không ghi được tệp đã đánh dấu ({error.strerror}). Chọn thư mục khác.") from error
