"""The dictionaries of one declared table: which heading is which column, which label is which row.

Belongs here: headings and row labels by every spelling, and the rules about the lines of the table. Does not: words
of code lists, labels of the cover, names of reporters and places (`lookups`), or finding a heading (`headings`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pipelines.workbooks.findings import Rule
from pipelines.workbooks.forms import FormColumn, FormRow, FormSheet
from pipelines.workbooks.money_units import factors_aside, without_unit
from pipelines.workbooks.wording import bare, fold

_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_COUNTING = re.compile(r"\s*(?:\(\s*\d{1,2}\s*\)|\(?\s*\d{1,2}\s*=[\d\s=+()-]+)$")
"""The number of a column, or how it is made of others, behind its heading: (5), (5=6+7), 33=19-5."""
_SIGNS = re.compile(r"[%％‰$€£¥±]|[+＋]\s*/\s*[-–−]")
"""Signs that are no letters, so that comparing words overlooks them, but make a heading another figure: (%), (+/-)."""
_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Amounts:
    """What the amounts of one row or column lie between: đồng for each case."""

    rule: Rule
    least: int
    most: int
    per: str
    """Title of the row or column of the cases; empty = an amount is one case."""
    factor: int
    """đồng in one unit of the amounts as they are kept."""


@dataclass(frozen=True)
class SheetLookup:
    """One declared table with its headings by text, and the rules about its lines."""

    sheet: FormSheet
    headings: Mapping[str, FormColumn]
    """By folded, bare and squeezed text."""
    grouped: Mapping[tuple[str, str], FormColumn]
    """By squeezed text of group and heading."""
    in_groups: frozenset[str]
    """Squeezed headings that stand in groups."""
    rows: Mapping[tuple[str, str, str], FormRow]
    """By bare section, label and unit; a blank section or unit where that is enough."""
    sections: Mapping[str, str]
    """Squeezed name of a section, or what people call it -> the section of the rows."""
    labels: frozenset[str]
    """Squeezed labels of all rows."""
    begins: re.Pattern[str] | None
    """Words with which every name in the columns of labels begins; None = any name."""
    ignorable: frozenset[str]
    other_meaning: re.Pattern[str]
    """Words above a heading that make it another figure: lũy kế, cùng kỳ."""
    at_most: tuple[tuple[Rule, str, str], ...]
    adds_up: tuple[tuple[Rule, str, tuple[str, ...]], ...]
    per_case: tuple[tuple[Rule, str, str | None], ...]
    not_before: tuple[tuple[Rule, str, str], ...]
    filled_beside: tuple[tuple[Rule, str, tuple[str, ...]], ...]
    amounts: Mapping[str, Amounts]
    """Rows and columns of money that no column of the raw table takes, by title."""
    layout: str
    """Name and version of the layout it belongs to."""
    heading_memory: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What `headings` has read before."""

    def column_of(self, text: str) -> FormColumn | None:
        """Return the column with this heading, however it is spelled; None when there is none or more than one.

        A heading with a sign that the column does not have, such as (%), is not its heading.
        """
        found = self._named(text)
        return None if found and _gives_other_unit(text, found) else found

    def _named(self, text: str) -> FormColumn | None:
        found = self.headings.get(fold(text)) or self.headings.get(key := bare(text)) or self.headings.get(squeeze(key))
        if found is None and text[-1:] in ")0123456789" and (plain := _COUNTING.sub("", text)) != text:
            return self._named(plain)
        if found is None and (plain := without_unit(text)) != text:
            found = self._named(plain)
            return found if found and found.kind == "money" else None
        return found

    def is_heading(self, text: str) -> bool:
        """Whether a text is the heading of a column, be it one of several."""
        return self.column_of(text) is not None or squeeze(bare(text)) in self.in_groups

    def column_under(self, text: str, groups: Sequence[str]) -> FormColumn | None:
        """Return the column with this heading under these groups; None when a group gives it another meaning."""
        found = self._under(text, groups)
        return None if found and any(_gives_other_unit(words, found) for words in (text, *groups)) else found

    def _under(self, text: str, groups: Sequence[str]) -> FormColumn | None:
        for group in groups:
            if found := self.grouped.get((squeeze(bare(group)), squeeze(bare(_COUNTING.sub("", text))))):
                return found
        if any(self.other_meaning.search(bare(group)) for group in groups):
            return None
        return self.column_of(text)


def _gives_other_unit(text: str, column: FormColumn) -> bool:
    own = (column.heading, *column.aliases, column.group, *column.group_aliases)
    return has_other_sign(text, (*own, "%％") if column.kind == "percent" else own)


def has_other_sign(text: str, own: Iterable[str]) -> bool:
    """Whether a text has a sign such as % that none of a column's or row's own texts has."""
    signs = set(_SIGNS.findall(text))
    return bool(signs) and not signs <= set(_SIGNS.findall(" ".join(own)))


