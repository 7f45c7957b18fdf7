"""Rules about one file that look at several cells: on one line, over the lines of a sheet, over the report.

Belongs here: deciding that such a rule is broken. Does not: the words and severity of rules (data, see `findings`),
cells that cannot be read (`cells`), or anything that needs a second file (`expectations`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pipelines.case_rows import folded_code
from pipelines.periods import month_window
from pipelines.settings import LOCAL_ZONE
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FIGURE_KINDS
from pipelines.workbooks.parsed_sheet import ParsedSheet
from pipelines.workbooks.recognising import Recognised
from pipelines.workbooks.sums import check_column_sums, check_row_sums, check_totals
from pipelines.workbooks.swapped_days import turned_round
from pipelines.workbooks.wording import fold

_PERIOD_DATES = {"serious_cases": "detected_at", "hotline_entries": "received_on"}
"""Raw table -> the date that should lie in the period."""


def check_sheet(parsed: ParsedSheet, report: Recognised, findings: Findings, *, measured_units: frozenset[str]) -> None:
    """Hold the lines and totals of one sheet against the rules.

    A quantity that has a fraction under a unit that is none of the (folded) `measured_units` is taken away.
    """
    for line in parsed.lines:
        _check_relations(parsed, line, findings)
        _check_left_out(parsed, line, findings)
    table = parsed.lookup.sheet.table
    if table == "inspection_lines":
        _check_inspections(parsed, findings)
    elif table == "serious_cases":
        _check_cases(parsed, findings)
    elif table == "sign_offs":
        _check_sign_offs(parsed, findings)
        _check_fractions(parsed, measured_units, findings)
    _check_amounts(parsed, findings)
    _check_duplicates(parsed, findings)
    check_totals(parsed, findings)
    check_column_sums(parsed, findings)
    check_row_sums(parsed, findings)
    if table in _PERIOD_DATES and report.period:
        _check_dates(parsed, _PERIOD_DATES[table], report.period, findings)


def check_report(
    sheets: Sequence[ParsedSheet], report: Recognised, findings: Findings, *, money_units: Sequence[str]
) -> str | None:
    """Hold the whole report against the rules.

    Returns:
        Its content: filled, nil or empty; None when cells that nobody could read leave that open.
    """
    if any(sheet.lacks_money_unit for sheet in sheets):
        cover = report.cover
        value = cover.text("money_unit") or "để trống"
        cell = cover.cells.get("money_unit")
        findings.add("money_unit_unknown", sheet=cover.sheet, cell=cell, value=value, expected=", ".join(money_units))
    filled = [sheet for sheet in sheets if sheet.indicators or any(_says_something(sheet, s) for s in sheet.lines)]
    nonzero = any(
        any(_is_more_than_zero(sheet, line) for line in sheet.lines) or any(f["value"] for f in sheet.indicators)
        for sheet in filled
    )
    if report.nil:
        if nonzero:
            findings.add("nil_with_figures", sheet=report.cover.sheet, cell=report.cover.cells.get("nil"))
        return "filled" if nonzero else "nil"
    if filled:
        inspections_only = all(sheet.lookup.sheet.table == "inspection_lines" for sheet in filled)
        if inspections_only and not nonzero and not findings.count("error"):
            findings.add("all_zero", sheet=report.cover.sheet, cell=report.cover.cells.get("nil"))
        return "filled"
    if findings.count("error"):
        return None
    findings.add("empty_report", sheet=report.cover.sheet, cell=report.cover.cells.get("nil"))
    return "empty"


def _says_something(sheet: ParsedSheet, line: Mapping[str, Any]) -> bool:
    """Whether a line reports something: a figure where the sheet counts inspections, anything elsewhere."""
    if sheet.lookup.sheet.table != "inspection_lines":
        return True
    return _has_figure(sheet, line)


def _is_more_than_zero(sheet: ParsedSheet, line: Mapping[str, Any]) -> bool:
    figures = [target for c in sheet.lookup.sheet.columns if c.kind in FIGURE_KINDS for target in c.targets]
    if any(line.get(name) for name in figures):
        return True
    return sheet.lookup.sheet.table in ("serious_cases", "hotline_entries")


def _has_figure(sheet: ParsedSheet, line: Mapping[str, Any]) -> bool:
    return any(
        line.get(target) is not None
        for column in sheet.lookup.sheet.columns
        if column.kind in FIGURE_KINDS
        for target in column.targets
    )


def _check_relations(parsed: ParsedSheet, line: Mapping[str, Any], findings: Findings) -> None:
    sheet, row = line["sheet"], line["row"]
    for rule, left, right in parsed.lookup.at_most:
        value = line.get(left)
        if value and value > (line.get(right) or 0):
            if line.get(right) is None and _is_unknown(parsed, right, row, findings):
                # What could not be read is no blank: it has been said once.
                continue
            expected = line.get(right)
            cell = parsed.cell(left, row)
            shown = "để trống" if expected is None else _plain(expected)
            findings.add(rule.id, sheet=sheet, cell=cell, value=_plain(value), expected=shown)
    for rule, total, parts in parsed.lookup.adds_up:
        value, added = line.get(total), sum(line.get(part) or 0 for part in parts)
        if (value or 0) != added:
            cell = parsed.cell(total, row)
            findings.add(rule.id, sheet=sheet, cell=cell, value="để trống" if value is None else value, expected=added)
    for rule, amount, cases in parsed.lookup.per_case:
        value, count = line.get(amount), max((line.get(cases) if cases else None) or 0, 1)
        if value and not rule.least * count <= value <= rule.most * count:
            bounds = f"{_grouped(rule.least * count)} đến {_grouped(rule.most * count)}"
            findings.add(rule.id, sheet=sheet, cell=parsed.cell(amount, row), value=value, expected=bounds)
    for rule, later, earlier in parsed.lookup.not_before:
        day, limit = _local_day(line.get(later)), _local_day(line.get(earlier))
        if day and limit and day < limit:
            cell = parsed.cell(later, row)
            findings.add(rule.id, sheet=sheet, cell=cell, value=f"{day:%d/%m/%Y}", expected=f"{limit:%d/%m/%Y}")


def _check_left_out(parsed: ParsedSheet, line: Mapping[str, Any], findings: Findings) -> None:
    for rule, wanted, others in parsed.lookup.filled_beside:
        told = line.get(wanted) is None and any(line.get(name) is not None for name in others)
        if told and not _is_unknown(parsed, wanted, line["row"], findings):
            findings.add(rule.id, sheet=line["sheet"], cell=parsed.cell(wanted, line["row"]), value="để trống")


def _check_amounts(parsed: ParsedSheet, findings: Findings) -> None:
    """Ask about amounts of money without a column of their own that are hardly real."""
    amounts = parsed.lookup.amounts
    counts = _counts_of_cases(parsed) if amounts else {}
    for figure in parsed.indicators if amounts else ():
        title, beside = _keys(parsed, figure)
        amount = amounts.get(title)
        if amount is None or not figure["value"]:
            continue
        cases = counts.get((amount.per, beside)) or 1
        value, least, most = (int(figure["value"] * amount.factor), int(amount.least * cases), int(amount.most * cases))
        if not least <= value <= most:
            bounds = f"{_grouped(least)} đến {_grouped(most)}"
            place = {"sheet": figure["sheet"], "cell": figure["cell"], "heading": title}
            findings.add(amount.rule.id, value=value, expected=bounds, **place)


def _keys(parsed: ParsedSheet, figure: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the title of the row or column that a figure stands in, and what tells it from others there."""
    title, row = figure["measure"], figure["row"]
    return (figure["row_title"], title) if parsed.lookup.sheet.rows else (title, row)


