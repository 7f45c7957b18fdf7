"""Makers in the sentences in which agencies and newspapers name them, and the companies that are none."""

import pytest

from tests.pipelines.notices.worlds import parsed

ABOUT = "Thu hồi thuốc Minhocef 500, số đăng ký VD-12345-20, số lô 0120, HD 01/2026. "


def makers(text: str) -> set[str | None]:
    return {product.manufacturer for product in parsed(text).products}


@pytest.mark.parametrize(
    ("text", "maker"),
    [
        (
            "Do cơ sở sản xuất là Công ty cổ phần Dược phẩm Mẫu báo cáo phát hiện nhầm lẫn nhãn hộp, lô bị thu hồi.",
            "Công ty cổ phần Dược phẩm Mẫu",
        ),
        ("Doanh nghiệp sản xuất là Công ty cổ phần Dược phẩm Mẫu.", "Công ty cổ phần Dược phẩm Mẫu"),
        ("Công ty cổ phần Dược phẩm Mẫu (cơ sở sản xuất, đăng ký) đã có công văn.", "Công ty cổ phần Dược phẩm Mẫu"),
        ("Công ty TNHH Dược Mẫu (nhà sản xuất) tự nguyện thu hồi.", "Công ty TNHH Dược Mẫu"),
        ("Công ty TNHH Dược Mẫu - đơn vị sản xuất thuốc - phải báo cáo.", "Công ty TNHH Dược Mẫu"),
        ("Công ty TNHH Dược Mẫu, nhà sản xuất thuốc này, phải báo cáo.", "Công ty TNHH Dược Mẫu"),
        ("Công ty TNHH Dược Mẫu là cơ sở sản xuất.", "Công ty TNHH Dược Mẫu"),
        ("Cơ sở sản xuất: Laboratoires Minho", "Laboratoires Minho"),
        ("Manufactured by: LaoMinho Factory No.9", "LaoMinho Factory No.9"),
        ("Nhà sản xuất: Minho Remedies, Ấn Độ.", "Minho Remedies"),
        (
            "Cơ sở sản xuất: Nhà máy sản xuất Dược phẩm Công nghệ cao Minho - Công ty cổ phần Minho Việt "
            "Nam\nLý do: kém",
            "Nhà máy sản xuất Dược phẩm Công nghệ cao Minho - Công ty cổ phần Minho Việt Nam",
        ),
        ("Thuốc do Minho Devices Sdn. Bhd. (Malaysia) sản xuất, Công ty A phân phối.", "Minho Devices Sdn. Bhd."),
        ("Thuốc do Minho Remedies, Ấn Độ sản xuất.", "Minho Remedies"),
        ("Thuốc do hãng Minho Pharma S.p.A. (Ý) sản xuất.", "Minho Pharma S.p.A."),
        ("Thuốc của Xí nghiệp Dược phẩm 34 sản xuất.", "Xí nghiệp Dược phẩm 34"),
        ("Thuốc này được sản xuất bởi Công ty cổ phần Dược Mẫu và phân phối tại Hà Nội.", "Công ty cổ phần Dược Mẫu"),
        ("Thuốc được sản xuất tại Công ty TNHH Mẫu (Hà Nội).", "Công ty TNHH Mẫu"),
        ("Đơn vị sản xuất: Công ty CPDP Trung ương Mẫu.", "Công ty CPDP Trung ương Mẫu"),
        ("Công ty sản xuất: CTCP Dược Mẫu; công ty phân phối: Công ty B", "CTCP Dược Mẫu"),
        ("Thuốc trên do Công ty TNHH Mẫu (KCN Tân Tạo, TP.HCM) sản xuất và phân phối.", "Công ty TNHH Mẫu"),
        ("Nhà sản xuất thuốc này là Công ty cổ phần Mẫu Hà Tây.", "Công ty cổ phần Mẫu Hà Tây"),
        (
            "Thuốc do Chi nhánh Công ty cổ phần Mẫu tại Bình Dương sản xuất.",
            "Chi nhánh Công ty cổ phần Mẫu tại Bình Dương",
        ),
        ("Sản xuất tại: Công ty TNHH Dược thảo Mẫu (lô D3, KCN Quế Võ)", "Công ty TNHH Dược thảo Mẫu"),
        ("Sản xuất bởi Minho Biotech GmbH, CHLB Đức.", "Minho Biotech GmbH"),
        ("Nhà SX: Công ty CP Dược phẩm Mẫu Đường.", "Công ty CP Dược phẩm Mẫu Đường"),
        (
            "Cơ sở sản xuất thuốc là Nhà máy Dược phẩm số 2 - Công ty cổ phần Mẫu đã báo cáo.",
            "Nhà máy Dược phẩm số 2 - Công ty cổ phần Mẫu",
        ),
        ("Thuốc được Công ty cổ phần Mẫu sản xuất và đăng ký lưu hành.", "Công ty cổ phần Mẫu"),
        ("Thuốc có xuất xứ từ Công ty Minho Labs (Ấn Độ) sản xuất.", "Công ty Minho Labs"),
        ("(Công ty TNHH Mẫu sản xuất)", "Công ty TNHH Mẫu"),
        ("Thuốc do Minho Fabriz S.p.A. - Italy sản xuất, Công ty A đăng ký.", "Minho Fabriz S.p.A."),
        ("Thuốc do Công ty S.C. Minho Pharm S.R.L. (Romania) sản xuất.", "Công ty S.C. Minho Pharm S.R.L."),
        (
            "Thuốc do Công ty TNHH Mẫu (KCN Quế Võ, tỉnh Bắc Ninh) đăng ký, sản xuất.",
            "Công ty TNHH Mẫu",
        ),
        ("Công ty đăng ký và sản xuất thuốc nói trên là Công ty TNHH Mẫu, địa chỉ tại Hà Nội.", "Công ty TNHH Mẫu"),
        ("Lô thuốc được sản xuất trên dây chuyền thuốc tiêm của Công ty TNHH Mẫu khi hết hạn.", "Công ty TNHH Mẫu"),
        ("Thuốc do Công ty Minho Farma S.p.A. (Italia) sản xuất.", "Công ty Minho Farma S.p.A."),
        ("SĐK: VD-12345-20, HD: 01/2026, Công ty TNHH Mẫu. Kết quả: không đạt.", "Công ty TNHH Mẫu"),
        ("Cơ sở sản xuất: Minhophar Sp. z o.o. (Ba Lan)", "Minhophar Sp. z o.o."),
        (
            "Thuốc do Công ty Minho Laboratories Ltd. - Ấn Độ sản xuất, Công ty A nhập khẩu.",
            "Công ty Minho Laboratories Ltd.",
        ),
        ("trên nhãn ghi Công ty TNHH Mẫu sản xuất\n2. Các đơn vị báo cáo.", "Công ty TNHH Mẫu"),
        ("NSX: Công ty TNHH Mẫu Bình Dương; HD: 01/2026", "Công ty TNHH Mẫu Bình Dương"),
    ],
)
def test_the_maker_is_read_without_what_the_sentence_says_of_it(text: str, maker: str) -> None:
    assert makers(ABOUT + text) == {maker}


