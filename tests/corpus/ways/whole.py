"""Ways of a whole report: nil, empty, all zero, several in one workbook, sheets too many or too few.

Belongs here: what concerns more than one table. Does not: single cells or tables.
"""

from __future__ import annotations

import copy

from tests.corpus.contents import make_report
from tests.corpus.model import Case, Column, Line, Report, Sheet
from tests.corpus.ways.choosing import way
from tests.corpus.ways.tables import a_table, plain

_NIL = "Không phát sinh (x)"


def _clear(report: Report) -> None:
    for sheet in report.sheets:
        sheet.lines = []
    report.content = None


@way(0, "whole")
def nil(case: Case) -> bool | None:
    _clear(case.report)
    case.report.answer(_NIL)[1] = case.chance.choice(("x", "X", "x ", "Có", "✓"))
    case.report.content = "nil"
    return None


@way(0, "whole")
def nil_in_words(case: Case) -> bool | None:
    """'Không phát sinh' typed into the first cell of a table, the box not ticked: nil, or back; never figures."""
    _clear(case.report)
    sheet = case.report.sheets[0]
    sheet.lines = [Line({sheet.columns[0].key: "Không phát sinh"}, None)]
    case.may_return(
        "stray_words", "empty_report", "nil_*", "unknown_*", "number_unreadable", "line_without_*", "date_unreadable"
    )
    return None


@way(0, "whole")
def empty(case: Case) -> bool | None:
    _clear(case.report)
    case.report.content = "empty"
    case.returns("empty_report")
    return None


@way(0, "whole")
def empty_with_numbered_lines(case: Case) -> bool | None:
    """The blank form with its STT filled in: still empty."""
    if case.report.form != "monthly":
        return False
    _clear(case.report)
    sheet = case.report.sheet("inspection_lines")
    sheet.columns.insert(0, Column("+stt", "STT", "text"))
    sheet.lines = [Line({"+stt": number + 1}, None) for number in range(5)]
    case.returns("empty_report")
    return None


@way(0, "whole")
def all_zero(case: Case) -> bool | None:
    """Zeros are figures: a report full of them is filled, not nil."""
    if case.report.form != "monthly":
        return False
    for sheet in case.report.sheets[1:]:
        sheet.lines = []
    sheet = case.report.sheets[0]
    for line in sheet.real_lines():
        assert line.means is not None
        for key in sheet.keys("count", "money"):
            line.typed[key] = line.means[key] = 0
    case.report.content = "filled"
    return None


@way(0, "whole")
def nil_with_zeros(case: Case) -> bool | None:
    if all_zero(case) is False:
        return False
    case.report.answer(_NIL)[1] = "x"
    case.report.content = "nil"
    return None


@way(0, "whole")
def nil_with_figures(case: Case) -> bool | None:
    if not any(line.means and line.means.get("cases_total") for s in case.report.sheets for line in s.real_lines()):
        return False
    case.report.answer(_NIL)[1] = "x"
    case.says("nil_with_figures")
    return None


@way(0, "whole")
def two_reports_in_one_workbook(case: Case) -> bool | None:
    """A ward sends September and October together, or a neighbour's too: both, or none."""
    if case.report.form != "monthly" or case.extension not in ("xlsx", "xlsm", "xls", "ods", "eml", "zip"):
        return False
    second = make_report(case.chance, case.world)
    if second.reporter_id == case.report.reporter_id:
        return False
    second.cover_name += " (2)"
    for sheet in second.sheets:
        sheet.name += " (2)"
    case.reports.append(second)
    case.used.add("several")
    case.may_return("unknown_sheet", "several_*", "no_cover", "reporter_*", "second_*")
    return None


@way(0, "strangers")
def draft_sheet(case: Case) -> bool | None:
    if case.stacked:
        return False
    sheet = Sheet(case.chance.choice(("Nháp", "Sheet1", "Tính toán", "Biểu đồ", "Kiểm tra T9")))
    sheet.above = [["Tổng hợp", "Số vụ"], ["Tuần 1", 3], ["Tuần 2", case.chance.choice((4, "05"))]]
    case.strangers.append(sheet)
    case.returns("unknown_sheet", "several_*", sheet=sheet)
    return None


@way(0, "strangers")
def sheet_of_words(case: Case) -> bool | None:
    if case.stacked:
        return False
    sheet = Sheet(case.chance.choice(("Hướng dẫn", "Ghi chú", "Sheet2")))
    sheet.above = [["Hướng dẫn điền biểu"], ["Ghi đủ các cột"], []]
    case.strangers.append(sheet)
    return None


@way(0, "strangers", 2)
def hidden_copy(case: Case) -> bool | None:
    """Last month's table on a hidden sheet: never this month's figures."""
    tables = {sheet.table for sheet in case.report.sheets}
    if "inspection_lines" not in tables or case.extension in ("csv", "html") or case.stacked:
        return False
    old = copy.deepcopy(case.report.sheet("inspection_lines"))
    old.table, old.name, old.hidden = "", case.chance.choice(("Kiểm tra (cũ)", "Tháng 9", "KT cu", "Sheet9")), True
    case.strangers.append(old)
    case.may_return("unknown_sheet", "hidden*", "several_*", "second_*", "sheet_without_cover", sheet=old)
    return None


