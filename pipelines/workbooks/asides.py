"""What titles, hints and comments say beside the answers of a cover: another period, another unit, a unit of money.

Belongs here: holding such words against what was recognised, and saying where they differ: one of them is left from
before, or from somebody else. Does not: answers (`recognising`, `cover_periods`), rows of a table (`other_rows`), or
which unit a column is in (`money_units`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from pipelines import titles
from pipelines.periods import Window, plain
from pipelines.spans import Span, span_in, written
from pipelines.workbooks.columns import Columns
from pipelines.workbooks.context import Reporter
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.headings import Heading
from pipelines.workbooks.lookups import Lookups, province_code_of
from pipelines.workbooks.money_units import SaidUnit, SheetUnits, factors_aside
from pipelines.workbooks.other_rows import gives_other_meaning
from pipelines.workbooks.recognising import Recognised
from pipelines.workbooks.sheets import SheetCells, address, column_number
from pipelines.workbooks.wording import clean, fold

_LONGEST = 200
_MOST_LATE = timedelta(days=366)
_DIGIT = re.compile(r"\d")
_MONTH_ONLY = re.compile(r"(?<![a-z0-9])(?<!\d )(?:thang|t)\s*[.:_-]?\s*(0?[1-9]|1[0-2])(?![\d/.-])")
_CITED = re.compile(r"ke hoach|chi thi|cong van|quyet dinh|van ban|thong tu|nghi dinh|nghi quyet|cong dien|so \d")
"""Words of a title that cites another document, whose month is not that of the report."""
_WARD = re.compile(
    r"\b(phường|xã(?!\s+hội\b)|đặc\s+khu|phuong|dac\s+khu|[px]\.)\s*((?:[^\W_][\w'’]*[ -]?){1,6})", re.IGNORECASE
)
_WHOSE = re.compile(
    r"^\s*(?:(?:tên\s+)?(?:đơn\s+vị|cơ\s+quan)(?:\s+báo\s+cáo)?\s*:?|ubnd|ủy\s+ban\s+nhân\s+dân|uỷ\s+ban\s+nhân\s+dân)\s*",
    re.IGNORECASE,
)
_SIGNING = re.compile(r"\s*(?:tm\b|t/m\b|ubnd\b|[uủ][yỷ]\s+ban\b)", re.IGNORECASE)
_ABOVE = frozenset({"sở y tế"})
"""Agencies that stand in the letterhead of units below them."""
_CERTAIN = frozenset({"name", "accents", "type", "legacy", "ambiguous"})


@dataclass(frozen=True)
class _Said:
    """What one text says of a report, whoever made it."""

    text: str
    period: str | None = None
    span: Span | None = None
    unordered: str | None = None
    """A quarter or several months, in words."""
    month: int | None = None
    """A month without a year."""
    wards: tuple[tuple[str, str], ...] = ()
    """(type, words behind it) of names that may be wards."""

    @property
    def is_of_period(self) -> bool:
        """Whether it says a period, by whatever words."""
        return bool(self.period or self.span or self.unordered or self.month)


def check_cover(report: Recognised, lookups: Lookups, findings: Findings) -> None:
    """Hold what the cover says beside its answers against them."""
    cover = report.cover
    if cover.sheet is None:
        return
    labels = {known.field: known.label for known in lookups.context.book.cover_fields}
    for name, cell, answer in cover.again:
        taken = f"{cover.text(name)} ({cover.cells[name]})"
        findings.add(
            "cover_said_twice", sheet=cover.sheet, cell=cell, value=answer, expected=taken, heading=labels[name]
        )
    _check_texts(cover.loose, cover.sheet, report, lookups, findings)
    for cell, text in cover.loose:
        if len(text) <= _LONGEST and gives_other_meaning(text):
            findings.add("row_of_other_meaning", sheet=cover.sheet, cell=cell, value=text)
    _check_province(report, lookups, findings)
    _check_signed(report, lookups, findings)


def check_titles(
    cells: SheetCells,
    heading: Heading,
    below: Sequence[int],
    report: Recognised,
    lookups: Lookups,
    findings: Findings,
) -> None:
    """Warn of words above a table, below it or in the name of its sheet that name another period or unit.

    `below` are the filled rows (from 0) below the heading that are no lines.
    """
    texts = [
        (address(number, position), text)
        for number, row in enumerate(cells.rows[: heading.first_row], 1)
        for position, text in enumerate(row)
        if type(text) is str and text
    ]
    _check_texts((("A1", cells.name), *texts), cells.name, report, lookups, findings)
    if below and report.reporter and report.reporter.ward_code:
        _check_signature(cells, below, report.reporter, lookups, findings)


def _check_signature(
    cells: SheetCells, below: Sequence[int], reporter: Reporter, lookups: Lookups, findings: Findings
) -> None:
    """Warn of a ward that signs for another one: TM. UBND PHƯỜNG …."""
    for index in below:
        for position, text in enumerate(cells.rows[index]):
            if type(text) is not str or len(text) > _LONGEST or not _SIGNING.match(text):
                continue
            if other := next((name for part in _parts(text) if (name := _other_ward(part, reporter, lookups))), None):
                cell = address(index + 1, position)
                findings.add("title_names_other", sheet=cells.name, cell=cell, value=other, expected=reporter.name)
                return


def units_of(
    cells: SheetCells, heading: Heading, columns: Columns, report: Recognised, *, has_row_units: bool
) -> SheetUnits:
    """Return the units of money of a sheet: of its own words, of the cover, and of what stands beside both."""
    beside = report.money_beside
    if cells.comments:
        beside = (*beside, *_units_in_comments(cells, heading, columns))
    return SheetUnits(
        cells.rows,
        heading.first_row,
        heading.first_line,
        report.money_factor,
        beside,
        beside_heading=(cells.name, *(text for _, text in heading.unknown if text)),
        has_row_units=has_row_units,
    )


def _units_in_comments(cells: SheetCells, heading: Heading, columns: Columns) -> Iterator[SaidUnit]:
    """Give the units of money that comments on a sheet name, each for the column of money that it hangs on."""
    money = {position for position, column in columns if column.kind == "money"}
    for cell, text in cells.comments:
        letters = cell.rstrip("0123456789")
        position = column_number(letters) - 1
        is_in_table = position in money and int(cell[len(letters) :]) > heading.first_row
        for factor in sorted(factors_aside(text)):
            yield SaidUnit(f"chú thích (khung chữ) ở ô {cell}", factor, position if is_in_table else None)


def _check_texts(
    texts: Sequence[tuple[str, str]], sheet: str, report: Recognised, lookups: Lookups, findings: Findings
) -> None:
    """Say the first text that names another period, and the first that names another unit."""
    said = [(cell, part) for cell, text in texts if len(text) <= _LONGEST for part in _parts(text)]
    for cell, part in said:
        if part.is_of_period and (differs := _other_period(part, report, lookups)):
            rule, value, expected = differs
            findings.add(rule, sheet=sheet, cell=cell, value=value, expected=expected)
            break
    reporter = report.reporter
    if reporter is None:
        return
    for cell, part in said:
        if other := _other_unit(part, texts, reporter, lookups):
            findings.add("title_names_other", sheet=sheet, cell=cell, value=other, expected=reporter.name)
            break


@lru_cache(maxsize=8192)
def _parts(text: str) -> tuple[_Said, ...]:
    """Return what a text says, part by part: our own titles join name, province, form and period with a dot."""
    return tuple(map(_said, text.split(" · ")))


@lru_cache(maxsize=8192)
def _said(text: str) -> _Said:
    text = clean(text)
    wards = tuple((match[1], match[2]) for match in _WARD.finditer(text))
    if not (_DIGIT.search(text) or "quý" in text.casefold()):
        return _Said(text, wards=wards)
    span, unordered = span_in(text), titles.unordered(text)
    period = titles.form_and_period(text)[1]
    month = None
    if not (span or unordered or period):
        words = titles.without_dates(plain(text))
        months = {int(match[1]) for match in _MONTH_ONLY.finditer(words)} if not _CITED.search(words) else set()
        month = next(iter(months)) if len(months) == 1 else None
    return _Said(text, period, span, unordered, month, wards)


def _other_period(said: _Said, report: Recognised, lookups: Lookups) -> tuple[str, str, str] | None:
    """Return (rule, what is said, what was expected) of a text that says another period than the cover."""
    period = report.period
    if not period:
        return None
    if said.span and not said.period:
        windows = _windows(report.province_code, report.form, period, lookups)
        differs = bool(windows) and not any(said.span.is_window(window) for window in windows)
        return ("window_differs", said.span.words, written(windows[0])) if differs else None
    return ("title_differs", other, period) if (other := _other_name(said, period)) else None


def _other_name(said: _Said, period: str) -> str | None:
    """Return the period that a text names, where it is not this one; a round has no name to be held against."""
    if not period[:4].isdecimal():
        return None
    if said.period:
        return said.period if said.period != period and said.period[:4].isdecimal() else None
    if said.month and len(period) == len("2026-10") and said.month != int(period[5:]):
        return f"tháng {said.month}"
    return said.unordered


@lru_cache(maxsize=1024)
def _windows(province_code: str | None, form: str | None, period: str, lookups: Lookups) -> tuple[Window, ...]:
    """Return the windows of a report's period: as its directive clips them, then whole."""
    rules = lookups.period_rules(province_code, form or "")
    found = (each.window(period) for rule in rules for each in (rule, rule.unclipped()))
    return tuple(window for window in found if window)


