"""Dates as the law lets labels print them: day, month, year, with any separator or none (TT 01/2018/TT-BYT Điều 29).

Belongs here: the grammar of one date and its precision. Not here: which date belongs to which batch or document.
A date whose digits do not add up is never mended: it stays unread, with its characters.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Precision = Literal["day", "month"]
_EARLIEST, _LATEST = 1990, 2060
_MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_SEPARATOR = r"\s?[/.\-]\s?"

DATE_PATTERN = (
    r"(?:(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    r"|(?:19|20)\d{2}[-/.](?:0[1-9]|1[0-2])(?![\d/.\-])"
    rf"|\d{{1,2}}{_SEPARATOR}\d{{1,2}}{_SEPARATOR}(?:\d{{4}}|\d{{2}})(?!\d)"
    r"|(?:ngày\s+)?\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}"
    r"|(?:tháng\s+)?\d{1,2}(?:\s?[/.\-]\s?|\s+năm\s+)\d{4}(?!\d)"
    r"|\d{2}\s\d{2}\s(?:\d{4}|\d{2})(?!\d)"
    r"|\d{2}\s\d{4}(?!\d)"
    rf"|(?:\d{{1,2}}[\s./\-]?)?(?:{'|'.join(_MONTH_NAMES)})[A-Za-z]{{0,6}}[\s./,\-]{{0,2}}\d{{2,4}}(?!\d)"
    r"|\d{5,8}(?!\d)"
    r"|\d{1,2}[/.]\d{2}(?![\d/.]))"
)
"""What may stand for a date after a label; it also matches digits that turn out to be no date."""

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_ISO_MONTH = re.compile(r"(\d{4})[-/.](\d{2})")
_DAY = re.compile(
    r"(?:ngày\s+)?(\d{1,2})(?:\s?[/.\-]\s?|\s+tháng\s+|\s)(\d{1,2})(?:\s?[/.\-]\s?|\s+năm\s+|\s)(\d{4}|\d{2})"
)
_MONTH = re.compile(r"(?:tháng\s+)?(\d{1,2})(?:\s?[/.\-]\s?|\s+năm\s+|\s)(\d{4}|\d{2})")
_NAMED = re.compile(rf"(?:(\d{{1,2}})[\s./\-]?)?({'|'.join(_MONTH_NAMES)})[A-Z]*[\s./,\-]{{0,2}}(\d{{4}}|\d{{2}})")


@dataclass(frozen=True)
class PrintedDate:
    """A date as printed: `value` is None when its characters are no date; `month` precision has a nominal day."""

    value: date | None
    precision: Precision | None
    raw: str


def read_date(raw: str, *, month_end: bool) -> PrintedDate:
    """Read one printed date.

    Args:
        raw: the characters, e.g. `07.04.23`, `180919`, `11/2018`, `20 tháng 4 năm 2025`.
        month_end: a month alone means its last day (expiry, by law) instead of its first.
    """
    text = " ".join(raw.split())
    if match := _ISO.fullmatch(text):
        return _day(int(match[3]), int(match[2]), match[1], raw)
    if match := _ISO_MONTH.fullmatch(text):
        return _month(int(match[2]), match[1], raw, month_end)
    if match := _DAY.fullmatch(text):
        return _day(int(match[1]), int(match[2]), match[3], raw)
    if match := _MONTH.fullmatch(text):
        return _month(int(match[1]), match[2], raw, month_end)
    if match := _NAMED.fullmatch(text.upper()):
        month = _MONTH_NAMES.index(match[2]) + 1
        return _day(int(match[1]), month, match[3], raw) if match[1] else _month(month, match[3], raw, month_end)
    return _compact(text, raw, month_end)


def day_and_month(day: int, month: int, *, published_on: date | None) -> date | None:
    """Complete a date printed without its year by the day of publication; never later than that day."""
    if published_on is None:
        return None
    for year in (published_on.year, published_on.year - 1):
        found = _day(day, month, str(year), "").value
        if found and found <= published_on:
            return found
    return None


def _compact(text: str, raw: str, month_end: bool) -> PrintedDate:
    if not re.fullmatch(r"\d{6}|\d{8}", text):
        return PrintedDate(None, None, raw)
    read = _day(int(text[:2]), int(text[2:4]), text[4:], raw)
    if read.value is None and len(text) == 6:
        return _month(int(text[:2]), text[2:], raw, month_end)
    if read.value is None:
        # 20230901 has no month 23: only the order of imported labels makes it a day.
        return _day(int(text[6:]), int(text[4:6]), text[:4], raw)
    return read


def _year(printed: str) -> int:
    return int(printed) if len(printed) == 4 else 2000 + int(printed)


def _day(day: int, month: int, year: str, raw: str) -> PrintedDate:
    try:
        value = date(_year(year), month, day)
    except ValueError:
        return PrintedDate(None, None, raw)
    if not _EARLIEST <= value.year <= _LATEST:
        return PrintedDate(None, None, raw)
    return PrintedDate(value, "day", raw)


def _month(month: int, year: str, raw: str, month_end: bool) -> PrintedDate:
    # "10/12" alone may be a day and a month: only a two-digit year that cannot be a month is taken.
    if not 1 <= month <= 12 or not _EARLIEST <= _year(year) <= _LATEST or (len(year) == 2 and int(year) <= 12):
        return PrintedDate(None, None, raw)
    day = calendar.monthrange(_year(year), month)[1] if month_end else 1
    return PrintedDate(date(_year(year), month, day), "month", raw)
