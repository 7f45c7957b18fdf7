"""From reports to grids of cells: which value stands in which cell, what is merged, what is hidden.

Belongs here: positions and addresses. Does not: bytes of a format (`writers`, `other_formats`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.corpus.model import Case, Line, Place, Report, Sheet, Value

Position = tuple[int, int]


@dataclass(eq=False)
class Grid:
    """One sheet as cells, from (0, 0)."""

    name: str
    sheet: Sheet | None = None
    cells: dict[Position, Value] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False
    rows_of: dict[Line, int] = field(default_factory=dict)
    columns_of: dict[str, int] = field(default_factory=dict)
    comments: dict[Position, str] = field(default_factory=dict)

    @property
    def height(self) -> int:
        return max((row for row, _ in self.cells), default=-1) + 1

    @property
    def width(self) -> int:
        return max((column for _, column in self.cells), default=-1) + 1

    def put(self, row: int, column: int, value: Value) -> None:
        if value is not None:
            self.cells[row, column] = value

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merges.append((top, left, bottom, right))


def letters(column: int) -> str:
    """Letters of a column, from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def lay_out(case: Case) -> list[Grid]:
    """Lay out every sheet of every report of a file."""
    grids = [grid for report in case.reports for grid in _report(report)]
    grids += [lay_sheet(sheet) for sheet in case.strangers]
    return [_stack(grids)] if case.stacked else grids


def _stack(grids: list[Grid]) -> Grid:
    """Put sheets below each other, a blank row between them; addresses are those of the last."""
    whole = Grid("Sheet1")
    for grid in grids:
        top = whole.height + bool(whole.cells)
        for (row, column), value in grid.cells.items():
            whole.put(row + top, column, value)
        whole.merges += [(a + top, b, c + top, d) for a, b, c, d in grid.merges]
        whole.hidden_rows |= {row + top for row in grid.hidden_rows}
        whole.sheet, whole.columns_of = grid.sheet, grid.columns_of
        whole.rows_of = {line: row + top for line, row in grid.rows_of.items()}
    return whole


def _report(report: Report) -> list[Grid]:
    grids = []
    if report.has_cover:
        cover = Grid(report.cover_name)
        for row, values in enumerate(report.cover):
            for column, value in enumerate(values):
                cover.put(row, column, value)
        grids.append(cover)
    return grids + [lay_sheet(sheet) for sheet in report.sheets]


def lay_sheet(sheet: Sheet) -> Grid:
    """Lay out one sheet."""
    grid = Grid(sheet.name, sheet, hidden=sheet.hidden)
    row = _loose(grid, 0, sheet.above, sheet.right)
    if sheet.columns:
        row = _table(grid, row, sheet)
    _loose(grid, row, sheet.below, sheet.right)
    return grid


def _loose(grid: Grid, row: int, values: list[list[Value]], right: int) -> int:
    for cells in values:
        for column, value in enumerate(cells):
            grid.put(row, column + right, value)
        row += 1
    return row


def _table(grid: Grid, row: int, sheet: Sheet) -> int:
    for number, column in enumerate(sheet.columns):
        grid.columns_of[column.key] = number + sheet.right
        if column.key in sheet.hidden_keys:
            grid.hidden_columns.add(number + sheet.right)
    grid.comments |= {(row, grid.columns_of[key]): words for key, words in sheet.comments if key in grid.columns_of}
    row = heading(grid, row, sheet)
    row = _loose(grid, row, sheet.under_heading, sheet.right)
    for line in sheet.lines:
        if line.merged_down == -2:
            row = heading(grid, row, sheet)
            continue
        _line(grid, row, line, sheet)
        row += 1
    for line, key, rows in sheet.merges:
        top, left = grid.rows_of[line], grid.columns_of[key]
        grid.merge(top, left, top + rows - 1, left)
    return row


def _line(grid: Grid, row: int, line: Line, sheet: Sheet) -> None:
    grid.rows_of[line] = row
    for key, value in line.typed.items():
        if key in grid.columns_of:
            grid.put(row, grid.columns_of[key], value)
    if line.merged_down == -1:
        grid.merge(row, sheet.right, row, sheet.right + len(sheet.columns) - 1)
    if line.hidden:
        grid.hidden_rows.add(row)


def heading(grid: Grid, row: int, sheet: Sheet) -> int:
    """Write the heading; return the row below it."""
    if not sheet.two_rows:
        for number, column in enumerate(sheet.columns):
            grid.put(row, number + sheet.right, column.heading)
        return row + 1
    start = 0
    while start < len(sheet.columns):
        group = sheet.columns[start].group
        end = start
        while group and end + 1 < len(sheet.columns) and sheet.columns[end + 1].group == group:
            end += 1
        left, right = start + sheet.right, end + sheet.right
        if not group:
            grid.put(row, left, sheet.columns[start].heading)
            if sheet.merged:
                grid.merge(row, left, row + 1, left)
        else:
            for number in range(start, end + 1):
                grid.put(row, number + sheet.right, group if number == start or sheet.repeat_group else None)
                grid.put(row + 1, number + sheet.right, sheet.columns[number].heading)
            if sheet.merged and not sheet.repeat_group:
                grid.merge(row, left, row, right)
        start = end + 1
    return row + 2


def address(grids: list[Grid], place: Place) -> tuple[str | None, str | None, str | None]:
    """(sheet, cell, column letters) that a place means in this layout; None = anywhere."""
    grid = next((grid for grid in grids if grid.sheet is place.sheet and place.sheet is not None), None)
    if grid is None:
        return None, None, None
    column = grid.columns_of.get(place.key) if place.key else None
    if column is None:
        return grid.name, None, None
    if place.line is None or place.line not in grid.rows_of:
        return grid.name, None, letters(column)
    return grid.name, f"{letters(column)}{grid.rows_of[place.line] + 1}", letters(column)
