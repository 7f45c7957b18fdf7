"""The sheet "Lỗi cần sửa": what it says, and its place in front of a workbook.

Belongs here: the sheet's cells, its entry in the workbook part, and recognising it when it comes back. Does not:
marks on the sender's own sheets (`marking`, `notes`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree

from pipelines.workbooks.annotating.mends import SEVERITIES, Mend
from pipelines.workbooks.annotating.package import MAIN, Package, harmless, main, office
from pipelines.workbooks.annotating.styles import FILLS, Styles
from pipelines.workbooks.reading import ANSWER_MARK, ANSWER_SHEET
from pipelines.workbooks.sheets import column_letters

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_COLUMNS = (
    ("STT", 6), ("Mức độ", 11), ("Trang", 15), ("Ô", 8), ("Đang ghi", 22), ("Cần ghi", 26), ("Nội dung", 46),
    ("Cách sửa", 46),
)  # fmt: skip
_LAST = column_letters(len(_COLUMNS) - 1)
_KEPT_COLUMN = len(_COLUMNS)
"""Hidden column (from 0) that keeps the fill a marked cell had."""

_INK, _QUIET, _LINK, _HEAD = "FF1F2933", "FF52606D", "FF0B5CAD", "FF1F4E79"
_NAME_LENGTH = 31


@dataclass(frozen=True)
class Page:
    """What the sheet says."""

    title: str
    """File and verdict."""
    notes: Sequence[str]
    """How to go about it, one line each."""
    mends: Sequence[Mend]


def front_xml(page: Page, styles: Styles, *, linked: Sequence[str] = (), kept: Sequence[str] = ()) -> bytes:
    """Make the worksheet part.

    Args:
        page: What it says.
        styles: Where its looks are added.
        linked: Sheets of the workbook that a cell's address may lead to.
        kept: Beside each mend, the fill its cell had before it was marked.
    """
    sheet = etree.Element(main("worksheet"), nsmap={None: MAIN, "r": office("")[1:-1]})
    properties = etree.SubElement(sheet, main("sheetPr"))
    etree.SubElement(properties, main("tabColor"), {"rgb": "FFC0392B"})
    etree.SubElement(properties, main("pageSetUpPr"), {"fitToPage": "1"})
    heading_row = len(page.notes) + 4
    _view(sheet, heading_row)
    _columns(sheet)
    data = etree.SubElement(sheet, main("sheetData"))
    title, note = styles.own(bold=True, size=14, grid=False), styles.own(colour=_QUIET, grid=False)
    _row(data, 1, [(ANSWER_MARK, styles.own(colour=_QUIET, size=9, grid=False))], height=15)
    _row(data, 2, [(page.title, title)], height=22)
    for number, text in enumerate(page.notes, 3):
        _row(data, number, [(text, note)], height=18)
    head = styles.own(bold=True, colour="FFFFFFFF", fill=_HEAD)
    _row(data, heading_row, [(heading, head) for heading, _ in _COLUMNS], height=20)
    for number, mend in enumerate(page.mends, 1):
        fill = kept[number - 1] if number <= len(kept) else ""
        _row(data, heading_row + number, _cells(number, mend, fill, styles, linked=linked))
    # Without a password: it keeps figures from being typed where nobody reads them.
    etree.SubElement(sheet, main("sheetProtection"), {"sheet": "1", "objects": "1", "scenarios": "1"})
    merges = etree.SubElement(sheet, main("mergeCells"))
    for row in range(1, heading_row - 1):
        etree.SubElement(merges, main("mergeCell"), {"ref": f"A{row}:{_LAST}{row}"})
    _links(sheet, page.mends, heading_row, linked=linked)
    etree.SubElement(
        sheet,
        main("pageMargins"),
        {"left": "0.4", "right": "0.4", "top": "0.5", "bottom": "0.5", "header": "0.3", "footer": "0.3"},
    )
    etree.SubElement(sheet, main("pageSetup"), {"paperSize": "9", "orientation": "landscape", "fitToHeight": "0"})
    written: bytes = etree.tostring(sheet, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def put_in_front(package: Package, workbook_part: str, content: bytes) -> None:
    """Add the sheet as the first of the workbook, shown when it opens.

    Names and print areas of a sheet are kept by its number, so those numbers move with the sheets.
    """
    workbook = package.tree(workbook_part)
    sheets = workbook.find(main("sheets"))
    part = package.free_name("xl/worksheets/sheet{}.xml")
    package.put(part, content, SHEET_TYPE)
    entry = etree.Element(
        main("sheet"),
        {
            "name": _free_name([sheet.get("name", "") for sheet in sheets]),
            "sheetId": str(max((int(sheet.get("sheetId", "0")) for sheet in sheets), default=0) + 1),
            office("id"): package.relate(workbook_part, "worksheet", part),
        },
    )
    sheets.insert(0, entry)
    for name in workbook.iterfind(f"{main('definedNames')}/{main('definedName')}"):
        if name.get("localSheetId") is not None:
            name.set("localSheetId", str(int(name.get("localSheetId")) + 1))
    for view in workbook.iterfind(f"{main('bookViews')}/{main('workbookView')}"):
        view.set("activeTab", "0")
        view.set("firstSheet", "0")


def sheet_entries(package: Package, workbook_part: str) -> list[tuple[str, str, bool]]:
    """Return (name, part, visible) of the sheets of a workbook, in order."""
    targets = {relation.id: relation.target for relation in package.relations(workbook_part)}
    sheets = package.view(workbook_part).iterfind(f"{main('sheets')}/{main('sheet')}")
    return [
        (sheet.get("name", ""), targets.get(sheet.get(office("id")), ""), sheet.get("state", "visible") == "visible")
        for sheet in sheets
    ]


def _free_name(names: Sequence[str]) -> str:
    taken = {name.casefold() for name in names}
    number, name = 1, ANSWER_SHEET
    while name.casefold() in taken:
        number += 1
        name = f"{ANSWER_SHEET} ({number})"[:_NAME_LENGTH]
    return name


def _view(sheet: etree._Element, heading_row: int) -> None:
    views = etree.SubElement(sheet, main("sheetViews"))
    attributes = {"showGridLines": "0", "tabSelected": "1", "workbookViewId": "0"}
    view = etree.SubElement(views, main("sheetView"), attributes)
    top = f"A{heading_row + 1}"
    pane = {"ySplit": str(heading_row), "topLeftCell": top, "activePane": "bottomLeft", "state": "frozen"}
    etree.SubElement(view, main("pane"), pane)
    etree.SubElement(view, main("selection"), {"pane": "bottomLeft", "activeCell": top, "sqref": top})
    etree.SubElement(sheet, main("sheetFormatPr"), {"defaultRowHeight": "15"})


def _columns(sheet: etree._Element) -> None:
    columns = etree.SubElement(sheet, main("cols"))
    for number, (_, width) in enumerate(_COLUMNS, 1):
        attributes = {"min": str(number), "max": str(number), "width": str(width), "customWidth": "1"}
        etree.SubElement(columns, main("col"), attributes)
    hidden = str(_KEPT_COLUMN + 1)
    etree.SubElement(columns, main("col"), {"min": hidden, "max": hidden, "width": "9", "hidden": "1"})


def _cells(number: int, mend: Mend, fill: str, styles: Styles, *, linked: Sequence[str]) -> list[tuple[str, int]]:
    body = styles.own()
    severity = styles.own(bold=True, fill=FILLS.get(mend.severity, ""))
    place = styles.own(colour=_LINK, link=True) if mend.sheet in linked and mend.position else body
    return [
        (str(number), body), (SEVERITIES[mend.severity], severity), (mend.sheet or "cả tệp", body), (mend.cell, place),
        (mend.value, body), (mend.expected, body), (mend.message, body), (mend.cure, styles.own(bold=True)),
        (fill, body),
    ]  # fmt: skip


def _row(data: etree._Element, number: int, cells: Sequence[tuple[str, int]], *, height: int = 0) -> None:
    attributes = {"r": str(number)}
    # Rows that nobody gave a height grow with their text, but only in Excel: LibreOffice wants to be told.
    lines = max(_lines(text, width) for (text, _), (_, width) in zip(cells, _COLUMNS, strict=False))
    attributes |= {"ht": str(height or 15 * min(max(lines, 1), 24)), "customHeight": "1"}
    row = etree.SubElement(data, main("row"), attributes)
    for position, (text, look) in enumerate(cells):
        cell = etree.SubElement(row, main("c"), {"r": f"{column_letters(position)}{number}", "s": str(look)})
        if text:
            cell.set("t", "inlineStr")
            written = etree.SubElement(etree.SubElement(cell, main("is")), main("t"))
            written.text = harmless(text)
            written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _lines(text: str, width: int) -> int:
    return sum(len(line) // max(int(width * 0.85), 1) + 1 for line in text.splitlines())


def _links(sheet: etree._Element, mends: Sequence[Mend], heading_row: int, *, linked: Sequence[str]) -> None:
    """Make the address of each cell lead to the cell."""
    places = [
        (heading_row + number, mend)
        for number, mend in enumerate(mends, 1)
        if mend.sheet in linked and mend.position is not None
    ]
    if not places:
        return
    links = etree.SubElement(sheet, main("hyperlinks"))
    for row, mend in places:
        name = mend.sheet.replace("'", "''")
        attributes: dict[str, Any] = {"ref": f"D{row}", "location": f"'{name}'!{mend.cell}", "display": mend.cell}
        etree.SubElement(links, main("hyperlink"), attributes)
