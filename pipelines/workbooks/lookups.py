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
from pipelines.periods import PeriodRule
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.forms import CoverField, FormSheet
from pipelines.workbooks.own_area import own_area
from pipelines.workbooks.sheet_lookups import SheetLookup, sheet_lookup, squeeze
from pipelines.workbooks.wording import bare, clean, fold, nearest

_PROVINCE_WORD = re.compile(r"^(?:thành phố|tỉnh|tp\.?|t\.)\s*")
_PART_TOTAL = re.compile(
    r"(?:tổng|cộng|công|tổng cộng|tổng công|tổng số)\s+(?:(?:mục|phần|nhóm|trang|i+|iv|vi*|ix|x|[0-9]+)\s*)+[:.]?"
)
"""The total of a part: Cộng III, Cộng mục II, and with the mark that people forget: Công I."""
_GROUP_TOTAL = re.compile(
    r"(?:(?:tieu cong|tong cong|tong so|tong|cong) (?:cua )?(?P<group>nhom (?:hang )?)?(?P<of>.+)"
    r"|(?P<before>.+?) (?:tieu cong|tong cong|tong so|tong|cong))"
)
"""The total of a group: Cộng nhóm thuốc, Tổng thuốc, Thuốc (cộng); in bare words."""
_MAY_ADD = re.compile(r"c[ộo]ng|t[ổo]ng", re.IGNORECASE)
_REMEMBERED = 20_000
_LONGEST_NAME = 200
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_USUAL_WINDOWS: Mapping[str, tuple[PeriodRule, ...]] = {
    "monthly": (PeriodRule("administrative_month"),),
    "yearly": (PeriodRule("year", first_day="12-15"),),
}
"""Windows where no directive of the province says otherwise: NĐ 09/2019/NĐ-CP, Điều 12."""


@dataclass(frozen=True)
class FoundPlace:
    """What a typed place means: its ward when certain, else names it could be."""

    ward_code: str | None
    candidates: tuple[str, ...] = ()
    area: str = ""
    """Kind of area that is said to be whole (`own_area`): ward, province, any, named; blank for an ordinary place."""


@dataclass(eq=False)
class Lookups:
    """Everything a file's words are looked up in."""

    context: ReadingContext
    sheets: Mapping[str, SheetLookup]
    """Sheets of our own form."""
    layouts: Mapping[str, tuple[SheetLookup, ...]]
    """Layout id -> its tables."""
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
    any_heading: frozenset[str]
    """Squeezed headings of every table, and of their groups."""
    footers: re.Pattern[str]
    """Words of the lines below a table: who signs, who receives it."""
    place_words: re.Pattern[str]
    """Words that begin the name of a place which is no ward."""
    measured_units: frozenset[str]
    """Folded units of measure that may have fractions."""
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

    def period_rules(self, province_code: str | None, form: str) -> tuple[PeriodRule, ...]:
        """Return how the windows of a form follow each other in a province, as its directives or the decree say."""
        return self.context.period_rules.get((province_code or "", form)) or _USUAL_WINDOWS.get(form, ())

    def sheet_of(self, name: str) -> str | None:
        """Return the declared sheet that a sheet's name means, spelled with or without marks; None for strangers."""
        return self.sheet_names.get(bare(name))

    def is_any_heading(self, text: str) -> bool:
        """Whether a text is the heading of a column, or of a group of them, in our form or in a layout."""
        return squeeze(bare(text)) in self.any_heading

    def is_province(self, text: str, province_code: str | None) -> bool:
        """Whether a place is the whole province itself."""
        return province_code is not None and (
            province_code_of(text, self) == province_code or bare(text).startswith(("toan tinh", "toan thanh pho"))
        )

    def is_total(self, text: str) -> bool:
        """Whether the first words of a line say that it is a total."""
        if text[:1] not in "TtCc " and text[:1].isprintable():
            return False
        folded = fold(text)
        return (
            folded in self.totals
            or _IN_BRACKETS.sub("", folded) in self.totals
            or folded.startswith("tổng cộng")
            or _PART_TOTAL.fullmatch(folded) is not None
        )

    def group_totalled(self, text: str) -> str | None:
        """Return the category whose total a name says it is; blank for a group of another name, None for no total."""
        found = _GROUP_TOTAL.fullmatch(bare(text)) if _MAY_ADD.search(text) else None
        if found is None:
            return None
        code = self.codes["categories"].get("~" + (found["of"] or found["before"]))
        return code or ("" if found["group"] else None)

    def _find_place(self, text: str, province_code: str | None) -> FoundPlace:
        wards = self.context.wards_of(province_code or "")
        if text in wards:
            return FoundPlace(wards[text])
        area, name = own_area(text, self.context.book.own_area_words)
        if area or self.context.places is None:
            return FoundPlace(None, (), area)
        if name and (code := self.context.places.match(name, province_code).code):
            return FoundPlace(code, (), "named")
        match = self.context.places.match(text, province_code)
        names = {code: name for name, code in wards.items()}
        return FoundPlace(match.code, () if match.code else tuple(names.get(c, c) for c in match.candidates))


@lru_cache(maxsize=4)
def lookups_of(context: ReadingContext) -> Lookups:
    """Make the dictionaries of a context; a worker does so once."""
    book = context.book
    names = {bare(name): name for name in (book.cover_sheet, *book.sheets)}
    names |= {bare(alias): sheet.name for sheet in book.sheets.values() for alias in sheet.also_named}
    ignorable = frozenset(map(bare, book.ignorable))
    other_meaning = _any_of(book.other_meaning)

    def lookup(sheet: FormSheet, layout: str, extra: Iterable[str] = ()) -> SheetLookup:
        also = ignorable | frozenset(map(bare, extra))
        begins = [word for column in sheet.columns for word in column.begins]
        return sheet_lookup(
            sheet,
            context.rules.values(),
            ignorable=also,
            other_meaning=other_meaning,
            begins=_any_of(begins) if begins else None,
            layout=layout,
        )

    sheets = {sheet.name: lookup(sheet, book.layout) for sheet in book.sheets.values()}
    layouts = {
        layout.id: tuple(lookup(sheet, layout.name, layout.ignorable) for sheet in layout.sheets)
        for layout in context.layouts
    }
    tables = (*sheets.values(), *(table for found in layouts.values() for table in found))
    return Lookups(
        context=context,
        sheets=sheets,
        layouts=layouts,
        any_heading=frozenset(squeeze(bare(text)) for table in tables for text in table.headings)
        | frozenset(heading for table in tables for heading in table.in_groups)
        | frozenset(squeeze(bare(c.group)) for table in tables for c in table.sheet.columns if c.group),
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
        footers=_any_of(book.footer_words),
        place_words=_any_of(book.place_words),
        measured_units=frozenset(map(fold, book.measured_units)),
    )


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Make a pattern for bare texts; # stands for a number, or none."""
    patterns = (r"\s*[0-9]*\s*".join(map(bare, word.split("#"))) for word in words)
    return re.compile("|".join(rf"\b{pattern}\b" for pattern in patterns))


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
        for text in (cover_field.label, _IN_BRACKETS.sub("", cover_field.label), *cover_field.aliases):
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
