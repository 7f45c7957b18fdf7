"""A whole notice, in the wordings in which agencies, digests and newspapers write."""

from datetime import date

import pytest

from tests.pipelines.notices.worlds import parsed

LETTER = """CỤC QUẢN LÝ DƯỢC
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 912/QLD-CL
Hà Nội, ngày 04 tháng 5 năm 2026
V/v thông báo thu hồi thuốc vi phạm mức độ 2
Kính gửi: Sở Y tế các tỉnh; Công ty cổ phần Dược phẩm Minh Họa.
Căn cứ Công văn số 121/VKNTTW-KH ngày 20/04/2026 của Viện Kiểm nghiệm thuốc Trung ương về lô thuốc sau:
Viên nén bao phim Minhocef 500 (Cefuroxim 500mg), Số GĐKLH: 893110123424, S ố lô: 01/0823, NSX: 15/08/2023,
HD: 15/08/2026 do Công ty cổ phần Dược phẩm Minh Họa sản xuất.
Mẫu thuốc không đạt tiêu chuẩn chất lượng về chỉ tiêu Độ hòa tan.
Công ty cổ phần Dược phẩm Minh Họa phải báo cáo kết quả thu hồi trong vòng 18 ngày kể từ ngày ký."""


def test_a_letter_is_read_whole() -> None:
    notice = parsed(LETTER)
    assert (notice.document_number, notice.issued_on) == ("912/QLD-CL", date(2026, 5, 4))
    assert (notice.kind, notice.product_group, notice.level) == ("recall", "medicine", 2)
    assert (notice.authority, notice.reason_code) == ("Cục Quản lý Dược", "dissolution")
    assert notice.reason == "Mẫu thuốc không đạt tiêu chuẩn chất lượng về chỉ tiêu Độ hòa tan"
    assert (notice.due_by_law, notice.due_in_notice) == (date(2026, 5, 19), date(2026, 5, 22))
    assert notice.title == "V/v thông báo thu hồi thuốc vi phạm mức độ 2"
    assert notice.completeness == 1.0
    (product,) = notice.products
    assert (product.name, product.registration_number) == ("Minhocef 500", "893110123424")
    assert (product.manufacturer, product.importer) == ("Công ty cổ phần Dược phẩm Minh Họa", None)
    (batch,) = product.batches
    assert (batch.batch_number, batch.manufactured_on, batch.expires_on) == (
        "01/0823",
        date(2023, 8, 15),
        date(2026, 8, 15),
    )


def test_every_value_points_at_the_words_that_say_it() -> None:
    notice = parsed("Thu hồi thuốc Minhocef 500, SĐK: VD-12345-19, Số lô: 0103, HD: 01/2027, vi phạm mức độ 3")
    for entry in notice.evidence:
        assert 0 <= entry.confidence <= 1
        assert entry.end >= entry.start
    raws = {entry.field: entry.raw for entry in notice.evidence}
    assert raws["level"] == "mức độ 3"
    assert raws["products.registration_number"] == "VD-12345-19"
    assert raws["batches.expires_on"] == "01/2027"


def test_two_products_keep_their_own_batches() -> None:
    notice = parsed(
        "Cục Quản lý Dược có công văn số 9/QLD-CL ngày 17/11/2022 về việc thu hồi các lô thuốc sau:\n"
        "-Thuốc bột pha tiêm Minhoxim 2g (Cefo (dưới dạng natri) 2g), Số GĐKLH: "
        "VD-33000-19, Số lô: 060822, HD: 11/08/2024; Số lô:070822, "
        "HD: 14/08/2024;\n"
        "-Thuốc bột pha tiêm Minhoxim (Cefo 1 g), Số GĐKLH: VD-18000-13, Số lô: 110822, HD:08/08/2024;"
    )
    found = [(p.name, [(b.batch_number, str(b.expires_on)) for b in p.batches]) for p in notice.products]
    assert found == [
        ("Minhoxim 2g", [("060822", "2024-08-11"), ("070822", "2024-08-14")]),
        ("Minhoxim", [("110822", "2024-08-08")]),
    ]


