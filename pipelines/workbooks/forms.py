"""The form as data: which sheets, headings and kinds of columns a workbook of ours has.

Belongs here: `FormSheet`, which our form and foreign layouts share, and reading `data/reference/forms/*.toml` into
frozen objects. Does not: foreign layouts (`layouts`), writing a workbook (`template`), reading one (`parsing`).
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.errors import ReferenceDataError

KINDS = frozenset({"count", "money", "quantity", "percent", "pair", "code", "place", "date", "instant", "text", "mark"})
ROW_KINDS = frozenset({"label", "unit"})
"""Kinds of the columns that name a row known beforehand."""
FIGURE_KINDS = frozenset({"count", "pair", "money", "quantity", "percent"})
"""Kinds whose cells are figures: they make a report filled, and a copy recognisable."""
INDICATORS = "indicators"
"""Table of figures that have no column of their own: row label × column heading."""


@dataclass(frozen=True)
class FormColumn:
    """One column of a sheet."""

    heading: str
    kind: str
    column: str = ""
    """Column of the raw table that it fills; empty = words for the eye only, or a figure that is an indicator."""
    second_column: str = ""
    """Column that the second number of a pair fills."""
    money_factor: int = 0
    """đồng in one unit of this column, where the layout knows it; 0 = as heading, title or cover say."""
    group: str = ""
    """Heading above several columns; empty = none."""
    group_aliases: tuple[str, ...] = ()
    list: str = ""
    """Code list that its words come from: categories, violations or channels."""
    words: str = ""
    """List of proposed words, which do not bind."""
    total: str = ""
    """How the total line relates to the lines: sum, distinct or nothing."""
    at_most: str = ""
    """Heading of the column that it may not exceed."""
    width: float = 9.5
    hint: str = ""
    aliases: tuple[str, ...] = ()
    is_optional: bool = False
    """Whether a file without it lacks nothing."""
    or_else: str = ""
    """Heading of the column that a file may have in its place."""
    per: str = ""
    """Heading of the cases that an amount is the sum of; empty = it is one case."""
    least: int = 0
    most: int = 0
    """đồng for one case, where they differ from what any amount of money lies between (rule `amount_out_of_range`)."""
    begins: tuple[str, ...] = ()
    """Words, one of which begins every name in a column of labels; empty = any name."""
    title: str = ""
    """Its heading, with the group before it where the sheet has that heading twice; made by `form_sheet`."""

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """Columns of the raw table that it fills."""
        return tuple(filter(None, (self.column, self.second_column)))

    @property
    def is_indicator(self) -> bool:
        """Whether it holds figures that no column of a raw table takes."""
        return self.kind in FIGURE_KINDS and not self.column


@dataclass(frozen=True)
class FormRow:
    """One row of a sheet whose rows are known beforehand: its key is section, label and unit together."""

    label: str
    unit: str = ""
    section: str = ""
    aliases: tuple[str, ...] = ()
    per: str = ""
    """Title of the row of cases that an amount of money is the sum of; empty = it is one case."""
    least: int = 0
    most: int = 0
    """đồng for one case, as in `FormColumn`."""

    @property
    def title(self) -> str:
        """The row as a person would name it."""
        return " – ".join(filter(None, (self.section, self.label))) + (f" ({self.unit})" if self.unit else "")


@dataclass(frozen=True)
class FormSection:
    """A section of a sheet whose rows are known beforehand, where people call it by other names too."""

    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class FormSum:
    """A column or row that is the sum of others, by title."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class FormRatio:
    """A row that is the share of one row in another, in percent, by title."""

    row: str
    part: str
    whole: str


@dataclass(frozen=True)
class FormSheet:
    """One table: a sheet of our form, or of a foreign layout."""

    name: str
    table: str
    """Raw table that its lines go to, without the schema."""
    title: str
    columns: tuple[FormColumn, ...]
    guide: str = ""
    blank_lines: int = 0
    has_total: bool = False
    also_named: tuple[str, ...] = ()
    """Other names of the sheet."""
    rows: tuple[FormRow, ...] = ()
    """The rows, where they are known beforehand; empty = any line."""
    sections: tuple[FormSection, ...] = ()
    """Sections of the rows that have other names; the others need not be here."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Raw column -> value of every line."""
    column_sums: tuple[FormSum, ...] = ()
    row_sums: tuple[FormSum, ...] = ()
    ratios: tuple[FormRatio, ...] = ()

    @property
    def has_groups(self) -> bool:
        """Whether its heading takes two rows."""
        return any(column.group for column in self.columns)


@dataclass(frozen=True)
class CoverField:
    """One line of the cover: a label in column A, an answer in column B."""

    label: str
    field: str
    kind: str
    hint: str = ""
    locked: bool = False
    tall: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """One form: its title and sheets, in order."""

    name: str
    title: str
    sheets: tuple[str, ...]
    needs_period: bool


@dataclass(frozen=True)
class FormBook:
    """One version of our workbook: every form, sheet and heading."""

    id: str
    version: str
    forms: Mapping[str, Form]
    sheets: Mapping[str, FormSheet]
    cover_sheet: str
    cover_guide: str
    cover_fields: tuple[CoverField, ...]
    hidden_label: str
    total_label: str
    lists_sheet: str
    """Hidden sheet with the words of the drop-downs; holds no data of a report."""
    total_words: tuple[str, ...]
    ignorable: tuple[str, ...]
    other_meaning: tuple[str, ...]
    """Words above a heading that make it another figure."""
    footer_words: tuple[str, ...]
    """Words of the lines below a table."""
    place_words: tuple[str, ...]
    """Words that begin the name of a place which is no ward: a market, a hamlet, a former district."""
    own_area_words: tuple[str, ...]
    """Words before a kind of area that make it the reporter's own."""
    measured_units: tuple[str, ...]
    """Units of measure that may have fractions; everything else is counted."""
    units_of_money: Mapping[str, int]
    money_aliases: Mapping[str, str]
    words: Mapping[str, tuple[str, ...]]
    form_words: Mapping[str, tuple[str, ...]]

    @property
    def layout(self) -> str:
        """Name and version of the layout, as kept in `raw.reports`."""
        return f"{self.id}/{self.version}"


