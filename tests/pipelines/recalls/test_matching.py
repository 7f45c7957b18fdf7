"""What a pair of a recalled product and goods in a report proves, and the cell it is shown at."""

from datetime import UTC, datetime
from typing import Any

import pytest

from pipelines.recalls import matching, mentions
from pipelines.warehouse import Warehouse
from tests.pipelines.recalls.reports import AS_OF, case, matches, note, opened, recall, warehouse
from tests.pipelines.recalls.worlds import PLAIN, put

__all__ = ["opened", "warehouse"]


def verdict(warehouse: Warehouse) -> tuple[str, str, str, str | None] | None:
    found = matches(warehouse)
    assert len(found) <= 1, found
    return (found[0]["reason"], found[0]["certainty"], found[0]["method"], found[0]["batch_number"]) if found else None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "number", "batch", "expected"),
    [
        ("Pyfaclor Kid", "VD-26427-17", "410923", ("number_and_batch", "certain", "exact", "410923")),
        (None, "vd – 26427 – 17", "41 0923", ("number_and_batch", "certain", "normalised", "410923")),
        ("khác hẳn", "VD26427-17", "410923", ("number_and_batch", "certain", "normalised", "410923")),
        ("Pyfaclor Kid", "VD-26427-17", "410924", ("batch_almost", "possible", "fuzzy", "410923")),
        ("Pyfaclor Kid", "VD-26427-17", "41O923", ("batch_almost", "possible", "fuzzy", "410923")),
        ("Pyfaclor Kid", "VD-26427-17", "0410923", ("batch_almost", "possible", "fuzzy", "410923")),
        ("Pyfaclor Kid", "VD-26427-17", "555555", None),
        ("Pyfaclor Kid", "VD-26427-17", None, ("number_without_batch", "possible", "exact", None)),
        ("Pyfaclor Kid", "VD-26428-17", "410923", ("number_almost", "possible", "fuzzy", "410923")),
        ("Pyfaclor Kid", "VD-26472-17", None, ("number_almost_without_batch", "possible", "fuzzy", None)),
        ("Padobaby", "VD-26428-17", "410923", None),
        ("Padobaby", "VD-26428-17", None, None),
        ("PYFACLOR KID", None, "410923", ("name_and_batch", "certain", "normalised", "410923")),
        ("Pyfaclor Kit", None, "410923", ("name_alike_and_batch", "possible", "fuzzy", "410923")),
        ("Pyfaclor Kid", None, "410924", ("name_and_batch_almost", "possible", "fuzzy", "410923")),
        ("Pyfaclor kid", None, None, ("name_alone", "possible", "normalised", None)),
        ("Pifaclor Kid", None, None, ("name_alike", "possible", "fuzzy", None)),
        ("Paracetamol", None, None, None),
        (None, None, "410923", ("batch_alone", "possible", "exact", "410923")),
        ("Paracetamol", "VD-11111-11", "410923", None),
    ],
)
def test_what_goods_in_their_own_columns_prove(
    warehouse: Warehouse, name: str | None, number: str | None, batch: str | None, expected: object
) -> None:
    recall(warehouse, "410923")
    case(warehouse, name, number, batch)
    assert verdict(warehouse) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "number", "batch", "expected"),
    [
        ("Pyfaclor Kid", "VD-26427-17", "410923", ("number_and_batch", "certain")),
        ("Pyfaclor Kid", "893110447099", "410923", ("number_and_batch", "certain")),
        (None, "vd 26427 - 17", "410923", ("number_and_batch", "certain")),
        ("Pyfaclor Kid", "VD-26427-17", None, ("number_without_batch", "possible")),
        ("Pyfaclor Kid", "VD-26427-17", "555555", None),
        ("Khác", "VD-11111-17", "410923", None),
    ],
)
def test_the_number_a_product_was_registered_under_before_ties_it_as_surely(
    warehouse: Warehouse, name: str | None, number: str, batch: str | None, expected: tuple[str, str] | None
) -> None:
    recall(warehouse, "410923", registration_number="893110447099", former_registration_number="VD-26427-17")
    case(warehouse, name, number, batch)
    found = verdict(warehouse)
    assert (found[:2] if found else None) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("thu giữ 3 hộp (VD 26427-17; LSX: 410923)", "number_and_batch"),
        ("thu giữ 3 hộp (893110447099; LSX: 410923)", "number_and_batch"),
        ("thuốc VD-26427-17 không hóa đơn", "number_without_batch"),
    ],
)
def test_the_former_number_is_found_in_a_note(warehouse: Warehouse, text: str, reason: str) -> None:
    recall(warehouse, "410923", registration_number="893110447099", former_registration_number="VD-26427-17")
    note(warehouse, text)
    found = verdict(warehouse)
    assert found is not None
    assert found[0] == reason


