"""Directive files: one TOML file per government document -> `Directive` and its `Obligation`s, validated.

Belongs here: what a directive file may say and how it is checked. Does not: turning rules into dates
(`pipelines.deadlines`), who the reporters are (`pipelines.reference.reporters`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines import periods
from pipelines.errors import ReferenceDataError
from pipelines.periods import PeriodRule
from pipelines.reference.fields import Fields
from pipelines.tables.codes import FORMS

DUE_RULES = ("day_of_month", "day_of_year", "date", "hours_after_case", "undated")
BOUNDARIES = ("exclusive", "inclusive")
ORDERED_FORMS = tuple(form for form in FORMS if form != "sign_off")
"""Forms that an obligation may ask for; sign-offs are asked for by notices."""


@dataclass(frozen=True)
class ReporterGroup:
    """Who an obligation addresses: those who owe, those only asked, and the receiver's own work."""

    wards: bool = False
    agencies: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    own_work: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """Every reporter named by id."""
        return (*self.agencies, *self.asked, *self.own_work)


@dataclass(frozen=True)
class DueRule:
    """When a report is due. `exclusive`: "trước ngày 25"; `inclusive`: "chậm nhất ngày 25".

    `announced_on` is the day the rule was made known; the first rule of an obligation needs none.
    """

    rule: str
    boundary: str
    wording: str
    day: int | None = None
    month: int | None = None
    months_after: int = 0
    years_after: int = 0
    on: date | None = None
    time: str | None = None
    hours: int | None = None
    announced_on: date | None = None


@dataclass(frozen=True)
class Obligation:
    """One kind of report that one directive demands from a group of reporters."""

    obligation_id: str
    directive_id: str
    province_code: str
    form: str
    group: ReporterGroup
    receiver_id: str
    copied_to: tuple[str, ...]
    counts: bool
    verified: bool
    reading: str
    quote: str
    period: PeriodRule
    due: tuple[DueRule, ...]
    valid_from: date | None
    """Null while an undated directive waits for a person to confirm its first day."""
    valid_to: date | None

    @property
    def is_undated(self) -> bool:
        """Whether the directive gives no deadline for it."""
        return self.due[0].rule == "undated"


@dataclass(frozen=True)
class Directive:
    """One government document that orders reports or tasks."""

    directive_id: str
    province_code: str
    title: str
    issuer: str
    document_number: str | None
    issued_on: date | None
    number_as_printed: str
    date_as_printed: str
    source: str
    hotline: str
    demo: bool
    valid_from: date | None
    groups: Mapping[str, ReporterGroup]
    obligations: tuple[Obligation, ...]
    file: str


