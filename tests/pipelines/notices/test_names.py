"""Where a product name begins and ends."""

import pytest

from pipelines.notices.names import NameReader
from pipelines.notices.same_names import folded
from tests.pipelines.notices.worlds import parsed, reference


def before(text: str) -> str | None:
    name = NameReader(reference().dosage_form, reference().country).before(text, 0, len(text))
    return name.value if name else None


def in_title(text: str) -> str | None:
    name = NameReader(reference().dosage_form, reference().country).in_title(text, 0, len(text))
    return name.value if name else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Thuốc thu hồi: Viên nén bao phim Minhocef STELLA 100mg (Cefa 100mg), ", "Minhocef STELLA 100mg"),
        ("thu hồi lô thuốc thuốc bột pha tiêm Minhoxim 2g (Cefo (dưới dạng natri) 2g), ", "Minhoxim 2g"),
        ("về việc tạm ngừng thuốc tiêm truyền Sodium Mẫu 0,9% chai 500 ml, ", "Sodium Mẫu 0,9%"),
        ("đối với thuốc Minhotrexat 50mg/2ml, ", "Minhotrexat 50mg/2ml"),
        ("thuốc bột pha tiêm Minhocef, chứa Cefotaxim natri tương ứng 1,5g, ", "Minhocef"),
        ("vi phạm mức độ 3 (Viên nén Minhonis 5mg (Prednis 5mg), ", "Minhonis 5mg"),
        ("1- Minhoril (quinapril 5 mg), ", "Minhoril"),
        ("Loại thuốc thứ ba là Minhochymo bị đình chỉ thuộc ", "Minhochymo"),
        ("Thu hồi vị thuốc cổ truyền Phòng phong, ", "Phòng phong"),
        ("- Minhoceptiv (Hoạt chất: Ethinyl 0,03mg), viên nén bao phim. ", "Minhoceptiv"),
        ("Sản phẩm Gel bôi AB Mẫu Plus tuýp 20g, với ", "AB Mẫu Plus"),
        ('trên nhãn ghi "MINHOPAS GEL Net Weight 50g, ', "MINHOPAS GEL"),
        ("TPBVSK Viên uống Đẹp Da Mẫu (", "Viên uống Đẹp Da Mẫu"),
        ("Viên nang giảm cân Hoa Mẫu (", "Viên nang giảm cân Hoa Mẫu"),
        ("Tên thuốc: Minhovit\nHoạt chất: Acid ascorbic\nDạng bào chế: viên nén\n", "Minhovit"),
        ("thuốc tiêm B - MINHO, ", "B - MINHO"),
    ],
)
def test_a_name_has_neither_form_nor_ingredients_nor_pack(text: str, name: str) -> None:
    assert before(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "Cụ thể, lô thuốc bị thu hồi có ",
        "do Công ty Mẫu Labs Limited sản xuất, Công ty TNHH Ví Dụ nhập khẩu: ",
        "một số thuốc dạng phối hợp của các hoạt chất như paracetamol, ",
        "đối với 45 sản phẩm mỹ phẩm của 2 doanh nghiệp, ",
    ],
)
def test_words_that_name_no_product_give_no_name(text: str) -> None:
    assert before(text) is None


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Công văn số 1/QLD-CL về việc thông báo thu hồi thuốc Minhomethol không đạt chất lượng", "Minhomethol"),
        ("Công văn số 2/QLD-CL về việc đình chỉ lưu hành thuốc (Viên nén bao phim Minho-M)", "Minho-M"),
        ("DAV: Kiểm tra, truy tìm nguồn gốc thuốc giả MINHOXIUM 40mg", "MINHOXIUM 40mg"),
        ("Thu hồi thuốc chứa Ranitidine có tạp chất vượt giới hạn", None),
        ("DAV: Thu hồi Giấy đăng ký lưu hành thuốc tại Việt Nam đối với 5 loại thuốc", None),
        ("Cảnh báo về các sản phẩm chứa phenylbutazone không rõ nguồn gốc", None),
    ],
)
def test_a_title_names_its_product_or_none(title: str, name: str | None) -> None:
    assert in_title(title) == name


def test_names_are_compared_without_signs_and_case() -> None:
    assert folded("Minho-Xim® 2 g") == folded("MINHOXIM 2g")


@pytest.mark.parametrize(
    "words",
    [
        "Lô thuốc do Công ty cổ phần Dược Minh Cửu (Hà Nội), số lô: 010203, HD: 01/2027 bị thu hồi.",
        "Cục thu hồi sản phẩm của Công ty TNHH Minh Tây (TP. HCM), số tiếp nhận 123/24/CBMP-HCM.",
        "Theo Cục Quản lý Dược (Bộ Y tế), số lô 0123 bị thu hồi.",
        "Bác sĩ Nguyễn Minh (Bệnh viện Minh Tâm), số lô 0123 bị thu hồi.",
    ],
)
def test_companies_agencies_and_people_before_a_bracket_are_no_products(words: str) -> None:
    assert [product.name for product in parsed(words).products] == [None]
