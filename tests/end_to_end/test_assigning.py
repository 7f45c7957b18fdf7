"""A ward's report that nobody could recognise: assigned on the page, on time from the next night, missing before."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipelines.decisions import append_decision, read_decisions
from pipelines.settings import CHECKOUT
from tests.end_to_end.conftest import ask, raw, run
from tests.end_to_end.test_night import PERIOD, _missing_reporter, _report

CHROMIUM = Path("/usr/bin/chromium")
NIGHT = datetime.fromisoformat("2026-10-31T03:00:00+07:00")
RECEIVED = "2026-10-20T09:00:00+07:00"

pytestmark = pytest.mark.slow


def _send_unclear(home: Path, reporter: str) -> None:
    """Put a report into the inbox whose cover names an office of nobody; the operator wrote down when it came."""
    sent = _report(home, reporter, "bao cao.xlsx", inspected=3)
    book = openpyxl.load_workbook(sent)
    for label, value in book["Thông tin"].iter_rows(min_col=1, max_col=2):
        if label.value == "Mã đơn vị":
            value.value = None
        if label.value == "Tên đơn vị":
            value.value = "Phòng chuyên môn"
    folder = home / "inbox" / "reports" / "tay"
    folder.mkdir()
    book.save(folder / "bao cao.xlsx")
    sent.unlink()
    (folder / "received.csv").write_text(f"file,received_at\nbao cao.xlsx,{RECEIVED}\n", "utf-8")


def _status(home: Path, reporter: str) -> list[tuple[object, ...]]:
    where = f"reporter_id = '{reporter}' AND form = 'monthly' AND period = '{PERIOD}'"
    return ask(home, f"SELECT status, received_at FROM mart.compliance WHERE {where}")


def _waiting(home: Path) -> str:
    rows = ask(home, "SELECT submission_id FROM quality.waiting WHERE path = 'tay/bao cao.xlsx'")
    return str(rows[0][0])


def _night_after(home: Path) -> datetime:
    after = max(datetime.now(tz=UTC), NIGHT) + timedelta(hours=1)
    run(home, "nightly", "--as-of", after.isoformat())
    return after


def _check_what_followed(home: Path, reporter: str, submission: str) -> None:
    after = _night_after(home)
    ((status, received_at),) = _status(home, reporter)
    assert status == "on_time"
    assert str(received_at).startswith("2026-10-20 09:00")
    query = f"SELECT attributed_by, state FROM core.submissions WHERE submission_id = '{submission}'"
    assert ask(home, query) == [("person", "accepted")]
    assert ask(home, f"SELECT count(*) FROM quality.waiting WHERE submission_id = '{submission}'") == [(0,)]

    run(home, "reprocess", "--period", PERIOD, "--as-of", after.isoformat())
    assert _status(home, reporter)[0][0] == "on_time"

    if datetime.now(tz=UTC) > NIGHT:  # the decision is of today; on a machine of the past it was made before
        run(home, "nightly", "--as-of", NIGHT.isoformat())
        past = max(p for p in (home / "published").glob("2026-10-3*.duckdb") if "restricted" not in p.name)
        with duckdb.connect(str(past), read_only=True) as connection:
            sql = "SELECT status FROM mart.compliance WHERE reporter_id = ? AND form = 'monthly' AND period = ?"
            assert connection.execute(sql, [reporter, PERIOD]).fetchall() == [("missing",)]


def test_a_report_assigned_by_the_command_is_on_time_from_the_next_night_and_missing_before(home: Path) -> None:
    reporter = _missing_reporter(home)
    _send_unclear(home, reporter)
    run(home, "nightly", "--as-of", NIGHT.isoformat())
    assert _status(home, reporter)[0][0] == "missing"
    submission = _waiting(home)
    signed = ("--by", "Nguyễn Minh Họa", "--reason", "gọi điện hỏi")
    chosen = ("--reporter", reporter, "--form", "monthly", "--period", PERIOD)
    assert "có hiệu lực từ lượt chạy sau" in run(home, "assign", submission, *chosen, *signed).stdout
    assert _status(home, reporter)[0][0] == "missing"
    _check_what_followed(home, reporter, submission)


def test_assign_refuses_a_reporter_that_does_not_exist_and_writes_nothing(home: Path) -> None:
    _send_unclear(home, _missing_reporter(home))
    run(home, "nightly", "--as-of", NIGHT.isoformat())
    before = read_decisions(home / "decisions")[0]
    refused = run(home, "assign", _waiting(home), "--reporter", "99999", "--by", "x", "--reason", "y", check=False)
    assert refused.returncode == 1
    assert "99999" in refused.stderr
    assert read_decisions(home / "decisions")[0].equals(before)


def test_an_assignment_written_by_hand_to_a_reporter_that_does_not_exist_becomes_a_finding(home: Path) -> None:
    append_decision(
        home / "decisions",
        kind="assign",
        value={"reporter_id": "99999"},
        submission_id="feedfeedfeedfeed-1",
        decided_by="x",
        reason="y",
        decided_at=NIGHT,
    )
    _night_after(home)
    found = raw(home, "SELECT expected FROM raw.suite_findings WHERE rule = 'decision_unusable'")
    assert ("unknown_reporter",) in found


@contextmanager
def _served(home: Path) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboards/app.py", "--server.port", str(port)]
    server = subprocess.Popen(
        [*command, "--server.address", "127.0.0.1", "--server.headless", "true"],
        cwd=CHECKOUT,
        env={**os.environ, "HEALTH389_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(120):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1):
                    break
            except OSError:
                time.sleep(0.25)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.mark.browser
@pytest.mark.skipif(
    not CHROMIUM.exists() and not os.environ.get("CI"), reason="needs Debian's chromium at /usr/bin/chromium"
)
def test_a_person_assigns_a_file_on_the_page_and_the_ward_is_on_time_after_the_night(home: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    reporter = _missing_reporter(home)
    _send_unclear(home, reporter)
    run(home, "nightly", "--as-of", NIGHT.isoformat())
    submission = _waiting(home)
    with _served(home) as address, sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(f"{address}/cho-nhan-dang?submission={submission}")
        card = page.locator(".st-key-h-card-assign")
        box = card.get_by_role("combobox").first
        box.click()
        box.fill(reporter)
        page.get_by_role("option").filter(has_text=reporter).first.click()
        sync_api.expect(card).to_contain_text("Tháng 10/2026")
        card.get_by_label("Người quyết định").fill("Nguyễn Minh Họa")
        card.get_by_label("Lý do, căn cứ").fill("gọi điện hỏi")
        card.get_by_label("Lý do, căn cứ").press("Tab")
        card.get_by_role("button", name="Gán tệp").click()
        sync_api.expect(page.locator(".st-key-h-card-waiting")).to_contain_text("đã gán, có hiệu lực từ đêm sau")
        browser.close()
    _night_after(home)
    assert _status(home, reporter)[0][0] == "on_time"
