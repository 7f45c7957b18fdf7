"""Words of a file, looked up."""

import pytest

from pipelines.workbooks.context import ReadingContext, Reporter
from pipelines.workbooks.lookups import lookups_of, province_code_of


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("mỹ phẩm", "cosmetic"),
        ("Mỹ Phẩm ", "cosmetic"),
        ("my pham", "cosmetic"),
        ("cosmetic", "cosmetic"),
        ("mỹ phẩm khác", None),
    ],
)
def test_a_word_of_a_code_list_is_found_however_it_is_typed(
    typed: str, code: str | None, context: ReadingContext
) -> None:
    assert lookups_of(context).code("categories", typed) == code


@pytest.mark.parametrize("typed", ["31", "Thành phố Hải Phòng", "Hải Phòng", "hai phong", "TP. Hải Phòng"])
def test_a_province_is_found_by_code_or_name(typed: str, context: ReadingContext) -> None:
    assert province_code_of(typed, lookups_of(context)) == "31"


def test_no_province_is_made_up(context: ReadingContext) -> None:
    assert province_code_of("Hải", lookups_of(context)) is None
    assert province_code_of("", lookups_of(context)) is None


def test_a_place_is_found_in_its_own_province_only(context: ReadingContext, ward: Reporter) -> None:
    lookups = lookups_of(context)
    assert lookups.place(ward.name, "31").ward_code == ward.ward_code
    assert lookups.place("Phường Không Có Thật", "31").ward_code is None


def test_sheets_are_found_with_or_without_marks(context: ReadingContext) -> None:
    lookups = lookups_of(context)
    assert lookups.sheet_of("KIEM TRA ") == "Kiểm tra"
    assert lookups.sheet_of("Sheet1") is None


def test_the_dictionaries_of_a_context_are_made_once(context: ReadingContext) -> None:
    assert lookups_of(context) is lookups_of(context)
