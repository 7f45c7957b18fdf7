"""Looking one product up: any spelling, certain and possible apart, and what a blank answer says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboards.i18n import Words
from dashboards.lookups import held_and_lifted
from dashboards.lookups import verdict as dashboard_verdict
from pipelines import marts
from pipelines.recalls import lifting as lifting_verb
from pipelines.recalls.asking import query_words
from pipelines.recalls.lookup import LookUp, is_too_short, look_up
from pipelines.reporting import verdict_lines
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse, open_warehouse
from tests.pipelines.recalls.worlds import SETTINGS, put

AS_OF = datetime(2026, 11, 20, tzinfo=UTC)
LISTS = query_words(SETTINGS)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with open_warehouse(Settings(home=tmp_path_factory.mktemp("lookup"))) as opened:
        put(opened, "core.notices", [
            {"notice_id": "n1", "document_number": "554/QĐ-QLD", "issued_on": date(2025, 10, 14), "kind": "recall",
             "level": 2},
            {"notice_id": "n0", "document_number": "841/QLD-CL", "issued_on": date(2025, 3, 19), "kind": "recall"},
            {"notice_id": "n2", "document_number": "12/QĐ-QLD", "issued_on": date(2026, 1, 2),
             "kind": "registration_withdrawal"},
            {"notice_id": "n3", "document_number": "77/QĐ-QLD", "issued_on": date(2026, 2, 2), "kind": "recall"},
        ])  # fmt: skip
        put(opened, "core.recalled_products", [
            {"notice_id": "n3", "product_no": 1, "name": "Rosukaphat 20", "registration_number": "893110447099",
             "former_registration_number": "VD-32292-19"},
            {"notice_id": "n1", "product_no": 1, "name": "Pyfaclor Kid", "registration_number": "VD-26427-17"},
            {"notice_id": "n0", "product_no": 1, "name": "Pyfaclor Kid 125 mg", "registration_number": "VD-26427-17"},
            {"notice_id": "n2", "product_no": 1, "name": "Viên Đại Tràng", "registration_number": "VD-99999-11"},
        ])  # fmt: skip
        put(opened, "core.recalled_batches", [
            {"notice_id": "n1", "product_no": 1, "batch_number": "410923"},
            {"notice_id": "n0", "product_no": 1, "batch_number": "010823"},
            {"notice_id": "n0", "product_no": 1, "batch_number": "TL-N2210"},
            {"notice_id": "n3", "product_no": 1, "batch_number": "880126", "in_doubt": True},
        ])  # fmt: skip
        put(opened, "core.submissions", [
            {"submission_id": "s1", "file_sha256": "f1", "file_name": "bao_cao.xlsx", "received_at": AS_OF,
             "received_evidence": "mail", "ingested_at": AS_OF, "version": 1, "is_current": True, "state": "accepted",
             "line_count": 1, "error_count": 0, "warning_count": 0}
        ])  # fmt: skip
        put(opened, "mart.recall_matches", [
            {"notice_id": "n1", "product_no": 1, "batch_number": "410923", "table_name": "core.serious_cases",
             "submission_id": "s1", "province_code": "31", "sheet": "Vụ việc", "cell": "L9", "cells": "L9",
             "method": "exact", "score": 1.0, "certainty": "certain", "reason": "number_and_batch"}
        ])  # fmt: skip
        put(opened, "quality.sources", [{"source_id": "folder:notices", "read_at": AS_OF, "state": "ok"}])
        marts.build(opened, "mart.recall_keys", as_of=AS_OF)
        yield opened


def found(warehouse: Warehouse, text: str) -> LookUp:
    return look_up(warehouse.connection, text, LISTS)


@pytest.mark.parametrize(
    ("text", "notices", "by"),
    [
        ("VD-26427-17", {"n0", "n1"}, "number"),
        ("vd 26427 – 17", {"n0", "n1"}, "number"),
        ("SĐK: VD26427-17", {"n0", "n1"}, "number"),
        ("pyfaclor", {"n0", "n1"}, "name"),
        ("PYFACLOR  kid", {"n0", "n1"}, "name"),
        ("vien dai trang", {"n2"}, "name"),
        ("410923", {"n1"}, "batch"),
        ("tl n2210", {"n0"}, "batch"),
        ("554/qđ-qld", {"n1"}, "document"),
        ("lô 410923", {"n1"}, "batch"),
        ("Số lô: 410923", {"n1"}, "batch"),
        ("thuốc Pyfaclor", {"n0", "n1"}, "name"),
        ("công văn 554/QĐ-QLD", {"n1"}, "document"),
        ("Pyfaclor 410923", {"n1"}, "batch"),
        ("893110447099", {"n3"}, "number"),
        ("VD-32292-19", {"n3"}, "number"),
        ("thuốc SĐK cũ vd 32292 - 19", {"n3"}, "number"),
    ],
)
def test_any_spelling_finds_it_for_certain(warehouse: Warehouse, text: str, notices: set[str], by: str) -> None:
    answer = found(warehouse, text)
    assert {hit.notice_id for hit in answer.certain} == notices
    assert {hit.by for hit in answer.certain} == {by}
    assert answer.is_recalled == bool(notices & {"n0", "n1", "n3"})


@pytest.mark.parametrize(
    "text", ["VD-26428-17", "VD-2G427-17", "41O923", "410924", "Pyfaklor Kid", "Pifaclor kid", "Pyfaclur"]
)
def test_what_is_almost_it_is_possible_only(warehouse: Warehouse, text: str) -> None:
    answer = found(warehouse, text)
    assert answer.certain == ()
    assert not answer.is_recalled
    assert "n1" in {hit.notice_id for hit in answer.possible}


@pytest.mark.parametrize("text", ["554", "Quyết định 554", "QĐ 554", "0554/QĐ", "554 qđ", "554QĐ-QL"])
def test_the_beginning_of_a_documents_number_is_possible(warehouse: Warehouse, text: str) -> None:
    answer = found(warehouse, text)
    assert answer.certain == ()
    assert [(hit.notice_id, hit.by) for hit in answer.possible] == [("n1", "document")]


@pytest.mark.parametrize("text", ["1554", "554/QĐ-SYT", "84", "QĐ-QLD"])
def test_a_part_of_its_figures_or_another_authority_is_not_that_document(warehouse: Warehouse, text: str) -> None:
    assert [hit for hit in found(warehouse, text).hits if hit.by == "document"] == []


def test_a_form_alone_does_not_name_the_products_that_begin_with_it(warehouse: Warehouse) -> None:
    assert found(warehouse, "viên").certain == ()


def test_a_name_with_its_form_and_ingredient_is_recalled(warehouse: Warehouse) -> None:
    answer = found(warehouse, "Thuốc bột pha hỗn dịch uống Pyfaclor Kid 125mg (Cefaclor 125 mg)")
    assert {hit.notice_id for hit in answer.certain} == {"n0", "n1"}


def test_a_batch_that_only_less_official_copies_name_is_possible_only(warehouse: Warehouse) -> None:
    answer = found(warehouse, "880126")
    assert answer.certain == ()
    assert [(hit.notice_id, hit.batches) for hit in answer.possible] == [("n3", ("880126",))]


def test_a_number_with_a_batch_beside_it_is_about_that_batch(warehouse: Warehouse) -> None:
    answer = found(warehouse, "VD-26427-17 lô 010823")
    batches = {hit.notice_id: hit.batches for hit in answer.certain if hit.by == "batch"}
    assert batches == {"n0": ("010823",)}


def test_where_it_turned_up_comes_with_the_cell(warehouse: Warehouse) -> None:
    (hit,) = found(warehouse, "410923").certain
    (place,) = found(warehouse, "410923").places_of(hit)
    assert (place.file_name, place.sheet, place.cell, place.certainty) == ("bao_cao.xlsx", "Vụ việc", "L9", "certain")


def test_where_an_almost_named_product_turned_up_is_possible_only(warehouse: Warehouse) -> None:
    answer = found(warehouse, "410924")
    (hit,) = answer.possible
    assert [place.certainty for place in answer.places_of(hit)] == ["possible"]


def test_nothing_found_says_which_sources_were_read_and_when(warehouse: Warehouse) -> None:
    answer = found(warehouse, "khongcothuocnay")
    assert answer.hits == ()
    assert answer.notices == 4
    assert [(source.source_id, source.read_at) for source in answer.sources] == [("folder:notices", AS_OF)]


def test_two_letters_are_too_short_to_look_up() -> None:
    assert is_too_short("a-")
    assert not is_too_short("B12")


@pytest.mark.parametrize(("open_province", "is_recalled"), [(None, False), ("66", True)])
def test_what_was_taken_back_everywhere_was_recalled_and_says_by_what(
    tmp_path: Path, open_province: str | None, is_recalled: bool
) -> None:
    with open_warehouse(Settings(home=tmp_path)) as warehouse:
        put(warehouse, "core.notices", [
            {"notice_id": "n1", "document_number": "554/QĐ-QLD", "kind": "recall"},
            {"notice_id": "lift", "document_number": "731/QĐ-QLD", "kind": "other"},
        ])  # fmt: skip
        put(warehouse, "core.recalled_products", [{"notice_id": "n1", "product_no": 1, "name": "Pyfaclor Kid"}])
        lifted = {"notice_id": "n1", "product_no": 1, "lifted_by": "lift", "lifted_on": date(2026, 11, 10)}
        put(warehouse, "mart.recall_liftings", [{**lifted, "province_code": code} for code in ("31", "82")])
        followed = ["31", "82", *([open_province] if open_province else [])]
        put(warehouse, "mart.recall_progress", [{"notice_id": "n1", "province_code": code} for code in followed])
        marts.build(warehouse, "mart.recall_keys", as_of=AS_OF)
        answer = found(warehouse, "pyfaclor kid")
    assert (answer.is_recalled, answer.was_recalled) == (is_recalled, not is_recalled)
    assert answer.is_partly_lifted == is_recalled
    (hit,) = answer.certain
    (lifting,) = hit.liftings
    assert (lifting.document, lifting.batches) == ("731/QĐ-QLD", ())
    assert lifting.provinces == (("31", "82") if is_recalled else ())


@pytest.fixture
def partly(tmp_path: Path) -> Iterator[Warehouse]:
    """A recall of two products, of which one batch and then the other product whole are taken back."""
    with open_warehouse(Settings(home=tmp_path)) as opened:
        lifting = {"kind": "other", "lifts": "554/QĐ-QLD", "reach": "national"}
        put(opened, "core.notices", [
            {"notice_id": "n1", "document_number": "554/QĐ-QLD", "issued_on": date(2026, 10, 1), "kind": "recall",
             "reach": "national"},
            {"notice_id": "l1", "document_number": "700/QĐ-QLD", "issued_on": date(2026, 10, 20), **lifting},
            {"notice_id": "l2", "document_number": "731/QĐ-QLD", "issued_on": date(2026, 11, 10), **lifting},
            {"notice_id": "l3", "document_number": "900/QĐ-QLD", "issued_on": date(2026, 12, 10), **lifting},
        ])  # fmt: skip
        put(opened, "core.notice_fields", [
            {"notice_id": name, "file_sha256": name, "field_no": 1, "field": "lifts", "value": "554/QĐ-QLD", "raw": "",
             "span_start": 0, "span_end": 0, "confidence": 1.0} for name in ("l1", "l2", "l3")
        ])  # fmt: skip
        kid = {"name": "Pyfaclor Kid", "registration_number": "VD-26427-17"}
        baby = {"name": "Padobaby", "registration_number": "VD-30000-19"}
        put(opened, "core.recalled_products", [
            {"notice_id": "n1", "product_no": 1, **kid}, {"notice_id": "n1", "product_no": 2, **baby},
            {"notice_id": "l1", "product_no": 1, **kid}, {"notice_id": "l2", "product_no": 1, **baby},
        ])  # fmt: skip
        put(opened, "core.recalled_batches", [
            {"notice_id": "n1", "product_no": 1, "batch_number": "410923"},
            {"notice_id": "n1", "product_no": 1, "batch_number": "420923"},
            {"notice_id": "n1", "product_no": 2, "batch_number": "777777"},
            {"notice_id": "l1", "product_no": 1, "batch_number": "41 0923"},
        ])  # fmt: skip
        lifting_verb.leave_liftings(opened)
        for name in ("mart.recall_keys", "mart.recall_liftings"):
            marts.build(opened, name, as_of=AS_OF)
        yield opened


@pytest.mark.parametrize(
    ("text", "state", "held", "lifted"),
    [
        ("VD-26427-17", "partly", [("420923",)], [("700/QĐ-QLD", ("410923",))]),
        ("554/QĐ-QLD", "partly", [("420923",)], [("700/QĐ-QLD", ("410923",)), ("731/QĐ-QLD", ("777777",))]),
        ("Pyfaclor 410923", "lifted", [], [("700/QĐ-QLD", ("410923",))]),
        ("420923", "recalled", [("420923",)], []),
        ("Padobaby", "lifted", [], [("731/QĐ-QLD", ("777777",))]),
    ],
)
def test_a_recall_that_was_lifted_in_part_says_what_holds_and_what_was_lifted_by_which_document(
    partly: Warehouse, text: str, state: str, held: list[tuple[str, ...]], lifted: list[tuple[str, tuple[str, ...]]]
) -> None:
    answer = found(partly, text)
    states = {"partly": answer.is_partly_lifted, "lifted": answer.was_recalled}
    assert {name for name, is_so in states.items() if is_so} == {state} - {"recalled"}
    assert answer.is_recalled == (state != "lifted")
    assert [hit.held for hit in answer.recalling if hit.holds] == held
    assert [(one.document, one.batches) for hit in answer.recalling for one in hit.liftings] == lifted
    said = "\n".join(verdict_lines(answer))
    assert ("CÒN thu hồi: Pyfaclor Kid, lô 420923 (554/QĐ-QLD)" in said) == (state == "partly")
    for document, batches in lifted:
        assert f"lô {', '.join(batches)} (554/QĐ-QLD), theo {document} ngày" in said
    page = [dashboard_verdict(answer, Words("vi")), *held_and_lifted(answer, Words("vi"))]
    assert [line.lower().strip() for line in said.split("\n")] == [line.lower() for line in page]


def test_a_lifting_of_the_days_to_come_takes_back_nothing_yet(partly: Warehouse) -> None:
    assert set(partly.read("mart.recall_liftings")["lifted_by"]) == {"l1", "l2"}
