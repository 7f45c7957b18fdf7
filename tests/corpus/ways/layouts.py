"""Reports in other layouts than today's form: its older wording, a general 389 table, a department's own table.

Belongs here: the tables that arrive instead of ours. Does not: bending them (`tables`, `rows`, `cells` do that too).
"""

from __future__ import annotations

from tests.corpus.contents import INSPECTION_COLUMNS
from tests.corpus.model import Case, Column, Line, Sheet, Value
from tests.corpus.ways.choosing import way

_OLDER_COVER = {
    "Mã đơn vị": "Mã đơn vị báo cáo",
    "Tên đơn vị": "Đơn vị báo cáo",
    "Tỉnh, thành phố": "Tỉnh/thành phố",
    "Kỳ báo cáo": "Tháng báo cáo",
    "Đơn vị tiền (đồng, nghìn đồng, triệu đồng)": "Đơn vị tính tiền",
}
_OLDER_HEADINGS = {
    "Địa bàn": "Xã, phường, đặc khu",
    "Nhóm hàng": "Mặt hàng",
    "Hành vi": "Hành vi vi phạm",
    "Số cơ sở được kiểm tra": "Số cơ sở kiểm tra",
    "Gian lận thương mại": "GLTM",
    "Hình sự (vụ)": "Khởi tố (vụ)",
    "Tiền phạt": "Số tiền phạt",
    "Số mẫu lấy": "Số mẫu đã lấy",
}


@way(4, "cover", 2)
def older_wording(case: Case) -> bool | None:
    """A copy of the form from before its first version."""
    if case.report.form != "monthly" or case.stacked or "foreign" in case.used:
        return False
    for row in case.report.cover:
        row[:1] = [_OLDER_COVER.get(str(row[0]), row[0])] if row else []
    for sheet in case.report.sheets:
        if sheet.table == "inspection_lines":
            if sheet.name == "Kiểm tra":
                sheet.name = "Kết quả kiểm tra"
            for column in sheet.columns:
                column.heading = _OLDER_HEADINGS.get(column.heading, column.heading)
    return None


