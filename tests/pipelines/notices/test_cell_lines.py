"""Lines of one cell are a list unless one plainly goes on from the line above; what cannot be told is doubted."""

import io
from dataclasses import replace

import docx
import pytest

from pipelines.notices.cell_lines import CellLines, CellNotes, texts_of
from pipelines.notices.doubts import doubt_numbers
from pipelines.notices.parsing import parse_notice
from pipelines.notices.reading import read_notice
from tests.pipelines.notices.worlds import reference

HEADINGS = ("STT", "Tên thuốc", "Số GĐKLH", "Số lô", "HD")
OF_BATCHES = 3


def read(column: int, *cells: str, is_full: bool, headings: tuple[str, ...] = HEADINGS) -> tuple[list[str], CellNotes]:
    """The cells of one column, lines apart by line ends; `is_full` = they end where the column does."""
    notes = CellNotes()
    grid = [[CellLines((heading,)) for heading in headings]] if headings else []
    for cell in cells:
        lines = tuple(cell.split("\n"))
        row = [CellLines(("x",)) for _ in HEADINGS]
        row[column] = CellLines(lines, (is_full,) * len(lines) if is_full else ())
        grid.append(row)
    texts = [row[column] for row in texts_of(grid, notes)]
    return texts[1:] if headings else texts, notes


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("120126\n120226", "120126; 120226"),
        ("AB0126\nAB0226\nAB0326", "AB0126; AB0226; AB0326"),
        ("A403-1\nA403-2", "A403-1; A403-2"),
        ("010126,\n010226,\n010326", "010126, 010226, 010326"),
        ("010126;\n010226", "010126; 010226"),
        ("- 060126\n- 060226", "060126; 060226"),
        ("• 060126\n• 060226", "060126; 060226"),
        ("Lô 040126,\nlô 040226", "Lô 040126, lô 040226"),
        ("Lô: 040126\nLô: 040226", "Lô: 040126; Lô: 040226"),
        ("KT 0026 B\nKT 0027 B", "KT 0026 B; KT 0027 B"),
        ("120126\n(NSX: 01/02/2026)\n120226\n(NSX: 02/02/2026)", "120126 (NSX: 01/02/2026); 120226 (NSX: 02/02/2026)"),
        ("120126 và\n120226", "120126 và 120226"),
        ("A403-\n1", "A403-1"),
    ],
)
def test_lines_that_their_writer_ended_are_a_list_of_batches_without_doubt(cell: str, text: str) -> None:
    texts, notes = read(OF_BATCHES, cell, is_full=False)
    assert texts[0] == text
    assert (notes.doubtful, notes.values) == ([], [])


@pytest.mark.parametrize(
    ("cells", "text", "doubted"),
    [
        # Nothing tells whether one number was cut: it is read as a list where both halves could be batches.
        (("404126\n404226",), "404126; 404226", ["404126", "404226"]),
        (("AB0126\nAB0226",), "AB0126; AB0226", ["AB0126", "AB0226"]),
        (("120525\n1",), "1205251", []),
        (("1205\n25AB",), "120525AB", ["120525AB"]),
        # Another cell, or another number of the same list, shows how long a whole one is.
        (("404126\n404226", "404326"), "404126; 404226", []),
        (("1205\n25", "130525"), "120525", []),
        (("010126,\n010226,\n010326",), "010126, 010226, 010326", []),
        (("010126,\n0102\n26,\n010326",), "010126, 010226, 010326", []),
        (("010126,\n010226\n010326",), "010126, 010226; 010326", []),
        (("120126\n(NSX: 01/02/26)\n120226",), "120126 (NSX: 01/02/26); 120226", []),
        (("- 060126\n- 060226",), "060126; 060226", []),
        (("710326 (HD:\n01/03/29)",), "710326 (HD: 01/03/29)", []),
    ],
)
def test_lines_at_the_edge_of_a_column_are_cut_a_list_or_in_doubt(
    cells: tuple[str, ...], text: str, doubted: list[str]
) -> None:
    texts, notes = read(OF_BATCHES, *cells, is_full=True)
    assert texts[0] == text
    assert notes.values == doubted
    assert bool(notes.doubtful) == bool(doubted)


