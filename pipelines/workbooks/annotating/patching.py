"""One workbook of a sender, patched: cells marked, notes added, the sheet in front.

Belongs here: the order of these steps, what makes a workbook one that cannot be patched, and taking earlier marks off.
Does not: any of the steps (`marking`, `notes`, `front`), files and limits (`answering`, `guarding`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import python_calamine
from lxml import etree

from pipelines.workbooks.annotating.front import Page, front_xml, put_in_front, sheet_entries
from pipelines.workbooks.annotating.marking import cells_at, look_of, mark_cells, top_left
from pipelines.workbooks.annotating.mends import SEVERITIES, Mend, Position, in_order, position_of
from pipelines.workbooks.annotating.notes import add_notes, remove_own_notes
from pipelines.workbooks.annotating.package import MAIN, NotKeptError, Package, package_of, parse
from pipelines.workbooks.annotating.styles import EMPTY_STYLES, FILLS, Styles
from pipelines.workbooks.comments import AUTHOR
from pipelines.workbooks.reading import ANSWER_SHEET, is_own_answer
from pipelines.workbooks.safety import Container

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_ENDINGS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": ".xlsx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
}
_SELECTED = re.compile(rb"\btabSelected=([\"'])(?:1|true)\1")
_STAMPED = ("_xmlsignatures/", "xl/vbaProjectSignature")
_EMPTY_WORKBOOK = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}"><sheets/></workbook>',
}


@dataclass(frozen=True)
class Patched:
    """A workbook with its marks."""

    content: bytes
    ending: str
    """.xlsx, or .xlsm for a workbook that may hold macros."""


def patch(data: bytes, container: Container, page: Page) -> Patched:
    """Mark a workbook of a sender; every part that is not about marks stays as it came, byte for byte.

    Raises:
        NotKeptError: It cannot be done without losing something; the message says what.
    """
    if container.kind not in ("xlsx", "xlsm"):
        raise NotKeptError("định dạng này không chèn ghi chú vào được mà giữ nguyên tệp")
    if any(name.startswith(_STAMPED) for name in container.parts):
        raise NotKeptError("tệp có chữ ký số; ghi thêm vào tệp sẽ làm mất chữ ký")
    package = Package(container.parts, container.unpack)
    workbook_part = package.related("", "officeDocument")
    if workbook_part is None or package.view(workbook_part).tag != f"{{{MAIN}}}workbook":
        raise NotKeptError("sổ làm việc lưu theo kiểu khác thường (ví dụ Strict Open XML)")
    ending = _ENDINGS.get(package.content_type(workbook_part))
    if ending is None:
        raise NotKeptError("tệp là bản mẫu hoặc kiểu sổ làm việc khác thường")
    styles = Styles(package.tree(_styles_part(package, workbook_part)))
    sheets = {name: part for name, part, _ in sheet_entries(package, workbook_part)}
    own = _take_marks_off(data, package, sheets, styles)
    parts = {name: part for name, part in sheets.items() if name not in own}
    mends = in_order(page.mends, list(parts))
    kept = _mark(package, parts, mends, styles)
    front = front_xml(Page(page.title, page.notes, mends), styles, linked=_visible(package, workbook_part), kept=kept)
    if own:
        package.put(sheets[own[0]], front)
    else:
        for part in parts.values():
            _deselect(package, part)
        put_in_front(package, workbook_part, front)
    return Patched(package.saved(), ending)


def only_the_list(page: Page) -> Patched:
    """A workbook with nothing but the sheet that says what to do."""
    package = package_of(_EMPTY_WORKBOOK)
    styles = Styles(package.tree(_styles_part(package, "xl/workbook.xml")))
    put_in_front(package, "xl/workbook.xml", front_xml(page, styles))
    return Patched(package.saved(), ".xlsx")


def _mark(package: Package, parts: Mapping[str, str], mends: Sequence[Mend], styles: Styles) -> list[str]:
    """Mark the cells of all sheets; returns for each mend the fill its cell had, as XML."""
    fills: dict[tuple[str, Position], str] = {}
    for name, part in parts.items():
        placed = [
            (mend, mend.position) for mend in mends if mend.sheet == name and mend.position and mend.severity in FILLS
        ]
        if not placed:
            continue
        sheet = package.tree(part)
        if sheet.tag != f"{{{MAIN}}}worksheet":
            raise NotKeptError(f"trang {name} không phải trang tính thường")
        shown = top_left(sheet, [position for _, position in placed])
        for position, cell in zip(sorted(set(shown.values())), cells_at(sheet, shown.values()), strict=True):
            fill = styles.fill_of(look_of(cell))
            fills[name, position] = "" if fill is None else etree.tostring(fill, encoding="unicode")
        severities: dict[Position, str] = {}
        notes: dict[Position, list[str]] = {}
        for mend, position in placed:  # worst first
            severities.setdefault(shown[position], mend.severity)
            notes.setdefault(shown[position], []).append(_note(mend))
        mark_cells(sheet, severities, styles)
        add_notes(package, part, {at: f"{AUTHOR}: " + "\n\n".join(texts) for at, texts in notes.items()})
        for _, position in placed:
            fills[name, position] = fills[name, shown[position]]
    return [fills.get((mend.sheet, mend.position), "") if mend.position else "" for mend in mends]


def _note(mend: Mend) -> str:
    return f"{SEVERITIES[mend.severity].upper()}. {mend.message}\nCách sửa: {mend.cure}"


def _take_marks_off(data: bytes, package: Package, sheets: Mapping[str, str], styles: Styles) -> list[str]:
    """Undo what an earlier annotation of the same workbook marked; returns the names of its sheets."""
    own, marked = _earlier_marks(data, list(sheets))
    for name, fills in marked.items():
        sheet = package.tree(sheets[name])
        shown = top_left(sheet, fills)
        before = {shown[position]: fill for position, fill in fills.items()}
        for position, cell in zip(sorted(before), cells_at(sheet, before), strict=True):
            look = look_of(cell)
            fill = parse(before[position].encode()) if before[position] else None
            if fill is not None and fill.tag == f"{{{MAIN}}}fill" and styles.is_mark(look):
                cell.set("s", str(styles.filled(look, fill)))
    if own:
        for part in sheets.values():
            remove_own_notes(package, part)
    return own


def _earlier_marks(data: bytes, names: Sequence[str]) -> tuple[list[str], dict[str, dict[Position, str]]]:
    """Read our own sheet of an earlier annotation: its names, and sheet -> position -> fill before the mark."""
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    own: list[str] = []
    marked: dict[str, dict[Position, str]] = {}
    for name in names:
        if not name.startswith(ANSWER_SHEET):
            continue
        rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        if not is_own_answer(name, rows):
            continue
        own.append(name)
        for row in rows:
            position = position_of(str(row[3])) if len(row) > 8 else None
            if position and row[2] in names:
                marked.setdefault(str(row[2]), {})[position] = str(row[8])
    return own, marked


def _styles_part(package: Package, workbook_part: str) -> str:
    part = package.related(workbook_part, "styles")
    if part is None:
        part = "xl/styles.xml"
        if part in package.names:  # one that nothing relates to
            part = package.free_name("xl/styles{}.xml")
        package.put(part, EMPTY_STYLES.encode(), _STYLES_TYPE)
        package.relate(workbook_part, "styles", part)
    return part


def _visible(package: Package, workbook_part: str) -> list[str]:
    return [name for name, _, visible in sheet_entries(package, workbook_part) if visible]


def _deselect(package: Package, part: str) -> None:
    """Take a sheet out of the selection: two selected sheets form a group, and typing in one writes into both."""
    content = package.read(part)
    head, found, rest = content.partition(b"<sheetData")
    if not _SELECTED.search(head):
        return
    if package.has_tree(part):
        for view in package.tree(part).iter(f"{{{MAIN}}}sheetView"):
            view.attrib.pop("tabSelected", None)
    else:
        package.put(part, _SELECTED.sub(b'tabSelected="0"', head) + found + rest)
