"""What stands below a table, cell by cell, about who signed it and when: days spread over cells, telephone numbers.

Belongs here: telling such cells from figures by the words beside them. Does not: words of signatures (the form's
data, `row_kinds`), numbers that stand alone (`outside`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pipelines.workbooks.sheets import cell_text
from pipelines.workbooks.wording import bare, clean

_DAY = re.compile(r"\bngay (?:\d{1,2} )?thang (?:\d{1,2} )?nam(?: 20\d\d)?\b")
_DAY_WORD = re.compile(r"\bngay\b")
_PHONE_LABEL = re.compile(
    r"(?:so )?(?:dien thoai|sdt|dt|dtdd|dd|tel|hotline|mobile|di dong|lien he|fax|zalo)"
    r"(?: (?:lien he|lien lac|di dong|co quan|nguoi lap|zalo|fax))*"
)
_PHONE = re.compile(r"(?:\+?84|0)?(?:[35789]\d{8}|2\d{9})")
"""Of a mobile or a house; a cell of numbers loses the 0 in front."""
_BETWEEN = re.compile(r"[\s.()-]+")
_NAME = re.compile(r"(?:[^\W\d_a-zà-ỹ][^\W\d_]*\s+){1,4}[^\W\d_a-zà-ỹ][^\W\d_]*")
_MOST_CELLS = 12
_LONGEST = 80


def is_signing(row: Sequence[Any], *, is_below: bool) -> bool:
    """Whether a row holds a day of signing or a telephone number in pieces, and no other number.

    Only below a table (`is_below`) a name is enough to know that the number beside it is a telephone's.
    """
    if len(row) - row.count("") > _MOST_CELLS:
        return False
    filled = [value for value in row if value != ""]
    said = [bare(value) for value in filled if type(value) is str and len(value) <= _LONGEST]
    if any(map(_DAY_WORD.search, said)) and _has_only_a_day(row, is_below=is_below):
        return True
    if not any(_is_phone_shaped(value) for value in filled):
        return False
    return all(is_phone(row, p, is_below=is_below) for p, value in enumerate(row) if _has_digit(value))


def is_phone(row: Sequence[Any], position: int, *, is_below: bool) -> bool:
    """Whether a number is that of a telephone: shaped so, behind a word that says it or beside the name of a person.

    Amounts of money are round where telephone numbers are not.
    """
    if not _is_phone_shaped(row[position]):
        return False
    before = next((value for value in reversed(row[:position]) if value != ""), "")
    if type(before) is not str or not before:
        return False
    if _PHONE_LABEL.fullmatch(bare(before.rpartition(",")[2])) or _PHONE_LABEL.fullmatch(bare(before)):
        return True
    digits = _BETWEEN.sub("", cell_text(row[position]) or "")
    return is_below and _NAME.fullmatch(clean(before.rpartition(":")[2])) is not None and not digits.endswith("000")


def _has_only_a_day(row: Sequence[Any], *, is_below: bool) -> bool:
    others = (cell_text(v) or "" for p, v in enumerate(row) if v != "" and not is_phone(row, p, is_below=is_below))
    text = bare(" ".join(others))
    day = _DAY.search(text)
    return day is not None and not any(map(str.isdecimal, text[: day.start()] + text[day.end() :]))


def _is_phone_shaped(value: Any) -> bool:
    if type(value) is float:
        return 1e8 <= value < 1e10 and _PHONE.fullmatch(cell_text(value) or "") is not None
    return type(value) is str and 9 <= len(value) <= 20 and _PHONE.fullmatch(_BETWEEN.sub("", value)) is not None


def _has_digit(value: Any) -> bool:
    return any(map(str.isdecimal, value)) if type(value) is str else value != ""
