"""Find the heading of a table and say which column of the file is which column of the form.

Belongs here: headings of one to three rows with merged groups, wherever they stand; unknown and doubled columns.
Does not: the lines below (`parsing`), or which table a sheet holds (`blocks`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.sheet_lookups import SheetLookup
from pipelines.workbooks.wording import clean

_SEARCHED_ROWS = 120
_LEAST_HEADINGS = 3
_TALLEST = 3
_LONGEST_GROUP = 60
_REMEMBERED = 2000
"""Headings kept per table: lines of data are asked too, so the memory is emptied now and then."""


@dataclass(frozen=True)
class Heading:
    """The heading of one table of one file."""

    first_row: int
    """Row (from 0) of its upper line."""
    first_line: int
    """Row (from 0) of the first line below it."""
    columns: tuple[tuple[int, FormColumn], ...]
    """(position, column), by position; a heading that stands twice is here twice."""
    unknown: tuple[tuple[int, str], ...]
    """(position, text) of columns that the form does not have; the text may be empty."""


def find_heading(rows: Sequence[Sequence[Any]], lookup: SheetLookup, *, start: int = 0) -> Heading | None:
    """Return the heading with the most known columns in the first rows; None when no row looks like one."""
    best: Heading | None = None
    wanted = min(_LEAST_HEADINGS, len(lookup.sheet.columns))
    for index in range(start, min(start + _SEARCHED_ROWS, len(rows))):
        row = rows[index]
        if len(row) - row.count("") < 2:
            continue
        for heading in _readings(rows, index, lookup):
            if len(heading.columns) >= wanted and (best is None or len(heading.columns) > len(best.columns)):
                best = heading
            if len(heading.columns) >= len(lookup.sheet.columns):
                return best
    return best


def heading_at(rows: Sequence[Sequence[Any]], index: int, lookup: SheetLookup) -> Heading | None:
    """Return the heading that begins in this row; None when it does not look like one."""
    best: Heading | None = None
    wanted = min(_LEAST_HEADINGS, len(lookup.sheet.columns))
    for heading in _readings(rows, index, lookup):
        if len(heading.columns) >= wanted and (best is None or len(heading.columns) > len(best.columns)):
            best = heading
    return best


def _readings(rows: Sequence[Sequence[Any]], index: int, lookup: SheetLookup) -> Iterator[Heading]:
    """Read a row as a heading of one row and, where the rows below look like it, of two and three."""
    height = 1
    while True:
        yield _heading(rows, index, height, lookup)
        below = index + height
        if height == _TALLEST or below >= len(rows) or not _belongs_to_heading(rows[below], lookup):
            return
        height += 1


def _belongs_to_heading(row: Sequence[Any], lookup: SheetLookup) -> bool:
    """Whether a row below a heading is words, one of which is a heading, and no figures."""
    known = False
    for cell in row:
        if cell == "":
            continue
        if type(cell) is not str:
            return False
        known = known or lookup.is_heading(cell)
    return known


def _heading(rows: Sequence[Sequence[Any]], index: int, height: int, lookup: SheetLookup) -> Heading:
    """Read rows as a heading; equal rows, as in every file of one form, are read once per process."""
    above = _words_above(rows, index)
    key = (height, tuple(above), *(tuple(row) for row in rows[index : index + height]))
    found = lookup.heading_memory.get(key)
    if found is None:
        if len(lookup.heading_memory) >= _REMEMBERED:
            lookup.heading_memory.clear()
        found = lookup.heading_memory[key] = _columns(rows, index, height, above, lookup)
    return Heading(index, index + height, *found)


def _columns(
    rows: Sequence[Sequence[Any]], index: int, height: int, above: Sequence[Any], lookup: SheetLookup
) -> tuple[tuple[tuple[int, FormColumn], ...], tuple[tuple[int, str], ...]]:
    known: list[tuple[int, FormColumn]] = []
    unknown: list[tuple[int, str]] = []
    for position in range(len(rows[index])):
        text, groups = _text_and_groups(rows, index, height, position)
        if above and (high := _leftwards(above, position)):
            groups = (*groups, high)
        if not text:
            column = None
        elif groups:
            column = lookup.column_under(text, groups)
        else:
            column = lookup.column_of(text)
        if column is None:
            unknown.append((position, " – ".join((*groups[:1], text)) if height > 1 else text))
        else:
            known.append((position, column))
    return tuple(known), tuple(unknown)


def _text_and_groups(
    rows: Sequence[Sequence[Any]], index: int, height: int, position: int
) -> tuple[str, tuple[str, ...]]:
    """Return the lowest text of a column and the groups above it, from the nearest."""
    text = ""
    groups: list[str] = []
    for level in reversed(range(height)):
        cell = _text(rows[index + level][position])
        if not text:
            text = cell
            lowest = rows[index + level]
        elif cell:
            groups.append(cell)
        elif group := _group(rows[index + level], lowest, position):
            groups.append(group)
    return text, tuple(groups)


def _group(upper: Sequence[Any], lower: Sequence[Any], position: int) -> str:
    """Return the text whose merged cell reaches over a position: the nearest on the left, unless the row below ends."""
    while position >= 0 and lower[position] != "":
        if upper[position] != "":
            return _text(upper[position])
        position -= 1
    return ""


def _words_above(rows: Sequence[Sequence[Any]], index: int) -> Sequence[Any]:
    """Return the row above where it may name groups: several short words, no labels with their answers."""
    row = rows[index - 1] if index else ()
    words = [cell for cell in row if cell != ""]
    if len(words) < 2 and not (words and row[0] == ""):
        return ()
    fits = all(type(word) is str and len(word) <= _LONGEST_GROUP and ":" not in word for word in words)
    return row if fits else ()


def _leftwards(row: Sequence[Any], position: int) -> str:
    return next((_text(row[p]) for p in range(min(position, len(row) - 1), -1, -1) if row[p] != ""), "")


def _text(cell: Any) -> str:
    return clean(cell) if type(cell) is str and cell else "" if cell == "" else str(cell)
