"""From the cells of a table to the lines of a raw table.

Belongs here: reading the lines below a heading, formulas without a result. Does not: which row is what (`row_kinds`),
where a line's place is (`placing`), tables whose rows are known beforehand (`matrix`), reading one cell (`cells`),
rules about lines (`rules`), the cover (`recognising`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pipelines.workbooks.asides import check_titles, units_of
from pipelines.workbooks.cells import CellReader
from pipelines.workbooks.columns import Columns, choose_columns, report_columns
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FormSheet
from pipelines.workbooks.free_names import notice_free_names
from pipelines.workbooks.headings import Heading, find_heading, heading_at
from pipelines.workbooks.lookups import Lookups
from pipelines.workbooks.matrix import read_matrix
from pipelines.workbooks.number_formats import shows_percent
from pipelines.workbooks.other_rows import notice_other_rows
from pipelines.workbooks.outside import report_outside
from pipelines.workbooks.parsed_sheet import ParsedSheet, TotalLine
from pipelines.workbooks.placing import place_lines
from pipelines.workbooks.recognising import Recognised
from pipelines.workbooks.row_kinds import RowKinds, numbers_its_columns
from pipelines.workbooks.sheet_lookups import SheetLookup
from pipelines.workbooks.sheets import SheetCells, cell_text, column_letters
from pipelines.workbooks.shown import fill_merged_words, report_shown_otherwise
from pipelines.workbooks.subtotals import notice_subtotals
from pipelines.workbooks.sums import settle_parents
from pipelines.workbooks.wording import bare, clean

_LEAST_COLUMNS = 5
_TITLE_CELLS = 2
_TITLE_ROWS = 9
_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")


def parse_sheet(
    cells: SheetCells, lookup: SheetLookup, report: Recognised, lookups: Lookups, findings: Findings
) -> ParsedSheet:
    """Read the lines of one declared table; whatever cannot be read becomes a finding.

    It ends at the end of the sheet, or where another table begins (`stopped_at`).
    """
    parsed = ParsedSheet(lookup, cells.name)
    start = next((index for index, row in enumerate(cells.rows) if row.count("") < len(row)), 0)
    heading = find_heading(cells.rows, lookup, start=start)
    if heading is None:
        if _holds_something(cells):
            wanted = ", ".join(column.title for column in lookup.sheet.columns[:4]) + ", …"
            findings.add("no_heading", sheet=cells.name, cell="A1", expected=wanted)
        return parsed
    columns = choose_columns(heading, cells, findings)
    rows = RowKinds(lookup, lookups, heading, columns)
    if cells.merged:
        cells = fill_merged_words(cells, columns, heading.first_line, rows.is_total)
    parsed.positions = {target: position for position, column in columns for target in column.targets or [column.title]}
    reader = CellReader(
        cells.name,
        lookups,
        findings,
        money_units=units_of(cells, heading, columns, report, has_row_units=bool(lookup.sheet.rows)),
        column_values=lambda position: [row[position] for row in cells.rows[heading.first_line :]],
        percents=frozenset(cell for cell, code in cells.formatted if shows_percent(code)),
    )
    if lookup.sheet.rows:
        line_rows = read_matrix(cells, heading, columns, parsed, reader, rows, findings)
    else:
        line_rows = _TableReader(cells, heading, columns, parsed, reader, rows, findings).read()
        settle_parents(parsed, findings)
    parsed.dates_without_hour, parsed.lacks_money_unit = reader.dates_without_hour, reader.lacks_money_unit
    parsed.measures, parsed.true_dates = reader.measures, reader.days.true_dates
    reader.days.report(cells.name, findings)
    place_lines(parsed, report, lookups, findings, cells.name)
    report_columns(cells, heading, columns, lookup, line_rows, findings)
    notice_subtotals(parsed, cells.rows, findings)
    notice_other_rows(parsed, cells.rows, heading, columns, findings)
    notice_free_names(parsed, cells.rows, columns, report, lookups, findings)
    answers = set(report.cover.cells.values()) if report.cover.sheet == cells.name else set()
    below = report_outside(cells, heading, columns, parsed, line_rows, answers, findings)
    report_shown_otherwise(cells, columns, line_rows, parsed.percent_rows, findings)
    _report_troubles(cells, columns, heading, parsed, findings)
    check_titles(cells, heading, below, report, lookups, findings)
    return parsed


def _holds_something(cells: SheetCells) -> bool:
    return any(len(row) - row.count("") >= 2 for row in cells.rows)


class _TableReader:
    """Reads the rows below one heading into a `ParsedSheet`."""

    def __init__(
        self,
        cells: SheetCells,
        heading: Heading,
        columns: Columns,
        parsed: ParsedSheet,
        reader: CellReader,
        rows: RowKinds,
        findings: Findings,
    ) -> None:
        self._cells = cells
        self._heading = heading
        self._parsed = parsed
        self._reader = reader
        self._rows = rows
        self._findings = findings
        self._plan = [(position, column, column.column) for position, column in columns if column.column]
        self._extra = [(position, column) for position, column in columns if column.is_indicator]
        self._labels = _naming_columns(columns, parsed.lookup.sheet) if self._extra else []
        self._blank: dict[str, Any] = {
            **{target: None for _, column in columns for target in column.targets},
            **parsed.lookup.sheet.defaults,
        }
        self._layout = tuple((position, column.title) for position, column in heading.columns)
        self._titles = {text for row in cells.rows[: heading.first_row] for text in row if text != ""}
        self._section = ""
        self._line_rows: list[int] = []

    def read(self) -> list[int]:
        """Read every row; return those (from 0) that are lines."""
        rows = self._cells.rows
        index = self._heading.first_line
        while index < len(rows):
            row = rows[index]
            if row.count("") == len(row):
                index += 1
                continue
            first = next(value for value in row if value != "")
            if self._rows.repeats_heading(row, first):
                after = self._pass_heading(index)
                if after is None:
                    self._parsed.stopped_at = index
                    break
                index = after
                continue
            self._read_row(row, index)
            index += 1
        return self._line_rows

    def _read_row(self, row: Sequence[Any], index: int) -> None:
        rows = self._rows
        if self._is_beside(index):
            return
        group = rows.group_totalled(row) if self._parsed.lookup.sheet.table == "inspection_lines" else None
        if group is not None or rows.is_total(row):
            figures, above = self._read_total(row, index + 1), len(self._parsed.lines)
            total = TotalLine(index + 1, figures, above, rows.has_other_words(row), group or "")
            self._parsed.totals.append(total)
            rows.has_ended = True
        elif not self._parsed.lines and numbers_its_columns(row):
            return
        elif not rows.has_figures(row) and (section := rows.is_section(row)):
            self._section = section
            rows.has_ended = False
        elif rows.is_part(row):
            rows.has_ended = False
        elif self._is_title(row, index):
            return
        elif rows.is_footer(row) or rows.is_signed(row):
            rows.has_ended = True
        elif len(row) - row.count("") == 1 and not rows.has_figures(row) and len(self._plan) >= _LEAST_COLUMNS:
            self._read_lone_words(row, index)
        else:
            self._read_line(row, index)

    def _is_beside(self, index: int) -> bool:
        """Whether a row below all lines, and their total, repeats former periods; it is said and left out."""
        parsed = self._parsed
        if parsed.lookup.sheet.table != "inspection_lines" or not (parsed.lines or parsed.totals):
            return False
        words = self._rows.is_beside(self._cells.rows, index)
        if words:
            cell = f"A{index + 1}"
            self._findings.add("row_left_out", sheet=self._cells.name, cell=cell, value=words, expected=str(index + 1))
            parsed.left_out.add(index + 1)
        return words is not None

    def _read_lone_words(self, row: Sequence[Any], index: int) -> None:
        """Say that a row holds one text: a note where figures are counted, doubtful where words are the report."""
        words = next(cell_text(value) for value in row if value != "")
        if not words or not clean(words):
            return
        is_counted = self._parsed.lookup.sheet.table == "inspection_lines"
        place = {"sheet": self._cells.name, "cell": f"A{index + 1}"}
        if is_counted:
            self._findings.add("line_without_figures", value=str(index + 1), **place)
            return
        self._findings.add("stray_words", value=words, expected=str(index + 1), **place)
        self._read_line(row, index)

    def _read_line(self, row: Sequence[Any], index: int) -> None:
        self._line_rows.append(index)
        line = self._blank.copy()
        filled = False
        for position, column, target in self._plan:
            value = row[position]
            if value == "":
                continue
            read = self._reader.read(value, index + 1, position, column)
            filled = True
            if column.total and type(value) is str:
                self._parsed.typed_as_text.add((index + 1, target))
            if column.second_column:
                line.update(zip(column.targets, read or (None, None), strict=True))
            else:
                line[target] = read
        if self._extra:
            self._read_extra(row, index)
        if filled:
            line["sheet"] = self._cells.name
            line["row"] = index + 1
            self._parsed.lines.append(line)
            level = self._rows.level(row)
            if level is not None:
                self._parsed.levels[index + 1] = level

    def _read_extra(self, row: Sequence[Any], index: int) -> None:
        """Keep the figures that no column of the raw table takes, each with the words of its line."""
        label = " · ".join(str(row[position]) for position in self._labels if row[position] != "")
        for position, column in self._extra:
            if row[position] == "":
                continue
            value = self._reader.read(row[position], index + 1, position, column)
            if value is not None:
                self._parsed.indicators.append({
                    "section": self._section or None,
                    "label": label or None,
                    "unit": column.hint or None,
                    "measure": column.title,
                    "value": float(value),
                    "sheet": self._cells.name,
                    "row": index + 1,
                    "cell": f"{column_letters(position)}{index + 1}",
                    "row_title": label,
                })  # fmt: skip

    def _read_total(self, row: Sequence[Any], number: int) -> dict[str, Any]:
        return {
            target: self._reader.read(row[position], number, position, column)
            for position, column, target in self._plan
            if column.total and not column.second_column and self._rows.is_said(row[position])
        }

    def _pass_heading(self, index: int) -> int | None:
        """Return the row below a heading that stands again; None where another table begins."""
        again = heading_at(self._cells.rows, index, self._parsed.lookup)
        if again is None or tuple((position, column.title) for position, column in again.columns) != self._layout:
            return None
        strange = self._title_between(index)
        if strange:
            # One cover speaks for one table: what stands under a title of its own may be somebody else's.
            self._findings.add("second_table", sheet=self._cells.name, cell=f"A{index + 1}", value=strange)
        rows = self._cells.rows
        after = again.first_line
        return after + 1 if after < len(rows) and numbers_its_columns(rows[after]) else after

    def _is_title(self, row: Sequence[Any], index: int) -> bool:
        """Whether a row of a word or two stands above the heading of a table, with nothing between that is a line."""
        if len(row) - row.count("") > _TITLE_CELLS or self._rows.has_figures(row):
            return False
        for below in self._cells.rows[index + 1 : index + _TITLE_ROWS]:
            filled = [value for value in below if value != ""]
            if len(filled) > _TITLE_CELLS:
                return self._rows.repeats_heading(below, filled[0])
        return False

    def _title_between(self, index: int) -> str:
        """Return words above a repeated heading that do not stand above the first one; blank when there are none."""
        for number in range(index - 1, max(self._heading.first_line, index - 6), -1):
            row = self._cells.rows[number]
            words = [text for text in row if type(text) is str and text]
            if self._rows.has_figures(row) or self._rows.is_total(row) or len(words) > 3:
                break
            for text in words:
                if text not in self._titles and len(bare(text)) > 5 and not self._rows.is_signed(row):
                    return text
        return ""


def _naming_columns(columns: Columns, sheet: FormSheet) -> list[int]:
    """Return the positions of the columns that say what a line is about, in the order of the form."""
    ordered = sorted(columns, key=lambda found: sheet.columns.index(found[1]))
    named = [position for position, column in ordered if column.kind in ("label", "place", "code")]
    return named or [position for position, column in ordered if column.kind == "text"][:1]


def _report_troubles(
    cells: SheetCells,
    columns: Columns,
    heading: Heading,
    parsed: ParsedSheet,
    findings: Findings,
) -> None:
    """Say which cells below the heading hold a formula without result, or an error; never take them as blank."""
    troubles = [(cell, None) for cell in cells.uncached] + list(cells.errors)
    names = {column_letters(position): column.heading for position, column in columns} if troubles else {}
    total_rows, said_total = {total.row for total in parsed.totals}, False
    for cell, error in troubles:
        found = _REFERENCE.fullmatch(cell)
        if found is None or int(found[2]) <= heading.first_line or int(found[2]) in parsed.left_out:
            continue
        if int(found[2]) in total_rows:
            if not said_total:
                findings.add("total_without_value", sheet=cells.name, cell=cell)
            said_total = True
            continue
        rule = "formula_without_value" if error is None else "cell_error"
        findings.add(rule, sheet=cells.name, cell=cell, value=error, heading=names.get(found[1], ""))
