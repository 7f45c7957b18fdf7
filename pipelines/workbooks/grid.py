"""A sheet built cell by cell, where cells may span rows and columns.

Belongs here: placing values as a table of markup does, within the bounds of a sheet. Does not: reading markup.
"""

from __future__ import annotations

from typing import Any

from pipelines.workbooks.limits import refuse_wide
from pipelines.workbooks.sheets import Aside, SheetCells, address, sheet_with

_MOST_COLUMNS = 16384
_MOST_ROWS = 1_048_576


class Grid:
    """Cells of one sheet; rows and columns count from 1. A spanning cell keeps its value in its first cell."""

    def __init__(self) -> None:
        self.row = 0
        self.uncached: list[str] = []
        self.errors: list[tuple[str, str]] = []
        self.hidden_rows: list[tuple[int, int]] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.formatted: list[tuple[str, str]] = []
        self._merged: list[tuple[int, int, int, int]] = []
        self._column = 0
        self._values: dict[int, dict[int, Any]] = {}
        self._taken: dict[int, int] = {}
        """Column -> last row that a cell above reaches."""
        self._last_row = self._last_column = 0

    def begin_table(self) -> None:
        """Begin another table below: cells of the one above reach no further."""
        self._taken.clear()

    def next_row(self, number: int | None = None) -> None:
        """Begin a row: the next one, or the one with this number when that lies below."""
        self.row = max(number or 0, self.row + 1)
        self._column = 0

    def skip_to(self, column: int) -> None:
        """Let the next cell of this row stand in a certain column or behind it."""
        self._column = max(self._column, column - 1)

    def place(self, value: Any, *, columns: int = 1, rows: int = 1) -> str:
        """Put a value into the next free cell; return its address.

        Raises:
            RefusedError: rule too_many_cells.
        """
        self._column += 1
        while self._taken.get(self._column, 0) >= self.row:
            self._column += 1
        column = self._column
        name = address(self.row, column - 1)
        if value != "":
            self._last_row, self._last_column = max(self._last_row, self.row), max(self._last_column, column)
            refuse_wide(self._last_row, self._last_column, name)
            self._values.setdefault(self.row, {})[column] = value
        columns = min(max(columns, 1), _MOST_COLUMNS)
        last = min(self.row + max(rows, 1) - 1, _MOST_ROWS)
        if value != "" and (rows > 1 or columns > 1):
            self._merged.append((self.row - 1, column - 1, last - 1, column + columns - 2))
        if rows > 1:
            self._taken.update((taken, last) for taken in range(column, column + columns))
        self._column += columns - 1
        return name

    def sheet(self, name: str, visible: bool = True) -> SheetCells:
        """Return what was placed."""
        blank = [""] * self._last_column
        rows = []
        for number in range(1, self._last_row + 1):
            row = blank.copy()
            for column, value in self._values.get(number, {}).items():
                row[column - 1] = value
            rows.append(row)
        aside = Aside(
            tuple(self.uncached),
            tuple(self.errors),
            tuple(self.hidden_rows),
            tuple(self.hidden_columns),
            tuple(self._merged),
            tuple(self.formatted),
        )
        return sheet_with(name, visible, rows, aside)
