"""Read every cell of a workbook of any kind, exactly, and notice what the cell reader would leave blank.

Belongs here: which reader reads which kind, sheets as rows of cells, the last look for secrecy stamps. Does not: what
each format hides (`xlsx`, `biff`, `opendocument`, `delimited`, `markup`, `spreadsheetml`), or what a cell means
(`values`, `parsing`).
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import python_calamine

from pipelines.workbooks import xlsx
from pipelines.workbooks.limits import RefusedError
from pipelines.workbooks.safety import Container
from pipelines.workbooks.secrecy import refuse_stamped_sheet
from pipelines.workbooks.sheets import (
    DATE_MARK,
    Aside,
    Note,
    SheetCells,
    WorkbookCells,
    cell_text,
    number_text,
    row_texts,
    sheet_with,
)

__all__ = [
    "ANSWER_MARK",
    "ANSWER_SHEET",
    "DATE_MARK",
    "SheetCells",
    "WorkbookCells",
    "cell_text",
    "is_own_answer",
    "number_text",
    "read_cells",
    "row_texts",
]

ANSWER_SHEET = "Lỗi cần sửa"
"""Name of the sheet that `check --annotate` puts in front; a number follows when the sender has such a sheet."""

ANSWER_MARK = "health389 ghi trang này để chỉ chỗ cần sửa; không phải số liệu báo cáo, gửi lại không cần xóa."
"""Its first cell: with the name, what tells it from a sheet of the sender."""

_NOTHING = Aside()


def read_cells(data: bytes, container: Container, *, lists_sheet: str) -> WorkbookCells:
    """Read all sheets of a checked file.

    Raises:
        RefusedError: The file cannot be read, reaches too far, or bears a secrecy stamp (rule `sealed`).
    """
    read, notes = _read(data, container, lists_sheet)
    sheets = [sheet for sheet in read if not is_own_answer(sheet.name, sheet.rows)]
    for sheet in sheets:
        refuse_stamped_sheet(sheet.rows)
    return WorkbookCells(tuple(sheets), tuple(notes))


def is_own_answer(name: str, rows: Sequence[Sequence[Any]]) -> bool:
    """Whether a sheet is our answer to an earlier version, come back in the mended workbook: it is no data."""
    return name.startswith(ANSWER_SHEET) and bool(rows) and bool(rows[0]) and rows[0][0] == ANSWER_MARK


def _read(data: bytes, container: Container, lists_sheet: str) -> tuple[Sequence[SheetCells], Sequence[Note]]:
    kind = container.kind
    if kind in ("xlsx", "xlsm"):
        return _read_sheets(data, xlsx.look_aside(container), lists_sheet), ()
    # Imported here, not above: a clean .xlsx must not pay for the formats that few send.
    if kind in ("xls", "ods"):
        from pipelines.workbooks import biff, opendocument  # noqa: PLC0415

        asides, warnings = biff.look_aside(container) if kind == "xls" else opendocument.look_aside(container)
        notes = [Note(rule) for rule in warnings if rule not in container.warnings]
        sheets = _read_sheets(data, asides, lists_sheet, is_xls=kind == "xls")
        for sheet in sheets:
            _make_whole_numbers_floats(sheet.rows)
        return sheets, notes
    if kind == "csv":
        from pipelines.workbooks.delimited import read_delimited  # noqa: PLC0415

        sheet, lines = read_delimited(data)
        return [sheet], lines
    if kind == "spreadsheetml":
        from pipelines.workbooks.spreadsheetml import read_spreadsheetml  # noqa: PLC0415

        return read_spreadsheetml(data), ()
    from pipelines.workbooks.markup import read_html, read_mhtml  # noqa: PLC0415

    return (read_html if kind == "html" else read_mhtml)(data), ()


def _read_sheets(
    data: bytes, asides: Mapping[int, Aside], lists_sheet: str, *, is_xls: bool = False
) -> list[SheetCells]:
    """Read the sheets of an Excel or OpenDocument file."""
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            (meta.name, meta.visible == python_calamine.SheetVisibleEnum.Visible, index)
            for index, meta in enumerate(workbook.sheets_metadata)
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            and not (meta.name == lists_sheet and meta.visible != python_calamine.SheetVisibleEnum.Visible)
        ]
        read: list[tuple[str, bool, int, list[list[Any]]]] = [
            (name, visible, index, workbook.get_sheet_by_index(index).to_python(skip_empty_area=False))
            for name, visible, index in sheets
        ]
        asides = {**asides, **_merged(workbook, asides, [index for _, _, index in sheets])} if is_xls else asides
    except python_calamine.PasswordError as error:
        raise RefusedError("encrypted") from error
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise RefusedError("truncated", str(error)[:120]) from error
    return [sheet_with(name, visible, rows, asides.get(index, _NOTHING)) for name, visible, index, rows in read]


def _merged(
    workbook: python_calamine.CalamineWorkbook, asides: Mapping[int, Aside], sheets: Sequence[int]
) -> dict[int, Aside]:
    """Add the merged cells of an .xls to what was noticed in its sheets."""
    return {
        index: asides.get(index, _NOTHING)._replace(
            merged=tuple((*first, *last) for first, last in workbook.get_sheet_by_index(index).merged_cell_ranges or ())
        )
        for index in sheets
    }


def _make_whole_numbers_floats(rows: Sequence[Any]) -> None:
    """Give numbers as every format does: an .xls stores small whole ones apart from the others."""
    for row in rows:
        for position, value in enumerate(row):
            if type(value) is int:
                row[position] = float(value)
