"""Ledgers of recalls through real nights: who is asked, what answers, what a person is told, a recall taken back."""

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from pipelines.decisions import append_decision
from pipelines.settings import Settings
from tests.end_to_end.conftest import ask, run

pytestmark = pytest.mark.slow

RECALL = (
    "Ngày 31/10/2026, Cục Quản lý Dược ban hành Quyết định số 9389/QĐ-QLD thu hồi toàn quốc thuốc Minhhoacillin "
    "250 mg, SĐK VD-38938-17, số lô MHX410923, NSX: 20/04/2025, HD: 20/04/2028 do Công ty Minh Họa "
    "sản xuất, vi phạm mức độ 2."
)
UNDATED = "Cục Quản lý Dược thu hồi thuốc Minhhoakem, SĐK: VD-22222-22, số lô: 0125 do Công ty Minh Họa sản xuất."
UNKNOWN_DEPARTMENT = (
    "Ngày 31/10/2026, Sở Y tế có Công văn số 5512/SYT-NVD thu hồi thuốc Minhhoasirup, SĐK VD-33333-17, số lô 0777 do "
    "Công ty Minh Họa sản xuất. Kính gửi: Sở Y tế các tỉnh, thành phố."
)
TAKEN_BACK = (
    "Quyết định số 9400/QĐ-QLD ngày 02/11/2026 của Cục Quản lý Dược hủy bỏ Quyết định số 9389/QĐ-QLD ngày 31/10/2026 "
    "về việc thu hồi thuốc Minhhoacillin 250 mg, SĐK VD-38938-17."
)
NOTICE = "2026-10-31-9389-QĐ-QLD"
OWN_LETTER = "77/SYT-NVD ngày 31/10/2026 của Sở Y tế Đắk Lắk"


def _answer(home: Path, reporter: str, number: str, product: str, name: str) -> Path:
    """A sign-off, filled in the official form as a ward would."""
    target = home / name
    run(home, "template", "--reporter", reporter, "--form", "sign_off", "-o", str(target))
    book = openpyxl.load_workbook(target)
    sheet = book["Thu hồi"]
    columns = {str(cell.value).strip(): cell for row in sheet.iter_rows() for cell in row if cell.value}
    row = columns["Số cơ sở rà soát"].row + 1
    values = {"Số văn bản thu hồi": number, "Tên sản phẩm": product, "Số cơ sở rà soát": 3}
    for heading, value in values.items():
        sheet.cell(row, columns[heading].column).value = value
    book.save(target)
    return target


def _deliver(home: Path, received_at: str, *files: Path) -> None:
    """Put files into the inbox with the operator's list of when they came."""
    folder = home / "inbox" / "reports" / "thu-hoi"
    folder.mkdir()
    for file in files:
        (folder / file.name).write_bytes(file.read_bytes())
    rows = [f"{file.name},{received_at},," for file in files]
    (folder / "received.csv").write_text("\n".join(["file,received_at,sender,channel", *rows, ""]), "utf-8")


def _decide(home: Path, kind: str, notice_id: str, value: dict[str, object], at: str) -> None:
    append_decision(
        Settings(home=home).decisions, kind=kind, decided_by="a", decided_at=datetime.fromisoformat(at), reason="r",
        value=value, notice_id=notice_id,
    )  # fmt: skip


def _due(home: Path, letter: str, at: str, notice_id: str = NOTICE) -> None:
    value: dict[str, object] = {"province_code": "66", "due_at": "2026-11-02", "letter": letter}
    _decide(home, "ledger_due", notice_id, value, at)


def _statuses(home: Path) -> dict[str, int]:
    """How many wards of Đắk Lắk are in each status of the recall."""
    of_it = f"notice_id = '{NOTICE}' AND province_code = '66'"
    sql = f"SELECT status, count(*) FROM mart.recall_ledger WHERE {of_it} GROUP BY 1"
    return {str(status): int(str(n)) for status, n in ask(home, sql)}


