"""Toàn phường is the reporter's own area where it is the place of a category, and a total where it sums up lines."""

from typing import Any

import pytest

from pipelines.workbooks.context import ReadingContext, Reporter
from pipelines.workbooks.intake import ParsedFile
from pipelines.workbooks.own_area import own_area
from tests.pipelines.workbooks.scenario import INSPECTION

WARD = ["Toàn phường", "toàn xã", "Cả phường", "Trên địa bàn phường", "Toàn địa bàn", "Trên toàn địa bàn xã",
        "Địa bàn phường", "Toan phuong"]  # fmt: skip
PROVINCE = ["Toàn thành phố", "Toàn tỉnh", "Trên địa bàn thành phố", "Toàn địa bàn", "Cả thành phố", "Toàn TP"]
OTHER = {**INSPECTION, "category": "cosmetic", "note": None}
TOTAL = {**{name: 2 * value for name, value in INSPECTION.items() if isinstance(value, int)}, "note": None}


def rules_of(parsed: ParsedFile) -> set[str]:
    return {finding["rule"] for finding in parsed.rows["raw.findings"]}


def everywhere(words: str, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**line, "place_text": words} for line in lines]


@pytest.mark.parametrize("words", WARD)
def test_the_whole_ward_is_the_place_of_a_wards_line(words: str, fill: Any, read: Any, ward: Reporter) -> None:
    parsed = read(fill(rows={"Kiểm tra": everywhere(words, INSPECTION, OTHER)}))
    assert rules_of(parsed) == set()
    assert [line["place_ward_code"] for line in parsed.rows["raw.inspection_lines"]] == [ward.ward_code] * 2


@pytest.mark.parametrize("words", PROVINCE)
def test_the_whole_province_is_the_place_of_an_agencys_line(words: str, fill: Any, read: Any, agency: Reporter) -> None:
    parsed = read(fill(rows={"Kiểm tra": everywhere(words, INSPECTION, OTHER)}, reporter=agency))
    assert rules_of(parsed) == set()
    assert [line["place_ward_code"] for line in parsed.rows["raw.inspection_lines"]] == [None, None]


def test_a_ward_that_names_itself_behind_such_words_means_itself(fill: Any, read: Any, ward: Reporter) -> None:
    for words in (f"Toàn {ward.name}", f"Trên địa bàn {ward.name}"):
        assert rules_of(read(fill(rows={"Kiểm tra": everywhere(words, INSPECTION)}))) == set()


def test_an_area_that_is_not_the_reporters_is_asked_about(fill: Any, read: Any, agency: Reporter) -> None:
    of_agency = read(fill(rows={"Kiểm tra": everywhere("Toàn phường", INSPECTION)}, reporter=agency))
    assert rules_of(of_agency) == {"unknown_place"}
    of_ward = read(fill(rows={"Kiểm tra": everywhere("Toàn tỉnh", INSPECTION)}))
    assert rules_of(of_ward) == {"place_not_own"}


@pytest.mark.parametrize("words", ["Toàn phường", "Cả xã", "Trên địa bàn phường"])
def test_a_line_without_a_category_for_the_whole_ward_is_no_line(words: str, fill: Any, read: Any) -> None:
    total = {"place_text": words, **{name: value for name, value in TOTAL.items() if name != "note"}}
    parsed = read(fill(rows={"Kiểm tra": [INSPECTION, OTHER, total]}))
    assert parsed.rows["raw.reports"][0]["state"] == "returned"


@pytest.mark.parametrize("more", [0, 1])
def test_the_whole_province_below_its_wards_may_be_their_total(
    more: int, fill: Any, read: Any, agency: Reporter, context: ReadingContext
) -> None:
    first, second = list(context.wards["31"])[:2]
    total = {**INSPECTION, **TOTAL, "fines_vnd": 30_000_000 + more, "place_text": "Toàn thành phố"}
    parts = [*everywhere(first, INSPECTION), *everywhere(second, INSPECTION)]
    parsed = read(fill(rows={"Kiểm tra": [*parts, total]}, reporter=agency))
    assert "unknown_name_like_total" in rules_of(parsed)
    apart = read(fill(rows={"Kiểm tra": [*parts, {**total, "category": "cosmetic"}]}, reporter=agency))
    assert not rules_of(apart) & {"unknown_name_like_total", "row_of_other_meaning"}


def test_the_police_of_a_ward_and_other_names_are_no_area() -> None:
    words = ["cả", "toàn", "trên địa bàn"]
    assert own_area("Cả phường", words) == ("ward", "")
    assert own_area("CA phường", words) == ("", "")
    assert own_area("Xã Toàn Thắng", words) == ("", "")
    assert own_area("Trên địa bàn", words) == ("any", "")
    assert own_area("Toàn", words) == ("", "")
    assert own_area("Trên địa bàn phường Lê Chân", words) == ("", "phường lê chân")
