"""Batches and their dates in the sentences and lists in which agencies and newspapers print them."""

import pytest

from tests.pipelines.notices.worlds import parsed

Row = tuple[str, str | None, str | None]


def batches(text: str) -> list[Row]:
    return [
        (
            batch.batch_number,
            batch.manufactured_on.isoformat() if batch.manufactured_on else None,
            batch.expires_on.isoformat() if batch.expires_on else None,
        )
        for product in parsed(text).products
        for batch in product.batches
    ]


ONE = [("0120", "2024-01-15", "2027-01-15")]


@pytest.mark.parametrize(
    "text",
    [
        "Thu hồi thuốc Minhocef, số lô: 0120; NSX: 15/01/2024; HD: 15/01/2027.",
        "Lô thuốc Minhocef bị thu hồi mang số 0120, sản xuất ngày 15/01/2024, hết hạn ngày 15/01/2027.",
        "Thuốc Minhocef bị thu hồi thuộc lô mang số 0120, sản xuất 15/01/2024, hạn dùng đến 15/01/2027.",
        "Lô thuốc Minhocef có số 0120 (ngày sản xuất 15.01.2024, hạn sử dụng 15.01.2027) bị thu hồi.",
        "Thu hồi thuốc Minhocef, lô sản xuất số 0120, ngày sản xuất 15-01-2024, ngày hết hạn 15-01-2027.",
        "Thu hồi thuốc Minhocef sản xuất ngày 15/01/2024, hạn dùng 15/01/2027, số lô 0120.",
        "Thu hồi thuốc Minhocef (NSX 15/01/2024, HD 15/01/2027, lô 0120).",
        "Thu hồi lô 0120 thuốc Minhocef (NSX: 150124; HD: 150127).",
        "Thu hồi thuốc Minhocef. Số lô 0120 được sản xuất ngày 15/01/2024 và hết hạn vào ngày 15/01/2027.",
        "Thu hồi thuốc Minhocef, số lô 0120, ngày sản xuất: 15 01 2024, hạn dùng: 15 01 2027.",
        "Thu hồi thuốc Minhocef, số lô 0120, NSX-HD: 15/01/2024 - 15/01/2027.",
        "Thu hồi thuốc Minhocef, số lô 0120, có hạn sử dụng đến ngày 15/01/2027, được sản xuất vào ngày 15/01/2024.",
        "Thu hồi thuốc Minhocef, Lot: 0120, Mfg. Date: 15/01/2024, Exp. Date: 15/01/2027.",
        "Thu hồi thuốc Minhocef, Lot 0120, MFG 15/01/2024, EXP 15/01/2027, Made by: Minho GmbH.",
        "Thu hồi thuốc Minhocef\nSố lô SX: 0120\nNgày SX: 15/01/2024 Hạn SD: 15/01/2027",
        "Thu hồi thuốc Minhocef\n- Lô: 0120\n- NSX: 15/01/2024\n- HSD: 15/01/2027",
        "Thu hồi thuốc Minhocef, ký hiệu lô 0120, ngày 15/01/2024 là ngày sản xuất, HD 15/01/2027.".replace(
            "ngày 15/01/2024 là ngày sản xuất", "NSX 15/01/2024"
        ),
    ],
)
def test_a_batch_and_its_dates_are_read(text: str) -> None:
    assert batches(text) == ONE


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Thu hồi các thuốc:\nSTT Tên thuốc - SĐK - Số lô - NSX - HD - Nhà SX\n1 Minhorid - VD-27811-17 - 030721 - "
            "12/07/2021 - 12/07/2024 - Công ty Mẫu\n2 Minhobeto 20 - VN-21640-18 - RB19; RB20 - 10/2021 - 09/2023 - "
            "Minho Ltd.\nLý do thu hồi: kém - chậm",
            [
                ("030721", "2021-07-12", "2024-07-12"),
                ("RB19", "2021-10-01", "2023-09-30"),
                ("RB20", "2021-10-01", "2023-09-30"),
            ],
        ),
        (
            "Tiếp theo công văn số 58/QLD-CL ngày 02/06/2023 về việc thu hồi thuốc Minhocef, Số lô: 011022, ngày "
            "30/06/2023, Cục có công văn số 69/QLD-CL thu hồi toàn bộ các lô thuốc Minhocef, SĐK VD-33104-19.",
            [],
        ),
        (
            "Căn cứ Quyết định số 402/QĐ-QLD về việc thu hồi lô 020324, Cục thu hồi thuốc Minhocef, số lô: 010324.",
            [("010324", None, None)],
        ),
        (
            "Theo Quyết định số 402/QĐ-QLD về việc thu hồi thuốc Minhocef, số lô: 020324, các đơn vị ngừng bán.",
            [("020324", None, None)],
        ),
        (
            "Đình chỉ thuốc nhỏ mắt Minhoxin, lô 16 sản xuất ngày 22-1-2008, hạn dùng 22-1-2010.",
            [("16", "2008-01-22", "2010-01-22")],
        ),
        (
            "Thu hồi:\nTT Tên thuốc, SĐK Số lô, NSX, HD Cơ sở sản xuất\n1 Viên nang Minhogatin, VD-26208-17 010620, "
            "03/06/2020, 03/06/2023 Công ty Mẫu\n2 Minhokid (Azi 200mg), VD-29377-18 070220, 20/02/2020, 20/02/2022 B",
            [("010620", "2020-06-03", "2023-06-03"), ("070220", "2020-02-20", "2022-02-20")],
        ),
        (
            "Tên thuốc: Minhosivin\nSố lô: 010721 ; 020721\nNSX: 19/07/2021 ; 21/07/2021\nHD: 19/07/2024 ; 21/07/2024",
            [("010721", "2021-07-19", "2024-07-19"), ("020721", "2021-07-21", "2024-07-21")],
        ),
        ("Thu hồi thuốc Minhocef, Số lô: KT 0026 B.", [("KT 0026 B", None, None)]),
        ("Thu hồi thuốc Minhocef, Số lô: 0026 KT B; HD: 01/2027.", [("0026 KT B", None, "2027-01-31")]),
        ("Thu hồi thuốc Minhocef, Số lô: ĐT01, Đ0802.", [("ĐT01", None, None), ("Đ0802", None, None)]),
        ("Thu hồi thuốc Minhocef, Số lô: [010126], [010226].", [("010126", None, None), ("010226", None, None)]),
        (
            "Thu hồi thuốc Minhocef, số lô: 8A1 và từ 8A5 đến 8A7.",
            [("8A1", None, None), ("8A5", None, None), ("8A6", None, None), ("8A7", None, None)],
        ),
        (
            "Các lô thu hồi: D1312 (SX: 02/12/2013), D1313 (SX: 03/12/2013), D1401 (SX: 05/01/2014) của Minhocef.",
            [("D1312", "2013-12-02", None), ("D1313", "2013-12-03", None), ("D1401", "2014-01-05", None)],
        ),
        (
            "Thu hồi vắc xin Minhovac: lô MINHO 318AA (hạn dùng 31/08/2011); lô MINHO 322AB (hạn dùng 30/09/2011).",
            [("MINHO 318AA", None, "2011-08-31"), ("MINHO 322AB", None, "2011-09-30")],
        ),
        ("Thu hồi thuốc Minhocef, lô 24 GP 006, hạn dùng ngày 8/10/2026.", [("24 GP 006", None, "2026-10-08")]),
        ("Thu hồi thuốc Minhocef, Số lô SX: LV 0325-02 | Hạn dùng: 05-03-2028", [("LV 0325-02", None, "2028-03-05")]),
        (
            "Cảnh báo thuốc giả Minhocef, LOT 07RG19B, EXP 07/2022. Phân biệt: hàng thật có tem phụ và lô 07RG19.",
            [("07RG19B", None, "2022-07-31")],
        ),
        (
            "Thu hồi Minhocef, lô PT02, hạn dùng 2-2017.\nNhư đã đưa tin, hồi tháng 6, lô PT01 bị Cục thu hồi.",
            [("PT02", None, "2017-02-28")],
        ),
        (
            "Thu hồi 2 thuốc:\nSTT Tên thuốc SĐK Số lô Hạn dùng Nhà sản xuất Lý do\n1 Minhogen 500 VD-7413-09 0210 "
            "16/02/2013 Công ty Mẫu Độ rã\n2 Minhofix 100 VN-6921-08 GCX-9014 11/2011 Minho Ltd., Ấn Độ Độ rã",
            [("0210", None, "2013-02-16"), ("GCX-9014", None, "2011-11-30")],
        ),
        (
            "Đình chỉ thuốc tiêm Minhodex, lô DX 10-044, hạn dùng 9-6-2013, số đăng ký VN-4806-07 do Công ty Minho "
            "sản xuất và thuốc mỡ Minhomed 1%, lô 02, hạn dùng 5-2013, số đăng ký VD-5124-08.",
            [("DX 10-044", None, "2013-06-09"), ("02", None, "2013-05-31")],
        ),
        (
            "Viện lấy mẫu kiểm định vắc xin Minhovac, các lô 1452312A, 1452313A đã sử dụng tại hai tỉnh.",
            [("1452312A", None, None), ("1452313A", None, None)],
        ),
        (
            "Tạm ngừng thuốc Minhocef, Số lô 13004 CX, hạn dùng 18/05/2015. Báo nơi dùng Minhocef, Số lô: 13004 CX "
            "để ngừng bán.",
            [("13004 CX", None, "2015-05-18")],
        ),
        (
            "Tạm ngừng vắc xin Minhovac (1 ml/lọ), các lô:\nV-GB 020614E (NSX: 11/06/2014, HD: 10/06/2017)\n"
            "V-GB 030614E (NSX: 18/06/2014, HD: 17/06/2017)\ndo Công ty TNHH Mẫu sản xuất.",
            [("V-GB 020614E", "2014-06-11", "2017-06-10"), ("V-GB 030614E", "2014-06-18", "2017-06-17")],
        ),
        (
            "Thu hồi thuốc Minhocef gồm các lô:\n- 010124: NSX 01/01/2024, HD 01/01/2027\n- 020124: NSX 02/01/2024, HD "
            "02/01/2027",
            [("010124", "2024-01-01", "2027-01-01"), ("020124", "2024-01-02", "2027-01-02")],
        ),
        (
            "Thu hồi 3 lô thuốc Minhocef: lô 2204 (HD: 18/04/2025), lô 2205 (HD: 22/04/2025) và lô 2207 (HD: "
            "10/06/2025).",
            [("2204", None, "2025-04-18"), ("2205", None, "2025-04-22"), ("2207", None, "2025-06-10")],
        ),
        (
            "Thu hồi thuốc Minhocef, số lô: A01, A02 và A03; NSX lần lượt là 01/02/2024, 02/02/2024 và 03/02/2024; HD "
            "tương ứng: 01/02/2027, 02/02/2027 và 03/02/2027.",
            [
                ("A01", "2024-02-01", "2027-02-01"),
                ("A02", "2024-02-02", "2027-02-02"),
                ("A03", "2024-02-03", "2027-02-03"),
            ],
        ),
        (
            "Thu hồi thuốc Minhocef, số lô: RJ8026, HD: 03/2021; số lô: RJ8027, HD: 03/2021; số lô: RJ9003, HD: "
            "01/2022.",
            [("RJ8026", None, "2021-03-31"), ("RJ8027", None, "2021-03-31"), ("RJ9003", None, "2022-01-31")],
        ),
        (
            "Thu hồi thuốc Minhocef, các lô AP21-044A; AP21-045A cùng hạn dùng 08/2024.",
            [("AP21-044A", None, "2024-08-31"), ("AP21-045A", None, "2024-08-31")],
        ),
        (
            "Thu hồi thuốc Minhocef có số lô MS22G-2309-07, sản xuất tháng 9/2023, hạn dùng đến tháng 8/2028.",
            [("MS22G-2309-07", "2023-09-01", "2028-08-31")],
        ),
        (
            "Thu hồi hai lô thuốc Minhocef là 010124 và 020124, đều có hạn dùng 01/01/2027.",
            [("010124", None, "2027-01-01"), ("020124", None, "2027-01-01")],
        ),
        (
            "Thu hồi thuốc Minhocef mang các số lô 010124 (sản xuất 01/01/2024), 020124 (sản xuất 02/01/2024).",
            [("010124", "2024-01-01", None), ("020124", "2024-01-02", None)],
        ),
        (
            "Thu hồi thuốc Minhocef: 010124 (HD 01/01/2027) và 020124 (HD 02/01/2027) là hai lô không đạt.".replace(
                "Minhocef: 010124", "Minhocef, lô 010124"
            ),
            [("010124", None, "2027-01-01"), ("020124", None, "2027-01-02")],
        ),
        (
            "Thu hồi thuốc Minhocef, số lô 010124 - HD 01/01/2027; 020124 - HD 02/01/2027.",
            [("010124", None, "2027-01-01"), ("020124", None, "2027-01-02")],
        ),
        (
            "Thu hồi thuốc Minhocef gồm:\n+ Lô 021024, NSX: 04/10/2024, HD: 04/10/2026\n+ Lô 031024, NSX: "
            "07/10/2024, HD: "
            "07/10/2026",
            [("021024", "2024-10-04", "2026-10-04"), ("031024", "2024-10-07", "2026-10-07")],
        ),
        (
            "Thu hồi thuốc Minhocef, số lô 23 0301, NSX 13/03/2023, HD 12/03/2026.",
            [("23 0301", "2023-03-13", "2026-03-12")],
        ),
        (
            "| Tên thuốc | Số lô | NSX | HD |\n| Minhocef | 010124 | 01/01/2024 | 01/01/2027 |\n| Minhodol | 020124 | "
            "02/01/2024 | 02/01/2027 |",
            [("010124", "2024-01-01", "2027-01-01"), ("020124", "2024-01-02", "2027-01-02")],
        ),
        (
            "Thuốc Minhocef, lô 010124 hạn dùng tháng 01 năm 2027.",
            [("010124", None, "2027-01-31")],
        ),
        (
            "Thu hồi thuốc Minhocef, lô: 010124 HD: 010127; lô: 020124 HD: 020127",
            [("010124", None, "2027-01-01"), ("020124", None, "2027-01-02")],
        ),
    ],
)
def test_each_batch_of_several_has_its_own_dates(text: str, wanted: list[Row]) -> None:
    assert batches(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Thuốc Minhocef, số lô 0120, NSX: 05/01/2024, HSD: 3 năm kể từ ngày sản xuất.",
            [("0120", "2024-01-05", None)],
        ),
        ("Thuốc Minhocef, số lô 0120, HD: 36 tháng kể từ ngày sản xuất.", [("0120", None, None)]),
        (
            "Thuốc Minhocef, số lô 0120, 0121, HD 01/2026, 02/2026, 03/2026.",
            [("0120", None, None), ("0121", None, None)],
        ),
        ("Thuốc Minhocef không ghi số lô, HD 01/2026.", []),
        ("Công ty TNHH Mẫu (lô D3, KCN Quế Võ) sản xuất thuốc Minhocef.", []),
        ("Nhà máy đặt tại Lô 12-14, đường số 5, KCN Tân Tạo, sản xuất thuốc Minhocef.", []),
        ("Thu hồi 02 lô thuốc Minhocef, mỗi lô 5.000 hộp.", []),
        ("Thu hồi lô thuốc Minhocef gồm 4.800 chai nhập ngày 03/07/2012.", []),
        ("Thu hồi toàn bộ các lô thuốc Minhocef 80 còn hạn dùng.", []),
        ("Lô hàng nhập khẩu theo tờ khai số 10023 ngày 03/07/2012, thuốc Minhocef.", []),
    ],
)
def test_what_a_text_does_not_say_of_a_batch_stays_empty(text: str, wanted: list[Row]) -> None:
    assert batches(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Thuốc Minhocef\nSố lô - Hạn dùng: 050324 - 10/03/2027", [("050324", None, "2027-03-10")]),
        ("Thuốc Minhocef\nLô/NSX/HD: 0120 / 15/01/2024 - 15/01/2027", ONE),
        ("Thuốc Minhocef\nSố lô - NSX - HD: 0120 - 15/01/2024 - 15/01/2027", ONE),
        ("Mỹ phẩm Minho Tint (Lot: ML0523; EXP: 2026/05)", [("ML0523", None, "2026-05-31")]),
        (
            "Thuốc Minhocef (HD 15/01/2027, lô 0120; HD 16/01/2027, lô 0121)",
            [
                ("0120", None, "2027-01-15"),
                ("0121", None, "2027-01-16"),
            ],
        ),
        ("Kem Minho, SL: 02/23; NSX: 02/02/2023", [("02/23", "2023-02-02", None)]),
        ("Kem Minho, SL: 200 hộp; NSX: 02/02/2023", []),
    ],
)
def test_labels_and_values_stand_in_the_same_order(text: str, wanted: list[Row]) -> None:
    assert batches(text) == wanted