def _said(home: Path) -> set[str]:
    rows = ask(
        home,
        "SELECT DISTINCT rule FROM quality.findings WHERE resolved_at IS NULL AND (rule LIKE 'l%ing%' OR rule LIKE "
        "'letter%' OR rule LIKE 'ledger%' OR rule LIKE 'decision_about%' OR rule = 'sign_off_of_other_product')",
    )
    return {str(rule) for (rule,) in rows}


def test_ledgers_from_the_notice_to_its_taking_back(home: Path) -> None:
    inbox = home / "inbox" / "notices"
    sql = "SELECT reporter_id FROM reference.reporters WHERE ward_code IS NOT NULL AND province_code = '66' ORDER BY 1"
    known = ask(home, sql)
    wards = [str(code) for (code,) in known]
    for name, text in (("a", RECALL), ("b", UNDATED), ("c", UNKNOWN_DEPARTMENT)):
        (inbox / f"{name}.txt").write_text(text, "utf-8")
    _due(home, "77/SYT-NVD ngày 31/10/2026 của Sở Y tế Hải Phòng", "2026-10-31T10:00:00+07:00")
    _due(home, OWN_LETTER, "2026-10-31T10:05:00+07:00", "2026-10-31-9999-QĐ-QLD")
    run(home, "nightly", "--as-of", "2026-11-03T02:00:00+07:00")
    assert _statuses(home) == {"not_due": len(wards)}
    assert _said(home) == {
        "letter_not_of_the_province", "decision_about_unknown_notice", "ledger_since_arrival", "ledger_without_place",
    }  # fmt: skip
    asked = {str(product) for (product,) in ask(home, "SELECT DISTINCT p.name FROM mart.recall_ledger l "
                                                "JOIN core.recalled_products p USING (notice_id) "
                                                "WHERE p.name LIKE 'Minhhoa%'")}  # fmt: skip
    assert asked == {"Minhhoacillin 250 mg", "Minhhoakem"}

    _due(home, OWN_LETTER, "2026-11-03T08:00:00+07:00")
    wrong = _answer(home, wards[0], "77/SYT-NVD", "Padobaby", "sai.xlsx")
    right = _answer(home, wards[1], "77/SYT-NVD", "thuoc minh hoacilin", "dung.xlsx")
    _deliver(home, "2026-11-03T10:00:00+07:00", wrong, right)
    (inbox / "d.txt").write_text(TAKEN_BACK, "utf-8")
    run(home, "nightly", "--as-of", "2026-11-04T02:00:00+07:00")
    answered = "SELECT notice_id, reporter_id, answer FROM mart.recall_ledger WHERE received_at IS NOT NULL"
    assert (NOTICE, wards[1], "searched") in ask(home, answered)
    assert (NOTICE, wards[0], "searched") not in ask(home, answered)
    assert _statuses(home) == {"missing": len(wards) - 1, "late": 1}
    assert _said(home) >= {"sign_off_of_other_product", "lifting_waits"}
    (cell,) = ask(home, "SELECT sheet, cell, value FROM quality.findings WHERE rule = 'sign_off_of_other_product'")
    assert openpyxl.load_workbook(wrong)[str(cell[0])][str(cell[1])].value == cell[2] == "Padobaby"
    assert "Padobaby" in run(home, "check", str(wrong)).stdout
    assert "văn bản thu hồi nào số" not in run(home, "check", str(right)).stdout

    _decide(home, "notice_correction", "2026-11-02-9400-QĐ-QLD", {"field": "lifts", "value": "9389/QĐ-QLD"},
            "2026-11-04T09:00:00+07:00")  # fmt: skip
    run(home, "nightly", "--as-of", "2026-11-05T02:00:00+07:00")
    assert _statuses(home) == {"exempt": len(wards)}  # both answers came after the day of the taking back
    progress = ask(home, f"SELECT status, lifted_by FROM mart.recall_progress WHERE notice_id = '{NOTICE}'")
    assert set(progress) == {("closed", "2026-11-02-9400-QĐ-QLD")}
    assert not _said(home) & {"lifting_waits", "lifting_closes_nothing"}
    open_ones = "SELECT count(*) FROM quality.findings WHERE rule = 'no_recall_unanswered' AND resolved_at IS NULL"
    assert ask(home, open_ones) == [(0,)]
