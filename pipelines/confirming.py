"""A layout becomes known: a person's proposal, checked, stored in the home, and the decision written down.

Belongs here: `layout propose` and `layout confirm` as verbs. Does not: guessing (`workbooks.proposing`) or the shape
of a layout (`workbooks.layouts`).
"""

from __future__ import annotations

import hashlib
import tomllib
from datetime import datetime
from pathlib import Path

from pipelines.decisions import append_decision
from pipelines.errors import HomeError
from pipelines.settings import Settings
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.layouts import FOLDER, parse_layout
from pipelines.workbooks.limits import RefusedError
from pipelines.workbooks.lookups import lookups_of
from pipelines.workbooks.proposing import propose_layout
from pipelines.workbooks.reading import read_cells
from pipelines.workbooks.safety import open_safely


def propose(file: Path, target: Path, context: ReadingContext) -> None:
    """Write a proposed layout for an unknown workbook.

    Raises:
        HomeError: the file cannot be read or holds no table, or the target stands already.
    """
    if target.exists():
        raise HomeError(f"{target} đã có; chọn tên khác.")
    try:
        data = file.read_bytes()
        workbook = read_cells(data, open_safely(data), lists_sheet=context.book.lists_sheet)
    except (OSError, RefusedError) as error:
        raise HomeError(f"{file}: không đọc được ({error}).") from error
    proposal = propose_layout(workbook, lookups_of(context), file_name=file.name)
    if proposal is None:
        raise HomeError(f"{file}: không thấy bảng nào có tiêu đề và số liệu.")
    target.write_text(proposal, "utf-8")


def confirm(file: Path, settings: Settings, *, decided_by: str, decided_at: datetime, reason: str) -> Path:
    """Check a layout, write down who confirmed it and why, and store it; the next night reads by it.

    Raises:
        HomeError: the file is no TOML.
        ReferenceDataError: the layout says something that cannot be.
    """
    try:
        text = file.read_text("utf-8")
        data = tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise HomeError(f"{file}: không phải tệp TOML dùng được ({error}).") from error
    layout = parse_layout(data, str(file))
    digest = hashlib.sha256(text.encode()).hexdigest()
    folder = settings.reference / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    # The decision first: a layout that nobody decided on must not be read by.
    append_decision(
        settings.decisions,
        kind="confirm_layout",
        decided_by=decided_by,
        decided_at=decided_at,
        reason=reason,
        value={"layout": layout.name, "sha256": digest},
    )
    target = folder / f"{layout.id}.toml"
    partial = target.with_suffix(".partial")
    partial.write_text(text, "utf-8")
    partial.replace(target)
    return target
