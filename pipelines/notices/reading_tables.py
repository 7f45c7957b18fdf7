"""What a table becomes in the text: data rows as one line each, a table that only places words as plain lines.

Belongs here: the lines of a table from any kind of file, rows continued on another page, raised digits. Does not:
finding tables, or what their headings mean (`annexes`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.notices.cell_lines import CellLines, CellNotes, texts_of

CELL_MARK = " | "
"""Stands between the cells of a table row."""

_LETTERHEAD = re.compile(
    r"CỘNG\s+H[ÒO][ÀA]?\s+XÃ\s+HỘI|Độc\s+lập\s*[-–—]\s*Tự\s+do|N[ơo]i\s+nhận|KT\.\s*(?:CỤC|GIÁM|BỘ|CHỦ)|TUQ\.|Lưu\s*:\s*VT",
    re.IGNORECASE,
)
_MOST_PLACING_COLUMNS = 3
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def lines_of_table(rows: Sequence[Sequence[str]], notes: CellNotes) -> list[str]:
    """One line per row, its cells apart by ` | `; a letterhead or signature block column by column instead.

    The lines of a cell are put together; what was doubtful there is added to `notes`.
    """
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return []
    if is_placing(filled):
        width = max(len(row) for row in filled)
        columns = [[row[at] for row in filled if at < len(row)] for at in range(width)]
        return [line for column in columns for cell in column for line in _joined_subject(cell.split("\n"))]
    grid = [[CellLines(tuple(line for line in cell.split("\n") if line.strip())) for cell in row] for row in filled]
    texts = texts_of(grid, notes)
    return [CELL_MARK.join(text) if len(text) > 1 else row[0] for row, text in zip(filled, texts, strict=True)]


def is_placing(rows: Sequence[Sequence[str]]) -> bool:
    """Whether a table only places words on the page: a letterhead, a signature, a frame around text."""
    width = max(len(row) for row in rows)
    text = "\n".join(cell for row in rows for cell in row)
    return width == 1 or (width <= _MOST_PLACING_COLUMNS and len(rows) <= 6 and bool(_LETTERHEAD.search(text)))


def continued(above: Sequence[Sequence[str]], below: Sequence[Sequence[str]]) -> list[list[str]] | None:
    """Two pieces of one table from two pages; None when they are two tables.

    A heading that is repeated is dropped, a row that goes on (its number and most of its cells are empty) is joined to
    the one it belongs to.
    """
    if not above or not below or len(above[0]) != len(below[0]):
        return None
    heading = [_folded(cell) for cell in above[0]]
    rest = [list(row) for row in below]
    had_heading = [_folded(cell) for cell in rest[0]] == heading
    if had_heading:
        rest = rest[1:]
    elif any(char.isdigit() for char in rest[0][0]) is False and rest[0][0].strip() and not _is_data(above):
        return None
    joined = [list(row) for row in above]
    if rest and not rest[0][0].strip() and len(joined) > 1 and sum(bool(cell.strip()) for cell in rest[0]) > 0:
        last = joined[-1]
        joined[-1] = [f"{one}\n{two}".strip() for one, two in zip(last, rest[0], strict=True)]
        rest = rest[1:]
    return joined + rest


def raised(text: str) -> str:
    """Raised digits (a footnote's mark, a power) as superscripts apart from the word: never part of a number."""
    text = text.strip().strip("[]()")
    return f" {text.translate(_SUPERSCRIPTS)} " if text.isdigit() else text


def _is_data(rows: Sequence[Sequence[str]]) -> bool:
    return len(rows) > 1 and len(rows[0]) > 1


def _folded(cell: str) -> str:
    return "".join(cell.split()).casefold()


def _joined_subject(lines: Sequence[str]) -> list[str]:
    """The subject of a letter (V/v …) is one line, however narrow its column."""
    start = next((at for at, line in enumerate(lines) if re.match(r"\s*(?:V/v|Về việc)\b", line, re.IGNORECASE)), None)
    if start is None:
        return list(lines)
    return [*lines[:start], " ".join(line.strip() for line in lines[start:])]


def filled_spans(rows: Sequence[Sequence[tuple[str, int, bool]]]) -> list[list[str]]:
    """Rows of cells as a grid.

    Args:
        rows: of each cell its text, how many columns it covers, and whether it goes on from the cell above it: then
            it says what that cell says.
    """
    grid: list[list[str]] = []
    for row in rows:
        cells: list[str] = []
        for text, span, goes_on in row:
            above = grid[-1][len(cells)] if goes_on and grid and len(cells) < len(grid[-1]) else ""
            cells += [above if goes_on else text, *[""] * (span - 1)]
        grid.append(cells)
    return grid
