"""From the words inside a ruled table to the lines of its cells.

Belongs here: which words stand in which cell, and whether a line ends because its cell does. Does not: finding tables
(`reading_pdf`), putting the lines of a cell together (`cell_lines`), or what their rows become (`reading_tables`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.notices.cell_lines import CellLines
from pipelines.notices.reading_layout import Line, Word, lines_of

Box = tuple[float, float, float, float]
_NUMBER = re.compile(r"\S*\d\S*")
_LEAST_PADDING, _MOST_PADDING = 0.5, 8.0


@dataclass(frozen=True)
class _Cell:
    box: Box
    lines: tuple[Line, ...]


def cells_of(boxes: Sequence[Sequence[Box | None]], words: Sequence[Word]) -> list[list[CellLines]]:
    """The lines of a table's cells by row.

    A cell that one beside it covers is empty. Rows without any word are left out.
    """
    grid = [[_cell(box, words) for box in row] for row in boxes]
    pads = [line.x0 - cell.box[0] for row in grid for cell in row if cell for line in cell.lines]
    pad = min(max(min(pads, default=_LEAST_PADDING), _LEAST_PADDING), _MOST_PADDING)
    rows = []
    for row in grid:
        cells = []
        for at, cell in enumerate(row):
            column = [other[at] for other in grid if at < len(other)]
            lines = cell.lines if cell is not None else ()
            full = tuple(cell is not None and _is_full(cell, line, column, pad) for line in lines)
            cells.append(CellLines(tuple(line.text for line in lines), full))
        if any(cell.lines for cell in cells):
            rows.append(cells)
    return rows


def _cell(box: Box | None, words: Sequence[Word]) -> _Cell | None:
    if box is None:
        return None
    inside = [
        word
        for word in words
        if box[0] <= (word.x0 + word.x1) / 2 <= box[2] and box[1] <= (word.top + word.bottom) / 2 <= box[3]
    ]
    # Inside of a cell a wide gap is only a gap: one line per height.
    rows: dict[int, list[Word]] = {}
    for line in lines_of(inside, 0):
        rows.setdefault(line.row, []).extend(line.words)
    return _Cell(box, tuple(Line(0, tuple(row), number) for number, row in rows.items()))


def _is_full(cell: _Cell, line: Line, column: Sequence[_Cell | None], pad: float) -> bool:
    """Whether a line ends because the cell does: no further letter fits, and nothing as wide stands alone elsewhere."""
    width = line.x1 - line.x0
    letter = width / max(1, len(line.text))
    if cell.box[2] - cell.box[0] - 2 * pad - width > 1.2 * letter:
        return False
    alone = [other.lines[0] for other in column if other is not None and len(other.lines) == 1]
    return not any(
        len(other.text) >= len(line.text) and _NUMBER.fullmatch(other.text) and other.x1 - other.x0 > width - letter
        for other in alone
    )
