"""Ways to change the columns of a table: moved, renamed, added, missing, doubled, hidden.

Belongs here: which columns there are and what they are called. Does not: how a heading is written (`tables`).
"""

from __future__ import annotations

from collections.abc import Callable

from tests.corpus.model import Case, Column
from tests.corpus.ways.choosing import way
from tests.corpus.ways.tables import a_table

_FIGURES = ("count", "money", "quantity", "percent")


@way(3)
def numbered_lines(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet or any(c.key == "+stt" for c in sheet.columns):
        return False
    sheet.columns.insert(0, Column("+stt", case.chance.choice(("STT", "TT", "Stt", "Số TT", "STT.")), "text"))
    style = case.chance.choice(("{}", "{:02d}", "{}.", "({})", "number"))
    for number, line in enumerate(sheet.real_lines(), 1):
        line.typed["+stt"] = number if style == "number" else style.format(number)
    return None


@way(3, weight=2)
def other_order(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet or sheet.lines != sheet.real_lines():
        return False
    first = [c for c in sheet.columns if c.key == "+stt"]
    rest = [c for c in sheet.columns if c.key != "+stt"]
    case.chance.shuffle(rest)
    sheet.columns = first + rest
    return None


@way(3)
def column_without_its_heading(case: Case) -> bool | None:
    """Somebody wiped one heading: its figures must not be dropped, nor taken for another column's."""
    return _rename(case, lambda _: "")


@way(3)
def figures_under_a_strange_heading(case: Case) -> bool | None:
    return _rename(
        case, lambda _: case.chance.choice(("Số liệu khác", "Chỉ tiêu 7", "Cột bổ sung", "Ghi thêm", "2025"))
    )


@way(3)
def heading_in_other_words(case: Case) -> bool | None:
    other = {
        "establishments_inspected": ("Số cơ sở thanh tra", "Tổng số cơ sở KT", "Số lượt kiểm tra"),
        "establishments_violating": ("CS vi phạm", "Số cơ sở bị xử lý", "Cơ sở VP"),
        "fines_vnd": ("Số tiền xử phạt", "Phạt tiền VPHC", "Tiền phạt thu nộp"),
        "administrative_cases": ("Xử phạt VPHC", "Hành chính (đối tượng)"),
        "samples_taken": ("Mẫu kiểm nghiệm", "Tổng số mẫu"),
        "samples_failed": ("Mẫu KĐ", "Số mẫu đạt"),
        "cases_total": ("Số vụ", "Cộng số vụ"),
    }
    sheet = next((s for s in case.report.sheets if s.table == "inspection_lines"), None)
    if not sheet or sheet in case.used:
        return False
    key = case.chance.choice(
        [c.key for c in sheet.columns if c.key in other and (sheet, c.key) not in case.used] or [""]
    )
    if not key:
        return False
    case.used.add((sheet, key))
    column = sheet.column(key)
    column.heading = case.chance.choice(other[key])
    if column.heading in ("Số mẫu đạt", "Hành chính (đối tượng)"):
        # Not another wording: another thing. Nothing may load it under the old name.
        case.returns("unknown_column", sheet=sheet, key=key)
        for line in sheet.real_lines():
            assert line.means is not None
            line.means[key] = None
    else:
        case.may_return("unknown_column", sheet=sheet, key=key)
    return None


def _rename(case: Case, how: Callable[[str], str]) -> bool | None:
    sheet = a_table(case)
    if not sheet:
        return False
    keys = [
        c.key
        for c in sheet.columns
        if c.kind in _FIGURES and (sheet, c.key) not in case.used
        and any(line.means and line.means.get(c.key) for line in sheet.real_lines())
    ]  # fmt: skip
    if not keys:
        return False
    key = case.chance.choice(keys)
    case.used.add((sheet, key))
    column = sheet.column(key)
    column.heading = how(column.heading)
    if not column.heading and column.group and sheet.two_rows:
        # Its group still stands above it.
        column.heading = " "
    for line in sheet.real_lines():
        assert line.means is not None
        line.means[key] = None
    case.returns("unknown_column", "duplicate_column", sheet=sheet, key=key)
    if column.kind == "money":
        case.may_return("unknown_column", "money_unit*", sheet=sheet)
    return None


@way(3)
def extra_column_of_words(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet:
        return False
    column = Column("+who", case.chance.choice(("Người kiểm tra", "Lý do", "Đoàn kiểm tra", "Tên cơ sở")), "text")
    sheet.columns.insert(
        case.chance.randrange(len(sheet.columns) + 1) if not sheet.two_rows else len(sheet.columns), column
    )
    for line in sheet.real_lines():
        line.typed["+who"] = case.chance.choice(("tổ công tác", "Đoàn liên ngành", "Cơ sở Minh Họa"))
    case.says("extra_column", sheet=sheet, key="+who")
    case.may_return("unknown_column", sheet=sheet, key="+who")
    return None


@way(3)
def extra_column_of_figures(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet:
        return False
    headings = (
        "Số lượt tuyên truyền",
        "Số quyết định",
        "Năm 2025",
        "Lũy kế",
        "Số tiền tịch thu",
        "Tỷ lệ",
        "So cùng kỳ",
    )
    column = Column("+figures", case.chance.choice(headings), "count")
    sheet.columns.insert(
        case.chance.randrange(len(sheet.columns) + 1) if not sheet.two_rows else len(sheet.columns), column
    )
    style = case.chance.choice(("{}", "{} vụ", "0{}", "{}%", "{},5", "number"))
    for line in sheet.real_lines():
        number = case.chance.randrange(1, 90)
        line.typed["+figures"] = number if style == "number" else style.format(number)
    case.returns("unknown_column", sheet=sheet, key="+figures")
    return None


@way(3)
def blank_extra_column(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet:
        return False
    heading = case.chance.choice(("", "Ký nhận", "Dự phòng", "Số lượng khác"))
    sheet.columns.insert(
        len(sheet.columns) if sheet.two_rows else len(sheet.columns) // 2, Column("+blank", heading, "text")
    )
    return None


@way(3)
def missing_column(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet:
        return False
    free = [
        c
        for c in sheet.columns
        if c.kind in (*_FIGURES, "text") and c.key[0] != "+" and (sheet, c.key) not in case.used
    ]
    if not free or len(sheet.columns) < 6:
        return False
    column = case.chance.choice(free)
    if any((line, column.key) in case.used for line in sheet.lines):
        return False
    sheet.columns.remove(column)
    for line in sheet.real_lines():
        assert line.means is not None
        line.means[column.key] = None
    case.says("missing_column", sheet=sheet)
    case.may_return("missing_column", sheet=sheet)
    return None


@way(3)
def doubled_column(case: Case) -> bool | None:
    """The same heading twice, both filled: nobody can know which one counts."""
    sheet = a_table(case)
    if not sheet:
        return False
    free = [
        c for c in sheet.columns
        if c.kind in _FIGURES and not case.used.intersection([(sheet, c.key), *((line, c.key) for line in sheet.lines)])
        and any(line.means and line.means.get(c.key) is not None for line in sheet.real_lines())
    ]  # fmt: skip
    if not free:
        return False
    column = case.chance.choice(free)
    case.used.add((sheet, column.key))
    sheet.columns.append(Column("+again", column.heading, column.kind, column.group))
    if case.chance.random() < 0.3:
        # The second one is blank, unless a row of column numbers fills it too.
        case.may_return("duplicate_column", sheet=sheet)
        return None
    for line in sheet.real_lines():
        line.typed["+again"] = case.chance.randrange(1, 9)
    case.returns("duplicate_column", "unknown_column", sheet=sheet)
    return None


@way(3)
def hidden_column(case: Case) -> bool | None:
    """A column somebody hid still holds what was reported."""
    sheet = a_table(case)
    if not sheet or case.extension in ("csv", "html") or case.stacked:
        return False
    sheet.hidden_keys.add(case.chance.choice(sheet.keys("count", "money", "quantity", "date")))
    case.may_return("hidden*", sheet=sheet)
    return None
