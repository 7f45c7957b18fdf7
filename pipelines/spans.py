"""Days from–to as people write them ("từ ngày 15/9 đến ngày 14/10/2026"), and the period whose window they are.

Belongs here: finding such days in a text, with or without a year, and holding them against the windows of a rule. Does
not: periods typed by their name (`periods`), or months in running words (`titles`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipelines.periods import PeriodRule, Window, plain

_TO = r"\s*(?:[-–—~→]|->|den\s+het|den|toi)\s*"
_TO_IN_WORDS = r"\s*(?:den\s+het|den|toi)\s*"


def _day(number: int, sign: str) -> str:
    month = rf"(?:\s*{sign}\s*|\s*thang\s*)(?P<month{number}>\d{{1,2}})(?!\d)"
    year = rf"(?:(?:\s*{sign}\s*|\s*,?\s*nam\s*)(?P<year{number}>20\d\d)(?!\d))?"
    # "từ ngày 01 đến ngày 31/10": the month stands once.
    whole = f"(?:{month}{year})?" if number == 1 else month + year
    return rf"(?:ngay\s*)?(?P<day{number}>\d{{1,2}})(?!\d){whole}"


_PATTERNS = tuple(
    re.compile(rf"(?<![\d/.-])(?P<from>tu\s*)?{_day(1, sign)}{to}{_day(2, sign)}(?![/.-]?\d)")
    for sign, to in (("[/.]", _TO), ("[/.-]", _TO_IN_WORDS))
)


@dataclass(frozen=True)
class Span:
    """Two days as written: (day, month), each perhaps with its year; `words` as found, without marks."""

    first: tuple[int, int]
    last: tuple[int, int]
    first_year: int | None
    last_year: int | None
    words: str

    def days(self, year: int | None = None) -> tuple[date, date] | None:
        """Give both days; a year that is not written is that of the other day, else `year` (of the last day).

        None when no year is known, or the calendar has no such days.
        """
        goes_back = (self.first[1], self.first[0]) > (self.last[1], self.last[0])
        last_year = self.last_year or (self.first_year + goes_back if self.first_year else year)
        if last_year is None:
            return None
        first_year = self.first_year or last_year - goes_back
        try:
            return date(first_year, self.first[1], self.first[0]), date(last_year, self.last[1], self.last[0])
        except ValueError:
            return None

    def is_window(self, window: Window) -> bool:
        """Whether these are the days of a window; a year that is not written may be any."""
        return self.days(window.end.year) == (window.start, window.end)


def span_in(text: str) -> Span | None:
    """Find the days from–to that a text says; None when it says none, or more than one."""
    words = plain(text)
    found = {match.start("day2"): match for pattern in _PATTERNS for match in pattern.finditer(words)}
    spans = [span for match in found.values() if (span := _span(match))]
    return spans[0] if len(spans) == 1 else None


def _span(match: re.Match[str]) -> Span | None:
    day, month = int(match["day2"]), int(match["month2"])
    if match["month1"] is None and not match["from"]:
        return None
    first = (int(match["day1"]), int(match["month1"] or month))
    years = tuple(int(match[name]) if match[name] else None for name in ("year1", "year2"))
    fits = all(1 <= d <= 31 and 1 <= m <= 12 for d, m in (first, (day, month)))
    return Span(first, (day, month), years[0], years[1], match[0]) if fits else None


def period_of(span: Span, rules: Iterable[PeriodRule], *, hint: str | None = None) -> str | None:
    """Give the period whose window the days are; None when they are no whole window of a rule.

    Args:
        span: what is written.
        rules: how the windows of the report follow each other.
        hint: the period that is meant where no year is written: only its window is asked.
    """
    days = span.days()
    for rule in rules:
        # The first window of a duty may begin later: both ways of writing it are that window.
        for each in (rule, rule.unclipped()):
            hinted = each.window(hint) if hint and days is None else None
            windows = each.windows(since=days[0], through=days[1]) if days else filter(None, (hinted,))
            found = next((window.period for window in windows if span.is_window(window)), None)
            if found:
                return found
    return None


def written(window: Window) -> str:
    """Write a window as people read it."""
    return f"kỳ {window.period}: {window.start:%d/%m/%Y} đến {window.end:%d/%m/%Y}"