def test_a_product_that_bears_only_its_former_number_is_matched_once(warehouse: Warehouse) -> None:
    recall(warehouse, "410923", registration_number=None, former_registration_number="VD-26427-17")
    case(warehouse, "Pyfaclor Kid", "VD-26427-17", "410923")
    assert verdict(warehouse) == ("number_and_batch", "certain", "exact", "410923")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "number", "cell", "expected"),
    [
        (None, "VD-26427-17", "Lô 410923", ("number_and_batch", "certain")),
        (None, "VD-26427-17", "Số lô: 410923", ("number_and_batch", "certain")),
        (None, "VD-26427-17", "lô410923", ("number_and_batch", "certain")),
        (None, "VD-26427-17", "410923, 555555", ("number_and_batch", "certain")),
        (None, "VD-26427-17", "555555/410923", ("number_and_batch", "certain")),
        (None, "VD-26427-17", "410921 - 410925", ("number_and_batch", "certain")),
        (None, "VD-26427-17", "410923 (HD 30/06/2028)", ("number_and_batch", "certain")),
        ("Pyfaclor Kid", None, "lô 410923; lô 555555", ("name_and_batch", "certain")),
        (None, None, "lô 410923; lô 555555", ("batch_alone", "possible")),
        (None, "VD-26427-17", "không rõ", ("number_without_batch", "possible")),
        (None, "VD-26427-17", "555555 và các lô khác", ("number_without_batch", "possible")),
        ("Pyfaclor Kid", None, "không rõ", ("name_alone", "possible")),
        (None, "VD-26427-17", "lô 555555; lô 666666", None),
        (None, "VD-26427-17", "555555 (HD 30/06/2028)", None),
        ("Padobaby", "VD-11111-11", "lô 410923; lô 555555", None),
    ],
)
def test_a_cell_that_holds_more_than_a_bare_batch_is_matched_by_each_batch(
    warehouse: Warehouse, name: str | None, number: str | None, cell: str, expected: tuple[str, str] | None
) -> None:
    recall(warehouse, "410923")
    case(warehouse, name, number, cell)
    found = verdict(warehouse)
    assert (found[:2] if found else None) == expected


def test_a_batch_that_is_printed_as_a_list_is_matched_as_printed(warehouse: Warehouse) -> None:
    recall(warehouse, "B2501/1")
    case(warehouse, "Pyfaclor Kid", "VD-26427-17", "B2501/1")
    assert verdict(warehouse) == ("number_and_batch", "certain", "exact", "B2501/1")


def test_two_recalled_batches_of_one_cell_are_both_told_once(warehouse: Warehouse) -> None:
    recall(warehouse, "410923", "777777")
    case(warehouse, "Pyfaclor Kid", "VD-26427-17", "410923, 777777", row=6)
    put(warehouse, "raw.cells", [
        {"file_sha256": "f1", "sheet": "Vụ việc", "row": 6, "cells": ["Pyfaclor Kid", "VD-26427-17", "410923, 777777"]}
    ])  # fmt: skip
    found = {(m["batch_number"], m["certainty"], m["cell"]) for m in matches(warehouse)}
    assert found == {("410923", "certain", "C6"), ("777777", "certain", "C6")}


@pytest.mark.parametrize(
    ("number", "batch", "expected"),
    [
        ("893110447099 (VD-26427-17)", "410923", ("number_and_batch", "certain")),
        ("VD-26427-17/893110447099", "lô 410923", ("number_and_batch", "certain")),
        ("SĐK: VD-26427-17", "410923", ("number_and_batch", "certain")),
        ("không rõ", "410923", ("name_and_batch", "certain")),
        ("893110447098 (VD-11111-11)", "410923", ("name_and_batch", "possible")),
        ("893110447099 (VD-26427-17)", "555555", None),
    ],
)
def test_a_cell_that_names_two_numbers_is_matched_by_each(
    warehouse: Warehouse, number: str, batch: str, expected: tuple[str, str] | None
) -> None:
    recall(warehouse, "410923")
    case(warehouse, "Pyfaclor Kid", number, batch)
    found = verdict(warehouse)
    assert (found[:2] if found else None) == expected


