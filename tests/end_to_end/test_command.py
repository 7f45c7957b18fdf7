"""The command as people type it."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.end_to_end.conftest import ask, run

pytestmark = pytest.mark.slow

COMMANDS = (
    *("demo", "sample", "nightly", "check", "differences", "template", "status", "assign", "reprocess", "dashboard"),
    "recalled",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_in_vietnamese(tmp_path: Path, command: str) -> None:
    said = run(tmp_path, command, "--help").stdout
    assert any(letter in said.lower() for letter in "ạảấầậắằặẹếềệịọốồộớờợụứừựỳ")


def test_status_says_who_owes_what(home: Path) -> None:
    said = run(home, "status", "--province", "66", "--period", "2026-10").stdout
    assert "DỮ LIỆU MINH HỌA" in said
    (missing,) = ask(home, "SELECT count(*) FROM mart.compliance WHERE form = 'monthly' AND period = '2026-10' "
                     "AND status = 'missing'")[0]  # fmt: skip
    assert said.count("báo cáo tháng 2026-10, chưa nộp – quá hạn") == missing


def test_status_before_the_first_night_says_what_to_do(tmp_path: Path) -> None:
    finished = run(tmp_path, "status", check=False)
    assert finished.returncode == 1
    assert "make nightly" in finished.stderr


def test_a_recalled_product_is_found_by_number_batch_and_name_in_any_spelling(home: Path) -> None:
    name, number, batch = ask(
        home,
        "SELECT p.name, p.registration_number, b.batch_number FROM core.recalled_products p "
        "JOIN core.recalled_batches b USING (notice_id, product_no) WHERE p.registration_number LIKE '%-%' LIMIT 1",
    )[0]
    for text in (str(name).upper(), str(number).replace("-", " ").lower(), str(batch)):
        assert "Có trong" in run(home, "recalled", text).stdout, text
    assert "không có trong văn bản nào" in run(home, "recalled", "khongcothuocnay").stdout
    assert "quá ngắn" in run(home, "recalled", "a").stdout


def test_a_blank_form_is_checked_as_empty_and_not_accepted(home: Path) -> None:
    target = home / "form.xlsx"
    run(home, "template", "--reporter", "24133", "--form", "monthly", "--period", "Tháng 10/2026", "-o", str(target))
    finished = run(home, "check", str(target), check=False)
    assert finished.returncode == 1
    assert "TRẢ LẠI" in finished.stdout


def test_a_report_is_checked_marked_mended_and_sent_again(home: Path) -> None:
    target = home / "phuong.xlsx"
    run(home, "template", "--reporter", "24133", "--form", "monthly", "--period", "2026-10", "-o", str(target))
    book = openpyxl.load_workbook(target)
    book["Kiểm tra"]["E7"] = "năm"
    book.save(target)
    said = run(home, "check", str(target), str(home / "đâu.xlsx"), "--annotate", str(home / "ra"), check=False)
    assert said.returncode == 2
    assert "đâu.xlsx: không có tệp này" in said.stderr
    assert "Traceback" not in said.stderr
    (marked,) = (home / "ra").iterdir()
    assert str(marked) in said.stdout
    book = openpyxl.load_workbook(marked)
    book["Kiểm tra"]["E7"] = 5
    book.save(marked)
    assert run(home, "check", str(marked)).stdout.startswith(f"{marked.name}: CHẤP NHẬN")
    changed = run(home, "differences", str(target), str(marked)).stdout
    assert "trang Kiểm tra, ô E7 (Số cơ sở được kiểm tra): sửa: “năm” → “5”" in changed


def test_two_versions_of_a_report_are_compared_by_id_and_by_reporter(home: Path) -> None:
    later, before, reporter, period, changes = ask(
        home,
        "SELECT c.submission_id, c.previous_submission_id, s.reporter_id, s.period, any_value(c.change_count) "
        "FROM quality.version_changes c JOIN core.submissions s USING (submission_id) GROUP BY ALL ORDER BY ALL",
    )[0]
    by_id = run(home, "differences", str(before), str(later)).stdout
    assert f"{changes} ô khác nhau" in by_id
    assert run(home, "differences", "--reporter", str(reporter), "--period", str(period)).stdout == by_id
    assert run(home, "differences", str(later), check=False).returncode == 2
    unknown = run(home, "differences", str(later), "0" * 16 + "-1", check=False)
    assert unknown.returncode == 1
    assert "không có báo cáo nào" in unknown.stderr


def test_an_unknown_reporter_gets_the_nearest_ones(home: Path) -> None:
    wanted = ("--reporter", "66-SYTT", "--form", "monthly", "--period", "2026-10")
    finished = run(home, "template", *wanted, "-o", "x.xlsx", check=False)
    assert finished.returncode == 1
    assert "66-SYT" in finished.stderr


def test_sample_is_refused_where_real_files_lie(tmp_path: Path) -> None:
    (tmp_path / "inbox" / "reports").mkdir(parents=True)
    (tmp_path / "inbox" / "reports" / "that.xlsx").write_bytes(b"real")
    for arguments in (("sample",), ("demo", "--no-serve")):
        finished = run(tmp_path, *arguments, check=False)
        assert finished.returncode == 1
        assert "that.xlsx" in finished.stderr
    assert [p.name for p in (tmp_path / "inbox" / "reports").iterdir()] == ["that.xlsx"]


def test_a_future_as_of_is_refused_outside_a_demo(tmp_path: Path) -> None:
    finished = run(tmp_path, "nightly", "--as-of", "2099-01-01", check=False)
    assert finished.returncode == 1
    assert "tương lai" in finished.stderr


def test_an_instant_that_is_none_is_explained(tmp_path: Path) -> None:
    finished = run(tmp_path, "nightly", "--as-of", "hôm qua", check=False)
    assert finished.returncode == 2
    assert "2026-10-26" in finished.stderr


def test_reprocess_wants_one_choice(tmp_path: Path) -> None:
    assert run(tmp_path, "reprocess", check=False).returncode == 2


def test_a_broken_file_of_the_overlay_is_named_and_nothing_is_published(first_night: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(first_night, home)
    current = (home / "published" / "CURRENT").read_text()
    (home / "reference" / "directives" / "hong.toml").write_text("directive_id = 7\n", "utf-8")
    finished = run(home, "nightly", "--as-of", "2026-10-31T05:00:00+07:00", check=False)
    assert finished.returncode == 1
    assert "hong.toml" in finished.stderr
    assert (home / "published" / "CURRENT").read_text() == current
