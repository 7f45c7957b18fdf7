"""Cells of a sheet: found, or made in their place, and given another look.

Belongs here: rows and cells of one worksheet part. Does not: looks (`styles`), notes (`notes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from pipelines.workbooks.annotating.mends import Position, position_of
from pipelines.workbooks.annotating.package import NotKeptError, main
from pipelines.workbooks.annotating.styles import Styles
from pipelines.workbooks.sheets import column_letters


def top_left(sheet: etree._Element, positions: Iterable[Position]) -> dict[Position, Position]:
    """Position -> where it is shown: the first cell of the merged cells around it, or itself."""
    merged = [_bounds(m.get("ref", "")) for m in sheet.iterfind(f"{main('mergeCells')}/{main('mergeCell')}")]
    shown = {}
    for row, column in positions:
        at = (row, column)
        for (first_row, first_column), (last_row, last_column) in filter(None, merged):
            if first_row <= row <= last_row and first_column <= column <= last_column:
                at = (first_row, first_column)
        shown[row, column] = at
    return shown


def mark_cells(sheet: etree._Element, marks: Mapping[Position, str], styles: Styles) -> None:
    """Give cells the fill of a severity; a cell that is not there yet is made, blank, in its place."""
    for cell in cells_at(sheet, marks):
        found = position_of(cell.get("r", ""))
        assert found is not None
        cell.set("s", str(styles.marked(look_of(cell), marks[found])))


def look_of(cell: etree._Element) -> int:
    """Number of the look of a cell."""
    return _number(cell.get("s", "0"))


def cells_at(sheet: etree._Element, positions: Iterable[Position]) -> list[etree._Element]:
    """The cells at some positions, in order of rows; what is missing is made with the look of its row or column."""
    data = sheet.find(main("sheetData"))
    if data is None:
        raise NotKeptError("một trang không có vùng dữ liệu")
    wanted: dict[int, list[int]] = {}
    for row, column in sorted(set(positions)):
        wanted.setdefault(row, []).append(column)
    rows = dict(_numbered_rows(data, wanted))
    columns = _column_looks(sheet)
    found = []
    for row, numbers in wanted.items():
        cells = _numbered_cells(rows[row], row)
        found += [
            cells[column] if column in cells else _make_cell(rows[row], cells, row, column, columns)
            for column in numbers
        ]
    _widen(sheet, positions)
    return found


def _numbered_rows(data: etree._Element, wanted: Iterable[int]) -> Iterator[tuple[int, etree._Element]]:
    """Yield the wanted rows; makes those that are missing. A row without number follows the one before it."""
    waiting = sorted(wanted)
    number = 0
    for row in list(data.iterfind(main("row"))):
        number = _number(row.get("r", str(number + 1)))
        while waiting and waiting[0] < number:
            made = etree.Element(main("row"), {"r": str(waiting[0])})
            row.addprevious(made)
            yield waiting.pop(0), made
        if waiting and waiting[0] == number:
            row.set("r", str(number))
            yield waiting.pop(0), row
    for left in waiting:
        yield left, etree.SubElement(data, main("row"), {"r": str(left)})


def _numbered_cells(row: etree._Element, number: int) -> dict[int, etree._Element]:
    """Column -> cell of a row; cells without address follow the one before them and get theirs."""
    cells: dict[int, etree._Element] = {}
    column = 0
    for cell in row.iterfind(main("c")):
        at = position_of(cell.get("r", ""))
        column = at[1] if at else column + 1
        cell.set("r", f"{column_letters(column - 1)}{number}")
        cells[column] = cell
    return cells


def _make_cell(
    row: etree._Element, cells: dict[int, etree._Element], number: int, column: int, columns: Mapping[int, str]
) -> etree._Element:
    made = etree.Element(main("c"), {"r": f"{column_letters(column - 1)}{number}"})
    look = row.get("s") if row.get("customFormat") in ("1", "true") else columns.get(column)
    if look:
        made.set("s", look)
    after = min((known for known in cells if known > column), default=None)
    if after is None:
        last = max(cells, default=None)
        row.insert(0, made) if last is None else cells[last].addnext(made)
    else:
        cells[after].addprevious(made)
    cells[column] = made
    row.attrib.pop("spans", None)  # a hint that would now be wrong
    return made


def _column_looks(sheet: etree._Element) -> dict[int, str]:
    looks: dict[int, str] = {}
    for column in sheet.iterfind(f"{main('cols')}/{main('col')}"):
        first, last = _number(column.get("min", "1")), min(_number(column.get("max", "1")), 16_384)
        if style := column.get("style"):
            looks.update(dict.fromkeys(range(first, last + 1), style))
    return looks


def _widen(sheet: etree._Element, positions: Iterable[Position]) -> None:
    """Make the stated extent of the sheet hold the cells."""
    dimension = sheet.find(main("dimension"))
    bounds = None if dimension is None else _bounds(dimension.get("ref", ""))
    if dimension is None or bounds is None:
        return
    every = [*bounds, *positions]
    low = (min(row for row, _ in every), min(column for _, column in every))
    high = (max(row for row, _ in every), max(column for _, column in every))
    if (low, high) != bounds:
        dimension.set("ref", f"{column_letters(low[1] - 1)}{low[0]}:{column_letters(high[1] - 1)}{high[0]}")


def _bounds(ref: str) -> tuple[Position, Position] | None:
    first, _, last = ref.partition(":")
    low, high = position_of(first), position_of(last or first)
    return (low, high) if low and high else None


def _number(text: Any) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 7):
        raise NotKeptError("số dòng hoặc kiểu ô trong tệp không đúng chuẩn")
    return int(text)
