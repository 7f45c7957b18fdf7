"""Whose report it is: form, reporter and period, from the cover.

Belongs here: reading the cover, matching reporter, form and period, saying what it could be when it is not sure.
Does not: the lines of the other sheets (`parsing`), or joining a report to an expected one (`core`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipelines import titles
from pipelines.workbooks.context import Reporter
from pipelines.workbooks.digits import UnreadableError
from pipelines.workbooks.figures import is_figure
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.lookups import Lookups, province_code_of
from pipelines.workbooks.reading import SheetCells, cell_text
from pipelines.workbooks.sheets import column_letters
from pipelines.workbooks.typed_dates import parse_date
from pipelines.workbooks.values import parse_mark
from pipelines.workbooks.wording import bare, clean, fold

_TITLE_ROWS = 12
_DATE_WANTED = "ngày/tháng/năm, ví dụ 05/10/2026"


@dataclass(frozen=True)
class Cover:
    """The answers of the cover as text, and the cells they stand in."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    """Parts of the hidden id: form, reporter and period the workbook was made for."""
    sheet: str | None = None
    """Sheet that it was read from; None when the file has no cover."""
    titles: tuple[str, ...] = ()
    """Running words that may say form and period where no answer does: titles, names of sheets."""
    unread: tuple[tuple[str, str], ...] = ()
    """(cell, figure) of our own cover that stand behind no label of it."""

    def text(self, name: str) -> str | None:
        """One answer as clean text; None when blank."""
        text = cell_text(self.answers.get(name, ""))
        return (clean(text) or None) if text else None


@dataclass(frozen=True)
class Recognised:
    """What is known about a report before its lines are read."""

    cover: Cover
    form: str | None
    reporter: Reporter | None
    candidates: tuple[str, ...]
    province_code: str | None
    period: str | None
    nil: bool
    signed_on: dt.date | None
    money_factor: int | None
    """đồng in one unit of money; None when the cover names no known unit."""


def recognise(cover: Cover, lookups: Lookups, findings: Findings) -> Recognised:
    """Recognise form, reporter and period of one report; what is not recognised becomes a finding.

    The cover comes from our own cover sheet (`read_cover`) or from the title of a foreign layout.
    """
    if cover.sheet is None:
        findings.add("no_cover", expected=lookups.context.book.cover_sheet)
        form, period = _said_in_titles(cover)
        return Recognised(cover, form, None, (), None, period, False, None, None)
    for cell, figure in cover.unread:
        findings.add("figure_outside_table", sheet=cover.sheet, cell=cell, value=figure)
    form = _recognise_form(cover, lookups, findings)
    province_code = province_code_of(cover.text("province") or "", lookups)
    reporter, candidates = _recognise_reporter(cover, province_code, lookups, findings)
    period = _recognise_period(cover, form, lookups, findings)
    _compare_hidden(cover, form, reporter, period, findings)
    return Recognised(
        cover=cover,
        form=form,
        reporter=reporter,
        candidates=candidates,
        province_code=reporter.province_code if reporter else province_code,
        period=period,
        nil=_read_nil(cover, findings),
        signed_on=_read_signed_on(cover, findings),
        money_factor=lookups.money_units.get(fold(cover.text("money_unit") or "")),
    )


def read_cover(sheet: SheetCells | None, lookups: Lookups) -> Cover:
    """Read our own cover sheet: a label in the first filled cell of a row, the answer in the cell beside it."""
    if sheet is None:
        return Cover()
    answers: dict[str, Any] = {}
    cells: dict[str, str] = {}
    hidden: tuple[str, ...] = ()
    unread: list[tuple[str, str]] = []
    hidden_label = lookups.context.book.hidden_label
    for number, row in enumerate(sheet.rows, 1):
        start = 0 if row and row[0] != "" else next((i for i, value in enumerate(row) if value != ""), 0)
        label = row[start] if start + 1 < len(row) else ""
        if type(label) is not str or not label:
            unread += _figures_beside(row, number, start)
            continue
        if label == hidden_label:
            hidden = tuple(str(row[start + 1]).split("/"))
            continue
        known = lookups.cover.get(fold(label)) or lookups.cover.get(bare(label))
        unread += _figures_beside(row, number, start + 2 if known else start + 1)
        if known and known.field not in answers:
            answers[known.field] = row[start + 1]
            cells[known.field] = f"{column_letters(start + 1)}{number}"
    said = answers.get("form", "") != "" and answers.get("period", "") != ""
    own_titles = () if said else titles_of([sheet])
    return Cover(answers, cells, hidden[2:] if len(hidden) == 5 else (), sheet.name, own_titles, tuple(unread))


def _figures_beside(row: Sequence[Any], number: int, start: int) -> Iterator[tuple[str, str]]:
    """Name the figures of a row of the cover from a position on."""
    for position in range(start, len(row)):
        if row[position] != "" and is_figure(row[position]):
            yield f"{column_letters(position)}{number}", cell_text(row[position]) or ""


def titles_of(sheets: Iterable[SheetCells]) -> tuple[str, ...]:
    """Collect words that may be titles: names of sheets, and texts that stand alone in one of their first rows."""
    found = []
    for sheet in sheets:
        found.append(sheet.name)
        for row in sheet.rows[:_TITLE_ROWS]:
            filled = [value for value in row if value != ""]
            if len(filled) == 1 and isinstance(filled[0], str):
                found.append(clean(filled[0]))
    return tuple(found)


def _recognise_form(cover: Cover, lookups: Lookups, findings: Findings) -> str | None:
    text = cover.text("form") or ""
    form = lookups.forms.get(fold(text)) if text else _said_in_titles(cover)[0]
    if form is None:
        titles = "; ".join(form.title for form in lookups.context.book.forms.values())
        findings.add("form_unknown", sheet=cover.sheet, cell=cover.cells.get("form"), value=text, expected=titles)
    return form


def _recognise_reporter(
    cover: Cover, province_code: str | None, lookups: Lookups, findings: Findings
) -> tuple[Reporter | None, tuple[str, ...]]:
    reporters = lookups.context.reporters
    code, name = _reporter_code(cover, lookups), cover.text("reporter_name") or ""
    by_code = reporters.get(code)
    named = by_code.province_code if by_code and province_code is None else province_code
    certain, candidates = _by_name(name, named, lookups)
    if by_code:
        if fold(name) in ("", fold(by_code.name)) or by_code.reporter_id in (certain, *candidates):
            return by_code, ()
        if certain or candidates:
            meant = (by_code.reporter_id, *((certain,) if certain else candidates))
            both = " / ".join(f"{code} {reporters[code].name}" for code in meant)
            _say(findings, "reporter_conflict", cover, "reporter_code", both)
            return None, meant
        places = lookups.context.places
        if places is not None and not places.may_be(name, by_code.name):
            # A ward that is not this one, whoever it is: perhaps a neighbour's file, or letters of an old font.
            _say(findings, "reporter_conflict", cover, "reporter_code", f"{code} {by_code.name} / {name}")
            return None, (by_code.reporter_id,)
        _say(findings, "reporter_name_differs", cover, "reporter_name", name, by_code.name)
        return by_code, ()
    if certain:
        if _is_old_name(name, named, lookups):
            said = f"{certain} {reporters[certain].name}"
            _say(findings, "reporter_old_name", cover, "reporter_name", name, said)
        if code:
            _say(
                findings, "reporter_code_unknown", cover, "reporter_code", code, f"{certain} {reporters[certain].name}"
            )
        return reporters[certain], ()
    shown = ", ".join(f"{c} {reporters[c].name}" for c in candidates) or "mã 5 chữ số của xã, phường"
    _say(findings, "reporter_unknown", cover, "reporter_code", " ".join(filter(None, (code, name))), shown)
    return None, candidates


def _say(findings: Findings, rule: str, cover: Cover, name: str, value: object, expected: object = None) -> None:
    findings.add(rule, sheet=cover.sheet, cell=cover.cells.get(name), value=value, expected=expected)


def _reporter_code(cover: Cover, lookups: Lookups) -> str:
    code = (cover.text("reporter_code") or "").upper()
    # A ward code typed as a number loses its leading zeros.
    padded = code.zfill(5)
    return padded if code.isdecimal() and code not in lookups.context.reporters else code


def _by_name(name: str, province_code: str | None, lookups: Lookups) -> tuple[str | None, tuple[str, ...]]:
    """Find a reporter by name: (the certain one, or None; candidates)."""
    if not name:
        return None, ()
    places = lookups.context.places
    if province_code is None and places is not None:
        province_code = places.province_in(name)
    if province_code is None:
        provinces = sorted({key[0] for key in lookups.reporters})
        found = [c for province in provinces for c in lookups.reporters.get((province, fold(name)), ())]
        alike = places.match(name).candidates if places is not None and not found else ()
        return None, (*found, *(c for c in alike if c in lookups.context.reporters))
    exact = lookups.reporters.get((province_code, fold(name)), ())
    if len(exact) == 1:
        return exact[0], ()
    if exact or places is None:
        return None, exact
    match = places.match(name, province_code)
    known = tuple(c for c in match.candidates if c in lookups.context.reporters)
    if match.code in known:
        return match.code, ()
    return None, known


def _is_old_name(name: str, province_code: str | None, lookups: Lookups) -> bool:
    """Whether a name is that of a unit of before 1 July 2025."""
    places = lookups.context.places
    if places is None or not name or (province_code, fold(name)) in lookups.reporters:
        return False
    return places.match(name, province_code or places.province_in(name)).method == "legacy"


def _said_in_titles(cover: Cover) -> tuple[str | None, str | None]:
    """Find form and period in the titles; titles that disagree say nothing.

    A title that says both is one of the report; one without a period may be that of a section ("rà soát, thu hồi").
    """
    said = [titles.form_and_period(text) for text in cover.titles]
    said = [(form, period) for form, period in said if form and period] or said
    forms, periods = {form for form, _ in said if form}, {period for _, period in said if period}
    return (
        next(iter(forms)) if len(forms) == 1 else None,
        next(iter(periods)) if len(periods) == 1 else None,
    )


def _recognise_period(cover: Cover, form: str | None, lookups: Lookups, findings: Findings) -> str | None:
    if form is not None and not lookups.context.book.forms[form].needs_period:
        return None
    value = cover.answers.get("period", "")
    text = value.date().isoformat() if isinstance(value, dt.datetime) else str(value) if value != "" else ""
    if isinstance(value, float):
        text = cell_text(value) or ""
    period = lookups.period(text) if text else _said_in_titles(cover)[1]
    if period is None and (words := titles.unordered(text)):
        _say(findings, "period_not_ordered", cover, "period", text, words)
    elif period is None and form is not None:
        _say(findings, "period_unreadable", cover, "period", text)
    return period


def _compare_hidden(
    cover: Cover, form: str | None, reporter: Reporter | None, period: str | None, findings: Findings
) -> None:
    """Warn when the cover no longer says what the workbook was made for."""
    if not cover.hidden or form is None or reporter is None:
        return
    now = (form, reporter.reporter_id, period or "-")
    made_for = (*cover.hidden[:2], cover.hidden[2] if period else "-")
    if now != made_for:
        findings.add("cover_changed", sheet=cover.sheet, value=" · ".join(now), expected=" · ".join(made_for))


def _read_nil(cover: Cover, findings: Findings) -> bool:
    value = cover.answers.get("nil", "")
    if value == "":
        return False
    try:
        return parse_mark(value)
    except UnreadableError:
        findings.add(
            "mark_unreadable",
            sheet=cover.sheet,
            cell=cover.cells["nil"],
            value=cell_text(value),
            heading="Không phát sinh",
        )
        return False


def _read_signed_on(cover: Cover, findings: Findings) -> dt.date | None:
    value = cover.answers.get("signed_on", "")
    try:
        return None if value == "" else parse_date(value)
    except UnreadableError:
        _say(findings, "signed_on_unreadable", cover, "signed_on", cell_text(value), _DATE_WANTED)
        return None
