"""Files become text, or are refused by name with the reason and the cure."""

import unicodedata
from datetime import date

import pytest

from pipelines.errors import NoticeError
from pipelines.notices.reading import MAX_BYTES, MAX_CHARACTERS, UnreadableNotice, read_notice, split_metadata

PAGE = """<html><head><title>Trang</title><script>var x = "SĐK: VD-00000-00";</script><style>p{}</style></head>
<body><nav><a href="/">Trang chủ VD-11111-11</a></nav><h1>Quyết định số 99/QĐ-QLD</h1>
<p>Cục Quản lý Dược <b>t</b><i>hu</i> hồi
lô thuốc</p>đứng ngoài đoạn
<table><tr><th>Tên thuốc</th><th>Số lô</th></tr><tr><td>Minhocef&nbsp;500</td><td>0101</td></tr></table>
<footer>VD-22222-22</footer></body></html>"""


def test_a_page_becomes_lines_without_navigation_and_scripts() -> None:
    text = read_notice(PAGE.encode(), file_name="thông báo.html").text
    assert text.split("\n") == [
        "Quyết định số 99/QĐ-QLD",
        "Cục Quản lý Dược thu hồi lô thuốc",
        "đứng ngoài đoạn",
        "Tên thuốc | Số lô",
        "Minhocef 500 | 0101",
    ]


def test_the_text_as_decoded_is_kept_beside_the_mended_one() -> None:
    read = read_notice("Lô t hu hồi\u00a0".encode(), file_name="a.TXT")
    assert (read.raw, read.text) == ("Lô t hu hồi\u00a0", "Lô thu hồi")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_told_apart(encoding: str) -> None:
    text = "Cục Quản lý Dược thông báo thu hồi thuốc không đạt tiêu chuẩn chất lượng\n" * 5
    assert read_notice(text.encode(encoding), file_name="a.txt").text == text.strip()


def test_a_windows_vietnamese_file_is_read() -> None:
    text = "Cục Quản lý Dược thông báo thu hồi thuốc không đạt tiêu chuẩn chất lượng, số lô 0123. " * 20
    # Windows-1258 writes tones as marks of their own.
    content = "".join(c if c.encode("cp1258", "ignore") else unicodedata.normalize("NFD", c) for c in text).encode(
        "cp1258", "ignore"
    )
    assert "thu h" in read_notice(content, file_name="a.txt").text


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "a.txt", "rỗng"),
        (b" \n ", "a.txt", "rỗng"),
        (b"PK\x03\x04\x00\x00", "a.txt", "nhị phân"),
        (b"%PDF-1.7", "a.pdf", "hỏng"),
        (b"x", "a.xyz", "chưa đọc được"),
        (b"12345 ... !!!", "a.txt", "không có chữ"),
        (b"<html><script>thu hoi</script></html>", "a.html", "không có chữ"),
        (b"a" * (MAX_BYTES + 1), "a.txt", "20 MB"),
        (b"chu " * (MAX_CHARACTERS // 4 + 1), "a.txt", "ký tự"),
    ],
)
def test_what_cannot_be_a_notice_is_refused_with_its_name_and_the_reason(content: bytes, name: str, why: str) -> None:
    with pytest.raises(NoticeError, match=why) as refused:
        read_notice(content, file_name=name)
    assert name in str(refused.value)
    assert "Cách xử lý" in str(refused.value)


def test_metadata_above_the_dashes_is_no_part_of_the_notice() -> None:
    body = split_metadata("SOURCE: https://vidu.example/a\nPUBLISHED: 06/04/2026\nKIND: x VD-1\n---\nThu hồi thuốc")
    assert (body.text, body.source_url, body.published_on) == (
        "Thu hồi thuốc",
        "https://vidu.example/a",
        date(2026, 4, 6),
    )


def test_a_month_of_publication_is_no_day_of_publication() -> None:
    assert split_metadata("PUBLISHED: 2025-11\n---\nThu hồi").published_on is None


def test_dashes_below_ordinary_lines_are_no_metadata() -> None:
    text = "Cục Quản lý Dược\n---\nThu hồi thuốc"
    assert split_metadata(text).text == text


def test_a_page_nested_without_end_is_refused_at_once() -> None:
    page = ("<html><body>" + "<div>" * 200_000 + "Số: 1/QLD-CL").encode()
    with pytest.raises(UnreadableNotice, match="lồng hơn"):
        read_notice(page, file_name="sau.html")


def test_a_long_table_whose_cells_are_never_closed_is_no_deep_page() -> None:
    page = "<html><body><table>" + "<tr><td>Thuốc<td>Minhocef" * 3_000 + "</table>"
    assert "Minhocef" in read_notice(page.encode(), file_name="bang.html").text
