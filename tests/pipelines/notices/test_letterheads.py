"""Whose department a letter is of stands in its head: the council above it, its own line, or the place of its day."""

import pytest

from tests.pipelines.notices.worlds import parsed

BODY = (
    "\nV/v thu hồi thuốc\nKính gửi: UBND các xã, phường\n"
    "Sở Y tế yêu cầu thu hồi thuốc Viên nén Vungnamin 5, Số GĐKLH: VD-94401-21, Số lô: 944126. Báo cáo về Sở Y tế."
)
MOTTO, FREEDOM = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


@pytest.mark.parametrize(
    ("head", "place"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP\nSỞ Y TẾ\nSố: 944/SYT-NVD\nĐồng Tháp, ngày 03 tháng 11 năm 2026", "Đồng Tháp"),
        ("ỦY BAN NHÂN DÂN TỈNH BÀ RỊA - VŨNG TÀU\nSỞ Y TẾ\nSố: 944/SYT-NVD", "Bà Rịa - Vũng Tàu"),
        ("SỞ Y TẾ\nSố: 944/SYT-NVD\nBà Rịa - Vũng Tàu, ngày 03 tháng 11 năm 2024", "Bà Rịa - Vũng Tàu"),
        ("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HẢI PHÒNG\nSỞ Y TẾ\nSố: 944/SYT-NVD\nHải Phòng, ngày 03/11/2026", "Hải Phòng"),
        ("UBND TP HẢI PHÒNG\nSỞ Y TẾ\nSố: 944/SYT-NVD\nHải Phòng, ngày 03/11/2026", "Hải Phòng"),
        ("UBND TỈNH ĐẮK LẮK\nSỞ Y TẾ\n-------\nSố: 944/SYT-NVD", "Đắk Lắk"),
        ("SỞ Y TẾ HẢI PHÒNG\nSố: 944/SYT-NVD\nHải Phòng, ngày 03/11/2026", "Hải Phòng"),
        ("SỞ Y TẾ\nTHÀNH PHỐ HẢI PHÒNG\nSố: 944/SYT-NVD", "Hải Phòng"),
        ("SỞ Y TẾ\nSố: 944/SYT-NVD\nĐồng Tháp, ngày 03 tháng 11 năm 2026", "Đồng Tháp"),
        (f"ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP {MOTTO}\nSỞ Y TẾ {FREEDOM}\n"
         "Số: 944/SYT-NVD Đồng Tháp, ngày 03 tháng 11 năm 2026", "Đồng Tháp"),
        (f"ỦY BAN NHÂN DÂN {MOTTO}\nTHÀNH PHỐ HẢI PHÒNG {FREEDOM}\nSỞ Y TẾ\n"
         "Số: 944/SYT-NVD Hải Phòng, ngày 03 tháng 11 năm 2026", "Hải Phòng"),
        (f"SỞ Y TẾ      {FREEDOM}\nSố: 944/SYT-NVD      Hải Phòng, ngày 03 tháng 11 năm 2026", "Hải Phòng"),
        (f"{MOTTO}\n{FREEDOM}\nUBND TỈNH ĐỒNG THÁP\nSỞ Y TẾ\nSố: 944/SYT-NVD", "Đồng Tháp"),
    ],
)  # fmt: skip
def test_the_head_says_whose_department_it_is(head: str, place: str) -> None:
    notice = parsed(head + BODY)
    assert (notice.document_number, notice.authority) == ("944/SYT-NVD", f"Sở Y tế {place}")
    assert (notice.kind, notice.scope, notice.scope_place) == ("recall", "province", place)


def test_a_department_that_does_not_say_whose_it_is_is_not_given_the_motto_or_the_place_of_another() -> None:
    notice = parsed(f"SỞ Y TẾ {FREEDOM}\nSố: 944/SYT-NVD" + BODY + " Theo tin của Sở Y tế Hà Nội.")
    assert (notice.authority, notice.scope) == ("Sở Y tế", None)
