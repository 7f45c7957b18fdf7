"""Ways to put rows into a table that are no lines: totals, sections, repeated headings, signatures; hidden lines.

Belongs here: rows below the heading. Does not: headings and columns (`tables`).
"""

from __future__ import annotations

from tests.corpus.model import Case, Line, Sheet, Value
from tests.corpus.ways.choosing import way
from tests.corpus.ways.tables import a_table

_DISTINCT = ("establishments_inspected", "establishments_violating")


def sums_of(sheet: Sheet, lines: list[Line]) -> dict[str, Value]:
    """What a person would write into a total of lines, in the unit that the lines are typed in."""
    found: dict[str, Value] = {}
    for key in sheet.keys("count", "money", "quantity"):
        values = [line.typed.get(key) for line in lines]
        allowed = (int, type(None)) if sheet.column(key).kind == "count" else (int, float, type(None))
        if key[0] != "+" and all(type(value) in allowed for value in values):
            found[key] = sum(value for value in values if type(value) in (int, float))  # type: ignore[misc]
    return found


def _total(case: Case, sheet: Sheet, lines: list[Line], label: str) -> Line:
    key = sheet.columns[0].key
    if case.chance.random() < 0.3 and sheet.columns[0].key == "+stt":
        key = sheet.columns[1].key
    return Line({**sums_of(sheet, lines), key: label}, None)


LABELS = (
    "Tổng cộng", "TỔNG CỘNG", "Tổng cộng:", "Tổng", "Cộng", "Tổng số", "TỔNG CỘNG (I+II+III)", "Tong cong",
    "Tổng cộng toàn phường", "Cộng:", "TỔNG", "T.Cộng", "Tổng  cộng", "Cộng chung",
)  # fmt: skip


def _with_figures(case: Case) -> Sheet | None:
    sheet = a_table(case, lines=2)
    return sheet if sheet and sheet.keys("count") else None


@way(3, "totals", 3)
def total_at_the_bottom(case: Case) -> bool | None:
    sheet = _with_figures(case)
    if not sheet:
        return False
    sheet.lines.append(_total(case, sheet, sheet.real_lines(), case.chance.choice(LABELS)))
    case.may_return("total_without_word", sheet=sheet)
    return None


@way(3, "totals", 2)
def total_at_the_top(case: Case) -> bool | None:
    sheet = _with_figures(case)
    if not sheet:
        return False
    sheet.lines.insert(0, _total(case, sheet, sheet.real_lines(), case.chance.choice(LABELS[:8])))
    case.may_return("total_without_word", sheet=sheet)
    return None


@way(3, "totals", 2)
def totals_in_the_middle(case: Case) -> bool | None:
    """Sections with their own sums, then the sum of all."""
    sheet = _with_figures(case)
    if not sheet:
        return False
    lines = sheet.real_lines()
    half = len(lines) // 2
    names = case.chance.choice(
        (("Cộng I", "Cộng II"), ("Cộng I:", "Cộng II:"), ("Tổng I", "Tổng II"), ("Cộng mục I", "Cộng mục II"))
    )
    sheet.lines = [
        *lines[:half], _total(case, sheet, lines[:half], names[0]),
        *lines[half:], _total(case, sheet, lines[half:], names[1]),
        _total(case, sheet, lines, case.chance.choice(("Tổng cộng (I+II)", "TỔNG CỘNG", "Tổng cộng"))),
    ]  # fmt: skip
    return None


@way(3, "totals", 2)
def wrong_total(case: Case) -> bool | None:
    sheet = next((s for s in case.report.sheets if s.table == "inspection_lines"), None)
    if not sheet or sheet in case.used or len(sheet.real_lines()) < 2:
        return False
    total = _total(case, sheet, sheet.real_lines(), "Tổng cộng")
    keys = [key for key in total.typed if key in sheet.keys("count", "money") and key not in _DISTINCT]
    if not keys:
        return False
    key = case.chance.choice(keys)
    old = total.typed[key]
    assert isinstance(old, (int, float))
    total.typed[key] = old + case.chance.choice((1, 7, 1000))
    sheet.lines.append(total)
    case.says("total_*", sheet=sheet, line=total, key=key)
    return None


