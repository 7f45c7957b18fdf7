"""Kind, product group and level of a notice."""

import pytest

from pipelines.notices.kinds import judge_group, judge_kind, read_level


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Thu hồi toàn quốc lô thuốc A do vi phạm mức độ 2", "recall"),
        ("Đình chỉ lưu hành thuốc A\nCục thông báo thu hồi toàn quốc thuốc A", "recall"),
        ("Đình chỉ lưu hành và thu hồi sản phẩm\nCông an xác định là hàng giả", "recall"),
        ("Đình chỉ lưu hành thuốc A không đạt chất lượng", "suspension"),
        ("Tạm ngừng việc mua, bán và sử dụng thuốc A", "suspension"),
        ("Thu hồi Giấy đăng ký lưu hành thuốc, đình chỉ lưu hành, thu hồi thuốc A", "registration_withdrawal"),
        ("về việc thu hồi 13 giấy đăng ký lưu hành thuốc tại Việt Nam", "registration_withdrawal"),
        ("thu hồi 2 số tiếp nhận Phiếu công bố sản phẩm mỹ phẩm", "registration_withdrawal"),
        ("thu hồi số công bố tiêu chuẩn áp dụng đối với 190 thiết bị", "registration_withdrawal"),
        ("Kiểm tra, xử lý, truy tìm nguồn gốc thuốc giả A", "counterfeit_warning"),
        ("Cảnh báo thuốc giả A\nđề nghị người dân giao nộp để thu hồi", "counterfeit_warning"),
        ("không mua sản phẩm A; xử lý các trường hợp kinh doanh thuốc giả", "counterfeit_warning"),
        ("Cảnh báo về các sản phẩm không rõ nguồn gốc", "other"),
        ("Cục yêu cầu Công ty A báo cáo kết quả thu hồi thuốc A theo Quyết định số 97/QĐ-QLD", "other"),
        ("V/v kết thúc thu hồi thuốc\nCục thông báo việc thu hồi thuốc A (lô 0120) đã hoàn thành.", "other"),
        ("Thu hồi toàn quốc thuốc A. Yêu cầu công ty báo cáo kết quả thu hồi về Cục.", "recall"),
        ("Đính chính công văn\nCục có công văn đính chính thông tin.\nThu hồi thuốc A, số lô: 15012.", "recall"),
        ("Đính chính công văn\nCục đính chính công văn số 12/QLD-CL về việc thu hồi thuốc A.", "other"),
        (
            "Công văn thu hồi Giấy đăng ký thuốc A. Thuốc được phép tiếp tục lưu hành đến hết hạn dùng.",
            "registration_withdrawal",
        ),
    ],
)
def test_the_act_that_is_ordered_makes_the_kind(text: str, kind: str) -> None:
    assert judge_kind(text.split("\n", maxsplit=1)[0], text).value == kind


@pytest.mark.parametrize(
    ("text", "numbers", "group"),
    [
        ("Thu hồi sản phẩm", ["VD-12345-19"], "medicine"),
        ("thuốc thuốc thuốc", ["264798/25/CBMP-QLD"], "cosmetic"),
        ("Thu hồi lô thuốc; Trung tâm Kiểm nghiệm thuốc, mỹ phẩm, thực phẩm Mẫu lấy mẫu", [], "medicine"),
        ("Thu hồi thuốc của Công ty cổ phần Dược - Trang thiết bị y tế Mẫu, Mẫu", [], "medicine"),
        ("Đình chỉ lưu hành mỹ phẩm A", [], "cosmetic"),
        ("sản phẩm thực phẩm bảo vệ sức khỏe A có chứa chất cấm", [], "health_supplement"),
        ("thu hồi số công bố đối với 190 thiết bị y tế loại A", [], "medical_device"),
        ("sữa bột giả", [], "other"),
        ("Thu hồi lô sản phẩm dinh dưỡng công thức A", ["1067/2024/ĐKSP"], "other"),
        ("Thu hồi thực phẩm dinh dưỡng y học A", ["02/MAU/2024"], "other"),
        ("Thu hồi thực phẩm bảo vệ sức khỏe A, không phải sữa bột", ["1067/2024/ĐKSP"], "health_supplement"),
        ("Thông báo", [], "other"),
    ],
)
def test_numbers_prove_the_group_else_words_do_but_not_those_of_agencies(
    text: str, numbers: list[str], group: str
) -> None:
    assert judge_group(text.split("\n", maxsplit=1)[0], text, numbers).value == group


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("vi phạm mức độ 2 của thuốc", "2"),
        ("Mức độ thu hồi: Mức độ 3", "3"),
        ("vi phạm mức độ III", "3"),
        ("vi phạm ở mức độ 1)", "1"),
        ("theo mức độ 1, mức độ 2 quy định tại Luật", None),
        ("nồng độ 2%", None),
        ("không nói gì", None),
    ],
)
def test_the_level_is_read_where_one_is_stated(text: str, level: str | None) -> None:
    read = read_level("", text)
    assert (read.value if read else None) == level