@pytest.mark.parametrize(
    ("recalled", "number", "batch", "expected"),
    [
        ("01", "VD-26427-17", "1", ("number_and_batch", "certain", "normalised", "01")),
        ("0102", "VD-26427-17", "102", ("number_and_batch", "certain", "normalised", "0102")),
        ("010203", "VD-26427-17", "lô 10203", ("number_and_batch", "certain", "normalised", "010203")),
        ("01", None, "1", ("name_and_batch_almost", "possible", "fuzzy", "01")),
        ("0102", None, "102", ("name_and_batch_almost", "possible", "fuzzy", "0102")),
        ("102", "VD-26427-17", "0102", ("batch_almost", "possible", "fuzzy", "102")),
        ("0102", "VD-26427-17", "1020", None),
        ("0A2", "VD-26427-17", "A2", None),
        ("00", "VD-26427-17", "0", None),
        ("01", "VD-11111-11", "1", None),
    ],
)
def test_a_batch_without_its_zeros_in_front_is_certain_only_beside_the_number(
    warehouse: Warehouse, recalled: str, number: str | None, batch: str, expected: object
) -> None:
    recall(warehouse, recalled)
    case(warehouse, "Pyfaclor Kid", number, batch)
    assert verdict(warehouse) == expected


@pytest.mark.parametrize(
    ("number", "batch", "expected"),
    [
        ("VD-26427-17", "530226", {("530226", "certain")}),
        (None, "530226", {("530226", "certain")}),
        ("VD-26427-17", "530426", {("530126", "possible"), ("530226", "possible"), ("530326", "possible")}),
        ("VD-26427-17", "530226, 539326", {("530226", "certain"), ("530326", "possible")}),
    ],
)
def test_a_batch_that_is_told_exactly_is_no_near_miss_of_its_siblings(
    warehouse: Warehouse, number: str | None, batch: str, expected: set[tuple[str, str]]
) -> None:
    recall(warehouse, "530126", "530226", "530326")
    case(warehouse, "Pyfaclor Kid", number, batch)
    assert {(found["batch_number"], found["certainty"]) for found in matches(warehouse)} == expected


TESTAMOL = {"name": "Testamol 500", "registration_number": "VD-11111-18"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "number", "batch", "expected"),
    [
        ("Testamol", None, "010203", ("brand_and_batch", "possible", "fuzzy", "010203")),
        ("Thuốc Testamol", None, "lô 010203", ("brand_and_batch", "possible", "fuzzy", "010203")),
        ("testamol500mg hộp 3 vỉ", None, "010203", ("brand_and_batch", "possible", "fuzzy", "010203")),
        ("Testamol", "VD-99999-18", "010203", ("brand_and_batch", "possible", "fuzzy", "010203")),
        ("Testamol", None, "B77", ("brand_and_batch", "possible", "fuzzy", "B77")),
        ("Testamol", None, "999999", None),
        ("Testamol", None, None, None),
        ("Viên nén", None, "010203", None),
        ("Kemoxitin", None, "010203", None),
    ],
)
def test_a_name_without_its_strength_and_an_exact_batch_are_a_possible_match(
    warehouse: Warehouse, name: str, number: str | None, batch: str | None, expected: object
) -> None:
    recall(warehouse, "010203", "B77", **TESTAMOL)
    case(warehouse, name, number, batch)
    assert verdict(warehouse) == expected


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("Testamol", None, "brand_alone"),
        ("thuốc TESTAMOL", None, "brand_alone"),
        ("Testamol", "VD-99999-18", None),
        ("Testamol Plus Extra", None, None),
        ("Viên nén", None, None),
    ],
)
def test_a_name_without_its_strength_is_a_possible_match_of_a_product_recalled_as_a_whole(
    warehouse: Warehouse, name: str, number: str | None, expected: str | None
) -> None:
    recall(warehouse, **TESTAMOL)
    case(warehouse, name, number, "1")
    found = verdict(warehouse)
    assert (found[:2] if found else None) == ((expected, "possible") if expected else None)


