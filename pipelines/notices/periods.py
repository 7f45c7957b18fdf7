"""By when a recall must be finished: by law, and by the notice itself.

Belongs here: adding legal days, reading the days a text sets. Not here: deadlines of wards, which no notice of the
ministry sets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.notices.dates import DATE_PATTERN, read_date
from pipelines.notices.reference import LegalPeriod, NoticeReference

_FINISH = re.compile(
    r"(?:hoàn\s+thành|hoàn\s+tất|kết\s+thúc|tổ\s+chức\s+thu\s+hồi|tiến\s+hành\s+thu\s+hồi|thu\s+hồi)[^.;\n]{0,120}?"
    r"(?:trong\s+(?:thời\s+(?:hạn|gian)|vòng)(?:\s+(?:không\s+quá|tối\s+đa))?\s+(?P<days>\d{1,3})\s*ngày|trước\s+ngày\s+(?P<day>"
    + DATE_PATTERN
    + r")|chậm\s+nhất\s+(?:là\s+)?(?:ngày\s+)?(?P<latest>"
    + DATE_PATTERN
    + "))",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"báo\s+cáo[^;\n]{0,160}?(?:trong\s+(?:thời\s+(?:hạn|gian)|vòng)\s+(?P<days>\d{1,3})\s*ngày|trước\s+ngày\s+(?P<day>"
    + DATE_PATTERN
    + r")|chậm\s+nhất\s+(?:là\s+)?(?:ngày\s+)?(?P<latest>"
    + DATE_PATTERN
    + "))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Due:
    """A day set by a notice and where it says so."""

    value: date
    start: int
    end: int


def due_by_law(
    *, kind: str, product_group: str, level: int | None, issued_on: date | None, reference: NoticeReference
) -> date | None:
    """The last day of the legal period; None unless it is a recall of a known group and level with a known day."""
    if kind != "recall" or level is None or issued_on is None:
        return None
    periods: list[LegalPeriod] = [
        period
        for period in reference.periods
        if period.product_group == product_group and period.level == level and period.valid_from <= issued_on
    ]
    if not periods:
        return None
    return issued_on + timedelta(days=max(periods, key=lambda period: period.valid_from).days)


def due_in_notice(text: str, issued_on: date | None) -> Due | None:
    """The day by which the notice wants the recall finished, else the report about it sent."""
    for pattern in (_FINISH, _REPORT):
        for match in pattern.finditer(text):
            value = _day(match, issued_on)
            if value:
                return Due(value, *match.span())
    return None


def _day(match: re.Match[str], issued_on: date | None) -> date | None:
    if match["days"]:
        return issued_on + timedelta(days=int(match["days"])) if issued_on else None
    printed = read_date(match["day"] or match["latest"], month_end=False)
    return printed.value if printed.precision == "day" else None
