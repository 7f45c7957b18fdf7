"""Dates and instants as people type them.

Belongs here: turning one cell into a date or an instant of local time. Does not: periods (`pipelines.periods`) or
whether a date is plausible (`rules`).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from pipelines.settings import LOCAL_ZONE
from pipelines.workbooks.digits import UnreadableError, plain
from pipelines.workbooks.values import NOTHING

_EXCEL_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's serials have no zone
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050
"""Excel's numbers of 2000-01-01 and 2100-01-01: a number between them in a date column is a date without its format."""
_SERIAL = re.compile(r"[3-7]\d{4}")
_DAY = r"(?P<day>\d{1,2})\s*[/.\-]\s*(?P<month>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4}|\d{2})"
_WORDS = r"(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})\s*(?:,?\s+năm\s+|/)(?P<year>\d{4})"
_ISO = r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"
_TIME = (
    r"(?P<hour>\d{1,2})\s*(?:[:h]|giờ|g)\s*(?P<minute>\d{1,2})?\s*(?:phút|p|')?(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"\s*(?P<half>am|pm|sa|ch|sáng|trưa|chiều|tối|đêm)?"
)
_BEFORE = r"(?:ngày\s+)?"
_AT = r"(?:(?:vào\s+)?(?:lúc\s+)?(?:khoảng\s+)?)"
_FROM_NOON = {"trưa": (1, 3), "chiều": (1, 11), "tối": (5, 11), "đêm": (9, 11)}
"""Word for a part of the day -> the hours, of twelve, that lie behind noon."""
_AS_SAID = {"sáng": (0, 11), "trưa": (10, 15), "chiều": (12, 18), "tối": (17, 23), "đêm": (0, 4)}
"""The hours that are said as they are: 14h chiều, 1h đêm."""
_DATES = tuple(re.compile(_BEFORE + pattern) for pattern in (_DAY, _WORDS, _ISO))
_WITHOUT_DAY = re.compile(
    r"(?:ngày)?[\s._]*(?:tháng|t)\s*\d{1,2}(?:\s*,?\s*(?:năm|/|-|\.)\s*\d{4})?|\d{1,2}\s*[/.-]\s*\d{4}"
    r"|\d{4}\s*[/.-]\s*\d{1,2}|(?:năm\s*)?20\d\d|(?:quý|q)\s*[1-4iv]+(?:\s*(?:/|năm)\s*\d{4})?"
)
_INSTANTS = tuple(
    re.compile(form)
    for day in (_DAY, _WORDS, _ISO)
    for form in (rf"{_BEFORE}{day}(?:\s*,?\s*{_AT}|t){_TIME}", rf"{_AT}{_TIME}\s*,?\s*{_BEFORE}{day}")
)


def parse_date(value: Any) -> dt.date | None:
    """Read a cell as a date; None when it is blank or a dash.

    Raises:
        UnreadableError: The cell holds something else, or a day that does not exist.
    """
    found = _read(value)
    return None if found is None else found[0]


def parse_instant(value: Any) -> tuple[dt.datetime, bool] | None:
    """Read a cell as an instant (UTC) and whether an hour was given; None when it is blank or a dash.

    A date without hour is the end of that day, local time.

    Raises:
        UnreadableError: The cell holds something else.
    """
    found = _read(value)
    if found is None:
        return None
    day, time = found
    # The end of a day is the midnight that ends it: where the 24 hours of a case begin (design §4, quick reports).
    last = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=LOCAL_ZONE)
    local = dt.datetime.combine(day, time, tzinfo=LOCAL_ZONE) if time is not None else last
    return local.astimezone(dt.UTC), time is not None


def _read(value: Any) -> tuple[dt.date, dt.time | None] | None:
    if isinstance(value, dt.date) and not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        # 05/01/1900 is what a small number in a cell formatted as a date looks like.
        raise UnreadableError
    if isinstance(value, dt.datetime):
        # Excel cannot tell a date from its midnight.
        return value.date(), value.time() if value.time() != dt.time() else None
    if isinstance(value, dt.date):
        return value, None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not _FIRST_SERIAL <= value <= _LAST_SERIAL:
            raise UnreadableError("date_without_day" if _FIRST_YEAR <= value <= _LAST_YEAR else "")
        return _read(_EXCEL_EPOCH + dt.timedelta(seconds=round(value * 86400)))
    if not isinstance(value, str):
        raise UnreadableError
    text = plain(value)
    if text in NOTHING or not text.strip(".…/_ "):
        return None
    if _SERIAL.fullmatch(text):
        # In a .csv or a web page, Excel's number of a day arrives as text.
        return _read(float(text))
    return _read_text(text)


def _read_text(text: str) -> tuple[dt.date, dt.time | None]:
    for pattern in (*_DATES, *_INSTANTS):
        found = pattern.fullmatch(text)
        if found:
            parts = found.groupdict()
            try:
                return _date_of(parts), _time_of(parts)
            except UnreadableError:
                raise
            except ValueError as error:
                raise UnreadableError("date_impossible") from error
    raise UnreadableError("date_without_day" if _WITHOUT_DAY.fullmatch(text) else "")


def _date_of(parts: dict[str, str]) -> dt.date:
    # "0026" is no year 26: somebody typed a digit in the wrong place.
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    day = dt.date(year, int(parts["month"]), int(parts["day"]))
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise UnreadableError
    return day


def _time_of(parts: dict[str, str | None]) -> dt.time | None:
    hour_text = parts.get("hour")
    if hour_text is None:
        return None
    hour = int(hour_text)
    if (half := parts.get("half")) in _AS_SAID:
        first, last = _FROM_NOON.get(half, (1, 0))
        hour += 12 if first <= hour <= last else 0
        least, most = _AS_SAID[half]
        if not (least <= hour <= most or first + 12 <= hour <= last + 12):
            raise ValueError(f"{hour_text} hours are not {half}")
    if parts.get("half") in ("am", "sa") and hour > 12:
        raise ValueError(f"{hour} hours in the morning")
    if parts.get("half") in ("pm", "ch") and hour < 12:
        hour += 12
    elif parts.get("half") in ("am", "sa") and hour == 12:
        hour = 0
    return dt.time(hour, int(parts.get("minute") or 0), int(parts.get("second") or 0))