def _other_unit(said: _Said, texts: Sequence[tuple[str, str]], reporter: Reporter, lookups: Lookups) -> str | None:
    """Return the name of a unit in a text that is certainly not the reporter."""
    if said.wards:
        return _other_ward(said, reporter, lookups)
    found = _agency_named(said.text, reporter.province_code, lookups)
    if found is None or found.reporter_id == reporter.reporter_id or fold(found.name) in _ABOVE:
        return None
    # An agency may stand below one that its letterhead names beside it; a ward stands below none of them.
    is_below = reporter.ward_code is None and any(fold(reporter.name) in fold(text) for _, text in texts)
    return None if is_below else said.text


def _other_ward(said: _Said, reporter: Reporter, lookups: Lookups) -> str | None:
    if lookups.context.places is None:
        return None
    if reporter.ward_code is None and not _WARD.fullmatch(_WHOSE.sub("", said.text)):
        return None  # an agency reports of places that it names
    for kind, words in said.wards:
        if fold(f"{kind} {words}").startswith(fold(reporter.name)):
            continue
        if name := _first_ward(kind, words.split(), reporter, lookups):
            return name
    return None


def _first_ward(kind: str, words: Sequence[str], reporter: Reporter, lookups: Lookups) -> str | None:
    """Return the longest name of a ward that the words begin with; None when it may be the reporter's own."""
    places = lookups.context.places
    for length in range(len(words) if places else 0, 0, -1):
        name = f"{kind} {' '.join(words[:length])}"
        match = places.match(name, reporter.province_code) if places else None
        if match and match.method in _CERTAIN and match.candidates:
            return None if reporter.ward_code in match.candidates else name
    return None


