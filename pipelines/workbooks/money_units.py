"""Which unit of money a column is written in: what heading, lines above the table, comments and cover say.

Belongs here: words like "triệu đồng" or "ĐVT: 1.000 đồng" in headings and titles -> đồng in one unit, and whether all
places agree. Does not: a unit typed in a cell behind its number (`values`), or reading a cell (`cells`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.wording import clean

_THOUSAND = r"nghìn|ngàn|nghin|ngan|1[.,\s]?000"
_DONG = r"(?:đồng|đ|dong|vnđ|vnd)\b"
_ONE = rf"(?P<one>{_DONG})(?:\s*(?:việt nam|vn\b))?(?=\s*(?:[;,)(–-]|$)|\.(?:\s|$)|(?<=g)/)"
"""The word đồng where it is no part of a name or another word: not Đồng Tháp, đồng chí, đ/c."""
_SCALED = rf"(?:(?P<thousand>{_THOUSAND})|(?P<million>triệu|trieu|tr\.?)|(?P<billion>tỷ|tỉ|ty))\s*{_DONG}"
_SCALED_UNIT = re.compile(rf"(?<!\w){_SCALED}")
_IN_BRACKETS = re.compile(rf"\(\s*(?:đvt|đơn vị(?: tính| tiền)?)?\s*:?\s*(?:{_SCALED}|(?P<one>{_DONG}))\s*\)")
_LABEL = r"(?:đvt|đv(?:\s+tính)?(?=\s*:)|đơn vị(?:\s+tính)?(?:\s+tiền(?:\s+tệ)?)?|tính bằng|tính theo)"
_BEFORE_ONE = r"(?:[^\d()]{0,40}?(?:[:,;/]|(?<!\w)(?:tiền|là|bằng|theo|và|ra))\s*)?"
"""Before a lone đồng behind such a label: nothing, or other units; Phường Nam Đồng is neither."""
_AFTER_LABEL = re.compile(rf"{_LABEL}\s*:?\s*(?:(?:[^\d()]{{0,40}}?(?<!\w))?{_SCALED}|{_BEFORE_ONE}(?<!\w){_ONE})")
_SHORT_AFTER_LABEL = re.compile(
    rf"{_LABEL}\s*:?\s*(?:[^\d()]{{0,40}}?(?<!\w))?(?:(?P<thousand>{_THOUSAND})|(?P<million>triệu|trieu)|"
    r"(?P<billion>tỷ|tỉ))\s*(?:[.;,)]|$)"
)
"""A unit without the word đồng: ĐVT: triệu."""
_MULTIPLIED = re.compile(rf"{_LABEL}\s*:?\s*(?P<times>[1-9]\d{{0,2}})\s*{_SCALED}")
"""A unit of several: ĐVT: 10 triệu đồng."""
_TOLD = re.compile(
    rf"(?:tính|ghi|nhập|quy|để)\s+(?:bằng|theo|ra|là|tròn)\s*:?\s*(?:đơn vị\s*(?:tính|tiền)?\s*:?\s*)?"
    rf"(?:{_SCALED}|{_ONE})"
)
"""A unit in a sentence: số tiền ghi theo triệu đồng."""
_ALONE = re.compile(
    rf"\(?\s*(?:{_SCALED}|(?P<one>{_DONG})|(?P<short_thousand>nghìn|ngàn)|(?P<short_million>triệu|tr))\s*\)?\s*\.?"
)
"""A unit and nothing else."""
_MAY_BE = re.compile(rf"{_DONG}|1[.,\s]?000|tri[ệe]u|\btr\b|nghìn|ngàn|nghin|ngan|\bt[ỷỉy]\b")
"""One of its words stands in every text that names a unit; most texts have none."""
_WISHED = re.compile(r"đề nghị|kiến nghị|đề xuất|xin phép|nên\b")
"""Words of one who would like another unit, and does not say that this one is used."""
_FACTORS = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "one": 1, "short_thousand": 10**3, "short_million": 10**6,
}  # fmt: skip
_NAMES = {1: "đồng", 10**3: "nghìn đồng", 10**6: "triệu đồng", 10**9: "tỷ đồng"}
_AT_END = re.compile(
    rf"[\s,;:–-]*(?:\(\s*)?(?:(?:đvt|đơn vị(?: tính| tiền)?)\s*:?\s*)?(?:{_SCALED}|(?<=\()\s*{_DONG})\s*\)?\s*$"
)


@dataclass(frozen=True)
class MoneyUnit:
    """The unit of one column: đồng in one unit, None when no place names it; `conflict` when places disagree."""

    factor: int | None
    conflict: str = ""


@dataclass(frozen=True)
class SaidUnit:
    """A unit of money said where no answer, heading or title stands: beside the cover's answers, in a comment."""

    place: str
    """The place in words."""
    factor: int
    column: int | None = None
    """Position of the column of money that a comment hangs on; None = it may mean any column."""


