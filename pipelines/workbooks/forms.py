"""The form as data: which sheets, headings and kinds of columns a workbook of ours has.

Belongs here: reading `data/reference/forms/*.toml` into frozen objects. Does not: writing a workbook (`template`),
reading one (`reading`, `parsing`), or words of code lists (`context`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.errors import ReferenceDataError

KINDS = frozenset({"count", "money", "quantity", "percent", "code", "place", "date", "instant", "text", "mark", "pair"})
FIGURE_KINDS = frozenset({"count", "pair", "money", "quantity", "percent"})
"""Kinds whose cells are figures: they make a report filled, and a copy recognisable."""


@dataclass(frozen=True)
class FormColumn:
    """One column of a sheet."""

    heading: str
    kind: str
    column: str = ""
    """Column of the raw table that it fills; empty = read for the eye only."""
    second_column: str = ""
    """Column that the second number of a pair fills."""
    money_factor: int = 0
    """đồng in one unit of this column, where the layout knows it; 0 = as heading, title or cover say."""
    group: str = ""
    """Heading above several columns; empty = none."""
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

    @property
    def targets(self) -> tuple[str, ...]:
        """Columns of the raw table that it fills."""
        return tuple(filter(None, (self.column, self.second_column)))


@dataclass(frozen=True)
class FormSheet:
    """One sheet of lines."""

    name: str
    table: str
    """Raw table that its lines go to, without the schema."""
    title: str
    guide: str
    columns: tuple[FormColumn, ...]
    blank_lines: int
    has_total: bool = False

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
    sheets = {
        sheet["name"]: FormSheet(
            **{
                **sheet,
                "columns": tuple(FormColumn(**{**c, "aliases": tuple(c.get("aliases", ()))}) for c in sheet["columns"]),
            }
        )
        for sheet in data["sheets"]
    }
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
        units_of_money=data["units_of_money"],
        money_aliases=data["money_aliases"],
        words={name: tuple(words) for name, words in data["words"].items()},
        form_words={name: tuple(words) for name, words in data["form_words"].items()},
    )


def _check(book: FormBook, path: Path) -> None:
    known = {book.cover_sheet, *book.sheets}
    for form in book.forms.values():
        if missing := set(form.sheets) - known:
            raise ReferenceDataError(
                f"{path}: form {form.name} names sheet {sorted(missing)[0]!r}, which is not defined"
            )
    for sheet in book.sheets.values():
        headings = {column.heading for column in sheet.columns}
        for column in sheet.columns:
            if column.kind not in KINDS:
                raise ReferenceDataError(
                    f"{path}: sheet {sheet.name}, {column.heading}: kind {column.kind!r} is not one of {sorted(KINDS)}"
                )
            if (column.kind == "pair") != bool(column.second_column):
                raise ReferenceDataError(
                    f"{path}: sheet {sheet.name}, {column.heading}: a pair, and only a pair, has a second_column"
                )
            if column.at_most and column.at_most not in headings:
                raise ReferenceDataError(f"{path}: sheet {sheet.name}, {column.heading}: no column {column.at_most!r}")
