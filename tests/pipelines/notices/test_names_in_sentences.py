"""Names of products in the sentences, lists and tables in which agencies and newspapers put them."""

import pytest

from tests.pipelines.notices.worlds import parsed


def names(text: str) -> list[str | None]:
    return [product.name for product in parsed(text).products]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lô thuốc giảm đau Minhodol Extra (số lô: 0323, HD: 03/2026) bị thu hồi.", "Minhodol Extra"),
        ("Cục yêu cầu thu hồi thuốc điều trị dạ dày Minhozan 20, số đăng ký VD-23456-17, lô 010122.", "Minhozan 20"),
        ("Thuốc hạ huyết áp Minholip 5 bị thu hồi. Lô bị thu hồi mang số 22015, hạn dùng 01/2026.", "Minholip 5"),
        ("Thuốc kháng sinh giả mang nhãn hiệu Minhocef 200 có số lô 230101, HSD 01/2026.", "Minhocef 200"),
        ("Sở Y tế cảnh báo thuốc ho cho trẻ em Minhokid (số lô 0121).", "Minhokid"),
        ("Thu hồi thuốc trị tăng huyết áp, đau thắt ngực Minhopril 10, số lô: 0120, HD: 01/2026.", "Minhopril 10"),
        ("Lô thuốc an thần gây ngủ Minhozepam 5mg số lô 0119 không đạt chất lượng.", "Minhozepam 5mg"),
        ("Thu hồi vắc xin viêm gan B tái tổ hợp Minhovac-Gene (1 ml/lọ), số đăng ký: QLVX-0722-13.", "Minhovac-Gene"),
        ("Tạm dừng tiêm vắc xin phối hợp 5 trong 1 Minhopenta, số lô 0450/23.", "Minhopenta"),
        ("Loại còn lại là Minhopain bị đình chỉ thuộc lô 020612, hạn dùng 20-6-2014.", "Minhopain"),
        ("Thu hồi dịch truyền Minhoplex 10% chai 250ml, lô SX: 12C0417.", "Minhoplex 10%"),
        ("Thu hồi thực phẩm dinh dưỡng y học Minhogold Diabet, hộp thiếc 800g, lô MD0125.", "Minhogold Diabet"),
        ('6. Minhoxalip "Berd" 50mg/10ml (Oxalip 50mg), Số đăng ký: VN3-118-19', 'Minhoxalip "Berd" 50mg/10ml'),
        ('Thu hồi thuốc giả "Minhocef" 50mg, Số đăng ký: VN3-118-19', "Minhocef"),
        (
            "Thu hồi mỹ phẩm Minho Sunscreen SPF 50+ - Chai 50ml (Số tiếp nhận Phiếu công bố: 412/22/CBMP-HCM)",
            "Minho Sunscreen SPF 50+",
        ),
        ("Thu hồi thuốc Minhocef 1g, số đăng ký VD-21345-14.", "Minhocef 1g"),
    ],
)
def test_what_a_medicine_is_for_is_not_its_name(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Số đăng ký VD-21345-14, số lô 0120 của thuốc Minhocin 3 M.I.U bị đình chỉ lưu hành.", "Minhocin 3 M.I.U"),
        ("Lô số 0120 (HD: 01/2026) của thuốc viên nén Minhocin 500 bị thu hồi.", "Minhocin 500"),
        ("Số lô 0120, hạn dùng 01/2026 của sản phẩm Minhocin Plus không đạt chất lượng.", "Minhocin Plus"),
        ("Thu hồi lô 010223 (HD 02/2026) thuốc Minhodin 60.", "Minhodin 60"),
        ("Thu hồi số tiếp nhận phiếu công bố 1234/23/CBMP-HN của sản phẩm Minho Rose Toner.", "Minho Rose Toner"),
        ("Thu hồi số đăng ký VD-21345-14 cấp cho thuốc Minhocin 500 của Công ty cổ phần Mẫu.", "Minhocin 500"),
        ("VD-21345-14 là số đăng ký của thuốc viên nang Minhocin 500 bị rút.", "Minhocin 500"),
    ],
)
def test_a_name_may_follow_its_numbers(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Đình chỉ lô thiết bị y tế kim luồn tĩnh mạch "Minho IV Cannula 22G", số lô MS22-07.', "Minho IV Cannula 22G"),
        ("Sản phẩm “Minho Baby Oil” (số lô 0122, HD 01/2026) bị thu hồi.", "Minho Baby Oil"),
        ("Trên hộp ghi “MINHOVIRUS 400mg Capsules, Lot 2101, EXP 10/2023”.", "MINHOVIRUS 400mg Capsules"),
        ('Thuốc giả mang tên "Minhomycin 500" có số lô 0120.', "Minhomycin 500"),
        ("Trên vỏ hộp in chữ “Minhogra 100”, số lô 0120, hạn dùng 01/2026.", "Minhogra 100"),
        ("Theo đó, 'Minhogra 100' mang số lô 0120 bị cảnh báo.", "Minhogra 100"),
    ],
)
def test_a_name_in_quotation_marks_ends_with_them(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Cục thu hồi giấy đăng ký lưu hành của 03 thuốc:\n1. Minhodin MR 30 (Gliclazid 30mg), viên nén giải phóng "
            "biến đổi, SĐK: VD- 28813-18\n2. Minhotec (Aminoacid 7%), dung dịch tiêm truyền, SĐK: VN-19662-16\n"
            "3. Minhosan Cream, kem bôi da, hộp 1 tuýp, SĐK: VN1-715-12",
            ["Minhodin MR 30", "Minhotec", "Minhosan Cream"],
        ),
        (
            "Các thuốc bị thu hồi:\n- Minhodin 60mg - viên nén - SĐK VD-28813-18 - lô 0120\n"
            "- Minhomag - bột pha uống - SĐK VD-28814-18 - lô 0220",
            ["Minhodin 60mg", "Minhomag"],
        ),
        (
            "Danh mục gồm: Minhotax 30 - VN-12345-11; Minhomag - VD-22222-15; Minhopix 100 - VD-33333-19.",
            ["Minhotax 30", "Minhomag", "Minhopix 100"],
        ),
        (
            "Thu hồi số đăng ký hai thuốc là Minhotax 30 (VN-12345-11) và Minhotax 100 (VN-12346-11).",
            ["Minhotax 30", "Minhotax 100"],
        ),
        (
            "Thu hồi thuốc nhỏ mắt Minhobra (số lô 12A34), thuốc mỡ tra mắt Minhoxin 1% (số lô 0221) và siro Minhocare "
            "(số lô 0322).",
            ["Minhobra", "Minhoxin 1%", "Minhocare"],
        ),
        (
            "STT Tên thuốc Số đăng ký\n1 Minhotax 30 VN-12345-11\n2 Minhomag 10 VD-22222-15\n3 3B Minho VD-22223-15",
            ["Minhotax 30", "Minhomag 10", "3B Minho"],
        ),
        (
            "Các sản phẩm sau:\n1/ Minho Aqua Toner: số công bố 201455/23/CBMP-QLD\n2/ Minho Night Serum 30ml: số công "
            "bố 201456/23/CBMP-QLD",
            ["Minho Aqua Toner", "Minho Night Serum 30ml"],
        ),
        (
            "Một số sản phẩm chỉ đạt dưới 70% mức công bố:\nMinho Grow D3K2 – lô 01.25, NSX 04/01/2025, ĐKSP "
            "4410/2023/ĐKSP\nMinho Kids Plus - không có thông tin lô - ĐKSP 9088/2022/ĐKSP\nMinho Omega Bầu – chưa rõ "
            "số lô – ĐKSP 230/2024/ĐKSP",
            ["Minho Grow D3K2", "Minho Kids Plus", "Minho Omega Bầu"],
        ),
        (
            "Đình chỉ 4 loại thuốc: viên nén Minhovit B6 25mg, số lô 100311, hạn dùng 3-2014, số đăng ký VNB-0988-04, "
            "do Công ty CP Dược phẩm Mẫu sản xuất; viên nang Minhozolin 250, số lô 0050911, SĐK VD-9711-09 của "
            "Xí nghiệp "
            "Dược phẩm 34 sản xuất. Hai loại còn lại gồm Minhoxoda Suspension (số lô ZS-118; SĐK VN-7812-09) do Minho "
            "Remedies, Ấn Độ sản xuất và Minhoprazol Delayed Release 20mg (số lô OP1107; SĐK VN-6105-08) do Minho "
            "Formulation, Ấn Độ sản xuất.",
            ["Minhovit B6 25mg", "Minhozolin 250", "Minhoxoda Suspension", "Minhoprazol Delayed Release 20mg"],
        ),
        (
            "Thuốc Minhodol 500 (lô 0121), thuốc Minhomax (lô 0221) đều không đạt chỉ tiêu định lượng.",
            ["Minhodol 500", "Minhomax"],
        ),
        (
            "Hai lô gồm: Minhodol 500, số lô 0121, HD 01/2026; Minhomax 250, số lô 0221, HD 02/2026.",
            ["Minhodol 500", "Minhomax 250"],
        ),
    ],
)
def test_each_item_of_a_list_has_its_name(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Mẫu Sữa rửa mặt Minho Acne Cleanser – tuýp 100g (số lô: LB0724; số tiếp nhận phiếu công bố "
            "5521/22/CBMP-HCM) và mẫu Dầu gội thảo dược Minho Ginger – chai 300ml (số lô: DG1123; số tiếp nhận phiếu "
            "công bố 7710/22/CBMP-HCM) không đạt.",
            ["Sữa rửa mặt Minho Acne Cleanser", "Dầu gội thảo dược Minho Ginger"],
        ),
        (
            "Áp dụng với 3 sản phẩm: Derma Minho Gold Serum (002914/24/CBMP-HN, cấp ngày 6/3/2024); Kem dưỡng Derma "
            "Minho X3 (002915/24/CBMP-HN, cấp ngày 6/3/2024) và tinh chất Derma Minho Peptide (006120/24/CBMP-HN).",
            ["Derma Minho Gold Serum", "Kem dưỡng Derma Minho X3", "Derma Minho Peptide"],
        ),
        (
            "Thu hồi số công bố:\n1. Gel siêu âm MinhoClear - Số công bố: 220000117/PCBA-BD\n2. Miếng dán hạ sốt "
            "MinhoKid - Số công bố: 220000203/PCBA-BD",
            ["Gel siêu âm MinhoClear", "Miếng dán hạ sốt MinhoKid"],
        ),
        ("Đình chỉ bơm tiêm sử dụng một lần Minhosy 5ml (số lô VS2201).", ["Minhosy 5ml"]),
        ("Thu hồi que thử thai nhanh Minhocheck, số công bố 210000402/PCBA-BD.", ["Minhocheck"]),
        ("Thu hồi mỹ phẩm Minho Whitening Cream – nhãn hàng Minho (1234/23/CBMP-HN).", ["Minho Whitening Cream"]),
        ("Thu hồi sản phẩm nước súc miệng Minho Fresh (số lô 0122).", ["Minho Fresh"]),
        (
            "Kết quả kiểm nghiệm sản phẩm Thực phẩm bảo vệ sức khỏe Minho Detox Ngân Hà mua trên sàn thương mại điện "
            "tử có chứa chất cấm. Số lô: 012024; NSX: 05/01/2024.",
            ["Minho Detox Ngân Hà"],
        ),
    ],
)
def test_goods_are_named_as_they_are_declared(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Thuốc Minhotax 30, do Công ty TNHH Mẫu sản xuất, có số đăng ký VN-12345-11, số lô 12345.", "Minhotax 30"),
        ("Minhotax 30 (số đăng ký VD-12345-20, số lô 0120) bị thu hồi do không đạt chất lượng.", "Minhotax 30"),
        ("Theo đó, viên nang cứng Minhotax 30 của Công ty CP Dược Mẫu, số đăng ký VD-12345-20, bị rút.", "Minhotax 30"),
        ("Tên thuốc, nồng độ, hàm lượng: Viên nén Minhotax 30mg\nSố lô: 0120", "Minhotax 30mg"),
        ("Thuốc: Minhotax 30mg; Hoạt chất: paclitaxel; SĐK: VD-12345-20; Số lô: 0120", "Minhotax 30mg"),
        ("- Thuốc Minhotax: số đăng ký VN-12345-11, số lô 12345;", "Minhotax"),
        ("Viên nén Minhotax 30 bị thu hồi. Thuốc này mang số đăng ký VD-12345-20, số lô 0120.", "Minhotax 30"),
        ("Tạm ngừng sử dụng thuốc Minhotax 30 ở các bệnh viện: số lô 0120, HD 01/2026.", "Minhotax 30"),
        ("Mẫu thuốc Minhotax 30 lấy tại quầy thuốc Hồng Hà, số lô 0120, không đạt.", "Minhotax 30"),
        ("Phát hiện thuốc Minhotax 30 bán trên mạng, số lô 0120.", "Minhotax 30"),
        ("Thuốc mang tên thương mại Minhotax 30 (số lô 0120) xuất hiện tại Hà Nội.", "Minhotax 30"),
        ("Thu hồi viên hoàn cứng Hoạt huyết Minh An, số kiểm soát: 0219.", "Hoạt huyết Minh An"),
    ],
)
def test_a_name_ends_where_the_sentence_goes_on(text: str, name: str) -> None:
    assert names(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Số lô 0120 của sản phẩm này không đạt chất lượng.",
        "Thu hồi thuốc nêu trên, số lô 0120, HD 01/2026.",
        "Thu hồi các thuốc chứa hoạt chất Ranitidin, số lô 0120.",
        "Thu hồi thuốc điều trị COVID-19, số lô 0120.",
        "Thu hồi thuốc nhập khẩu từ Ấn Độ, số lô 0120.",
        "Thu hồi thuốc của Công ty cổ phần Dược Mẫu, số lô 0120.",
        "Thuốc đạt tiêu chuẩn GMP, số lô 0120.",
        "Mẫu lấy tại nhà thuốc Minh Châu, số lô 0120, không đạt.",
        "Thuốc do Công ty TNHH Minh Hà sản xuất, số lô 0120.",
        "Thu hồi thuốc theo quyết định của Bộ Y tế, số lô 0120.",
        "Thuốc được bán ở Hà Nội, số lô 0120.",
        "Người dân mua thuốc qua Facebook, số lô 0120.",
    ],
)
def test_what_is_no_name_is_not_taken_for_one(text: str) -> None:
    assert [name for name in names(text) if name] == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Danh mục gồm ba lô. Thăng ma, số lô 01-TM23, hạn dùng 12/2025. Thỏ ty tử, số lô 0310223, tạp chất 38%. "
            "Xuyên khung, số lô XK 010623, hạn dùng 06/2025.",
            ["Thăng ma", "Thỏ ty tử", "Xuyên khung"],
        ),
        (
            "Thu hồi các vị thuốc cổ truyền: Thăng ma (số lô 0123, HD 12/2025), Thỏ ty tử (số lô 0223) và Xuyên khung "
            "(số lô 0323).",
            ["Thăng ma", "Thỏ ty tử", "Xuyên khung"],
        ),
        ("Thu hồi vị thuốc Thăng ma số lô 0123 và vị thuốc Thỏ ty tử số lô 0223.", ["Thăng ma", "Thỏ ty tử"]),
        ("Thu hồi dược liệu:\n1. Thăng ma, lô 01-TM23\n2. Thỏ ty tử, lô 0310223", ["Thăng ma", "Thỏ ty tử"]),
        (
            "2 thuốc của Công ty A Minh là Vitamin C Minh 500 (số đăng ký 893100712224) và Nambicin (893100712324).",
            ["Vitamin C Minh 500", "Nambicin"],
        ),
        ("Thuốc bị thu hồi là Minhocef 500, số lô 0120.", ["Minhocef 500"]),
        (
            "Thu hồi số lưu hành của Khẩu trang Minho Care, số công bố 200000319/PCBA-LA và Băng keo Minho Plast, "
            "số công bố 210000025/PCBA-LA.",
            ["Khẩu trang Minho Care", "Băng keo Minho Plast"],
        ),
        (
            "Cảnh báo hai sản phẩm gồm AMBROMIN Syrup và DOKMIN Syrup, nhà sản xuất ghi là A Ltd.",
            ["AMBROMIN Syrup", "DOKMIN Syrup"],
        ),
        (
            "Viện Kiểm nghiệm thuốc TP.HCM kiểm tra. Minhocef 40 có hoạt chất esomeprazol, số đăng ký 893110098425.",
            ["Minhocef 40"],
        ),
        ("Thu hồi thuốc Minhocef 500, SĐK VD-12345-15. Ba lô bị ảnh hưởng: 15 1001, 15 1002.", ["Minhocef 500"]),
        ("Thu hồi số công bố của 57 trang thiết bị y tế.", []),
    ],
)
def test_every_product_of_a_sentence_is_named_and_nothing_else(text: str, wanted: list[str]) -> None:
    assert [product.name for product in parsed(text).products] == wanted


def test_a_name_before_the_certificate_of_its_number_and_one_that_begins_like_a_school() -> None:
    listed = (
        "Cục thu hồi giấy đăng ký lưu hành của 2 loại thuốc gồm:\n"
        "Calcitrio-D (Calcitriol 0,25mcg), viên nang mềm, giấy đăng ký lưu hành số 893110042823.\n"
        "Ovidone (Desogestrel 0,075mg), viên nén bao phim, giấy đăng ký lưu hành số VD-33017-19."
    )
    assert [product.name for product in parsed(listed).products] == ["Calcitrio-D", "Ovidone"]
    (sampled,) = parsed("Mẫu sản phẩm Trường Lực Khang (Số lô: TLK 06/24; HSD: 15.06.2027) có Sildenafil.").products
    assert (sampled.name, [batch.batch_number for batch in sampled.batches]) == ("Trường Lực Khang", ["TLK 06/24"])


def test_a_dossier_in_brackets_is_no_product() -> None:
    assert names("Thu hồi mỹ phẩm của Công ty A do không xuất trình được hồ sơ thông tin sản phẩm (PIF).") == []
