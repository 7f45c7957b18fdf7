"""Old fonts: real sentences come back, Unicode is never touched, doubt is said."""

import unicodedata
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.workbooks.legacy_fonts import fonts, mend_fonts
from pipelines.workbooks.reading import SheetCells, WorkbookCells
from pipelines.workbooks.syllables import is_syllable
from tests.pipelines.workbooks.scenario import INSPECTION

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
SENTENCES = [
    "Cộng hoà xã hội chủ nghĩa việt nam", "Độc lập - Tự do - Hạnh phúc", "Đơn vị tính: triệu đồng",
    "phường Trần Hưng Đạo", "Số cơ sở được kiểm tra", "Trị giá hàng vi phạm", "thuốc không rõ nguồn gốc",
    "mỹ phẩm", "quảng cáo sai sự thật", "hộ kinh doanh", "nhà thuốc, quầy thuốc", "kỳ họp", "nguyễn thị hằng",
]  # fmt: skip


def book(*texts: Any) -> WorkbookCells:
    return WorkbookCells((SheetCells("Trang", visible=True, rows=[[text, 5.0] for text in texts]),))


def texts_of(workbook: WorkbookCells) -> list[Any]:
    return [row[0] for row in workbook.sheets[0].rows]


def typed(text: str, key: str) -> str:
    """The text as an old font keeps it; capitals of TCVN3 that only a capital font has are not asked for."""
    table: dict[str, str] = {}
    for old, letter in fonts().encodings[key].letters.items():
        table.setdefault(letter, old)
    return "".join(table.get(letter, letter) for letter in text)


@pytest.mark.parametrize("key", ["tcvn3", "vni"])
def test_every_letter_of_vietnamese_comes_back(key: str) -> None:
    letters = {unicodedata.normalize("NFC", vowel + tone) for vowel, tone in product(VOWELS, TONES)} | {"đ"}
    decode = fonts().encodings[key].decode
    assert all(decode(typed(letter, key)) == letter for letter in letters)
    assert len(letters) == 73
    assert decode(typed("".join(sorted(letters)), "tcvn3")) == "".join(sorted(letters)) or key == "vni"