@pytest.mark.parametrize(
    ("name", "batch", "text", "expected"),
    [
        ("Diathrexin 50", "070423", "Thuốc Diathrexin (070423) bán tại quầy", "brand_and_batch"),
        ("Melozanta 7,5", "L.25-003", "Melozanta L25003", "brand_and_batch"),
        ("Kemoxitin 1g", "B77", "mua Kemoxitin lô B77", "brand_and_batch"),
        ("Kemoxitin 1g", "B77", "không bán Kemoxitin lô B77", "brand_and_batch_denied"),
        ("Kemoxitin", "B77", "mua Kemoxitin lô B77", "name_and_batch"),
        ("Kemoxitin 1g", "12", "mua 12 hộp Kemoxitin", None),
        ("Kemoxitin 1g", "B77", "mua Kemoxitin lô khác", None),
        ("Hoạt huyết dưỡng não 50", "070423", "hoạt động từ 070423", None),
        ("Viên nén bao phim 50", "070423", "viên nén 070423", None),
        ("Rosukaphat 20", None, "Rosukaphat", "brand_alone"),
        ("Rosukaphat 20", None, "VD-61005-31 Rosukaphat", "brand_alone"),
        ("Rosukaphat 20", None, "Rosukapha", None),
    ],
)
def test_a_name_without_its_strength_is_found_in_a_note(
    warehouse: Warehouse, name: str, batch: str | None, text: str, expected: str | None
) -> None:
    recall(warehouse, *([batch] if batch else []), name=name, registration_number="VD-61005-21")
    note(warehouse, text)
    found = verdict(warehouse)
    assert (found[0] if found else None) == expected
    assert found is None or found[1] == ("certain" if expected == "name_and_batch" else "possible")


def test_a_brand_in_the_words_of_a_caller_is_shown_and_nothing_around_it(warehouse: Warehouse) -> None:
    recall(warehouse, **TESTAMOL)
    put(warehouse, "raw.hotline_entries", [
        {"submission_id": "s1", "sheet": "Phản ánh", "row": 7, "content": "Bà Minh Họa mua testamol ở chợ"}
    ])  # fmt: skip
    (match,) = matches(warehouse)
    assert (match["reason"], match["method"], match["matched_text"]) == ("brand_alone", "fuzzy", "testamol")


def test_a_product_recalled_as_a_whole_is_certain_by_its_number_and_a_counterfeit_never(warehouse: Warehouse) -> None:
    recall(warehouse)
    recall(warehouse, notice_id="fake", kind="counterfeit_warning")
    recall(warehouse, notice_id="paper", kind="registration_withdrawal")
    case(warehouse, "Pyfaclor Kid", "VD-26427-17", "999999")
    found = {row["notice_id"]: row["certainty"] for row in matches(warehouse)}
    assert found == {"n1": "certain", "fake": "possible"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Phát hiện Pyfaclor Kid SĐK VD-26427-17, lô 410923 tại quầy số 3", ("number_and_batch", "certain")),
        ("thu giữ 3 hộp (VD 26427-17; LSX: 410923)", ("number_and_batch", "certain")),
        ("còn 2 hộp pyfaclor kid lô 410923", ("name_and_batch", "certain")),
        ("không phát hiện Pyfaclor Kid lô 410923", ("name_and_batch_denied", "possible")),
        ("còn 2 hộp pyfaclor kid lô 410924", ("name_and_batch_almost", "possible")),
        ("bán Pyfaclor Kid không hóa đơn", ("name_alone", "possible")),
        ("thuốc VD-26427-17 không hóa đơn", ("number_without_batch", "possible")),
        ("hàng lô 410923 chưa rõ nguồn gốc", ("batch_alone", "possible")),
        ("phạt 410923 đồng", None),
        ("đã nhắc nhở", None),
    ],
)
def test_what_a_note_proves(warehouse: Warehouse, text: str, expected: tuple[str, str] | None) -> None:
    recall(warehouse, "410923")
    note(warehouse, text)
    found = verdict(warehouse)
    assert (found[:2] if found else None) == expected


