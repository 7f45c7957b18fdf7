"""What a reader has to know before it opens a file: the form, code lists, reporters, places, rules.

Belongs here: one picklable object built once from the reference data and handed to every worker. Does not: reading
reference files other than the form and its rules (`pipelines.reference`), or parsing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.workbooks.findings import Rule, read_rules
from pipelines.workbooks.forms import FormBook, read_form_book
from pipelines.workbooks.layouts import FOLDER as LAYOUTS
from pipelines.workbooks.layouts import Layout, fingerprint, read_layouts, with_wordings

if TYPE_CHECKING:
    from pipelines.periods import PeriodRule
    from pipelines.places import PlaceIndex
    from pipelines.reference import Reference

FORM_FILE = "forms/health389.toml"
RULES_FILE = "rules/workbook.toml"


@dataclass(frozen=True)
class Reporter:
    """One reporter as a workbook names it."""

    reporter_id: str
    name: str
    province_code: str
    province_name: str
    ward_code: str | None = None
    """Its ward; None for an agency."""


@dataclass(frozen=True)
class CodeList:
    """The words of one code list, in the order of the form."""

    codes: Mapping[str, str]
    """Word on the form -> code."""


@dataclass(frozen=True, eq=False)
class ReadingContext:
    """Everything a worker needs beside the file; picklable."""

    book: FormBook
    rules: Mapping[str, Rule]
    lists: Mapping[str, CodeList]
    """categories, violations, channels."""
    reporters: Mapping[str, Reporter]
    provinces: Mapping[str, str]
    """Province code -> name."""
    wards: Mapping[str, Mapping[str, str]]
    """Province code -> ward name -> ward code, in the order of their codes."""
    period_names: Mapping[str, str] = field(default_factory=dict)
    """What people call fixed rounds -> period code."""
    period_rules: Mapping[tuple[str, str], tuple[PeriodRule, ...]] = field(default_factory=dict)
    """(province code, form) -> how the windows of its reports follow each other."""
    layouts: tuple[Layout, ...] = ()
    """Layouts of others, read where our own form is not found."""
    layouts_fingerprint: str = ""
    """Changes when a layout does."""
    places: PlaceIndex | None = None
    """Matches typed names of wards; without it only exact names are known."""

    def wards_of(self, province_code: str) -> Mapping[str, str]:
        """Names and codes of the wards of a province; empty when it has none here."""
        return self.wards.get(province_code, {})


def reading_context(reference: Reference, *, shipped: Path, overlay: Path | None = None) -> ReadingContext:
    """Build the context from the loaded reference data and the form and rules of `data/reference`.

    A form in the home's `overlay` replaces the shipped one; a rule there replaces the shipped rule of its name.

    Raises:
        ReferenceDataError: The form or the rules cannot be read.
    """
    provinces: dict[str, str] = {}
    wards: dict[str, dict[str, str]] = {}
    for unit in reference.units.select("unit_code", "name", "kind", "province_code").iter_rows(named=True):
        if unit["kind"] == "province":
            provinces[unit["unit_code"]] = unit["name"]
        else:
            wards.setdefault(unit["province_code"], {})[unit["name"]] = unit["unit_code"]
    columns = ("reporter_id", "name", "province_code", "ward_code")
    reporters = {
        row["reporter_id"]: Reporter(
            row["reporter_id"], row["name"], row["province_code"], provinces[row["province_code"]], row["ward_code"]
        )
        for row in reference.reporters.select(columns).iter_rows(named=True)
    }
    folders = [root / LAYOUTS for root in (shipped, overlay) if root is not None]
    layouts, wordings = read_layouts(folders)
    return ReadingContext(
        book=with_wordings(read_form_book(_overlaid(FORM_FILE, overlay) or shipped / FORM_FILE), wordings),
        layouts=layouts,
        layouts_fingerprint=fingerprint(layouts, wordings),
        rules={
            **read_rules(shipped / RULES_FILE),
            **(read_rules(own_rules) if (own_rules := _overlaid(RULES_FILE, overlay)) else {}),
        },
        lists={
            "categories": code_list(reference.categories.iter_rows(named=True), "category"),
            "violations": code_list(reference.violations.iter_rows(named=True), "violation"),
            "channels": code_list(reference.channels.iter_rows(named=True), "channel"),
        },
        reporters=reporters,
        provinces=provinces,
        wards=wards,
        period_names=reference.period_names,
        period_rules=_period_rules(reference),
        places=reference.place_index,
    )


def _period_rules(reference: Reference) -> dict[tuple[str, str], tuple[PeriodRule, ...]]:
    found: dict[tuple[str, str], tuple[PeriodRule, ...]] = {}
    for obligation in reference.active:
        key = (obligation.province_code, obligation.form)
        found[key] = tuple(dict.fromkeys((*found.get(key, ()), obligation.period)))
    return found


def _overlaid(name: str, overlay: Path | None) -> Path | None:
    return overlay / name if overlay is not None and (overlay / name).is_file() else None


def code_list(rows: Iterable[Mapping[str, Any]], code: str) -> CodeList:
    """Make a code list from rows that have `name_vi` and a column named like the code."""
    return CodeList({str(row["name_vi"]): str(row[code]) for row in rows})
