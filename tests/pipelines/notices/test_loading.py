"""Copies of one document become one notice; different documents never do."""

from datetime import date
from random import Random

import polars as pl
import pytest

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


GOODS = "thuốc Viên nén Testamol 500, Số GĐKLH: VD-11111-18, Số lô: 010203, HD: 30/06/2028 do Công ty A sản xuất."
LETTER = (
    "BỘ Y TẾ\nCỤC QUẢN LÝ DƯỢC\nSố: 601/QĐ-QLD\nHà Nội, ngày 02 tháng 11 năm 2026\nQUYẾT ĐỊNH\nVề việc thu hồi thuốc\n"
    f"Điều 1. Thu hồi trên toàn quốc {GOODS} Vi phạm mức độ 2."
)
PRESS = f"Ngày 03/11/2026, Cục Quản lý Dược ban hành Quyết định số 601/QĐ-QLD về việc thu hồi toàn quốc {GOODS}"
FULLER_PRESS = (
    f"{PRESS} Lý do: Mẫu thuốc không đạt tiêu chuẩn chất lượng về chỉ tiêu Độ hòa tan. Vi phạm mức độ 2. Cơ sở nhập "
    "khẩu: Công ty B. Công ty phải gửi báo cáo trước ngày 30/11/2026."
)
DAYLESS = f"Cục Quản lý Dược vừa ban hành Quyết định số 601/QĐ-QLD về việc thu hồi toàn quốc {GOODS}"
LIST_TITLE = (
    "Quyết định số 601/QĐ-QLD về việc thu hồi do vi phạm mức độ 3 của thuốc Testamol 500 (Số giấy đăng ký lưu hành: "
    "VD-11111-18)"
)


def dateless(*texts: str) -> list[tuple[str, str, str, ParsedNotice]]:
    """Files put into the folder: nothing tells when they were published."""
    return [(f"{at:064x}", f"{at}.txt", "folder", parsed(text)) for at, text in enumerate(texts, 1)]


@pytest.mark.parametrize("press", [PRESS, FULLER_PRESS])
def test_a_copy_that_mistakes_the_day_is_no_second_notice_and_the_documents_own_day_holds(press: str) -> None:
    for texts in ((LETTER, press), (press, LETTER)):
        frames = rows_of(dateless(*texts))
        (notice,) = frames["core.notices"].to_dicts()
        assert (notice["notice_id"], notice["issued_on"]) == ("2026-11-02-601-QĐ-QLD", date(2026, 11, 2))
        assert notice["due_by_law"] == rows_of(dateless(LETTER))["core.notices"]["due_by_law"].item()
        assert sorted(frames["core.notice_sources"]["file_name"]) == ["1.txt", "2.txt"]


@pytest.mark.parametrize("other", [
    PRESS.replace("03/11/2026", "03/11/2025"),
    PRESS.replace("Testamol 500", "Haimotzol").replace("VD-11111-18", "VD-62100-20").replace("010203", "99"),
    PRESS.replace("601/QĐ-QLD", "602/QĐ-QLD"),
])  # fmt: skip
def test_another_year_other_goods_or_another_number_is_another_notice(other: str) -> None:
    assert rows_of(dateless(LETTER, other))["core.notices"].height == 2


def test_a_copy_without_any_day_joins_the_document_of_its_number() -> None:
    assert rows_of(dateless(DAYLESS, LETTER))["core.notices"]["notice_id"].to_list() == ["2026-11-02-601-QĐ-QLD"]
    assert rows_of(dateless(DAYLESS, LIST_TITLE))["core.notices"].height == 1
    frames = rows_of(dateless(LIST_TITLE, DAYLESS, LETTER, PRESS))
    assert frames["core.notices"].height == 1
    assert frames["core.notice_sources"].height == 4
    # The document's level holds.
    assert frames["core.notices"]["level"].to_list() == [2]


STRICT_PRESS = PRESS.replace("về việc thu hồi", "thu hồi vi phạm mức độ 1,").replace("03/11/2026", "02/11/2026")