def test_words_of_callers_are_searched_and_never_shown(warehouse: Warehouse) -> None:
    recall(warehouse, "410923")
    put(warehouse, "raw.hotline_entries", [
        {"submission_id": "s1", "sheet": "Phản ánh", "row": 7,
         "content": "Bà Nguyễn Thị Minh Họa mua Pyfaclor Kid lô 410923 ở chợ"}
    ])  # fmt: skip
    (match,) = matches(warehouse)
    assert (match["table_name"], match["certainty"]) == ("core.hotline_entries", "certain")
    assert match["matched_text"] == "Pyfaclor Kid · 410923"


def test_a_sign_off_that_found_nothing_is_no_place_where_it_turned_up(warehouse: Warehouse) -> None:
    recall(warehouse, "410923")
    for row, found in ((6, 0.0), (7, 2.0)):
        put(warehouse, "raw.sign_offs", [
            {"submission_id": "s1", "sheet": "Thu hồi", "row": row, "registration_number": "VD-26427-17",
             "batch_number": "410923", "quantity_found": found}
        ])  # fmt: skip
    assert [match["cell"] for match in matches(warehouse)] == ["A7"]


def test_the_cell_is_the_one_that_holds_the_words(warehouse: Warehouse) -> None:
    recall(warehouse, "410923")
    case(warehouse, "Pyfaclor Kid", "VD-26427-17", "410923", row=9)
    case(warehouse, "Pyfaclor Kid", "VD-26427-17", None, row=10)
    for row, batch in ((9, "410923 "), (10, None)):
        cells = [None] * 27 + ["Pyfaclor Kid", "VD-26427-17", batch]
        put(warehouse, "raw.cells", [{"file_sha256": "f1", "sheet": "Vụ việc", "row": row, "cells": cells}])
    assert sorted(match["cell"] for match in matches(warehouse)) == ["AC10", "AD9"]


def test_matching_one_notice_gives_that_notices_part_of_matching_all(warehouse: Warehouse) -> None:
    recall(warehouse, "410923")
    recall(warehouse, "0125", notice_id="n2", name="Minhorin 50", registration_number="893110440024")
    case(warehouse, "Pyfaclor Kid", "VD-26427-17", "410923")
    case(warehouse, "Minhorin 50", "893110440024", "0125", row=7)
    assert {m["notice_id"] for m in matches(warehouse)} == {"n1", "n2"}
    assert matching.match(warehouse, PLAIN, notices=["n2"]) > 0
    assert warehouse.query("SELECT DISTINCT notice_id FROM matched_products")["notice_id"].to_list() == ["n2"]


@pytest.mark.parametrize(
    ("number", "batch", "places"),
    [
        ("VD-26427-17; VD-26500-17", "410923", {("n1", "certain")}),
        ("VD-26500-17 và VD-26427-17", "555555; 410923", {("n1", "certain")}),
        ("VD-26427-17\nVD-30000-19", "410923, 777", {("n1", "certain"), ("n2", "certain")}),
        ("VD-26500-17; VD-26600-17", "410923", set()),
    ],
)
def test_every_number_of_a_cell_is_looked_for(
    warehouse: Warehouse, number: str, batch: str, places: set[tuple[str, str]]
) -> None:
    recall(warehouse, "410923")
    recall(warehouse, "777", notice_id="n2", name="Khacsanpham", registration_number="VD-30000-19")
    case(warehouse, None, number, batch)
    assert {(row["notice_id"], row["certainty"]) for row in matches(warehouse)} == places


def _version(warehouse: Warehouse, sid: str, day: int, *, form: str = "monthly", **state: Any) -> None:
    """Put one more report of the ward for 2026-10."""
    put(warehouse, "core.submissions", [
        {"submission_id": sid, "file_sha256": sid, "file_name": "f", "reporter_id": "31001", "province_code": "31",
         "ward_code": "31001", "form": form, "period": "2026-10", "received_at": datetime(2026, 10, day, tzinfo=UTC),
         "received_evidence": "mail", "ingested_at": AS_OF, "version": 1, "line_count": 1, "error_count": 0,
         "warning_count": 0, **state}
    ])  # fmt: skip
    put(warehouse, "raw.reports", [
        {"submission_id": sid, "file_sha256": sid, "report_no": 1, "state": "accepted", "line_count": 1,
         "error_count": 0, "warning_count": 0}
    ])  # fmt: skip