def read_form_book(path: Path) -> FormBook:
    """Read one file of `data/reference/forms`.

    Raises:
        ReferenceDataError: The file is missing, no TOML, or names a kind or sheet that does not exist.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        book = _book(data)
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise ReferenceDataError(f"{path}: the form cannot be read ({error!r}); restore the shipped file") from error
    _check(book, path)
    return book


def _book(data: dict[str, Any]) -> FormBook:
    sheets = {sheet["name"]: form_sheet(sheet) for sheet in data["sheets"]}
    cover = data["cover"]
    return FormBook(
        id=data["id"],
        version=data["version"],
        forms={
            name: Form(name, form["title"], tuple(form["sheets"]), form["needs_period"])
            for name, form in data["forms"].items()
        },
        sheets=sheets,
        cover_sheet=cover["sheet"],
        cover_guide=cover["guide"],
        cover_fields=tuple(CoverField(**field) for field in cover["fields"]),
        hidden_label=cover["hidden_label"],
        total_label=data["total_label"],
        lists_sheet=data["lists_sheet"],
        total_words=tuple(data["total_words"]),
        ignorable=tuple(data["ignorable"]),
        other_meaning=tuple(data["other_meaning"]),
        footer_words=tuple(data["footer_words"]),
        place_words=tuple(data["place_words"]),
        own_area_words=tuple(data["own_area_words"]),
        measured_units=tuple(data["measured_units"]),
        units_of_money=data["units_of_money"],
        money_aliases=data["money_aliases"],
        words={name: tuple(words) for name, words in data["words"].items()},
        form_words={name: tuple(words) for name, words in data["form_words"].items()},
    )


def form_sheet(data: Mapping[str, Any]) -> FormSheet:
    """Make a table from its entry in a form or layout.

    Raises:
        KeyError, TypeError: the entry lacks a field or has a strange one.
    """
    columns = [FormColumn(**_frozen(entry)) for entry in data["columns"]]
    repeated = Counter(column.heading for column in columns)
    made = {
        **_frozen(data),
        "columns": tuple(
            replace(c, title=f"{c.group} – {c.heading}" if c.group and repeated[c.heading] > 1 else c.heading)
            for c in columns
        ),
        "rows": tuple(FormRow(**_frozen(entry)) for entry in data.get("rows", ())),
        "sections": tuple(FormSection(**_frozen(entry)) for entry in data.get("sections", ())),
        "column_sums": tuple(FormSum(**_frozen(entry)) for entry in data.get("column_sums", ())),
        "row_sums": tuple(FormSum(**_frozen(entry)) for entry in data.get("row_sums", ())),
        "ratios": tuple(FormRatio(**entry) for entry in data.get("ratios", ())),
    }
    return FormSheet(**made)


def _frozen(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def _check(book: FormBook, path: Path) -> None:
    known = {book.cover_sheet, *book.sheets}
    for form in book.forms.values():
        if missing := set(form.sheets) - known:
            raise ReferenceDataError(
                f"{path}: form {form.name} names sheet {sorted(missing)[0]!r}, which is not defined"
            )
    for sheet in book.sheets.values():
        if trouble := trouble_of(sheet):
            raise ReferenceDataError(f"{path}: sheet {sheet.name}, {trouble}")


def trouble_of(sheet: FormSheet) -> str | None:
    """Say what is wrong with a table's declaration; None when nothing is."""
    headings = {column.heading for column in sheet.columns}
    for column in sheet.columns:
        troubles = (
            (column.kind in KINDS | ROW_KINDS, f"kind {column.kind!r} is not one of {sorted(KINDS | ROW_KINDS)}"),
            ((column.kind == "pair") == bool(column.second_column), "a pair, and only a pair, has a second_column"),
            (not column.begins or column.kind == "label", "only names in a column of labels begin with certain words"),
            *(
                (not wanted or wanted in headings, f"no column {wanted!r}")
                for wanted in (column.at_most, column.or_else, column.per)
            ),
        )
        if text := next((text for is_right, text in troubles if not is_right), ""):
            return f"{column.heading}: {text}"
    if len({column.title for column in sheet.columns}) < len(sheet.columns):
        return "two columns have the same group and heading"
    row_titles, column_titles = {row.title for row in sheet.rows}, {column.title for column in sheet.columns}
    if len(row_titles) < len(sheet.rows):
        return "two rows have the same section, label and unit"
    named: list[tuple[set[str], tuple[str, ...]]] = [(column_titles, (s.total, *s.parts)) for s in sheet.column_sums]
    named += [({row.section for row in sheet.rows}, (section.name,)) for section in sheet.sections]
    named += [(row_titles, (s.total, *s.parts)) for s in sheet.row_sums]
    named += [(row_titles, (row.per,)) for row in sheet.rows if row.per]
    named += [(row_titles, (r.row, r.part, r.whole)) for r in sheet.ratios]
    return next(
        (f"no row, section or column {title!r}" for titles, wanted in named for title in wanted if title not in titles),
        None,
    )
