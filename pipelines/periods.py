"""Periods: their codes, the windows of days they cover, and what people type for them on a cover.

Belongs here: period codes (`2026-10`, `2026`, `TET-2026`, a fixed round) and windows. Does not: when a report about a
period is due or who owes it (`pipelines.deadlines`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

RULES = ("administrative_month", "calendar_month", "year", "fixed", "case")
"""How the windows of one obligation follow each other; `case` has no windows: each serious case is a period."""

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Window:
    """One period and the days whose events it reports; both days belong to it (local dates)."""

    period: str
    start: date
    end: date


@dataclass(frozen=True)
class PeriodRule:
    """The windows of one obligation, as its data file says.

    `first_start` clips the first window (a duty that began in the middle of a year). `names` are what people call a
    fixed round. Recurring rules may be open at either end.
    """

    rule: str
    first_period: str | None = None
    last_period: str | None = None
    first_start: date | None = None
    first_day: str = "01-01"
    code: str | None = None
    start: date | None = None
    end: date | None = None
    names: tuple[str, ...] = ()

    def window(self, period: str) -> Window | None:
        """Give the window of one period code, or None when the rule has no such period."""
        if self.rule == "fixed":
            fits = period == self.code and self.start is not None and self.end is not None
            return Window(period, self.start, self.end) if fits and self.start and self.end else None
        pattern = {"administrative_month": _MONTH, "calendar_month": _MONTH, "year": _YEAR}.get(self.rule)
        if pattern is None or not pattern.fullmatch(period):
            return None
        if (self.first_period and period < self.first_period) or (self.last_period and period > self.last_period):
            return None
        found = year_window(period, self.first_day) if self.rule == "year" else month_window(period, self.rule)
        if self.first_start and found.start < self.first_start:
            return Window(period, self.first_start, found.end) if self.first_start <= found.end else None
        return found

    def unclipped(self) -> PeriodRule:
        """Give the rule whose first window is as long as the others."""
        return replace(self, first_start=None)

    def windows(self, *, since: date, through: date) -> Iterator[Window]:
        """Give, oldest first, the windows that end on or after `since` and begin on or before `through`."""
        if self.rule == "fixed":
            candidates = [self.code or ""]
        elif self.rule == "year":
            candidates = [f"{year:04d}" for year in range(since.year, through.year + 2)]
        elif self.rule == "case":
            candidates = []
        else:
            candidates = [f"{year:04d}-{month:02d}" for year, month in _months(since, through)]
        for period in candidates:
            found = self.window(period)
            if found is not None and found.end >= since and found.start <= through:
                yield found


def month_window(period: str, rule: str = "administrative_month") -> Window:
    """Give the window of a month: the 15th of the month before to the 14th, or the calendar month.

    Source of the administrative month: Nghị định 09/2019/NĐ-CP, Điều 12.
    """
    first = date(int(period[:4]), int(period[5:7]), 1)
    if rule == "calendar_month":
        return Window(period, first, add_months(first, 1) - timedelta(days=1))
    return Window(period, add_months(first, -1).replace(day=15), first.replace(day=14))


def year_window(period: str, first_day: str = "01-01") -> Window:
    """Give the twelve months that end in the year `period` and begin on `first_day` (`MM-DD`)."""
    month, day = int(first_day[:2]), int(first_day[3:])
    year = int(period)
    start = date(year, 1, 1) if (month, day) == (1, 1) else date(year - 1, month, day)
    return Window(period, start, date(start.year + 1, month, day) - timedelta(days=1))


def month_of(day: date) -> str:
    """Give the calendar month of a day as a period code."""
    return f"{day.year:04d}-{day.month:02d}"


def administrative_month_of(day: date) -> str:
    """Give the administrative month whose window holds a day: from the 15th on, the next month."""
    first = day.replace(day=1)
    return month_of(add_months(first, 1) if day.day >= 15 else first)


def add_months(first: date, months: int) -> date:
    """Move the first day of a month by whole months."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def _months(since: date, through: date) -> Iterator[tuple[int, int]]:
    current, last = since.replace(day=1), add_months(through.replace(day=1), 1)
    while current <= last:
        yield current.year, current.month
        current = add_months(current, 1)


@dataclass(frozen=True)
class Understood:
    """What a typed period means: a code, or why there is none (in both languages)."""

    period: str | None
    reason_vi: str = ""
    reason_en: str = ""


