"""Dates that Excel may have turned round: with US settings it takes 05/10 for the 10th of May and leaves 25/10 as text.

Belongs here: the evidence of one sheet, column by column. Does not: reading a date (`typed_dates`), or what a period
proves about one date (`rules`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.sheets import address

_MONTHS = 12
_SHOWN = 3


@dataclass
class _Column:
    heading: str
    is_typed_beyond_twelve: bool = False
    """Whether a text holds a day that no month could be."""
    is_true_beyond_twelve: bool = False
    """Whether a true date has such a day: then Excel understood day/month."""
    suspects: list[tuple[int, dt.date]] = field(default_factory=list)
    """(row, day) of true dates that turning round would change."""


@dataclass
class SwappedDays:
    """What the dates of one sheet prove."""

    true_dates: set[tuple[int, str]] = field(default_factory=set)
    """(row, raw column) of true dates whose day could be a month."""
    _columns: dict[int, _Column] = field(default_factory=dict)

    def see(self, day: dt.date | None, value: Any, row: int, position: int, column: FormColumn) -> None:
        """Take one date that was read as evidence."""
        if day is None:
            return
        seen = self._columns.get(position)
        if seen is None:
            seen = self._columns[position] = _Column(column.heading)
        if not isinstance(value, dt.date):
            seen.is_typed_beyond_twelve |= type(value) is str and day.day > _MONTHS
        elif day.day > _MONTHS:
            seen.is_true_beyond_twelve = True
        elif day.day != day.month:
            seen.suspects.append((row, day))
            self.true_dates.add((row, column.column))

    def report(self, sheet: str, findings: Findings) -> None:
        """Warn of columns where every true date could be turned round and every day that could not stayed text."""
        for position, seen in self._columns.items():
            if seen.suspects and seen.is_typed_beyond_twelve and not seen.is_true_beyond_twelve:
                shown = ", ".join(f"{address(row, position)}: {day:%d/%m/%Y}" for row, day in seen.suspects[:_SHOWN])
                more = ", …" if len(seen.suspects) > _SHOWN else ""
                cell = address(seen.suspects[0][0], position)
                findings.add("dates_may_be_swapped", sheet=sheet, cell=cell, value=shown + more, heading=seen.heading)


def turned_round(day: dt.date) -> dt.date | None:
    """Return the date with day and month exchanged; None when there is no such date."""
    return dt.date(day.year, day.day, day.month) if day.day <= _MONTHS else None
