"""Which cells differ between two versions of a report.

Belongs here: aligning sheets, columns and rows of two files, and the cells that then differ. Does not: which two
versions are compared and what is published of it (`pipelines.core.versions`), or the words of the answer
(`pipelines.reporting`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

import polars as pl

from pipelines.tables.codes import CHANGES
from pipelines.workbooks.sheets import column_letters
from pipelines.workbooks.wording import fold

SCHEMA = {
    "sheet": pl.String, "change": pl.String, "cell": pl.String, "heading": pl.String, "before": pl.String,
    "after": pl.String,
}  # fmt: skip
assert set(CHANGES) >= {"changed", "row_added", "row_removed", "column_added", "column_removed", "sheet_added",
                        "sheet_removed"}  # fmt: skip

_HEADING_ROWS = 40
_LEAST_HEADINGS = 4
"""A row of fewer words may be the line of a cover: label, answer, hint."""
_MOST_PAIRS = 40_000
"""Rows × rows that are compared one with another; larger blocks are paired by their order."""
_ALIKE = 0.25
"""Share of equal cells from which two rows may be one row that changed."""
_FIGURE = re.compile(r"[\d\s.,+-]+%?|@.*|TRUE|FALSE|[xX]")
_DATE = re.compile(r"@\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?)?")

_Cells = dict[int, str]
"""Column (from 0) -> text."""


@dataclass(frozen=True)
class _Row:
    number: int
    cells: _Cells
    """By column of the later version."""


@dataclass(frozen=True)
class _Sheet:
    name: str
    rows: Sequence[_Row]
    heading: _Cells
    heading_row: int
    """Rows above it stand in no column."""


def differences(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Compare two files by their rows of `raw.cells`.

    A row or column put in between moves what follows; only what was put in is a difference. Grain: one row per cell
    that differs, in the order of the later version's sheets, then removed sheets.

    Returns:
        sheet, change (a code of `CHANGES`), cell (its address in the later version; in the earlier one when it was
        removed), heading (of its column, or of its line on a cover; null when there is none), before, after.
    """
    old, new = _sheets(before), _sheets(after)
    found: list[tuple[str | None, ...]] = []
    for key, sheet in new.items():
        if key in old:
            found += _of_sheet(old[key], sheet)
        else:
            found += [r for row in sheet.rows for r in _whole(sheet, row, "sheet_added")]
    for key, sheet in old.items():
        if key not in new:
            found += [r for row in sheet.rows for r in _whole(sheet, row, "sheet_removed")]
    return pl.DataFrame(found, schema=SCHEMA, orient="row")


def is_figure(text: str | None) -> bool:
    """Whether the text of a cell is a number, a date or a mark, and so names nobody."""
    return text is None or _FIGURE.fullmatch(text) is not None


def as_typed(text: str) -> str:
    """A cell that was a date as people write it; every other text as it stands, numbers too: some are identifiers."""
    if not _DATE.fullmatch(text):
        return text
    typed = datetime.fromisoformat(text[1:])
    return f"{typed:%d/%m/%Y %H:%M}".removesuffix(" 00:00")


def _sheets(rows: Iterable[Mapping[str, Any]]) -> dict[str, _Sheet]:
    read: dict[str, tuple[str, list[_Row]]] = {}
    for row in rows:
        cells = {at: text for at, text in enumerate(row["cells"]) if text is not None}
        read.setdefault(fold(row["sheet"]), (row["sheet"], []))[1].append(_Row(row["row"], cells))
    sheets = {}
    for key, (name, found) in read.items():
        ordered = sorted(found, key=lambda row: row.number)
        sheets[key] = _Sheet(name, ordered, *_heading(ordered))
    return sheets


def _heading(rows: Sequence[_Row]) -> tuple[_Cells, int]:
    """Column -> heading, and its row: the row with the most words near the top, and the next where it fills gaps."""
    best: _Row | None = None
    for row in rows[:_HEADING_ROWS]:
        words = len(row.cells)
        if words >= _LEAST_HEADINGS and _is_words(row) and (best is None or words > len(best.cells)):
            best = row
    if best is None:
        return {}, 0
    below = next((row for row in rows if row.number == best.number + 1), None)
    if below is None or not _is_words(below) or len(below.cells.keys() - best.cells.keys()) < 2:
        return dict(best.cells), best.number
    return {**best.cells, **below.cells}, best.number


def _is_words(row: _Row) -> bool:
    return not any(is_figure(text) for text in row.cells.values())


def _of_sheet(old: _Sheet, new: _Sheet) -> Iterator[tuple[str | None, ...]]:
    moved, removed, added = _columns(old, new)
    back = {to: at for at, to in moved.items()}
    yield from _in_columns(old, removed, "column_removed")
    earlier = [row if row.number < old.heading_row else _relaid(row, moved) for row in old.rows]
    later = [row if row.number < new.heading_row else _relaid(row, {c: c for c in back}) for row in new.rows]
    for before, after in _aligned(earlier, later):
        if before is None and after is not None:
            yield from _whole(new, after, "row_added")
        elif after is None and before is not None:
            yield from _whole(old, before if before.number < old.heading_row else _relaid(before, back), "row_removed")
        elif before is not None and after is not None:
            yield from _changed(new, before, after)
    yield from _in_columns(new, added, "column_added")