def test_equally_many_batches_and_dates_go_one_by_one() -> None:
    notice = parsed("Thu hồi thuốc Minhomycin, các lô: 01A, 02A; HD: 01/01/2026, 01/02/2026 do Công ty A sản xuất")
    assert [(b.batch_number, str(b.expires_on)) for b in notice.products[0].batches] == [
        ("01A", "2026-01-01"),
        ("02A", "2026-02-01"),
    ]


def test_dates_that_fit_no_batch_are_given_to_none() -> None:
    notice = parsed("Thu hồi thuốc Minhomycin, các lô: 01A, 02A, 03A; HD: 01/01/2026, 01/02/2026.")
    assert [b.expires_on for b in notice.products[0].batches] == [None, None, None]


def test_a_lost_digit_leaves_the_date_open_and_says_so() -> None:
    notice = parsed("Thu hồi thuốc Minhoclor Kid, SĐK: VD-12345-17, Số lô: 010823; NSX: 10823; HD: 210826")
    (batch,) = notice.products[0].batches
    assert (batch.manufactured_on, batch.expires_on) == (None, date(2026, 8, 21))
    (doubt,) = (e for e in notice.evidence if e.field == "batches.manufactured_on")
    assert (doubt.value, doubt.raw, doubt.confidence < 0.5) == (None, "10823", True)


def test_a_list_without_numbers_gives_names_only() -> None:
    notice = parsed(
        "Cục có Quyết định số 29/QĐ-QLD ngày 30/05/2022 về việc thu hồi Giấy đăng ký lưu hành thuốc gồm có:\n"
        "1- Minhopezo 40 mg (esomeprazole 40 mg)\n2- Minhopezo 20 mg (esomeprazole 20 mg)\nLý do thu hồi: hồ sơ giả mạo"
    )
    assert [p.name for p in notice.products] == ["Minhopezo 40 mg", "Minhopezo 20 mg"]
    assert (notice.kind, notice.reason_code) == ("registration_withdrawal", "forged_file")


def test_the_next_number_of_a_list_is_the_next_product_even_without_a_name() -> None:
    notice = parsed("Thu hồi mỹ phẩm:\n1. Kem Lan Một, số lô: L1; HD: 01/2027\n2. không rõ tên, số lô: L2; HD: 02/2027")
    assert [(p.name, [b.batch_number for b in p.batches]) for p in notice.products] == [
        ("Lan Một", ["L1"]),
        (None, ["L2"]),
    ]


def test_one_title_of_a_list_page_is_enough() -> None:
    notice = parsed(
        "Công văn số 3716/QLD-CL về việc thông báo thu hồi thuốc vi phạm mức độ 3 (Viên "
        "nén Minhonis 5mg (Prednis 5mg), "
        "Số GĐKLH: VD-27000-17, Số lô: 020523, NSX: 10/05/23, HD: 10/05/26 do Công ty CP Mẫu sản xuất)",
        published_on=date(2024, 11, 13),
    )
    (product,) = notice.products
    assert (notice.document_number, notice.level, notice.issued_on) == ("3716/QLD-CL", 3, None)
    assert (product.name, product.batches[0].expires_on) == ("Minhonis 5mg", date(2026, 5, 10))


@pytest.mark.parametrize(
    "text", ["", "Thông báo nghỉ lễ", "Danh sách 190 sản phẩm bị thu hồi bao gồm cồn y tế 70 độ, khăn lau"]
)
def test_nothing_is_guessed_where_nothing_is_said(text: str) -> None:
    notice = parsed(text)
    assert notice.products == ()
    assert (notice.document_number, notice.issued_on, notice.level, notice.due_by_law) == (None, None, None, None)


def test_metadata_of_a_stored_text_names_no_product() -> None:
    notice = parsed(
        "SOURCE: https://vidu.example/a-VD-99999-99\nPUBLISHED: 26/11/2025\n"
        "NOTE: SĐK: VD-88888-18\n---\nThu hồi thuốc Minhocef"
    )
    assert [(p.name, p.registration_number) for p in notice.products] == [("Minhocef", None)]
    assert (notice.source_url, notice.published_on) == ("https://vidu.example/a-VD-99999-99", date(2025, 11, 26))