@pytest.mark.parametrize(
    "text",
    [
        "Nhà sản xuất: Không rõ.",
        "Nhà sản xuất: Trung Quốc.",
        "Cơ sở sản xuất chưa xác định.",
        "Công ty TNHH Mẫu là cơ sở đăng ký, chịu trách nhiệm thu hồi.",
        "Công ty TNHH Mẫu phân phối thuốc này.",
        "SĐK: VD-12345-20, HD: 01/2026, Công ty TNHH Mẫu nhập khẩu.",
        "SĐK: VD-12345-20, HD: 01/2026, Công ty TNHH Mẫu (Hà Nội) phải báo cáo.",
        "SĐK: VD-12345-20, HD: 01/2026, của Công ty TNHH Mẫu.",
        "Chủ sở hữu số lưu hành là Công ty TNHH Mẫu.",
        "Công ty đăng ký và sản xuất chưa báo cáo.",
        "Yêu cầu các cơ sở sản xuất, kinh doanh thuốc trên địa bàn báo cáo.",
        "Mẫu do Trung tâm Kiểm nghiệm lấy tại Công ty TNHH Mẫu.",
        "Cơ sở sản xuất nguyên liệu là Zhejiang Minho Pharmaceutical Co., Ltd.",
        "Công ty TNHH Mẫu khẳng định không sản xuất lô thuốc này.",
        "Công ty TNHH Mẫu đã dừng sản xuất từ năm 2020.",
        "Công ty TNHH Mẫu (đơn vị nhập khẩu) phải báo cáo.",
    ],
)
def test_other_companies_are_no_makers(text: str) -> None:
    assert makers(ABOUT + text) == {None}


def test_a_maker_said_of_all_products_is_the_maker_of_each() -> None:
    text = (
        "Thu hồi Minhokim 80 (SĐK VD-25340-16) và Minhokim 160 (SĐK VD-25341-16). "
        "Cả hai thuốc do Công ty cổ phần Dược Mẫu sản xuất."
    )
    assert makers(text) == {"Công ty cổ phần Dược Mẫu"}


def test_a_holder_who_makes_what_it_recalls_is_the_maker_of_each() -> None:
    text = (
        "Công ty cổ phần Dược Mẫu (cơ sở sản xuất, đăng ký) xin thu hồi tự nguyện các lô thuốc Minhokim 80 (Valsartan "
        "80mg, SĐK VD-25340-16) và Minhokim 160 (Valsartan 160mg, SĐK VD-25341-16) còn hạn dùng."
    )
    assert makers(text) == {"Công ty cổ phần Dược Mẫu"}