def _counts_of_cases(parsed: ParsedSheet) -> dict[tuple[str, Any], Any]:
    """Return the figures that amounts are held against, by `_keys`."""
    counts = {_keys(parsed, figure): figure["value"] for figure in parsed.indicators}
    wanted = {amount.per for amount in parsed.lookup.amounts.values()}
    for column in parsed.lookup.sheet.columns:
        if column.column and column.title in wanted:
            counts |= {(column.title, line["row"]): line.get(column.column) for line in parsed.lines}
    return counts


def _is_unknown(parsed: ParsedSheet, column: str, row: int, findings: Findings) -> bool:
    """Whether a line lacks a figure because its column was not found, or its cell was said to be in error."""
    if column not in parsed.positions:
        return True
    cell = parsed.cell(column, row)
    return any(
        found["cell"] == cell and found["sheet"] == parsed.sheet_name and found["severity"] == "error"
        for found in findings.rows
    )


def _local_day(value: Any) -> dt.date | None:
    """The day that was typed: a day without an hour is stored as the midnight that ends it."""
    if isinstance(value, dt.datetime):
        return (value - dt.timedelta(microseconds=1)).astimezone(LOCAL_ZONE).date()
    return value if isinstance(value, dt.date) else None


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _check_inspections(parsed: ParsedSheet, findings: Findings) -> None:
    has_category = any(column.column == "category" for column in parsed.lookup.sheet.columns)
    for line in parsed.lines:
        cell = parsed.cell("category", line["row"])
        if not _has_figure(parsed, line):
            findings.add("line_without_figures", sheet=line["sheet"], cell=f"A{line['row']}", value=str(line["row"]))
        elif not has_category or line.get("category") is not None or line["row"] in parsed.doubtful:
            continue
        elif not _was_said("unknown_categories", line, cell, findings):
            findings.add("line_without_category", sheet=line["sheet"], cell=cell, value=str(line["row"]))


def _was_said(rule: str, line: Mapping[str, Any], cell: str, findings: Findings) -> bool:
    return any(f["rule"] == rule and f["cell"] == cell and f["sheet"] == line["sheet"] for f in findings.rows)


