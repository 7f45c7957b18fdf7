"""Ways to say something beside the answers of a cover and the cells of a table: in titles, notes, comments.

Belongs here: words that contradict what stands where it belongs. Does not: the answers themselves (`covers`), figures
(`cells`, `money`).
"""

from __future__ import annotations

from tests.corpus.model import Case
from tests.corpus.ways.choosing import way
from tests.corpus.ways.covers import unknown
from tests.corpus.ways.money import UNIT_LABEL, retype, tables

_PERIOD = "Kỳ báo cáo"
_COMMENTED = frozenset({"xlsx", "xlsm", "ods"})


@way(1, "period", 2)
def days_from_to(case: Case) -> bool | None:
    """The days of the period instead of its name, or behind it."""
    if case.report.form != "monthly":
        return False
    case.report.answer(_PERIOD)[1] = case.chance.choice(
        ("Từ 15/9/2026 đến 14/10/2026", "từ ngày 15/9/2026 đến ngày 14/10/2026", "15/9-14/10/2026",
         "Tháng 10/2026 (15/9-14/10)", "Kỳ 15/09/2026 – 14/10/2026")
    )  # fmt: skip
    case.may_return("period_*")
    return None


@way(1, "period")
def days_of_no_window(case: Case) -> bool | None:
    if case.report.form != "monthly":
        return False
    case.report.answer(_PERIOD)[1] = case.chance.choice(
        ("kỳ 25/9 - 24/10", "25/9/2026 - 24/10/2026", "01/10/2026-31/10/2026", "từ 1/10 đến 31/10",
         "Tháng 9/2026 (từ 15/9/2026 đến 14/10/2026)")
    )  # fmt: skip
    unknown(case, "period_*", fields=("period",))
    return None


@way(3, "title")
def title_of_another_ward(case: Case) -> bool | None:
    """A sheet copied from the neighbour's file, its title with it."""
    report = case.report
    sheets = [sheet for sheet in report.sheets if len(sheet.above) > 1]
    names = [n for n, p in case.world.wards.values() if p == report.province_code and n != report.reporter_name]
    alone = [name for name in names if sum(n.split()[1:] == name.split()[1:] for n in names) == 1]
    if report.province_code == "66":
        return False  # names like Ia Rvê come out of an old font only when a person looks
    if case.stacked or "foreign" in case.used or not sheets or not report.has_cover or report.reporter_id is None:
        return False
    sheet = case.chance.choice(sheets)
    name = case.chance.choice(sorted(alone))
    sheet.above[0] = [case.chance.choice((f"UBND {name}", f"UBND {name.upper()}", f"Đơn vị: {name}"))]
    case.says("title_names_other", sheet=sheet)
    return None


@way(3, "title")
def title_of_another_month(case: Case) -> bool | None:
    report = case.report
    sheets = [sheet for sheet in report.sheets if len(sheet.above) > 1]
    if case.stacked or "foreign" in case.used or not sheets or not report.has_cover or report.period != "2026-10":
        return False
    sheet = case.chance.choice(sheets)
    sheet.above[0] = [case.chance.choice(("Số liệu tháng 9/2026", "THÁNG 9", "(Từ 15/8 đến 14/9/2026)", "Quý 2/2026"))]
    case.says("title_differs", "window_differs", sheet=sheet)
    case.may_return("row_of_other_meaning", sheet=sheet)
    return None


@way(1, "cover")
def second_answer(case: Case) -> bool | None:
    if case.stacked or case.report.form != "monthly":
        return False
    case.report.cover.append([_PERIOD, "Tháng 9/2026"])
    case.says("cover_said_twice")
    return None


@way(1)
def signed_before_the_period(case: Case) -> bool | None:
    if case.report.form != "monthly":
        return False
    case.report.answer("Ngày ký")[1] = case.chance.choice(("20/08/2026", "20/10/2025"))
    case.says("signed_outside_period")
    return None


@way(2, "money unit")
def unit_over_the_hint(case: Case) -> bool | None:
    """The amounts are in millions, the answer of the cover still says đồng, the cell beside it does not."""
    word = case.chance.choice(("triệu đồng", "Đơn vị tiền: triệu đồng", "(tr.đ)", "tiền ghi bằng triệu đồng"))
    if not retype(case, 10**6):
        return False
    for report in case.reports:
        report.answer(UNIT_LABEL)[2:] = [word]
    case.may_return("money_*")
    return None


@way(2, "money unit")
def unit_in_a_comment(case: Case) -> bool | None:
    if case.extension not in _COMMENTED or "inspection_lines" not in tables(case):
        return False
    if "foreign" in case.used or not retype(case, 10**6, table="inspection_lines"):
        return False
    for report in case.reports:
        words = case.chance.choice(("Đơn vị: triệu đồng", "triệu đồng", "số tiền tính bằng triệu đồng"))
        report.sheet("inspection_lines").comments += [("fines_vnd", words), ("goods_value_vnd", words)]
    case.may_return("money_*")
    return None


@way(2, "money unit")
def one_amount_in_millions(case: Case) -> bool | None:
    """One bare 15 among amounts in đồng: nobody may take it for fifteen đồng unsaid."""
    found = [
        (report.sheet("inspection_lines"), line)
        for report in case.reports
        if "inspection_lines" in {sheet.table for sheet in report.sheets}
        for line in report.sheet("inspection_lines").real_lines()
        if line.means and (line.means["fines_vnd"] or 0) >= 10**6 and (line, "fines_vnd") not in case.used
    ]
    if not found or "foreign" in case.used:
        return False
    sheet, line = case.chance.choice(found)
    assert line.means is not None
    line.typed["fines_vnd"] = line.means["fines_vnd"] = int(line.means["fines_vnd"]) // 10**6
    case.used.add((line, "fines_vnd"))
    case.says("fines_out_of_range", sheet=sheet, line=line, key="fines_vnd")
    return None


@way(2)
def figure_in_the_note(case: Case) -> bool | None:
    """A number one column too far to the right: the note holds it, its own column is blank."""
    found = [
        (report.sheet("inspection_lines"), line)
        for report in case.reports
        if "inspection_lines" in {sheet.table for sheet in report.sheets}
        for line in report.sheet("inspection_lines").real_lines()
        if line.means and not {(line, "note"), (line, "samples_failed"), line} & case.used
    ]
    if not found or "foreign" in case.used:
        return False
    sheet, line = case.chance.choice(found)
    assert line.means is not None
    number = case.chance.choice((5, 12))
    line.typed["samples_failed"] = line.means["samples_failed"] = None
    line.typed["note"] = line.means["note"] = f"{number} mẫu"
    case.used.update({(line, "note"), (line, "samples_failed")})
    case.says("figure_in_note_column", sheet=sheet, line=line, key="note")
    return None
