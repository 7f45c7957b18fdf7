"""What a workbook holds, before it is read: reports, their tables, and sheets that belong to none.

Belongs here: the shape only. Does not: finding any of it (`blocks`, `foreign`).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.workbooks.cover import Cover
from pipelines.workbooks.sheet_lookups import SheetLookup
from pipelines.workbooks.sheets import SheetCells


@dataclass(frozen=True)
class Part:
    """One table of a report: the sheet, blank outside the table's rows, and the declared table."""

    cells: SheetCells
    lookup: SheetLookup


@dataclass(frozen=True)
class PlannedReport:
    """One report of a file."""

    cover: Cover
    parts: tuple[Part, ...]
    layout: str
    """Name and version of the layout; blank when it is unknown."""
    seen: str = ""
    """What stands in the file, when its layout is unknown."""


@dataclass(frozen=True)
class Plan:
    """Every report of a file, and the sheets that belong to none."""

    reports: tuple[PlannedReport, ...]
    strangers: tuple[SheetCells, ...]
    orphans: tuple[tuple[SheetCells, str], ...]
    """(sheet of our form, cover that it would need)."""
