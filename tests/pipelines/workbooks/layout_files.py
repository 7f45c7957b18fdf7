"""One proper file of each shipped layout, cell by cell: what tests change one heading of.

Belongs here: grids of cells and the figures they must give. Does not: fixtures (`conftest`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

Grid = list[list[Any]]


@dataclass
class LayoutFile:
    """A sheet as a grid, where its heading stands, and what must be read in it."""

    sheet: str
    grid: Grid
    heading: tuple[int, ...]
    """Rows (from 0) of the heading."""
    groups: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    """First cell of a merged area -> last cell, from 0."""

    def write(self, path: Path, others: Mapping[str, Grid] | None = None) -> Path:
        """Write the grid as a workbook, behind other sheets."""
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.worksheets[0])
        for name, grid in (others or {}).items():
            fill(workbook.create_sheet(name), name, grid)
        sheet = workbook.create_sheet(self.sheet)
        fill(sheet, self.sheet, self.grid)
        for (row, column), (last_row, last_column) in self.groups.items():
            sheet.merge_cells(
                start_row=row + 1, start_column=column + 1, end_row=last_row + 1, end_column=last_column + 1
            )
        workbook.save(path)
        return path

    def copy(self) -> LayoutFile:
        """Return a file whose grid may be changed."""
        return LayoutFile(self.sheet, [list(row) for row in self.grid], self.heading, {})


def fill(sheet: Any, name: str, grid: Sequence[Sequence[Any]]) -> None:
    """Write a grid into a sheet."""
    sheet.title = name
    for number, row in enumerate(grid, 1):
        for position, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, position, value)


def even(grid: Grid) -> Grid:
    """Fill rows up to the widest."""
    width = max(map(len, grid))
    return [row + [None] * (width - len(row)) for row in grid]


def bieu_3(reporter: str = "Sở Công Thương", code: str = "31-SCT", period: str = "Năm 2026") -> LayoutFile:
    """Biểu 3/BCT with two rows of heading, column numbers, samples and percentages."""
    samples = [100, 80, 50, 30, 60, 20, 70, 10, 20]
    failed = [5, 4, 3, 1, 3, 1, 4, 0, 1]
    rates = [f"{100 * a / b:.2f}".replace(".", ",") + "%" for a, b in zip(failed, samples, strict=True)]
    grid: Grid = [
        ["Biểu 3/BCT", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        [f"Đơn vị báo cáo: {reporter}"],
        [f"Mã đơn vị: {code}", None, "Thành phố Hải Phòng, ngày 20 tháng 12 năm 2026"],
        ["TÌNH HÌNH CHẤT LƯỢNG THUỐC, NGUYÊN LIỆU LÀM THUỐC LƯU HÀNH"],
        [f"Kỳ báo cáo: {period}"],
        ["Tỉnh: Thành phố Hải Phòng"],
        ["Chỉ tiêu", "Đơn vị tính", "Tổng số", "Mẫu lấy là thuốc", *[None] * 6, "Mẫu lấy là nguyên liệu làm thuốc"],
        [
            None, None, None, "Tổng", "Thuốc lấy tại cơ sở loại 1", "Thuốc lấy tại cơ sở loại 2",
            "Thuốc sản xuất trong nước", "Thuốc nhập khẩu", "Thuốc hóa dược, sinh phẩm", "Thuốc dược liệu", None,
        ],
        ["A", "B", "1=2+9", *range(2, 10)],
        ["Số mẫu lấy kiểm tra chất lượng", "Mẫu", *samples],
        ["Số mẫu không đạt tiêu chuẩn chất lượng", "Mẫu", *failed],
        ["Thuốc không đạt chất lượng vi phạm mức độ 1", "Mẫu", *[0] * 9],
        ["Thuốc không đạt chất lượng vi phạm mức độ 2", "Mẫu", *[2, 1, 1, 0, 1, 0, 1, 0, 1]],
        ["Thuốc không đạt chất lượng vi phạm mức độ 3", "Mẫu", *[3, 3, 2, 1, 2, 1, 3, 0, 0]],
        ["Tỷ lệ mẫu không đạt trên tổng số mẫu lấy", "%", *rates],
        ["Thuốc không đạt chất lượng vi phạm mức độ 2", "%", 0.02, *[None] * 8],
        ["Số lô thuốc giả phát hiện được", "Lô", 1, *[None] * 8],
        [None, None, None, None, None, None, "KT. GIÁM ĐỐC"],
        [None, None, None, None, None, None, "Người Ký Minh Họa"],
    ]  # fmt: skip
    groups = {(6, 3): (6, 9), (6, 0): (7, 0), (6, 10): (7, 10)}
    return LayoutFile("Biểu 3", even(grid), (6, 7), groups)


def attp(ward: str, code: str, province: str = "Thành phố Hải Phòng") -> LayoutFile:
    """Commune food-safety form: sections, labels that stand in two of them."""
    grid: Grid = [
        ["Mẫu 1A"],
        ["BÁO CÁO CÔNG TÁC BẢO ĐẢM AN TOÀN THỰC PHẨM NĂM 2026"],
        ["Mã đơn vị", None, code],
        ["Đơn vị báo cáo", None, ward],
        ["Tỉnh, thành phố", None, province],
        ["Kỳ báo cáo:", None, "Năm 2026"],
        [],
        ["TT", "Nội dung", "Đơn vị tính", "Số liệu trong kỳ", "Lũy kế từ đầu năm", "Ghi chú"],
        ["I", "THÔNG TIN CHUNG"],
        [1, "Dân số", "Người", 4742, 4742],
        ["II", "Cơ sở sản xuất, kinh doanh"],
        [1, "Sản xuất, chế biến thực phẩm", "Cơ sở", "03", 3],
        [2, "Kinh doanh thực phẩm", "Cơ sở", 15, 15, "chợ"],
        [3, "Dịch vụ ăn uống", "Cơ sở", 14, 14],
        [None, "Tổng số", "Cơ sở", 32, 32],
        ["III", "Cơ sở được cấp giấy chứng nhận"],
        [1, "Sản xuất, chế biến thực phẩm", "Cơ sở", 2, 2],
        [2, "Kinh doanh thực phẩm", "Cơ sở", 7, 9],
        ["IV", "Thanh tra, kiểm tra"],
        [1, "Số cơ sở được kiểm tra", "Cơ sở", 12, 20],
        [2, "Số cơ sở vi phạm", "Cơ sở", 1, 2],
    ]
    return LayoutFile("Mẫu 1A", even(grid), (7,))


def bang_389(reporter: str = "Sở Công Thương", code: str = "31-SCT", period: str = "Tháng 10 năm 2026") -> LayoutFile:
    """General 389 table, beginning at C7, with a pair column, an indicator column, totals and signatures."""
    grid: Grid = [
        [None, None, "BAN CHỈ ĐẠO 389"],
        [None, None, f"Đơn vị báo cáo: {reporter}"],
        [None, None, f"Mã đơn vị: {code}"],
        [None, None, "KẾT QUẢ CÔNG TÁC CHỐNG BUÔN LẬU, GIAN LẬN THƯƠNG MẠI VÀ HÀNG GIẢ"],
        [None, None, period],
        [None, None, "Tỉnh: Thành phố Hải Phòng", None, None, None, "ĐVT: triệu đồng"],
        [
            None, None, "STT", "Lực lượng, đơn vị", "Số vụ kiểm tra", "Số cơ sở được kiểm tra", "Số vụ vi phạm", None,
            None, None, "Kết quả xử lý", None, None, None, "Tiền phạt vi phạm hành chính",
            "Phạt bổ sung, truy thu thuế", "Trị giá hàng vi phạm", "Ghi chú",
        ],
        [
            None, None, None, None, None, None, "Hàng cấm, hàng lậu", "Gian lận thương mại", "Hàng giả, xâm phạm SHTT",
            "Tổng số", "Hình sự (vụ/đối tượng)", "Hành chính", "Chuyển xử lý", "Đang xác minh", None, None, None, None,
        ],
        [None, None, *[f"({n})" for n in range(1, 17)]],
        [None, None, 1, "Công an", 20, 18, 2, 3, 4, 9, "1/2", 6, 1, 1, 150, 20, 300.5, None],
        [None, None, 2, "Quản lý thị trường", 30, 25, 0, 5, 1, 6, "0/0", 6, 0, 0, 61, 0, 45, "có phối hợp"],
        [None, None, None, "Tổng cộng", 50, 43, 2, 8, 5, 15, "1/2", 12, 1, 1, 211, 20, 345.5, None],
        [None, None, "Nơi nhận:", None, None, None, None, None, None, None, None, None, "NGƯỜI LẬP BIỂU"],
    ]  # fmt: skip
    return LayoutFile("Tháng 10", even(grid), (6, 7))


def theo_dia_ban(wards: Sequence[str], period: str = "Tháng 10 năm 2026") -> LayoutFile:
    """A department's own table: one line per ward."""
    lines: Grid = [
        [n, ward, "thuốc", n, 10 * n, 10 * n - 1, 1, 1, 1_500_000 * n, 2, 1, None] for n, ward in enumerate(wards, 1)
    ]
    grid: Grid = [
        ["SỞ CÔNG THƯƠNG"],
        ["TỔNG HỢP KẾT QUẢ KIỂM TRA CƠ SỞ DƯỢC, MỸ PHẨM THEO ĐỊA BÀN"],
        ["Mã đơn vị: 31-SCT", None, "Đơn vị báo cáo: Sở Công Thương"],
        ["Tỉnh: Thành phố Hải Phòng"],
        [period, None, None, None, None, None, "Đơn vị tính: đồng"],
        [
            "STT", "Xã, phường", "Lĩnh vực", "Tổng số đợt kiểm tra", "Tổng số cơ sở kiểm tra", "Số cơ sở chấp hành",
            "Số cơ sở vi phạm", "Số vụ xử phạt", "Tổng tiền phạt", "Số mẫu lấy", "Số mẫu không đạt", "Ghi chú",
        ],
        *lines,
        ["Tổng cộng", None, None, *[sum(line[c] for line in lines) for c in range(3, 11)]],
    ]  # fmt: skip
    return LayoutFile("Theo địa bàn", even(grid), (5,))
