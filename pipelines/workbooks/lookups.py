"""Dictionaries made once from a context, so that reading a cell is one look-up.

Belongs here: headings, words of code lists, labels, names of reporters and places, by their folded text. Does not:
the reference data themselves (`context`) or any decision about a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from pipelines import periods
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.findings import Rule
from pipelines.workbooks.forms import CoverField, FormColumn, FormSheet
from pipelines.workbooks.money_units import without_unit
from pipelines.workbooks.wording import bare, clean, fold, nearest

_PROVINCE_WORD = re.compile(r"^(?:thành phố|tỉnh|tp\.?|t\.)\s*")
_REMEMBERED = 20_000
_LONGEST_NAME = 200
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")


@dataclass(frozen=True)
class FoundPlace:
    """What a typed place means: its ward when certain, else names it could be."""

    ward_code: str | None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetLookup:
    """One declared sheet with its headings by folded and by bare text, and the rules about its lines."""

    sheet: FormSheet
    headings: Mapping[str, FormColumn]
    bare_headings: Mapping[str, FormColumn]
    at_most: tuple[tuple[Rule, str, str], ...]
    adds_up: tuple[tuple[Rule, str, tuple[str, ...]], ...]
    per_case: tuple[tuple[Rule, str, str], ...] = ()
    not_before: tuple[tuple[Rule, str, str], ...] = ()

    def column_of(self, text: str) -> FormColumn | None:
        """Return the column with this heading, spelled with or without marks; None when there is none."""
        found = self.headings.get(fold(text)) or self.bare_headings.get(bare(text))
        if found is None and (plain := without_unit(text)) is not text:
            found = self.headings.get(fold(plain)) or self.bare_headings.get(bare(plain))
            return found if found and found.kind == "money" else None
        return found


@dataclass(eq=False)
class Lookups:
    """Everything a file's words are looked up in."""

    context: ReadingContext
    sheets: Mapping[str, SheetLookup]
    sheet_names: Mapping[str, str]
    """Bare sheet name -> declared name, the cover's too."""
    codes: Mapping[str, Mapping[str, str]]
    cover: Mapping[str, CoverField]
    money_units: Mapping[str, int]
    forms: Mapping[str, str]
    provinces: Mapping[str, str]
    reporters: Mapping[tuple[str, str], tuple[str, ...]]
    """(province code, folded name) -> reporter ids."""
    totals: frozenset[str]
    ignorable: frozenset[str]
    _places: dict[tuple[str, str], FoundPlace] = field(default_factory=dict)
    _periods: dict[str, str | None] = field(default_factory=dict)

    def code(self, list_name: str, text: str) -> str | None:
        """Return the code of a word of a code list; None when the list has no such word."""
        codes = self.codes[list_name]
        return codes.get(fold(text)) or codes.get("~" + bare(text))

    def nearest_word(self, list_name: str, text: str) -> str | None:
        """Return the word of a code list that resembles the text most."""
        return nearest(text, self.context.lists[list_name].codes)

    def place(self, text: str, province_code: str | None) -> FoundPlace:
        """Find the ward that a typed place means within a province."""
        key = (text, province_code or "")
        found = self._places.get(key)
        if found is None:
            if len(self._places) >= _REMEMBERED:
                self._places.clear()
            found = self._places[key] = self._find_place(clean(text)[:_LONGEST_NAME], province_code)
        return found

    def period(self, text: str) -> str | None:
        """Return the code of a period as typed; None when it is not understood."""
        if text not in self._periods:
            if len(self._periods) >= _REMEMBERED:
                self._periods.clear()
            self._periods[text] = periods.understand(clean(text), self.context.period_names).period
        return self._periods[text]

    def sheet_of(self, name: str) -> str | None:
        """Return the declared sheet that a sheet's name means, spelled with or without marks; None for strangers."""
        return self.sheet_names.get(bare(name))

    def is_province(self, text: str, province_code: str | None) -> bool:
        """Whether a place is the whole province itself."""
        return province_code is not None and (
            province_code_of(text, self) == province_code or bare(text).startswith(("toan tinh", "toan thanh pho"))
        )

    def is_total(self, text: str) -> bool:
        """Whether the first words of a line say that it is a total."""
        if text[:1] not in "TtCc":
            return False
        folded = fold(text)
        return folded in self.totals or _IN_BRACKETS.sub("", folded) in self.totals or folded.startswith("tổng cộng")

    def _find_place(self, text: str, province_code: str | None) -> FoundPlace:
        wards = self.context.wards_of(province_code or "")
        if text in wards:
            return FoundPlace(wards[text])
        if self.context.places is None:
            return FoundPlace(None)
        match = self.context.places.match(text, province_code)
        names = {code: name for name, code in wards.items()}
        return FoundPlace(match.code, () if match.code else tuple(names.get(c, c) for c in match.candidates))


