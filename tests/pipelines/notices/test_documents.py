"""The number of the notice itself, its day and who issued it."""

from datetime import date

import pytest

from pipelines.notices.documents import authority_of, own_number, told_beside
from pipelines.notices.issue_days import issue_day
from tests.pipelines.notices.worlds import parsed, reference


def number(text: str) -> str | None:
    found = own_number(text)
    return found.number if found else None


def day(text: str, published_on: date | None = None) -> date | None:
    number = own_number(text)
    found = issue_day(text, number.number if number else None, published_on)
    return found.value if found else None


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Ngày 31/03/2026, Cục Quản lý Dược có quyết định số 84/QĐ-QLD về thu hồi", "84/QĐ-QLD"),
        ("Cục Quản lý Dược vừa có công văn số 1430 ngày 28/05/2025 về việc thuốc giả", "1430"),
        ("Cục đã ban hành Quyết định số 46 /QĐ-QLD về việc thu hồi", "46/QĐ-QLD"),
        ("Công văn 6346/QLD-CL về việc đình chỉ lưu hành", "6346/QLD-CL"),
        ("CỤC QUẢN LÝ DƯỢC\nSố: 912/QLD-CL\nCăn cứ Công văn số 121/VKNTTW-KH ngày 20/04/2026", "912/QLD-CL"),
        (
            "Sở Y tế A thu hồi\nThực hiện Công văn số 17/QLD-CL ngày 20/6/2025 của Cục, Sở Y "
            "tế A có Công văn số 24/SYT-NVD",
            "24/SYT-NVD",
        ),
        ("Theo Quyết định số 1179/QĐ-SYT do Phó Giám đốc ký, việc thu hồi", "1179/QĐ-SYT"),
        ("Thu hồi mỹ phẩm\nSở Y tế thông báo (số 1377/TB-SYT ngày 20/7/2022):\nThu hồi sản phẩm", "1377/TB-SYT"),
        (
            "Chi cục An toàn vệ sinh thực phẩm vừa yêu cầu thu hồi lô A.\nTheo Quyết định số 57/QĐ-ATTP ngày 18/8/2023 "
            "của Chi cục, thương nhân phải dừng bán hàng",
            "57/QĐ-ATTP",
        ),
    ],
)
def test_the_notice_has_its_own_number(text: str, own: str) -> None:
    assert number(text) == own


@pytest.mark.parametrize(
    "text",
    [
        "Sở Y tế A có văn bản khẩn.\nCăn cứ Quyết định số 696/QĐ-QLD ngày 25/11/2025 của Cục Quản lý Dược",
        "Cục đã nhận Công văn số 941/KNTMPTP-KHTCKT kèm phiếu phân tích số 624/KNT-25 của Trung tâm Kiểm nghiệm",
        "Trung tâm đã có công văn số 01 ngày 14/01/2013 gửi đến Cục Quản lý Dược để thông báo",
        "theo Nghị định số 98/2020/NĐ-CP ngày 26/8/2020 của Chính phủ",
        "số tiếp nhận 264798/25/CBMP-QLD",
        "Số: /QLD-CL",
        "Sở Y tế Phú Hải vừa có văn bản đề nghị thu hồi lô thuốc, theo Quyết định số 149/QĐ-QLD ngày 13/3/2026.",
        "Sở Y tế nhận được các công văn của Cục Quản lý Dược về việc thu hồi, như sau:\n1. Công văn số 5871/QLD-CL "
        "ngày 01/6/2023: viên nang A, không đạt.\n2. Công văn số 5902/QLD-CL ngày 02/6/2023: kem bôi B, không đạt.",
        "Sở Y tế đã ra quyết định xử phạt vi phạm hành chính số 118/QĐ-XPVPHC, phạt công ty 95 triệu đồng",
        "Chi cục yêu cầu thu hồi ba sản phẩm.\nNgày 5-7-2024, thanh tra đã ban hành Quyết định số 12/QĐ-XPHC",
    ],
)
def test_grounds_laws_and_blank_numbers_are_not_its_own(text: str) -> None:
    assert number(text) is None


def test_of_two_decisions_of_one_text_the_first_is_the_notice() -> None:
    text = (
        "Quyết định số 530/QĐ-QLD ngày 07/10/2025 về việc thu hồi\nNgày 07/10/2025, Cục "
        "ban hành Quyết định số 527/QĐ-QLD về việc"
    )
    assert number(text) == "530/QĐ-QLD"


def test_the_day_beside_the_number_beats_the_day_of_the_news() -> None:
    text = "Ngày 26/11/2019, Cục có công văn số 19781/QLD-CL ngày 25/11/2019 về việc đình chỉ"
    assert day(text) == date(2019, 11, 25)


def test_the_heading_of_a_letter_gives_its_day() -> None:
    assert day("Số: 9/QLD-CL\nHà Nội, ngày 04 tháng 5 năm 2026\nV/v thu hồi") == date(2026, 5, 4)


def test_a_day_without_year_needs_the_day_of_publication() -> None:
    text = "Trong văn bản ban hành ngày 13/11, Cục Quản lý Dược thông báo thu hồi"
    assert day(text, date(2025, 11, 13)) == date(2025, 11, 13)
    assert day(text) is None


