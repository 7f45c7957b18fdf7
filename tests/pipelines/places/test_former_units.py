"""Names of before 1 July 2025: one successor is found, several are all offered, today's name stands without a sign."""

from __future__ import annotations

import pytest

from pipelines.places import legacy
from tests.pipelines.places.test_units_and_names import index


@pytest.mark.parametrize(
    ("typed", "province", "code"),
    [
        ("Thị trấn Cát Bà", "31", "11914"),
        ("TT. Cát Bà", "31", "11914"),
        ("thi tran cat ba", "31", "11914"),
        ("Huyện Bạch Long Vĩ", "31", "11948"),
        ("Xã Lê Ninh, thị xã Kinh Môn, Hải Dương", "31", "10678"),
        ("xã Lê Ninh huyện Kinh Môn tỉnh Hải Dương", None, "10678"),
        ("Thị trấn Mỹ Thọ, huyện Cao Lãnh", "82", "30076"),
    ],
)
def test_a_former_unit_with_one_successor_is_found_and_says_so(typed: str, province: str | None, code: str) -> None:
    match = index().match(typed, province)
    assert (match.code, match.method) == (code, "legacy")


@pytest.mark.parametrize(
    ("typed", "province", "among", "at_least"),
    [
        ("Quận Hồng Bàng", "31", "11311", 4),
        ("Thành phố Hải Dương", "31", "10525", 5),
        ("TP. Mỹ Tho", "82", "28261", 5),
        ("Tân Hồng", "31", "10888", 0),
        ("Phường An Biên, quận Lê Chân", "31", "11383", 2),
    ],
)
def test_a_former_unit_with_several_successors_gives_them_all(
    typed: str, province: str, among: str, at_least: int
) -> None:
    match = index().match(typed, province)
    assert match.code is None
    assert match.method == "ambiguous"
    assert len(match.candidates) >= at_least
    assert at_least == 0 or among in match.candidates


def test_two_former_districts_of_one_name_are_told_apart_by_their_type() -> None:
    city, district = index().match("TP Cao Lãnh", "82"), index().match("Huyện Cao Lãnh", "82")
    assert set(city.candidates) != set(district.candidates)
    assert "30076" in district.candidates
    assert "30076" not in city.candidates


def test_a_province_of_before_is_no_ward_of_its_name() -> None:
    assert index().match("Tỉnh Hải Dương", "31").method == "refused"
    assert index().match("Phường Hải Dương", "31").code == "10525"


def test_another_type_word_than_todays_is_held_against_the_former_unit_of_that_type() -> None:
    """There was a commune Tân Thạnh beside others; today's commune of the name and its rivals are all offered."""
    match = index().match("Xã Tân Thạnh, huyện Thanh Bình", "82")
    assert match.code is None
    assert "30157" in match.candidates


def test_every_former_ward_of_the_three_provinces_has_a_successor_in_its_province() -> None:
    for province, wards in (("31", 335), ("66", 280), ("82", 300)):
        old = legacy.old_units(province).wards
        assert len(old) >= wards
        assert all(ward.successors for ward in old)


def test_divided_wards_keep_all_their_parts() -> None:
    divided = sum(len(w.successors) > 1 for p in (*["31", "66", "82"], "01") for w in legacy.old_units(p).wards)
    assert divided > 20


def test_a_former_name_with_other_marks_is_only_offered() -> None:
    match = index().match("Phường An Dơng", "31")  # An Đồng of Quận An Dương, or An Dương with a slip
    assert (match.method, match.code) == ("guess", None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hà Nam", "37"), ("tỉnh Nam Định", "37"), ("Hải Dương", "31"), ("Tiền Giang", "82"), ("Phú Yên", "66"),
        ("BÀ RỊA - VŨNG TÀU", "79"), ("Thừa Thiên - Huế", "46"), ("Thừa Thiên Huế", "46"),
        ("thành phố Hải Phòng", "31"),
        ("Bắc Ninh", "24"), ("thành phố Hải Dương", None), ("quận Hải Dương", None), ("Hà Bắc", None), ("", None),
    ],
)  # fmt: skip
def test_a_former_province_stands_for_the_one_that_holds_its_land(text: str, code: str | None) -> None:
    assert index().province_or_former(text) == code


def test_every_province_of_before_stands_for_one_of_today() -> None:
    former = legacy.old_provinces()
    assert len(former) == 63
    assert len(set(former.values())) == 34
    assert all(index().province_or_former(code) == code for code in former.values())
