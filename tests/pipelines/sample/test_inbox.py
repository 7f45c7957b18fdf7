"""The sample is written once, the same each time, into homes that may hold it, and goes on where it ended."""

from __future__ import annotations

import csv
import hashlib
import os
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.arrivals import read_received_csv
from pipelines.errors import HomeError
from pipelines.sample import SampleSummary, write_sample
from pipelines.settings import DEMO_MARKER, Settings

pytestmark = pytest.mark.slow

UNTIL = date(2026, 11, 23)


def _write(home: Path, *, until: date = UNTIL, seed: int = 389) -> SampleSummary:
    return write_sample(Settings(home), until=until, months=1, provinces=("66",), seed=seed, processes=1)


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("homes") / "demo"
    _write(folder)
    return folder


def test_a_home_gets_marker_directive_reports_notices_and_received_lists(home: Path) -> None:
    settings = Settings(home)
    assert settings.is_demo
    assert "MINH HỌA" in (home / DEMO_MARKER).read_text("utf-8")
    assert [p.name for p in (settings.reference / "directives").iterdir()] == ["66-MINH-HOA.toml"]
    starts = (settings.reference / "ledger_starts.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[:2] for line in starts[1:]] == [["66", "2026-07-31"]]
    assert len(list(settings.inbox_reports.rglob("*.xlsx"))) > 30
    assert {p.suffix for p in settings.inbox_notices.iterdir()} == {".txt", ".html", ".csv"}


def test_the_received_list_is_readable_and_everything_came_before_the_last_midnight(home: Path) -> None:
    folder = Settings(home).inbox_reports
    lines, problems = read_received_csv(folder / "received.csv", prefix="reports")
    assert not problems
    assert all((Settings(home).inbox / path).is_file() for path in lines["path"])
    assert (lines["received_at"] < datetime(2026, 11, 22, 17, tzinfo=UTC)).all()
    raw = (folder / "received.csv").read_text("utf-8").splitlines()
    assert raw[0] == "file,received_at,sender,channel"
    assert all("+07:00" in line for line in raw[1:])


def test_equal_arguments_give_equal_bytes(home: Path, tmp_path: Path) -> None:
    _write(tmp_path / "again")
    assert _hashes(tmp_path / "again") == _hashes(home)


def test_another_seed_gives_another_sample(home: Path, tmp_path: Path) -> None:
    _write(tmp_path / "other", seed=390)
    ours, theirs = (_hashes(h / "inbox" / "reports") for h in (home, tmp_path / "other"))
    assert len(set(ours.values()) & set(theirs.values())) < len(ours) / 20


def test_writing_again_changes_nothing_and_keeps_what_others_added(tmp_path: Path) -> None:
    folder = Settings(tmp_path / "demo").inbox_reports
    _write(tmp_path / "demo")
    (folder / "mine.xlsx").write_bytes(b"mine")
    with (folder / "received.csv").open("a", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerow(("mine.xlsx", "2026-11-20T08:00:00+07:00", "me", "mail"))
    before = _hashes(tmp_path / "demo")
    times = {p: p.stat().st_mtime_ns for p in folder.rglob("*.xlsx")}
    _write(tmp_path / "demo")
    assert _hashes(tmp_path / "demo") == before
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*.xlsx")} == times


def test_a_later_day_adds_files_and_changes_none(tmp_path: Path) -> None:
    _write(tmp_path / "demo")
    folder = Settings(tmp_path / "demo").inbox_reports
    before = {k: v for k, v in _hashes(folder).items() if k.endswith(".xlsx")}
    _write(tmp_path / "demo", until=date(2026, 11, 27))
    after = _hashes(folder)
    assert before.items() <= after.items()
    assert len(after) > len(before) + 20


def test_a_file_that_was_changed_or_lost_is_written_anew(tmp_path: Path) -> None:
    _write(tmp_path)
    before = _hashes(tmp_path)
    first, second = sorted(Settings(tmp_path).inbox_reports.rglob("*.xlsx"))[:2]
    first.unlink()
    second.write_bytes(b"half")
    _write(tmp_path)
    assert _hashes(tmp_path) == before


def test_files_written_by_other_code_are_written_anew(tmp_path: Path) -> None:
    _write(tmp_path)
    before = _hashes(tmp_path)
    file = min(Settings(tmp_path).inbox_reports.rglob("*.xlsx"))
    at = file.stat().st_mtime
    file.write_bytes(b"as older code wrote it")
    os.utime(file, (at, at))
    marker = tmp_path / DEMO_MARKER
    marker.write_text(re.sub(r'"made_by": "\w+"', '"made_by": "older"', marker.read_text("utf-8")), "utf-8")
    _write(tmp_path)
    assert _hashes(tmp_path) == before


@pytest.mark.slow
def test_a_new_month_is_added_and_the_first_one_stays_owed(tmp_path: Path) -> None:
    _write(tmp_path)
    folder = Settings(tmp_path).inbox_reports
    before = {k: v for k, v in _hashes(folder).items() if k.endswith(".xlsx")}
    listed = (folder / "received.csv").read_text("utf-8").splitlines()
    summary = _write(tmp_path, until=date(2026, 12, 24))
    assert (summary.first_period, summary.last_period) == ("2026-11", "2026-12")
    assert before.items() <= _hashes(folder).items()
    assert set(listed) <= set((folder / "received.csv").read_text("utf-8").splitlines())
    directive = Settings(tmp_path).reference / "directives" / "66-MINH-HOA.toml"
    assert 'first_period = "2026-11"' in directive.read_text("utf-8")


@pytest.mark.parametrize("place", ["inbox/reports/a.xlsx", "archive/ab/abc", "decisions/assignments.jsonl"])
def test_a_home_with_real_files_is_refused_and_left_as_it_is(tmp_path: Path, place: str) -> None:
    real = tmp_path / "home" / place
    real.parent.mkdir(parents=True)
    real.write_bytes(b"real")
    with pytest.raises(HomeError, match="HEALTH389_HOME"):
        _write(tmp_path / "home")
    assert _hashes(tmp_path / "home") == {place: hashlib.sha256(b"real").hexdigest()}


def test_another_seed_in_the_same_home_is_refused(home: Path) -> None:
    with pytest.raises(HomeError, match="389"):
        _write(home, seed=7)


def test_a_marker_that_lost_its_last_line_is_refused(tmp_path: Path) -> None:
    tmp_path.joinpath(DEMO_MARKER).write_text("DỮ LIỆU MINH HỌA\n", "utf-8")
    with pytest.raises(HomeError, match="dòng cuối"):
        _write(tmp_path)


def test_a_province_without_sample_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="01"):
        write_sample(Settings(tmp_path), until=UNTIL, provinces=("31", "01"))
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_three_provinces_and_twelve_months_are_some_4400_reports_and_30_notices(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    summary = write_sample(Settings(tmp_path), until=UNTIL, progress=lambda done, total: steps.append((done, total)))
    assert 4000 < summary.reports < 5200
    assert summary.notices == 30
    assert set(summary.by_form) == {"monthly", "quick", "campaign", "yearly", "sign_off"}
    assert steps[-1] == (summary.reports, summary.reports)
    assert len(list(Settings(tmp_path).inbox_reports.rglob("*.xlsx"))) == summary.reports
    assert not list(tmp_path.rglob("*.partial"))
    assert set(summary.stories) == {
        "always_nil", "copier", "cosmetic_cluster", "late_cluster", "silent_agency", "unit_slip",
    }  # fmt: skip


def test_departments_ask_about_some_notices_by_letter_and_one_province_never_does(tmp_path: Path) -> None:
    write_sample(Settings(tmp_path), until=date(2026, 11, 23), months=2, provinces=("66", "82"), processes=1)
    rows = (tmp_path / "reference" / "ledger_letters.csv").read_text("utf-8").splitlines()[1:]
    assert rows
    for province, number, issued, due, letter, _ in (row.split(",") for row in rows):
        assert province == "82"
        assert "MH" in number
        assert "SYT-NVD-MH" in letter
        assert date.fromisoformat(issued) < date.fromisoformat(due[:10])
