"""Which period a cover means: a code, a name, or days from–to held against the windows of the report.

Belongs here: the period of one report, and what is said when it is not certain. Does not: the words of periods
(`pipelines.periods`, `pipelines.spans`), or titles that name another period (`asides`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial

from pipelines import titles
from pipelines.periods import PeriodRule, administrative_month_of, month_alone, plain
from pipelines.spans import Span, period_of, span_in, written
from pipelines.workbooks.context import Reporter
from pipelines.workbooks.cover import Cover
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.lookups import Lookups
from pipelines.workbooks.sheets import cell_text

_NAMELESS = frozenset({"", "ky", "ky bao cao", "bao cao", "so lieu", "so lieu tinh", "tinh", "thoi gian"})
"""Words around days from–to that name no period."""


def said_in_titles(cover: Cover) -> tuple[str | None, str | None]:
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


def recognise_period(
    cover: Cover,
    form: str | None,
    reporter: Reporter | None,
    province_code: str | None,
    lookups: Lookups,
    findings: Findings,
) -> str | None:
    """Recognise the period of one report; None when its form needs none, or with a finding."""
    if form is not None and not lookups.context.book.forms[form].needs_period:
        return None
    value = cover.answers.get("period", "")
    text = value.date().isoformat() if isinstance(value, dt.datetime) else str(value) if value != "" else ""
    if isinstance(value, float):
        text = cell_text(value) or ""
    period = lookups.period(text) if text else said_in_titles(cover)[1]
    is_made_for = reporter is not None and cover.hidden[:2] == (form, reporter.reporter_id)
    hint = cover.hidden[2] if is_made_for else None
    if period is None and hint and (month := month_alone(text)) and hint[4:] == f"-{month:02d}":
        # The year is that of the period that the form was made for.
        period = hint
    if period is not None:
        return period
    say = partial(findings.add, sheet=cover.sheet, cell=cover.cells.get("period"), value=text)
    span = span_in(text)
    if span is not None and form is not None:
        rules = lookups.period_rules(reporter.province_code if reporter else province_code, form)
        return _of_days(text, span, hint, rules, lookups, say)
    if words := titles.unordered(text):
        say("period_not_ordered", expected=words)
    elif form is not None:
        say("period_unreadable")
    return None


def _of_days(
    text: str,
    span: Span,
    hint: str | None,
    rules: Sequence[PeriodRule],
    lookups: Lookups,
    say: Callable[..., None],
) -> str | None:
    """Give the period that days from–to are, alone or behind its name; days of another window are said."""
    name = plain(text).replace(span.words, " ").strip(" ()[]:,;.-–")
    named = None if name in _NAMELESS else lookups.period(name)
    if named is None and name not in _NAMELESS:
        say("period_unreadable")
        return None
    found = period_of(span, rules, hint=named or hint)
    if found is not None and named in (None, found):
        return found
    wanted = windows_near(span, named or hint, rules)
    if named is not None and found is None:
        say("window_differs", expected=wanted)
        return named
    say("period_window_unknown", expected=wanted)
    return None


def windows_near(span: Span, period: str | None, rules: Sequence[PeriodRule]) -> str:
    """Name the windows that days could mean: of a period that is named, else those that hold their ends."""
    days = span.days()
    periods = [period] if period else []
    if days and not periods:
        periods = sorted({administrative_month_of(day) for day in days} | {f"{days[1].year:04d}"})
    windows = [window for rule in rules for each in periods if (window := rule.window(each))]
    return "; ".join(map(written, windows)) or "xem kỳ báo cáo ghi trên biểu mẫu"
