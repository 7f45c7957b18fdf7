"""Our whole form on one sheet, as text files and saved web pages hold it: the cover, and the tables below it.

Belongs here: where a cover ends and its tables begin, and where the next report's cover begins. Does not: reading
any of it (`recognising`, `parsing`), or sheets that hold one table each (`blocks`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from pipelines.workbooks.cover import read_cover
from pipelines.workbooks.foreign import without_rows
from pipelines.workbooks.headings import heading_at
from pipelines.workbooks.lookups import Lookups
from pipelines.workbooks.planned import Part, PlannedReport
from pipelines.workbooks.sheet_lookups import SheetLookup
from pipelines.workbooks.sheets import SheetCells
from pipelines.workbooks.wording import bare

_LEAST_LABELS = 4
_LEAST_SHARE = 0.5


def split_whole(sheet: SheetCells, lookups: Lookups) -> list[PlannedReport]:
    """Return the reports of a sheet that holds covers and tables; none when it holds something else."""
    rows = sheet.rows
    fields = [_field(row, lookups) for row in rows]
    table = _first_table(rows, 0, len(rows), lookups)
    if table is None or sum(field is not None for field in fields[: table[0]]) < _LEAST_LABELS:
        return []
    starts = [index for index, field in enumerate(fields) if field == "reporter_code"][1:]
    # What stands above a second cover and below the tables is its title.
    bounds = [0, *starts, len(rows)]
    reports = []
    for first, end in pairwise(bounds):
        found = _first_table(rows, first, end, lookups)
        cover_end = found[0] if found else end
        cover = read_cover(_between(sheet, first, cover_end), lookups)
        # What stands between the cover's last label and the table may name its unit of money: it is the table's.
        title = max((index for index in range(first, cover_end) if fields[index]), default=first - 1) + 1
        parts = (Part(_between(sheet, title, end), found[1]),) if found else ()
        reports.append(PlannedReport(cover, parts, lookups.context.book.layout))
    return reports


def _field(row: Sequence[Any], lookups: Lookups) -> str | None:
    first = next((value for value in row if value != ""), "")
    known = lookups.cover.get(bare(first)) if type(first) is str and first else None
    return known.field if known else None


def _first_table(
    rows: Sequence[Sequence[Any]], first: int, end: int, lookups: Lookups
) -> tuple[int, SheetLookup] | None:
    for index in range(first, end):
        row = rows[index]
        if sum(type(value) is str and value != "" and lookups.is_any_heading(value) for value in row) < 3:
            continue
        found = [
            (len(heading.columns) / len(lookup.sheet.columns), lookup)
            for lookup in lookups.sheets.values()
            if (heading := heading_at(rows, index, lookup))
        ]
        share, best = max(found, key=lambda pair: pair[0], default=(0.0, None))
        if best is not None and share >= _LEAST_SHARE:
            return index, best
    return None


def _between(sheet: SheetCells, first: int, end: int) -> SheetCells:
    return replace(sheet, rows=without_rows(sheet.rows[:end], first))