def test_the_day_of_the_news_is_not_the_day_of_the_letter() -> None:
    assert day("Ngày 23/6, theo thông tin từ Bộ Y tế, Cục đã có văn bản yêu cầu thu hồi", date(2025, 6, 23)) is None


@pytest.mark.parametrize(
    ("text", "authority"),
    [
        ("Cục có công văn số 9/QLD-CL về việc", "Cục Quản lý Dược"),
        ("Sở Y tế tỉnh Hà Nam có Công văn số 9/SYT-NVD về", "Sở Y tế Hà Nam"),
        ("BỘ Y TẾ\nCỤC QUẢN LÝ DƯỢC\nThu hồi", "Cục Quản lý Dược"),
        ("Thu hồi thuốc Minho", None),
    ],
)
def test_the_authority_is_the_one_that_signs(text: str, authority: str | None) -> None:
    assert authority_of(text, own_number(text), reference()) == authority


def test_the_agency_that_signs_stands_first_in_the_symbol() -> None:
    notice = parsed("Sở Y tế tỉnh Minh Họa có Công văn số 5902/SYT-QLD ngày 05/10/2026 thu hồi thuốc Minhocef 500.")
    assert notice.authority is not None
    assert notice.authority.startswith("Sở Y tế")


@pytest.mark.parametrize(
    "text",
    [
        "SỞ Y TẾ\nSố: 12/SYT-NVD\nBuôn Ma Thuột, ngày 05/11/2026\nV/v thu hồi thuốc Minhocef 500",
        "Văn bản thu hồi thuốc Minhocef 500 được Cục Quản lý Dược ban hành hôm 05/11/2026.",
    ],
)
def test_the_day_of_a_letter_is_read_in_figures_too(text: str) -> None:
    assert parsed(text).issued_on == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("more", "others"),
    [
        ("Cùng ngày, Cục cũng ban hành Quyết định số 527/QĐ-QLD về việc thu hồi thuốc Beta.", ["527/QĐ-QLD"]),
        ("Ngày 07/10/2025, Cục ban hành Công văn số 99/QLD-CL đình chỉ lưu hành thuốc Beta.", ["99/QLD-CL"]),
        ("Trước đó, ngày 01/09/2025, Cục ban hành Quyết định số 400/QĐ-QLD về việc thu hồi thuốc Alpha.", []),
        ("Cùng ngày, Cục ban hành Quyết định số 528/QĐ-QLD về việc cấp 105 giấy đăng ký lưu hành.", []),
        ("Căn cứ Công văn số 88/VKNTTW-KH ngày 07/10/2025 của Viện Kiểm nghiệm về việc thu hồi mẫu.", []),
    ],
)
def test_another_document_of_the_same_day_is_told_beside(more: str, others: list[str]) -> None:
    text = f"Ngày 07/10/2025, Cục Quản lý Dược ban hành Quyết định số 530/QĐ-QLD về việc thu hồi thuốc Alpha. {more}"
    own = own_number(text)
    assert own is not None
    assert own.number == "530/QĐ-QLD"
    assert [other.number for other in told_beside(text, own)] == others


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("Sở Y tế Thanh Hóa đã có văn bản gửi các bệnh viện về việc thu hồi thuốc Alpha.", None),
        ("Sở Y tế tỉnh Hà Nam vừa ban hành công văn khẩn về việc thu hồi thuốc Alpha.", None),
        ("Sở Y tế Thanh Hóa vừa có văn bản số 918/SYT-NVD về việc thu hồi thuốc Alpha.", "918/SYT-NVD"),
        ("Cục Quản lý Dược thông báo thu hồi thuốc Alpha.", "548/QĐ-QLD"),
    ],
)
def test_a_department_that_passes_a_recall_on_has_not_the_number_of_the_recall(
    opening: str, expected: str | None
) -> None:
    text = f"{opening}\nTheo Quyết định số 548/QĐ-QLD ngày 09/10/2025 của Cục Quản lý Dược, thuốc bị thu hồi là Alpha."
    assert number(text) == expected


_ORDER = "Công văn số 12/QLD-CL ngày 05/11/2026 của Cục Quản lý Dược về việc thu hồi thuốc Minhocef 500."


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (f"Sở Y tế các tỉnh, thành phố vừa nhận được {_ORDER}", "12/QLD-CL"),
        (f"Các đơn vị đã nhận được {_ORDER}", "12/QLD-CL"),
        (f"Bệnh viện đa khoa Minh Họa vừa nhận {_ORDER}", "12/QLD-CL"),
        (f"Trung tâm Kiểm nghiệm nhận được Công văn số 655/SYT-NVD của Sở Y tế chuyển {_ORDER}", "12/QLD-CL"),
        (f"Sở Y tế Minh Họa có Công văn số 99/SYT-NVD ngày 06/11/2026 chuyển {_ORDER}", "99/SYT-NVD"),
        (f"Sở Y tế Minh Họa nhận được {_ORDER} Sở Y tế thông báo để các đơn vị biết.", None),
        ("Thu hồi thuốc Minhocef 500. Văn bản cũng nhắc lại Công văn số 13190/QLD-CL ngày 11/12/2023.", None),
    ],
)
def test_an_act_that_others_only_got_or_pass_on_is_the_one_the_text_is_about(text: str, own: str | None) -> None:
    assert number(text) == own
