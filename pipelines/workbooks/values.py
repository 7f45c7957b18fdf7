"""What one typed cell means: numbers, money, percentages, pairs, marks.

Belongs here: turning a cell into a value, or saying that it cannot be read or means two things. Does not: separators
of digits (`digits`), dates (`typed_dates`), words of code lists (`lookups`), or where the cell stands (`parsing`).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pipelines.workbooks.digits import Ambiguous, UnreadableError, parse_digits, plain
from pipelines.workbooks.number_words import number_of_words
from pipelines.workbooks.wording import clean

NOTHING = frozenset({"", "-", "–", "—", "--", "---", "/"})
"""Texts that leave a figure blank: a dash never claims that something was counted."""
ZERO_WORDS = frozenset({"không", "ko", "khong", "không có", "không phát sinh"})
COUNTED = {
    "vụ": "vụ", "vụ việc": "vụ", "cơ sở": "cơ sở", "hộ": "cơ sở", "đơn vị": "cơ sở", "mẫu": "mẫu",
    "người": "đối tượng", "đối tượng": "đối tượng", "bị can": "đối tượng", "lượt": "", "lần": "", "sản phẩm": "",
    "trường hợp": "", "cái": "", "bộ": "", "hồ sơ": "", "đoàn": "", "cuộc": "", "lô": "",
    "thôn": "", "tổ dân phố": "", "buổi": "", "đợt": "",
}  # fmt: skip
"""Words for what is counted -> what a heading calls it; empty where headings have no word of their own."""
MEASURES = frozenset(
    {"viên", "vỉ", "hộp", "lọ", "chai", "tuýp", "ống", "gói", "túi", "kg", "lít", "cái", "bộ", "sản phẩm"}
)
MONEY_WORDS = {
    "đ": 1, "đồng": 1, "vnd": 1, "vnđ": 1, "đồng chẵn": 1,
    "nghìn": 1000, "ngàn": 1000, "nghìn đồng": 1000, "ngàn đồng": 1000, "nghìn đ": 1000, "ngàn đ": 1000,
    "tr": 10**6, "triệu": 10**6, "triệu đồng": 10**6, "triệu đ": 10**6, "trđ": 10**6, "tr đồng": 10**6, "tr đ": 10**6,
    "tr.đ": 10**6, "tr.đồng": 10**6, "ñ": 1, "®": 1,
    "dong": 1, "k": 1000, "nghin": 1000, "ngan": 1000, "nghin dong": 1000, "ngan dong": 1000, "trieu": 10**6,
    "trieu dong": 10**6, "ty": 10**9, "ty dong": 10**9,
    "tỷ": 10**9, "tỉ": 10**9, "tỷ đồng": 10**9, "tỉ đồng": 10**9, "tỷ đ": 10**9,
}  # fmt: skip
"""Words behind an amount -> đồng; ñ and ® are a lone đ of the VNI and TCVN3 fonts, which no word beside gives away."""
_NUMBER = re.compile(r"([+-]?)\s*(\d[\d.,' ]*)\s*(.*)")
_WORDS_BEHIND = re.compile(r"(.*?)\(([^()]*)\)")
_HEDGED = re.compile(
    r"(?:~|≈|≃|[<>≤≥]=?|khoảng|chừng|hơn|trên|dưới|gần|ước|ước tính|ước đạt|tối thiểu|tối đa|ít nhất|độ|cỡ|xấp xỉ"
    r"|từ|không dưới|không quá)\s*\d.*"
    r"|\d[\d., ]*(?:\s*\D{0,15})(?:\+|trở lên|trở xuống|hoặc hơn)"
    r"|\d[\d., ]*\s*(?:-|đến|tới|->|→)\s*\d.*"
)
_DONG_BEHIND = re.compile(r"\s*(?:việt nam\s+)?đồng(?:\s+(?:chẵn|việt nam))*\.?$")
_TWO_BLANKS = re.compile(r"\d[^\S\r\n]{2,}\d|\d\s*[\r\n\t\v\f]\s*\S|\d\u00ad|\u00ad\d")
_PAIR = re.compile(r"([^/;]*\d[^/;]*)[/;]([^/;]*\d[^/;]*)")
_YES = frozenset({"x", "v", "✓", "✔", "☑", "☒", "🗹", "[x]", "có", "co", "1", "đúng", "yes", "true"})
_NO = frozenset({"", "không", "khong", "ko", "0", "-", "–", "☐", "□", "[ ]", "[]", "no", "false", "sai"})


@dataclass(frozen=True)
class Amount:
    """A number as typed, with the factor of a unit typed behind it (None when none; 0 when it is a percentage)."""

    value: Decimal
    factor: int | None = None
    unit: str = ""
    """Word for what is counted or measured, as typed behind the number."""


def parse_number(value: Any, *, decimal_sign: str = "") -> Amount | Ambiguous | None:
    """Read a cell as a number; None when it is blank or a dash.

    `decimal_sign` is the sign that other cells of the column prove to be the decimal one; without it a single
    separator before exactly three digits is ambiguous.

    Raises:
        UnreadableError: The cell holds something else; its rule says what, where that has a cure of its own.
    """
    if type(value) is not str:
        return _true_number(value)
    if _TWO_BLANKS.search(value):
        raise UnreadableError
    text = plain(value)
    if text in NOTHING or not text.strip("._- "):
        return None
    if text in ZERO_WORDS:
        return Amount(Decimal(0))
    found = _NUMBER.fullmatch(text) or _refuse(text)
    sign, digits, behind = found.groups()
    digits, behind = digits.rstrip(), behind.strip()
    if digits.endswith(".") and not behind and digits[:-1].isdecimal():
        # The full stop of a sentence.
        digits = digits[:-1]
    if digits.endswith((".", ",", "'")):
        raise UnreadableError
    unit, words = _unit_and_words(behind)
    factor = _factor_of(unit, text)
    number = parse_digits(digits, decimal_sign)
    if isinstance(number, Ambiguous):
        if words is not None or sign == "-":
            raise UnreadableError
        return replace(number, factor=factor) if factor != 1 else Amount(Decimal(number.grouped), 1)
    if words is not None and words != number:
        raise UnreadableError
    return Amount(-number if sign == "-" else number, factor, unit if unit in COUNTED or unit in MEASURES else "")


def parse_pair(value: Any) -> tuple[Amount | None, Amount | None]:
    """Read two numbers of one cell: 0/0, 162 vụ/161 đối tượng; (None, None) when it is blank.

    Raises:
        UnreadableError: The cell holds something else; one number alone is not a pair.
    """
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        raise UnreadableError("number_is_date")
    if type(value) is not str:
        raise UnreadableError
    text = plain(value)
    if text in NOTHING or not text.strip("._-/ "):
        return None, None
    if text in ZERO_WORDS:
        return Amount(Decimal(0)), Amount(Decimal(0))
    found = _PAIR.fullmatch(text)
    if not found:
        raise UnreadableError
    return _half(found[1]), _half(found[2])


def parse_mark(value: Any) -> bool:
    """Read an x mark; blank and "không" are no mark.

    Raises:
        UnreadableError: The cell holds something else.
    """
    if isinstance(value, bool):
        return value
    text = clean(str(int(value) if isinstance(value, float) and value.is_integer() else value)).casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise UnreadableError


def _true_number(value: Any) -> Amount:
    if isinstance(value, (dt.date, dt.time, dt.timedelta)):
        # Excel makes a date of 1/2 and of 3-4: what was typed is lost.
        raise UnreadableError("number_is_date")
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise UnreadableError
    return Amount(Decimal(format(value, ".15g")))


def _refuse(text: str) -> re.Match[str]:
    raise UnreadableError(_reason(text))


def _reason(text: str) -> str:
    """Name the finding for a text that is no number."""
    if _PAIR.fullmatch(text):
        return "number_pair"
    return "number_hedged" if _HEDGED.fullmatch(text) else ""


def _unit_and_words(behind: str) -> tuple[str, int | None]:
    """Split what stands behind the digits into a unit and the number that words in brackets repeat."""
    found = _WORDS_BEHIND.fullmatch(behind)
    if not found:
        return behind.strip(" ."), None
    words = number_of_words(_DONG_BEHIND.sub("", found[2]))
    if words is None:
        raise UnreadableError
    return found[1].strip(" ."), words


def _factor_of(unit: str, text: str) -> int | None:
    if not unit or unit in COUNTED or unit in MEASURES:
        return None
    if unit == "%":
        return 0
    if unit in MONEY_WORDS:
        return MONEY_WORDS[unit]
    raise UnreadableError(_reason(text))


def _half(text: str) -> Amount:
    amount = parse_number(text)
    if amount is None:
        raise UnreadableError
    if isinstance(amount, Ambiguous):
        # Half of a pair is a count: only the grouped reading is one, unless both are.
        if amount.factor is not None or amount.decimal == amount.decimal.to_integral_value():
            raise UnreadableError
        return Amount(Decimal(amount.grouped))
    return amount