@pytest.mark.parametrize("others", [(STRICT_PRESS,), (STRICT_PRESS, LIST_TITLE), (STRICT_PRESS, FULLER_PRESS)])
def test_the_level_and_the_legal_day_are_the_documents_whatever_the_press_says(others: tuple[str, ...]) -> None:
    for texts in ((LETTER, *others), (*others, LETTER)):
        (notice,) = rows_of(dateless(*texts))["core.notices"].to_dicts()
        (alone,) = rows_of(dateless(LETTER))["core.notices"].to_dicts()
        assert (notice["level"], notice["due_by_law"]) == (2, alone["due_by_law"])
        assert notice["file_sha256"] in {f"{1:064x}", f"{len(texts):064x}"}


def test_without_the_document_the_title_in_the_official_list_is_believed_and_then_an_agencys_digest() -> None:
    dated = LIST_TITLE.replace("601/QĐ-QLD", "601/QĐ-QLD ngày 02/11/2026")
    (notice,) = rows_of(dateless(STRICT_PRESS, dated))["core.notices"].to_dicts()
    assert notice["level"] == 3
    digest = STRICT_PRESS.replace("mức độ 1", "mức độ 2")
    for at, source in enumerate(("folder", "canhgiacduoc"), 1):
        texts = [("1" * 64, "1", "folder", parsed(STRICT_PRESS)), ("2" * 64, "2", source, parsed(digest))]
        assert rows_of(texts)["core.notices"]["level"].to_list() == [at]


def test_a_level_that_only_the_press_states_is_kept() -> None:
    silent = LETTER.replace(" Vi phạm mức độ 2.", "")
    (notice,) = rows_of(dateless(silent, STRICT_PRESS))["core.notices"].to_dicts()
    assert (notice["level"], notice["due_by_law"]) == (1, date(2026, 11, 5))


def _doubtful(*texts: str) -> list[tuple[str, str | None, bool]]:
    frames = rows_of(dateless(*texts))
    goods = frames["core.recalled_products"].join(frames["core.recalled_batches"], on=["notice_id", "product_no"])
    return goods.sort("batch_number").select("registration_number", "batch_number", "in_doubt_right").rows()


def test_a_batch_that_only_a_less_official_copy_names_is_kept_and_is_in_doubt() -> None:
    typo = PRESS.replace("010203", "010204")
    both = [("VD-11111-18", "010203", False), ("VD-11111-18", "010204", True)]
    assert _doubtful(LETTER, typo) == _doubtful(typo, LETTER) == both
    assert _doubtful(PRESS, typo) == [(n, b, False) for n, b, _ in both]
    assert _doubtful(LETTER.replace(", Số lô: 010203", ""), typo) == [("VD-11111-18", "010204", False)]


def test_a_product_whose_number_a_less_official_copy_mistakes_is_kept_and_is_in_doubt() -> None:
    assert _doubtful(LETTER, PRESS.replace("VD-11111-18", "VD-11111-19")) == [
        ("VD-11111-18", "010203", False), ("VD-11111-19", "010203", True),
    ]  # fmt: skip


OTHER_LETTER = (
    LETTER.replace("601/QĐ-QLD", "602/QĐ-QLD").replace("Testamol 500", "Haimotzol")
    .replace("VD-11111-18", "VD-62100-20").replace("010203", "99")
)  # fmt: skip
OF_BOTH = (
    "Cục Quản lý Dược vừa có Quyết định số 601/QĐ-QLD ngày 02/11/2026 thu hồi Testamol 500 (SĐK VD-11111-18, số lô "
    "010203) và Quyết định số 602/QĐ-QLD ngày 02/11/2026 thu hồi Haimotzol (SĐK VD-62100-20, số lô 99)."
)


