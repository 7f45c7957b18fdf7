"""Figures, dates and periods as Vietnamese readers write them: 1.234,5 and 25/10/2026.

Belongs here: turning one value into text, and text into something harmless. Does not: sentences (`sentences`) or HTML.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from dashboards.i18n import Words
from pipelines.settings import LOCAL_ZONE

UNKNOWN = "–"
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_BILLION, _MILLION = 1_000_000_000, 1_000_000


def number(value: float | Decimal | None, digits: int = 0) -> str:
    """1234.5 -> `1.234,5` with `digits` decimals; null is a dash."""
    if value is None:
        return UNKNOWN
    text = f"{value:,.{digits}f}"
    if not text.strip("-0.,"):
        text = text.lstrip("-")
    return text.translate(str.maketrans(",.", ".,"))


def amount(value: float | Decimal | None) -> str:
    """48.0 -> `48`, 2.5 -> `2,5`: a decimal only where there is one; null is a dash."""
    return number(value, 0 if value is None or round(value, 1) == round(value) else 1)


def percent(rate: float | None, digits: int = 1) -> str:
    """0.914 -> `91,4 %`; a whole percentage carries no decimals."""
    if rate is None:
        return UNKNOWN
    shown = number(rate * 100, digits)
    whole, _, decimals = shown.partition(",")
    return f"{shown if decimals.strip('0') else whole} %"


def money(dong: float | None, words: Words) -> str:
    """Đồng in the unit a reader takes in at a glance: đồng, triệu đồng or tỷ đồng."""
    if dong is None:
        return UNKNOWN
    for size, unit in ((_BILLION, "unit.billion_dong"), (_MILLION, "unit.million_dong")):
        if abs(dong) >= size:
            scaled = dong / size
            return f"{number(scaled, 0 if abs(scaled) >= 100 else 1)} {words(unit)}"
    return f"{number(dong)} {words('unit.dong')}"


def day(value: date | None) -> str:
    """25/10/2026."""
    return UNKNOWN if value is None else f"{value:%d/%m/%Y}"


def local(value: datetime) -> datetime:
    """The civil time in Việt Nam of an instant."""
    return value.astimezone(LOCAL_ZONE)


def instant(value: datetime | None) -> str:
    """25/10/2026 08:12, Việt Nam time."""
    return UNKNOWN if value is None else f"{local(value):%d/%m/%Y %H:%M}"


def duration(hours: float | None, words: Words) -> str:
    """32.2 hours -> `1 ngày 8 giờ 12 phút`; parts that are 0 are left out."""
    if hours is None:
        return UNKNOWN
    minutes = round(abs(hours) * 60)
    days, rest = divmod(minutes, 24 * 60)
    whole_hours, minutes = divmod(rest, 60)
    counted = (("day", days), ("hour", whole_hours), ("minute", minutes))
    parts = [words(f"unit.{name}" if n == 1 else f"unit.{name}s", n=number(n)) for name, n in counted if n]
    return " ".join(parts) or words("unit.minutes", n="0")


def days_late(hours: float | None, words: Words) -> str:
    """How long ago a deadline was, in days when it is a day or more, else in hours and minutes."""
    if hours is None:
        return UNKNOWN
    whole = int(abs(hours) // 24)
    return words("unit.day" if whole == 1 else "unit.days", n=number(whole)) if whole else duration(hours, words)


def deadline(due_at: datetime | None) -> tuple[str, str]:
    """A deadline as (first late instant, last day on time): `25/10/2026 00:00`, `24/10`."""
    if due_at is None:
        return UNKNOWN, UNKNOWN
    return instant(due_at), f"{local(due_at - timedelta(microseconds=1)):%d/%m}"


def until(due_at: datetime | None, words: Words) -> str:
    """A deadline as letters say it: `hết ngày 10/12/2026` where 11/12 00:00 is the first late instant."""
    if due_at is None:
        return UNKNOWN
    if local(due_at).time() == time.min:
        return words("due.end_of", day=day(local(due_at - timedelta(microseconds=1)).date()))
    return words("due.before", at=instant(due_at))


def period(code: str | None, words: Words, *, short: bool = False) -> str:
    """A period code in words: `Tháng 10/2026`, `Năm 2026`; short: `10/2026`. A case id stays as it is."""
    if code is None:
        return UNKNOWN
    month = _MONTH.fullmatch(code)
    if month:
        text = f"{month[2]}/{month[1]}"
        return text if short else words("period.month", month=text)
    if code.isdigit():
        return code if short else words("period.year", year=code)
    name, _, year = code.partition("-")
    key = f"period.{name}"
    return words(key, year=year) if words.has(key) else code


def safe_cell(text: str) -> str:
    """Text for a spreadsheet cell: what a spreadsheet would take for a formula is put behind an apostrophe."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) or text.startswith(_FORMULA_STARTS) else text


def plain(text: str | None) -> str:
    """Text for a chart: Plotly reads `<b>` and `&amp;`, so both signs are spelled out."""
    if text is None:
        return UNKNOWN
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