@pytest.mark.parametrize(
    "said",
    [
        "- Số lô: 0120 và 0220\n- Ngày sản xuất: 15/01/2024 (lô 0120); 20/02/2024 (lô 0220)\n- Hạn dùng: 15/01/2027 "
        "(lô 0120); 20/02/2027 (lô 0220)",
        "Số lô: 0120, 0220, NSX: 15/01/2024 (0120), 20/02/2024 (0220), HD: 15/01/2027 (0120), 20/02/2027 (0220).",
        "Số lô 0120, 0220; ngày sản xuất: lô 0120: 15/01/2024; lô 0220: 20/02/2024; hạn dùng: lô 0120: 15/01/2027; "
        "lô 0220: 20/02/2027.",
        "Ngày sản xuất 15/01/2024 đối với lô 0120 và 20/02/2024 đối với lô 0220; hạn dùng 15/01/2027 đối với lô 0120 "
        "và 20/02/2027 đối với lô 0220.",
        "Số lô 0120, 0220; ngày sản xuất của lô 0120 là 15/01/2024, của lô 0220 là 20/02/2024; hạn dùng của lô 0120 "
        "là 15/01/2027, của lô 0220 là 20/02/2027.",
        "Số lô NSX HD\n0120 15/01/2024 15/01/2027\n0220 20/02/2024 20/02/2027",
        "Số lô - NSX - HD: 0120 - 15/01/2024 - 15/01/2027; 0220 - 20/02/2024 - 20/02/2027",
        "Số lô/NSX/HD: 0120/15.01.2024/15.01.2027, 0220/20.02.2024/20.02.2027",
        "Số lô | NSX | HD\n0120 | 15/01/2024 | 15/01/2027\n0220 | 20/02/2024 | 20/02/2027",
        "Danh sách lô: 0120 (15/01/2024 - 15/01/2027), 0220 (20/02/2024 - 20/02/2027).",
        "Các lô cụ thể:\n0120, NSX 15/01/2024, HD 15/01/2027\n0220, NSX 20/02/2024, HD 20/02/2027",
        "Các lô bị thu hồi như sau:\na) 0120 (NSX 15/01/2024; HD 15/01/2027)\nb) 0220 (NSX 20/02/2024; HD 20/02/2027)",
    ],
)
def test_each_batch_of_a_list_has_its_own_dates(said: str) -> None:
    wanted = [("0120", "2024-01-15", "2027-01-15"), ("0220", "2024-02-20", "2027-02-20")]
    assert batches(f"Thu hồi thuốc Minhocef 500\n{said}") == wanted


