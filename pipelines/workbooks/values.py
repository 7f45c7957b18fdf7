"""What one typed cell means: numbers, money, percentages, marks.

Belongs here: turning a cell into a value, or saying that it cannot be read or means two things. Does not: dates
(`typed_dates`), words of code lists (`lookups`), or where the cell stands (`parsing`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines.workbooks.wording import clean

NOTHING = frozenset({"", "-", "–", "—", "--", "---", "/"})
"""Texts that leave a figure blank: a dash never claims that something was counted."""
ZERO_WORDS = frozenset({"không", "ko", "khong", "không có", "không phát sinh"})
_COUNT_WORDS = frozenset({
    "vụ", "người", "cơ sở", "mẫu", "đối tượng", "bị can", "lượt", "hộ", "sản phẩm", "đơn vị", "viên", "vỉ", "hộp",
    "lọ", "chai", "tuýp", "ống", "gói", "túi", "kg", "lít", "cái", "bộ",
})  # fmt: skip
_MONEY_WORDS = {
    "đ": 1,
    "đồng": 1,
    "vnd": 1,
    "vnđ": 1,
    "nghìn": 1000,
    "ngàn": 1000,
    "nghìn đồng": 1000,
    "ngàn đồng": 1000,
    "tr": 10**6,
    "triệu": 10**6,
    "triệu đồng": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
    "tỷ đồng": 10**9,
    "tỉ đồng": 10**9,
}
_NUMBER = re.compile(r"([+-]?)\s*(\d[\d., ]*)\s*(.*)")
_YES = frozenset({"x", "v", "✓", "✔", "☑", "☒", "có", "co", "1", "đúng", "yes", "true"})
_NO = frozenset({"", "không", "khong", "ko", "0", "-", "–", "☐", "□", "no", "false"})


@dataclass(frozen=True)
class Ambiguous:
    """A number that may be read two ways, e.g. 1.234."""

    grouped: int
    decimal: Decimal


@dataclass(frozen=True)
class Amount:
    """A number as typed, with the factor of a unit typed behind it (1 when none; 0 when it is a percentage)."""

    value: Decimal
    factor: int | None = None


class UnreadableError(ValueError):
    """A cell that holds something, but nothing of the kind that its column wants."""


def parse_number(value: Any, *, decimal_sign: str = "") -> Amount | Ambiguous | None:
    """Read a cell as a number; None when it is blank or a dash.

    `decimal_sign` is the sign that other cells of the column prove to be the decimal one; without it a single
    separator before exactly three digits is ambiguous.

    Raises:
        UnreadableError: The cell holds something else.
    """
    if isinstance(value, (bool, dt.date, dt.time, dt.timedelta)):
        raise UnreadableError
    if isinstance(value, (int, float)):
        return Amount(Decimal(format(value, ".15g")))
    text = clean(str(value)).casefold().strip("'\"")
    if text in NOTHING or not text.strip(".…_ "):
        return None
    if text in ZERO_WORDS:
        return Amount(Decimal(0))
    found = _NUMBER.fullmatch(text)
    if not found:
        raise UnreadableError
    sign, digits, unit = found.groups()
    factor = _factor_of(unit.strip(" ."))
    number = _parse_digits(digits.strip(), decimal_sign)
    if isinstance(number, Ambiguous):
        return number if factor in (None, 1) and not sign else _refuse()
    return Amount(-number if sign == "-" else number, factor)


def decimal_sign_of(values: Iterable[Any]) -> str:
    """Return the decimal sign that the unambiguous texts of a column prove, or "" when they prove none or both."""
    signs = set()
    for value in values:
        if type(value) is not str:
            continue
        digits = re.sub(r"[^\d.,]", "", value)
        if sign := _proven_sign(digits):
            signs.add(sign)
    return signs.pop() if len(signs) == 1 else ""


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


def _refuse() -> Amount:
    raise UnreadableError


def _factor_of(unit: str) -> int | None:
    if not unit or unit in _COUNT_WORDS:
        return None
    if unit == "%":
        return 0
    if unit in _MONEY_WORDS:
        return _MONEY_WORDS[unit]
    raise UnreadableError


def _parse_digits(digits: str, decimal_sign: str) -> Decimal | Ambiguous:
    if digits.isdecimal():
        return Decimal(digits)
    spaced = digits.split(" ")
    if len(spaced) > 1:
        if not _are_groups([re.split("[.,]", part)[0] if part is spaced[-1] else part for part in spaced]):
            raise UnreadableError
        digits = "".join(spaced)
        if digits.isdecimal():
            return Decimal(digits)
        return _with_decimal(digits, "," if "," in digits else ".")
    if "." in digits and "," in digits:
        return _with_decimal(digits, max(".", ",", key=digits.rfind))
    sign = "." if "." in digits else ","
    parts = digits.split(sign)
    if len(parts) > 2:
        return Decimal("".join(parts)) if _are_groups(parts) else _no_number()
    return _single_separator(parts, sign, decimal_sign)


def _single_separator(parts: list[str], sign: str, decimal_sign: str) -> Decimal | Ambiguous:
    whole, rest = parts
    if not whole or not rest:
        raise UnreadableError
    if len(rest) != 3 or len(whole) > 3 or whole.startswith("0"):
        return Decimal(f"{whole}.{rest}")
    if decimal_sign:
        return Decimal(f"{whole}.{rest}") if decimal_sign == sign else Decimal(whole + rest)
    return Ambiguous(int(whole + rest), Decimal(f"{whole}.{rest}"))


def _with_decimal(digits: str, sign: str) -> Decimal:
    """Read digits whose last `sign` is the decimal one; what stands before must be groups of three."""
    whole, _, rest = digits.rpartition(sign)
    other = "," if sign == "." else "."
    if sign in whole or not rest.isdecimal():
        return _no_number()
    groups = whole.split(other)
    if len(groups) > 1 and not _are_groups(groups):
        return _no_number()
    return Decimal(f"{''.join(groups)}.{rest}")


def _are_groups(parts: list[str]) -> bool:
    return (
        all(part.isdecimal() for part in parts)
        and 1 <= len(parts[0]) <= 3
        and all(len(part) == 3 for part in parts[1:])
    )


def _no_number() -> Decimal:
    raise UnreadableError


def _proven_sign(digits: str) -> str:
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        return "." if digits.rfind(".") > digits.rfind(",") else ","
    if dots > 1 or commas > 1:
        return "," if dots else "."
    if dots + commas == 1:
        sign = "." if dots else ","
        whole, rest = digits.split(sign)
        if whole and rest and (len(rest) != 3 or len(whole) > 3 or whole.startswith("0")):
            return sign
    return ""
