"""What a row below a heading is: a line, a total, a section, column numbers, a heading again, or a footer.

Belongs here: telling rows apart by their words and their level in a numbered list. Does not: reading them (`parsing`,
`matrix`), or whether totals agree (`sums`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

from pipelines.workbooks.columns import Columns
from pipelines.workbooks.figures import is_figure
from pipelines.workbooks.forms import FIGURE_KINDS
from pipelines.workbooks.headings import Heading
from pipelines.workbooks.lookups import Lookups
from pipelines.workbooks.sheet_lookups import SheetLookup
from pipelines.workbooks.sheets import cell_text
from pipelines.workbooks.signing import is_signing
from pipelines.workbooks.wording import bare, clean

_LABELS = frozenset({"code", "place", "label"})
_NUMBERED = re.compile(r"(?:[A-ZĐa-d]|(\d{1,2})[a-z]?)(?:\s*[=≤<>][\d\s=≤<>+*/:x%.,-]*)?")
_MADE_OF = re.compile(r"\d{1,2}\s*[=≤<>]\s*\d{1,2}[\d\s=≤<>+*/:x%.,-]*")
_AROUND_NUMBER = re.compile(r"[()\[\]]|^cột\s+|^c(?=\d)", re.IGNORECASE)
_ORDINAL = re.compile(r"(?:([IVX]{1,5})|(\d{1,2})|(\d{1,2}(?:\.\d{1,2})+)|([a-zđ])|([-+*•]))[.):]?")
_LEADING = re.compile(
    r"(?:([IVX]{1,5}|[A-H])|(\d{1,2})|(\d{1,2}(?:\.\d{1,2})+)|([a-zđ]))(?:[.):]\s+|\s*[–-]\s+|\.(?=\D))\S"
    r"|([-–+•*])\s*[^\W\d]"
)
_NUMBER_BEFORE = re.compile(
    r"^(?:(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*|[a-zđ])(?:[.):]+\s*|\s*[–-]\s+|\s+(?=\D)(?<=\d\s))|[-+–*•]+\s*)"
)
_PART = re.compile(r"(?:[IVX]{1,5}|[A-H])[.):]?")
_BESIDE = re.compile(
    r"(?:(?:so|so lieu|so vu|cong|tong|tong so|tong cong|ty le|ti le|tang|giam|chenh lech) )*"
    r"(?:luy ke|luy tien|cong don|cung ky|tu dau nam|thang truoc|ky truoc|quy truoc|nam truoc|so (?:voi|sanh))\b"
)
_DASHES = "-–+•*"
_LEVELS = (0, 1, 2, 3, 4)
_LONGEST_FOOTER = 80
_REST_OF_FOOTER = 40
_MOST_FOOTER_CELLS = 4


class RowKinds:
    """Tells the rows below one heading apart."""

    def __init__(self, lookup: SheetLookup, lookups: Lookups, heading: Heading, columns: Columns) -> None:
        self._lookup = lookup
        self._lookups = lookups
        self._figures = [position for position, column in columns if column.kind in FIGURE_KINDS]
        self._labels = [position for position, column in columns if column.kind in _LABELS]
        self._codes = [position for position, column in columns if column.kind == "code"]
        self._places = [position for position, column in columns if column.kind == "place"]
        self._words = [position for position, column in columns if column.kind not in FIGURE_KINDS]
        self._ordinals = {position for position, text in heading.unknown if bare(text) in lookup.ignorable}
        self._known = len(columns)
        self.has_ended = False
        """Whether a total or a footer was seen: what stands below without figures is no line."""

    def is_total(self, row: Sequence[Any]) -> bool:
        """Whether words say that a row is a total: its first words, or a word where a name should stand."""
        for value in row:
            if value == "":
                continue
            if type(value) is str and self._lookups.is_total(value):
                return True
            if not is_ordinal(value):
                break
        labels = (row[position] for position in self._labels)
        return any(type(value) is str and value and self._lookups.is_total(value) for value in labels)

    def group_totalled(self, row: Sequence[Any]) -> str | None:
        """Return the category that a row without violation and channel is the total of; blank for any other group.

        None for every other row.
        """
        said = [row[position] for position in self._codes if row[position] != ""]
        if len(said) > 1:
            return None
        names = (value for value in (*said, *(row[position] for position in self._places)) if type(value) is str)
        return next((group for name in names if (group := self._lookups.group_totalled(name)) is not None), None)

    def is_beside(self, rows: Sequence[Sequence[Any]], index: int) -> str | None:
        """Return the words of a cumulative or former row (`index` from 0) with nothing but such rows below it.

        None for every other row: between lines, nobody can tell what the lines below it count.
        """
        words = self._says_beside(rows[index])
        if words is None or not self._counts(rows[index]):
            return None
        below = (row for row in rows[index + 1 :] if self._counts(row))
        return words if all(self._says_beside(row) for row in below) else None

    def _says_beside(self, row: Sequence[Any]) -> str | None:
        first = next((value for value in row if value != "" and not is_ordinal(value)), "")
        for value in (first, *(row[position] for position in self._labels)):
            if type(value) is str and value and says_beside(value):
                return clean(value)
        return None

    def _counts(self, row: Sequence[Any]) -> bool:
        return any(row[position] != "" and is_figure(row[position]) for position in self._figures)

    def is_said(self, value: Any) -> bool:
        """Whether a cell of a total row holds something besides the word for a total, wherever that stands."""
        return value != "" and not (type(value) is str and self._lookups.is_total(value))

    def has_other_words(self, row: Sequence[Any]) -> bool:
        """Whether a total row also says what only a line says: a category, a place, a name."""
        words = (row[position] for position in self._words if position not in self._ordinals)
        return any(
            type(value) is str and clean(value) and not self._lookups.is_total(value) and not is_ordinal(value)
            for value in words
        )

    def has_figures(self, row: Sequence[Any]) -> bool:
        """Whether a column of figures holds a digit."""
        return any(_has_digit(row[position]) for position in self._figures)

    def is_section(self, row: Sequence[Any]) -> str | None:
        """Return the words of a section row such as "I. Thuốc"; None when it is none."""
        level = self.level(row)
        if level is None or self.has_figures(row):
            return None
        texts = [clean(value) for value in row if type(value) is str and value and not is_ordinal(value)]
        # "- Như trên;" among receivers is no section, though a line that begins so is part of the one above it.
        return texts[0] if len(texts) == 1 and texts[0][0] not in _DASHES else None

    def is_part(self, row: Sequence[Any]) -> bool:
        """Whether a row holds the number of a part and nothing else: I, II, A."""
        filled = [value for value in row if value != ""]
        return len(filled) == 1 and type(filled[0]) is str and _PART.fullmatch(clean(filled[0])) is not None

    def level(self, row: Sequence[Any]) -> int | None:
        """Return how deep in a numbered list a row stands: 0 = I, 1 = 1, 2 = 1.1, 3 = a, 4 = -; None = not numbered."""
        for position, value in enumerate(row):
            if value == "":
                continue
            if position in self._ordinals:
                found = _ORDINAL.fullmatch(clean(cell_text(value) or ""))
            else:
                found = _LEADING.match(value) if type(value) is str else None
            if found is None:
                return None
            return next((level for level, text in zip(_LEVELS, found.groups(), strict=False) if text), None)
        return None

    def is_footer(self, row: Sequence[Any]) -> bool:
        """Whether a row without figures is what stands below a table: signatures, receivers, place and day."""
        filled = [value for value in row if value != ""]
        if self.has_figures(row):
            return False
        if self.has_ended and len(filled) <= max(2, self._known // 3):
            return True
        return len(filled) <= _MOST_FOOTER_CELLS and self.is_signed(row)

    def is_signed(self, row: Sequence[Any]) -> bool:
        """Whether a short row names who signed or made the report, whatever else it holds: a phone is no figure."""
        if is_signing(row, is_below=self.has_ended):
            return True
        filled = [value for value in row if value != ""]
        if len(filled) > _MOST_FOOTER_CELLS + 1:
            return False
        return any(type(value) is str and _is_signature(value, self._lookups) for value in filled)

    def repeats_heading(self, row: Sequence[Any], first: Any) -> bool:
        """Whether a row looks like a heading again: at least three cells are headings of this or another table."""
        if type(first) is not str or not (bare(first) in self._lookup.ignorable or self._lookups.is_any_heading(first)):
            return False
        return sum(type(value) is str and value != "" and self._lookups.is_any_heading(value) for value in row) >= 3


@lru_cache(maxsize=4096)
def says_beside(text: str) -> bool:
    """Whether a name says that its row repeats former periods, or compares with one."""
    return _BESIDE.match(bare(without_number(text))) is not None


def numbers_its_columns(row: Sequence[Any]) -> bool:
    """Whether a row only counts the columns: 1, 2, 3 …, (1) (2) (3), A B 1 2 …, or says how they add up: 5=6+7."""
    texts = [_AROUND_NUMBER.sub("", clean(cell_text(value) or "")).strip() for value in row if value != ""]
    if texts and all(_MADE_OF.fullmatch(text) for text in texts):
        return True
    found = [_NUMBERED.fullmatch(text) for text in texts]
    if len(texts) < 3 or not all(found):
        return False
    numbers = [int(match[1]) for match in found if match and match[1]]
    is_run = len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(numbers))
    is_marked = len(numbers) < len(texts) or texts != [cell_text(value) for value in row if value != ""]
    return is_run and numbers[0] in (0, 1, 2, 3) and (is_marked or (numbers[0] < 2 and len(texts) >= 5))


def is_ordinal(value: Any) -> bool:
    """Whether a cell holds a number of a list and nothing else: I, 1, 1.1, a, -."""
    if type(value) is not str:
        return type(value) is float and value.is_integer() and 0 < value < 1000
    return len(value) <= 8 and _ORDINAL.fullmatch(value.strip()) is not None


def _has_digit(value: Any) -> bool:
    return any(map(str.isdecimal, value)) if type(value) is str else value != ""


def _is_signature(text: str, lookups: Lookups) -> bool:
    words = bare(text[:_LONGEST_FOOTER])
    found = lookups.footers.search(words)
    if found is None:
        return False
    is_label = found.start() == 0 and ":" in text[:_LONGEST_FOOTER]
    return is_label or (len(text) <= _LONGEST_FOOTER and len(words) - len(found[0]) <= _REST_OF_FOOTER)


def without_number(text: str) -> str:
    """Return a label without the number or dash before it: "1.1. Nhà thuốc" is Nhà thuốc."""
    return _NUMBER_BEFORE.sub("", clean(text))