@pytest.mark.parametrize(
    "number", ["TV40 0824", "15 1001", "KS 01 0825", "MC1 0825", "0618A", "V-GB 020614E", "RC20-230551"]
)
@pytest.mark.parametrize(
    "said",
    ["Số lô: {}, HD: 15/01/2027.", "Số lô in trên vỉ {} (hạn dùng 15/01/2027).", "Lô thuốc: số {}; HD: 15/01/2027"],
)
def test_a_batch_number_is_never_cut_short(number: str, said: str) -> None:
    assert batches("Thu hồi thuốc Minhocef 500\n" + said.format(number)) == [(number, None, "2027-01-15")]


@pytest.mark.parametrize(
    "said",
    [
        "số lô 0120 HD 15/01/2027",
        "số lô 0120-HD: 15/01/2027",
        "số lô 0120 15.01.2024, HD 15/01/2027",
        "số lô: 0120;\n4. HD 15/01/2027",
        "SĐK: VD-12345-15, 0120; HD: 15/01/2027",
        "số lô ghi trên hộp là 0120, trong khi thuốc thật có số lô 0999, HD 15/01/2027",
        "số lô 0120, HD 15/01/2027. Công ty lấy mẫu các lô khác (số lô 0220, 0320) để kiểm tra",
        "số lô 0120, HD 15/01/2027. Các lô còn lại (số lô 0220, 0320) vẫn được lưu hành",
        "số lô 0120, HD 15/01/2027. Lấy mẫu bổ sung đối với các lô thuốc nhập khẩu cùng chuyến hàng (số lô 0220, 0320)",
        "số lô 0120, HD 15/01/2027, cơ sở tại lô 4 KCN Minh Họa",
    ],
)
def test_what_is_no_batch_of_the_notice_is_not_read_as_one(said: str) -> None:
    assert [row[0] for row in batches(f"Thu hồi thuốc Minhocef 500, {said}.")] == ["0120"]