def _answer(warehouse: Warehouse, sid: str, found: float, name: str = "Pyfaclor Kid", row: int = 6) -> None:
    line = {"submission_id": sid, "sheet": "Thu hồi", "row": row, "product_name": name, "batch_number": "410923",
            "registration_number": "VD-26427-17", "quantity_found": found}  # fmt: skip
    put(warehouse, "raw.sign_offs", [line])
    put(warehouse, "core.sign_offs", [{**line, "notice_id": "n1", "reporter_id": "31001", "province_code": "31"}])


ACCEPTED: dict[str, Any] = {"state": "accepted", "is_current": True}
REPLACED: dict[str, Any] = {**ACCEPTED, "is_current": False}
RETURNED: dict[str, Any] = {**REPLACED, "state": "returned"}


@pytest.mark.parametrize(
    ("versions", "places"),
    [
        ([(REPLACED, 5), (ACCEPTED, 5)], {"v2"}), ([(REPLACED, 5), (ACCEPTED, 0)], set()),
        ([(RETURNED, 5), (ACCEPTED, 5)], {"v2"}), ([(RETURNED, 5)], {"v1"}), ([(RETURNED, 5), (RETURNED, 5)], {"v2"}),
        ([(ACCEPTED, 5), (RETURNED, 7)], {"v1", "v2"}),
    ],
)  # fmt: skip
def test_a_version_that_was_replaced_is_no_place_where_the_product_turned_up(
    warehouse: Warehouse, versions: list[tuple[dict[str, Any], float]], places: set[str]
) -> None:
    recall(warehouse, "410923")
    for number, (state, found) in enumerate(versions, start=1):
        _version(warehouse, f"v{number}", number, **state)
        _answer(warehouse, f"v{number}", found)
    assert {row["submission_id"] for row in matches(warehouse)} == places


def test_a_note_of_a_version_that_was_replaced_is_no_place_either(warehouse: Warehouse) -> None:
    recall(warehouse, "410923")
    for day, state in enumerate([REPLACED, ACCEPTED], start=1):
        sid = f"v{day}"
        _version(warehouse, sid, day, **state)
        put(warehouse, "raw.inspection_lines", [
            {"line_id": sid, "submission_id": sid, "sheet": "Kiểm tra", "row": 8, "note": "thấy VD-26427-17 lô 410923"}
        ])  # fmt: skip
    assert {row["submission_id"] for row in matches(warehouse)} == {"v2"}


def test_of_sign_off_files_the_last_word_about_a_product_holds_and_a_supplement_replaces_nothing(
    warehouse: Warehouse,
) -> None:
    recall(warehouse, "410923")
    for day, (found, name) in enumerate([(5, "Pyfaclor Kid"), (2, "Pyfaclor"), (0, "Pyfaclor Kid")], start=1):
        _version(warehouse, f"v{day}", day, form="sign_off", **ACCEPTED)
        _answer(warehouse, f"v{day}", found, name)
    assert {row["submission_id"] for row in matches(warehouse)} == {"v2"}


def test_a_quick_report_that_came_again_is_one_place(warehouse: Warehouse) -> None:
    recall(warehouse, "410923")
    for day, (state, name) in enumerate([(RETURNED, "A"), (RETURNED, "B"), (ACCEPTED, "A")], start=1):
        sid = f"v{day}"
        _version(warehouse, sid, day, form="quick", **state)
        put(warehouse, "raw.serious_cases", [
            {"submission_id": sid, "sheet": "Vụ việc", "row": 6, "product_name": name, "batch_number": "410923",
             "registration_number": "VD-26427-17"}
        ])  # fmt: skip
    assert {row["submission_id"] for row in matches(warehouse)} == {"v2", "v3"}


def test_what_bears_a_batch_that_only_a_less_official_copy_names_is_a_possible_match(warehouse: Warehouse) -> None:
    recall(warehouse, "010203", "010204")
    warehouse.execute("UPDATE core.recalled_batches SET in_doubt = (batch_number = '010204')")
    case(warehouse, "Pyfaclor Kid", "VD-26427-17", "010203")
    case(warehouse, "Pyfaclor Kid", "VD-26427-17", "010204", row=7)
    mentions.keep_mentions(warehouse)
    matching.match(warehouse, PLAIN)
    found = warehouse.query(
        "SELECT DISTINCT batch_number, certainty FROM matched_products WHERE reason = 'number_and_batch'"
    )
    assert set(found.rows()) == {("010203", "certain"), ("010204", "possible")}