def squeeze(text: str) -> str:
    """Return a bare text without spaces, for words that were cut at the end of a line."""
    return text.replace(" ", "")


def sheet_lookup(
    sheet: FormSheet,
    rules: Collection[Rule],
    *,
    ignorable: frozenset[str],
    other_meaning: re.Pattern[str],
    begins: re.Pattern[str] | None,
    layout: str,
) -> SheetLookup:
    """Make the dictionaries of one declared table."""
    grouped: dict[tuple[str, str], FormColumn] = {}
    spelled = [(heading, column) for column in sheet.columns for heading in (column.heading, *column.aliases)]
    for heading, column in tuple(spelled):
        for group in (column.group, *column.group_aliases) if column.group else ():
            grouped[squeeze(bare(group)), squeeze(bare(heading))] = column
            spelled.append((f"{group} {heading}", column))
    targets = {target for column in sheet.columns for target in column.targets}
    about = [
        rule
        for rule in rules
        if targets.issuperset((*rule.at_most, *rule.adds_up, *rule.per_case, *rule.not_before, *rule.filled_beside))
    ]
    return SheetLookup(
        sheet,
        _spellings(spelled),
        grouped,
        frozenset(heading for _, heading in grouped),
        _without_clashes([(key, row) for row in sheet.rows for key in _row_keys(row)]),
        {squeeze(bare(row.section)): row.section for row in sheet.rows if row.section}
        | {squeeze(bare(alias)): section.name for section in sheet.sections for alias in section.aliases},
        frozenset(squeeze(bare(label)) for row in sheet.rows for label in (row.label, *row.aliases)),
        begins,
        ignorable,
        other_meaning,
        tuple((rule, rule.at_most[0], rule.at_most[1]) for rule in about if rule.at_most),
        tuple((rule, rule.adds_up[0], rule.adds_up[1:]) for rule in about if rule.adds_up),
        tuple((rule, *_amount_and_cases(rule.per_case)) for rule in about if rule.per_case),
        tuple((rule, rule.not_before[0], rule.not_before[1]) for rule in about if rule.not_before),
        tuple((rule, rule.filled_beside[0], rule.filled_beside[1:]) for rule in about if rule.filled_beside),
        next((_amounts(sheet, rule) for rule in rules if rule.every_amount), {}),
        layout,
    )


def _amounts(sheet: FormSheet, rule: Rule) -> dict[str, Amounts]:
    """Return rows and columns of money by title, each with its own bounds, or those of any amount."""
    found: list[tuple[FormColumn | FormRow, int]]
    found = [(column, 1) for column in sheet.columns if column.kind == "money" and column.is_indicator]
    found += [(row, factor) for row in sheet.rows if (factor := money_factor(row))]
    return {
        one.title: Amounts(rule, one.least or rule.least, one.most or rule.most, one.per, factor)
        for one, factor in found
    }


def money_factor(row: FormRow) -> int:
    """Return how many đồng one unit of a row is; 0 where it counts something else."""
    return next(iter(factors_aside(row.unit)), 0)


def _amount_and_cases(names: Sequence[str]) -> tuple[str, str | None]:
    return names[0], names[1] if len(names) > 1 else None


def _spellings(headings: Sequence[tuple[str, FormColumn]]) -> dict[str, FormColumn]:
    """Columns by every spelling of their headings; the closer wins: as written, without marks, spaces, brackets."""
    ways: tuple[Callable[[str], str], ...] = (
        lambda heading: squeeze(bare(_IN_BRACKETS.sub("", heading))),
        lambda heading: bare(_IN_BRACKETS.sub("", heading)),
        lambda heading: squeeze(bare(heading)),
        bare,
        fold,
    )
    found: dict[str, FormColumn] = {}
    for spell in ways:
        found |= _without_clashes([(spell(heading), column) for heading, column in headings])
    return found


def unit_key(unit: str) -> str:
    """Return a unit of measure as rows are found by it; the sign % is a unit of its own, also in words."""
    key = squeeze(bare(unit))
    return "%" if unit.strip() == "%" or key == "phantram" else key


def _row_keys(row: FormRow) -> set[tuple[str, str, str]]:
    section, unit = squeeze(bare(row.section)), unit_key(row.unit)
    labels = [squeeze(bare(label)) for label in (row.label, *row.aliases)]
    return {(s, label, u) for label in labels for s in (section, "") for u in (unit, "")}


def _without_clashes(pairs: Iterable[tuple[_Key, _Value]]) -> dict[_Key, _Value]:
    """Keep the keys that mean one thing only."""
    found: dict[_Key, _Value] = {}
    clashes = set()
    for key, value in pairs:
        if found.setdefault(key, value) is not value:
            clashes.add(key)
    return {key: value for key, value in found.items() if key not in clashes}