def _relaid(row: _Row, columns: Mapping[int, int]) -> _Row:
    return _Row(row.number, {columns[c]: text for c, text in row.cells.items() if c in columns})


def _changed(sheet: _Sheet, before: _Row, after: _Row) -> Iterator[tuple[str | None, ...]]:
    for column in sorted(before.cells.keys() | after.cells.keys()):
        was, now = before.cells.get(column), after.cells.get(column)
        if was != now:
            yield _line(sheet, after, column, "changed", was, now)


def _in_columns(sheet: _Sheet, columns: set[int], change: str) -> Iterator[tuple[str | None, ...]]:
    for row in sheet.rows:
        if row.number >= sheet.heading_row:
            yield from _whole(sheet, _Row(row.number, {c: row.cells[c] for c in row.cells.keys() & columns}), change)


def _columns(old: _Sheet, new: _Sheet) -> tuple[dict[int, int], set[int], set[int]]:
    """Return earlier column -> later column, the removed and the added ones; by heading where both have one."""
    width = max((c + 1 for sheet in (old, new) for row in sheet.rows for c in row.cells), default=0)
    if not old.heading or not new.heading or old.heading == new.heading:
        return {column: column for column in range(width)}, set(), set()
    was, now = sorted(old.heading), sorted(new.heading)
    matcher = SequenceMatcher(
        None, [fold(old.heading[c]) for c in was], [fold(new.heading[c]) for c in now], autojunk=False
    )
    moved: dict[int, int] = {}
    removed: set[int] = set()
    added: set[int] = set()
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal" or i2 - i1 == j2 - j1:  # as many as before: headings were worded anew
            moved |= zip(was[i1:i2], now[j1:j2], strict=True)
        else:
            removed |= set(was[i1:i2])
            added |= set(now[j1:j2])
    taken = set(moved.values()) | added
    for column in range(width):  # columns without heading stay where they are, when nothing took their place
        if column not in moved and column not in removed and column not in old.heading and column not in taken:
            moved[column] = column
    removed |= {c for row in old.rows for c in row.cells} - moved.keys()
    added |= {c for row in new.rows for c in row.cells} - set(moved.values())
    return moved, removed, added


def _aligned(old: Sequence[_Row], new: Sequence[_Row]) -> Iterator[tuple[_Row | None, _Row | None]]:
    """Pair the rows of two versions in their order; a row without partner stands alone."""
    first = 0
    while first < min(len(old), len(new)) and old[first].cells == new[first].cells:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last].cells == new[-1 - last].cells:
        last += 1
    was, now = old[first : len(old) - last], new[first : len(new) - last]
    if len(was) * len(now) > _MOST_PAIRS * 25:
        yield from _in_order(was, now)
        return
    keys = [[tuple(sorted(row.cells.items())) for row in rows] for rows in (was, now)]
    for kind, i1, i2, j1, j2 in SequenceMatcher(a=keys[0], b=keys[1], autojunk=False).get_opcodes():
        if kind != "equal":
            yield from _paired(was[i1:i2], now[j1:j2])


def _paired(old: Sequence[_Row], new: Sequence[_Row]) -> Iterator[tuple[_Row | None, _Row | None]]:
    """Pair rows that are most alike, keeping their order: the best total over all ways to do so."""
    if len(old) == len(new) == 1:
        yield old[0], new[0]
        return
    if len(old) * len(new) > _MOST_PAIRS:
        yield from _in_order(old, new)
        return
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    alike = [[_alike(was, now) for now in new] for was in old]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            both = best[i + 1][j + 1] + alike[i][j] if alike[i][j] >= _ALIKE else 0.0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and alike[i][j] >= _ALIKE and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif i < len(old) and (j == len(new) or best[i][j] == best[i + 1][j]):
            yield old[i], None
            i += 1
        else:
            yield None, new[j]
            j += 1


def _in_order(old: Sequence[_Row], new: Sequence[_Row]) -> Iterator[tuple[_Row | None, _Row | None]]:
    """Pair rows one by one: for blocks too large to compare every row with every other."""
    for at in range(max(len(old), len(new))):
        was, now = (rows[at] if at < len(rows) else None for rows in (old, new))
        if was is None or now is None or was.cells != now.cells:
            yield was, now


def _alike(old: _Row, new: _Row) -> float:
    """Share of equal cells, 0–1; words weigh more than figures, which are often 0, and the same place a little."""
    weights = {c: 1.0 if is_figure(text) else 3.0 for row in (old, new) for c, text in row.cells.items()}
    same = sum(weight for c, weight in weights.items() if old.cells.get(c) == new.cells.get(c))
    return same / max(sum(weights.values()), 1.0) + (0.01 if old.number == new.number else 0.0)


def _whole(sheet: _Sheet, row: _Row, change: str) -> Iterator[tuple[str | None, ...]]:
    is_gone = change.endswith("removed")
    for column, text in sorted(row.cells.items()):
        yield _line(sheet, row, column, change, text if is_gone else None, None if is_gone else text)


def _line(
    sheet: _Sheet, row: _Row, column: int, change: str, before: str | None, after: str | None
) -> tuple[str | None, ...]:
    label = row.cells.get(0) if column else None
    heading = sheet.heading.get(column) or (label if not sheet.heading and not is_figure(label) else None)
    return sheet.name, change, f"{column_letters(column)}{row.number}", heading, before, after
