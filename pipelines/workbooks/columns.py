"""Which column of a file fills which column of the form, and what is said of those that fit none.

Belongs here: doubled, unknown and missing columns; nobody's figures are dropped. Does not: finding the heading
(`headings`) or reading the lines below it (`parsing`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from pipelines.workbooks.figures import is_figure
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.headings import Heading
from pipelines.workbooks.sheet_lookups import SheetLookup
from pipelines.workbooks.sheets import SheetCells, column_letters
from pipelines.workbooks.wording import bare, nearest

Columns = Sequence[tuple[int, FormColumn]]
"""(position in the file, column of the form)."""
_NAMING = frozenset({"label", "unit", "place", "code"})
_MARKS = frozenset({"x", "v", "✓", "✔", "☑", "☒"})


def choose_columns(heading: Heading, cells: SheetCells, findings: Findings) -> Columns:
    """Keep one position for each column: of two with the same heading, the one that is filled."""
    chosen: dict[str, int] = {}
    for position, column in heading.columns:
        if column.title not in chosen:
            chosen[column.title] = position
            continue
        rivals = [p for p in (chosen[column.title], position) if _is_filled(cells.rows, heading.first_line, p)]
        if len(rivals) > 1:
            cell = f"{column_letters(position)}{heading.first_line}"
            findings.add("duplicate_column", sheet=cells.name, cell=cell, value=column.title)
        elif rivals:
            chosen[column.title] = rivals[0]
    return [(position, column) for position, column in heading.columns if chosen[column.title] == position]


def _is_filled(rows: Sequence[Sequence[Any]], first: int, position: int) -> bool:
    return any(row[position] != "" for row in rows[first:])


def report_columns(
    cells: SheetCells,
    heading: Heading,
    columns: Columns,
    lookup: SheetLookup,
    line_rows: Sequence[int],
    findings: Findings,
) -> None:
    """Say which columns the form does not have, and which it has and the file lacks."""
    present = [column.title for _, column in columns]
    missing = [column.title for column in lookup.sheet.columns if column.title not in present]
    naming = [c.title for c in lookup.sheet.columns if c.kind in _NAMING and c.title in missing]
    suspected = set()
    for position, text in heading.unknown:
        values = [row[position] for row in map(cells.rows.__getitem__, line_rows) if row[position] != ""]
        if not values or bare(text) in lookup.ignorable:
            continue
        close = nearest(text, missing) if text and missing else None
        cell = f"{column_letters(position)}{heading.first_line}"
        shown = text or column_letters(position)
        # Words that fill a column may be the ones that say what the lines are about.
        named = naming[0] if naming and 2 * len(values) >= len(line_rows) else _marked_or_dated(values, lookup, missing)
        if close or named or any(is_figure(value) for value in values):
            suspected.add(close or named)
            hint = close or named or (nearest(text, present) if text else None) or "xem biểu mẫu"
            findings.add("unknown_column", sheet=cells.name, cell=cell, value=shown, expected=hint)
        else:
            findings.add("extra_column", sheet=cells.name, cell=cell, value=shown)
    for name in _needed(missing, lookup) if line_rows else ():
        if name not in suspected:
            findings.add("missing_column", sheet=cells.name, cell=f"A{heading.first_line}", expected=name)


def _needed(missing: Sequence[str], lookup: SheetLookup) -> list[str]:
    """Return the missing columns that a file should have; of two that stand for each other, one is enough."""
    alternatives: set[str] = set()
    needed = []
    for column in lookup.sheet.columns:
        if column.title not in missing or column.is_optional or column.heading in alternatives:
            continue
        other = next((c for c in lookup.sheet.columns if c.heading == column.or_else), None)
        if other is None or other.title in missing:
            needed.append(column.title)
        alternatives.add(column.or_else)
    return needed


def _marked_or_dated(values: Sequence[Any], lookup: SheetLookup, missing: Sequence[str]) -> str | None:
    """Return the missing column of marks or dates that a column of marks or dates may be."""
    kinds = set()
    if all(type(value) is str and value.strip().casefold() in _MARKS for value in values):
        kinds = {"mark"}
    elif any(isinstance(value, dt.date) for value in values):
        kinds = {"date", "instant"}
    return next((c.title for c in lookup.sheet.columns if c.kind in kinds and c.title in missing), None)
