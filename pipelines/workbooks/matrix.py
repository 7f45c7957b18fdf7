"""Tables whose rows are known beforehand: each figure is found by section, label and unit together.

Belongs here: telling the rows of such a table apart (a label stands twice, in two sections or two units), figures as
indicators, percentages against the figures they come from. Does not: which section a row stands in (`sections`),
tables of lines (`parsing`), sums (`sums`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from pipelines.workbooks.cells import CellReader
from pipelines.workbooks.columns import Columns
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FIGURE_KINDS, FormColumn, FormRow
from pipelines.workbooks.headings import Heading
from pipelines.workbooks.parsed_sheet import ParsedSheet
from pipelines.workbooks.row_kinds import RowKinds, numbers_its_columns
from pipelines.workbooks.sections import Sections, units_of_money
from pipelines.workbooks.sheet_lookups import SheetLookup, money_factor
from pipelines.workbooks.sheets import SheetCells, address, cell_text
from pipelines.workbooks.wording import clean, nearest

_PERCENT = "%"
_CLOSE = 0.006
"""Half of the last digit of a percentage with two decimals, and a little."""


def read_matrix(
    cells: SheetCells,
    heading: Heading,
    columns: Columns,
    parsed: ParsedSheet,
    reader: CellReader,
    rows: RowKinds,
    findings: Findings,
) -> list[int]:
    """Read the figures of every known row into `parsed.indicators`; return the rows (from 0) that hold figures."""
    seen: dict[str, int] = {}
    shown: set[str] = set()
    line_rows = []
    sections = Sections(parsed.lookup, rows, cells.rows[: heading.first_row])
    levels = [list(cells.rows[level]) for level in range(heading.first_row, heading.first_line)]
    for index in range(heading.first_line, len(cells.rows)):
        row = cells.rows[index]
        if row.count("") == len(row) or (not seen and numbers_its_columns(row)) or list(row) in levels:
            continue
        label, unit = _words(row, columns, "label"), _words(row, columns, "unit")
        found = sections.find(row, index, label, unit)
        if not _has_something(row, columns) or (found is None and not rows.has_figures(row)):
            if found:
                seen.setdefault(found.title, index)
            continue
        line_rows.append(index)
        is_strange = sections.is_strange(cells.name, findings)
        if not is_strange and _is_readable(cells, index, label, unit, found, seen, parsed.lookup, findings):
            assert found is not None
            seen[found.title] = index
            if found.unit == _PERCENT:
                parsed.percent_rows.add(index + 1)
            said = units_of_money(label, unit) if money_factor(found) else frozenset()
            shown |= _read_figures(cells, row, index, found, next(iter(said), 0), columns, parsed, reader)
    _settle_percentages(parsed, shown, findings)
    missing = [known.title for known in parsed.lookup.sheet.rows if known.title not in seen] if line_rows else []
    # Rows below a section that nobody knows are not missing.
    for title in () if sections.were_strange else missing:
        findings.add("missing_row", sheet=cells.name, cell=f"A{heading.first_line}", expected=title)
    return line_rows


def _has_something(row: Sequence[Any], columns: Columns) -> bool:
    return any(row[position] != "" for position, column in columns if column.kind in FIGURE_KINDS)


def _is_readable(
    cells: SheetCells,
    index: int,
    label: str,
    unit: str,
    found: FormRow | None,
    seen: dict[str, int],
    lookup: SheetLookup,
    findings: Findings,
) -> bool:
    """Say what keeps a row with figures from being read: nobody knows it, or it stood before."""
    place = {"sheet": cells.name, "cell": f"A{index + 1}"}
    if found is None:
        close = nearest(label, [known.title for known in lookup.sheet.rows]) or "xem biểu mẫu"
        findings.add("unknown_row", value=label + (f" ({unit})" if unit else ""), expected=close, **place)
        return False
    if found.title in seen:
        findings.add("duplicate_row", value=found.title, expected=str(seen[found.title] + 1), **place)
        return False
    return True


def _words(row: Sequence[Any], columns: Columns, kind: str) -> str:
    texts = [cell_text(row[position]) or "" for position, column in columns if column.kind == kind]
    return clean(" ".join(filter(None, texts)))


def _read_figures(
    cells: SheetCells,
    row: Sequence[Any],
    index: int,
    known: FormRow,
    money_unit: int,
    columns: Columns,
    parsed: ParsedSheet,
    reader: CellReader,
) -> set[str]:
    """Read the figures of one row; return the cells of percentages that are shown as such.

    `money_unit` is the one that the row itself names, 0 = as the form has it.
    """
    own_unit = money_factor(known)
    shown = set()
    for position, column in columns:
        if column.kind not in FIGURE_KINDS or row[position] == "":
            continue
        if reader.shows_percent(row[position], index + 1, position):
            shown.add(address(index + 1, position))
        if own_unit:
            dong = reader.read_amount(row[position], index + 1, position, column, money_unit or own_unit)
            value = None if dong is None else dong / own_unit
        else:
            value = _read_value(row[position], index + 1, position, column, known, reader)
        if value is not None:
            parsed.indicators.append({
                "section": known.section or None,
                "label": known.label,
                "unit": known.unit or None,
                "measure": column.title,
                "value": float(value),
                "sheet": cells.name,
                "row": index + 1,
                "cell": address(index + 1, position),
                "row_title": known.title,
            })  # fmt: skip
    return shown


def _read_value(
    value: Any, row: int, position: int, column: FormColumn, known: FormRow, reader: CellReader
) -> float | None:
    """Read a figure as its row's unit wants it; a true number of a percent row, shown without %, is settled later."""
    if known.unit != _PERCENT:
        found = reader.read(value, row, position, column)
        return None if found is None else float(found)
    if isinstance(value, float) and not reader.shows_percent(value, row, position):
        return value
    text = value if type(value) is not str or value.strip().endswith(_PERCENT) else f"{value}%"
    share = reader.read(text, row, position, FormColumn(column.heading, "percent"))
    return None if share is None else round(share * 100, 6)


def _settle_percentages(parsed: ParsedSheet, shown: Collection[str], findings: Findings) -> None:
    """Tell 0.035 as a true 3,5% from 0,035%: by its format, or the figures it comes from, else it is returned.

    `shown` are the cells whose format says it.
    """
    figures = {(figure["row_title"], figure["measure"]): figure for figure in parsed.indicators}
    ratios = {ratio.row: ratio for ratio in parsed.lookup.sheet.ratios}
    for (title, measure), figure in figures.items():
        if figure["unit"] != _PERCENT:
            continue
        ratio = ratios.get(title)
        part = figures.get((ratio.part, measure)) if ratio else None
        whole = figures.get((ratio.whole, measure)) if ratio else None
        due = 100 * part["value"] / whole["value"] if part and whole and whole["value"] else None
        said = figure["value"]
        place = {"sheet": figure["sheet"], "cell": figure["cell"], "heading": title}
        is_clear = figure["cell"] in shown
        if not is_clear and due is not None and abs(said * 100 - due) <= _CLOSE * 100 and abs(said - due) > _CLOSE:
            figure["value"] = round(said * 100, 6)
        elif due is not None and abs(said - due) > 0.06:
            findings.add("ratio_disagrees", value=_shown(said), expected=_shown(due), **place)
        elif not is_clear and due is None and 0 < said <= 1:
            ways = f"{_shown(said)}% hoặc {_shown(said * 100)}%"
            findings.add("percent_ambiguous", value=_shown(said), expected=ways, **place)


def _shown(value: float) -> str:
    return format(value, ".4g").replace(".", ",")
