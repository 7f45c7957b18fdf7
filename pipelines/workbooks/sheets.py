"""What every format is read into: sheets of cells, and what has to be said about them.

Belongs here: the shape of a workbook in memory, cells as text, addresses. Does not: reading any format (`reading` and
the modules of the formats), or what a cell means (`values`, `parsing`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

DATE_MARK = "@"
"""Stands before the ISO text of a cell that was a true date, so that a date typed as text stays apart from it."""

ERRORS = frozenset({"#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!"})
"""What a spreadsheet shows instead of a result."""


class Note(NamedTuple):
    """Something a reader noticed that the sender must be told: one finding of a rule."""

    rule: str
    value: str = ""
    expected: str = ""
    sheet: str | None = None
    cell: str | None = None


class Aside(NamedTuple):
    """What the cell reader does not say about one sheet."""

    uncached: tuple[str, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    hidden_rows: tuple[tuple[int, int], ...] = ()
    """(first, last) of hidden rows, from 1."""
    hidden_columns: tuple[tuple[int, int], ...] = ()
    """(first, last) of hidden columns, from 1."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """(top, left, bottom, right) of merged cells, from 0."""
    formatted: tuple[tuple[str, str], ...] = ()
    """(cell, number format) of numbers that are shown as another figure."""
    comments: tuple[tuple[str, str], ...] = ()
    """(cell, text) of the sender's comments."""


@dataclass(frozen=True)
class SheetCells:
    """One sheet: its rows from A1, blank cells as empty text, every row equally long."""

    name: str
    visible: bool
    rows: Sequence[Sequence[Any]]
    uncached: tuple[str, ...] = ()
    """Cells with a formula whose result is not stored."""
    errors: tuple[tuple[str, str], ...] = ()
    """(cell, error) of cells that show an error such as #REF!."""
    hidden_rows: tuple[int, ...] = ()
    """Rows, from 1, that are in `rows` but not seen on screen."""
    hidden_columns: tuple[int, ...] = ()
    """Columns, from 1, that are in `rows` but not seen on screen."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """(top, left, bottom, right) of merged cells, from 0."""
    formatted: tuple[tuple[str, str], ...] = ()
    """(cell, number format) of numbers that are shown as another figure."""
    comments: tuple[tuple[str, str], ...] = ()
    """(cell, text) of the sender's comments."""


@dataclass(frozen=True)
class WorkbookCells:
    """Every sheet of a workbook but the hidden one that feeds our drop-downs, and the one of our own answer."""

    sheets: tuple[SheetCells, ...] = field(default=())
    notes: tuple[Note, ...] = field(default=())
    """What has to be said about the file as it was read."""


def sheet_with(name: str, visible: bool, rows: Sequence[Sequence[Any]], aside: Aside) -> SheetCells:
    """Join a sheet's cells with what was noticed beside them; hidden rows and columns only where there are cells."""
    height, width = len(rows), len(rows[0]) if rows else 0
    return SheetCells(
        name,
        visible,
        rows,
        aside.uncached,
        aside.errors,
        _numbers(aside.hidden_rows, height) if aside.hidden_rows else (),
        _numbers(aside.hidden_columns, width) if aside.hidden_columns else (),
        aside.merged,
        aside.formatted,
        aside.comments,
    )


def _numbers(ranges: Sequence[tuple[int, int]], most: int) -> tuple[int, ...]:
    return tuple(sorted({n for first, last in ranges for n in range(max(first, 1), min(last, most) + 1)}))


def cell_text(value: Any) -> str | None:
    """Return a cell as text: numbers without float artefacts, true dates as ISO behind `DATE_MARK`; None = blank."""
    kind = type(value)
    if kind is str:
        return value or None
    if kind is float:
        return number_text(value)
    if kind is bool:
        return "TRUE" if value else "FALSE"
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return DATE_MARK + value.isoformat()
    return str(value)


def number_text(value: float) -> str:
    """Return a number with the 15 digits that a spreadsheet shows, never in the form 1e+20."""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = format(value, ".15g")
    return format(value, "f").rstrip("0").rstrip(".") if "e" in text and abs(value) >= 1e-9 else text


def row_texts(row: Sequence[Any]) -> list[str | None]:
    """Return the texts of a row from column A up to its last filled cell."""
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return [(value or None) if type(value) is str else cell_text(value) for value in row[:end]]


def column_letters(position: int) -> str:
    """Return the letters of a column, counted from 0."""
    return _LETTERS[position] if position < len(_LETTERS) else _letters(position)


def _letters(position: int) -> str:
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_LETTERS = tuple(map(_letters, range(26 * 27)))
"""Of the columns A to ZZ, which nearly all tables end before: asked for each column of each sheet."""


def column_number(letters: str) -> int:
    """Return the number, from 1, of a column."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def address(row: int, position: int) -> str:
    """Return the address of a cell; `row` counts from 1, `position` from 0."""
    return f"{column_letters(position)}{row}"