@pytest.mark.parametrize(
    "text",
    [
        "V/v dỡ bỏ đình chỉ lưu hành thuốc Minhocef 500\nKhông thực hiện thu hồi lô nêu trên.",
        "Quyết định số 731/QĐ-QLD hủy bỏ Quyết định số 715/QĐ-QLD về việc thu hồi thuốc Minhocef 500.",
        "Thông tin thu hồi thuốc Minhocef 500 đang lan truyền là sai sự thật.",
        "Đính chính công văn số 12/QLD-CL: lô bị thu hồi là 061225, không phải 051225.",
    ],
)
def test_what_takes_back_denies_or_mends_an_order_is_no_order_itself(text: str) -> None:
    judged = judge_kind(text.split("\n", 1)[0], text)
    assert judged.value == "other"
    assert judged.confidence < 0.5


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Các lô trên đều xếp vào mức độ 2, riêng lô Xuyên khung thuộc mức độ 3.", "2"),
        ("Thu hồi theo mức độ 3, trừ thuốc Minhocef thu hồi mức độ 2.", "3"),
        ("Minhocef vi phạm mức độ 2; Nambicin vi phạm mức độ 3.", None),
    ],
)
def test_an_exception_from_the_level_is_not_the_level(text: str, level: str | None) -> None:
    read = read_level("", text)
    assert (read.value if read else None) == level
    assert read is None or read.confidence < 0.5


def test_a_certificate_that_ran_out_is_why_a_medicine_is_stopped_not_what_is_ordered() -> None:
    text = "Cục đình chỉ lưu hành thuốc Minhocef do thuốc hết hiệu lực số đăng ký nhưng vẫn được sản xuất."
    assert judge_kind("", text).value == "suspension"


@pytest.mark.parametrize(
    "text",
    [
        "V/v thu hồi thuốc\nThuốc A, lô 121226 đạt chất lượng, không phải thu hồi và được tiếp tục lưu hành.",
        "V/v thông tin về thuốc\nCó thông tin thu hồi thuốc A là không đúng sự thật. Không có quyết định thu hồi nào.",
        "Cục khẳng định không có bất kỳ văn bản nào yêu cầu thu hồi thuốc A",
        "V/v thu hồi thuốc\nThuốc A, lô 121226 đạt chất lượng, được tiếp tục lưu hành.",
    ],
)
def test_what_denies_a_recall_is_none(text: str) -> None:
    judged = judge_kind(text.split("\n", 1)[0], text)
    assert judged.value == "other"
    assert judged.confidence < 0.5
    assert judged.end > judged.start


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("V/v thu hồi thuốc\nThu hồi toàn quốc thuốc A. Lô 0125 không phải thu hồi.", "recall"),
        ("Thu hồi thuốc A\nLô 0126 không đạt chất lượng. Các lô khác được tiếp tục sử dụng.", "recall"),
        ("Thu hồi thuốc A\nCác lô khác được tiếp tục sử dụng.", "recall"),
        ("Thu hồi thuốc A\nThông tin trên nhãn không đúng với hồ sơ công bố.", "recall"),
        ("Tạm ngừng sử dụng thuốc A\nKhông có quyết định thu hồi.", "suspension"),
    ],
)
def test_an_order_beside_words_of_denial_stays_one(text: str, kind: str) -> None:
    assert judge_kind(text.split("\n", 1)[0], text).value == kind