def test_doubt_names_both_readings() -> None:
    assert read(OF_BATCHES, "404126\n404226", is_full=True)[1].doubtful == ["404126; 404226 (hoặc 404126404226)"]


@pytest.mark.parametrize(
    ("column", "cell", "text"),
    [
        (2, "893110\n702024", "893110702024"),
        (2, "8931\n1070\n2024", "893110702024"),
        (2, "VD-70101-21\nVD-70102-21", "VD-70101-21; VD-70102-21"),
        (2, "893110702024\n(VD-70101-21)", "893110702024 (VD-70101-21)"),
        (4, "30/06/2028\n30/07/2028", "30/06/2028; 30/07/2028"),
        (4, "30/06/20\n28", "30/06/2028"),
        (1, "Viên nén\nMinhocef 500", "Viên nén Minhocef 500"),
        (1, "Minhocef 500\n(Cefixim 500mg)", "Minhocef 500 (Cefixim 500mg)"),
        (1, "B12\nB6", "B12 B6"),
    ],
)
@pytest.mark.parametrize("is_full", [False, True])
def test_the_column_tells_what_its_lines_are(column: int, cell: str, text: str, *, is_full: bool) -> None:
    texts, notes = read(column, cell, is_full=is_full)
    assert (texts[0], notes.doubtful) == (text, [])


def test_in_a_table_without_headings_a_number_that_looks_like_a_registration_is_doubted() -> None:
    texts, notes = read(OF_BATCHES, "893110\n702024", is_full=True, headings=())
    assert (texts, notes.values) == (["893110702024"], ["893110702024"])


ROWS = [
    ("1", "Minhocef 10", "VD-50101-21", "120126\n120226", "12/01/2029\n12/02/2029"),
    ("2", "Minhocef 20", "VD-50102-21", "AB0126\nAB0226\nAB0326", "13/01/2029"),
]
HEAD = ("Số: 9501/QLD-MH", "Hà Nội, ngày 02 tháng 11 năm 2026", "Thu hồi toàn quốc các thuốc sau, vi phạm mức độ 2:")


def as_page(mark: tuple[str, str]) -> bytes:
    """Lines of a cell between two marks."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{mark[0].join(cell.split(chr(10)))}{mark[1]}</td>" for cell in row) + "</tr>"
        for row in (HEADINGS, *ROWS)
    )
    return f"<html><body>{''.join(f'<p>{line}</p>' for line in HEAD)}<table>{rows}</table></body></html>".encode()


def as_docx() -> bytes:
    document = docx.Document()
    for line in HEAD:
        document.add_paragraph(line)
    table = document.add_table(0, len(HEADINGS))
    for row in (HEADINGS, *ROWS):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.html", as_page(("<br>", ""))), ("b.html", as_page(("<p>", "</p>"))), ("a.docx", as_docx())],
)
def test_every_batch_of_a_cell_is_read_with_its_day(name: str, content: bytes) -> None:
    text = read_notice(content, file_name=name).text
    one, two = parse_notice(text, file_name=name, reference=reference()).products
    assert [(batch.batch_number, str(batch.expires_on)) for batch in one.batches] == [
        ("120126", "2029-01-12"),
        ("120226", "2029-02-12"),
    ]
    assert [batch.batch_number for batch in two.batches] == ["AB0126", "AB0226", "AB0326"]


def test_a_doubted_number_is_one_that_a_person_looks_at() -> None:
    text = read_notice(as_docx(), file_name="a.docx").text
    parsed = parse_notice(text, file_name="a.docx", reference=reference())
    doubted = doubt_numbers(parsed, ["120126"])
    low = {(said.field, said.value) for said in doubted.evidence if said.confidence < 0.5}
    assert low == {("batches.batch_number", "120126")}
    assert doubt_numbers(parsed, []) is parsed
    assert replace(doubted, evidence=()) == replace(parsed, evidence=())
