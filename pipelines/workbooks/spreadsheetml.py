"""Excel's XML of 2003 (SpreadsheetML), which many old programs export under the name .xls.

Belongs here: its sheets, cells, types, merges, hidden parts and margins, styles that show a figure otherwise. Does not:
which formats do so (`number_formats`), the .xlsx of today (`xlsx`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from lxml import etree

from pipelines.workbooks.grid import Grid
from pipelines.workbooks.limits import RefusedError
from pipelines.workbooks.number_formats import STRUCK, changes_figure
from pipelines.workbooks.secrecy import refuse_stamped_margin
from pipelines.workbooks.sheets import SheetCells, column_letters

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_HTML = "{http://www.w3.org/TR/REC-html40}"
_RAISED = (f"{_HTML}Sup", f"{_HTML}Sub", f"{_HTML}S")
_MOST_SPAN = 1 << 20
_MOST_STYLED = 1 << 10
"""Columns of a sheet whose own style is kept; nobody reports in more."""
_NAMED_FORMATS = {"Percent": "0.00%"}
"""Formats that Excel calls by a name and that change a figure."""


def read_spreadsheetml(data: bytes) -> list[SheetCells]:
    """Read every sheet.

    Raises:
        RefusedError: The XML is damaged, a sheet reaches too far, or a margin bears a stamp.
    """
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        root = etree.fromstring(data.lstrip(), parser)
        styles = _styles(root)
        return [_read_sheet(sheet, styles) for sheet in root.iter(f"{_SS}Worksheet")]
    except (etree.XMLSyntaxError, ValueError, OverflowError) as error:
        raise RefusedError("truncated", str(error)[:120]) from error


def _styles(root: Any) -> dict[str, str]:
    """Return the styles that show a figure otherwise, with the format or what is the matter with the characters."""
    found: dict[str, str] = {}
    for style in root.iter(f"{_SS}Style"):
        number, font = style.find(f"{_SS}NumberFormat"), style.find(f"{_SS}Font")
        code = number.get(f"{_SS}Format") if number is not None else None
        if code is not None:
            code = _NAMED_FORMATS.get(code, code)
            shown = code if code and changes_figure(code) else ""
        else:
            shown = found.get(style.get(f"{_SS}Parent", ""), "")
        if font is not None and font.get(f"{_SS}StrikeThrough") == "1":
            shown = shown or STRUCK
        if shown:
            found[style.get(f"{_SS}ID", "")] = shown
    return found


def _read_sheet(element: Any, styles: Mapping[str, str]) -> SheetCells:
    for margin in element.iter(f"{_X}Header", f"{_X}Footer"):
        refuse_stamped_margin(margin.get(f"{_X}Data", ""))
    visibility = element.find(f".//{_X}Visible")
    visible = visibility is None or not (visibility.text or "").startswith("SheetHidden")
    grid = Grid()
    column = 0
    column_styles: dict[str, str] = {}
    for item in element.iter(f"{_SS}Column", f"{_SS}Row"):
        if item.tag == f"{_SS}Column":
            first = _number(item, "Index", column + 1)
            column = first + _number(item, "Span", 0)
            if item.get(f"{_SS}Hidden") == "1":
                grid.hidden_columns.append((first, column))
            if shown := styles.get(item.get(f"{_SS}StyleID", "")):
                letters = range(first - 1, min(column, _MOST_STYLED))
                column_styles |= dict.fromkeys(map(column_letters, letters), shown)
        else:
            _read_row(grid, item, styles, column_styles)
    return grid.sheet(element.get(f"{_SS}Name", "Sheet"), visible)


def _read_row(grid: Grid, row: Any, styles: Mapping[str, str], column_styles: Mapping[str, str]) -> None:
    grid.next_row(_number(row, "Index", 0))
    first = grid.row
    for cell in row.iterchildren(f"{_SS}Cell"):
        grid.skip_to(_number(cell, "Index", 1))
        data = cell.find(f"{_SS}Data")
        text = "".join(data.itertext()) if data is not None else ""
        kind = data.get(f"{_SS}Type") if data is not None else None
        value: Any = "" if kind == "Error" else _value(kind, text)
        name = grid.place(value, columns=_number(cell, "MergeAcross", 0) + 1, rows=_number(cell, "MergeDown", 0) + 1)
        if kind == "Error":
            grid.errors.append((name, text or "#ERR!"))
        elif cell.get(f"{_SS}Formula") and (data is None or (not text and kind != "String")):
            grid.uncached.append(name)
        style = cell.get(f"{_SS}StyleID") or row.get(f"{_SS}StyleID")
        shown = styles.get(style, "") if style else column_styles.get(name.rstrip("0123456789"), "")
        if type(value) is float or shown == STRUCK:
            grid.formatted += [(name, shown)] if shown else []
        elif data is not None and len(data) and next(data.iter(*_RAISED), None) is not None:
            grid.formatted.append((name, STRUCK))
    span = _number(row, "Span", 0)
    if row.get(f"{_SS}Hidden") == "1":
        grid.hidden_rows.append((first, first + span))
    grid.row += span


def _number(element: Any, name: str, default: int) -> int:
    return min(int(element.get(f"{_SS}{name}", default)), _MOST_SPAN)


def _value(kind: str | None, text: str) -> Any:
    """Return a cell's value by its type; a text that does not fit its type stays text and is judged as such."""
    try:
        if kind == "Number" and text:
            return float(text)
        if kind == "Boolean" and text:
            return text == "1"
        if kind == "DateTime" and text:
            return _date(dt.datetime.fromisoformat(text))
    except ValueError:
        return text
    return text


def _date(instant: dt.datetime) -> Any:
    """Return a day without hour as a day, an hour without day as an hour: as every other format does."""
    if instant.year <= 1899:
        return instant.time()
    return instant.date() if instant.time() == dt.time() else instant
