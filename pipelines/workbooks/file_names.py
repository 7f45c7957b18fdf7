"""The period that the name of a file says: "Lai Khe T10.xlsx", BC_thang10_2026, 10-2026.

Belongs here: finding a month or year in a file's name, and holding it against the covers of its reports. Does not:
titles and names of sheets (`asides`), or whose file it is (`pipelines.arrivals`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.periods import plain
from pipelines.workbooks.recognising import Recognised

_ENDING = re.compile(r"\.[a-z]{3,5}$")
_DAYS = re.compile(r"(?<!\d)(?:\d{1,2}[-._]\d{1,2}[-._](?:20)?\d\d|20\d\d[-._]\d{1,2}[-._]\d{1,2}|\d{6,})(?!\d)")
"""Days and stamps of time, whose month is that of sending."""
_YEAR = r"20\d\d"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])(?!\d)"
_MONTHS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:thang|(?<![a-z0-9])(?:bc)?t)[\s._-]*{_MONTH}(?:[\s,._/-]*(?:nam\s*)?(?P<year>{_YEAR})(?!\d))?",
        rf"(?<!\d)(?<!\d[-._]){_MONTH}[-._](?P<year>{_YEAR})(?!\d|[-._]\d)",
        rf"(?<!\d)(?P<year>{_YEAR})[-._](?P<month>0[1-9]|1[0-2])(?!\d|[-._]\d)",
    )
)
_DIGIT = re.compile(r"\d")
_YEARS = re.compile(rf"(?<![a-z])(?:nam|bc)[\s._-]*({_YEAR})(?!\d|[-._]\d)")


def other_period(file_name: str, reports: Sequence[Recognised]) -> str | None:
    """Return the period that a name says where no report of the file is of it; None where it says nothing certain."""
    periods = [report.period for report in reports if report.period and report.period[:4].isdecimal()]
    if not periods:
        return None
    words = _words(file_name, reports)
    said = {(int(found["month"]), found["year"]) for pattern in _MONTHS for found in pattern.finditer(words)}
    months, years = {month for month, _ in said}, {year for _, year in said if year}
    if len(months) == 1 and len(years) < 2:
        month, year = months.pop(), next(iter(years), "")
        if any(len(period) == 4 or _is_of(period, month, year) for period in periods):
            return None
        return f"tháng {month}/{year}" if year else f"tháng {month}"
    if months or any(len(period) > 4 for period in periods):
        return None
    named = set(_YEARS.findall(words))
    return f"năm {named.pop()}" if len(named) == 1 and not named & set(periods) else None


def _words(file_name: str, reports: Sequence[Recognised]) -> str:
    """Return the plain words of a name without days, and without wards called Thắng."""
    words = _ENDING.sub("", plain(re.split(r"[/\\›]", file_name)[-1]))
    for report in reports:
        if report.reporter and not _DIGIT.search(report.reporter.name):
            name = re.escape(plain(report.reporter.name).split(" ", 1)[-1]).replace(r"\ ", r"[\s._-]*")
            words = re.sub(name, "…", words)
    return _DAYS.sub("…", words)


def _is_of(period: str, month: int, year: str) -> bool:
    return int(period[5:]) == month and year in ("", period[:4])