@way(3, "totals", 2)
def cumulative_row_at_the_end(case: Case) -> bool | None:
    """What happened since January, below the total: never counted, and the sender is told."""
    sheet = next((s for s in case.report.sheets if s.table == "inspection_lines"), None)
    if not sheet or sheet in case.used or not sheet.real_lines() or not sheet.keys("count"):
        return False
    total = _total(case, sheet, sheet.real_lines(), "Tổng cộng")
    words = case.chance.choice(
        ("Lũy kế từ đầu năm", "Luỹ kế", "LŨY KẾ 10 THÁNG", "Cộng dồn từ đầu năm", "Cùng kỳ năm trước")
    )
    key = next(key for key, value in total.typed.items() if value == "Tổng cộng")
    larger = {k: v * 9 for k, v in total.typed.items() if isinstance(v, int)}
    if not any(larger.values()):
        return False
    cumulative = Line({**larger, key: words}, None)
    sheet.lines += [total, cumulative] if case.chance.random() < 0.7 else [cumulative]
    case.says("row_left_out", sheet=sheet, line=cumulative)
    return None


@way(3, "totals")
def total_of_a_group_among_the_categories(case: Case) -> bool | None:
    """'Cộng nhóm thuốc' where the category stands: held against the lines above, never counted."""
    sheet = next((s for s in case.report.sheets if s.table == "inspection_lines"), None)
    if not sheet or sheet in case.used or len(sheet.real_lines()) < 2 or not sheet.keys("count"):
        return False
    if "category" not in {column.key for column in sheet.columns}:
        return False
    lines = sheet.real_lines()
    half = len(lines) // 2
    words = case.chance.choice(("Cộng nhóm thuốc", "Tổng thuốc", "Thuốc (cộng)", "Tiểu cộng", "Cộng nhóm 1"))
    total = Line({**sums_of(sheet, lines[:half]), "category": words}, None)
    sheet.lines = [*lines[:half], total, *lines[half:]]
    return None


@way(3, "totals")
def total_with_its_label_elsewhere(case: Case) -> bool | None:
    """'Tổng cộng' in the second or third column, merged over the first ones."""
    sheet = _with_figures(case)
    if not sheet:
        return False
    words = [c.key for c in sheet.columns if c.kind in ("code", "text", "place")]
    if len(words) < 2:
        return False
    total = Line({**sums_of(sheet, sheet.real_lines()), words[1]: "Tổng cộng"}, None)
    sheet.lines.append(total)
    return None


@way(3, "totals")
def total_without_a_label(case: Case) -> bool | None:
    """A last row of sums that nobody named: never a line of its own; told or returned."""
    sheet = next((s for s in case.report.sheets if s.table == "inspection_lines"), None)
    if not sheet or len(sheet.real_lines()) < 2 or sheet in case.used:
        return False
    sums = sums_of(sheet, sheet.real_lines())
    if not any(sums.values()):
        return False
    total = Line(sums, None)
    sheet.lines.append(total)
    case.may_return("line_without_*", "total_*", sheet=sheet)
    return None


@way(3, "sections", 2)
def roman_sections(case: Case) -> bool | None:
    sheet = a_table(case, lines=2)
    if not sheet:
        return False
    lines = sheet.lines
    half = len(lines) // 2
    titles = case.chance.choice((
        ("I. THUỐC", "II. MỸ PHẨM VÀ HÀNG KHÁC"), ("I", "II"), ("A. Tuyến xã", "B. Tuyến tỉnh"),
        ("I. Kết quả tuần 1", "II. Kết quả tuần 2"), ("1. Đợt đầu tháng", "2. Đợt cuối tháng"),
    ))  # fmt: skip
    wide = -1 if case.chance.random() < 0.5 else 0
    first = next((c.key for c in sheet.columns if c.kind not in ("count", "money", "quantity")), sheet.columns[0].key)
    sections = [Line({first: title}, None, merged_down=wide) for title in titles]
    sheet.lines = [sections[0], *lines[:half], sections[1], *lines[half:]]
    for section in sections:
        case.may_return("unknown_section", sheet=sheet, line=section)
    return None


