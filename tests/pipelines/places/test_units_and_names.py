"""Units and the name matcher: counts, corrections, accent pairs, ambiguity, refusals."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from pipelines import places
from pipelines.errors import ReferenceDataError
from pipelines.places.units import read_units
from pipelines.reference.lists import ALIASES, read_list
from pipelines.settings import CHECKOUT

CORRECTIONS = CHECKOUT / "data" / "reference" / "units" / "corrections.csv"
SAMPLE = CHECKOUT.parent / "shared" / "samples" / "admin_units_3prov.csv"


@cache
def units() -> pl.DataFrame:
    return read_units(CORRECTIONS)


@cache
def index() -> places.PlaceIndex:
    return places.PlaceIndex(units(), read_list(ALIASES, [CHECKOUT / "data" / "reference"]))


def name_of(code: str) -> str:
    return str(units().filter(pl.col("unit_code") == code)["name"].item())


def test_there_are_34_provinces_and_3321_wards_of_three_kinds() -> None:
    counts = dict(units().group_by("kind").len().iter_rows())
    assert counts == {"province": 34, "ward": 709, "commune": 2599, "special_zone": 13}
    assert units()["unit_code"].is_unique().all()


@pytest.mark.parametrize(("province", "count"), [("31", 114), ("66", 102), ("82", 102)])
def test_the_three_provinces_have_their_wards(province: str, count: int) -> None:
    assert units().filter((pl.col("province_code") == province) & pl.col("ward_code").is_not_null()).height == count


def test_nine_cities_are_directly_under_the_centre() -> None:
    provinces = units().filter(pl.col("kind") == "province")["name"]
    assert provinces.str.starts_with("Thành phố ").sum() == 9


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("10543", "Phường Việt Hòa", "ward"),
        ("11848", "Xã Vĩnh Hòa", "commune"),
        ("26368", "Phường Long Thành", "ward"),
        ("07294", "Phường Bố Hạ", "ward"),
        ("11914", "Đặc khu Cát Hải", "special_zone"),
    ],
)
def test_the_kind_follows_the_name(code: str, name: str, kind: str) -> None:
    row = units().filter(pl.col("unit_code") == code).row(0, named=True)
    assert (row["name"], row["kind"]) == (name, kind)


def test_corrected_points_lie_where_they_should() -> None:
    row = units().filter(pl.col("unit_code") == "29983").row(0, named=True)
    assert (row["lat"], row["lon"]) == (10.7993, 105.3086)


def test_every_correction_names_its_source() -> None:
    with CORRECTIONS.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 3 + 22 + 18 + 4
    assert all(row["source"] and row["reason"] for row in rows)


def test_a_correction_that_no_longer_applies_is_loud(tmp_path: Path) -> None:
    file = tmp_path / "corrections.csv"
    file.write_text("unit_code,field,packaged,value,reason,source\n24,name,Tỉnh Bắc Giang,Thành phố X,r,s\n", "utf-8")
    with pytest.raises(ReferenceDataError, match=r"corrections\.csv.*24 name.*Remove the row"):
        read_units(file)


def test_units_agree_with_an_independent_list() -> None:
    if not SAMPLE.is_file():
        pytest.skip("the independent unit list is not on this machine")
    found = {c: (n, p) for c, n, p in units().select("unit_code", "name", "province_code").iter_rows()}
    with SAMPLE.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 318
    for row in rows:
        name, province = found[row["ward_code"]]
        assert province == row["province_code"]
        assert places.fold_name(name) == places.fold_name(row["full_name"])


def test_every_official_name_finds_itself() -> None:
    wards = units().filter(pl.col("ward_code").is_not_null())
    wrong = [
        name
        for code, name, province in wards.select("unit_code", "name", "province_code").iter_rows()
        if index().match(name, province).code != code
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("typed", "province", "code"),
    [
        ("P. Thuỷ Nguyên", "31", "11560"),
        ("UBND phường Lê Chân", "31", "11383"),
        ("THUY NGUYEN", "31", "11560"),
        ("  phường   thủy nguyên ", "31", "11560"),
        ("ĐK Cát Hải", "31", "11914"),
        ("Phường Thủy Nguyên, thành phố Hải Phòng", None, "11560"),
        ("Xã Cẩm Giang", "31", "10888"),
        ("cẩm giàng", "31", "10903"),
        ("Mĩ Tho", "82", "28261"),
        ("Xã Mỹ Thọ", "82", "30076"),
        ("xa my tho", "82", "30076"),
        ("Tân Thạnh", "82", "30157"),
        ("11560", "31", "11560"),
        ("06978", "22", "06970"),
        ("Phường Lâm Viên - Đà Lạt", "68", "24778"),
    ],
)
def test_what_people_type_finds_the_unit(typed: str, province: str | None, code: str) -> None:
    assert index().match(typed, province).code == code


@pytest.mark.parametrize(
    ("typed", "province", "candidates"),
    [
        ("xa cam giang", "31", {"10888", "10903"}),
        ("My Tho", "82", {"28261", "30076"}),
        ("Tan Thanh", "82", {"29938", "30157"}),
    ],
)
def test_an_ambiguous_name_gives_all_candidates_and_no_unit(typed: str, province: str, candidates: set[str]) -> None:
    match = index().match(typed, province)
    assert (set(match.candidates), match.method, match.code) == (candidates, "ambiguous", None)


def test_a_name_without_province_gives_every_unit_of_that_name() -> None:
    match = index().match("Tân Thành")
    assert match.code is None
    assert len(match.candidates) > 5
    assert "29938" in match.candidates


@pytest.mark.parametrize(
    "typed", ["Toàn thành phố", "Tổng cộng", "Công ty Điện lực An Lão", "Sở Y tế", "Trường THCS X"]
)
def test_what_is_no_unit_finds_nothing(typed: str) -> None:
    assert index().match(typed, "31").candidates == ()


def test_a_typo_is_only_a_guess() -> None:
    match = index().match("Phường Thủy Nguyn", "31")
    assert (match.candidates, match.method, match.code) == (("11560",), "guess", None)


def test_a_code_of_another_province_does_not_fit() -> None:
    assert index().match("11560", "82").candidates == ()


@pytest.mark.parametrize(
    ("typed", "code"), [("TP. Hải Phòng", "31"), ("Tỉnh Đắk Lắk", "66"), ("dong thap", "82"), ("x", None)]
)
def test_provinces_are_found_by_name(typed: str, code: str | None) -> None:
    assert index().province(typed) == code


@pytest.mark.parametrize(("written", "code"), [("TP.HCM", "79"), ("TPHCM", "79"), ("HCM", "79"), ("TP. Hà Nội", "01")])
def test_a_province_is_known_by_its_short_name(written: str, code: str) -> None:
    assert index().province(written) == code
