"""What a pair of a recalled product and goods in a report proves, and the cell it is shown at."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pipelines import marts
from pipelines.recalls import matching, mentions
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse, open_warehouse
from tests.pipelines.recalls.worlds import PLAIN, put

AS_OF = datetime(2026, 11, 20, tzinfo=UTC)
PYFACLOR = {"product_no": 1, "name": "Pyfaclor Kid", "registration_number": "VD-26427-17"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with open_warehouse(Settings(home=tmp_path_factory.mktemp("matching"))) as opened:
        put(opened, "core.submissions", [
            {"submission_id": "s1", "file_sha256": "f1", "file_name": "f", "reporter_id": "31001",
             "province_code": "31", "ward_code": "31001", "form": "monthly", "period": "2025-01",
             "received_at": datetime(2025, 1, 20, tzinfo=UTC), "received_evidence": "mail", "ingested_at": AS_OF,
             "version": 1, "is_current": True, "state": "accepted",
             "line_count": 1, "error_count": 0, "warning_count": 0}
        ])  # fmt: skip
        put(opened, "raw.reports", [
            {"submission_id": "s1", "file_sha256": "f1", "report_no": 1, "state": "accepted", "line_count": 1,
             "error_count": 0, "warning_count": 0}
        ])  # fmt: skip
        yield opened


@pytest.fixture
def warehouse(opened: Warehouse) -> Warehouse:
    for name in _EMPTIED:
        opened.execute(f"DELETE FROM {opened.name(name)}")
    return opened


_EMPTIED = (
    *("core.notices", "core.recalled_products", "core.recalled_batches"),
    *("raw.serious_cases", "raw.sign_offs", "raw.hotline_entries", "raw.inspection_lines", "raw.cells", "raw.mentions"),
)


def recall(warehouse: Warehouse, *batches: str, notice_id: str = "n1", kind: str = "recall", **product: Any) -> None:
    put(warehouse, "core.notices", [{"notice_id": notice_id, "kind": kind, "issued_on": date(2026, 10, 1)}])
    put(warehouse, "core.recalled_products", [{"notice_id": notice_id, **PYFACLOR, **product}])
    rows = [{"notice_id": notice_id, "product_no": 1, "batch_number": batch} for batch in batches]
    put(warehouse, "core.recalled_batches", rows)


def case(
    warehouse: Warehouse, name: str | None, number: str | None, batch: str | None, *, row: int = 6, **more: Any
) -> None:
    put(warehouse, "raw.serious_cases", [
        {"submission_id": "s1", "sheet": "Vụ việc", "row": row, "product_name": name, "registration_number": number,
         "batch_number": batch, **more}
    ])  # fmt: skip


def note(warehouse: Warehouse, text: str, row: int = 8) -> None:
    put(warehouse, "raw.inspection_lines", [
        {"line_id": f"l{row}", "submission_id": "s1", "sheet": "Kiểm tra", "row": row, "note": text}
    ])  # fmt: skip


def matches(warehouse: Warehouse) -> list[dict[str, Any]]:
    mentions.keep_mentions(warehouse)
    matching.match(warehouse, PLAIN)
    marts.build(warehouse, "mart.recall_matches", as_of=AS_OF)
    return warehouse.read("mart.recall_matches").to_dicts()


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
    assert matching.match(warehouse, PLAIN, notices=["n2"]) == 1


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
