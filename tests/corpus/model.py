"""What one file of the corpus is, before it is written: reports, tables, lines, and what may rightly be said of it.

Belongs here: the structures that contents fill, ways bend and writers write. Does not: any of those, or the scoring.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

Truth = dict[str, Any]


@dataclass(frozen=True)
class Formula:
    """A formula and the result stored with it; None = none is stored."""

    text: str
    result: float | None = None


@dataclass(frozen=True)
class ErrorCell:
    """A cell that shows an error."""

    code: str = "#REF!"


@dataclass(frozen=True)
class Dated:
    """A true date whose cell is shown in a format."""

    value: dt.datetime
    shown: str = "dd/mm/yyyy"


@dataclass(frozen=True)
class Formatted:
    """A number whose cell is shown in a format, and what the screen shows then."""

    value: float
    code: str
    shown: str


@dataclass(frozen=True)
class Pieces:
    """A text whose second piece looks otherwise: raised, or crossed out."""

    plain: str
    changed: str
    is_raised: bool

    @property
    def shown(self) -> str:
        """What is left where a file keeps no looks."""
        return self.plain + self.changed


Value = str | int | float | bool | Formula | ErrorCell | Dated | Formatted | Pieces | None


@dataclass
class Column:
    """One column of a table as this file has it."""

    key: str
    """Raw column; names of columns that mean nothing to us begin with "+"."""
    heading: str
    kind: str
    group: str = ""


@dataclass(eq=False)
class Line:
    """One row below the heading: what is typed in it, and what it means."""

    typed: dict[str, Value]
    means: Truth | None
    """Values by raw column; None for rows that are no line of the table."""
    merged_down: int = 0
    """Rows over which the first filled cell is merged, for section rows over the whole width: -1."""
    hidden: bool = False


@dataclass(eq=False)
class Sheet:
    """One sheet; `columns` empty for a sheet of loose cells."""

    name: str
    table: str = ""
    columns: list[Column] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    above: list[list[Value]] = field(default_factory=list)
    below: list[list[Value]] = field(default_factory=list)
    under_heading: list[list[Value]] = field(default_factory=list)
    right: int = 0
    """Columns left blank before the table."""
    two_rows: bool = False
    merged: bool = True
    repeat_group: bool = False
    hidden: bool = False
    merges: list[tuple[Line, str, int]] = field(default_factory=list)
    """(line, key, rows): cells merged downwards."""
    hidden_keys: set[str] = field(default_factory=set)
    comments: list[tuple[str, str]] = field(default_factory=list)
    """(key, words): comments on headings; only some formats keep them."""

    def real_lines(self) -> list[Line]:
        """The rows that are lines."""
        return [line for line in self.lines if line.means is not None]

    def keys(self, *kinds: str) -> list[str]:
        """Keys of the columns of some kinds."""
        return [column.key for column in self.columns if column.kind in kinds]

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


@dataclass(eq=False)
class Report:
    """One report: whose it is, its cover and its sheets."""

    reporter_id: str | None
    reporter_name: str
    ward_code: str | None
    province_code: str
    form: str | None
    period: str | None
    cover: list[list[Value]] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    cover_name: str = "Thông tin"
    has_cover: bool = True
    content: str | None = None
    """What the whole report is (filled, nil, empty), where a way makes it so."""

    def sheet(self, table: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.table == table)

    def answer(self, label: str) -> list[Value]:
        """The row of the cover with this label."""
        return next(row for row in self.cover if row and row[0] == label)


@dataclass(frozen=True)
class Place:
    """Where a finding has to point: a cell of a line, a column, a sheet, or anywhere."""

    sheet: Sheet | None = None
    line: Line | None = None
    key: str | None = None


@dataclass(frozen=True)
class Expected:
    """One thing that may or must be said about the file."""

    rules: frozenset[str]
    place: Place = Place()
    must: bool = True
    """Whether the file is wrong without it: it must be returned (`error`), or may be loaded only with it (`said`)."""
    error: bool = True
    """Whether it returns the file."""


@dataclass(eq=False)
class Case:
    """One file of the corpus."""

    number: int
    chance: Random
    world: World
    reports: list[Report]
    extension: str = "xlsx"
    ways: list[str] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)
    strangers: list[Sheet] = field(default_factory=list)
    file_name: str = ""
    data: bytes | None = None
    """The bytes themselves, for files that are no proper workbook."""
    spelling: str = ""
    """How every text of the file is spelled: nfd, nbsp, tcvn3, vni, …"""
    package: str = ""
    """What is put into the package beside the sheets (macros, a link); of a .csv its encoding and separator."""
    stacked: bool = False
    """Whether cover and table stand below each other on one sheet."""
    used: set[object] = field(default_factory=set)
    """Lines, cells and sheets that a way has bent already: none is bent twice."""

    @property
    def report(self) -> Report:
        return self.reports[0]

    def returns(
        self, *rules: str, sheet: Sheet | None = None, line: Line | None = None, key: str | None = None
    ) -> None:
        """The file must be returned for one of these rules, at this place."""
        self.expected.append(Expected(frozenset(rules), Place(sheet, line, key)))

    def may_return(
        self, *rules: str, sheet: Sheet | None = None, line: Line | None = None, key: str | None = None
    ) -> None:
        """The file may be returned for one of these rules; accepted, its figures must be right."""
        self.expected.append(Expected(frozenset(rules), Place(sheet, line, key), must=False))

    def says(self, *rules: str, sheet: Sheet | None = None, line: Line | None = None, key: str | None = None) -> None:
        """One of these rules must be said if the file is accepted."""
        self.expected.append(Expected(frozenset(rules), Place(sheet, line, key), error=False))


@dataclass(frozen=True)
class World:
    """The reporters and code lists that files are about."""

    wards: Mapping[str, tuple[str, str]]
    """Ward code -> (name, province code), of the three provinces."""
    agencies: Mapping[str, tuple[str, str]]
    """Reporter id -> (name, province code)."""
    provinces: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    """categories, violations, channels: code -> word on the form."""
