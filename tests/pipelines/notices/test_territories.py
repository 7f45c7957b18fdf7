"""Several provinces that a notice names are each found; where more may be meant, a person is asked."""

from dataclasses import replace

import pytest

from pipelines.notices.model import Evidence, ParsedNotice
from pipelines.notices.places_told import provinces_of
from pipelines.notices.scopes import Scope, find_scope
from pipelines.notices.territories import provinces_in
from pipelines.reference import load
from tests.pipelines.notices.worlds import parsed
from tests.pipelines.recalls.worlds import SETTINGS

EVERYBODY = "Đề nghị Sở Y tế các tỉnh, thành phố trực thuộc Trung ương kiểm tra."
DAV, DEPARTMENT = "Cục Quản lý Dược", "Sở Y tế Thanh Hóa"
PROVINCE_OF = load(SETTINGS.shipped_reference).place_index.province_or_former
TWO_ADDRESSED = "Kính gửi:\n- Sở Y tế thành phố Hải Phòng;\n- Sở Y tế Đồng Tháp.\n"


def scope_of(text: str, authority: str | None = DAV) -> Scope:
    scope = find_scope(text, authority)
    assert scope is not None
    return scope


def codes_of(scope: Scope) -> set[str]:
    return set(provinces_in(scope.place or "", PROVINCE_OF)[0])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Thu hồi trên địa bàn thành phố Hải Phòng và tỉnh Đồng Tháp thuốc A.", "31 82"),
        ("Thu hồi trên địa bàn các tỉnh Đồng Tháp, Đắk Lắk thuốc A. " + EVERYBODY, "66 82"),
        ("Thu hồi thuốc A tại các tỉnh, thành phố: Hà Nội, Hải Phòng, Đắk Lắk. " + EVERYBODY, "01 31 66"),
        ("Đình chỉ lưu hành thuốc A trên địa bàn TP. Hải Phòng, TP. Hà Nội.", "01 31"),
        ("Thu hồi thuốc A trên địa bàn các tỉnh sau:\n- Hải Phòng\n- Đồng Tháp\nBáo cáo trước 05/10.", "31 82"),
        ("Thu hồi thuốc A trên địa bàn tỉnh Lào Cai (cũ là Yên Bái), tỉnh Đắk Lắk.", "15 66"),
        ("Thu hồi thuốc A trên địa bàn Hải Phòng cùng với Đồng Tháp.", "31 82"),
        ("Thu hồi thuốc A trên địa bàn tỉnh Bà Rịa - Vũng Tàu và tỉnh Phú Yên.", "66 79"),
        ("THU HỒI TRÊN ĐỊA BÀN THÀNH PHỐ HẢI PHÒNG VÀ TỈNH ĐỒNG THÁP", "31 82"),
        ("Thu hồi thuốc A ở hai tỉnh Đồng Tháp, Vĩnh Long.", "82 86"),
        ("Thu hồi thuốc A trên địa bàn Hải Phòng/Đồng Tháp, do Công ty B của thành phố Hà Nội sản xuất.", "31 82"),
        (TWO_ADDRESSED + "Yêu cầu thu hồi thuốc A trên địa bàn hai tỉnh, thành phố nêu trên.", "31 82"),
    ],
)  # fmt: skip
def test_provinces_that_are_named_clearly_are_told(text: str, wanted: str) -> None:
    scope = scope_of(text)
    assert scope.value == "province"
    assert provinces_in(scope.place or "", PROVINCE_OF) == (frozenset(wanted.split()), True)
    assert scope.confidence > 0.5


