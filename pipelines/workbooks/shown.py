"""Cells that the screen shows otherwise than the file holds them: merged over several lines, formatted as more.

Belongs here: a category or place merged over several lines is that of each line; every other merged figure and every
figure that its format changes is returned. Does not: finding formats and merged ranges (the formats of files), or
reading the cells (`cells`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from pipelines.workbooks.columns import Columns
from pipelines.workbooks.figures import is_figure
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.sheets import SheetCells, address, cell_text, column_letters

FIGURES = frozenset({"count", "pair", "money", "quantity", "percent"})
_OF_EACH_LINE = frozenset({"code", "place"})
_OF_ONE_LINE = FIGURES | {"date", "instant", "mark"}
_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")


def fill_merged_words(
    cells: SheetCells, columns: Columns, first_line: int, is_total: Callable[[Sequence[Any]], bool]
) -> SheetCells:
    """Give every line below a merged category or place its word; the sheet itself when nothing is merged below."""
    kinds = {position: column.kind for position, column in columns}
    filled: dict[int, list[Any]] = {}
    for top, left, bottom, right in cells.merged:
        if top < first_line or left != right or top == bottom or kinds.get(left) not in _OF_EACH_LINE:
            continue
        word = cells.rows[top][left] if top < len(cells.rows) and left < len(cells.rows[top]) else ""
        for index in range(top + 1, min(bottom + 1, len(cells.rows))) if word != "" else ():
            row = cells.rows[index]
            has_figures = any(kinds.get(position) in FIGURES and is_figure(value) for position, value in enumerate(row))
            if row[left] == "" and has_figures and not is_total(row):
                filled.setdefault(index, list(row))[left] = word
    if not filled:
        return cells
    return replace(cells, rows=[filled.get(index, row) for index, row in enumerate(cells.rows)])


def report_shown_otherwise(
    cells: SheetCells, columns: Columns, line_rows: Sequence[int], percent_rows: Collection[int], findings: Findings
) -> None:
    """Return the figures of lines (rows from 0, ascending) whose merged range or format says something else.

    In `percent_rows` (from 1) every figure is a percentage.
    """
    for top, left, bottom, right in cells.merged:
        if top >= len(cells.rows) or left >= len(cells.rows[top]) or cells.rows[top][left] == "":
            continue
        lines = bisect_left(line_rows, bottom + 1) - bisect_left(line_rows, top)
        covered = [column for position, column in columns if left <= position <= right]
        if lines and _hides_a_split([column.kind for column in covered], lines, left != right):
            findings.add(
                "merged_lines",
                sheet=cells.name,
                cell=address(top + 1, left),
                value=cell_text(cells.rows[top][left]),
                expected=f"{address(top + 1, left)}:{address(bottom + 1, right)}",
                heading=covered[0].heading,
            )
    if cells.formatted:
        _report_formats(cells, columns, set(line_rows), percent_rows, findings)


def _hides_a_split(kinds: Sequence[str], lines: int, is_wide: bool) -> bool:
    """Whether cells of these kinds, merged over so many lines, leave open which line or column has the value."""
    if lines > 1 and (_OF_ONE_LINE.intersection(kinds) or (is_wide and _OF_EACH_LINE.intersection(kinds))):
        return True
    return sum(kind in FIGURES for kind in kinds) > 1 and kinds[0] in FIGURES


def _report_formats(
    cells: SheetCells, columns: Columns, lines: set[int], percent_rows: Collection[int], findings: Findings
) -> None:
    figures = {column_letters(position): (position, column) for position, column in columns if column.kind in FIGURES}
    for cell, code in cells.formatted:
        found = _REFERENCE.fullmatch(cell)
        if found is None or found[1] not in figures or int(found[2]) - 1 not in lines:
            continue
        position, column = figures[found[1]]
        value = cells.rows[int(found[2]) - 1][position]
        holds = (type(value) is float and value) or (type(value) is str and is_figure(value))
        is_share = column.kind == "percent" or int(found[2]) in percent_rows
        if (is_share and "%" in code) or not holds:
            continue
        shown = cell_text(value)
        place = {"sheet": cells.name, "cell": cell}
        findings.add("format_changes_figure", value=shown, expected=code[:80], heading=column.heading, **place)