def _foreign(case: Case, sheet: Sheet, facts: list[list[Value]]) -> bool:
    """Send only this sheet, with what a cover says above its table."""
    report = case.report
    if report.form != "monthly" or case.stacked or case.extension == "csv":
        return False
    sheet.above = [
        ["BAN CHỈ ĐẠO 389", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        *facts,
        [f"Đơn vị báo cáo: {report.reporter_name}"],
        [f"Mã đơn vị: {report.reporter_id}"],
        [f"Tỉnh, thành phố: {case.world.provinces[report.province_code]}"],
        ["Kỳ báo cáo: Tháng 10/2026"],
        [None, None, None, None, "Đơn vị tính tiền: đồng"],
        [],
    ]
    report.sheets, report.has_cover = [sheet], False
    case.used.add("foreign")
    return True


def _columns(named: tuple[tuple[str, str], ...], groups: dict[str, str]) -> list[Column]:
    kinds = {key: kind for key, _, kind, _ in INSPECTION_COLUMNS}
    return [Column(key, heading, kinds.get(key, "pair"), groups.get(key, "")) for key, heading in named]


def _only(line: Line, keys: set[str]) -> Line:
    """A line that has some of the columns: the others are blank, not 0."""
    assert line.means is not None
    kept = keys | {"place_ward_code"}
    means = {key: value if key in kept else None for key, value in line.means.items()}
    return Line({key: value for key, value in line.typed.items() if key in keys}, means)


@way(0, "whole", 2)
def general_389_table(case: Case) -> bool | None:
    """Three classes, four outcomes, a line for each force; criminal cases and persons as a pair in one cell."""
    groups = dict.fromkeys(("cases_smuggled", "cases_fraud", "cases_counterfeit", "cases_total"), "Số vụ vi phạm")
    groups |= dict.fromkeys(("+pair", "administrative_cases", "transferred_cases", "pending_cases"), "Kết quả xử lý")
    columns = _columns((
        ("note", "Lực lượng, đơn vị"), ("establishments_inspected", "Số cơ sở được kiểm tra"),
        ("cases_smuggled", "Hàng cấm, hàng lậu"), ("cases_fraud", "Gian lận thương mại"),
        ("cases_counterfeit", "Hàng giả, xâm phạm SHTT"), ("cases_total", "Tổng số"),
        ("+pair", "Hình sự (vụ/đối tượng)"), ("administrative_cases", "Hành chính"),
        ("transferred_cases", "Chuyển xử lý"), ("pending_cases", "Đang xác minh"),
        ("fines_vnd", "Tiền phạt vi phạm hành chính"), ("goods_value_vnd", "Trị giá hàng vi phạm"),
    ), groups)  # fmt: skip
    forces = ("Công an", "Quản lý thị trường", "Y tế", "Thuế", "Hải quan", "Biên phòng", "Kiểm lâm", "Liên ngành")
    keys = {column.key for column in columns} | {"criminal_cases", "criminal_persons"}
    old = next((sheet for sheet in case.report.sheets if sheet.table == "inspection_lines"), None)
    if old is None:
        return False
    lines = []
    for line, force in zip(old.lines, forces, strict=False):
        kept = _only(line, keys)
        assert kept.means is not None
        assert line.means is not None
        # A case reminded only is nowhere in this table: verified still, as the force would say.
        kept.means["pending_cases"] += line.means["other_cases"]
        kept.typed |= {"pending_cases": kept.means["pending_cases"], "note": force}
        kept.typed["+pair"] = f"{kept.means['criminal_cases']}/{kept.means['criminal_persons']}"
        kept.means["note"] = force
        # The table has no place: the night gives a ward's lines their ward.
        del kept.means["place_ward_code"]
        lines.append(kept)
    sheet = Sheet("Bảng 389", "inspection_lines", columns, lines, two_rows=True)
    title = "KẾT QUẢ CÔNG TÁC CHỐNG BUÔN LẬU, GIAN LẬN THƯƠNG MẠI VÀ HÀNG GIẢ"
    return None if _foreign(case, sheet, [[title]]) else False


@way(1, "layout", 1)
def reporter_called_dong(case: Case) -> bool | None:
    """A line above a 389 table that names a place called Đồng: no unit of money."""
    sheet = next((sheet for sheet in case.report.sheets if sheet.name == "Bảng 389"), None)
    if sheet is None:
        return False
    names = ("Phòng Kinh tế Nam Đồng", "Hội đồng xử lý, Đồng Tháp", "đồng chí Nguyễn Văn A")
    sheet.above.insert(-2, [f"Đơn vị phối hợp: {case.chance.choice(names)}"])
    return None


@way(0, "whole", 2)
def department_table(case: Case) -> bool | None:
    """An agency's own table: a line for each ward."""
    old = next((sheet for sheet in case.report.sheets if sheet.table == "inspection_lines"), None)
    if old is None or case.report.ward_code is not None:
        return False
    columns = _columns((
        ("place_text", "Xã, phường"), ("category", "Lĩnh vực"), ("establishments_inspected", "Tổng số cơ sở kiểm tra"),
        ("+good", "Số cơ sở chấp hành"), ("establishments_violating", "Số cơ sở vi phạm"),
        ("administrative_cases", "Số vụ xử phạt"), ("fines_vnd", "Tổng tiền phạt"),
        ("samples_taken", "Số mẫu lấy"), ("samples_failed", "Số mẫu không đạt"),
    ), {})  # fmt: skip
    keys = {column.key for column in columns}
    lines = []
    for line in old.lines:
        kept = _only(line, keys)
        assert kept.means is not None
        kept.typed["+good"] = kept.means["establishments_inspected"] - kept.means["establishments_violating"]
        lines.append(kept)
    sheet = Sheet("Theo địa bàn", "inspection_lines", columns, lines)
    return None if _foreign(case, sheet, [["KẾT QUẢ KIỂM TRA CƠ SỞ DƯỢC, MỸ PHẨM THEO ĐỊA BÀN"]]) else False
