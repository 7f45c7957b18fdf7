"""Form and period as said in running words: a title ("BÁO CÁO tháng 10 năm 2026"), a sheet or file name.

Belongs here: finding them inside a longer text, and periods that no directive orders (quarter, half-year). Does not:
the answer in a cell of its own (`pipelines.periods.understand`), or deciding which text to ask.
"""

from __future__ import annotations

import re

from pipelines.periods import plain

_YEAR = r"(?:nam\s*)?(?P<year>20\d\d)"
_MONTH = re.compile(
    rf"(?<![a-z0-9])(?:thang|t)\s*[.:_-]?\s*(?P<month>0?[1-9]|1[0-2])(?!\d)\s*[-/.,_]?\s*(?:/\s*)?{_YEAR}(?!\d)"
)
_CODED = re.compile(r"(?<!\d)(?P<year>20\d\d)\s*[-_.]\s*(?P<month>0[1-9]|1[0-2])(?!\d|[-_.]\d)")
_QUARTER = re.compile(r"(?<![a-z])(?:quy|q)\s*[.:]?\s*(?:[1-4]|iv|i{1,3})(?![a-z0-9])")
_MONTHS = re.compile(r"(?<!\d)(?P<count>[2-9]|0[2-9]|1[01])\s*thang(?:\s+(?:dau|cuoi)\s+nam)?(?!\s*\d{1,2}\s*[/.-])")
_WHOLE_YEAR = re.compile(rf"(?<![a-z])(?:bao cao|bc|tong hop)\s+(?:ket qua\s+)?{_YEAR}(?!\d)|^nam\s+(?P<only>20\d\d)$")
_DATE = re.compile(r"ngay\s*[\d.…]+\s*thang\s*[\d.…]+(?:\s*,?\s*nam\s*20\d\d)?")
"""A day in words, as letters have it: its month is not the one that is reported."""
_FORMS = (
    ("quick", r"bao cao nhanh|bc nhanh|bao cao dot xuat"),
    ("campaign", r"cao diem"),
    ("interim", r"so ket"),
    ("final", r"tong ket"),
    ("sign_off", r"ra soat,? thu hoi|ket qua thu hoi"),
    ("yearly", r"bao cao nam|bc nam|bao cao (?:hang|hằng) nam"),
    ("monthly", r"bao cao thang|bc thang|bao cao (?:hang|hằng) thang"),
)
_FORM = [(form, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])")) for form, words in _FORMS]


def form_and_period(text: str) -> tuple[str | None, str | None]:
    """Find form and period code that a text says; two forms or two periods in it say nothing.

    A period needs its year. A month makes the form monthly, "Báo cáo năm 2026" yearly, unless another form is named.
    """
    words = without_dates(plain(text))
    if unordered(text):
        return None, None
    forms = {form for form, pattern in _FORM if pattern.search(words)}
    months = {f"{m['year']}-{int(m['month']):02d}" for p in (_MONTH, _CODED) for m in p.finditer(words)}
    years = {m["year"] or m["only"] for m in _WHOLE_YEAR.finditer(words)} if not months else set()
    periods = months or years
    if len(forms) > 1 or len(periods) > 1:
        return None, None
    period = next(iter(periods), None)
    named = next(iter(forms), None)
    if named not in (None, "monthly", "yearly"):
        # "Báo cáo cao điểm tháng 1/2026": the month is that of the paper, a round has its own code.
        return named, None
    if period is None:
        return named, None
    fits = "monthly" if "-" in period else "yearly"
    return (fits, period) if named in (None, fits) else (None, None)


def unordered(text: str) -> str | None:
    """Return the words of a quarter or of several months in a text: periods that no directive orders."""
    words = without_dates(plain(text))
    found = _QUARTER.search(words) or _MONTHS.search(words)
    return found[0] if found else None


def without_dates(words: str) -> str:
    """Return plain words without the days in them: ngày 05 tháng 11 năm 2026."""
    return _DATE.sub(" ", words)
