"""Texts and figures that Excel made something else of while they were typed, and codes that name two things.

Belongs here: what is lost in single cells of words and quantities. Does not: spellings of numbers (`cells`).
"""

from __future__ import annotations

import datetime as dt

from tests.corpus.model import Case, Dated, Line, Sheet
from tests.corpus.ways.choosing import way

_AS_TEXT = frozenset({"csv", "html"})
"""Formats that keep what the screen shows."""


def _lines(case: Case, table: str) -> list[tuple[Sheet, Line]]:
    return [
        (sheet, line)
        for report in case.reports
        for sheet in report.sheets
        if sheet.table == table and sheet not in case.used
        for line in sheet.real_lines()
    ]


@way(2, "fatal cell")
def text_became_a_date(case: Case) -> bool | None:
    """A batch 01/24, a code 3-4: Excel keeps the first of January, the third of April."""
    keys = {"sign_offs": ("notice_number", "registration_number", "batch_number"), "serious_cases": ("case_code",)}
    found = [
        (sheet, line, key)
        for table, names in keys.items()
        for sheet, line in _lines(case, table)
        for key in names
        if key in line.typed and (line, key) not in case.used
    ]
    if not found:
        return False
    sheet, line, key = case.chance.choice(found)
    case.used.add((line, key))
    day = dt.datetime(2024, case.chance.randrange(1, 13), 1)  # noqa: DTZ001 - a cell has no zone
    shown = case.chance.choice((f"{day:%b}-24", f"Thg{day.month}-24", f"01-Thg{day.month}"))
    line.typed[key] = shown if case.extension in _AS_TEXT else Dated(day, "mmm-yy")
    assert line.means is not None
    line.means[key] = None
    case.returns("text_is_date", sheet=sheet, line=line, key=key)
    return None


@way(2, "fatal cell")
def grouped_quantity_became_a_fraction(case: Case) -> bool | None:
    """1.200 viên typed in an English Excel is 1.2."""
    found = [
        (sheet, line)
        for sheet, line in _lines(case, "sign_offs")
        if not any((line, key) in case.used for key in ("quantity_found", "quantity_sealed", "quantity_unit"))
    ]
    if not found:
        return False
    sheet, line = case.chance.choice(found)
    for key in ("quantity_found", "quantity_sealed", "quantity_unit"):
        case.used.add((line, key))
    unit = case.chance.choice(("viên", "Hộp", "lọ", "thùng", "hộp 10 vỉ", "lô"))
    line.typed |= {"quantity_found": case.chance.choice((1.2, 12.5, 3.25)), "quantity_sealed": None}
    line.typed["quantity_unit"] = unit
    assert line.means is not None
    line.means |= {"quantity_found": None, "quantity_sealed": None, "quantity_unit": unit}
    case.returns("fraction_of_counted", sheet=sheet, line=line, key="quantity_found")
    return None


@way(2)
def one_code_for_two_cases(case: Case) -> bool | None:
    """Two lines of one sheet with one case code."""
    sheet = next((s for r in case.reports for s in r.sheets if s.table == "serious_cases"), None)
    if sheet is None or sheet in case.used or len(sheet.real_lines()) < 2:
        return False
    first, second = sheet.real_lines()[:2]
    if any((line, "case_code") in case.used for line in (first, second)):
        return False
    assert first.means is not None
    assert second.means is not None
    case.used |= {(first, "case_code"), (second, "case_code")}
    second.typed["case_code"] = second.means["case_code"] = first.means["case_code"]
    case.says("case_code_twice", sheet=sheet, line=second, key="case_code")
    return None
