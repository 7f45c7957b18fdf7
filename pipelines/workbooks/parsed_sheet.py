"""What one table of a file became: lines, indicators, totals, and what the rules need beside them.

Belongs here: the shape only. Does not: reading (`parsing`, `matrix`) or judging it (`rules`, `sums`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pipelines.workbooks.sheet_lookups import SheetLookup
from pipelines.workbooks.sheets import column_letters


@dataclass(frozen=True)
class TotalLine:
    """A row that its words call a total; never loaded."""

    row: int
    """Row, from 1."""
    figures: dict[str, Any]
    """Its figures by raw column."""
    lines_above: int
    has_other_words: bool = False
    """Whether it also says what only a line says, so that it may be one."""
    category: str = ""
    """Code of the category whose lines it adds up; empty = it names none."""


@dataclass
class ParsedSheet:
    """The lines of one table, by raw column, and what the rules need beside them."""

    lookup: SheetLookup
    sheet_name: str
    """Name of the sheet in the file."""
    lines: list[dict[str, Any]] = field(default_factory=list)
    indicators: list[dict[str, Any]] = field(default_factory=list)
    """Figures without a column of their own: section, label, unit, measure, value, sheet, row, cell, row_title."""
    totals: list[TotalLine] = field(default_factory=list)
    levels: dict[int, int] = field(default_factory=dict)
    """Row -> how deep it stands in a numbered list, where rows are numbered."""
    positions: dict[str, int] = field(default_factory=dict)
    """Raw column -> position in this file, to name a cell."""
    dates_without_hour: set[tuple[int, str]] = field(default_factory=set)
    measures: dict[int, str] = field(default_factory=dict)
    """Row -> unit of measure typed behind a quantity."""
    true_dates: set[tuple[int, str]] = field(default_factory=set)
    """(row, raw column) of true dates whose day could be a month."""
    unplaced: set[int] = field(default_factory=set)
    """Rows with a place that is no ward of the province."""
    own_area: set[int] = field(default_factory=set)
    """Rows whose place is a whole area: Toàn phường."""
    typed_as_text: set[tuple[int, str]] = field(default_factory=set)
    """(row, raw column) of figures whose cells hold text, which no sum of a spreadsheet counts."""
    percent_rows: set[int] = field(default_factory=set)
    """Rows whose figures are percentages, in a table whose rows are known beforehand."""
    doubtful: set[int] = field(default_factory=set)
    """Rows of lines that were said to be sums or parts of others: nothing else is asked about them."""
    left_out: set[int] = field(default_factory=set)
    """Rows below the lines that repeat former periods: not loaded, and said so."""
    lacks_money_unit: bool = False
    stopped_at: int | None = None
    """Row (from 0) where another table begins; None when the sheet was read to its end."""

    def cell(self, column: str, row: int) -> str:
        """Address of a line's cell."""
        return f"{column_letters(self.positions[column])}{row}" if column in self.positions else f"A{row}"
