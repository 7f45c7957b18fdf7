"""Loading everything that is known before any file arrives into one frozen, checked `Reference`.

Belongs here: `Reference`, `load` and the checks across files. Does not: the shape of one file (`directives`, `lists`)
or dates due (`pipelines.deadlines`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import polars as pl

from pipelines import places, tables
from pipelines.errors import ReferenceDataError
from pipelines.places.units import read_units
from pipelines.reference import lists
from pipelines.reference.directives import Directive, Obligation, read_directives
from pipelines.reference.reporters import build_duties, build_reporters

CORRECTIONS = "units/corrections.csv"


@dataclass(frozen=True)
class Reference:
    """All reference data of one home. Frames named like tables of schema `reference` fit them."""

    units: pl.DataFrame
    aliases: pl.DataFrame
    """Other codes and short names of units: alias, kind, unit_code, source."""
    reporters: pl.DataFrame
    receivers: pl.DataFrame
    """Bodies that only receive: receiver_id, name, province_code, source, quote."""
    directives: pl.DataFrame
    obligations: pl.DataFrame
    categories: pl.DataFrame
    channels: pl.DataFrame
    violations: pl.DataFrame
    words: pl.DataFrame
    """Words on screen for every code: list, code, name_vi, name_en, source."""
    kpis: pl.DataFrame
    tasks: pl.DataFrame
    """The task register; `units` are reporter ids and `wards` (every ward of the province), with spaces between."""
    duties: pl.DataFrame
    """Who is addressed by each active obligation: obligation_id × reporter_id with role owes, asked or own_work."""
    documents: tuple[Directive, ...]
    demo: bool

    @property
    def active(self) -> tuple[Obligation, ...]:
        """Obligations that make expected reports: the demo's in a demo home, the real ones elsewhere."""
        return tuple(o for d in self.documents if d.demo == self.demo for o in d.obligations)

    @property
    def provinces(self) -> tuple[str, ...]:
        """Codes of the provinces that a directive covers, in order."""
        return tuple(sorted({d.province_code for d in self.documents}))

    @cached_property
    def place_index(self) -> places.PlaceIndex:
        """The name matcher over all units, built once."""
        return places.PlaceIndex(self.units, self.aliases)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of reporters and receivers by id."""
        receivers = self.receivers.select("receiver_id", "name").iter_rows()
        return dict(receivers) | dict(self.reporters.select("reporter_id", "name").iter_rows())

    @cached_property
    def period_names(self) -> Mapping[str, str]:
        """What people call fixed rounds -> period code, codes included; for `periods.understand`."""
        fixed = [o.period for o in self.active if o.period.code]
        return {name: str(p.code) for p in fixed for name in (str(p.code), *p.names)}

    def obligation(self, obligation_id: str) -> Obligation:
        """Give one obligation, active or not."""
        for directive in self.documents:
            for obligation in directive.obligations:
                if obligation.obligation_id == obligation_id:
                    return obligation
        raise ReferenceDataError(f"No obligation {obligation_id!r}. See data/reference/directives/.")


def load(shipped: Path, *, overlay: Path | None = None, demo: bool = False) -> Reference:
    """Read and check all reference data.

    Args:
        shipped: `data/reference` of the code.
        overlay: the home's `reference/` folder: its directive and task files replace those of the same name, its CSV
            rows replace or add by key; it may be absent.
        demo: whether the home holds sample data: then only directives marked `demo` make expected reports.

    Raises:
        ReferenceDataError: a file is wrong; the text names file, place and cure.
    """
    folders = [shipped, *([overlay] if overlay is not None else [])]
    documents = tuple(read_directives(*(folder / "directives" for folder in folders)))
    units = read_units(shipped / CORRECTIONS)
    agencies = lists.read_list(lists.AGENCIES, folders)
    provinces = {d.province_code for d in documents}
    overlaid = (overlay or shipped) / lists.CONTACTS.file
    reporters = build_reporters(units, agencies, provinces, overlaid)
    receivers = lists.read_list(lists.RECEIVERS, folders)
    for document in documents:
        _check_names(document, units, reporters, receivers)
    active = [o for d in documents if d.demo == demo for o in d.obligations]
    _check_counting(active)
    return Reference(
        units=units,
        aliases=_read_aliases(folders, units),
        reporters=reporters,
        receivers=receivers,
        directives=_directive_frame(documents),
        obligations=_obligation_frame(documents),
        categories=lists.read_list(lists.CATEGORIES, folders),
        channels=lists.read_list(lists.CHANNELS, folders),
        violations=lists.read_list(lists.VIOLATIONS, folders),
        words=lists.read_list(lists.WORDS, folders),
        kpis=lists.read_list(lists.KPIS, folders),
        tasks=_read_tasks(folders, documents, reporters),
        duties=build_duties(active, reporters),
        documents=documents,
        demo=demo,
    )


def _check_names(document: Directive, units: pl.DataFrame, reporters: pl.DataFrame, receivers: pl.DataFrame) -> None:
    """Check that a directive names only known provinces, reporters and receivers."""
    province = document.province_code
    if units.filter((pl.col("unit_code") == province) & (pl.col("kind") == "province")).is_empty():
        raise ReferenceDataError(f"{document.file}: province_code {province!r} is no province. Use e.g. 31.")
    provinces = dict(reporters.select("reporter_id", "province_code").iter_rows())
    bodies = set(receivers["receiver_id"]) | set(provinces)
    for obligation in document.obligations:
        for name in obligation.group.named:
            if provinces.get(name) != province:
                raise ReferenceDataError(
                    f"{document.file}, {obligation.obligation_id}: {name!r} is no reporter of province {province}. "
                    "Add it to agencies.csv, or correct it."
                )
        for name in (obligation.receiver_id, *obligation.copied_to):
            if name not in bodies:
                place = f"{document.file}, {obligation.obligation_id}"
                raise ReferenceDataError(f"{place}: receiver {name!r} is unknown. Add it to receivers.csv.")


def _read_aliases(folders: Sequence[Path], units: pl.DataFrame) -> pl.DataFrame:
    """Read other codes and short names of units; complain about one of no unit."""
    aliases = lists.read_list(lists.ALIASES, folders)
    for row in aliases.join(units, on="unit_code", how="anti").iter_rows(named=True):
        raise ReferenceDataError(
            f"{lists.ALIASES.file}: {row['alias']!r} stands for the unknown unit {row['unit_code']!r}. "
            "Correct its column `unit_code`."
        )
    return aliases


def _check_counting(obligations: Sequence[Obligation]) -> None:
    """Check that at most one obligation counts for a province at any time: others would be added twice."""
    counting: dict[str, list[Obligation]] = {}
    for obligation in (o for o in obligations if o.counts):
        for other in counting.setdefault(obligation.province_code, []):
            starts = [o.valid_from or date.min for o in (obligation, other)]
            ends = [o.valid_to or date.max for o in (obligation, other)]
            if max(starts) <= min(ends):
                raise ReferenceDataError(
                    f"{obligation.obligation_id} and {other.obligation_id} both say counts = true for province "
                    f"{obligation.province_code}. Leave it in one: the same inspections must not be added twice."
                )
        counting[obligation.province_code].append(obligation)


def _read_tasks(folders: Sequence[Path], documents: Sequence[Directive], reporters: pl.DataFrame) -> pl.DataFrame:
    files = {path.name: path for folder in folders for path in sorted((folder / lists.TASKS.file).glob("*.csv"))}
    directives = {d.directive_id: d for d in documents}
    known = {"wards", "agencies", *reporters["reporter_id"]}
    rows: dict[str, dict[str, object]] = {}
    for _, file in sorted(files.items()):
        for number, row in lists.read_rows(lists.TASKS, file):
            strangers = sorted(set(str(row["units"]).split()) - known)
            if row["task_id"] in rows or row["directive_id"] not in directives or strangers:
                raise ReferenceDataError(
                    f"{file}, row {number}: task {row['task_id']} is repeated, names the unknown directive "
                    f"{row['directive_id']} or the unknown units {strangers}. Correct it."
                )
            agencies = " ".join(_agencies_of(directives[str(row["directive_id"])]))
            row["units"] = " ".join(agencies if unit == "agencies" else unit for unit in str(row["units"]).split())
            rows[str(row["task_id"])] = row
    return pl.DataFrame(list(rows.values()), schema=lists.TASKS.polars_schema())


def _agencies_of(directive: Directive) -> tuple[str, ...]:
    """Give the agencies of a directive's reporter groups, the receiver's own work included."""
    named = [name for group in directive.groups.values() for name in (*group.agencies, *group.own_work)]
    return tuple(dict.fromkeys(named))


def _directive_frame(documents: Sequence[Directive]) -> pl.DataFrame:
    """Columns of `reference.directives` and issuer, number_as_printed, date_as_printed, valid_from, hotline."""
    names = (
        "directive_id", "province_code", "title", "document_number", "issued_on", "source", "demo",
        "issuer", "number_as_printed", "date_as_printed", "valid_from", "hotline",
    )  # fmt: skip
    schema = dict.fromkeys(names, pl.String()) | {"issued_on": pl.Date(), "valid_from": pl.Date(), "demo": pl.Boolean()}
    rows = [{name: getattr(d, name) for name in names} for d in documents]
    return pl.DataFrame(rows, schema=schema).sort("province_code", "directive_id")


def _obligation_frame(documents: Sequence[Directive]) -> pl.DataFrame:
    """Columns of `reference.obligations` and province_code, reading."""
    rows = [
        {
            "obligation_id": o.obligation_id,
            "directive_id": o.directive_id,
            "province_code": o.province_code,
            "form": o.form,
            "receiver_id": o.receiver_id,
            "copied_to": ", ".join(o.copied_to) or None,
            "due_rule": o.due[-1].wording,
            "boundary": o.due[-1].boundary,
            "counts": o.counts,
            "quote": o.quote,
            "valid_from": o.valid_from,
            "valid_to": o.valid_to,
            "verified": o.verified,
            "reading": o.reading,
        }
        for d in documents
        for o in d.obligations
    ]
    schema = tables.TABLES["reference.obligations"].polars_schema()
    return pl.DataFrame(rows, schema=schema | {"province_code": pl.String(), "reading": pl.String()}).sort(
        "obligation_id"
    )