def test_each_product_keeps_its_own_maker() -> None:
    text = (
        "Thu hồi thuốc Minhotax 30, số lô 0120, do Công ty TNHH Mẫu Một sản xuất; thuốc Minhomag 10, số lô 0221, do "
        "Công ty TNHH Mẫu Hai sản xuất."
    )
    assert [product.manufacturer for product in parsed(text).products] == [
        "Công ty TNHH Mẫu Một",
        "Công ty TNHH Mẫu Hai",
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Thu hồi Minhokim 80 (SĐK VD-25340-16) và Minhomag (SĐK VD-25341-16). Minhokim 80 do Công ty A Minh sản "
            "xuất. Minhomag do Minho Arzneimit GmbH sản xuất.",
            ["Công ty A Minh", "Minho Arzneimit GmbH"],
        ),
        (
            "Thu hồi Minhokim 80 (SĐK VD-25340-16) và Minhomag (SĐK VD-25341-16). Hai thuốc trên lần lượt do Công ty "
            "A Minh và Công ty B Minh sản xuất.",
            ["Công ty A Minh", "Công ty B Minh"],
        ),
        (
            "Thu hồi Minhokim 80 (SĐK VD-25340-16), Minhomag (SĐK VD-25341-16), cả hai đều do Công ty A Minh sản xuất.",
            ["Công ty A Minh", "Công ty A Minh"],
        ),
        (
            "Công ty A Minh sản xuất hai thuốc bị thu hồi tuần qua, gồm:\n(1) Minhokim 80, VD-25340-16. Lô 0120.\n"
            "(2) Minhomag, VD-25341-16. Lô 0221.",
            ["Công ty A Minh", "Công ty A Minh"],
        ),
        (
            "Thu hồi Minhokim (SĐK VD-25340-16) và Minhomag (SĐK VD-25341-16). Minhokim do Công ty A Minh sản xuất. "
            "Minhomag do Minho Natural Co., Ltd., Thái Lan sản xuất.",
            ["Công ty A Minh", "Minho Natural Co., Ltd."],
        ),
        (
            "Thu hồi hai mỹ phẩm do Công ty Mẫu (TP.HCM) sản xuất, gồm: Minho Cream, số lô M0824, HSD 08/2027 và Minho "
            "Toner, số lô T0824, HSD 08/2027.",
            ["Công ty Mẫu", "Công ty Mẫu"],
        ),
        (
            "Thu hồi Minhokim, SĐK VD-25340-16, Minhomag, SĐK VD-25341-16 và Minhotax, SĐK VD-25342-16.\nMinhokim và "
            "Minhomag do Công ty A Minh sản xuất; Minhotax do Công ty B Minh sản xuất.",
            ["Công ty A Minh", "Công ty A Minh", "Công ty B Minh"],
        ),
        (
            "Thu hồi:\n1. Minhokim 80, SĐK: VD-25340-16\n2. Minhomag, SĐK: VD-25341-16\nNhà sản xuất: Công ty A Minh",
            ["Công ty A Minh", "Công ty A Minh"],
        ),
        (
            "Thu hồi:\n1. Minhokim 80\n- SĐK: VD-25340-16\n2. Minhomag\n- SĐK: VD-25341-16\n- Nhà sản xuất: Công ty A",
            [None, "Công ty A"],
        ),
        (
            "Thu hồi Minhokim 80, SĐK VD-25340-16 và Minhomag, SĐK VD-25341-16. Minhomag do Công ty A Minh sản xuất.",
            [None, "Công ty A Minh"],
        ),
    ],
)
def test_a_maker_reaches_as_far_as_the_text_says(text: str, wanted: list[str | None]) -> None:
    assert [product.manufacturer for product in parsed(text).products] == wanted


@pytest.mark.parametrize(
    ("text", "maker"),
    [
        ("Thu hồi thuốc Minhocef lô 0120 do Công ty A Minh sản xuất ngày 22/12/2025, số lô 0120.", "Công ty A Minh"),
        ("Thu hồi thuốc Minhocef.\nCông ty A Minh sản xuất lô EB 0120 (sản xuất: 09.04.2025).", "Công ty A Minh"),
        ("Thu hồi thuốc Minhocef, số lô 0120 (nhà sản xuất: Công ty A Minh) toàn quốc.", "Công ty A Minh"),
        (
            "Thu hồi thuốc Minhocef, số lô 0120, cơ sở đặt gia công: Công ty B; cơ sở nhận gia công: Công ty A Minh.",
            "Công ty A Minh",
        ),
        ("Thu hồi thuốc Minhocef lấy tại Công ty A Minh, sản xuất ngày 22/12/2025, số lô 0120.", None),
        (
            "Thu hồi thuốc Minhocef, số lô 0120; NSX: Công ty TNHH Thiết bị y tế A Minh.",
            "Công ty TNHH Thiết bị y tế A Minh",
        ),
    ],
)
def test_a_maker_stands_right_before_the_day_or_batch_of_making(text: str, maker: str | None) -> None:
    assert [product.manufacturer for product in parsed(text).products] == [maker]
