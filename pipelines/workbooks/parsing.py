"""From the cells of a sheet to the lines of a raw table.

Belongs here: which rows are lines, totals or notes, where each line's place is, columns that nobody may drop.
Does not: reading one cell (`cells`), rules about lines (`rules`), the cover (`recognising`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.workbooks.cells import CellReader
from pipelines.workbooks.digits import UnreadableError
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FIGURE_KINDS, FormColumn
from pipelines.workbooks.headings import Heading, find_heading
from pipelines.workbooks.lookups import Lookups, SheetLookup
from pipelines.workbooks.money_units import SheetUnits
from pipelines.workbooks.reading import SheetCells, cell_text
from pipelines.workbooks.recognising import Recognised
from pipelines.workbooks.sheets import column_letters
from pipelines.workbooks.values import parse_number
from pipelines.workbooks.wording import bare, nearest

_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")


@dataclass
class ParsedSheet:
    """The lines of one sheet, by raw column, and what the rules need beside them."""

    lookup: SheetLookup
    lines: list[dict[str, Any]] = field(default_factory=list)
    totals: list[tuple[int, dict[str, Any], int]] = field(default_factory=list)
    """(row, figures by raw column, number of lines above it) of each total line."""
    positions: dict[str, int] = field(default_factory=dict)
    """Raw column -> position in this file, to name a cell."""
    dates_without_hour: set[tuple[int, str]] = field(default_factory=set)
    measures: dict[int, str] = field(default_factory=dict)
    """Row -> unit of measure typed behind a quantity."""
    true_dates: set[tuple[int, str]] = field(default_factory=set)
    """(row, raw column) of true dates whose day could be a month."""
    lacks_money_unit: bool = False

    def cell(self, column: str, row: int) -> str:
        """Address of a line's cell."""
        return f"{column_letters(self.positions[column])}{row}" if column in self.positions else f"A{row}"


def parse_sheet(
    cells: SheetCells, lookup: SheetLookup, report: Recognised, lookups: Lookups, findings: Findings
) -> ParsedSheet:
    """Read the lines of one declared sheet; whatever cannot be read becomes a finding."""
    parsed = ParsedSheet(lookup)
    heading = find_heading(cells.rows, lookup)
    if heading is None:
        if _holds_something(cells):
            wanted = ", ".join(column.heading for column in lookup.sheet.columns[:4]) + ", …"
            findings.add("no_heading", sheet=cells.name, cell="A1", expected=wanted)
        return parsed
    columns = _choose_columns(heading, cells, findings)
    parsed.positions = {target: position for position, column in columns for target in column.targets}
    reader = CellReader(
        cells.name,
        lookups,
        findings,
        money_units=SheetUnits(cells.rows, heading.first_row, heading.first_line, report.money_factor),
        column_values=lambda position: [row[position] for row in cells.rows[heading.first_line :]],
    )
    line_rows = _read_lines(cells, heading, columns, parsed, reader, lookups)
    parsed.dates_without_hour, parsed.lacks_money_unit = reader.dates_without_hour, reader.lacks_money_unit
    parsed.measures, parsed.true_dates = reader.measures, reader.days.true_dates
    reader.days.report(cells.name, {position: column_letters(position) for position, _ in columns}, findings)
    _place_lines(parsed, report, lookups, findings, cells.name)
    _report_columns(cells, heading, columns, lookup.sheet.columns, line_rows, lookups, findings)
    _report_troubles(cells, columns, heading, {row for row, _, _ in parsed.totals}, findings)
    return parsed


def _holds_something(cells: SheetCells) -> bool:
    return any(len(row) - row.count("") >= 2 for row in cells.rows)


def _choose_columns(heading: Heading, cells: SheetCells, findings: Findings) -> list[tuple[int, FormColumn]]:
    """Keep one position for each column: of two with the same heading, the one that is filled."""
    chosen: dict[str, int] = {}
    for position, column in heading.columns:
        if column.heading not in chosen:
            chosen[column.heading] = position
            continue
        rivals = [p for p in (chosen[column.heading], position) if _is_filled(cells.rows, heading.first_line, p)]
        if len(rivals) > 1:
            cell = f"{column_letters(position)}{heading.first_line}"
            findings.add("duplicate_column", sheet=cells.name, cell=cell, value=column.heading)
        elif rivals:
            chosen[column.heading] = rivals[0]
    return [(position, column) for position, column in heading.columns if chosen[column.heading] == position]


def _is_filled(rows: Sequence[Sequence[Any]], first: int, position: int) -> bool:
    return any(row[position] != "" for row in rows[first:])


