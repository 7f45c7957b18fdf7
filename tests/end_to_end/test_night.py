"""The main job from end to end: files in an inbox to a published snapshot, through the command."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.end_to_end.conftest import AS_OF, ask, fingerprint, raw, run

pytestmark = pytest.mark.slow

PERIOD = "2026-10"
NIGHT_AFTER = "2026-10-31T03:00:00+07:00"
COUNTS = (
    f"SELECT on_time, late, missing, expected FROM mart.compliance_rates WHERE form = 'monthly' AND period = '{PERIOD}'"
)


def _missing_reporter(home: Path) -> str:
    return str(
        ask(home, f"SELECT min(reporter_id) FROM mart.compliance WHERE form = 'monthly' AND period = '{PERIOD}' "
            "AND status = 'missing' AND ward_code IS NOT NULL AND NOT pending_file AND empty_sent_at IS NULL "
            "AND unreadable_sent_at IS NULL")[0][0]
    )  # fmt: skip


def _report(home: Path, reporter: str, name: str, inspected: int) -> Path:
    """Fill the official form as a ward would, in a spreadsheet program."""
    target = home / "inbox" / "reports" / name
    run(home, "template", "--reporter", reporter, "--form", "monthly", "--period", PERIOD, "-o", str(target))
    book = openpyxl.load_workbook(target)
    cover, sheet = book["Thông tin"], book["Kiểm tra"]
    for label, value in cover.iter_rows(min_col=1, max_col=2):
        if str(label.value).startswith("Đơn vị tiền"):
            value.value = "đồng"
    headings = {
        cell.value.strip(): cell.column
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.strip() in _FIGURES
    }
    column = headings["Số cơ sở được kiểm tra"]
    heading_row = max(cell.row for row in sheet.iter_rows() for cell in row if cell.value == "Tổng số vụ")
    first_row = next(row for row in range(heading_row + 1, 99) if sheet.cell(row, column).value is None)
    values = {**_FIGURES, "Số cơ sở được kiểm tra": inspected}
    for heading, column in headings.items():
        sheet.cell(first_row, column).value = values[heading]
    book.save(target)
    return target


_FIGURES: dict[str, object] = {
    "Nhóm hàng": "thuốc",
    "Hành vi": "điều kiện kinh doanh",
    "Kênh": "nhà thuốc, quầy thuốc",
    "Số cơ sở được kiểm tra": 3,
    "Số cơ sở vi phạm": 0,
}


def test_a_late_workbook_is_one_more_late_report_and_the_same_file_again_changes_nothing(home: Path) -> None:
    reporter = _missing_reporter(home)
    before = ask(home, COUNTS)[0]
    sent = _report(home, reporter, "nop_tre.xlsx", inspected=3)
    run(home, "check", str(sent))
    run(home, "nightly", "--as-of", NIGHT_AFTER)
    after = ask(home, COUNTS)[0]
    assert after == (before[0], int(str(before[1])) + 1, int(str(before[2])) - 1, before[3])
    row = ask(home, f"SELECT status, state, content FROM mart.compliance WHERE reporter_id = '{reporter}' "
              f"AND period = '{PERIOD}'")  # fmt: skip
    assert row == [("late", "accepted", "filled")]

    shutil.copy(sent, sent.with_name("lai_lan_nua.xlsx"))
    equal = fingerprint(home)
    run(home, "nightly", "--as-of", NIGHT_AFTER)
    again = fingerprint(home)
    assert {t for t in equal if equal[t] != again[t]} == set()

    _report(home, reporter, "da_sua.xlsx", inspected=5)
    run(home, "nightly", "--as-of", "2026-10-31T04:00:00+07:00")
    assert ask(home, COUNTS)[0] == after
    versions = ask(home, f"SELECT version, is_current FROM core.submissions WHERE reporter_id = '{reporter}' "
                   f"AND period = '{PERIOD}' ORDER BY version")  # fmt: skip
    assert versions == [(1, False), (2, True)]
    inspected = ask(
        home,
        "SELECT sum(establishments_inspected) FROM core.inspection_lines JOIN core.submissions s USING (submission_id) "
        f"WHERE s.is_current AND s.reporter_id = '{reporter}' AND s.period = '{PERIOD}'",
    )
    assert inspected == [(5,)]


def test_a_second_night_with_nothing_new_publishes_equal_tables(home: Path) -> None:
    before = fingerprint(home)
    run(home, "nightly", "--as-of", AS_OF)
    assert fingerprint(home) == before


def test_a_past_morning_does_not_move_the_pointer(home: Path) -> None:
    current = (home / "published" / "CURRENT").read_text()
    run(home, "nightly", "--as-of", "2026-10-01T02:00:00+07:00")
    assert (home / "published" / "CURRENT").read_text() == current
    assert len(list((home / "published").glob("2026-10-01*.duckdb"))) == 2


def test_rates_of_the_night_add_up(home: Path) -> None:
    wrong = ask(home, "SELECT * FROM mart.compliance_rates "
                "WHERE on_time + late + missing + not_due + exempt <> expected OR on_time_rate > 1")  # fmt: skip
    assert wrong == []
    assert ask(home, "SELECT count(*) FROM mart.compliance WHERE due_at IS NOT NULL") == ask(
        home, "SELECT sum(expected) FROM mart.compliance_rates"
    )


def test_every_file_that_arrived_is_kept_and_accounted_for(home: Path) -> None:
    arrived = {path.name for path in (home / "inbox").rglob("*") if path.is_file() and path.name != "received.csv"}
    recorded = {name for (name,) in raw(home, "SELECT file_name FROM raw.arrivals")}
    assert recorded == arrived
    unread = raw(home, "SELECT count(*) FROM raw.arrivals WHERE file_sha256 NOT IN (SELECT file_sha256 FROM raw.files)")
    assert unread == [(0,)]
    states = {state for (state,) in ask(home, "SELECT DISTINCT state FROM core.submissions")}
    assert {"accepted", "returned", "unreadable"} <= states


def test_missing_and_late_name_the_reporter_and_the_deadline(home: Path) -> None:
    rows = ask(
        home,
        "SELECT f.message_vi, p.name FROM quality.findings f JOIN reference.reporters p USING (reporter_id) "
        "WHERE rule IN ('none_missing', 'none_late')",
    )
    assert rows
    for message, name in rows:
        assert str(name) in str(message)
        assert "/2026" in str(message)


def test_free_text_of_cases_stays_out_of_the_public_snapshot(home: Path) -> None:
    (texts,) = raw(home, "SELECT list(DISTINCT content) FROM raw.serious_cases WHERE content IS NOT NULL")[0]
    assert texts
    public = next(p for p in (home / "published").glob("*.duckdb") if "restricted" not in p.name).read_bytes()
    for text in list(texts)[:20]:  # type: ignore[call-overload]
        assert str(text).encode() not in public
