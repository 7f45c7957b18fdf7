"""The cover sheet of our own form: labels and answers, and everything that stands beside them.

Belongs here: `Cover`, which our form and foreign layouts share, and reading our own cover sheet into it. Does not: the
title of a foreign layout (`cover_facts`), what answers mean (`recognising`), or what the other words mean (`asides`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines.workbooks.figures import is_figure
from pipelines.workbooks.forms import CoverField
from pipelines.workbooks.lookups import Lookups
from pipelines.workbooks.sheets import SheetCells, address, cell_text
from pipelines.workbooks.wording import bare, clean, fold

_TITLE_ROWS = 12
_LABEL_END = re.compile(r"\s*[(:]")


@dataclass(frozen=True)
class Cover:
    """The answers of the cover as text, and the cells they stand in."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    """Parts of the hidden id: form, reporter and period the workbook was made for."""
    sheet: str | None = None
    """Sheet that it was read from; None when the file has no cover."""
    titles: tuple[str, ...] = ()
    """Running words that may say form and period where no answer does: titles, names of sheets."""
    unread: tuple[tuple[str, str], ...] = ()
    """(cell, figure) of our own cover that stand behind no label of it."""
    loose: tuple[tuple[str, str], ...] = ()
    """(cell, text) of our own cover that are neither a label nor an answer: titles, hints, notes."""
    again: tuple[tuple[str, str, str], ...] = ()
    """(field, cell, answer) of labels that stand a second time with another answer."""
    comments: tuple[tuple[str, str], ...] = ()
    """(cell, text) of the comments on our own cover."""
    letterhead: tuple[tuple[str, str], ...] = ()
    """(cell, line) of the texts above a foreign table that says nowhere behind a label whose it is."""

    def text(self, name: str) -> str | None:
        """One answer as clean text; None when blank."""
        text = cell_text(self.answers.get(name, ""))
        return (clean(text) or None) if text else None


def read_cover(sheet: SheetCells | None, lookups: Lookups) -> Cover:
    """Read our own cover sheet: a label in the first filled cell of a row, the answer in the cell beside it."""
    if sheet is None:
        return Cover()
    reading = _Reading(lookups)
    for number, row in enumerate(sheet.rows, 1):
        reading.read_row(row, number)
    answers = reading.answers
    said = answers.get("form", "") != "" and answers.get("period", "") != ""
    hidden = reading.hidden
    return Cover(
        answers,
        reading.cells,
        hidden[2:] if len(hidden) == 5 else (),
        sheet.name,
        () if said else titles_of([sheet]),
        tuple(reading.unread),
        tuple(reading.loose),
        tuple(reading.again),
        sheet.comments,
    )


class _Reading:
    """What is gathered while the rows of a cover go by."""

    def __init__(self, lookups: Lookups) -> None:
        self.answers: dict[str, Any] = {}
        self.cells: dict[str, str] = {}
        self.hidden: tuple[str, ...] = ()
        self.unread: list[tuple[str, str]] = []
        self.loose: list[tuple[str, str]] = []
        self.again: list[tuple[str, str, str]] = []
        self._lookups = lookups

    def read_row(self, row: Sequence[Any], number: int) -> None:
        start = 0 if row and row[0] != "" else next((i for i, value in enumerate(row) if value != ""), 0)
        label = row[start] if start + 1 < len(row) else ""
        if type(label) is not str or not label:
            self._read_beside(row, number, start)
            return
        if label == self._lookups.context.book.hidden_label:
            self.hidden = tuple(str(row[start + 1]).split("/"))
            return
        known = _field(label, self._lookups)
        if known is None:
            self.loose.append((address(number, start), label))
            self._read_beside(row, number, start + 1)
            return
        if label != known.label:
            # A label that was typed over may say more than its name: Đơn vị tiền (triệu đồng).
            self.loose.append((address(number, start), label))
        self._read_beside(row, number, start + 2)
        # The mark may have been typed over the hint beside its box.
        at = start + 2 if known.kind == "mark" and row[start + 1] == "" and _is_x(row, start + 2) else start + 1
        answer, cell = row[at], address(number, at)
        before = self.answers.get(known.field, "")
        if known.field not in self.answers or (before == "" and answer != ""):
            self.answers[known.field], self.cells[known.field] = answer, cell
        elif answer not in ("", before):
            self.again.append((known.field, cell, cell_text(answer) or ""))

    def _read_beside(self, row: Sequence[Any], number: int, start: int) -> None:
        """Keep the figures and the texts of a row from a position on."""
        for position in range(start, len(row)):
            value = row[position]
            if value == "":
                continue
            if type(value) is str:
                self.loose.append((address(number, position), value))
            if is_figure(value):
                self.unread.append((address(number, position), cell_text(value) or ""))


def _is_x(row: Sequence[Any], position: int) -> bool:
    return position < len(row) and type(row[position]) is str and fold(row[position]) == "x"


def _field(label: str, lookups: Lookups) -> CoverField | None:
    known = lookups.cover.get(fold(label)) or lookups.cover.get(bare(label))
    if known is None and (end := _LABEL_END.search(label)):
        known = lookups.cover.get(bare(label[: end.start()]))
    return known


def titles_of(sheets: Iterable[SheetCells]) -> tuple[str, ...]:
    """Collect words that may be titles: names of sheets, and texts that stand alone in one of their first rows."""
    found = []
    for sheet in sheets:
        found.append(sheet.name)
        for row in sheet.rows[:_TITLE_ROWS]:
            filled = [value for value in row if value != ""]
            if len(filled) == 1 and isinstance(filled[0], str):
                found.append(clean(filled[0]))
    return tuple(found)
