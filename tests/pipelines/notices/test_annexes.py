"""Tables are read by the headings of their columns."""

from pipelines.notices.annexes import label_rows
from tests.pipelines.notices.worlds import parsed

TABLE = """Thu hồi các thuốc sau
STT | Tên thuốc | Số GĐKLH | Số lô | NSX | HD | Cơ sở sản xuất
1 | Viên nén Minhomet (Metfor 500mg) | VD-12345-19 | 0101, 0102 | 01/01/2025 | 01/01/2028 | Công ty CP Một
2 | Minhoril | 893110 123424 | | | | Công ty CP Hai
Nơi nhận: Sở Y tế"""


def test_rows_under_known_headings_become_labelled_lines() -> None:
    lines = label_rows(TABLE).split("\n")
    assert lines[1].startswith(
        "- Tên thuốc: Viên nén Minhomet (Metfor 500mg); Số đăng ký: VD-12345-19; Số lô: 0101, 0102;"
    )
    assert lines[2] == "- Tên thuốc: Minhoril; Số đăng ký: 893110 123424; Nhà sản xuất: Công ty CP Hai"
    assert (lines[0], lines[-1]) == ("Thu hồi các thuốc sau", "Nơi nhận: Sở Y tế")


def test_each_row_is_a_product_with_its_own_company_and_batches() -> None:
    found = [
        (p.name, p.registration_number, p.manufacturer, [b.batch_number for b in p.batches])
        for p in parsed(TABLE).products
    ]
    assert found == [
        ("Minhomet", "VD-12345-19", "Công ty CP Một", ["0101", "0102"]),
        ("Minhoril", "893110123424", "Công ty CP Hai", []),
    ]


def test_bars_without_known_headings_stay_as_they_are() -> None:
    text = "Trang chủ | Tin tức | Liên hệ\nThu hồi | thuốc | Minho"
    assert label_rows(text) == text


def test_a_column_of_receipt_numbers_of_cosmetics_is_read_under_its_short_name() -> None:
    heads = "TT\nTên sản phẩm\nSố lô\nSố TNPCB"
    rows = "1\nSữa tắm Bé Na\n0223\n000417/22/CBMP-HY\n2\nNước súc miệng\n01\n5/21/CBMP-HN"
    assert label_rows(f"{heads}\n{rows}").split("\n") == [
        "- Tên thuốc: Sữa tắm Bé Na; Số lô: 0223; Số đăng ký: 000417/22/CBMP-HY",
        "- Tên thuốc: Nước súc miệng; Số lô: 01; Số đăng ký: 5/21/CBMP-HN",
    ]


def test_a_sentence_of_two_halves_is_no_row_of_headings() -> None:
    text = "Thuốc A do Công ty TNHH Mẫu nhập khẩu từ nước ngoài về; thuốc B do Công ty Mẫu Hai sản xuất tại Hà Nội."
    assert label_rows(text) == text


def test_headings_between_semicolons_label_the_lines_below() -> None:
    assert label_rows("Tên thuốc; Số lô; Hạn dùng\nMinhocef; 0120; 01/2027") != (
        "Tên thuốc; Số lô; Hạn dùng\nMinhocef; 0120; 01/2027"
    )