def test_a_product_of_a_text_about_two_decisions_is_the_one_documents_that_recalls_it() -> None:
    def products(*texts: str) -> list[tuple[str, str]]:
        frame = rows_of(dateless(*texts))["core.recalled_products"]
        return frame.select("notice_id", "registration_number").sort("notice_id", "registration_number").rows()

    own = [("2026-11-02-601-QĐ-QLD", "VD-11111-18"), ("2026-11-02-602-QĐ-QLD", "VD-62100-20")]
    assert products(LETTER, OTHER_LETTER, OF_BOTH) == own
    # Nobody else is known to recall it, or not this batch of it: it must not be lost.
    assert products(LETTER, OF_BOTH) == [own[0], ("2026-11-02-601-QĐ-QLD", "VD-62100-20")]
    other_batch = OTHER_LETTER.replace("Số lô: 99", "Số lô: 98")
    assert ("2026-11-02-601-QĐ-QLD", "VD-62100-20") in products(LETTER, other_batch, OF_BOTH)


def test_a_copy_without_any_day_that_fits_two_years_or_is_about_other_goods_stays_alone() -> None:
    before = LETTER.replace("năm 2026", "năm 2025")
    assert rows_of(dateless(DAYLESS, LETTER, before))["core.notices"].height == 3
    other = DAYLESS.replace("VD-11111-18", "VD-62100-20").replace("Testamol 500", "Haimotzol")
    assert rows_of(dateless(other, LETTER))["core.notices"].height == 2


def test_two_departments_documents_of_one_number_and_day_are_two_notices() -> None:
    said = "Sở Y tế {} có Công văn số 45/SYT-NVD ngày 02/11/2026 thu hồi " + GOODS
    notices = rows_of(dateless(said.format("Hà Nội"), said.format("Thanh Hóa")))["core.notices"]
    assert notices["authority"].sort().to_list() == ["Sở Y tế Hà Nội", "Sở Y tế Thanh Hóa"]
    assert not notices["notice_id"].is_duplicated().any()
    assert rows_of(dateless(said.format("Hà Nội"), said.format("Hà Nội") + " "))["core.notices"].height == 1


def test_the_same_number_of_another_year_or_about_other_goods_is_another_notice() -> None:
    assert rows_of(copies(FULL, OTHER_YEAR))["core.notices"].height == 2
    assert rows_of(copies(FULL, OTHER_GOODS))["core.notices"].height == 2


def test_a_text_without_number_joins_the_only_document_with_its_goods_and_agency_near_its_day() -> None:
    frames = rows_of(copies(FULL, UNNUMBERED))
    assert frames["core.notices"]["notice_id"].to_list() == ["2026-01-23-46-QĐ-QLD"]
    assert frames["core.notice_sources"].height == 2


@pytest.mark.parametrize("text", [
    UNNUMBERED.replace("0125", "0126"),
    UNNUMBERED.replace("; Số lô: 0125", ""),
    UNNUMBERED.replace("893110440024", "893110440025"),
    UNNUMBERED.replace("Cục Quản lý Dược", "Sở Y tế Hà Nội"),
    UNNUMBERED.replace("thu hồi thuốc", "rút giấy đăng ký lưu hành thuốc"),
    UNNUMBERED.replace("Cục Quản lý Dược", "Ngày 20/01/2026, Cục Quản lý Dược ban hành quyết định"),
])  # fmt: skip
def test_a_text_without_number_that_tells_anything_else_stays_alone_under_the_hash_of_its_file(text: str) -> None:
    notices = rows_of(copies(FULL, text))["core.notices"]
    assert notices.height == 2
    assert notices.filter(pl.col("notice_id").str.starts_with("tep-")).height == 1


def test_a_text_without_number_stays_alone_long_after_undated_or_between_two_documents() -> None:
    late = ("f" * 64, "f.txt", "folder", parsed(UNNUMBERED, published_on=date(2026, 4, 1)))
    undated = ("e" * 64, "e.txt", "folder", parsed(UNNUMBERED))
    for text in (late, undated):
        assert rows_of([*copies(FULL), text])["core.notices"].height == 2
    again = FULL.replace("23/01/2026", "20/01/2026").replace("46/QĐ-QLD", "40/QĐ-QLD")
    assert rows_of(copies(FULL, again, UNNUMBERED))["core.notices"].height == 3


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
