"""Grids of cells -> bytes of .xlsx, .xlsm and .xls, as Excel and its imitators write them.

Belongs here: the two formats of Excel. Does not: other formats (`other_formats`), or what is put around a file
(`packing`).
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import xlsxwriter
import xlwt

from tests.corpus.layout import Grid, Position
from tests.corpus.model import Dated, ErrorCell, Formatted, Formula, Pieces, Value

Spell = Callable[[str], str]
_VBA = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
_MACRO_TYPE = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_PLAIN_TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_LINK = (
    b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<externalBook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/>'
    b"</externalLink>"
)


def write_xlsx(grids: list[Grid], spell: Spell, *, font: str = "Times New Roman", package: str = "") -> bytes:
    """Write a workbook as Excel does: shared strings, cached results, merges, hidden rows and sheets."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    workbook.set_properties({"created": dt.datetime(2026, 10, 20)})  # noqa: DTZ001 - Excel stores no zone
    plain = workbook.add_format({"font_name": font})
    dates: dict[str, Any] = {}
    for grid in grids:
        sheet = workbook.add_worksheet(grid.name)
        for row, column, rows, columns in _spans(grid):
            sheet.merge_range(row, column, rows, columns, "", plain)
        for position, value in grid.cells.items():
            if isinstance(value, Formatted | Pieces | Dated):
                _write_styled(workbook, sheet, position, value, dates, font)
            else:
                _write(sheet, position, value, spell, plain)
        for position, words in grid.comments.items():
            sheet.write_comment(*position, spell(words))
        for hidden in grid.hidden_rows:
            sheet.set_row(hidden, None, None, {"hidden": True})
        for hidden in grid.hidden_columns:
            sheet.set_column(hidden, hidden, None, None, {"hidden": True})
        if grid.hidden:
            sheet.hide()
    workbook.close()
    return _repack(target.getvalue(), package) if package else target.getvalue()


def _write_styled(
    workbook: Any,
    sheet: Any,
    position: Position,
    value: Formatted | Pieces | Dated,
    dates: dict[str, Any],
    font: str,
) -> None:
    """Write a cell that is shown otherwise than plainly; `dates` keeps a format for each look of a date."""
    if isinstance(value, Formatted):
        sheet.write_number(*position, value.value, workbook.add_format({"num_format": value.code}))
    elif isinstance(value, Pieces):
        look = {"font_script": 1} if value.is_raised else {"font_strikeout": True}
        sheet.write_rich_string(*position, value.plain, workbook.add_format(look), value.changed)
    else:
        style = dates.get(value.shown) or workbook.add_format({"num_format": value.shown, "font_name": font})
        dates[value.shown] = style
        sheet.write_datetime(*position, value.value, style)


def _write(sheet: Any, position: Position, value: Value, spell: Spell, style: Any) -> None:
    if isinstance(value, Formula):
        sheet.write_formula(*position, value.text, style, "" if value.result is None else value.result)
    elif isinstance(value, ErrorCell):
        sheet.write_formula(*position, "=1/0", style, value.code)
    elif isinstance(value, str):
        sheet.write_string(*position, spell(value), style)
    elif isinstance(value, bool):
        sheet.write_boolean(*position, value, style)
    elif value is not None:
        sheet.write_number(*position, value, style)


def _spans(grid: Grid) -> list[tuple[int, int, int, int]]:
    """Merges that do not overlap: Excel refuses a file where they do."""
    taken: set[tuple[int, int]] = set()
    kept = []
    for top, left, bottom, right in grid.merges:
        cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if not cells & taken:
            taken |= cells
            kept.append((top, left, bottom, right))
    return kept


def _repack(data: bytes, package: str) -> bytes:
    """Put macros or a link to another file into a package."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml" and "macros" in package:
                content = content.replace(_PLAIN_TYPE, _MACRO_TYPE)
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        if "macros" in package:
            new.writestr(zipfile.ZipInfo("xl/vbaProject.bin"), _VBA)
        if "link" in package:
            new.writestr(zipfile.ZipInfo("xl/externalLinks/externalLink1.xml"), _LINK)
    return target.getvalue()


def write_xls(grids: list[Grid], spell: Spell, *, font: str = "Times New Roman") -> bytes:
    """Write a workbook of Excel 97."""
    workbook = xlwt.Workbook(encoding="utf-8")
    plain = xlwt.easyxf(f"font: name {font}")
    styles: dict[str, Any] = {}
    for grid in grids:
        sheet = workbook.add_sheet(grid.name[:31], cell_overwrite_ok=True)
        for top, left, bottom, right in _spans(grid):
            sheet.merge(top, bottom, left, right, plain)
        for (row, column), value in grid.cells.items():
            if isinstance(value, Formatted):
                sheet.write(row, column, value.value, xlwt.easyxf(num_format_str=value.code))
            elif isinstance(value, Pieces):
                look = "escapement superscript" if value.is_raised else "struck_out true"
                sheet.write_rich_text(row, column, [value.plain, (value.changed, xlwt.easyfont(look))])
            elif isinstance(value, Dated):
                style = styles.setdefault(value.shown, xlwt.easyxf(num_format_str=value.shown))
                sheet.write(row, column, value.value, style)
            else:
                sheet.write(row, column, spell(value) if isinstance(value, str) else stored(value), plain)
        for hidden in grid.hidden_rows:
            sheet.row(hidden).hidden = True
        for hidden in grid.hidden_columns:
            sheet.col(hidden).hidden = True
        sheet.visibility = int(grid.hidden)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def stored(value: Value) -> float | bool | str | None:
    """What a format without formulas keeps of a cell."""
    if isinstance(value, Formula):
        return value.result
    if isinstance(value, ErrorCell):
        return value.code
    assert not isinstance(value, (Dated, Formatted, Pieces))
    return value
