"""Which reports a workbook holds, and which table of which layout stands where in it.

Belongs here: sheets and blocks -> planned reports: our form by names of sheets or by headings, copies of our sheets,
foreign layouts by their anchors and headings, several reports in one file. Does not: reading lines (`parsing`) or the
cover's words (`recognising`, `cover_facts`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipelines.workbooks.concealed import holds_figures
from pipelines.workbooks.cover import Cover, read_cover, titles_of
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.foreign import find_foreign
from pipelines.workbooks.headings import find_heading, heading_at
from pipelines.workbooks.lookups import Lookups
from pipelines.workbooks.planned import Part, Plan, PlannedReport
from pipelines.workbooks.recognising import Recognised
from pipelines.workbooks.sheet_lookups import SheetLookup
from pipelines.workbooks.sheets import SheetCells, WorkbookCells
from pipelines.workbooks.whole_sheets import split_whole
from pipelines.workbooks.wording import bare, clean, nearest

_COPY = re.compile(r"(.*\S)\s*\((\d{1,3})\)")
_LEAST_LABELS = 4
_WIDEST_COVER = 4
"""A row of a cover holds a label, its answer and perhaps a hint."""
_LEAST_SHARE = 0.6
"""Share of a sheet's headings by which an unknown sheet is recognised."""
_SEEN_CELLS = 8


def plan_reports(workbook: WorkbookCells, lookups: Lookups) -> Plan:
    """Return the reports of a workbook, in order; where nothing is known, one report without parts."""
    sets, strangers = _sort_by_name(workbook, lookups)
    book = lookups.context.book
    if strangers or book.cover_sheet not in sets.get("", {}):
        strangers = _sort_by_content(strangers, sets, lookups)
    whole = [] if sets else [report for sheet in strangers for report in split_whole(sheet, lookups)]
    if whole:
        names = {report.cover.sheet for report in whole}
        return Plan(tuple(whole), tuple(sheet for sheet in strangers if sheet.name not in names), ())
    with_cover = {number: found for number, found in sets.items() if book.cover_sheet in found}
    nameless = Cover(titles=titles_of(workbook.sheets)) if not with_cover else Cover()
    if not with_cover:
        foreign = find_foreign(workbook.sheets, lookups)
        if foreign is not None:
            return foreign
        if not sets:
            return Plan((PlannedReport(nameless, (), "", seen=_seen(workbook)),), tuple(workbook.sheets), ())
        with_cover = dict([min(sets.items())])
    orphans = [
        (sheet, f"{book.cover_sheet} ({number})" if number else book.cover_sheet)
        for number, found in sets.items()
        if number not in with_cover
        for sheet in found.values()
    ]
    reports = tuple(_own_report(found, nameless, lookups) for _, found in sorted(with_cover.items(), key=_by_number))
    return Plan(reports, tuple(strangers), tuple(orphans))


def _by_number(item: tuple[str, object]) -> int:
    return int(item[0] or 0)


def _own_report(found: Mapping[str, SheetCells], nameless: Cover, lookups: Lookups) -> PlannedReport:
    book = lookups.context.book
    parts = tuple(Part(found[name], lookups.sheets[name]) for name in book.sheets if name in found)
    cover = read_cover(found[book.cover_sheet], lookups) if book.cover_sheet in found else nameless
    return PlannedReport(cover, parts, book.layout)


def _sort_by_name(
    workbook: WorkbookCells, lookups: Lookups
) -> tuple[dict[str, dict[str, SheetCells]], list[SheetCells]]:
    """Sort sheets into sets by the number of the copy, e.g. "Kiểm tra (2)"; return strangers beside them."""
    sets: dict[str, dict[str, SheetCells]] = {}
    strangers = []
    for sheet in workbook.sheets:
        name, number = lookups.sheet_of(sheet.name), ""
        if name is None and (copy := _COPY.fullmatch(clean(sheet.name))):
            name, number = lookups.sheet_of(copy[1]), copy[2]
        if name is None or name in sets.get(number, {}):
            strangers.append(sheet)
        else:
            sets.setdefault(number, {})[name] = sheet
    return sets, strangers


