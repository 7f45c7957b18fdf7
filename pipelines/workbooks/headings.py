"""Find the heading of a sheet and say which column of the file is which column of the form.

Belongs here: one- and two-row headings, unknown, missing and doubled columns. Does not: the lines below (`parsing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.lookups import SheetLookup
from pipelines.workbooks.wording import clean

_SEARCHED_ROWS = 40
_LEAST_HEADINGS = 3


@dataclass(frozen=True)
class Heading:
    """The heading of one sheet of one file."""

    first_row: int
    """Row (from 0) of its upper line."""
    first_line: int
    """Row (from 0) of the first line below it."""
    columns: tuple[tuple[int, FormColumn], ...]
    """(position, column), by position; a heading that stands twice is here twice."""
    unknown: tuple[tuple[int, str], ...]
    """(position, text) of columns that the form does not have; the text may be empty."""


def find_heading(rows: Sequence[Sequence[Any]], lookup: SheetLookup) -> Heading | None:
    """Return the heading with the most known columns in the first rows; None when no row looks like one."""
    best: Heading | None = None
    wanted = min(_LEAST_HEADINGS, len(lookup.sheet.columns))
    for index, row in enumerate(rows[:_SEARCHED_ROWS]):
        if len(row) - row.count("") < 2:
            continue
        below = rows[index + 1] if index + 1 < len(rows) else ()
        for heading in _readings(index, row, below, lookup):
            if len(heading.columns) >= wanted and (best is None or len(heading.columns) > len(best.columns)):
                best = heading
        if best is not None and len(best.columns) >= len(lookup.sheet.columns):
            break
    return best


def _readings(index: int, row: Sequence[Any], below: Sequence[Any], lookup: SheetLookup) -> list[Heading]:
    """Read a row as a heading of one row and, where the next row adds columns, of two rows."""
    single = [_text(cell) for cell in row]
    known = [lookup.column_of(text) if text else None for text in single]
    readings = [_heading(index, 1, single, known)]
    if below and any(type(cell) is str and cell and lookup.column_of(cell) for cell in below):
        # A column of a group has its own heading in the lower row; the others have theirs in the upper one.
        both = [_text(low) or high for high, low in zip(single, below, strict=True)]
        readings.append(_heading(index, 2, both, [lookup.column_of(text) if text else None for text in both]))
    return readings


def _heading(index: int, height: int, texts: list[str], known: list[FormColumn | None]) -> Heading:
    return Heading(
        first_row=index,
        first_line=index + height,
        columns=tuple((position, column) for position, column in enumerate(known) if column is not None),
        unknown=tuple((position, texts[position]) for position, column in enumerate(known) if column is None),
    )


def _text(cell: Any) -> str:
    return clean(cell) if type(cell) is str and cell else "" if cell == "" else str(cell)