@lru_cache(maxsize=4)
def lookups_of(context: ReadingContext) -> Lookups:
    """Make the dictionaries of a context; a worker does so once."""
    book = context.book
    names = {bare(name): name for name in (book.cover_sheet, *book.sheets)}
    return Lookups(
        context=context,
        sheets={sheet.name: _sheet_lookup(sheet, context.rules.values()) for sheet in book.sheets.values()},
        sheet_names=names,
        codes={name: _words_of(code_list.codes) for name, code_list in context.lists.items()},
        cover=_labels(book.cover_fields),
        money_units={fold(word): factor for word, factor in book.units_of_money.items()}
        | {fold(alias): book.units_of_money[word] for alias, word in book.money_aliases.items()},
        forms={fold(word): form for form, words in book.form_words.items() for word in words}
        | {fold(form.title): name for name, form in book.forms.items()}
        | {name: name for name in book.forms},
        provinces=_provinces(context.provinces),
        reporters=_reporters(context),
        totals=frozenset(map(fold, book.total_words)),
        ignorable=frozenset(map(bare, book.ignorable)),
    )


def _sheet_lookup(sheet: FormSheet, rules: Iterable[Rule]) -> SheetLookup:
    headings: dict[str, FormColumn] = {}
    for column in sheet.columns:
        for heading in (column.heading, *column.aliases):
            headings[fold(heading)] = column
    bare_headings: dict[str, FormColumn] = {}
    clashes = set()
    for heading, column in headings.items():
        for key in (bare(heading), bare(_IN_BRACKETS.sub("", heading))):
            if bare_headings.setdefault(key, column) is not column:
                clashes.add(key)
    targets = {column.column for column in sheet.columns}
    about = [
        rule for rule in rules if targets.issuperset((*rule.at_most, *rule.adds_up, *rule.per_case, *rule.not_before))
    ]
    return SheetLookup(
        sheet,
        headings,
        {key: column for key, column in bare_headings.items() if key not in clashes},
        tuple((rule, rule.at_most[0], rule.at_most[1]) for rule in about if rule.at_most),
        tuple((rule, rule.adds_up[0], rule.adds_up[1:]) for rule in about if rule.adds_up),
        tuple((rule, rule.per_case[0], rule.per_case[1]) for rule in about if rule.per_case),
        tuple((rule, rule.not_before[0], rule.not_before[1]) for rule in about if rule.not_before),
    )


def _words_of(codes: Mapping[str, str]) -> dict[str, str]:
    """Words by folded text, codes themselves, and words without marks behind a tilde where only one word has them."""
    words = {fold(word): code for word, code in codes.items()} | {fold(code): code for code in codes.values()}
    plain: dict[str, set[str]] = {}
    for word, code in codes.items():
        plain.setdefault("~" + bare(word), set()).add(code)
    return words | {key: next(iter(found)) for key, found in plain.items() if len(found) == 1}


def _labels(fields: Iterable[CoverField]) -> dict[str, CoverField]:
    labels = {}
    for cover_field in fields:
        for text in (cover_field.label, _IN_BRACKETS.sub("", cover_field.label)):
            labels[fold(text)] = labels[bare(text)] = cover_field
    return labels


def _provinces(provinces: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for code, name in provinces.items():
        for text in (code, fold(name), _PROVINCE_WORD.sub("", fold(name)), bare(_PROVINCE_WORD.sub("", fold(name)))):
            found[text] = code
    return found


def _reporters(context: ReadingContext) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for reporter in context.reporters.values():
        key = (reporter.province_code, fold(reporter.name))
        found[key] = (*found.get(key, ()), reporter.reporter_id)
    return found


def province_code_of(text: str, lookups: Lookups) -> str | None:
    """Return the province that a text names, by code or name; None when it names none."""
    folded = fold(text)
    bare_name = _PROVINCE_WORD.sub("", folded)
    return lookups.provinces.get(folded) or lookups.provinces.get(bare_name) or lookups.provinces.get(bare(bare_name))
