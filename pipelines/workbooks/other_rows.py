"""Rows that report another figure than the period's: lũy kế, cùng kỳ, kế hoạch, and lines below the total.

Belongs here: telling such rows and the titles above them by their words and their place; such a file is returned. Does
not: lines that may repeat each other (`subtotals`), totals
that disagree (`sums`), groups of headings (`headings`), titles of another period or unit (`asides`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from pipelines.workbooks.columns import Columns
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.headings import Heading
from pipelines.workbooks.parsed_sheet import ParsedSheet, TotalLine
from pipelines.workbooks.row_kinds import without_number
from pipelines.workbooks.sheets import address
from pipelines.workbooks.sums import summed
from pipelines.workbooks.wording import bare

_NAMING = frozenset({"label", "place", "code"})
_PART = re.compile(r"(?:trong do|bao gom|gom co|dieu chinh|chi tieu)\b")
_PERIOD = re.compile(r"(?:thang|quy) (?:[ivx\d]{1,3})\b")
_WHOLE = re.compile(
    r"(?:cong |tong (?:so |cong )?)?toan (?:xa|phuong|dac khu|tinh|thanh pho|dia ban|don vi|nganh)\b|cong toan\b"
)
_GRAND = re.compile(r"(?:tong|t cong)\b")
_TITLE = re.compile(r"\b(?:luy ke|luy tien|cong don|cung ky|tu dau nam|thang truoc|ky truoc|nam truoc)\b")
"""Words anywhere in a line of words that make the whole table below it another period's."""
_LONGEST = 60


def notice_other_rows(
    parsed: ParsedSheet, rows: Sequence[Sequence[Any]], heading: Heading, columns: Columns, findings: Findings
) -> None:
    """Return a report with rows of another period or kind among its lines, or with lines below its total.

    `rows` are those of the sheet.
    """
    if not parsed.lines:
        return
    lines = {line["row"] for line in parsed.lines}
    for number, position, text in (
        *_said_in_lines(parsed, rows, columns),
        *_said_between(rows, heading, lines, parsed),
    ):
        cell = address(number, position)
        findings.add("row_of_other_meaning", sheet=parsed.sheet_name, cell=cell, value=text[:_LONGEST])
    below = _first_below_total(parsed, rows)
    if below is not None:
        total, line = below
        cell = f"A{line}"
        findings.add("lines_below_total", sheet=parsed.sheet_name, cell=cell, value=str(line), expected=str(total.row))


@lru_cache(maxsize=4096)
def gives_other_meaning(text: str) -> bool:
    """Whether words make the figures that they stand over those of another period."""
    return _TITLE.search(bare(text)) is not None


def _said_in_lines(
    parsed: ParsedSheet, rows: Sequence[Sequence[Any]], columns: Columns
) -> Iterator[tuple[int, int, str]]:
    """Yield (row from 1, position, words) of lines that say they are something else."""
    naming = [position for position, column in columns if column.kind in _NAMING]
    texts = [position for position, column in columns if column.kind == "text"]
    counted = parsed.lookup.sheet.table == "inspection_lines"
    places = {position for position, column in columns if column.kind == "place" and "category" in parsed.positions}
    for line in parsed.lines:
        row = rows[line["row"] - 1]
        for position in (*naming, *texts):
            value = row[position]
            if type(value) is not str or not value:
                continue
            words = bare(without_number(value))
            patterns = [parsed.lookup.other_meaning]
            if position in naming:
                patterns += [_PART, _PERIOD]
                # The whole ward as the place of one category: whether it repeats other lines is asked by `free_names`.
                is_place = position in places and line.get("category") is not None
                patterns += [_WHOLE] if counted and not (is_place and line["row"] in parsed.own_area) else []
            if any(pattern.match(words) for pattern in patterns):
                yield line["row"], position, value
                break


def _said_between(
    rows: Sequence[Sequence[Any]], heading: Heading, lines: set[int], parsed: ParsedSheet
) -> Iterator[tuple[int, int, str]]:
    """Yield rows of words, above lines or over the whole table, that give what follows another meaning."""
    last = max(lines)
    for number in range(1, last):
        if number in lines or heading.first_row < number <= heading.first_line:
            continue
        filled = [(position, value) for position, value in enumerate(rows[number - 1]) if value != ""]
        if len(filled) > 2:
            continue
        for position, value in filled:
            if type(value) is not str or len(value) > 2 * _LONGEST:
                continue
            words = bare(without_number(value))
            if parsed.lookup.other_meaning.match(words) or _TITLE.search(words):
                yield number, position, value


def _first_below_total(parsed: ParsedSheet, rows: Sequence[Sequence[Any]]) -> tuple[TotalLine, int] | None:
    """Return a total of everything above it and the first line below, where no later total holds them all."""
    if parsed.lookup.sheet.table != "inspection_lines":
        return None
    for total in parsed.totals:
        if not 0 < total.lines_above < len(parsed.lines) or total.has_other_words:
            continue
        words = next((bare(v) for v in rows[total.row - 1] if type(v) is str and len(bare(v)) > 2), "")
        if _GRAND.match(words) and not _is_summed_up(parsed):
            return total, parsed.lines[total.lines_above]["row"]
    return None


def _is_summed_up(parsed: ParsedSheet) -> bool:
    """Whether the last total, below all lines or above them, adds up every line: those before it were subtotals."""
    for total in parsed.totals:
        if total.lines_above not in (0, len(parsed.lines)):
            continue
        said = {name: total.figures[name] for name in summed(parsed) if total.figures.get(name)}
        if said and all(sum(line.get(name) or 0 for line in parsed.lines) == value for name, value in said.items()):
            return True
    return False
