"""An unknown layout is proposed, confirmed by a person, and known from the next night on."""

import hashlib
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from pipelines import confirming, inbox, intake
from pipelines.decisions import read_decisions
from pipelines.errors import HomeError, ReferenceDataError
from pipelines.reference import load
from pipelines.settings import CHECKOUT, Settings
from pipelines.warehouse import Warehouse, open_warehouse
from pipelines.workbooks.context import ReadingContext, reading_context
from pipelines.workbooks.intake import parse_file

pytestmark = pytest.mark.slow

SHIPPED = CHECKOUT / "data" / "reference"
AS_OF = datetime(2026, 10, 26, 2, tzinfo=UTC)
STRANGE = [
    ["TRUNG TÂM KIỂM SOÁT MẪU"],
    ["BẢNG THEO DÕI MẪU GỬI KIỂM NGHIỆM CỦA CÁC TRẠM"],
    ["Mã đơn vị: 31-SCT"],
    ["Kỳ báo cáo: Tháng 10 năm 2026"],
    [],
    ["STT", "Chỉ tiêu", "Đơn vị tính", "Số lượng gửi", "Số lượng trả kết quả", "Ghi chú"],
    ["I", "Mẫu thuốc"],
    [1, "Mẫu viên nén", "Mẫu", 12, 10],
    [2, "Mẫu siro", "Mẫu", 5, 5],
    ["II", "Mẫu mỹ phẩm"],
    [1, "Mẫu viên nén", "Mẫu", 7, 1],
]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path / "home")
    settings.create_folders()
    return settings


def known(settings: Settings) -> ReadingContext:
    return reading_context(load(SHIPPED), shipped=SHIPPED, overlay=settings.reference)


def strange_file(folder: Path) -> Path:
    workbook = openpyxl.Workbook()
    for row in STRANGE:
        workbook.worksheets[0].append(row)
    path = folder / "theo-doi-mau.xlsx"
    workbook.save(path)
    return path


def read(path: Path, context: ReadingContext) -> dict[str, list[dict[str, object]]]:
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    return dict(parse_file(path, file_name=path.name, sha256=sha256, context=context).rows)


def test_an_unknown_file_waits_and_says_what_was_seen_and_what_to_run(settings: Settings, tmp_path: Path) -> None:
    rows = read(strange_file(tmp_path), known(settings))
    (found,) = [f for f in rows["raw.findings"] if f["rule"] == "unknown_layout"]
    assert "Số lượng gửi" in str(found["value"])
    assert "layout propose" in str(found["cure_vi"])
    assert rows["raw.reports"][0]["state"] == "unrecognised"


def test_a_proposal_is_confirmed_and_then_read(settings: Settings, tmp_path: Path) -> None:
    path, proposal = strange_file(tmp_path), tmp_path / "layout.toml"
    confirming.propose(path, proposal, known(settings))
    data = tomllib.loads(proposal.read_text("utf-8"))
    assert [column["kind"] for column in data["sheets"][0]["columns"]] == ["label", "unit", "count", "count"]
    assert {(row.get("section"), row["label"]) for row in data["sheets"][0]["rows"]} == {
        ("Mẫu thuốc", "Mẫu viên nén"), ("Mẫu thuốc", "Mẫu siro"), ("Mẫu mỹ phẩm", "Mẫu viên nén"),
    }  # fmt: skip
    confirming.confirm(proposal, settings, decided_by="Người Duyệt", decided_at=AS_OF, reason="mẫu của trung tâm")
    (decision,) = read_decisions(settings.decisions)[0].to_dicts()
    assert (decision["kind"], decision["decided_by"]) == ("confirm_layout", "Người Duyệt")
    rows = read(path, known(settings))
    assert rows["raw.reports"][0]["state"] == "accepted", rows["raw.findings"]
    assert rows["raw.reports"][0]["reporter_id"] == "31-SCT"
    values = {(f["section"], f["label"], f["measure"]): f["value"] for f in rows["raw.indicators"]}
    assert values["Mẫu mỹ phẩm", "Mẫu viên nén", "Số lượng gửi"] == 7
    assert len(values) == 6


def test_the_next_night_reads_only_the_files_that_a_layout_could_change(settings: Settings, tmp_path: Path) -> None:
    path, proposal = strange_file(settings.inbox_reports), tmp_path / "layout.toml"
    with open_warehouse(settings) as warehouse:
        inbox.take_in(warehouse, settings, AS_OF)
        assert intake.read_reports(warehouse, settings, known(settings)).files_read == 1
        assert intake.read_reports(warehouse, settings, known(settings)).files_read == 0
        confirming.propose(path, proposal, known(settings))
        confirming.confirm(proposal, settings, decided_by="Người Duyệt", decided_at=AS_OF, reason="mẫu")
        assert intake.read_reports(warehouse, settings, known(settings)).files_read == 1
        assert states(warehouse) == ["accepted"]
        assert intake.read_reports(warehouse, settings, known(settings)).files_read == 0


def states(warehouse: Warehouse) -> list[str]:
    return list(warehouse.read("raw.reports")["state"])


def test_a_layout_without_source_or_with_a_strange_kind_is_refused(settings: Settings, tmp_path: Path) -> None:
    proposal = tmp_path / "layout.toml"
    confirming.propose(strange_file(tmp_path), proposal, known(settings))
    text = proposal.read_text("utf-8")
    for old, new in (('kind = "count"', 'kind = "number"'), ('source = "tệp', 'source = "" #'), ('"1"', "[")):
        proposal.write_text(text.replace(old, new, 1), "utf-8")
        with pytest.raises((HomeError, ReferenceDataError)):
            confirming.confirm(proposal, settings, decided_by="Ai", decided_at=AS_OF, reason="vì")
    assert read_decisions(settings.decisions)[0].is_empty()
    assert not list((settings.reference / "layouts").glob("*"))


def test_a_proposal_never_overwrites_a_file(settings: Settings, tmp_path: Path) -> None:
    proposal = tmp_path / "layout.toml"
    proposal.write_text("của tôi", "utf-8")
    with pytest.raises(HomeError):
        confirming.propose(strange_file(tmp_path), proposal, known(settings))
