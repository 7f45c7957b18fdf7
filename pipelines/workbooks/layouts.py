"""Layouts of others as data: which tables their files hold and where reporter, form and period stand.

Belongs here: reading `data/reference/layouts/*.toml` into frozen objects, older wordings of our own form, the
fingerprint that says when files have to be read again. Does not: our own form (`forms`), finding a layout in a file
(`blocks`), or guessing one (`proposing`).
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipelines.errors import ReferenceDataError
from pipelines.workbooks.forms import FormBook, FormColumn, FormSheet, form_sheet, trouble_of

FOLDER = "layouts"
REPORTS = ("file", "sheet", "block")
"""What makes one report: all tables of a file, one sheet, or one table with its own title."""
_NAME = re.compile(r"[a-z0-9_]+")


@dataclass(frozen=True)
class CoverFact:
    """Where one answer of the cover stands in a foreign file."""

    field: str
    """reporter_code, reporter_name, province, period, document_number, signed_on, signed_by, money_unit, …"""
    labels: tuple[str, ...] = ()
    """The answer stands behind one of these words, or in the next filled cell."""
    pattern: str = ""
    """Regular expression for clean text, whatever its case; the answer is its first group."""
    in_sheet_name: bool = False
    """Whether the name of the sheet says it (by `pattern`, else the whole name)."""


@dataclass(frozen=True)
class Layout:
    """One layout of somebody else, in one version."""

    id: str
    version: str
    title: str
    source: str
    quote: str
    sheets: tuple[FormSheet, ...]
    anchors: tuple[str, ...] = ()
    """Words, one of which stands above the table; empty = the headings are enough."""
    form: str = ""
    """Form that the layout implies; empty = the cover facts say it."""
    reports: str = "file"
    ignorable: tuple[str, ...] = ()
    answers: Mapping[str, str] | None = None
    """Answers that hold for every file of the layout, e.g. province or money_unit."""
    facts: tuple[CoverFact, ...] = ()

    @property
    def name(self) -> str:
        """Name and version, as kept in `raw.reports`."""
        return f"{self.id}/{self.version}"


@dataclass(frozen=True)
class Wording:
    """An older wording of our own form: what its headings, sheets and labels are called today."""

    version: str
    sheets: Mapping[str, str]
    cover: Mapping[str, str]
    headings: Mapping[str, Mapping[str, str]]
    """Sheet of today -> old heading -> heading of today."""


def read_layouts(folders: Iterable[Path]) -> tuple[tuple[Layout, ...], tuple[Wording, ...]]:
    """Read every layout of the folders; a file of a later folder replaces the one of its name.

    Raises:
        ReferenceDataError: a file cannot be read, or says something that cannot be.
    """
    files = {path.name: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    layouts: list[Layout] = []
    wordings: list[Wording] = []
    for _, path in sorted(files.items()):
        try:
            data = tomllib.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ReferenceDataError(f"{path}: the layout cannot be read ({error})") from error
        if "older_wording_of" in data:
            wordings.append(_wording(data, path))
        else:
            layouts.append(parse_layout(data, str(path)))
    return tuple(layouts), tuple(wordings)


def parse_layout(data: Mapping[str, Any], path: str) -> Layout:
    """Make a layout of the data of its file.

    Raises:
        ReferenceDataError: it lacks something or says something that cannot be; the text says what.
    """
    try:
        layout = Layout(
            id=data["id"],
            version=str(data["version"]),
            title=data["title"],
            source=data["source"],
            quote=data["quote"],
            sheets=tuple(form_sheet({"title": data["title"], **sheet}) for sheet in data["sheets"]),
            anchors=tuple(data.get("anchors", ())),
            form=data.get("form", ""),
            reports=data.get("reports", "file"),
            ignorable=tuple(data.get("ignorable", ())),
            answers=data.get("answers"),
            facts=tuple(_fact(entry) for entry in data.get("facts", ())),
        )
    except (KeyError, TypeError) as error:
        raise ReferenceDataError(f"{path}: {error!r} is missing or unknown") from error
    trouble = _trouble(layout)
    if trouble:
        raise ReferenceDataError(f"{path}: {trouble}")
    return layout


def _fact(entry: Mapping[str, Any]) -> CoverFact:
    return CoverFact(**{**entry, "labels": tuple(entry.get("labels", ()))})


def _trouble(layout: Layout) -> str | None:
    said = [
        (bool(_NAME.fullmatch(layout.id)), f"id {layout.id!r}: use small letters, digits and _"),
        (bool(layout.source.strip() and layout.quote.strip()), "say where the layout comes from: source and quote"),
        (layout.reports in REPORTS, f"reports {layout.reports!r} is not one of {', '.join(REPORTS)}"),
        (bool(layout.sheets), "no table"),
    ]
    troubles = [text for is_right, text in said if not is_right]
    for fact in layout.facts:
        try:
            if fact.pattern and re.compile(fact.pattern).groups < 1:
                troubles.append(f"fact {fact.field}: the pattern has no group")
        except re.error as error:
            troubles.append(f"fact {fact.field}: {error}")
    troubles += [f"{sheet.name}: {found}" for sheet in layout.sheets if (found := _doubled(sheet))]
    troubles += [f"{sheet.name}: {found}" for sheet in layout.sheets if (found := trouble_of(sheet))]
    return troubles[0] if troubles else None


def _doubled(sheet: FormSheet) -> str | None:
    """Say which raw column two columns of a table would fill: the second would overwrite the first."""
    seen: dict[str, str] = {}
    for column in sheet.columns:
        for target in column.targets:
            if target in seen:
                return f"{seen[target]!r} and {column.title!r} both fill {target}: leave one without `column`"
            seen[target] = column.title
    return None


def _wording(data: Mapping[str, Any], path: Path) -> Wording:
    try:
        return Wording(str(data["version"]), data.get("sheets", {}), data.get("cover", {}), data["headings"])
    except KeyError as error:
        raise ReferenceDataError(f"{path}: {error} is missing") from error


def with_wordings(book: FormBook, wordings: Sequence[Wording]) -> FormBook:
    """Let our form be read under its older wordings too.

    Raises:
        ReferenceDataError: a wording names a sheet or heading that the form does not have.
    """
    sheets = dict(book.sheets)
    for wording in wordings:
        for name, headings in wording.headings.items():
            known = {column.heading for column in sheets[name].columns} if name in sheets else set()
            if strangers := set(headings.values()) - known:
                raise ReferenceDataError(f"older wording {wording.version}: sheet {name} has no {min(strangers)!r}")
            columns = tuple(_renamed(column, headings) for column in sheets[name].columns)
            also = tuple(old for old, new in wording.sheets.items() if new == name)
            sheets[name] = replace(sheets[name], columns=columns, also_named=(*sheets[name].also_named, *also))
    fields = tuple(
        replace(
            field,
            aliases=(*field.aliases, *(old for w in wordings for old, new in w.cover.items() if new == field.label)),
        )
        for field in book.cover_fields
    )
    return replace(book, sheets=sheets, cover_fields=fields)


def _renamed(column: FormColumn, headings: Mapping[str, str]) -> FormColumn:
    old = tuple(old for old, new in headings.items() if new == column.heading)
    return replace(column, aliases=(*column.aliases, *old)) if old else column


def fingerprint(layouts: Sequence[Layout], wordings: Sequence[Wording]) -> str:
    """Return a short text that changes when any layout does."""
    return hashlib.sha256(repr((layouts, wordings)).encode()).hexdigest()[:12]
