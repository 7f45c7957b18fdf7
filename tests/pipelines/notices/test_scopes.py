"""Where a notice holds is what its words say: the whole country, one province, or nothing said."""

from pathlib import Path

import pytest

from pipelines.notices.scopes import find_scope, reach_of
from tests.pipelines.notices.worlds import reference

EVERYBODY = "Đề nghị Sở Y tế các tỉnh, thành phố trực thuộc Trung ương kiểm tra."
SHIPPED = Path(__file__).parents[3] / "data" / "reference"
DAV, DEPARTMENT = "Cục Quản lý Dược", "Sở Y tế Thanh Hóa"


@pytest.mark.parametrize(
    ("text", "authority", "value", "place"),
    [
        ("Cục Quản lý Dược thông báo thu hồi toàn quốc lô thuốc A.", DAV, "national", None),
        ("Yêu cầu thu hồi trên phạm vi cả nước thuốc A.", DAV, "national", None),
        ("Thuốc A bị thu hồi trên địa bàn tỉnh Thanh Hóa do kém chất lượng.", DAV, "province", "Thanh Hóa"),
        ("Thu hồi lô thuốc này trên địa bàn Hà Nội; lấy mẫu bổ sung.", DAV, "province", "Hà Nội"),
        ("Thu hồi thuốc A. Đề nghị Sở Y tế các tỉnh, thành phố trực thuộc Trung ương kiểm tra.", DAV, "national", None),
        ("Thu hồi trên toàn quốc; mẫu lấy tại TP. Hồ Chí Minh.", DAV, "national", None),
        ("Đề nghị các xã, phường thu hồi thuốc A trên địa bàn.", DEPARTMENT, "province", "Thanh Hóa"),
        ("Thông báo thu hồi thuốc A.", DEPARTMENT, "province", "Thanh Hóa"),
    ],
)
def test_the_scope_is_what_the_words_say(text: str, authority: str, value: str, place: str | None) -> None:
    found = find_scope(text, authority)
    assert found is not None
    assert (found.value, found.place) == (value, place)


@pytest.mark.parametrize(
    "text",
    [
        "Cục Quản lý Dược thông báo thu hồi thuốc A.",
        "Mẫu thuốc lấy tại tỉnh Thanh Hóa không đạt chất lượng.",
        "Thuốc được bán trên toàn quốc.",
    ],
)
def test_a_text_that_says_no_scope_has_none(text: str) -> None:
    assert find_scope(text, DAV) is None


def test_a_text_that_says_that_a_local_recall_came_first_widens_it() -> None:
    text = (
        "Trước đó, Cục yêu cầu thu hồi lô thuốc này trên địa bàn Hà Nội. Nay Cục thông báo thu hồi toàn quốc thuốc A."
    )
    found = find_scope(text, DAV)
    assert found is not None
    assert (found.value, found.widened) == ("national", True)


def test_a_province_ends_with_its_sentence_and_a_short_name_is_kept_whole() -> None:
    scope = find_scope("Tạm ngừng sử dụng lô thuốc trên địa bàn thành phố Hải Phòng. Qua kiểm tra tại nhà thuốc.", None)
    assert scope is not None
    assert scope.place == "Hải Phòng"
    city = find_scope("Đình chỉ lưu hành lô thuốc trên địa bàn TP.HCM. Các cơ sở báo cáo.", None)
    assert city is not None
    assert city.place == "HCM"


def test_whom_a_department_quotes_says_nothing_about_where_its_letter_holds() -> None:
    text = "Sở Y tế thông báo thu hồi thuốc A. Kính gửi: Sở Y tế các tỉnh, thành phố."
    assert find_scope(text, "Sở Y tế") is None


@pytest.mark.parametrize(
    ("scope", "is_told", "authority", "reach"),
    [
        ("national", False, None, "national"), (None, False, DAV, "national"), (None, False, "Bộ Y tế", "national"),
        ("province", True, DEPARTMENT, "province"), ("province", False, DEPARTMENT, None),
        ("province", False, DAV, None),
        (None, False, "Sở Y tế", None), (None, False, None, None), (None, False, "Cục Lạ", None),
    ],
)  # fmt: skip
def test_whose_wards_a_notice_concerns_is_never_guessed(
    scope: str | None, is_told: bool, authority: str | None, reach: str | None
) -> None:
    assert reach_of(scope, is_told=is_told, is_national_issuer=reference().is_national(authority)) == reach


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Thu hồi thuốc A trên địa bàn thành phố Hải Phòng. Đồng Tháp báo cáo.", "Hải Phòng"),
        ("Thu hồi thuốc A trên địa bàn tỉnh Đồng Tháp, Công ty B báo cáo.", "Đồng Tháp"),
        ("Thu hồi thuốc A trên địa bàn tỉnh Đồng Tháp và Yêu cầu Công ty B báo cáo.", "Đồng Tháp"),
        ("Thu hồi thuốc A tại các nhà thuốc. " + EVERYBODY, None),
        ("Thu hồi thuốc A do mẫu lấy tại Hải Phòng, Đồng Tháp không đạt. " + EVERYBODY, None),
    ],
)
def test_one_province_or_none_is_not_taken_for_several(text: str, place: str | None) -> None:
    scope = find_scope(text, DAV)
    assert scope is not None
    assert scope.place == place
    assert scope.confidence > 0.5
