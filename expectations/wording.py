"""How a row is put into a sentence, in Vietnamese and in English.

Belongs here: forms, periods, deadlines, numbers and dates as words. Does not: the sentences themselves, which stand
beside their expectations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from pipelines.settings import LOCAL_ZONE

FORMS_VI = {
    "quick": "báo cáo nhanh",
    "monthly": "báo cáo tháng",
    "campaign": "báo cáo đợt cao điểm",
    "yearly": "báo cáo năm",
    "interim": "báo cáo sơ kết",
    "final": "báo cáo tổng kết",
    "consolidated": "báo cáo tổng hợp",
    "sign_off": "kết quả rà soát, thu hồi",
}
FORMS_EN = {
    "quick": "quick report",
    "monthly": "monthly report",
    "campaign": "campaign report",
    "yearly": "yearly report",
    "interim": "interim report",
    "final": "final report",
    "consolidated": "consolidated report",
    "sign_off": "sign-off",
}
_MONTH = re.compile(r"(\d{4})-(\d{2})")


class Words(dict[str, str]):
    """The fields of one row as words of one language, for `str.format_map`; each is put into words when first asked."""

    def __init__(self, row: Mapping[str, Any], language: str) -> None:
        """Speak of `row`; `language` is vi or en."""
        super().__init__()
        self._row, self._language = row, language

    def __missing__(self, name: str) -> str:
        """Put one field into words, once."""
        self[name] = words = self._in_words(name)
        return words

    def _in_words(self, name: str) -> str:
        row, language = self._row, self._language
        if name == "report" and row.get("form"):
            return _report(str(row["form"]), row.get("period"), language)
        if name == "due" and "due_at" in row:
            return _due(row["due_at"], language)
        if name == "delay" and "hours_late" in row:
            return _duration(row["hours_late"], language)
        if name in {"reporter_name", "province_name"} and not row[name]:
            return str(row.get(name.replace("_name", "_id")) or row.get(name.replace("_name", "_code")) or "?")
        return _in_words(row[name], language)


def local_midnight_day(instant: datetime) -> date | None:
    """The local day that begins at `instant`; None when it is no local midnight."""
    local = instant.astimezone(LOCAL_ZONE)
    return local.date() if (local.hour, local.minute, local.second) == (0, 0, 0) else None


def _in_words(value: Any, language: str) -> str:
    if value is None:
        return "không có" if language == "vi" else "none"
    if isinstance(value, bool):
        return ("có" if value else "không") if language == "vi" else ("yes" if value else "no")
    if isinstance(value, datetime):
        local = value.astimezone(LOCAL_ZONE)
        return f"{local:%H:%M} ngày {local:%d/%m/%Y}" if language == "vi" else f"{local:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float):
        return _number(value, language)
    return str(value)


def _number(value: float, language: str) -> str:
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,")) if language == "vi" else text


@lru_cache(maxsize=4096)
def _report(form: str, period: Any, language: str) -> str:
    name = (FORMS_VI if language == "vi" else FORMS_EN).get(form, form)
    month = _MONTH.fullmatch(str(period or ""))
    if month and form == "monthly":
        return f"{name} {month[2]}/{month[1]}"
    if not period:
        return name
    if form == "quick":
        return f"{name} vụ {period}" if language == "vi" else f"{name} of case {period}"
    return f"{name} {period}" if form == "yearly" else f"{name} ({period})"


@lru_cache(maxsize=4096)
def _due(due_at: Any, language: str) -> str:
    if due_at is None:
        return "không ấn định" if language == "vi" else "not set"
    day = local_midnight_day(due_at)
    if day is None:
        return f"trước {_in_words(due_at, language)}" if language == "vi" else f"before {_in_words(due_at, language)}"
    last = day - timedelta(days=1)
    if language == "vi":
        return f"trước {day:%d/%m/%Y} (tức hết ngày {last:%d/%m/%Y})"
    return f"before {day:%d/%m/%Y} (that is, by the end of {last:%d/%m/%Y})"


def _duration(hours: Any, language: str) -> str:
    """Whole days from two days on, else whole hours, counted up: one minute late is not zero hours late."""
    if hours is None:
        return _in_words(None, language)
    if hours >= 48:
        days = int(hours // 24)
        return f"{days} ngày" if language == "vi" else f"{days} days"
    whole = max(1, int(-(-hours // 1)))
    return f"{whole} giờ" if language == "vi" else f"{whole} hour{'s' if whole > 1 else ''}"
