"""Files that arrive: kept once, with the evidence of when."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipelines import inbox, received_lists, runs
from pipelines.arrivals import problem_findings
from pipelines.errors import ArchiveError
from pipelines.settings import Settings
from pipelines.warehouse import open_warehouse

AS_OF = datetime(2026, 10, 26, 2, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path)
    made.create_folders()
    return made


def _drop(settings: Settings, path: str, content: bytes = b"report") -> Path:
    target = settings.inbox / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def _arrivals(settings: Settings, as_of: datetime = AS_OF) -> list[dict[str, object]]:
    with open_warehouse(settings) as warehouse:
        inbox.take_in(warehouse, settings, as_of)
        return warehouse.read("raw.arrivals").to_dicts()


def test_a_file_is_archived_under_its_hash_and_stays_in_the_inbox(settings: Settings) -> None:
    source = _drop(settings, "reports/31/a.xlsx", b"one")
    (arrival,) = _arrivals(settings)
    assert source.read_bytes() == b"one"
    assert inbox.archived_bytes(settings, str(arrival["file_sha256"])) == b"one"
    assert arrival["path"] == "reports/31/a.xlsx"


def test_the_same_bytes_under_two_names_are_one_file_with_two_arrivals(settings: Settings) -> None:
    _drop(settings, "reports/a.xlsx")
    _drop(settings, "reports/b.xlsx")
    arrivals = _arrivals(settings)
    assert len({a["file_sha256"] for a in arrivals}) == 1
    assert len(arrivals) == 2


def test_a_second_look_finds_nothing_new(settings: Settings) -> None:
    _drop(settings, "reports/a.xlsx")
    with open_warehouse(settings) as warehouse:
        first = inbox.take_in(warehouse, settings, AS_OF)
        second = inbox.take_in(warehouse, settings, AS_OF)
    assert (first.files_new, second.files_new, second.files_seen) == (1, 0, 1)


def test_a_touched_file_with_equal_bytes_is_no_second_arrival(settings: Settings) -> None:
    path = _drop(settings, "reports/a.xlsx")
    _arrivals(settings)
    os.utime(path, (1, 1))
    assert len(_arrivals(settings)) == 1


def test_a_touched_file_is_opened_once_more_and_not_every_night(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _drop(settings, "reports/a.xlsx")
    before = _arrivals(settings)
    os.utime(path, (1_700_000_000, 1_700_000_000))
    opened: list[Path] = []
    archive = inbox._archive

    def noted(known: Settings, source: Path) -> str:
        opened.append(source)
        return archive(known, source)

    monkeypatch.setattr(inbox, "_archive", noted)
    for hours in (1, 2, 3):
        after = _arrivals(settings, AS_OF + timedelta(hours=hours))
    assert len(opened) == 1
    assert [row | {"mtime_ns": 0} for row in after] == [row | {"mtime_ns": 0} for row in before]


def test_other_bytes_under_the_same_name_are_a_new_file(settings: Settings) -> None:
    _drop(settings, "reports/a.xlsx", b"one")
    _arrivals(settings)
    _drop(settings, "reports/a.xlsx", b"corrected")
    assert len({a["file_sha256"] for a in _arrivals(settings)}) == 2


@pytest.mark.parametrize("name", ["~$a.xlsx", ".DS_Store", "Thumbs.db", "received.csv"])
def test_lock_files_and_the_operators_list_are_no_submissions(settings: Settings, name: str) -> None:
    _drop(settings, f"reports/{name}", b"file,received_at\n")
    assert _arrivals(settings) == []


def test_a_link_is_not_followed_out_of_the_inbox(settings: Settings, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    (settings.inbox_reports / "link.xlsx").symlink_to(secret)
    assert _arrivals(settings) == []


def test_the_operators_list_is_stronger_than_file_times(settings: Settings) -> None:
    _drop(settings, "reports/31/a.xlsx")
    _drop(
        settings,
        "reports/received.csv",
        b"file,received_at,sender,channel\n31/a.xlsx,2026-10-24T09:15:00+07:00,ward@example.vn,mail\n",
    )
    (arrival,) = _arrivals(settings)
    assert arrival["received_at"] == datetime(2026, 10, 24, 2, 15, tzinfo=UTC)
    assert (arrival["evidence"], arrival["sender"], arrival["channel"]) == ("received_csv", "ward@example.vn", "mail")


def test_a_list_that_comes_after_the_file_still_speaks(settings: Settings) -> None:
    _drop(settings, "reports/a.xlsx")
    (before,) = _arrivals(settings)
    assert before["evidence"] == "file_time"
    _drop(settings, "reports/received.csv", b"file,received_at\na.xlsx,24/10/2026 09:15\n")
    (after,) = _arrivals(settings)
    assert after["evidence"] == "received_csv"
    assert after["received_at"] == datetime(2026, 10, 24, 2, 15, tzinfo=UTC)
    sidecar = inbox.archived_path(settings, str(after["file_sha256"])).with_suffix(".json")
    assert json.loads(sidecar.read_text("utf-8"))["arrivals"][0]["evidence"] == "received_csv"


@pytest.mark.parametrize("folder", received_lists.UNTRUSTED_FOLDERS)
def test_a_list_that_a_stranger_can_write_is_no_evidence(settings: Settings, folder: str) -> None:
    _drop(settings, f"reports/{folder}/a.xlsx")
    _drop(settings, f"reports/{folder}/received.csv", b"file,received_at\na.xlsx,2026-01-01T00:00:00+07:00\n")
    (arrival,) = _arrivals(settings)
    assert arrival["evidence"] == "file_time"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("a.xlsx,yesterday", "instant"),
        ("a.xlsx,2026-10-24", "instant"),
        ("../a.xlsx,2026-10-24T09:00", "path"),
        ("gone.xlsx,2026-10-24T09:00", "absent"),
        ("a.xlsx,2030-01-01T09:00", "future"),
    ],
)
def test_a_line_that_cannot_be_used_is_said(settings: Settings, line: str, problem: str) -> None:
    _drop(settings, "reports/a.xlsx")
    _drop(settings, "reports/received.csv", f"file,received_at\n{line}\n".encode())
    with open_warehouse(settings) as warehouse:
        counts = inbox.take_in(warehouse, settings, AS_OF)
    (found,) = counts.csv_problems
    assert (found.problem, found.line) == (problem, 2)
    (row,) = problem_findings([found])
    assert "received.csv, dòng 2" in row["message_vi"]


def _list(settings: Settings, *lines: str) -> None:
    _drop(settings, "reports/received.csv", "\n".join(["file,received_at", *lines, ""]).encode())


def test_a_replaced_file_does_not_inherit_the_line_of_the_one_before(settings: Settings) -> None:
    _drop(settings, "reports/a.xlsx", b"first")
    _list(settings, "a.xlsx,2026-10-20T09:00:00+07:00")
    _arrivals(settings)
    _drop(settings, "reports/a.xlsx", b"second, corrected")
    found = {a["size_bytes"]: a for a in _arrivals(settings, AS_OF + timedelta(days=1))}
    assert found[5]["evidence"] == "received_csv"
    assert found[5]["received_at"] == datetime(2026, 10, 20, 2, tzinfo=UTC)
    assert found[17]["evidence"] == "file_time"


def test_two_lines_of_one_path_are_its_first_and_its_second_file(settings: Settings) -> None:
    _drop(settings, "reports/a.xlsx", b"first")
    _arrivals(settings)
    _drop(settings, "reports/a.xlsx", b"second, corrected")
    _list(settings, "a.xlsx,2026-10-25T09:00:00+07:00", "a.xlsx,2026-10-20T09:00:00+07:00")
    found = {a["size_bytes"]: a["received_at"] for a in _arrivals(settings, AS_OF + timedelta(days=1))}
    assert found == {5: datetime(2026, 10, 20, 2, tzinfo=UTC), 17: datetime(2026, 10, 25, 2, tzinfo=UTC)}


def test_a_line_that_moves_a_known_arrival_later_is_refused_and_said(settings: Settings) -> None:
    _drop(settings, "reports/a.xlsx")
    _list(settings, "a.xlsx,2026-10-20T09:00:00+07:00")
    (before,) = _arrivals(settings)
    _list(settings, "a.xlsx,2026-10-25T09:00:00+07:00")
    with open_warehouse(settings) as warehouse:
        counts = inbox.take_in(warehouse, settings, AS_OF)
        (after,) = warehouse.read("raw.arrivals").to_dicts()
    assert after["received_at"] == before["received_at"]
    assert [p.problem for p in counts.csv_problems] == ["moved"]


def test_a_line_later_than_the_file_has_been_there_is_not_used(settings: Settings) -> None:
    _drop(settings, "reports/a.xlsx")
    _list(settings, "a.xlsx,2099-01-01T09:00:00+07:00")
    (arrival,) = _arrivals(settings)
    assert arrival["evidence"] == "file_time"
    assert arrival["received_at"] <= datetime.now(tz=UTC)  # type: ignore[operator]


def test_a_past_morning_is_no_evidence_that_a_file_was_there(settings: Settings) -> None:
    with open_warehouse(settings) as warehouse:
        runs.start(warehouse, "r1", as_of=AS_OF, started_at=AS_OF)
        runs.finish(warehouse, "r1", finished_at=AS_OF, published=None)
        _drop(settings, "reports/a.xlsx")
        inbox.take_in(warehouse, settings, datetime(2020, 1, 1, tzinfo=UTC))
        (arrival,) = warehouse.read("raw.arrivals").to_dicts()
    assert arrival["received_at"] > datetime(2026, 1, 1, tzinfo=UTC)


def test_first_seen_counts_when_it_is_earlier_than_the_file_time(settings: Settings) -> None:
    _drop(settings, "reports/a.xlsx")
    (arrival,) = _arrivals(settings, as_of=datetime(2020, 1, 1, tzinfo=UTC))
    assert arrival["received_at"] == datetime(2020, 1, 1, tzinfo=UTC)


def test_a_modification_time_is_never_evidence(settings: Settings) -> None:
    path = _drop(settings, "reports/a.xlsx")
    os.utime(path, (1, 1))
    (arrival,) = _arrivals(settings, as_of=datetime.now(tz=UTC) + timedelta(days=1))
    assert arrival["received_at"] > datetime(2026, 1, 1, tzinfo=UTC)  # type: ignore[operator]


def test_a_past_as_of_does_not_pretend_to_have_known_a_file_earlier(settings: Settings) -> None:
    with open_warehouse(settings) as warehouse:
        runs.start(warehouse, "r1", as_of=AS_OF, started_at=AS_OF)
        runs.finish(warehouse, "r1", finished_at=AS_OF, published=None)
        _drop(settings, "reports/a.xlsx")
        inbox.take_in(warehouse, settings, AS_OF - timedelta(days=30))
        (arrival,) = warehouse.read("raw.arrivals").to_dicts()
    assert arrival["first_seen_at"] == AS_OF


def test_arrivals_can_be_rebuilt_from_the_archive_alone(settings: Settings) -> None:
    _drop(settings, "reports/a.xlsx", b"one")
    _drop(settings, "notices/b.txt", b"two")
    before = _arrivals(settings)
    with open_warehouse(settings) as warehouse:
        warehouse.execute("DELETE FROM raw_store.raw.arrivals")
        assert inbox.restore_arrivals(warehouse, settings) == 2
        assert warehouse.read("raw.arrivals").to_dicts() == before


def test_a_damaged_archive_is_said_with_the_file(settings: Settings) -> None:
    _drop(settings, "reports/a.xlsx", b"one")
    (arrival,) = _arrivals(settings)
    path = inbox.archived_path(settings, str(arrival["file_sha256"]))
    path.write_bytes(b"changed")
    with pytest.raises(ArchiveError, match=path.name):
        inbox.archived_bytes(settings, str(arrival["file_sha256"]))


def test_a_name_that_is_not_utf8_is_taken_in(settings: Settings) -> None:
    raw_name = os.path.join(os.fsencode(settings.inbox_reports), b"b\xe1o c\xe1o.xlsx")  # noqa: PTH118 - bytes path
    with open(raw_name, "wb") as file:  # noqa: PTH123 - bytes path
        file.write(b"legacy name")
    (arrival,) = _arrivals(settings)
    assert inbox.archived_bytes(settings, str(arrival["file_sha256"])) == b"legacy name"