@way(0, "sheets")
def hidden_sheet(case: Case) -> bool | None:
    """A sheet of the form somebody hid: read, and said."""
    free = [sheet for sheet in case.report.sheets[1:] if sheet.real_lines() and sheet.keys("count", "money")]
    if not free or case.extension in ("csv", "html") or case.stacked:
        return False
    sheet = case.chance.choice(free)
    sheet.hidden = True
    case.says("hidden*", sheet=sheet)
    case.may_return("hidden*", sheet=sheet)
    return None


@way(0, "sheets")
def missing_sheet(case: Case) -> bool | None:
    if len(case.report.sheets) < 3 or case.stacked:
        return False
    gone = case.chance.choice(case.report.sheets[1:])
    case.report.sheets.remove(gone)
    case.says("missing_sheet")
    return None


@way(0, "sheets", 2)
def sheets_otherwise_named(case: Case) -> bool | None:
    for sheet in case.report.sheets:
        how = case.chance.choice(
            (str.upper, str.lower, plain, lambda t: f" {t} ", lambda t: plain(t).replace(" ", "_"), str.title)
        )
        sheet.name = how(sheet.name)
    return None


@way(0, "sheets")
def sheets_in_another_order(case: Case) -> bool | None:
    if case.stacked:
        return False
    case.chance.shuffle(case.report.sheets)
    return None


@way(0, "sheets")
def table_on_a_strange_sheet(case: Case) -> bool | None:
    """The table is right, the sheet's name is not of our form."""
    sheet = a_table(case)
    if not sheet or case.stacked:
        return False
    sheet.name = case.chance.choice(("Sheet1", "Số liệu", "Phụ lục 1", "Bảng 2"))
    case.may_return("unknown_sheet", sheet=sheet)
    return None


@way(2)
def same_line_twice(case: Case) -> bool | None:
    sheet = a_table(case, lines=2)
    if not sheet or sheet.merges:
        return False
    line = case.chance.choice(sheet.real_lines())
    if any(isinstance(key, tuple) and key[0] is line for key in case.used):
        return False
    again = Line(dict(line.typed), dict(line.means or {}))
    sheet.lines.insert(sheet.lines.index(line) + 1, again)
    for key in line.typed:
        case.used |= {(line, key), (again, key)}
    case.says("duplicate_line", sheet=sheet)
    return None


@way(2)
def unknown_words(case: Case) -> bool | None:
    """A category, violation or channel that no list has: the figures load, the word is asked for."""
    sheet = next((s for s in case.report.sheets if s.table == "inspection_lines"), None)
    if not sheet or not sheet.real_lines():
        return False
    line = case.chance.choice(sheet.real_lines())
    key, words = case.chance.choice((
        ("category", ("Thuốc lá điếu", "Xăng dầu", "Hàng tiêu dùng", "12", "mỹ phẩm và thuốc")),
        ("violation", ("Đi muộn", "Vi phạm khác thường", "hàng giả, hàng lậu")),
        ("channel", ("Quán nước", "Vỉa hè", "Trên đường")),
    ))  # fmt: skip
    if (line, key) in case.used or key not in {column.key for column in sheet.columns}:
        return False
    case.used.add((line, key))
    line.typed[key] = case.chance.choice(words)
    assert line.means is not None
    line.means[key] = None
    case.says("unknown_*", sheet=sheet, line=line, key=key)
    case.may_return("unknown_*", sheet=sheet, line=line, key=key)
    return None


@way(2, weight=2)
def known_words_otherwise_written(case: Case) -> bool:
    sheet = next((s for s in case.report.sheets if s.table == "inspection_lines"), None)
    if not sheet:
        return False
    for line in sheet.real_lines():
        for key in ("category", "violation", "channel"):
            if (line, key) in case.used or key not in line.typed:
                continue
            word = str(line.typed[key])
            line.typed[key] = case.chance.choice(
                (str.upper, str.capitalize, plain, lambda t: f" {t} ", lambda t: f"{t}.", str.title)
            )(word)
    return True


@way(2)
def more_violate_than_were_inspected(case: Case) -> bool | None:
    sheet = next((s for s in case.report.sheets if s.table == "inspection_lines"), None)
    if not sheet or not sheet.real_lines() or "establishments_violating" not in sheet.keys("count"):
        return False
    line = case.chance.choice(sheet.real_lines())
    if {(line, "establishments_inspected"), (line, "establishments_violating")} & case.used:
        return False
    assert line.means is not None
    line.typed["establishments_inspected"] = line.means["establishments_inspected"] = 2
    line.typed["establishments_violating"] = line.means["establishments_violating"] = 5
    case.used |= {(line, "establishments_inspected"), (line, "establishments_violating")}
    case.says("violating_over_inspected", sheet=sheet, line=line, key="establishments_violating")
    return None


@way(2)
def sums_that_disagree(case: Case) -> bool | None:
    sheet = next((s for s in case.report.sheets if s.table == "inspection_lines"), None)
    if not sheet or not sheet.real_lines() or "cases_total" not in sheet.keys("count"):
        return False
    line = case.chance.choice(sheet.real_lines())
    if (line, "cases_total") in case.used:
        return False
    case.used.add((line, "cases_total"))
    assert line.means is not None
    line.typed["cases_total"] = line.means["cases_total"] = int(line.means["cases_total"] or 0) + 3
    case.says("classes_do_not_add_up", sheet=sheet, line=line, key="cases_total")
    return None