def read_directives(*folders: Path) -> list[Directive]:
    """Read every directive file; a file in a later folder replaces the one of the same name.

    Raises:
        ReferenceDataError: a file is no TOML, has an unknown key or bad value, or repeats an id.
    """
    files = {path.name: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    directives = [read_directive(path.read_text("utf-8"), str(path)) for _, path in sorted(files.items())]
    seen: dict[str, str] = {}
    for directive in directives:
        for name in (directive.directive_id, *(o.obligation_id for o in directive.obligations)):
            if name in seen:
                raise ReferenceDataError(
                    f"{directive.file}: id {name!r} is already used in {seen[name]}. Choose another."
                )
            seen[name] = directive.file
    return directives


def read_directive(text: str, file: str) -> Directive:
    """Read one directive from its TOML text; `file` is only for messages."""
    try:
        fields = Fields(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as error:
        raise ReferenceDataError(f"{file}: is no valid TOML: {error}. Correct the line it names.") from error
    groups = {
        name: _group(Fields(table, f"{file}, [reporter_groups.{name}]"))
        for name, table in (fields.optional("reporter_groups", dict) or {}).items()
    }
    directive = Directive(
        directive_id=fields.required("directive_id", str),
        province_code=fields.required("province_code", str),
        title=fields.required("title", str),
        issuer=fields.text("issuer"),
        document_number=fields.optional("document_number", str) or None,
        issued_on=fields.optional("issued_on", date),
        number_as_printed=fields.text("number_as_printed"),
        date_as_printed=fields.text("date_as_printed"),
        source=fields.required("source", str),
        hotline=fields.text("hotline"),
        demo=fields.flag("demo"),
        valid_from=fields.optional("valid_from", date),
        groups=groups,
        obligations=(),
        file=file,
    )
    tables = fields.tables("obligations")
    fields.done()
    obligations = tuple(_obligation(table, n, directive) for n, table in enumerate(tables, start=1))
    return replace(directive, obligations=obligations)


def _group(fields: Fields) -> ReporterGroup:
    group = ReporterGroup(
        wards=fields.flag("wards"),
        agencies=fields.texts("agencies"),
        asked=fields.texts("asked"),
        own_work=fields.texts("own_work"),
    )
    fields.done()
    repeated = [name for name in set(group.named) if group.named.count(name) > 1]
    if repeated or not (group.wards or group.named):
        raise fields.error(f"reporters repeated or none: {repeated}", "Name each once, or set wards = true")
    return group


def _obligation(table: Mapping[str, Any], number: int, directive: Directive) -> Obligation:
    fields = Fields(table, f"{directive.file}, [[obligations]] {number} ({table.get('obligation_id', 'no id')})")
    place = fields.place
    obligation = Obligation(
        obligation_id=fields.required("obligation_id", str),
        directive_id=directive.directive_id,
        province_code=directive.province_code,
        form=fields.choice("form", ORDERED_FORMS),
        group=_reporters(fields, table.get("reporters"), directive),
        receiver_id=fields.required("receiver_id", str),
        copied_to=fields.texts("copied_to"),
        counts=fields.flag("counts"),
        verified=fields.flag("verified"),
        reading=fields.text("reading"),
        quote=fields.required("quote", str),
        period=_period(Fields(fields.table("period"), place + ", period")),
        due=tuple(_due(Fields(due, f"{place}, due {n}")) for n, due in enumerate(fields.tables("due"), start=1)),
        valid_from=fields.optional("valid_from", date) or directive.valid_from,
        valid_to=fields.optional("valid_to", date),
    )
    fields.done()
    _check_together(obligation, fields)
    return obligation


def _reporters(fields: Fields, value: object, directive: Directive) -> ReporterGroup:
    """Take `reporters`: the name of a group of the file, or a group written in place."""
    if isinstance(value, dict):
        fields.table("reporters")
        return _group(Fields(value, fields.place + ", reporters"))
    name = fields.required("reporters", str)
    if name not in directive.groups:
        known = ", ".join(directive.groups) or "none"
        raise fields.error(f"`reporters` names the group {name!r}", f"Groups of this file: {known}")
    return directive.groups[name]


def _period(fields: Fields) -> PeriodRule:
    rule = fields.choice("rule", periods.RULES)
    found = PeriodRule(
        rule=rule,
        first_period=fields.optional("first_period", str),
        last_period=fields.optional("last_period", str),
        first_start=fields.optional("first_start", date),
        first_day=fields.optional("first_day", str) or "01-01",
        code=fields.optional("code", str),
        start=fields.optional("start", date),
        end=fields.optional("end", date),
        names=fields.texts("names"),
    )
    fields.done()
    if not _is_day_of_year(found.first_day):
        raise fields.error(f"`first_day` is {found.first_day!r}", "Write month and day like 10-01")
    if rule == "fixed" and not (found.code and found.start and found.end and found.start <= found.end):
        raise fields.error("a fixed round lacks `code`, `start` or `end`, or ends before it starts", "Write all three")
    for bound in (found.first_period, found.last_period):
        if bound and PeriodRule(rule, first_day=found.first_day).window(bound) is None:
            raise fields.error(f"{bound!r} is no period of the rule {rule}", "Write it like 2026-10 or 2026")
    return found


def _due(fields: Fields) -> DueRule:
    rule = fields.choice("rule", DUE_RULES)
    month: int | None = None
    day: int | None = None
    if rule == "day_of_year":
        typed = fields.required("day", str)
        if not _is_day_of_year(typed):
            raise fields.error(f"`day` is {typed!r}", "Write month and day like 10-01")
        month, day = int(typed[:2]), int(typed[3:])
    elif rule == "day_of_month":
        day = fields.required("day", int)
        if not 1 <= day <= 31:
            raise fields.error(f"`day` is {day}", "Write a day of the month, 1 to 31")
    found = DueRule(
        rule=rule,
        boundary=fields.choice("boundary", BOUNDARIES, default="exclusive"),
        wording=fields.required("wording", str),
        day=day,
        month=month,
        months_after=fields.optional("months_after", int) or 0,
        years_after=fields.optional("years_after", int) or 0,
        on=fields.required("date", date) if rule == "date" else None,
        time=fields.optional("time", str),
        hours=fields.required("hours", int) if rule == "hours_after_case" else None,
        announced_on=fields.optional("announced_on", date),
    )
    fields.done()
    if found.time is not None and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", found.time):
        raise fields.error(f"`time` is {found.time!r}", "Write hours and minutes like 10:00")
    return found


def _is_day_of_year(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d\d-\d\d", text)) and bool(date(2001, int(text[:2]), int(text[3:])))
    except ValueError:
        return False


def _check_together(obligation: Obligation, fields: Fields) -> None:
    """Check what no field can say alone."""
    if not obligation.due:
        raise fields.error(
            "`due` is missing", 'Write due = [{ rule = "undated", wording = "..." }] when no date is set'
        )
    if any(due.announced_on is None for due in obligation.due[1:]):
        raise fields.error("a later due rule lacks `announced_on`", "Add the day it was announced")
    if (obligation.form == "quick") != (obligation.period.rule == "case"):
        raise fields.error("form quick and period rule case go together", "Use both or neither")
    for due in obligation.due:
        if due.rule == "hours_after_case" and obligation.period.rule != "case":
            raise fields.error("hours_after_case needs period rule case", "Use another due rule")
        if obligation.period.rule == "case" and due.rule not in {"hours_after_case", "undated"}:
            raise fields.error(f"period rule case cannot use the due rule {due.rule}", "Use hours_after_case")
    recurring = obligation.period.rule not in {"fixed", "case"}
    if recurring and obligation.valid_from is None and obligation.period.first_period is None:
        raise fields.error(
            "a recurring duty of an undated directive has no beginning", "Add `first_period` to its period"
        )
