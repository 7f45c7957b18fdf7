"""Read every cell of a workbook, exactly, and notice what the cell reader would leave blank.

Belongs here: sheets as rows of cells, their text for `raw.cells`, formulas without a stored result, error cells,
secrecy stamps. Does not: what a cell means (`values`, `parsing`).
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import python_calamine

from pipelines.workbooks.safety import Container, RefusedError
from pipelines.workbooks.wording import clean

DATE_MARK = "@"
"""Stands before the ISO text of a cell that was a true date, so that a date typed as text stays apart from it."""

ANSWER_SHEET = "Lỗi cần sửa"
"""Name of the sheet that `check --annotate` puts in front; a number follows when the sender has such a sheet."""

ANSWER_MARK = "health389 ghi trang này để chỉ chỗ cần sửa; không phải số liệu báo cáo, gửi lại không cần xóa."
"""Its first cell: with the name, what tells it from a sheet of the sender."""

_STAMPS = frozenset({"MẬT", "TỐI MẬT", "TUYỆT MẬT"})
_STAMP_NFC = "MẬT"
_STAMP_NFD = unicodedata.normalize("NFD", _STAMP_NFC)
_STAMP_ROWS = 20
_STAMP_IN_DRAWING = re.compile(r">\s*(?:TUYỆT\s+MẬT|TỐI\s+MẬT|MẬT)\s*<")
_STAMP_IN_MARGIN = re.compile(r"(?:^|&[LCR]|\")\s*(?:TUYỆT\s+MẬT|TỐI\s+MẬT|MẬT)\s*(?:&[LCR]|$)")
_ERROR_MARK = re.compile(rb"\bt=[\"']e[\"']")
_TEXT_RESULT = re.compile(rb"\bt=[\"']str[\"']")
_CELL_WITH_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*\bt=[\"']e[\"'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<", re.DOTALL
)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)/?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)/?>")
_ATTRIBUTE = re.compile(rb"([\w:]+)=(?:\"([^\"]*)\"|'([^']*)')")

_Troubles = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
"""Cells with a formula without result; (cell, error) of error cells."""


@dataclass(frozen=True)
class SheetCells:
    """One sheet: its rows from A1, blank cells as empty text."""

    name: str
    visible: bool
    rows: Sequence[Sequence[Any]]
    uncached: tuple[str, ...] = ()
    """Cells with a formula whose result is not stored."""
    errors: tuple[tuple[str, str], ...] = ()
    """(cell, error) of cells that show an error such as #REF!."""


@dataclass(frozen=True)
class WorkbookCells:
    """Every sheet of a workbook but the hidden one that feeds our drop-downs, and the one of our own answer."""

    sheets: tuple[SheetCells, ...] = field(default=())


def read_cells(data: bytes, container: Container, *, lists_sheet: str) -> WorkbookCells:
    """Read all sheets of a checked file.

    Raises:
        RefusedError: The cell reader fails on the file, or the file bears a secrecy stamp (rule `sealed`).
    """
    if _is_stamped(container):
        raise RefusedError("sealed")
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            (meta.name, meta.visible == python_calamine.SheetVisibleEnum.Visible, index)
            for index, meta in enumerate(workbook.sheets_metadata)
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            and not (meta.name == lists_sheet and meta.visible != python_calamine.SheetVisibleEnum.Visible)
        ]
        read = [
            (name, visible, workbook.get_sheet_by_index(index).to_python(skip_empty_area=False))
            for name, visible, index in sheets
        ]
    except python_calamine.PasswordError as error:
        raise RefusedError("encrypted") from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise RefusedError("truncated", str(error)[:120]) from error
    troubles = _find_troubles(container)
    seen = tuple(
        SheetCells(name, visible, rows, *troubles.get(name, ((), ())))
        for name, visible, rows in read
        if not is_own_answer(name, rows)
    )
    if any(_has_stamp(sheet.rows) for sheet in seen):
        raise RefusedError("sealed")
    return WorkbookCells(seen)


def is_own_answer(name: str, rows: Sequence[Sequence[Any]]) -> bool:
    """Whether a sheet is our answer to an earlier version, come back in the mended workbook: it is no data."""
    return name.startswith(ANSWER_SHEET) and bool(rows) and bool(rows[0]) and rows[0][0] == ANSWER_MARK