def _check_cases(parsed: ParsedSheet, findings: Findings) -> None:
    _check_case_codes(parsed, findings)
    for line in parsed.lines:
        if not line.get("serious"):
            continue
        known = [name for name in ("detected_at", "seized_at", "handled_at") if line.get(name)]
        with_hour = [name for name in known if (line["row"], name) not in parsed.dates_without_hour]
        if not with_hour:
            cell = parsed.cell("detected_at", line["row"])
            wanted = "giờ phát hiện, bắt giữ hoặc xử lý" if known else "thời điểm phát hiện, bắt giữ hoặc xử lý"
            row = str(line["row"])
            findings.add("serious_without_time", sheet=line["sheet"], cell=cell, value=row, expected=wanted)


def _check_case_codes(parsed: ParsedSheet, findings: Findings) -> None:
    """Ask about a code that two lines share; lines that are the same in everything are said to be double."""
    first: dict[str, dict[str, Any]] = {}
    for line in parsed.lines:
        if not (code := folded_code(line.get("case_code"))):
            continue
        earlier = first.setdefault(code, line)
        if any(value != earlier.get(name) for name, value in line.items() if name not in ("row", "case_code")):
            cell = parsed.cell("case_code", line["row"])
            row = str(earlier["row"])
            findings.add("case_code_twice", sheet=line["sheet"], cell=cell, value=line["case_code"], expected=row)


def _check_sign_offs(parsed: ParsedSheet, findings: Findings) -> None:
    for line in parsed.lines:
        if not line.get("notice_number"):
            cell = parsed.cell("notice_number", line["row"])
            findings.add("sign_off_without_notice", sheet=line["sheet"], cell=cell, value=str(line["row"]))
        measure, unit = parsed.measures.get(line["row"]), line.get("quantity_unit")
        if measure and fold(unit or "") != measure:
            cell = parsed.cell("quantity_found", line["row"])
            findings.add("measure_conflict", sheet=line["sheet"], cell=cell, value=measure, expected=unit or "để trống")
        found, sealed = line.get("quantity_found") or 0, line.get("quantity_sealed")
        if line.get("closed_on") and found > (sealed or 0):
            if sealed is None and _is_unknown(parsed, "quantity_sealed", line["row"], findings):
                continue
            cell, shown = parsed.cell("closed_on", line["row"]), "để trống" if sealed is None else _plain(sealed)
            findings.add("closed_unsealed", sheet=line["sheet"], cell=cell, value=_plain(found), expected=shown)


def _check_fractions(parsed: ParsedSheet, measured_units: frozenset[str], findings: Findings) -> None:
    """Ask about 1,2 viên: an English Excel makes it of a grouped 1.200; only what is measured has fractions."""
    quantities = [column for column in parsed.lookup.sheet.columns if column.kind == "quantity"]
    for line in parsed.lines:
        unit = line.get("quantity_unit") or parsed.measures.get(line["row"]) or ""
        for column in quantities:
            value = line.get(column.column)
            if value is None or value.is_integer() or fold(unit.split("(")[0]).strip(" .") in measured_units:
                continue
            line[column.column] = None
            findings.add(
                "fraction_of_counted",
                sheet=line["sheet"],
                cell=parsed.cell(column.column, line["row"]),
                value=format(value, ".15g").replace(".", ","),
                expected=unit or "để trống",
                heading=column.heading,
            )


def _check_duplicates(parsed: ParsedSheet, findings: Findings) -> None:
    if len(parsed.lines) < 2:
        return
    first_rows: dict[tuple[Any, ...], int] = {}
    for line in parsed.lines:
        row = line["row"]
        key = tuple(value for name, value in line.items() if name != "row")
        earlier = first_rows.setdefault(key, row)
        if earlier != row:
            cell = f"A{row}"
            findings.add("duplicate_line", sheet=line["sheet"], cell=cell, value=str(row), expected=str(earlier))


def _check_dates(parsed: ParsedSheet, name: str, period: str, findings: Findings) -> None:
    window = _window(period)
    if window is None:
        return
    start, end = window
    heading = next(column.heading for column in parsed.lookup.sheet.columns if column.column == name)
    for line in parsed.lines:
        value = line.get(name)
        if value is None:
            continue
        day = _local_day(value)
        if day is None or start <= day <= end:
            continue
        turned = turned_round(day) if (line["row"], name) in parsed.true_dates else None
        is_swapped = turned is not None and start <= turned <= end
        findings.add(
            "date_swapped" if is_swapped else "date_outside_period",
            sheet=line["sheet"],
            cell=parsed.cell(name, line["row"]),
            value=f"{day:%d/%m/%Y}",
            expected=f"{turned:%d/%m/%Y}" if is_swapped else f"{start:%d/%m/%Y} đến {end:%d/%m/%Y}",
            heading=heading,
        )


def _window(period: str) -> tuple[dt.date, dt.date] | None:
    """The widest window a period code can mean, whichever calendar its directive uses; None for fixed rounds."""
    if len(period) == 7 and period[4] == "-":
        return month_window(period).start, month_window(period, "calendar_month").end
    if len(period) == 4 and period.isdecimal():
        return dt.date(int(period) - 1, 10, 1), dt.date(int(period), 12, 31)
    return None


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