def _sort_by_content(
    strangers: Sequence[SheetCells], sets: dict[str, dict[str, SheetCells]], lookups: Lookups
) -> list[SheetCells]:
    """Put sheets with strange names where their words belong, when that place is free; return the others."""
    left = []
    own: dict[str, SheetCells] = {}
    taken = sets.get("", {})
    for sheet in strangers:
        name = _name_by_content(sheet, lookups)
        if name is None or name in taken or name in own:
            left.append(sheet)
        else:
            own[name] = sheet
    cover_sheet = lookups.context.book.cover_sheet
    if own and (cover_sheet in own or cover_sheet in taken):
        sets.setdefault("", {}).update(own)
        return left
    return list(strangers)


def _name_by_content(sheet: SheetCells, lookups: Lookups) -> str | None:
    labels = 0
    for row in sheet.rows:
        if len(row) - row.count("") > _WIDEST_COVER:
            # A table below the labels, however far: who takes this for a cover loses the table.
            labels = 0
            break
        first = next((value for value in row if value != ""), "")
        labels += type(first) is str and (bare(first) in lookups.cover)
    if labels >= _LEAST_LABELS:
        return lookups.context.book.cover_sheet
    best, best_share = None, _LEAST_SHARE
    for name, lookup in lookups.sheets.items():
        heading = find_heading(sheet.rows, lookup)
        share = len({c.title for _, c in heading.columns}) / len(lookup.sheet.columns) if heading else 0
        if share > best_share:
            best, best_share = name, share
    return best


def _seen(workbook: WorkbookCells) -> str:
    """Return what a person would see first: names of sheets, and the words of the widest row."""
    names = ", ".join(sheet.name for sheet in workbook.sheets[:5])
    rows = [row for sheet in workbook.sheets for row in sheet.rows[:40]]
    widest = max(rows, key=lambda row: sum(type(value) is str and value != "" for value in row), default=())
    words = [clean(value) for value in widest if type(value) is str and value][:_SEEN_CELLS]
    return f"{names}: {' | '.join(words)}" if words else names


def table_at(cells: SheetCells, index: int, before: SheetLookup, lookups: Lookups) -> SheetLookup:
    """Return the table whose heading begins in a row, among those of the same layout as the table before it."""
    own = before.layout == lookups.context.book.layout
    among = lookups.sheets.values() if own else lookups.layouts[before.layout.rpartition("/")[0]]
    found = [(len(h.columns), lookup) for lookup in among if (h := heading_at(cells.rows, index, lookup))]
    return max(found, key=lambda pair: pair[0])[1] if found else before


def report_strays(plan: Plan, planned: PlannedReport, report: Recognised, lookups: Lookups, findings: Findings) -> None:
    """Say which sheets are missing, which belong to nobody, and that a layout is unknown."""
    book = lookups.context.book
    if not planned.layout and any(holds_figures(sheet) for sheet in plan.strangers):
        findings.add("unknown_layout", value=planned.seen)
        return
    present = {part.lookup.sheet.name for part in planned.parts}
    wanted = book.forms[report.form].sheets if report.form and planned.layout == book.layout else ()
    missing = [name for name in wanted if name not in present and name != book.cover_sheet]
    for name in missing:
        findings.add("missing_sheet", expected=name)
    for sheet in plan.strangers:
        if holds_figures(sheet) and not sheet.visible:
            findings.add("hidden_sheet_not_read", sheet=sheet.name, value=sheet.name)
        elif holds_figures(sheet):
            close = nearest(sheet.name, missing) or nearest(sheet.name, book.sheets) or next(iter(book.sheets))
            findings.add("unknown_sheet", sheet=sheet.name, value=sheet.name, expected=close)
    for sheet, cover in plan.orphans:
        if holds_figures(sheet) and not sheet.visible:
            findings.add("hidden_sheet_not_read", sheet=sheet.name, value=sheet.name)
        elif holds_figures(sheet):
            findings.add("sheet_without_cover", sheet=sheet.name, value=sheet.name, expected=cover)