@pytest.mark.parametrize(
    ("key", "old", "meant"),
    [
        ("tcvn3", "Céng hoµ x· héi chñ nghÜa viÖt nam", "Cộng hoà xã hội chủ nghĩa việt nam"),
        ("tcvn3", "xö ph¹t vi ph¹m hµnh chÝnh", "xử phạt vi phạm hành chính"),
        ("tcvn3", "B\u00adu ®iÖn, d\u00adîc liÖu", "Bưu điện, dược liệu"),
        ("tcvn3", "Mêng Kh¬ng, B¸t X¸t", "Mờng Khơng, Bát Xát"),
        ("vni", "Xin chaøo caùc baïn", "Xin chào các bạn"),
        ("vni", "Tieáng Vieät raát hay", "Tiếng Việt rất hay"),
        ("vni", "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ],
)
def test_real_words_are_known(key: str, old: str, meant: str) -> None:
    assert fonts().encodings[key].decode(old) == meant


@pytest.mark.parametrize("key", ["tcvn3", "vni"])
def test_a_workbook_of_an_old_font_is_read_whole(key: str) -> None:
    mended = mend_fonts(book(*(typed(text, key) for text in SENTENCES), typed("125/QĐ-UBND", key), "plain", 3.0))
    assert mended.encoding == fonts().encodings[key].name
    assert texts_of(mended.workbook) == [*SENTENCES, "125/QĐ-UBND", "plain", 3.0]
    assert mended.doubtful == ()


@pytest.mark.parametrize("key", ["tcvn3", "vni"])
def test_unicode_beside_an_old_font_stays(key: str) -> None:
    unicode = ["Địa bàn", "không", "công an", "Số vụ", "Ghi chú", "Tên đơn vị"]
    mended = mend_fonts(book(*unicode, *(typed(text, key) for text in SENTENCES[:5])))
    assert texts_of(mended.workbook) == [*unicode, *SENTENCES[:5]]


def test_a_word_that_may_be_both_is_left_and_said() -> None:
    mended = mend_fonts(book("Địa bàn", typed(SENTENCES[0], "tcvn3"), "bé"))
    assert texts_of(mended.workbook)[2] == "bé"
    assert mended.doubtful == (("Trang", 3, 0, "bé"),)


def test_a_name_of_a_product_between_old_words_stays_and_is_said() -> None:
    mended = mend_fonts(book(typed(SENTENCES[0], "tcvn3"), typed("thuốc giả", "tcvn3") + " Panadol® Extra"))
    assert texts_of(mended.workbook)[1] == "thuốc giả Panadol® Extra"
    assert [text for *_, text in mended.doubtful] == [typed("thuốc giả", "tcvn3") + " Panadol® Extra"]


def test_a_single_doubtful_word_of_a_clean_file_is_said_not_turned() -> None:
    workbook = book("Địa bàn", "hµng")
    mended = mend_fonts(workbook)
    assert mended.workbook is workbook
    assert mended.doubtful == (("Trang", 2, 0, "hµng"),)


@pytest.mark.parametrize(
    "texts",
    [
        ["Société générale", "été", "thé vert", "crème brûlée", "à la carte", "L'Oréal", "Hôtel", "garçon", "naïve"],
        ["Panadol® Extra", "5 µg", "10 m²", "3×4", "§ 5", "½", "25 °C", "© 2026", "« thuốc »", "Größe", "Señor"],
        ["môt", "bôt", "tôt", "hôp", "môc", "quôc", "viêt", "thuôc"],
        ["không", "công an", "nhà thuốc", "hé mở", "có", "là", "các", "hàng", "xe ô tô"],
    ],
)
def test_what_is_no_old_font_is_left_alone(texts: Sequence[str]) -> None:
    workbook = book(*texts)
    mended = mend_fonts(workbook)
    assert (mended.workbook, mended.encoding, mended.doubtful) == (workbook, None, ())


SYLLABLES = sorted(word for word in fonts().frequent if is_syllable(word))


@given(st.lists(st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=6).map(" ".join), max_size=20))
def test_unicode_vietnamese_is_never_converted(texts: list[str]) -> None:
    workbook = book(*texts)
    assert mend_fonts(workbook).workbook is workbook


@given(st.lists(st.text(st.characters(max_codepoint=0x7E)) | st.floats() | st.booleans() | st.dates(), max_size=20))
def test_plain_text_is_never_converted(values: list[Any]) -> None:
    workbook = book(*values)
    assert mend_fonts(workbook).workbook is workbook


@given(
    st.lists(st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=6).map(" ".join), min_size=8, max_size=20),
    st.sampled_from(["tcvn3", "vni"]),
)
def test_old_fonts_come_back_or_are_left_never_another_word(texts: list[str], key: str) -> None:
    old = [typed(text, key) for text in texts]
    for was, now, meant in zip(old, texts_of(mend_fonts(book(*old)).workbook), texts, strict=True):
        for words in zip(was.split(" "), now.split(" "), meant.split(" "), strict=True):
            assert words[1] in (words[0], words[2])


@given(st.lists(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x1EFF), max_size=12), max_size=12))
def test_no_text_breaks_the_search(texts: list[str]) -> None:
    mend_fonts(book(*texts))


def test_what_was_typed_is_kept_and_what_is_said_is_readable(fill: Any, edit: Any, read: Any) -> None:
    note = typed("Đoàn kiểm tra phát hiện hàng giả", "tcvn3")

    def type_old(workbook: Any) -> None:
        workbook["Kiểm tra"]["B7"] = typed("thuốc", "tcvn3")
        workbook["Kiểm tra"]["U7"] = note
        workbook["Thông tin"]["B8"] = typed("Báo cáo tháng", "tcvn3")

    parsed = read(edit(fill(rows={"Kiểm tra": [INSPECTION]}), type_old))
    (line,) = parsed.rows["raw.inspection_lines"]
    assert (line["note"], line["category"]) == ("Đoàn kiểm tra phát hiện hàng giả", "medicine")
    assert parsed.rows["raw.reports"][0]["form"] == "monthly"
    assert any(note in (row["cells"] or ()) for row in parsed.rows["raw.cells"])
    assert {f["rule"] for f in parsed.rows["raw.findings"]} == {"legacy_font_converted", "total_without_value"}


def test_the_capital_font_keeps_its_capitals() -> None:
    mended = mend_fonts(book(typed(SENTENCES[0], "tcvn3"), "CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM, 3×4"))
    assert texts_of(mended.workbook)[1] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM, 3×4"


def test_a_stamp_of_secrecy_in_an_old_font_seals_the_file(fill: Any, edit: Any, read: Any) -> None:
    def stamp(workbook: Any) -> None:
        workbook["Kiểm tra"]["C2"] = typed("tối mật", "tcvn3")
        workbook["Kiểm tra"]["U7"] = typed("Đoàn kiểm tra phát hiện hàng giả", "tcvn3")

    assert read(edit(fill(), stamp)).reason == "sealed"