_MONTH_WORDS = {
    "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
    "muoi mot": 11, "muoi hai": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
"""Words of months -> their numbers: Tháng mười một, Nov-26."""
_LEAD = r"(?:ky\s+)?(?:bao cao\s+)?"
_NUMBER, _YEAR_OF_FOUR = r"(?P<month>\d{1,2})", r"(?P<year>\d{4})"
_VIETNAMESE = "muoi mot|muoi hai|mot|hai|ba|tu|bon|nam|sau|bay|tam|chin|muoi"
_ENGLISH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_MONTH_ALONE = re.compile(_LEAD + r"thang\s*[.:]?\s*(0?[1-9]|1[0-2])")
_AROUND_ROUND = re.compile(r"^(?:(?:ky|bao cao|dot|cao diem|ket qua)\s+)+|(?<=\btet )nguyen dan (?=\S)")
"""Words around the name of a round that people leave out or add."""
# Not "2026.10": a number cell would have made it 2026.1, another month.
_TYPED = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"(?P<year>\d{4})\s*[-/]\s*(?P<month>\d{1,2})(?:-01(?:[ t]00:00(?::00(?:\.0+)?)?)?)?", "month"),
        (rf"{_LEAD}(?:thang|th|t)?\s*[.:]?\s*{_NUMBER}\s*[-/.]\s*{_YEAR_OF_FOUR}", "month"),
        (rf"{_LEAD}(?:thang|th|t)\s*[.:]?\s*{_NUMBER}\s*,?\s*(?:nam)?\s*{_YEAR_OF_FOUR}", "month"),
        (rf"{_LEAD}(?:thang|th|t)\s*[.:]?\s*{_NUMBER}\s*/\s*(?P<year>2\d)", "month"),
        # The mark between is needed: "tháng năm 2026" may be May, or a month whose number was left out.
        (
            rf"{_LEAD}thang\s+(?P<month>{_VIETNAMESE})(?:\s*[-/.,]\s*(?:nam\s+)?|\s+nam\s+){_YEAR_OF_FOUR}",
            "month",
        ),
        (rf"(?P<month>{_ENGLISH})\s*[-/. ]\s*(?P<year>20\d\d|2\d)", "month"),
        (rf"0?1\s*[-/.]\s*{_NUMBER}\s*[-/.]\s*{_YEAR_OF_FOUR}", "month"),
        (r"(?P<year>20\d\d)(?P<month>\d{2})", "month"),
        (rf"{_LEAD}(?:nam\s*[.:]?\s*)?{_YEAR_OF_FOUR}(?:\.0)?", "year"),
        (rf"{_LEAD}(?:ca nam|12 thang(?:\s+nam)?)\s*[.:]?\s*{_YEAR_OF_FOUR}", "year"),
    )
)


def understand(text: str | None, names: Mapping[str, str] | None = None) -> Understood:
    """Read a period as typed on a cover: `2026-10`, "Tháng 10/2026", "T10.2026", "Cả năm 2026", "Tết Bính Ngọ 2026".

    Args:
        text: what stands in the cell; the first of a month (a date that Excel made of "10/2026") is that month.
        names: names of fixed rounds -> their codes (see `Reference.period_names`); codes themselves are always known.
    """
    typed = plain(text or "")
    if not typed:
        return Understood(None, "Kỳ báo cáo để trống.", "The period is blank.")
    named = {plain(name): code for name, code in (names or {}).items()}
    named |= {plain(code): code for code in (names or {}).values()}
    if typed in named:
        return Understood(named[typed])
    rounds = {named[name] for name in named if _AROUND_ROUND.sub("", name) == _AROUND_ROUND.sub("", typed)}
    if len(rounds) == 1:
        return Understood(rounds.pop())
    for pattern, kind in _TYPED:
        found = pattern.fullmatch(typed)
        if found:
            return _typed(found, kind, text or "")
    return Understood(
        None,
        f"Không hiểu kỳ báo cáo “{text}”. Ghi như 2026-10, Tháng 10/2026 hoặc Năm 2026.",
        f"The period “{text}” is not understood. Write it like 2026-10, Tháng 10/2026 or Năm 2026.",
    )


def _typed(found: re.Match[str], kind: str, text: str) -> Understood:
    year = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    if not 2000 <= year <= 2100:
        return Understood(None, f"Năm trong “{text}” không hợp lý.", f"The year in “{text}” is implausible.")
    if kind == "year":
        return Understood(f"{year:04d}")
    month = _MONTH_WORDS.get(found["month"]) or int(found["month"])
    if not 1 <= month <= 12:
        return Understood(None, f"Tháng trong “{text}” phải từ 1 đến 12.", f"The month in “{text}” must be 1 to 12.")
    return Understood(f"{year:04d}-{month:02d}")


def month_alone(text: str) -> int | None:
    """Return the month of a period typed without a year: Tháng 10; None when it says something else."""
    found = _MONTH_ALONE.fullmatch(plain(text))
    return int(found[1]) if found else None


def plain(text: str) -> str:
    """Lower case without marks, single spaces: only for comparing what people type."""
    decomposed = unicodedata.normalize("NFD", str(text).strip().lower().replace("đ", "d"))
    return re.sub(r"\s+", " ", "".join(c for c in decomposed if not unicodedata.combining(c)))
