"""From the words inside a ruled table to the texts of its cells.

Belongs here: lines of a cell put together, and telling a number that was cut at the edge of its cell from numbers that
stand below each other. Does not: finding tables (`reading_pdf`), or what their rows become (`reading_tables`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.notices.reading_layout import Line, Word, lines_of

Box = tuple[float, float, float, float]
_NUMBER = re.compile(r"\S*\d\S*")
_HALVES = re.compile(r"\w[\-/]\Z")
_LEAST_PADDING, _MOST_PADDING = 0.5, 8.0


@dataclass(frozen=True)
class _Cell:
    box: Box
    lines: tuple[Line, ...]

    @property
    def texts(self) -> list[str]:
        return [line.text for line in self.lines]

    @property
    def is_numbers(self) -> bool:
        """Whether every line is one word with a digit: one number that was cut, or several numbers."""
        return len(self.lines) > 1 and all(_NUMBER.fullmatch(text) for text in self.texts)


def cells_of(boxes: Sequence[Sequence[Box | None]], words: Sequence[Word]) -> tuple[list[list[str]], list[str]]:
    """The texts of a table's cells by row, and the numbers that were put together across lines.

    A cell that one beside it covers is empty. Rows without any word are left out.
    """
    grid = [[_cell(box, words) for box in row] for row in boxes]
    pads = [line.x0 - cell.box[0] for row in grid for cell in row if cell for line in cell.lines]
    pad = min(max(min(pads, default=_LEAST_PADDING), _LEAST_PADDING), _MOST_PADDING)
    mended: list[str] = []
    rows = []
    for row in grid:
        texts = []
        for column, cell in enumerate(row):
            text = "" if cell is None else _text(cell, [other[column] for other in grid if column < len(other)], pad)
            if cell is not None and cell.is_numbers and "; " not in text:
                mended.append(text)
            texts.append(text)
        if any(texts):
            rows.append(texts)
    return rows, mended


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


def _text(cell: _Cell, column: Sequence[_Cell | None], pad: float) -> str:
    if not cell.is_numbers:
        return _wrapped(cell.texts)
    pieces = [cell.texts[0]]
    for above, text in zip(cell.lines, cell.texts[1:], strict=False):
        if _HALVES.search(pieces[-1]) or _is_cut(cell, above, column, pad):
            pieces[-1] += text
        else:
            pieces.append(text)
    return "; ".join(pieces)


def _wrapped(texts: Sequence[str]) -> str:
    """Wrapped words as one line; a number cut after its hyphen or slash is whole again."""
    joined = ""
    for text in texts:
        cut = _HALVES.search(joined) and re.match(r"\w", text)
        joined += text if cut or not joined else f" {text}"
    return joined


def _is_cut(cell: _Cell, line: Line, column: Sequence[_Cell | None], pad: float) -> bool:
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
