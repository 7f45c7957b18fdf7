"""The reason as quoted, and its code."""

import pytest

from pipelines.notices.reasons import find_reason
from tests.pipelines.notices.worlds import reference


@pytest.mark.parametrize(
    ("text", "quoted", "code"),
    [
        (
            "Lý do thu hồi: Mẫu không đạt chỉ tiêu Tạp chất liên quan (vi phạm mức độ 2).\nXem",
            "Mẫu không đạt chỉ tiêu Tạp chất liên quan",
            "impurities",
        ),
        (
            "lô thuốc không đạt tiêu chuẩn chất lượng về chỉ tiêu Độ đồng đều hàm lượng, vi phạm mức độ 2.",
            "không đạt tiêu chuẩn chất lượng về chỉ tiêu Độ đồng đều hàm lượng",
            "uniformity",
        ),
        (
            "Lý do thu hồi: Không có giấy phép nhập khẩu do Cục cấp.",
            "Không có giấy phép nhập khẩu do Cục cấp",
            "no_import_licence",
        ),
        ("Lý do: việc khác hẳn mọi danh mục.", "việc khác hẳn mọi danh mục", None),
    ],
)
def test_the_reason_is_quoted_and_coded(text: str, quoted: str, code: str | None) -> None:
    found = find_reason(text, reference())
    assert found is not None
    assert (found.text, found.code) == (quoted, code)


def test_a_level_is_no_reason() -> None:
    assert find_reason("thu hồi do vi phạm mức độ 2 của thuốc A", reference()) is None
