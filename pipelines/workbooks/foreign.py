"""Files in a layout of somebody else: which layout, which blocks, and which reports they make.

Belongs here: recognising a layout by its anchors and headings, splitting sheets into blocks with their own title,
grouping blocks into reports as the layout says. Does not: our own form (`blocks`) or what a title says (`cover_facts`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipelines.workbooks.cover_facts import cover_of, read_facts
from pipelines.workbooks.figures import is_figure
from pipelines.workbooks.headings import Heading, find_heading, heading_at
from pipelines.workbooks.layouts import Layout
from pipelines.workbooks.letterheads import Letterhead, letterhead_of
from pipelines.workbooks.lookups import Lookups
from pipelines.workbooks.planned import Part, Plan, PlannedReport
from pipelines.workbooks.sheet_lookups import SheetLookup
from pipelines.workbooks.sheets import SheetCells
from pipelines.workbooks.wording import bare

_LEAST_SHARE = 0.5
_ANCHORED_ROWS = 30
_WHOSE = ("reporter_code", "reporter_name")
_TELLING = (*_WHOSE, "period")
"""Answers that tell one report from another."""
_ADDRESS = re.compile(r"[A-Z]+([0-9]+)")


@dataclass(frozen=True)
class _Block:
    """One table of a layout, with what its own title says."""

    sheet: SheetCells
    layout: Layout
    lookup: SheetLookup
    first: int
    """First row (from 0) of its title."""
    end: int
    answers: Mapping[str, Any]
    cells: Mapping[str, str]
    letterhead: Letterhead = ()
    """Lines above it, among which its author may stand."""


def find_foreign(sheets: Sequence[SheetCells], lookups: Lookups) -> Plan | None:
    """Return the reports that layouts of others find in the sheets; None when no layout knows any of them."""
    blocks: list[_Block] = []
    strangers = []
    for sheet in sheets:
        found = _choose(sheet, lookups)
        if found is None:
            strangers.append(sheet)
        else:
            blocks += _split(sheet, *found)
    if not blocks:
        return None
    return Plan(tuple(_report(group) for group in _grouped(blocks)), tuple(strangers), ())


def _choose(sheet: SheetCells, lookups: Lookups) -> tuple[Layout, SheetLookup, Heading] | None:
    """Return the layout whose table a sheet holds; None when none fits, or two fit equally well."""
    words: str | None = None
    best: list[tuple[float, Layout, SheetLookup, Heading]] = []
    for layout in lookups.context.layouts:
        if layout.anchors:
            words = _words(sheet) if words is None else words
            if not any(bare(anchor) in words for anchor in layout.anchors):
                continue
        for lookup in lookups.layouts[layout.id]:
            heading = find_heading(sheet.rows, lookup)
            share = len({c.title for _, c in heading.columns}) / len(lookup.sheet.columns) if heading else 0
            if heading is None or share < _LEAST_SHARE:
                continue
            if not best or share > best[0][0]:
                best = [(share, layout, lookup, heading)]
            elif share == best[0][0]:
                best.append((share, layout, lookup, heading))
    return best[0][1:] if len(best) == 1 else None


def _words(sheet: SheetCells) -> str:
    texts = [value for row in sheet.rows[:_ANCHORED_ROWS] for value in row if type(value) is str and value]
    return " | ".join(map(bare, (sheet.name, *texts)))


def _split(sheet: SheetCells, layout: Layout, lookup: SheetLookup, heading: Heading) -> list[_Block]:
    """Split a sheet where a heading stands again under a title that says whose or when."""
    rows = sheet.rows
    starts = [0]
    index = heading.first_line
    while index < len(rows):
        again = heading_at(rows, index, lookup) if _may_be_heading(rows[index], lookup) else None
        if again is None:
            index += 1
            continue
        title = _title_start(rows, index)
        answers, _ = read_facts(layout, "", rows, first=title, end=index)
        same = [(p, c.title) for p, c in again.columns] == [(p, c.title) for p, c in heading.columns]
        # A heading printed again on the next page has no words of its own above it.
        printed_again = same and all(value == "" for row in rows[title:index] for value in row)
        own_block = layout.reports == "block" and not printed_again
        if own_block or not same or any(name in answers for name in _TELLING):
            starts.append(title)
        heading, index = again, again.first_line
    blocks = []
    for first, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        part = _part(sheet, first, end)
        table = find_heading(part.rows, lookup, start=first)
        title_end = table.first_row if table else first
        answers, cells = read_facts(layout, sheet.name, rows, first=first, end=title_end)
        # Above a further table stand also the signatures and receivers of the one before it.
        letterhead = letterhead_of(rows, first, title_end) if first == 0 else ()
        blocks.append(_Block(part, layout, lookup, first, end, answers, cells, letterhead))
    return blocks


def _may_be_heading(row: Sequence[Any], lookup: SheetLookup) -> bool:
    return sum(type(value) is str and value != "" and lookup.is_heading(value) for value in row) >= 2


def _title_start(rows: Sequence[Sequence[Any]], heading: int) -> int:
    """Return the first row of the title above a heading: below the last row that holds a figure."""
    start = heading
    while start > 0 and not any(is_figure(value) for value in rows[start - 1] if value != ""):
        start -= 1
    return start


def _part(sheet: SheetCells, first: int, end: int) -> SheetCells:
    """Return the sheet with nothing outside the rows of a block; rows keep their numbers."""
    if first == 0 and end == len(sheet.rows):
        return sheet
    return replace(
        sheet,
        rows=without_rows(sheet.rows[:end], first),
        uncached=tuple(cell for cell in sheet.uncached if first < _row_of(cell) <= end),
        errors=tuple(error for error in sheet.errors if first < _row_of(error[0]) <= end),
    )


def without_rows(rows: Sequence[Sequence[Any]], first: int) -> list[Sequence[Any]]:
    """Return rows with the first ones blank, so that the others keep their numbers."""
    return [[""] * len(row) for row in rows[:first]] + list(rows[first:])


def _row_of(cell: str) -> int:
    found = _ADDRESS.fullmatch(cell)
    return int(found[1]) if found else 0


def _grouped(blocks: Sequence[_Block]) -> list[list[_Block]]:
    """Group blocks into reports, as their layout says; blocks that say different things are never one report."""
    groups: dict[tuple[object, ...], list[_Block]] = {}
    first_of: dict[tuple[str, str], _Block] = {}
    for number, block in enumerate(blocks):
        layout = block.layout
        scope = "" if layout.reports == "file" else block.sheet.name
        before = first_of.setdefault((layout.id, scope), block)
        # What a sheet says in its title holds for its blocks, but never whose they are.
        shared = [name for name in before.answers if name not in _WHOSE or layout.reports == "file"]
        answers = {**{name: before.answers[name] for name in shared}, **block.answers}
        block = replace(block, answers=answers)  # noqa: PLW2901 - the same block, with what it inherits
        telling = tuple(bare(str(answers.get(name, ""))) for name in _TELLING)
        own = number if layout.reports == "block" else -1
        groups.setdefault((layout.id, scope, own, telling), []).append(block)
    return list(groups.values())


def _report(group: Sequence[_Block]) -> PlannedReport:
    first = group[0]
    answers = {name: value for block in reversed(group) for name, value in block.answers.items()}
    cells = {name: value for block in reversed(group) for name, value in block.cells.items()}
    heads = {tuple(text for _, text in block.letterhead) for block in group if block.letterhead}
    is_said = any(name in answers for name in _WHOSE)
    # Sheets with letterheads of their own may be of several units: nobody chooses one of them.
    letterhead = first.letterhead if len(heads) == 1 and not is_said else ()
    cover = cover_of(first.layout, first.sheet.name, answers, cells, letterhead)
    return PlannedReport(cover, tuple(Part(block.sheet, block.lookup) for block in group), first.layout.name)
