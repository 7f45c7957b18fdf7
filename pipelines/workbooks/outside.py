"""Figures that stand on a sheet beside the lines of its table: nothing that was counted is left out unsaid.

Belongs here: rows and cells that no reader took, and which of them may hold a number without reporting one. Does not:
reading lines (`parsing`), columns that the form does not have (`columns`), sheets that hold no table (`blocks`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pipelines.workbooks.columns import Columns
from pipelines.workbooks.figures import is_figure
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FIGURE_KINDS
from pipelines.workbooks.headings import Heading
from pipelines.workbooks.parsed_sheet import ParsedSheet
from pipelines.workbooks.row_kinds import numbers_its_columns
from pipelines.workbooks.sheets import SheetCells, address, cell_text
from pipelines.workbooks.signing import is_phone, is_signing
from pipelines.workbooks.wording import bare, clean

_PHONE = re.compile(r"\W*(?:0\d{2,4}|\+84)[\d\s.()-]{6,}")
_YEAR = re.compile(r"20[0-4]\d")
_NOT_COUNTED = re.compile(
    r"(?:so|so van ban|so hieu|so ky hieu|so trang|trang|ngay|thang|nam|quy|ky|ky bao cao|dien thoai|sdt|dt|fax)"
    r"|(?:ma|ma so|ma don vi|ma xa|ma phuong|ma tinh|ma bieu|mau so|bieu so|phu luc|phu luc so)"
)
"""Words beside a number that says whose, when or which, but counts nothing."""
_COUNTED = re.compile(
    r"\d\s*(?:đồng(?!\s+(?:chí|bộ))|đ\b|nghìn|ngàn|triệu|tr\b|tỷ|tỉ|cơ sở|vụ|mẫu|đối tượng|sản phẩm|hộp|lô\b|%)",
    re.IGNORECASE,
)
_UNIT_CAPTION = re.compile(r"đ(?:ơn )?v(?:ị)?\s*(?:tính|t\b|tiền)|\bđvt\b", re.IGNORECASE)
_MONEY = r"\D{0,25}\d[\d.,]*\s*(?:đồng|đ\b|vnđ|nghìn|ngàn|k\b|triệu|tr\b|tỷ|tỉ)"
_IN_NOTES = {
    "fines_vnd": re.compile(rf"phạt{_MONEY}"),
    "goods_value_vnd": re.compile(rf"(?:trị giá|giá trị){_MONEY}"),
    "establishments_inspected": re.compile(r"kiểm tra\D{0,15}\d+\s*(?:cơ sở|hộ|nhà thuốc|quầy thuốc)"),
    "samples_taken": re.compile(r"lấy\D{0,10}\d+\s*mẫu"),
}
"""Column -> words of a note that say its figure."""
_NUMBER_ONLY = re.compile(
    r"\W*\d[\d.,\s]*(?:đồng|đ|vnđ|nghìn|ngàn|triệu|tr|vụ|cơ sở|mẫu|đối tượng|người)?\W*", re.IGNORECASE
)
_LONG_NOTE = 30
_WORDS = frozenset({"code", "place", "label"})


def report_outside(
    cells: SheetCells,
    heading: Heading,
    columns: Columns,
    parsed: ParsedSheet,
    line_rows: Sequence[int],
    answers: Collection[str],
    findings: Findings,
) -> list[int]:
    """Name each cell with a figure that is neither a line's, a total's, an answer of the title, nor a note.

    `line_rows` count from 0; `answers` are the cells of this sheet that the title was read from.

    Returns:
        Filled rows (from 0) below the heading that are no lines.
    """
    below = []
    taken = {*line_rows, *range(heading.first_row, heading.first_line), *(row - 1 for row in parsed.left_out)}
    totals = {total.row - 1 for total in parsed.totals}
    ordinals = {position for position, text in heading.unknown if bare(text) in parsed.lookup.ignorable}
    for index, row in enumerate(cells.rows[: parsed.stopped_at]):
        if index in taken or row.count("") == len(row):
            continue
        if index >= heading.first_line:
            below.append(index)
        skipped = ordinals
        if index in totals:
            # Columns that the form does not have are named once, by their heading.
            strange = {p for p, _ in heading.unknown if any(cells.rows[line][p] != "" for line in line_rows)}
            skipped = ordinals.union(strange, (position for position, _ in columns))
        _report_row(cells.name, row, index, skipped, answers, findings, is_below=index >= heading.first_line)
    if parsed.lookup.sheet.table == "inspection_lines":
        _report_among_words(cells, columns, line_rows, findings)
        _report_in_notes(cells, columns, parsed, findings)
    return below


def _report_among_words(cells: SheetCells, columns: Columns, line_rows: Sequence[int], findings: Findings) -> None:
    """Name numbers that stand where a place or a category belongs, on a row that holds no other figure."""
    words = [position for position, column in columns if column.kind in _WORDS]
    figures = [position for position, column in columns if column.kind in FIGURE_KINDS]
    for index in line_rows:
        row = cells.rows[index]
        if any(row[position] != "" for position in figures):
            continue
        for position in words:
            if row[position] != "" and is_figure(row[position]):
                cell = address(index + 1, position)
                findings.add("figure_outside_table", sheet=cells.name, cell=cell, value=cell_text(row[position]))


def _report_in_notes(cells: SheetCells, columns: Columns, parsed: ParsedSheet, findings: Findings) -> None:
    """Name notes that are a number, or say a figure, while a column that it may belong in is blank on their line."""
    position = next((position for position, column in columns if column.column == "note"), -1)
    for line in parsed.lines if position >= 0 else ():
        value = cells.rows[line["row"] - 1][position]
        if value == "" or not (text := clean(cell_text(value) or "")):
            continue
        if type(value) is float or _NUMBER_ONLY.fullmatch(text):
            row = cells.rows[line["row"] - 1]
            blank = [column.title for p, column in columns if column.kind in FIGURE_KINDS and row[p] == ""]
        else:
            blank = _blank_but_noted(text.casefold(), line, columns)
        if blank:
            cell, wanted = address(line["row"], position), ", ".join(blank[:4])
            findings.add("figure_in_note_column", sheet=cells.name, cell=cell, value=text, expected=wanted)


def _blank_but_noted(text: str, line: Mapping[str, Any], columns: Columns) -> list[str]:
    noted = [name for name, words in _IN_NOTES.items() if line.get(name) is None and words.search(text)]
    return [column.title for _, column in columns if column.column in noted]


def _report_row(
    sheet: str,
    row: Sequence[Any],
    index: int,
    skipped: Collection[int],
    answers: Collection[str],
    findings: Findings,
    *,
    is_below: bool,
) -> None:
    filled = [position for position, value in enumerate(row) if value != "" and position not in skipped]
    figures = [position for position in filled if is_figure(row[position])]
    notes = [position for position in filled if is_below and _names_figures(row[position])]
    if not (figures or notes) or numbers_its_columns(row) or (is_below and is_signing(row, is_below=True)):
        return
    noted = {p for p in figures if _is_note(row, p) or (is_below and is_phone(row, p, is_below=True))}
    said = [("figure_outside_table", position) for position in figures if position not in noted]
    said += [("figures_in_a_note", position) for position in notes if position not in figures]
    for rule, position in said:
        cell = address(index + 1, position)
        if cell not in answers:
            findings.add(rule, sheet=sheet, cell=cell, value=cell_text(row[position]))


def _names_figures(value: Any) -> bool:
    """Whether a text counts something; what only says the unit of a table does not."""
    return type(value) is str and _COUNTED.search(value) is not None and _UNIT_CAPTION.search(value) is None


def _is_note(row: Sequence[Any], position: int) -> bool:
    """Whether a number reports nothing: a phone, a day or year, the number of a note that stands beside it."""
    text = clean(cell_text(row[position]) or "")
    if _PHONE.fullmatch(text) or _YEAR.fullmatch(text):
        return True
    before = next((value for value in reversed(row[:position]) if value != ""), None)
    if type(before) is str:
        return _NOT_COUNTED.fullmatch(bare(before)) is not None
    after = next((value for value in row[position + 1 :] if value != ""), None)
    return before is None and type(after) is str and len(text) <= 3 and len(after) > _LONG_NOTE
