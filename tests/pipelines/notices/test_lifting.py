"""What a document takes back is read, never believed by itself; what only denies or mends one lifts nothing."""

import pytest

from tests.pipelines.notices.worlds import parsed

HEAD = "Quyết định số 731/QĐ-QLD ngày 10/11/2026 của Cục Quản lý Dược "


@pytest.mark.parametrize(
    ("text", "lifts"),
    [
        (HEAD + "hủy bỏ Quyết định số 715/QĐ-QLD ngày 01/10/2026 về việc thu hồi thuốc Minhocef 500.",
         "715/QĐ-QLD ngày 01/10/2026"),
        (HEAD + "về việc bãi bỏ công văn số 4410/QLD-CL về đình chỉ lưu hành thuốc Minhocef 500.", "4410/QLD-CL"),
        (HEAD + "chấm dứt thu hồi thuốc Minhocef 500 theo Quyết định số 715/QĐ-QLD ngày 01 tháng 10 năm 2026.",
         "715/QĐ-QLD ngày 01/10/2026"),
        (HEAD + "bãi bỏ các Quyết định số 715/QĐ-QLD và 716/QĐ-QLD về việc thu hồi.", "715/QĐ-QLD; 716/QĐ-QLD"),
        (HEAD + "bãi bỏ một phần Quyết định số 715/QĐ-QLD đối với lô A01 của Minhocef 500.", "715/QĐ-QLD"),
        (HEAD + "kết thúc việc tạm ngừng lưu hành thuốc Minhocef 500 nêu tại Công văn số 99/QLD-CL.", "99/QLD-CL"),
        (HEAD + "cho phép tiếp tục lưu hành thuốc Minhocef 500 bị tạm ngừng tại Công văn số 98/QLD-CL.", "98/QLD-CL"),
        (HEAD + "hủy bỏ việc thu hồi thuốc Minhocef 500. Căn cứ Quyết định số 715/QĐ-QLD.", None),
    ],
)  # fmt: skip
def test_the_lifted_document_is_read_with_doubt(text: str, lifts: str | None) -> None:
    notice = parsed(text)
    assert (notice.document_number, notice.lifts, notice.kind) == ("731/QĐ-QLD", lifts, "other")
    (said,) = [entry for entry in notice.evidence if entry.field == "lifts"]
    assert said.confidence < 0.5
    assert said.raw


def test_the_first_article_counts_wherever_it_stands() -> None:
    grounds = "Căn cứ Luật Dược số 105/2016/QH13;\n" * 40
    text = f"{HEAD}\n{grounds}QUYẾT ĐỊNH:\nĐiều 1. Bãi bỏ Quyết định số 715/QĐ-QLD về việc thu hồi thuốc Minhocef 500."
    assert (parsed(text).lifts, parsed(text).kind) == ("715/QĐ-QLD", "other")


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "thu hồi toàn quốc thuốc Minhocef 500, số lô 0125.",
        "Cục Quản lý Dược: thông tin thu hồi thuốc Minhocef 500 theo 715/QĐ-QLD là tin giả.",
        HEAD + "đính chính Quyết định số 715/QĐ-QLD: số lô đúng là 0126.",
    ],
)
def test_an_order_a_denial_or_a_mending_lifts_nothing(text: str) -> None:
    notice = parsed(text)
    assert notice.lifts is None
    assert not [entry for entry in notice.evidence if entry.field == "lifts"]


LETTER = "BỘ Y TẾ\nCỤC QUẢN LÝ DƯỢC\nSố: 731/QĐ-QLD\nHà Nội, ngày 10 tháng 11 năm 2026\nQUYẾT ĐỊNH\n"
PILL = "thuốc Viên nén Minhocef 500, Số GĐKLH: VD-93001-21, Số lô: 930126"


@pytest.mark.parametrize(
    ("title", "article"),
    [
        ("Về việc thu hồi Quyết định số 715/QĐ-QLD", f"Thu hồi Quyết định số 715/QĐ-QLD về việc thu hồi {PILL}."),
        ("Về việc thu hồi thuốc", f"Cho phép lưu hành trở lại {PILL} đã bị thu hồi tại Quyết định số 715/QĐ-QLD."),
        ("Về việc ngừng thu hồi thuốc", f"Ngừng thu hồi {PILL} theo Quyết định số 715/QĐ-QLD."),
        ("Về việc hủy bỏ Quyết định thu hồi thuốc", f"Hủy bỏ Quyết định số 715/QĐ-QLD về việc thu hồi {PILL}."),
        ("Về việc chấm dứt hiệu lực Quyết định", f"Chấm dứt hiệu lực Quyết định số 715/QĐ-QLD về thu hồi {PILL}."),
    ],
)
def test_other_words_lift_too_and_the_number_is_read_where_it_stands(title: str, article: str) -> None:
    notice = parsed(f"{LETTER}{title}\nQUYẾT ĐỊNH:\nĐiều 1. {article}")
    assert (notice.kind, notice.lifts) == ("other", "715/QĐ-QLD")
    assert all(said.confidence < 0.5 for said in notice.evidence if said.field in ("kind", "lifts"))
    assert all(said.raw for said in notice.evidence if said.field in ("kind", "lifts"))


@pytest.mark.parametrize(
    "article",
    [
        f"Thu hồi toàn quốc {PILL}. Quyết định này thay thế Quyết định số 715/QĐ-QLD ngày 02/11/2026.",
        f"Thay thế Quyết định số 715/QĐ-QLD ngày 02/11/2026. Thu hồi toàn quốc {PILL}.",
    ],
)
def test_what_stands_in_the_place_of_an_earlier_recall_stays_one(article: str) -> None:
    notice = parsed(f"{LETTER}Về việc thu hồi thuốc\nQUYẾT ĐỊNH:\nĐiều 1. {article}")
    assert (notice.kind, notice.lifts, notice.document_number) == (
        "recall", "715/QĐ-QLD ngày 02/11/2026", "731/QĐ-QLD",
    )  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        f"Điều 1. Thu hồi toàn quốc {PILL}. Chỉ được phép lưu hành trở lại khi có văn bản của Cục.",
        f"Điều 1. Thu hồi toàn quốc {PILL} cho đến khi Cục Quản lý Dược cho phép lưu hành trở lại.",
        f"Năm 2020 thuốc được lưu hành trở lại. Nay Cục yêu cầu thu hồi toàn quốc {PILL}.",
        f"Điều 1. Thu hồi toàn quốc {PILL}. Căn cứ Quyết định số 7/QĐ-BYT thay thế Quyết định số 6/QĐ-BYT.",
        f"Điều 1. Bãi bỏ Quyết định số 715/QĐ-QLD.\nĐiều 2. Thu hồi toàn quốc {PILL}.",
    ],
)
def test_a_recall_that_speaks_of_other_acts_stays_a_recall(body: str) -> None:
    assert parsed(f"{LETTER}Về việc thu hồi thuốc\nQUYẾT ĐỊNH:\n{body}").kind == "recall"


def test_a_withdrawn_registration_lifts_nothing() -> None:
    text = "Thu hồi Quyết định số 715/QĐ-QLD cấp giấy đăng ký lưu hành thuốc Minhocef 500 và thu hồi thuốc."
    assert parsed(LETTER + "Về việc thu hồi thuốc\nĐiều 1. " + text).lifts is None