@lru_cache(maxsize=8192)
def _agency_named(text: str, province_code: str, lookups: Lookups) -> Reporter | None:
    name, province = fold(_WHOSE.sub("", clean(text))), fold(lookups.context.provinces.get(province_code, ""))
    for ending in ("", province, province.removeprefix("thành phố ").removeprefix("tỉnh ")):
        found = lookups.reporters.get((province_code, name.removesuffix(ending).rstrip(" ,-")), ())
        if len(found) == 1 and (reporter := lookups.context.reporters[found[0]]).ward_code is None:
            return reporter
    return None


def _check_province(report: Recognised, lookups: Lookups, findings: Findings) -> None:
    cover, reporter = report.cover, report.reporter
    text = cover.text("province")
    if not text or reporter is None or text == reporter.province_name:
        return
    if (province_code_of(text, lookups) or reporter.province_code) != reporter.province_code:
        cell, own = cover.cells.get("province"), f"{reporter.name}, {reporter.province_name}"
        findings.add("province_differs", sheet=cover.sheet, cell=cell, value=text, expected=own)


def _check_signed(report: Recognised, lookups: Lookups, findings: Findings) -> None:
    """Ask about a day of signing that lies before the period begins, or more than a year behind its end."""
    if not (report.signed_on and report.period):
        return
    windows = _windows(report.province_code, report.form, report.period, lookups)
    if windows and not windows[-1].start <= report.signed_on <= windows[-1].end + _MOST_LATE:
        cell, expected = report.cover.cells.get("signed_on"), written(windows[-1])
        shown = f"{report.signed_on:%d/%m/%Y}"
        findings.add("signed_outside_period", sheet=report.cover.sheet, cell=cell, value=shown, expected=expected)