def _read_lines(
    cells: SheetCells,
    heading: Heading,
    columns: Sequence[tuple[int, FormColumn]],
    parsed: ParsedSheet,
    reader: CellReader,
    lookups: Lookups,
) -> list[int]:
    """Read every line below the heading into `parsed`; return the rows (from 0) that are lines."""
    blank: dict[str, Any] = {target: None for _, column in columns for target in column.targets}
    plan = [(position, column, column.column) for position, column in columns if column.column]
    figures = [position for position, column in columns if column.kind in FIGURE_KINDS]
    line_rows = []
    after_total = False
    for index in range(heading.first_line, len(cells.rows)):
        row = cells.rows[index]
        width = len(row)
        if row.count("") == width:
            continue
        first = next(value for value in row if value != "")
        if type(first) is str and lookups.is_total(first):
            parsed.totals.append((index + 1, _read_total(row, index + 1, plan, reader), len(parsed.lines)))
            after_total = True
            continue
        if _numbers_its_columns(row, index - heading.first_line):
            continue
        if after_total and all(row[position] == "" for position in figures):
            # Below the total stand signatures and notes, not lines.
            continue
        line_rows.append(index)
        line = blank.copy()
        filled = False
        for position, column, target in plan:
            value = row[position]
            if value == "":
                continue
            read = reader.read(value, index + 1, position, column)
            filled = True
            if column.second_column:
                line.update(zip(column.targets, read or (None, None), strict=True))
            else:
                line[target] = read
        if filled:
            line["sheet"] = cells.name
            line["row"] = index + 1
            parsed.lines.append(line)
    return line_rows


def _read_total(
    row: Sequence[Any], number: int, plan: Sequence[tuple[int, FormColumn, str]], reader: CellReader
) -> dict[str, Any]:
    return {
        target: reader.read(row[position], number, position, column)
        for position, column, target in plan
        if column.total and not column.second_column and row[position] != ""
    }


def _numbers_its_columns(row: Sequence[Any], distance: int) -> bool:
    """Whether the first row below a heading only counts the columns: 1, 2, 3 …, also as (1), (2), (3)."""
    if distance != 0:
        return False
    texts = [(cell_text(value) or "").strip("() ") for value in row if value != ""]
    return len(texts) >= 5 and texts == [str(number) for number in range(1, len(texts) + 1)]


def _place_lines(parsed: ParsedSheet, report: Recognised, lookups: Lookups, findings: Findings, sheet: str) -> None:
    """Give each line its ward: a ward's own, else the one that its place names."""
    if not any(column.kind == "place" for column in parsed.lookup.sheet.columns):
        return
    reporter = report.reporter
    own = reporter.ward_code if reporter else None
    for line in parsed.lines:
        text = line.get("place_text")
        found = lookups.place(text, report.province_code) if text else None
        line["place_ward_code"] = own or (found.ward_code if found else None)
        if found is None:
            continue
        cell = parsed.cell("place_text", line["row"])
        if own and reporter and found.ward_code != own:
            findings.add("place_not_own", sheet=sheet, cell=cell, value=text, expected=reporter.name)
        elif not own and found.ward_code is None and not lookups.is_province(str(text), report.province_code):
            names = ", ".join(found.candidates) or "xem danh sách"
            findings.add("unknown_place", sheet=sheet, cell=cell, value=text, expected=names)


def _report_columns(
    cells: SheetCells,
    heading: Heading,
    columns: Sequence[tuple[int, FormColumn]],
    declared: Sequence[FormColumn],
    line_rows: Sequence[int],
    lookups: Lookups,
    findings: Findings,
) -> None:
    """Say which columns the form does not have, and which it has and the file lacks."""
    present = {column.heading for _, column in columns}
    missing = [column.heading for column in declared if column.heading not in present]
    suspected = set()
    for position, text in heading.unknown:
        values = [row[position] for row in map(cells.rows.__getitem__, line_rows) if row[position] != ""]
        if not values or bare(text) in lookups.ignorable:
            continue
        close = nearest(text, missing) if text and missing else None
        cell = f"{column_letters(position)}{heading.first_line}"
        shown = text or column_letters(position)
        if close or any(_is_figure(value) for value in values):
            suspected.add(close)
            hint = close or (nearest(text, present) if text else None) or "xem biểu mẫu"
            findings.add("unknown_column", sheet=cells.name, cell=cell, value=shown, expected=hint)
        else:
            findings.add("extra_column", sheet=cells.name, cell=cell, value=shown)
    for name in missing:
        if name not in suspected and line_rows:
            findings.add("missing_column", sheet=cells.name, cell=f"A{heading.first_line}", expected=name)


def _is_figure(value: Any) -> bool:
    if type(value) is str and not any(character.isdecimal() for character in value):
        return False
    try:
        return parse_number(value) is not None
    except UnreadableError:
        return False


def _report_troubles(
    cells: SheetCells,
    columns: Sequence[tuple[int, FormColumn]],
    heading: Heading,
    total_rows: set[int],
    findings: Findings,
) -> None:
    """Say which cells below the heading hold a formula without result, or an error; never take them as blank."""
    names = {column_letters(position): column.heading for position, column in columns}
    troubles = [(cell, None) for cell in cells.uncached] + list(cells.errors)
    said_total = False
    for cell, error in troubles:
        found = _REFERENCE.fullmatch(cell)
        if found is None or int(found[2]) <= heading.first_line:
            continue
        if int(found[2]) in total_rows:
            if not said_total:
                findings.add("total_without_value", sheet=cells.name, cell=cell)
            said_total = True
            continue
        rule = "formula_without_value" if error is None else "cell_error"
        findings.add(rule, sheet=cells.name, cell=cell, value=error, heading=names.get(found[1], ""))
