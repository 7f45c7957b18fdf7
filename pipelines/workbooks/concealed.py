"""Say what a reader of the file on screen would not see: hidden sheets, rows and columns that hold figures.

Belongs here: which hidden parts matter, and their findings. Does not: finding out what is hidden (the formats).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.workbooks.figures import is_figure
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.sheets import SheetCells, column_letters


def report_hidden(known: Iterable[SheetCells], findings: Findings) -> None:
    """Say which sheets, rows and columns with figures are hidden although they were read."""
    for sheet in known:
        if not sheet.visible and holds_figures(sheet):
            findings.add("hidden_sheet", sheet=sheet.name, value=sheet.name)
        if sheet.hidden_rows:
            rows = [row for row in sheet.hidden_rows if any(map(is_figure, sheet.rows[row - 1]))]
            if rows:
                findings.add("hidden_rows", sheet=sheet.name, cell=f"A{rows[0]}", value=_spans(rows))
        if sheet.hidden_columns:
            columns = [c for c in sheet.hidden_columns if any(is_figure(row[c - 1]) for row in sheet.rows)]
            if columns:
                first = column_letters(columns[0] - 1)
                letters = _spans(columns, lambda number: column_letters(number - 1))
                findings.add("hidden_columns", sheet=sheet.name, cell=f"{first}1", value=letters)


def holds_figures(sheet: SheetCells) -> bool:
    """Whether any cell of a sheet is a figure."""
    return any(is_figure(value) for row in sheet.rows for value in row)


def _spans(numbers: Sequence[int], name: Any = str) -> str:
    """Return numbers as people list them: 3–5, 9."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(name(first) if first == last else f"{name(first)}–{name(last)}" for first, last in spans)