def cell_text(value: Any) -> str | None:
    """Return a cell as text: numbers without float artefacts, true dates as ISO behind `DATE_MARK`; None = blank."""
    kind = type(value)
    if kind is str:
        return value or None
    if kind is float:
        return number_text(value)
    if kind is bool:
        return "TRUE" if value else "FALSE"
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return DATE_MARK + value.isoformat()
    return str(value)


def number_text(value: float) -> str:
    """Return a number with the 15 digits that a spreadsheet shows, never in the form 1e+20."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = format(value, ".15g")
    return format(value, "f").rstrip("0").rstrip(".") if "e" in text and abs(value) >= 1e-9 else text


def row_texts(row: Sequence[Any]) -> list[str | None]:
    """Return the texts of a row from column A up to its last filled cell."""
    texts = [(value or None) if type(value) is str else cell_text(value) for value in row]
    while texts and texts[-1] is None:
        texts.pop()
    return texts


def _is_stamped(container: Container) -> bool:
    """Whether a text box or a page margin carries a stamp."""
    for name in container.parts:
        if name.startswith("xl/drawings/") and name.endswith((".xml", ".vml")):
            text = container.unpack(name).decode("utf-8", "replace")
            if _STAMP_IN_DRAWING.search(clean(re.sub(r"</a:t>.*?<a:t>", "", text))) or _STAMP_IN_DRAWING.search(text):
                return True
    return False


def _has_stamp(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether a line of a cell near the top is a stamp and nothing else."""
    for row in rows[:_STAMP_ROWS]:
        for value in row:
            if type(value) is str and value and (_STAMP_NFC in value or _STAMP_NFD in value):
                lines = (clean(line).strip(" .:()[]*-") for line in value.splitlines())
                if not _STAMPS.isdisjoint(lines):
                    return True
    return False


def _find_troubles(container: Container) -> dict[str, _Troubles]:
    """Return sheet name -> cells that hold a formula without result or an error: the cell reader leaves them blank.

    Raises:
        RefusedError: A page margin carries a secrecy stamp.
    """
    troubles = {}
    for part in container.parts:
        if not (part.startswith("xl/worksheets/") and part.endswith(".xml")):
            continue
        xml = container.unpack(part)
        if b"eader>" in xml or b"ooter>" in xml:
            _refuse_stamped_margin(xml)
        if _FORMULA.search(xml) or _ERROR_MARK.search(xml):
            found = _hidden_troubles(xml)
            if found != ((), ()):
                troubles[part] = found
    if not troubles:
        return {}
    names = _sheet_names(container)
    return {names[part]: found for part, found in troubles.items() if part in names}


def _refuse_stamped_margin(xml: bytes) -> None:
    for margin in re.findall(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]*)<", xml):
        if _STAMP_IN_MARGIN.search(margin.decode("utf-8", "replace").replace("&amp;", "&")):
            raise RefusedError("sealed")


def _hidden_troubles(xml: bytes) -> _Troubles:
    uncached = tuple(
        found[1].decode()
        for match in _CELL_WITH_FORMULA.finditer(xml)
        if not _TEXT_RESULT.search(match[1]) and (found := _REFERENCE.search(match[1]))
    )
    errors = tuple(
        (found[1].decode(), match[2].decode("utf-8", "replace"))
        for match in (_ERROR_CELL.finditer(xml) if _ERROR_MARK.search(xml) else ())
        if (found := _REFERENCE.search(match[1]))
    )
    return uncached, errors


def _sheet_names(container: Container) -> dict[str, str]:
    """Return part -> name of the sheet that it holds."""
    targets = {}
    for relation in _RELATION.findall(container.unpack("xl/_rels/workbook.xml.rels")):
        attributes = _attributes(relation)
        target = attributes.get(b"Target", b"").decode("utf-8", "replace").lstrip("/")
        targets[attributes.get(b"Id")] = target if target.startswith("xl/") else "xl/" + target
    names = {}
    for sheet in _SHEET.findall(container.unpack("xl/workbook.xml")):
        attributes = _attributes(sheet)
        relation_id = next((value for key, value in attributes.items() if key.endswith(b":id")), None)
        if relation_id in targets:
            names[targets[relation_id]] = _unescape(attributes.get(b"name", b"").decode("utf-8", "replace"))
    return names


def _attributes(tag: bytes) -> dict[bytes, bytes]:
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(tag)}


def _unescape(text: str) -> str:
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text
