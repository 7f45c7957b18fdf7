"""Copies of one document become one notice; different documents never do."""

from datetime import date
from random import Random

import polars as pl

from pipelines.notices.loading import NOTICE_TABLES
from pipelines.notices.model import ParsedNotice
from pipelines.tables import TABLES
from tests.pipelines.notices.worlds import parsed, rows_of

TITLE = (
    "Quyết định số 46/QĐ-QLD về việc thu hồi do vi phạm mức độ 3 "
    "của thuốc Minhorin 50 (Số giấy đăng ký lưu hành: 893110440024)"
)
FULL = (
    "Ngày 23/01/2026, Cục Quản lý Dược ban hành Quyết định số 46/QĐ-QLD thu hồi thuốc Minhorin 50 (Diac 50mg), "
    "SĐK 893110440024, số lô 0125, NSX: 20/04/2025, HD: 20/04/2028 do Công ty A sản xuất, mức độ 3."
)
OTHER_YEAR = "Cục Quản lý Dược có Quyết định số 46/QĐ-QLD ngày 02/02/2025 thu hồi thuốc Minhotan, SĐK: VD-11111-11."
OTHER_GOODS = "Cục ban hành Quyết định số 46/QĐ-QLD thu hồi thuốc Minhokhac, SĐK: VD-22222-22."
UNNUMBERED = "Cục Quản lý Dược thu hồi thuốc Minhorin 50, số GĐKLH: 893110440024; Số lô: 0125."


def copies(*texts: str, day: date = date(2026, 1, 24)) -> list[tuple[str, str, str, ParsedNotice]]:
    return [(f"{at:064x}", f"{at}.txt", "folder", parsed(text, published_on=day)) for at, text in enumerate(texts, 1)]


def test_frames_have_exactly_the_declared_columns_also_without_rows() -> None:
    for frames in (rows_of([]), rows_of(copies(FULL))):
        assert tuple(frames) == NOTICE_TABLES
        for name, frame in frames.items():
            assert dict(frame.schema) == TABLES[name].polars_schema()


def test_a_title_and_a_text_of_one_document_are_one_notice_with_two_sources() -> None:
    frames = rows_of(copies(TITLE, FULL))
    (notice,) = frames["core.notices"].to_dicts()
    assert notice["notice_id"] == "2026-01-23-46-QĐ-QLD"
    assert (notice["issued_on"], notice["level"]) == (date(2026, 1, 23), 3)
    assert frames["core.notice_sources"].height == 2
    assert frames["core.recalled_products"]["name"].to_list() == ["Minhorin 50"]
    assert frames["core.recalled_batches"]["batch_number"].to_list() == ["0125"]


def test_the_same_number_of_another_year_or_about_other_goods_is_another_notice() -> None:
    assert rows_of(copies(FULL, OTHER_YEAR))["core.notices"].height == 2
    assert rows_of(copies(FULL, OTHER_GOODS))["core.notices"].height == 2


def test_a_text_without_number_stays_alone_under_the_hash_of_its_file() -> None:
    notices = rows_of(copies(FULL, UNNUMBERED))["core.notices"]
    assert notices.height == 2
    assert notices.filter(pl.col("notice_id").str.starts_with("tep-")).height == 1


def test_the_order_of_arrival_changes_nothing() -> None:
    texts = copies(TITLE, FULL, OTHER_YEAR, OTHER_GOODS, UNNUMBERED)
    expected = rows_of(texts)
    for seed in range(5):
        shuffled = Random(seed).sample(texts, len(texts))
        for name, frame in rows_of(shuffled).items():
            assert frame.equals(expected[name])


def test_the_number_before_the_present_one_is_kept_whichever_copy_names_it() -> None:
    bare = "Ngày 23/01/2026, Cục Quản lý Dược ban hành Quyết định số 46/QĐ-QLD thu hồi thuốc Minhorin 50, "
    both = f"{bare}Số GĐKLH: 893110440024 (SĐK cũ: VD-32292-19), số lô 0125."
    for texts in ((both,), (FULL, both), (both, TITLE)):
        (product,) = rows_of(copies(*texts))["core.recalled_products"].to_dicts()
        assert product["registration_number"] == "893110440024"
        assert product["former_registration_number"] == "VD-32292-19"
    assert rows_of(copies(FULL))["core.recalled_products"]["former_registration_number"].to_list() == [None]


def test_a_file_given_twice_counts_once() -> None:
    once = copies(FULL)
    assert rows_of(once + once)["core.notice_sources"].height == 1


def test_every_product_and_batch_hangs_on_its_notice() -> None:
    frames = rows_of(copies(FULL, OTHER_YEAR, UNNUMBERED))
    ids = set(frames["core.notices"]["notice_id"])
    for name in NOTICE_TABLES[1:]:
        assert set(frames[name]["notice_id"]) <= ids
        assert not frames[name].select(TABLES[name].key).is_duplicated().any()