@way(3, "sections")
def repeated_heading(case: Case) -> bool | None:
    """A printed form repeats its heading on every page."""
    sheet = a_table(case, lines=3)
    if not sheet:
        return False
    middle = len(sheet.lines) // 2
    sheet.lines.insert(middle, Line({}, None, merged_down=-2))
    if case.chance.random() < 0.4:
        sheet.lines.insert(middle, Line({}, None))
    return None


@way(3)
def blank_rows(case: Case) -> bool | None:
    sheet = a_table(case, lines=2)
    if not sheet:
        return False
    for _ in range(case.chance.choice((1, 2, 5))):
        at = case.chance.randrange(1, len(sheet.lines) + 1)
        if at == len(sheet.lines) or sheet.lines[at].merged_down != -2:
            sheet.lines.insert(at, Line({}, None))
    sheet.lines = [line for line in sheet.lines if line.typed or line.merged_down == -2 or not sheet.merges]
    return None


@way(3, weight=2)
def signatures_below(case: Case) -> bool | None:
    sheet = a_table(case)
    if not sheet:
        return False
    below: tuple[list[list[Value]], ...] = (
        [[], [None, None, None, "Ngày 20 tháng 10 năm 2026"], ["NGƯỜI LẬP BIỂU", None, None, "TM. ỦY BAN NHÂN DÂN"],
         ["(Ký, họ tên)", None, None, "KT. CHỦ TỊCH"], [None, None, None, "PHÓ CHỦ TỊCH"], [], ["Nguyễn Văn Minh Họa"]],
        [[], ["Nơi nhận:"], ["- Như trên;"], ["- Sở Y tế (báo cáo);"], ["- Lưu: VT."]],
        [["Ghi chú: số liệu tính từ ngày 15/9 đến 14/10."], ["Điện thoại liên hệ: 0225.000.000"]],
        [[], ["Người lập biểu", *[None] * 4, "Thủ trưởng đơn vị"], ["Đã ký", *[None] * 4, "Đã ký"]],
        [["* Số liệu chưa bao gồm 02 vụ đang xác minh"]],
        [[], ["Hồng Bàng, ngày 20 tháng 10 năm 2026"], ["T/M UBND"], ["Chủ tịch"]],
        [[], [*[None] * 4, "Hồng Bàng, ngày", 20, "tháng", 10, "năm", 2026], ["Chủ tịch"]],
        [[], ["Người lập: Trần Thị Mai", None, None, None, "ĐT:", 912345678]],
    )  # fmt: skip
    sheet.below = case.chance.choice(below)
    # A note in a column of dates is both.
    case.may_return("stray_words", "date_unreadable", sheet=sheet)
    return None


@way(3)
def hidden_line(case: Case) -> bool | None:
    """A filter hides lines; they are reported all the same, and the sender is told."""
    sheet = a_table(case, lines=2)
    if not sheet or case.extension in ("csv", "html") or not sheet.keys("count"):
        return False
    line = case.chance.choice(sheet.real_lines())
    if sheet.merges:
        return False
    line.hidden = True
    case.says("hidden*", sheet=sheet)
    case.may_return("hidden*", sheet=sheet)
    return None


@way(3)
def words_merged_downwards(case: Case) -> bool | None:
    """One category in a merged cell beside several lines: it holds for all of them."""
    sheet = next((s for s in case.report.sheets if s.table == "inspection_lines"), None)
    if not sheet or sheet in case.used or sheet.lines != sheet.real_lines() or len(sheet.lines) < 2:
        return False
    if "category" not in sheet.keys("code") or case.extension == "csv":
        return False
    if any((line, "category") in case.used for line in sheet.lines):
        return False
    first, second = sheet.lines[0], sheet.lines[1]
    assert second.means is not None
    assert first.means is not None
    second.means["category"], second.typed["category"] = first.means["category"], None
    sheet.merges.append((first, "category", 2))
    case.used |= {(first, "category"), (second, "category"), sheet}
    case.may_return("line_without_category", sheet=sheet, line=second, key="category")
    return None