@pytest.mark.parametrize(
    ("text", "authority", "wanted"),
    [
        ("Thu hồi trên địa bàn Hải Phòng và một số tỉnh khác.", DAV, "31"),
        ("Thu hồi trên địa bàn các tỉnh Hải Phòng, Đồng Tháp…", DAV, "31 82"),
        ("Thu hồi thuốc A trên địa bàn tỉnh Đắk Lắk. Thu hồi thuốc B trên địa bàn Hải Phòng.", DAV, "31 66"),
        ("Thu hồi trên địa bàn Hải Phòng rồi tiếp đến tỉnh Đồng Tháp.", DAV, "31"),
        ("Thu hồi thuốc do Công ty A tại Hà Nội, Hải Phòng sản xuất.", DAV, "01 31"),
        ("Sở Y tế Nghệ An đã thu hồi trên địa bàn Nghệ An.", DEPARTMENT, "38 40"),
        (TWO_ADDRESSED + "Thu hồi thuốc A.", None, "31 82"),
    ],
)  # fmt: skip
def test_where_more_may_be_meant_a_person_is_asked(text: str, authority: str | None, wanted: str) -> None:
    scope = scope_of(text, authority)
    assert (scope.value, codes_of(scope)) == ("province", set(wanted.split()))
    assert scope.confidence < 0.5


@pytest.mark.parametrize(
    "text",
    [
        TWO_ADDRESSED + "Cục thông báo thu hồi thuốc A, đề nghị giám sát việc thu hồi trên địa bàn.",
        TWO_ADDRESSED + "Cục thông báo thu hồi thuốc A, đề nghị Sở Y tế các tỉnh, thành phố nêu trên giám sát.",
        "Kính gửi: Sở Y tế Hải Phòng, Sở Y tế Đồng Tháp\nCục thông báo thu hồi thuốc A.",
        "Kính gửi: Sở Y tế các tỉnh: Đồng Tháp, Đắk Lắk\nCục thông báo thu hồi thuốc A.",
        "Kính gửi: Sở Y tế các tỉnh, thành phố: Đồng Tháp, Đắk Lắk\nCục thông báo thu hồi thuốc A.",
    ],
)
def test_a_national_recall_sent_to_some_departments_holds_everywhere_and_a_person_is_asked(text: str) -> None:
    scope = scope_of(text)
    assert (scope.value, scope.place) == ("national", None)
    assert scope.confidence < 0.5


def test_a_letter_to_all_departments_and_one_by_name_is_national_beyond_doubt() -> None:
    scope = scope_of(f"Kính gửi: Sở Y tế Hà Nội; Sở Y tế Hải Phòng.\nThu hồi thuốc A. {EVERYBODY}")
    assert (scope.value, scope.confidence) == ("national", 0.7)


def test_where_a_sample_was_taken_is_not_where_a_recall_holds() -> None:
    assert find_scope("Thu hồi thuốc A do mẫu lấy trên địa bàn tỉnh Thanh Hóa không đạt.", DAV) is None


def copy(place: str | None, confidence: float, *, entered: bool = False) -> ParsedNotice:
    said = [Evidence("scope", "province", "", 0, 0, confidence)]
    said += [Evidence("scope_place", place, "", 0, 0, 1.0)] if entered else []
    read = parsed("Cục Quản lý Dược thu hồi thuốc Minhokem.")
    return replace(read, scope="province", scope_place=place, evidence=tuple(said))


@pytest.mark.parametrize(
    ("copies", "wanted"),
    [
        ([copy("Hải Phòng; Đồng Tháp", 0.8), copy("Hải Phòng", 0.9)], ({"31", "82"}, True)),
        ([copy("Hải Phòng", 0.9), copy("Đồng Tháp", 0.9)], ({"31", "82"}, False)),
        ([copy("Hải Phòng; Đồng Tháp", 0.4)], ({"31", "82"}, False)),
        ([copy("HCM; Hồ Chí Minh", 0.4)], ({"79"}, True)),
        ([copy("Hải Phòng; Mường Xa", 0.8)], ({"31"}, False)),
        ([copy("Đồng Tháp; tỉnh Hải Dương", 0.4, entered=True), copy("Đắk Lắk", 0.9)], ({"31", "82"}, True)),
        ([copy(None, 0.4, entered=True), copy("Đắk Lắk", 0.9)], (set(), False)),
        ([copy("Mường Xa", 0.9)], (set(), False)), ([], (set(), False)),
    ],
)  # fmt: skip
def test_copies_tell_their_provinces_together(copies: list[ParsedNotice], wanted: tuple[set[str], bool]) -> None:
    codes, is_told = provinces_of(copies, PROVINCE_OF)
    assert (set(codes), is_told) == wanted
