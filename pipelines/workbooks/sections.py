"""Rows known beforehand, by the section in which they stand: a label may stand in two.

Belongs here: rows found by section, label and unit together, rows that begin a section; words that nobody knows hold
back the figures below them, which may be of another unit, period or kind. Does not: reading figures (`matrix`),
sections of tables of lines (`row_kinds`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FormRow
from pipelines.workbooks.money_units import factors_aside, factors_in_heading, without_unit
from pipelines.workbooks.row_kinds import RowKinds, is_ordinal, without_number
from pipelines.workbooks.sheet_lookups import SheetLookup, has_other_sign, money_factor, squeeze, unit_key
from pipelines.workbooks.wording import bare, clean, nearest

_OF_THE_SAME = re.compile(r"(?:trong do|bao gom|gom|gom co|chia ra|cu the|trong ky|chia theo)\b")
"""Words between rows of one section."""
_LONGEST = 80
_MONEY_KEYS = ("dong", "nghindong", "trieudong", "tydong")
"""Units of money in which a layout may have a row; a file may write it in another one."""


class Sections:
    """Follows the sections while the rows of one table go by."""

    def __init__(self, lookup: SheetLookup, rows: RowKinds, above: Iterable[Sequence[Any]]) -> None:
        self.current = ""
        """Section of the next row; blank where none has begun."""
        self.were_strange = False
        """Whether figures were held back."""
        self._lookup = lookup
        self._rows = rows
        self._begun: set[str] = set()
        self._titles = {clean(text) for row in above for text in row if type(text) is str and text}
        """What stands above the first heading, and again above that of a further page."""
        self._strange: tuple[int, str] | None = None
        self._is_said = False

    def find(self, row: Sequence[Any], index: int, label: str, unit: str) -> FormRow | None:
        """Return the row of the form that a row (`index` from 0) is; any other may begin a section."""
        found = find_row(self._lookup, self.current, label, unit)
        if found is None:
            self._see(row, index, label, unit)
        return found

    def _see(self, row: Sequence[Any], index: int, label: str, unit: str) -> None:
        has_figures = self._rows.has_figures(row)
        words = label or next((clean(v) for v in row if type(v) is str and clean(v) and not is_ordinal(v)), "")
        name = squeeze(bare(without_number(words)))
        if name in self._lookup.sections:
            self.current = self._lookup.sections[name]
            if self.current not in self._begun:
                # Where it begins a second time, the words before it may name another unit or period.
                self._strange = None
            self._begun.add(self.current)
        elif not (has_figures or unit or not name or name in self._lookup.labels or self._says_nothing(row, words)):
            self._strange, self._is_said = (index, words), False

    def _says_nothing(self, row: Sequence[Any], words: str) -> bool:
        """Whether words are those above or below a table, or leave the section as it is."""
        is_title = words in self._titles
        return is_title or self._rows.is_footer(row) or _OF_THE_SAME.match(bare(without_number(words))) is not None

    def is_strange(self, sheet: str, findings: Findings) -> bool:
        """Whether the row with figures that is read now stands below words that nobody knows; says so once."""
        if self._strange is None:
            return False
        index, words = self._strange
        if not self._is_said:
            close = nearest(words, self._lookup.sections.values()) or "xem biểu mẫu"
            cell = f"A{index + 1}"
            findings.add("unknown_section", sheet=sheet, cell=cell, value=words[:_LONGEST], expected=close)
        self._is_said = self.were_strange = True
        return True


def find_row(lookup: SheetLookup, section: str, label: str, unit: str) -> FormRow | None:
    """Return the row with this key; the section or unit may be left out only where one row alone fits."""
    found = _row_named(lookup, section, label, unit_key(unit))
    if lookup.amounts:
        said = units_of_money(label, unit)
        if found is None and said:
            plain = without_unit(label)
            found = next((row for key in _MONEY_KEYS if (row := _row_named(lookup, section, plain, key))), None)
            found = found if found and money_factor(found) else None
        if len(said) > 1:
            return None
    return None if found and has_other_sign(label, (found.label, *found.aliases, found.unit)) else found


def _row_named(lookup: SheetLookup, section: str, label: str, unit: str) -> FormRow | None:
    at, name = squeeze(bare(section)), squeeze(bare(without_number(label)))
    if not name:
        return None
    return lookup.rows.get((at, name, unit)) or (None if at else lookup.rows.get(("", name, unit)))


def units_of_money(label: str, unit: str) -> frozenset[int]:
    """Return the units of money that a row says its figures are in, in its label or in the column of units."""
    return factors_aside(unit) | factors_in_heading(label)
