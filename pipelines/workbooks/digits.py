"""The grammar of digits and their separators: 1.234,5 and 1,234.5 and 1 234, and what cannot be told apart.

Belongs here: one way to write digits and signs; digits with dots, commas, spaces and apostrophes -> a number, or two
readings of it; what a column proves about its decimal sign. Does not: words and units around the digits (`values`), or
choosing for a cell (`cells`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines.workbooks.wording import clean


class UnreadableError(ValueError):
    """A cell that holds something, but nothing of the kind that its column wants.

    `rule` names the finding that explains it best; empty = the usual one of the column.
    """

    def __init__(self, rule: str = "") -> None:
        super().__init__(rule)
        self.rule = rule


@dataclass(frozen=True)
class Ambiguous:
    """A number that may be read two ways, e.g. 1.234; `sign` is the separator that stands in it."""

    grouped: int
    decimal: Decimal
    factor: int | None = None
    sign: str = "."


_LONGEST = 30
_SIGNS = str.maketrans({
    **dict.fromkeys("−‐‑‒–—―﹣－", "-"), **dict.fromkeys("’‘`´＇", "'"), **dict.fromkeys("／∕⁄", "/"),
    "，": ",", "．": ".", "％": "%", "＋": "+", "（": "(", "）": ")", "～": "~", "‥": "..",
})  # fmt: skip
_LEADING_ZEROS = re.compile(r"0\d{3,}")
_NUMBER_ALONE = re.compile(r"[+-]?(\d[\d., ]*\d)(?:\s*\D{0,12})?")


def plain(value: str) -> str:
    """Return the text with one way to write digits, dashes and quotes; 10² and ½ stay what they are: no digits."""
    text = clean(value)
    if not text.isascii():
        text = text.translate(_SIGNS).replace("…", "...")
        text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
    text = text.casefold()
    if text.startswith("'"):
        # The mark by which a spreadsheet keeps a number as text.
        text = text[1:].lstrip()
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == '"' else text


def parse_digits(digits: str, decimal_sign: str = "") -> Decimal | Ambiguous:
    """Read digits with separators; `decimal_sign` is the one that the column proves.

    Raises:
        UnreadableError: The separators make no number, or the text looks like a code: 0912345678.
    """
    if len(digits) > _LONGEST or _LEADING_ZEROS.fullmatch(digits):
        raise UnreadableError
    if digits.isdecimal():
        return Decimal(digits)
    for separator in ("'", " "):
        if separator in digits:
            return _with_groups(digits, separator)
    if "." in digits and "," in digits:
        return _with_decimal(digits, max(".", ",", key=digits.rfind))
    sign = "." if "." in digits else ","
    parts = digits.split(sign)
    if len(parts) > 2:
        return Decimal("".join(parts)) if are_groups(parts) else _no_number()
    return _single_separator(parts, sign, decimal_sign)


def decimal_signs_of(values: Iterable[Any], *, whole: bool = False) -> frozenset[str]:
    """Return the decimal signs that the unambiguous texts of a column prove: none, one, or both where they disagree.

    In a column of whole numbers 1.234 proves that its separator groups; 5.000 proves nothing.
    """
    signs = set()
    for value in values:
        if type(value) is not str or not value:
            continue
        found = _NUMBER_ALONE.fullmatch(clean(value))
        if found and (sign := _proven_sign(found[1].strip(), whole=whole)):
            signs.add(sign)
    return frozenset(signs)


def are_groups(parts: list[str]) -> bool:
    """Whether parts are the thousands of one number: 1, 234, 567."""
    return (
        all(part.isdecimal() for part in parts)
        and 1 <= len(parts[0]) <= 3
        and not parts[0].startswith("0")
        and all(len(part) == 3 for part in parts[1:])
    )


def _with_groups(digits: str, separator: str) -> Decimal:
    """Read digits grouped by spaces or apostrophes, which may have a decimal sign in their last part."""
    *parts, last = digits.split(separator)
    whole, _, rest = last.replace(",", ".").partition(".")
    if not are_groups([*parts, whole]) or (last != whole and not rest.isdecimal()):
        raise UnreadableError
    if len(rest) == 3 and separator == " ":
        # 1 234.567 may be 1234,567 or 1234567: two ways to group thousands in one number are as likely as a decimal.
        raise UnreadableError
    return Decimal("".join((*parts, whole)) + (f".{rest}" if rest else ""))


def _single_separator(parts: list[str], sign: str, decimal_sign: str) -> Decimal | Ambiguous:
    whole, rest = parts
    if not whole.isdecimal() or not rest.isdecimal():
        raise UnreadableError
    if len(rest) != 3 or len(whole) > 3 or whole == "0":
        return Decimal(f"{whole}.{rest}")
    if whole.startswith("0"):
        raise UnreadableError
    if decimal_sign:
        return Decimal(f"{whole}.{rest}") if decimal_sign == sign else Decimal(whole + rest)
    return Ambiguous(int(whole + rest), Decimal(f"{whole}.{rest}"), sign=sign)


def _with_decimal(digits: str, sign: str) -> Decimal:
    """Read digits whose last `sign` is the decimal one; what stands before must be groups of three."""
    whole, _, rest = digits.rpartition(sign)
    other = "," if sign == "." else "."
    if sign in whole or not rest.isdecimal() or not are_groups(whole.split(other)):
        return _no_number()
    return Decimal(f"{whole.replace(other, '')}.{rest}")


def _no_number() -> Decimal:
    raise UnreadableError


def _proven_sign(digits: str, *, whole: bool) -> str:
    dots, commas = digits.count("."), digits.count(",")
    if not dots + commas:
        return ""
    try:
        read = parse_digits(digits)
    except UnreadableError:
        return ""
    if isinstance(read, Ambiguous):
        return _other(read.sign) if whole and read.decimal != read.decimal.to_integral_value() else ""
    if dots and commas:
        return max(".", ",", key=digits.rfind)
    sign = "." if dots else ","
    return sign if dots + commas == 1 else _other(sign)


def _other(sign: str) -> str:
    return "," if sign == "." else "."