def test_other_batches_that_are_taken_back_as_well_are_read() -> None:
    text = "Thu hồi thuốc Minhocef 500, số lô 0120 và các lô khác gồm: 0220, 0320."
    assert [row[0] for row in batches(text)] == ["0120", "0220", "0320"]


def test_two_days_in_a_bracket_that_lie_close_are_no_life_of_a_batch() -> None:
    text = "Thu hồi thuốc Minhocef 500, số lô: 0120 (10/01/2027 - 15/01/2027)."
    assert batches(text) == [("0120", None, None)]


def test_a_batch_right_before_other_goods_is_theirs() -> None:
    notice = parsed(
        "Đình chỉ thuốc Minhocef 500 lô 031209, SĐK VD-1544-06. Cục cũng đình chỉ lưu hành lô T101 của thuốc tiêm "
        "Nambicin 1g (SĐK VN-8350-04; sản xuất 4/2010, hết hạn 4/2013)."
    )
    assert [(p.name, [(b.batch_number, str(b.expires_on)) for b in p.batches]) for p in notice.products] == [
        ("Minhocef 500", [("031209", "None")]),
        ("Nambicin 1g", [("T101", "2013-04-30")]),
    ]


def test_serial_numbers_of_a_device_stand_for_its_batches() -> None:
    text = (
        "Thu hồi thiết bị y tế Minhovent\nSố lưu hành: 2302118ĐKLH/BYT-HTTB\n"
        "Số sê-ri bị ảnh hưởng: RC20-230551, RC20-240007"
    )
    assert [row[0] for row in batches(text)] == ["RC20-230551", "RC20-240007"]


