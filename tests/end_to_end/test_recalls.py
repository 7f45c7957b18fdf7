"""A recalled batch in a ward's old report and in tomorrow's: found both times, with the cell, through real nights."""

from pathlib import Path

import openpyxl
import pytest

from tests.end_to_end.conftest import ask, run

pytestmark = pytest.mark.slow

NUMBER, BATCH, NEAR = "VD-38938-17", "MHX410923", "MHX410924"
NOTICE = (
    "Ngày 30/10/2026, Cục Quản lý Dược ban hành Quyết định số 9389/QĐ-QLD thu hồi thuốc Minhhoacillin 250 mg, "
    f"SĐK {NUMBER}, số lô {BATCH}, NSX: 20/04/2025, HD: 20/04/2028 do Công ty Minh Họa sản xuất, vi phạm mức độ 2."
)


def _case(home: Path, reporter: str, name: str, batch: str) -> None:
    """A quick report with one case, filled in the official form as a ward would."""
    target = home / "inbox" / "reports" / name
    run(home, "template", "--reporter", reporter, "--form", "quick", "-o", str(target))
    book = openpyxl.load_workbook(target)
    sheet = book["Vụ việc"]
    columns = {str(cell.value).strip(): cell for row in sheet.iter_rows() for cell in row if cell.value}
    first = columns["Số lô"].row + 1
    values = {
        "Mã vụ việc": name.partition(".")[0], "Thời điểm phát hiện": "20/10/2026 08:30", "Nhóm hàng": "thuốc",
        "Hành vi": "hàng giả", "Kênh": "nhà thuốc, quầy thuốc", "Tên sản phẩm": "Minhhoacillin 250 mg",
        "Số đăng ký": NUMBER, "Số lô": batch,
    }  # fmt: skip
    for heading, value in values.items():
        sheet.cell(first, columns[heading].column).value = value
    book.save(target)


def _found(home: Path) -> dict[str, tuple[object, ...]]:
    rows = ask(
        home,
        "SELECT s.file_name, m.certainty, m.method, m.sheet, m.cell, m.batch_number FROM mart.recall_matches m "
        "JOIN core.submissions s USING (submission_id) JOIN core.notices n USING (notice_id) "
        "WHERE n.document_number = '9389/QĐ-QLD' ORDER BY 1",
    )
    return {str(name): tuple(rest) for name, *rest in rows}


def test_a_recalled_batch_is_found_in_an_old_report_and_in_tomorrows_with_its_cell(home: Path) -> None:
    sql = "SELECT reporter_id FROM reference.reporters WHERE ward_code IS NOT NULL ORDER BY reporter_id LIMIT 3"
    wards = [str(code) for (code,) in ask(home, sql)]
    _case(home, wards[0], "vu_cu.xlsx", BATCH)
    run(home, "nightly", "--as-of", "2026-10-31T03:00:00+07:00")
    assert _found(home) == {}

    (home / "inbox" / "notices" / "thu_hoi.txt").write_text(NOTICE, "utf-8")
    run(home, "nightly", "--as-of", "2026-10-31T04:00:00+07:00")
    old = _found(home)
    assert {name: row[:2] for name, row in old.items()} == {"vu_cu.xlsx": ("certain", "exact")}

    _case(home, wards[1], "vu_moi.xlsx", BATCH)
    _case(home, wards[2], "vu_gan_dung.xlsx", NEAR)
    run(home, "nightly", "--as-of", "2026-11-01T02:00:00+07:00")
    found = _found(home)
    assert found["vu_cu.xlsx"] == old["vu_cu.xlsx"]
    assert {name: row[:2] for name, row in found.items()} == {
        "vu_cu.xlsx": ("certain", "exact"),
        "vu_moi.xlsx": ("certain", "exact"),
        "vu_gan_dung.xlsx": ("possible", "fuzzy"),
    }
    for name, (*_, sheet, cell, batch) in found.items():
        book = openpyxl.load_workbook(home / "inbox" / "reports" / name)
        assert book[str(sheet)][str(cell)].value == (NEAR if name == "vu_gan_dung.xlsx" else BATCH)
        assert batch == BATCH

    asked = ask(home, "SELECT count(*) FROM mart.recall_ledger l JOIN core.notices n USING (notice_id) "
                "WHERE n.document_number = '9389/QĐ-QLD' AND l.status <> 'not_due'")  # fmt: skip
    assert asked == [(0,)]
    said = run(home, "recalled", f"{NUMBER} lô {BATCH}").stdout
    assert "BỊ THU HỒI" in said
    assert said.count("đã gặp:") == 2
    assert said.count("có thể đã gặp") == 1
