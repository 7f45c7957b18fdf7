"""Reports in zips and mails: files of their own, with the arrival of what they came in."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipelines import inbox, intake
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse, open_warehouse
from pipelines.workbooks.checking import check_files
from pipelines.workbooks.context import ReadingContext
from tests.pipelines.workbooks.test_contents import mail
from tests.pipelines.workbooks.test_rules import zipped

pytestmark = pytest.mark.slow

AS_OF = datetime(2040, 1, 1, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Any) -> Settings:
    made = Settings(home=tmp_path / "home")
    made.create_folders()
    return made


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Warehouse]:
    with open_warehouse(settings) as opened:
        yield opened


def drop(settings: Settings, path: str, content: bytes) -> None:
    target = settings.inbox / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def night(warehouse: Warehouse, settings: Settings, context: ReadingContext, as_of: datetime = AS_OF) -> list[Any]:
    inbox.take_in(warehouse, settings, as_of)
    intake.read_reports(warehouse, settings, context)
    return warehouse.read("raw.arrivals").to_dicts()


def reports(warehouse: Warehouse) -> list[tuple[str, str]]:
    rows = warehouse.query(
        "SELECT f.file_name, r.state FROM raw_store.raw.reports r "
        "JOIN raw_store.raw.files f USING (file_sha256) ORDER BY 1"
    )
    return list(rows.iter_rows())


def test_each_report_in_a_zip_is_a_submission_and_the_zip_is_none(
    warehouse: Warehouse, settings: Settings, context: ReadingContext, fill: Any
) -> None:
    first, second = (fill(cover={"prepared_by": name}).read_bytes() for name in ("An", "Bình"))
    drop(settings, "reports/31/goi.zip", zipped({"A/a.xlsx": first, "b.xlsx": second, "anh.jpg": b"\xff\xd8\xff"}))
    arrivals = {a["path"]: a for a in night(warehouse, settings, context)}
    assert sorted(arrivals) == ["reports/31/goi.zip", "reports/31/goi.zip!/A/a.xlsx", "reports/31/goi.zip!/b.xlsx"]
    assert reports(warehouse) == [("a.xlsx", "accepted"), ("b.xlsx", "accepted")]
    inner = arrivals["reports/31/goi.zip!/A/a.xlsx"]
    assert inbox.archived_bytes(settings, inner["file_sha256"]) == first
    assert inner["received_at"] == arrivals["reports/31/goi.zip"]["received_at"]
    assert inner["container_sha256"] == arrivals["reports/31/goi.zip"]["file_sha256"]
    findings = warehouse.read("raw.findings").to_dicts()
    assert [f["rule"] for f in findings] == ["beside_spreadsheets"]
    assert not (settings.archive / ".spool").exists()


def test_the_same_bytes_inside_and_outside_are_one_report(
    warehouse: Warehouse, settings: Settings, context: ReadingContext, fill: Any
) -> None:
    data = fill().read_bytes()
    drop(settings, "reports/a.xlsx", data)
    drop(settings, "reports/z.zip", zipped({"again.xlsx": data}))
    assert len(night(warehouse, settings, context)) == 3
    assert reports(warehouse) == [("a.xlsx", "accepted")]


def test_a_mail_counts_from_its_header_and_so_does_what_is_in_it(
    warehouse: Warehouse, settings: Settings, context: ReadingContext, fill: Any
) -> None:
    received = "from a by b; Sat, 24 Oct 2020 09:15:00 +0700"
    data = mail(("a.xlsx", fill().read_bytes()), Received=received, From="a@example.vn")
    drop(settings, "reports/mail/1.eml", data)
    drop(settings, "reports/upload/2.eml", data + b"\n")
    arrivals = {a["path"]: (a["evidence"], a["received_at"], a["sender"]) for a in night(warehouse, settings, context)}
    stated = ("mail", datetime(2020, 10, 24, 2, 15, tzinfo=UTC), "a@example.vn")
    assert arrivals["reports/mail/1.eml"] == stated
    assert arrivals["reports/mail/1.eml!/a.xlsx"] == stated
    assert arrivals["reports/upload/2.eml"][0] == "file_time"
    assert arrivals["reports/upload/2.eml!/a.xlsx"][0] == "file_time"


def test_a_mail_from_the_future_counts_by_its_file(
    warehouse: Warehouse, settings: Settings, context: ReadingContext, fill: Any
) -> None:
    received = "from a by b; Sat, 24 Oct 2099 09:15:00 +0700"
    drop(settings, "reports/1.eml", mail(("a.xlsx", fill().read_bytes()), Received=received, From="a@b.vn"))
    assert {a["evidence"] for a in night(warehouse, settings, context)} == {"file_time"}


def test_a_mail_inside_a_zip_is_only_the_senders_word(
    warehouse: Warehouse, settings: Settings, context: ReadingContext, fill: Any
) -> None:
    received = "from a by b; Sat, 24 Oct 2020 09:15:00 +0700"
    inner = mail(("a.xlsx", fill().read_bytes()), Received=received, From="a@b.vn")
    drop(settings, "reports/z.zip", zipped({"thu.eml": inner}))
    arrivals = night(warehouse, settings, context)
    assert [a["path"] for a in arrivals] == ["reports/z.zip", "reports/z.zip!/thu.eml!/a.xlsx"]
    assert {a["evidence"] for a in arrivals} == {"file_time"}


def test_a_list_about_the_container_follows_to_its_contents_also_later(
    warehouse: Warehouse, settings: Settings, context: ReadingContext, fill: Any
) -> None:
    received = "from a by b; Sat, 24 Oct 2020 09:15:00 +0700"
    drop(settings, "reports/1.eml", mail(("a.xlsx", fill().read_bytes()), Received=received, From="a@b.vn"))
    night(warehouse, settings, context)
    drop(settings, "reports/received.csv", b"file,received_at,sender\n1.eml,2020-10-23T08:00:00+07:00,van thu\n")
    after = night(warehouse, settings, context, AS_OF + timedelta(days=1))
    assert {(a["evidence"], a["received_at"], a["sender"]) for a in after} == {
        ("received_csv", datetime(2020, 10, 23, 1, 0, tzinfo=UTC), "van thu")
    }


def test_a_list_inside_a_zip_is_no_evidence(
    warehouse: Warehouse, settings: Settings, context: ReadingContext, fill: Any
) -> None:
    lines = b"file,received_at\na.xlsx,2020-01-01T00:00:00+07:00\n"
    drop(settings, "reports/z.zip", zipped({"a.xlsx": fill().read_bytes(), "received.csv": lines}))
    assert {a["evidence"] for a in night(warehouse, settings, context)} == {"file_time"}
    assert [f["rule"] for f in warehouse.read("raw.findings").to_dicts()] == ["container_list_ignored"]


def test_a_known_zip_that_comes_again_brings_its_contents_again(
    warehouse: Warehouse, settings: Settings, context: ReadingContext, fill: Any
) -> None:
    data = zipped({"a.xlsx": fill().read_bytes()})
    drop(settings, "reports/1/z.zip", data)
    night(warehouse, settings, context)
    drop(settings, "reports/2/z.zip", data)
    paths = [a["path"] for a in night(warehouse, settings, context)]
    assert paths == ["reports/1/z.zip", "reports/1/z.zip!/a.xlsx", "reports/2/z.zip", "reports/2/z.zip!/a.xlsx"]


def test_a_second_night_changes_nothing_and_everything_can_be_rebuilt(
    warehouse: Warehouse, settings: Settings, context: ReadingContext, fill: Any
) -> None:
    received = "from a by b; Sat, 24 Oct 2020 09:15:00 +0700"
    drop(settings, "reports/1.eml", mail(("a.xlsx", fill().read_bytes()), Received=received, From="a@b.vn"))
    drop(settings, "reports/z.zip", zipped({"b.csv": b"a;b\n1;2\n"}))
    tables = ("raw.arrivals", "raw.contents", "raw.files", "raw.reports", "raw.findings", "raw.cells")
    night(warehouse, settings, context)
    before = {table: warehouse.read(table).to_dicts() for table in tables}
    night(warehouse, settings, context, AS_OF + timedelta(days=1))
    assert {table: warehouse.read(table).to_dicts() for table in tables} == before
    shutil.rmtree(settings.inbox / "reports")
    intake.forget(warehouse, settings, period=None)
    night(warehouse, settings, context, AS_OF + timedelta(days=2))
    assert {table: warehouse.read(table).to_dicts() for table in tables} == before


def test_a_container_without_a_spreadsheet_is_unreadable_and_keeps_its_time(
    warehouse: Warehouse, settings: Settings, context: ReadingContext
) -> None:
    received = "from a by b; Sat, 24 Oct 2020 09:15:00 +0700"
    drop(settings, "reports/1.eml", mail(("bc.pdf", b"%PDF-1.7"), Received=received, From="a@b.vn"))
    (arrival,) = night(warehouse, settings, context)
    assert arrival["evidence"] == "mail"
    assert reports(warehouse) == [("1.eml", "unreadable")]


def test_check_answers_for_each_file_inside(context: ReadingContext, fill: Any, tmp_path: Any) -> None:
    path = tmp_path / "goi.zip"
    path.write_bytes(zipped({"a.xlsx": fill().read_bytes(), "b.xlsx": fill(rows={}).read_bytes(), "c.pdf": b"%PDF-1"}))
    report = check_files([path], context)
    assert report.returned
    for said in ("goi.zip: 2 báo cáo bên trong", "c.pdf", "goi.zip!/a.xlsx: CHẤP NHẬN", "goi.zip!/b.xlsx: TRẢ LẠI"):
        assert said in report.text
