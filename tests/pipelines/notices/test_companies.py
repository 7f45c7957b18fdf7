"""Makers and importers: the company before or after the word, without country and address."""

import pytest

from pipelines.notices.companies import find_importer, find_maker
from tests.pipelines.notices.worlds import reference


def maker(text: str) -> str | None:
    found = find_maker(text, 0, len(text), reference().country)
    return found.name if found else None


def importer(text: str) -> str | None:
    found = find_importer(text, 0, len(text), reference().country)
    return found.name if found else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("HD: 01/06/2026do Công ty Cổ phần dược phẩm Mẫu sản xuất.", "Công ty Cổ phần dược phẩm Mẫu"),
        (
            "do Công ty Minho Pharmaceutical Co., Ltd. (Hàn Quốc) sản xuất, Công ty B nhập khẩu.",
            "Công ty Minho Pharmaceutical Co., Ltd.",
        ),
        ("do Công ty Minho Pvt. Ltd, India sản xuất.", "Công ty Minho Pvt. Ltd"),
        (
            "do Công ty cổ phần Dược - Thiết bị y tế Mẫu (MINHO) (địa chỉ: 1 phố A, P. B) sản xuất.",
            "Công ty cổ phần Dược - Thiết bị y tế Mẫu (MINHO)",
        ),
        ("Cơ sở sản xuất: Công ty TNHH Ví Dụ (địa chỉ: Hà Nội)\n", "Công ty TNHH Ví Dụ"),
        ("nơi sản xuất Minho Laboratories Plus. Không có", "Minho Laboratories Plus"),
        (
            "do Công ty TNHH A chịu trách nhiệm đưa ra thị trường, Công ty MINHO CO., Ltd (Hàn Quốc) sản xuất.",
            "Công ty MINHO CO., Ltd",
        ),
        ("do Công ty cổ phần Sản xuất Thương mại Mẫu sản xuất.", "Công ty cổ phần Sản xuất Thương mại Mẫu"),
    ],
)
def test_the_maker_is_named_without_country_and_address(text: str, name: str) -> None:
    assert maker(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "được sản xuất tại cơ sở không được cấp phép",
        "do Công ty A cung ứng.",
        "ngày sản xuất 01/01/2024",
        "sản xuất tại Việt Nam.",
    ],
)
def test_no_maker_is_made_up(text: str) -> None:
    assert maker(text) is None


def test_the_importer_is_told_from_a_company_with_import_in_its_name() -> None:
    assert (
        importer("do Công ty A sản xuất, Công ty CP Xuất nhập khẩu y tế Mẫu nhập khẩu.")
        == "Công ty CP Xuất nhập khẩu y tế Mẫu"
    )
    assert importer("Công ty CP Xuất nhập khẩu y tế Mẫu phân phối.") is None