_TWO = [("A0120", None, "2027-12-31"), ("A0220", None, "2027-12-31")]


@pytest.mark.parametrize(
    "said",
    [
        "số lô sản xuất lần lượt là A0120, A0220, HD 12/2027.",
        "số lô: A0120/A0220; HD: 12/2027.",
        'số lô "A0120", "A0220", hạn dùng 12/2027.',
        "số lô (Batch No.): A0120, A0220; hạn dùng (Exp): 12/2027.",
        "thông tin lô: A0120; A0220. Hạn dùng đều là 12/2027.",
        "số lô bị ảnh hưởng là A0120 và A0220, HD 12/2027.",
        "số lô của sản phẩm: A0120, A0220; HD 12/2027.",
        "mã lô hàng A0120, A0220; HD 12/2027.",
        "số lô, hạn dùng: A0120, 12/2027; A0220, 12/2027.",
        "lô A0120, A0220 cùng hạn dùng 12/2027.",
        "thông tin:\nSố lô: A0120\nA0220\nHD: 12/2027",
        "thông tin:\nSố lô:\n- A0120\n- A0220\nHạn dùng: 12/2027",
        "| Lô A0120, A0220 | HD 12/2027 |",
        "chi tiết:\nSTT | Tên thuốc | Số lô - Hạn dùng\n1 | Minhocef 500 | A0120 - 12/2027\n"
        "2 | Minhocef 500 | A0220 - 12/2027",
        "chi tiết:\nSTT | Tên thuốc | Số lô, HD\n1 | Minhocef 500 | A0120, HD: 12/2027\n"
        "2 | Minhocef 500 | A0220, HD: 12/2027",
    ],
)
def test_several_batches_are_read_wherever_they_stand(said: str) -> None:
    assert batches(f"Thu hồi thuốc Minhocef 500, {said}") == _TWO


@pytest.mark.parametrize(
    "said",
    [
        "số lô A0120\n1/12",
        "số lô A0120. Đối chiếu, sản phẩm thật cùng tên có số lô B0999",
        "số lô A0120. Thuốc thay thế cùng hoạt chất lô C0001 vẫn được lưu hành bình thường",
        "số lô A0120 với số lượng 5000 hộp, phiếu nhập 12345",
        "số lô A0120, 12 hộp",
    ],
)
def test_a_page_a_count_or_a_sound_batch_is_no_further_batch(said: str) -> None:
    assert [row[0] for row in batches(f"Cảnh báo thuốc giả Minhocef 500, {said}")] == ["A0120"]