@dataclass
class SheetUnits:
    """The units of money of one sheet, found when a column of money is first read."""

    rows: Sequence[Sequence[Any]]
    first_row: int
    """Row (from 0) of the upper line of the heading."""
    first_line: int
    """Row (from 0) below the heading."""
    cover_factor: int | None
    """What the cover says."""
    beside: Sequence[SaidUnit] = ()
    """What is said elsewhere."""
    beside_heading: Sequence[str] = ()
    """Texts in the rows of the heading that head no column of the table, and the name of the sheet."""
    has_row_units: bool = False
    """Whether the rows have units of their own, so that a unit beside one says nothing of the others."""
    _known: dict[int, MoneyUnit] = field(default_factory=dict)
    _title: frozenset[int] | None = None

    def of(self, position: int, column: FormColumn) -> MoneyUnit:
        """Return the unit of a column: its heading's, else the one above the table, else the cover's."""
        unit = self._known.get(position)
        if unit is None:
            unit = self._known[position] = self._find(position, column)
        return unit

    def _find(self, position: int, column: FormColumn) -> MoneyUnit:
        heading = {factor for text in self._heading_texts(position) for factor in factors_in_heading(text)}
        if column.money_factor:
            heading.add(column.money_factor)
        if self._title is None:
            below = factors_in_title if self.has_row_units else factors_aside
            self._title = frozenset().union(
                *map(factors_aside, self.beside_heading),
                *(factors_aside(t) for row in self.rows[: self.first_row] for t in row if type(t) is str and t),
                # Below the table too: a note may say what the lines above do not.
                *(below(t) for row in self.rows[self.first_line :] for t in row if type(t) is str and t),
            )
        cover = frozenset() if self.cover_factor is None else frozenset({self.cover_factor})
        said = {"tiêu đề cột": frozenset(heading), "dòng trên bảng": self._title, "trang Thông tin": cover}
        for beside in self.beside:
            if beside.column in (None, position):
                said[beside.place] = said.get(beside.place, frozenset()) | {beside.factor}
        every = frozenset().union(*said.values())
        if len(every) > 1:
            return MoneyUnit(None, "; ".join(f"{place}: {_named(found)}" for place, found in said.items() if found))
        return MoneyUnit(next(iter(every), None))

    def _heading_texts(self, position: int) -> list[str]:
        """Texts of a column's heading; a blank upper cell belongs to the group on its left."""
        texts = []
        for index in range(self.first_row, self.first_line):
            row = self.rows[index]
            cell = row[position] if position < len(row) else ""
            if cell == "" and index + 1 < self.first_line:
                cell = next((left for left in reversed(row[:position]) if left != ""), "")
            if type(cell) is str and cell:
                texts.append(cell)
        return texts


@lru_cache(maxsize=4096)
def factors_in_heading(text: str) -> frozenset[int]:
    """Return the units of money that a heading names: Tiền phạt (triệu đồng), Trị giá - 1.000đ, (đồng)."""
    folded = clean(text).casefold()
    found = {_factor(match) for match in _IN_BRACKETS.finditer(folded)}
    found |= {_factor(match) for match in _AFTER_LABEL.finditer(folded)}
    return frozenset(found | {_factor(match) for match in _SCALED_UNIT.finditer(folded)})


@lru_cache(maxsize=4096)
def factors_in_title(text: str) -> frozenset[int]:
    """Return the units of money that a line above a table names: ĐVT: triệu đồng; only behind such a label."""
    if len(text) > 200:
        return frozenset()
    folded = clean(text).casefold()
    if not _MAY_BE.search(folded):
        return frozenset()
    several = {int(match["times"]) * _factor(match) for match in _MULTIPLIED.finditer(folded)}
    if several:
        return frozenset(several)
    patterns = (_AFTER_LABEL, _SHORT_AFTER_LABEL, _IN_BRACKETS)
    return frozenset(_factor(match) for pattern in patterns for match in pattern.finditer(folded))


@lru_cache(maxsize=4096)
def factors_aside(text: str) -> frozenset[int]:
    """Return the units of money that a text of its own names: triệu đồng; (tr.đ); số tiền ghi theo nghìn đồng."""
    if len(text) > 200:
        return frozenset()
    folded = clean(text).casefold()
    if not _MAY_BE.search(folded):
        return frozenset()
    alone = _ALONE.fullmatch(folded)
    return frozenset({_factor(alone)}) if alone else factors_in_title(text) | factors_told(text)


def factors_told(text: str) -> frozenset[int]:
    """Return the units of money that a sentence says its figures are in; a wish for another unit says nothing."""
    folded = clean(text).casefold()
    return frozenset() if _WISHED.search(folded) else frozenset(_factor(match) for match in _TOLD.finditer(folded))


@lru_cache(maxsize=4096)
def without_unit(text: str) -> str:
    """Return a heading without the unit of money at its end; the heading itself when it names none."""
    cleaned = clean(text)
    found = _AT_END.search(cleaned.casefold())
    # Where folding changes the length, positions of the folded text say nothing about the other.
    return cleaned[: found.start()] if found and len(cleaned) == len(cleaned.casefold()) else text


def _factor(match: re.Match[str]) -> int:
    return next(_FACTORS[name] for name, found in match.groupdict().items() if found and name in _FACTORS)


def _named(factors: frozenset[int]) -> str:
    return ", ".join(_NAMES.get(factor, str(factor)) for factor in sorted(factors))
