"""Notices in the warehouse: joined copies, the words of each value, what people corrected, what waits for a look."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from pipelines import marts
from pipelines.core import notice_contradictions, notices
from pipelines.notices.merging import filled
from pipelines.notices.model import Product
from pipelines.notices.storing import to_json
from pipelines.settings import CHECKOUT, Settings
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse, open_warehouse
from tests.pipelines.notices.worlds import parsed, reference

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
DECISION = (
    "Ngày 23/01/2026, Cục Quản lý Dược ban hành Quyết định số 46/QĐ-QLD thu hồi toàn quốc thuốc Minhorin 50 (Diac "
    "50mg), SĐK 893110440024, số lô 0125, NSX: 20/04/2025, HD: 20/04/2028 do Công ty A sản xuất, mức độ 3."
)
LOST_DIGIT = (
    "Cục Quản lý Dược có Công văn số 841/QLD-CL ngày 19/03/2025 thu hồi thuốc Minhofac (Cefa 125mg), SĐK: VD-26427-17, "
    "số lô: 010823, NSX: 10823, HD: 210826, do Công ty A sản xuất."
)
NUMBERLESS = "Cục Quản lý Dược thu hồi thuốc Minhokem, SĐK: VD-22222-22, số lô: 0125 do Công ty A sản xuất."


class Archive:
    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.decided: list[dict[str, Any]] = []
        warehouse.execute(f"DELETE FROM {warehouse.name('raw.notices')}")
        warehouse.execute(f"DELETE FROM {warehouse.name('raw.files')}")
        warehouse.execute(f"DELETE FROM {warehouse.name('raw.suite_findings')}")

    def keep(self, sha: str, text: str, day: date = date(2026, 1, 24)) -> None:
        self._put(
            "raw.notices",
            {"file_sha256": sha, "file_name": f"{sha}.txt", "source_id": "folder", "raw_text": text,
             "parsed": to_json(parsed(text, published_on=day))},
        )  # fmt: skip
        self._put(
            "raw.files",
            {"file_sha256": sha, "inbox": "notices", "file_name": f"{sha}.txt", "size_bytes": 1,
             "ingested_at": AS_OF - timedelta(days=9), "read_state": "read", "reader_version": "1"},
        )  # fmt: skip

    def _put(self, full_name: str, row: dict[str, Any]) -> None:
        self.warehouse.append(full_name, pl.DataFrame([row], schema=TABLES[full_name].polars_schema()))

    def correct(self, notice_id: str, **value: Any) -> None:
        self.decided.append(
            {"decision_id": f"d{len(self.decided)}", "kind": "notice_correction", "notice_id": notice_id,
             "value": json.dumps(value), "decided_at": AS_OF}
        )  # fmt: skip

    def build(self) -> None:
        decided = pl.DataFrame(self.decided, schema=TABLES["core.decisions"].polars_schema())
        self.warehouse.leave("decisions_in_force", decided)
        notices.build(self.warehouse, reference(), province_of={"Hải Phòng": "31", "Đồng Tháp": "82"}.get, as_of=AS_OF)
        marts.build(self.warehouse, "mart.notice_reviews", as_of=AS_OF)

    def contradictions(self) -> set[tuple[str, str]]:
        notice_contradictions.keep_findings(self.warehouse, CHECKOUT / "data" / "reference", as_of=AS_OF)
        said = [row for row in self.rows("raw.suite_findings") if row["resolved_at"] is None]
        said = [row for row in said if row["rule"] == "copies_contradict"]
        return {(str(row["message_vi"]).split("về ")[1].split(": ")[0], row["value"]) for row in said}

    def doubts(self) -> set[tuple[str, str]]:
        self.contradictions()
        said = [row for row in self.rows("raw.suite_findings") if row["resolved_at"] is None]
        return {(row["notice_id"], row["value"]) for row in said if row["rule"] == "may_be_same_notice"}

    def said(self, rule: str) -> set[tuple[str, str]]:
        self.contradictions()
        rows = [row for row in self.rows("raw.suite_findings") if row["resolved_at"] is None and row["rule"] == rule]
        return {(row["notice_id"], row["value"]) for row in rows}

    def rows(self, full_name: str) -> list[dict[str, Any]]:
        return self.warehouse.read(full_name).to_dicts()


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with open_warehouse(Settings(home=tmp_path_factory.mktemp("notices"))) as opened:
        yield opened


@pytest.fixture
def archive(warehouse: Warehouse) -> Archive:
    return Archive(warehouse)


def test_each_value_has_the_words_it_was_read_from(archive: Archive) -> None:
    archive.keep("aa", DECISION)
    archive.build()
    said = {row["field"]: row for row in archive.rows("core.notice_fields")}
    assert said["level"]["raw"] == "mức độ 3"
    assert said["scope"]["raw"] == "toàn quốc"
    assert (said["batches.expires_on"]["raw"], said["batches.expires_on"]["batch_number"]) == ("20/04/2028", "0125")
    assert said["products.name"]["product_no"] == 1
    assert archive.rows("mart.notice_reviews") == []


def test_a_lost_digit_is_never_padded_and_waits_for_a_person(archive: Archive) -> None:
    archive.keep("aa", LOST_DIGIT, date(2025, 3, 20))
    archive.build()
    (batch,) = archive.rows("core.recalled_batches")
    assert (batch["manufactured_on"], batch["expires_on"]) == (None, date(2026, 8, 21))
    (review,) = archive.rows("mart.notice_reviews")
    assert (review["field"], review["batch_number"], review["raw"], review["why"]) == (
        "batches.manufactured_on", "010823", "10823", "unreadable",
    )  # fmt: skip
    archive.correct(
        review["notice_id"],
        field="batches.manufactured_on",
        value="2023-08-21",
        product_no=review["product_no"],
        batch_number=review["batch_number"],
        file_sha256=review["file_sha256"],
    )
    archive.build()
    assert archive.rows("core.recalled_batches")[0]["manufactured_on"] == date(2023, 8, 21)
    assert archive.rows("mart.notice_reviews") == []


def test_a_recall_without_number_waits_until_a_person_gives_it_or_says_that_it_has_none(archive: Archive) -> None:
    archive.keep("aa", NUMBERLESS)
    archive.build()
    (notice_id,) = {row["notice_id"] for row in archive.rows("core.notices")}
    assert {row["field"] for row in archive.rows("mart.notice_reviews")} == {"document_number", "issued_on"}
    archive.correct(notice_id, field="document_number", value="99/QĐ-QLD")
    archive.correct(notice_id, field="issued_on", value=None)
    archive.build()
    assert [row["document_number"] for row in archive.rows("core.notices")] == ["99/QĐ-QLD"]
    assert archive.rows("mart.notice_reviews") == []


def test_copies_that_differ_are_said_until_a_person_settles_it(archive: Archive) -> None:
    archive.keep("aa", DECISION)
    archive.keep("bb", DECISION.replace("mức độ 3", "mức độ 2").replace("HD: 20/04/2028", "HD: 20/04/2027"))
    archive.build()
    assert archive.contradictions() == {("level", "2 / 3"), ("batches.expires_on 0125", "2027-04-20 / 2028-04-20")}
    (notice_id,) = {row["notice_id"] for row in archive.rows("core.notices")}
    archive.correct(notice_id, field="level", value=3)
    archive.build()
    assert archive.contradictions() == {("batches.expires_on 0125", "2027-04-20 / 2028-04-20")}


def test_equal_copies_and_one_that_says_less_contradict_nothing(archive: Archive) -> None:
    archive.keep("aa", DECISION)
    archive.keep("bb", DECISION.replace(", mức độ 3", ""))
    archive.build()
    assert archive.contradictions() == set()


def test_a_corrected_number_joins_the_copies_of_the_document(archive: Archive) -> None:
    archive.keep("aa", DECISION)
    retold = NUMBERLESS.replace("Minhokem", "Minhorin 50").replace("VD-22222-22", "893110440024")
    archive.keep("bb", retold.replace("0125", "0126"))
    archive.build()
    stray = next(row["notice_id"] for row in archive.rows("core.notices") if row["notice_id"].startswith("tep-"))
    archive.correct(stray, field="document_number", value="46/QĐ-QLD")
    archive.build()
    (notice,) = archive.rows("core.notices")
    assert notice["notice_id"] == "2026-01-23-46-QĐ-QLD"
    assert len(archive.rows("core.notice_sources")) == 2


TAKEN_BACK = (
    "Quyết định số 60/QĐ-QLD ngày 10/02/2026 của Cục Quản lý Dược hủy bỏ Quyết định số 46/QĐ-QLD về việc thu hồi thuốc "
    "Minhorin 50 (Diac 50mg), SĐK 893110440024."
)


def test_what_a_text_takes_back_waits_for_a_person_and_then_ties_the_two(archive: Archive) -> None:
    archive.keep("aa", DECISION)
    archive.keep("bb", TAKEN_BACK, date(2026, 2, 11))
    archive.build()
    review = next(row for row in archive.rows("mart.notice_reviews") if row["field"] == "lifts")
    assert (review["value"], review["why"]) == ("46/QĐ-QLD", "low_confidence")
    assert "hủy bỏ" in review["raw"]
    assert {row["relation"] for row in archive.rows("core.notice_links")} <= {"repeats"}
    stated = {name: review[name] for name in ("field", "value", "file_sha256")}
    archive.correct(review["notice_id"], **stated)
    archive.build()
    assert not [row for row in archive.rows("mart.notice_reviews") if row["field"] == "lifts"]
    assert {row["relation"] for row in archive.rows("core.notice_links")} == {"lifts"}


def test_a_recall_of_an_unknown_place_waits_until_a_person_names_it(archive: Archive) -> None:
    archive.keep("aa", "Ngày 23/01/2026, Sở Y tế có Công văn số 55/SYT-NVD thu hồi thuốc Minhokem, SĐK: VD-22222-22.")
    archive.build()
    (notice_id,) = {row["notice_id"] for row in archive.rows("core.notices")}
    assert "scope" in {row["field"] for row in archive.rows("mart.notice_reviews")}
    archive.correct(notice_id, field="scope", value="province")
    archive.build()
    assert "scope_place" in {row["field"] for row in archive.rows("mart.notice_reviews")}
    archive.correct(notice_id, field="scope_place", value="Hải Phòng")
    archive.build()
    (notice,) = archive.rows("core.notices")
    assert (notice["reach"], notice["scope_province_code"]) == ("province", "31")
    assert not {"scope", "scope_place"} & {row["field"] for row in archive.rows("mart.notice_reviews")}


TWO_PROVINCES = (
    "Ngày 23/01/2026, Cục Quản lý Dược có Công văn số 55/QLD-CL thu hồi thuốc Minhokem, SĐK: VD-22222-22 trên địa bàn "
    "{}."
)


@pytest.mark.parametrize(
    ("places", "named", "reach"),
    [
        ("thành phố Hải Phòng và tỉnh Đồng Tháp", ["31", "82"], "province"),
        ("tỉnh Đồng Tháp", ["82"], "province"),
        ("thành phố Hải Phòng và một số tỉnh khác", ["31"], None),
        ("thành phố Hải Phòng và tỉnh Mường Xa", ["31"], None),
    ],
)
def test_a_notice_holds_in_the_provinces_that_it_names(
    archive: Archive, places: str, named: list[str], reach: str | None
) -> None:
    archive.keep("aa", TWO_PROVINCES.format(places))
    archive.build()
    (notice,) = archive.rows("core.notices")
    one = named[0] if len(named) == 1 else None
    assert (notice["scope_provinces"], notice["scope_province_code"], notice["reach"]) == (named, one, reach)
    asked = {row["field"] for row in archive.rows("mart.notice_reviews")}
    assert bool({"scope", "scope_place"} & asked) == (reach is None)
    archive.correct(notice["notice_id"], field="scope_place", value="Đồng Tháp; thành phố Hải Phòng")
    archive.build()
    (notice,) = archive.rows("core.notices")
    assert (notice["scope_provinces"], notice["reach"]) == (["31", "82"], "province")


def test_a_correction_may_name_a_notice_as_it_is_called_since_another_one_and_one_that_names_none_is_lost(
    archive: Archive,
) -> None:
    archive.keep("aa", NUMBERLESS)
    archive.build()
    (notice_id,) = {row["notice_id"] for row in archive.rows("core.notices")}
    archive.correct(notice_id, field="document_number", value="99/QĐ-QLD")
    archive.correct(notice_id, field="issued_on", value="2026-01-20")
    archive.correct("2026-01-20-99-QĐ-QLD", field="level", value=1)
    archive.correct("2026-01-20-98-QĐ-QLD", field="level", value=3)
    archive.build()
    assert [row["level"] for row in archive.rows("core.notices")] == [1]
    assert archive.warehouse.query("FROM corrections_lost").to_dicts() == [{"decision_id": "d3"}]


LETTER = (
    "BỘ Y TẾ\nCỤC QUẢN LÝ DƯỢC\nSố: 601/QĐ-QLD\nHà Nội, ngày 02 tháng 02 năm 2026\nQUYẾT ĐỊNH\nVề việc thu hồi thuốc\n"
    "Điều 1. Thu hồi trên toàn quốc thuốc Testamol 500, Số GĐKLH: VD-11111-18, Số lô: 010203 do Công ty A sản xuất. Vi "
    "phạm mức độ 2."
)
PRESS = (
    "{} ban hành Quyết định số 601/QĐ-QLD thu hồi toàn quốc thuốc Testamol 500, Số GĐKLH: VD-11111-18, Số lô: {} do "
    "Công ty A sản xuất. Vi phạm mức độ {}."
)


@pytest.mark.parametrize(("who", "title"), [
    ("Ngày 03/02/2026, Cục Quản lý Dược", "2026-02-03-601-QĐ-QLD"),
    ("Cục Quản lý Dược vừa", ""),
])  # fmt: skip
def test_what_people_decided_about_a_press_copy_holds_when_the_document_itself_comes(
    archive: Archive, who: str, title: str
) -> None:
    archive.keep("aa", PRESS.format(who, "010203", 2), date(2026, 2, 4))
    archive.build()
    (before,) = {row["notice_id"] for row in archive.rows("core.notices")}
    assert before == title or not title
    archive.correct(before, field="level", value=1)
    archive.keep("bb", LETTER, date(2026, 2, 5))
    archive.build()
    (notice,) = archive.rows("core.notices")
    assert (notice["notice_id"], notice["level"]) == ("2026-02-02-601-QĐ-QLD", 1)
    names = dict(archive.warehouse.query("FROM notice_names").iter_rows())
    assert names[before] == notice["notice_id"]
    assert archive.warehouse.query("FROM corrections_lost").is_empty()


def test_a_number_that_a_person_gave_one_text_never_renames_the_document_which_that_text_seems_to_retell(
    archive: Archive,
) -> None:
    retold = NUMBERLESS.replace("Minhokem", "Minhorin 50").replace("VD-22222-22", "893110440024")
    archive.keep("bb", retold)
    archive.build()
    (stray,) = {row["notice_id"] for row in archive.rows("core.notices")}
    archive.keep("aa", DECISION)
    archive.build()
    assert [row["notice_id"] for row in archive.rows("core.notices")] == ["2026-01-23-46-QĐ-QLD"]
    archive.correct(stray, field="document_number", value="47/QĐ-QLD")
    archive.build()
    assert {row["document_number"] for row in archive.rows("core.notices")} == {"46/QĐ-QLD", "47/QĐ-QLD"}
    names = dict(archive.warehouse.query("FROM notice_names").iter_rows())
    apart = next(row for row in archive.rows("core.notices") if row["document_number"] == "47/QĐ-QLD")
    assert names[stray] == apart["notice_id"]


def test_a_notices_own_name_never_stands_for_another_one(archive: Archive) -> None:
    said = "Sở Y tế {} có Công văn số 45/SYT-NVD ngày 02/02/2026 thu hồi thuốc Testamol 500, Số GĐKLH: VD-11111-18."
    archive.keep("aa", said.format("Hà Nội"))
    archive.keep("bb", said.format("Hải Phòng"))
    archive.build()
    ids = {row["notice_id"] for row in archive.rows("core.notices")}
    names = dict(archive.warehouse.query("FROM notice_names").iter_rows())
    assert len(ids) == 2
    assert {names[notice_id] for notice_id in ids} == ids


def test_copies_that_name_another_day_level_or_batch_are_said(archive: Archive) -> None:
    archive.keep("aa", LETTER)
    archive.keep("bb", PRESS.format("Ngày 03/02/2026, Cục Quản lý Dược", "010204", 3), date(2026, 2, 4))
    archive.build()
    assert archive.contradictions() == {
        ("issued_on", "2026-02-02 / 2026-02-03"),
        ("level", "2 / 3"),
        ("batches.batch_number", "010203 / 010204"),
    }
    assert {row["batch_number"] for row in archive.rows("core.recalled_batches")} == {"010203", "010204"}


@pytest.mark.parametrize("batches", ["010203", "010203, 010204"])
def test_a_copy_that_lists_fewer_batches_contradicts_nothing(archive: Archive, batches: str) -> None:
    archive.keep("aa", LETTER)
    archive.keep("bb", PRESS.format("Ngày 02/02/2026, Cục Quản lý Dược", batches, 2), date(2026, 2, 4))
    archive.build()
    assert archive.contradictions() == set()


def test_a_text_without_number_that_may_be_a_copy_is_said_until_a_person_says_that_it_has_none(
    archive: Archive,
) -> None:
    archive.keep("aa", DECISION)
    archive.keep("bb", NUMBERLESS)
    archive.build()
    assert archive.doubts() == set()
    archive.keep("cc", NUMBERLESS.replace("VD-22222-22", "893110440024").replace("0125", "0126"))
    archive.build()
    ((stray, number),) = archive.doubts()
    assert number == "46/QĐ-QLD"
    archive.correct(stray, field="document_number", value=None)
    archive.build()
    assert archive.doubts() == set()


RENEWED = (
    "Ngày 23/02/2026, Cục Quản lý Dược ban hành Quyết định số 146/QĐ-QLD thu hồi toàn quốc thuốc {}, SĐK 893110440024"
    "{}, số lô 0125 do Công ty A sản xuất, mức độ 2."
)
BEFORE = (
    "Ngày 03/02/2026, Cục Quản lý Dược có Công văn số 99/QLD-CL thu hồi toàn quốc thuốc Minhorin, SĐK: VD-11111-18, số "
    "lô 0125 do Công ty A sản xuất, mức độ 3."
)


@pytest.mark.parametrize(("former", "tied"), [(" (số đăng ký cũ: VD-11111-18)", True), ("", False)])
def test_a_later_notice_under_a_new_number_follows_the_one_under_the_former(
    archive: Archive, former: str, tied: bool
) -> None:
    archive.keep("aa", BEFORE)
    archive.keep("bb", RENEWED.format("Viên nén Minhorin 50", former))
    archive.build()
    links = archive.rows("core.notice_links")
    assert [(row["relation"], row["basis"]) for row in links] == ([("decides", "registration_number")] if tied else [])


@pytest.mark.parametrize(
    ("former", "notices", "products"), [(" (số đăng ký cũ: VD-11111-18)", 1, 1), ("", 2, 2)]
)  # fmt: skip
@pytest.mark.parametrize("order", [("aa", "bb"), ("bb", "aa")])
def test_a_copy_that_gives_the_former_number_tells_of_the_same_product(
    archive: Archive, former: str, notices: int, products: int, order: tuple[str, str]
) -> None:
    press = "Cục Quản lý Dược ban hành Quyết định số 146/QĐ-QLD thu hồi thuốc Minhorin Plus, SĐK: VD-11111-18."
    archive.keep(order[0], RENEWED.format("Viên nén Minhorin 50", former))
    archive.keep(order[1], press, date(2026, 2, 24))
    archive.build()
    assert len(archive.rows("core.notices")) == notices
    found = archive.rows("core.recalled_products")
    assert len(found) == products
    assert not former or (found[0]["registration_number"], found[0]["former_registration_number"]) == (
        "893110440024", "VD-11111-18")  # fmt: skip
    assert archive.contradictions() == set()


def test_a_present_number_is_told_by_the_copy_that_knows_both() -> None:
    old = Product(name="Minhorin", registration_number="VD-11111-18", manufacturer="Công ty A")
    new = Product(registration_number="893110440024", former_registration_number="VD-11111-18")
    for known, other in ((old, new), (new, old)):
        both = filled(known, other)
        assert (both.registration_number, both.former_registration_number) == ("893110440024", "VD-11111-18")
    assert filled(old, Product(registration_number="VD-2-2")).registration_number == "VD-11111-18"


_LETTER = (
    "BỘ Y TẾ\nCỤC QUẢN LÝ DƯỢC\nSố: {}/QĐ-QLD\nHà Nội, ngày 02 tháng 11 năm 2026\nQUYẾT ĐỊNH\nVề việc thu hồi thuốc\n"
    "Điều 1. Thu hồi trên toàn quốc thuốc Viên nén {}, Số GĐKLH: {}, Số lô: {}, HD: 30/06/2028. Vi phạm mức độ 2."
)
_PRESS = (
    "Cục Quản lý Dược vừa có Quyết định số 101/QĐ-QLD ngày 02/11/2026 thu hồi Tretaxin 5 (SĐK VD-10101-21, số lô {}) "
    "và Quyết định số 102/QĐ-QLD ngày 02/11/2026 thu hồi Muoitaxin 5 (SĐK VD-10201-21, số lô 102126)."
)


def test_what_a_copy_says_beyond_its_document_is_a_finding_and_what_it_repeats_is_none(archive: Archive) -> None:
    archive.keep("aa", _LETTER.format("101", "Tretaxin 5", "VD-10101-21", "101126"))
    archive.keep("bb", _LETTER.format("102", "Muoitaxin 5", "VD-10201-21", "102126"))
    archive.build()
    assert archive.said("goods_of_copies_only") == archive.said("product_of_other_document") == set()
    archive.keep("cc", _PRESS.format("101127"))
    archive.build()
    assert archive.said("goods_of_copies_only") == {("2026-11-02-101-QĐ-QLD", "lô 101127")}
    assert archive.said("product_of_other_document") == {("2026-11-02-101-QĐ-QLD", "102/QĐ-QLD")}


@pytest.mark.parametrize(
    ("decided", "copied", "added"),
    [("101126", "101126", []), ("101126", "101127", []), ("101126, 101127", "101126", ["batches_added"])],
)
def test_a_batch_that_only_a_copy_names_is_no_step_of_the_chain(
    archive: Archive, decided: str, copied: str, added: list[str]
) -> None:
    first = _LETTER.replace("ngày 02 tháng 11", "ngày 20 tháng 10")
    archive.keep("aa", first.format("99", "Tretaxin 5", "VD-10101-21", "101126"))
    archive.keep("bb", _LETTER.format("101", "Tretaxin 5", "VD-10101-21", decided))
    archive.keep("cc", _PRESS.format(copied))
    archive.build()
    links = [row for row in archive.rows("core.notice_links") if row["notice_id"] == "2026-11-02-101-QĐ-QLD"]
    assert [row["escalations"] for row in links] == [added]


def test_a_number_with_a_zero_in_front_is_the_same_document(archive: Archive) -> None:
    archive.keep("aa", _LETTER.format("0101", "Tretaxin 5", "VD-10101-21", "101126"))
    archive.keep("bb", _LETTER.format("101", "Tretaxin 5", "VD-10101-21", "101126"))
    archive.build()
    assert len(archive.rows("core.notices")) == 1
