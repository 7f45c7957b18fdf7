"""Whose report it is: form, reporter and period, from the cover.

Belongs here: matching reporter and form, the answers with a meaning of their own, saying what it could be when it is
not sure. Does not: reading the cover's cells (`cover`), which period is meant (`cover_periods`), the lines of the other
sheets (`parsing`), or joining a report to an expected one (`core`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipelines.workbooks import lost_texts
from pipelines.workbooks.context import Reporter
from pipelines.workbooks.cover import Cover
from pipelines.workbooks.cover_periods import recognise_period, said_in_titles
from pipelines.workbooks.digits import UnreadableError
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.letterheads import author_in
from pipelines.workbooks.lookups import Lookups, province_code_of
from pipelines.workbooks.money_units import SaidUnit, factors_aside, factors_told
from pipelines.workbooks.sheets import cell_text
from pipelines.workbooks.typed_dates import parse_date
from pipelines.workbooks.values import parse_mark
from pipelines.workbooks.wording import fold

_NIL_WORDS = frozenset({"không phát sinh", "không có phát sinh", "kỳ này không phát sinh", "trong kỳ không phát sinh"})
"""The label of the mark, written instead of it."""
_DATE_WANTED = "ngày/tháng/năm, ví dụ 05/10/2026"


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
    money_beside: tuple[SaidUnit, ...] = ()
    """Units of money that the cover names beside that answer."""


def recognise(cover: Cover, lookups: Lookups, findings: Findings) -> Recognised:
    """Recognise form, reporter and period of one report; what is not recognised becomes a finding.

    The cover comes from our own cover sheet (`read_cover`) or from the title of a foreign layout.
    """
    if cover.sheet is None:
        findings.add("no_cover", expected=lookups.context.book.cover_sheet)
        form, period = said_in_titles(cover)
        return Recognised(cover, form, None, (), None, period, False, None, None)
    for cell, figure in cover.unread:
        findings.add("figure_outside_table", sheet=cover.sheet, cell=cell, value=figure)
    if lost_texts.is_lost(number := cover.answers.get("document_number", "")):
        shown = f"{number:%d/%m/%Y}" if isinstance(number, dt.date) else cell_text(number)
        _say(findings, "cover_text_is_date", cover, "document_number", shown)
        cover = replace(cover, answers={**cover.answers, "document_number": ""})
    form = _recognise_form(cover, lookups, findings)
    province_code = province_code_of(cover.text("province") or "", lookups)
    is_named = cover.text("reporter_code") or cover.text("reporter_name") or not cover.letterhead
    recognise_reporter = _recognise_reporter if is_named else _recognise_author
    reporter, candidates = recognise_reporter(cover, province_code, lookups, findings)
    period = recognise_period(cover, form, reporter, province_code, lookups, findings)
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
        money_factor=_money_factor(cover, lookups),
        money_beside=tuple(_units_beside(cover)),
    )


def _money_factor(cover: Cover, lookups: Lookups) -> int | None:
    text = cover.text("money_unit") or ""
    said = factors_aside(text)
    return lookups.money_units.get(fold(text)) or (next(iter(said)) if len(said) == 1 else None)


def _units_beside(cover: Cover) -> Iterator[SaidUnit]:
    """Give the units of money that stand on the cover beside its answers, or in its comments."""
    said = [(f"ô {cell}", text) for name, cell, text in cover.again if name == "money_unit"]
    said += [(f"chú thích (khung chữ) ở ô {cell}", text) for cell, text in cover.comments]
    for cell, text in cover.loose:
        if factors_aside(text):
            said.append((f"ô {cell}", text))
    for place, text in said:
        for factor in sorted(factors_aside(text)):
            yield SaidUnit(f"{place} trang {cover.sheet}", factor)
    # Whoever writes of difficulties may name units; only one who says what the figures are in says it here.
    for factor in sorted(factors_told(cover.text("difficulties") or "")):
        yield SaidUnit(f"ô {cover.cells['difficulties']} trang {cover.sheet}", factor)


def _recognise_form(cover: Cover, lookups: Lookups, findings: Findings) -> str | None:
    text = cover.text("form") or ""
    form = lookups.forms.get(fold(text)) if text else said_in_titles(cover)[0]
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
    _say_unknown(findings, cover, " ".join(filter(None, (code, name))), candidates, lookups)
    return None, candidates


def _recognise_author(
    cover: Cover, province_code: str | None, lookups: Lookups, findings: Findings
) -> tuple[Reporter | None, tuple[str, ...]]:
    """Find the reporter in the letterhead of a file that names none."""
    author = author_in(cover.letterhead, province_code, lookups)
    if author.reporter is None:
        _say_unknown(findings, cover, author.words, author.candidates, lookups)
        return None, author.candidates
    said = f"{author.reporter.reporter_id} {author.reporter.name}"
    findings.add("reporter_by_letterhead", sheet=cover.sheet, cell=author.cell, value=author.words, expected=said)
    return author.reporter, ()


def _say_unknown(findings: Findings, cover: Cover, said: str, candidates: tuple[str, ...], lookups: Lookups) -> None:
    names = (f"{code} {lookups.context.reporters[code].name}" for code in candidates)
    shown = ", ".join(names) or "mã 5 chữ số của xã, phường"
    _say(findings, "reporter_unknown", cover, "reporter_code", said, shown)


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
    if type(value) is str and fold(value) in _NIL_WORDS:
        return True
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
