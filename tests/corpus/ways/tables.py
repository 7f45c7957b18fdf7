"""Ways to lay out a table: what is above it, its heading, where it stands.

Belongs here: everything from the title to the first line. Does not: which columns there are
(`columns`), or lines (`rows`).
"""

from __future__ import annotations

import unicodedata

from tests.corpus.model import Case, Sheet, Value
from tests.corpus.ways.choosing import way


def a_table(case: Case, *, lines: int = 1, prefer: str = "inspection_lines") -> Sheet | None:
    """A table with lines that no fatal way has bent as a whole."""
    sheets = [s for r in case.reports for s in r.sheets if len(s.real_lines()) >= lines and s not in case.used]
    wanted = [sheet for sheet in sheets if sheet.table == prefer]
    if wanted and case.chance.random() < 0.7:
        return wanted[0]
    return case.chance.choice(sheets) if sheets else None


def plain(text: str) -> str:
    """Text without Vietnamese marks."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in parts if not unicodedata.combining(c))


@way(3, "above")
def national_title(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet:
        return False
    name = case.report.reporter_name.upper()
    last = sheet.above if "foreign" in case.used else sheet.above[-1:]
    sheet.above = [
        [f"UBND {name}", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["BAN CHỈ ĐẠO 389", None, None, None, "Độc lập - Tự do - Hạnh phúc"],
        [None, None, None, None, "ngày 20 tháng 10 năm 2026"],
        [],
        [None, None, "PHỤ LỤC SỐ LIỆU KIỂM TRA, XỬ LÝ VI PHẠM"],
        [None, None, "(Kèm theo Báo cáo số 125/BC-UBND ngày 20/10/2026)"],
        [],
        *last,
    ]
    return None


@way(3, "above")
def long_preamble(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet:
        return False
    rows = case.chance.choice((10, 20, 30, 45))
    for number in range(rows):
        sheet.above.insert(0, [f"Căn cứ văn bản số {number}/UBND, đơn vị báo cáo như sau:"])
    if rows >= 20:
        case.may_return("no_heading", "unknown_layout", "unknown_sheet", sheet=sheet)
    return None


@way(3, "above")
def table_from_the_first_row(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet or sheet in case.used or case.stacked or "foreign" in case.used:
        return False
    sheet.above = []
    return None


@way(3)
def moved_right(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet or case.stacked:
        return False
    sheet.right = case.chance.choice((1, 2, 3))
    return None


@way(3, "heading rows")
def one_row_heading(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet or not sheet.two_rows:
        return False
    sheet.two_rows = False
    return None


@way(3, "heading rows")
def one_row_heading_with_groups(case: Case) -> bool | None:
    """'Số vụ vi phạm - Hàng cấm, hàng lậu' in one cell."""
    sheet = a_table(case)
    if not sheet or not sheet.two_rows:
        return False
    sheet.two_rows = False
    sign = case.chance.choice((" - ", ": ", "\n"))
    for column in sheet.columns:
        if column.group:
            column.heading = f"{column.group}{sign}{column.heading}"
            case.may_return("unknown_column", sheet=sheet, key=column.key)
    return None


@way(3, "heading rows")
def unmerged_heading(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet or not sheet.two_rows:
        return False
    sheet.merged = False
    return None


@way(3, "heading rows")
def group_in_every_cell(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet or not sheet.two_rows:
        return False
    sheet.merged, sheet.repeat_group = False, True
    return None


@way(3, weight=2)
def row_of_column_numbers(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet:
        return False
    count = len(sheet.columns)
    first = case.chance.choice((0, 1))
    styles: tuple[list[Value], ...] = (
        [str(n + first) for n in range(count)],
        [float(n + first) for n in range(count)],
        [f"({n + 1})" for n in range(count)],
        ["A", "B", "C", *[str(n + 1) for n in range(count - 3)]],
        ["A", "B", *[float(n + 1) for n in range(count - 2)]],
        [f"[{n + 1}]" for n in range(count)],
        [f"Cột {n + 1}" for n in range(count)],
    )
    sheet.under_heading.append(case.chance.choice(styles))
    return None


@way(3)
def row_of_formula_notes(case: Case) -> bool | None:
    sheet = a_table(case, prefer="inspection_lines")
    if not sheet or sheet.table != "inspection_lines" or sheet.columns[0].key == "+stt":
        return False
    names: list[Value] = [str(n + 1) for n in range(len(sheet.columns))]
    for number, column in enumerate(sheet.columns):
        if column.key == "cases_total":
            names[number] = f"{number + 1}={number - 2}+{number - 1}+{number}"
        elif column.key == "samples_failed":
            names[number] = f"{number + 1}={number}-1"
    sheet.under_heading = [names]
    return None


@way(3, "heading words", 2)
def headings_otherwise_spelled(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet:
        return False
    how = case.chance.choice((
        str.upper, plain, lambda t: plain(t).upper(), lambda t: t.replace(" ", "\n", 1), lambda t: f" {t}  ",
        lambda t: f"{t}:", lambda t: t.replace(" ", "  "), str.title, lambda t: f"{t} (*)",
        lambda t: t.replace("(", " ("),
    ))  # fmt: skip
    for column in sheet.columns:
        if column.key[0] != "+":
            column.heading = how(column.heading)
    return None
