"""From two versions of a report to what changed between them, what is published of it, and what it warns of."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from pipelines.core import versions
from pipelines.settings import Settings
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse, open_warehouse
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.findings import read_rules
from pipelines.workbooks.intake import parse_file
from tests.pipelines.workbooks.conftest import SHIPPED, Fill, context, fill, ward  # noqa: F401
from tests.pipelines.workbooks.scenario import CASE, HOTLINE, INSPECTION, ROWS, SIGN_OFF

AS_OF = datetime(2026, 11, 1, tzinfo=UTC)


class Desk:
    """A warehouse into which versions of one ward's monthly report are put, one after the other."""

    def __init__(self, warehouse: Warehouse, context: ReadingContext, fill: Fill) -> None:  # noqa: F811
        self.warehouse, self._context, self._fill = warehouse, context, fill
        self._rules = read_rules(SHIPPED / versions.RULES_FILE)
        self._sent = 0

    def send(self, *, state: str | None = None, part: bool = False, **content: Any) -> str:
        path = self._fill(**content)
        self._sent += 1
        sha256 = hashlib.sha256(path.read_bytes() + bytes([self._sent])).hexdigest()
        parsed = parse_file(path, file_name=path.name, sha256=sha256, context=self._context)
        for name, rows in parsed.rows.items():
            self.warehouse.append(name, TABLES[name].frame(pl.DataFrame(rows, infer_schema_length=None)))
        report = parsed.rows["raw.reports"][0]
        state = state or str(report["state"])
        is_current = state.startswith("accepted")
        if is_current and not part:
            self.warehouse.execute("UPDATE core.submissions SET is_current = false")
        row = {
            **report, "file_name": path.name, "version": self._sent, "state": state, "is_current": is_current,
            "received_at": AS_OF + timedelta(days=self._sent),
        }  # fmt: skip
        names = TABLES["core.submissions"].column_names
        self.warehouse.append("core.submissions", pl.DataFrame([{k: v for k, v in row.items() if k in names}]))
        return str(report["submission_id"])

    def compare(self) -> list[dict[str, Any]]:
        versions.build(self.warehouse, self._context.book, self._rules, as_of=AS_OF)
        return self.warehouse.read("quality.version_changes").to_dicts()

    def warned(self) -> list[tuple[Any, ...]]:
        found = self.warehouse.query(
            "SELECT submission_id, sheet, expected, resolved_at FROM raw_store.raw.suite_findings "
            "WHERE rule = 'sheet_gone_blank' ORDER BY submission_id, sheet"
        )
        return found.rows()


@pytest.fixture
def desk(tmp_path: Any, context: ReadingContext, fill: Fill) -> Iterator[Desk]:  # noqa: F811
    with open_warehouse(Settings(home=tmp_path / "home")) as warehouse:
        yield Desk(warehouse, context, fill)


def test_a_changed_cell_is_published_with_before_and_after(desk: Desk) -> None:
    desk.send()
    later = desk.send(rows={**ROWS, "Kiểm tra": [{**INSPECTION, "establishments_inspected": 8}]})
    row, total = [row for row in desk.compare() if row["sheet"] == "Kiểm tra"]
    assert total["cell"] == "E37"
    assert row["submission_id"] == later
    assert (row["change"], row["cell"], row["heading"], row["before"], row["after"]) == (
        "changed", "E7", "Số cơ sở được kiểm tra", "5", "8"
    )  # fmt: skip
    assert desk.warned() == []


def test_words_about_persons_are_kept_but_not_published(desk: Desk) -> None:
    desk.send()
    desk.send(
        cover={"signed_by": "Người Ký Khác"},
        rows={**ROWS, "Vụ việc": [{**CASE, "content": "Nguyễn Văn Mẫu bán hàng", "value_vnd": 7}],
              "Phản ánh": [{**HOTLINE, "content": "0912345678"}]},
    )  # fmt: skip
    found = {row["heading"]: row for row in desk.compare()}
    for heading in ("Nội dung", "Người ký"):
        assert found[heading]["is_restricted"]
        assert found[heading]["before"] is found[heading]["after"] is None
    assert (found["Trị giá"]["before"], found["Trị giá"]["after"]) == ("40000000", "7")
    published = repr(desk.warehouse.read("quality.version_changes").to_dicts())
    assert "Nguyễn Văn Mẫu" not in published
    assert "0912345678" not in published
    assert "Nguyễn Văn Mẫu bán hàng" in repr(desk.warehouse.read("raw.version_changes").to_dicts())


def test_a_sheet_that_was_filled_and_is_blank_now_is_a_warning(desk: Desk) -> None:
    desk.send()
    later = desk.send(rows={**ROWS, "Thu hồi": []})
    desk.compare()
    assert desk.warned() == [(later, "Thu hồi", "1", None)]
    finding = desk.warehouse.read("raw.suite_findings").row(0, named=True)
    assert finding["severity"] == "warning"
    assert "bản trước có 1 dòng" in finding["message_vi"]


def test_a_sheet_that_was_blank_before_or_has_other_lines_is_none(desk: Desk) -> None:
    desk.send(rows={**ROWS, "Thu hồi": []})
    desk.send(rows={**ROWS, "Thu hồi": [{**SIGN_OFF, "quantity_found": 1}]})
    desk.send(rows={**ROWS, "Thu hồi": [{**SIGN_OFF, "quantity_found": 2}]})
    desk.compare()
    assert desk.warned() == []


def test_a_sheet_lost_by_way_of_a_returned_version_is_still_said(desk: Desk) -> None:
    desk.send()
    desk.send(rows={**ROWS, "Thu hồi": []}, state="returned")
    last = desk.send(rows={**ROWS, "Thu hồi": []})
    desk.compare()
    assert last in {row[0] for row in desk.warned()}


def test_a_returned_version_and_parts_that_stand_together_replace_nothing(desk: Desk) -> None:
    desk.send()
    desk.send(rows={**ROWS, "Thu hồi": []}, state="returned")
    desk.send(rows={"Phản ánh": [HOTLINE]}, part=True)
    desk.compare()
    assert desk.warned() == []


def test_versions_are_compared_once_and_again_nights_say_the_same(desk: Desk) -> None:
    desk.send()
    desk.send(rows={**ROWS, "Thu hồi": []})
    first = desk.compare()
    kept = desk.warehouse.read("raw.version_changes")
    assert desk.compare() == first
    assert desk.warehouse.read("raw.version_changes").equals(kept)


def test_a_form_filled_anew_is_bounded_and_counted(desk: Desk) -> None:
    desk.send(rows={"Kiểm tra": [INSPECTION]})
    desk.send(rows={"Kiểm tra": [{**INSPECTION, "fines_vnd": n, "note": f"d{n}"} for n in range(25)]})
    rows = desk.compare()
    assert len(rows) == versions.MOST_CHANGES
    assert rows[0]["change_count"] > versions.MOST_CHANGES


ROUNDS = (
    ("2026-09", date(2026, 8, 15), datetime(2026, 9, 25, tzinfo=UTC)),
    ("2026-10", date(2026, 9, 15), datetime(2026, 10, 25, tzinfo=UTC)),
)


def put_rounds(desk: Desk, reporter_id: str, *, with_due: bool = True) -> None:
    desk.warehouse.append("core.expected_reports", TABLES["core.expected_reports"].frame(pl.DataFrame([
        {
            "obligation_id": "M", "reporter_id": reporter_id, "form": "monthly", "period": period,
            "period_start": start, "due_at": due if with_due else None,
                            "period_end": start + timedelta(days=30),
        }
        for period, start, due in ROUNDS
    ])))  # fmt: skip


def put_dates(desk: Desk, *received: datetime) -> None:
    for number, instant in enumerate(received, 1):
        desk.warehouse.execute(
            "UPDATE core.submissions SET received_at = ?, obligation_id = 'M' WHERE version = ?", [instant, number]
        )


def asked(desk: Desk) -> list[tuple[Any, ...]]:
    desk.compare()
    return desk.warehouse.query(
        "SELECT submission_id, expected FROM raw_store.raw.suite_findings "
        "WHERE rule = 'may_be_next_round' AND resolved_at IS NULL"
    ).rows()


CORRECTED = {**INSPECTION, "establishments_inspected": 9, "fines_vnd": 8_000_000}
OTHER = {
    **INSPECTION,
    "establishments_inspected": 9,
    "establishments_violating": 2,
    "cases_fraud": 2,
    "cases_total": 2,
    "administrative_cases": 2,
    "fines_vnd": 8_000_000,
    "goods_value_vnd": 3_000_000,
}
SENT = datetime(2026, 9, 22, tzinfo=UTC)
NEXT_DUE = datetime(2026, 10, 22, tzinfo=UTC)


@pytest.mark.parametrize("with_due", [True, False])
def test_last_months_form_used_again_is_asked_about_by_both_names(
    with_due: bool, desk: Desk, ward: Any  # noqa: F811
) -> None:  # fmt: skip
    desk.send(period="2026-09")
    later = desk.send(period="2026-09", rows={**ROWS, "Kiểm tra": [OTHER]})
    put_rounds(desk, ward.reporter_id, with_due=with_due)
    put_dates(desk, SENT, NEXT_DUE)
    assert asked(desk) == [(later, "2026-10")]
    finding = desk.warehouse.read("raw.suite_findings").filter(pl.col("rule") == "may_be_next_round").row(0, named=True)
    assert finding["severity"] == "warning"
    assert "22/09/2026" in finding["message_vi"]
    assert "kỳ 2026-09, nhận 22/10/2026" in finding["message_vi"]


@pytest.mark.parametrize(
    ("received", "rows"),
    [
        # Soon after its own due: a correction.
        ((SENT, datetime(2026, 9, 28, tzinfo=UTC)), [OTHER]),
        # Most figures stayed: a correction.
        ((SENT, NEXT_DUE), [CORRECTED]),
        ((SENT, NEXT_DUE), [INSPECTION, OTHER]),
        # Both came late: one report and its correction.
        ((NEXT_DUE - timedelta(days=1), NEXT_DUE), [OTHER]),
    ],
)
def test_a_correction_of_an_old_round_is_not_asked_about(
    received: tuple[datetime, ...], rows: Any, desk: Desk, ward: Any  # noqa: F811
) -> None:  # fmt: skip
    desk.send(period="2026-09")
    desk.send(period="2026-09", rows={**ROWS, "Kiểm tra": rows})
    put_rounds(desk, ward.reporter_id)
    put_dates(desk, *received)
    assert asked(desk) == []


@pytest.mark.parametrize(("content", "is_asked"), [("filled", False), ("copied", True)])
def test_the_next_rounds_own_report_settles_it_unless_it_is_a_copy(
    content: str, is_asked: bool, desk: Desk, ward: Any  # noqa: F811
) -> None:  # fmt: skip
    desk.send(period="2026-09")
    desk.send(period="2026-09", rows={**ROWS, "Kiểm tra": [OTHER]})
    put_rounds(desk, ward.reporter_id)
    put_dates(desk, SENT, NEXT_DUE)
    own = {
        "submission_id": "own", "reporter_id": ward.reporter_id, "form": "monthly", "period": "2026-10", "version": 1,
        "is_current": True, "state": "accepted", "content": content, "received_at": NEXT_DUE + timedelta(hours=1),
    }  # fmt: skip
    desk.warehouse.append("core.submissions", pl.DataFrame([own]))
    assert bool(asked(desk)) is is_asked


def test_figures_that_replace_a_copy_of_the_round_before_are_a_correction(desk: Desk, ward: Any) -> None:  # noqa: F811
    first = desk.send(period="2026-09")
    desk.send(period="2026-09", rows={**ROWS, "Kiểm tra": [OTHER]})
    put_rounds(desk, ward.reporter_id)
    put_dates(desk, SENT, NEXT_DUE)
    desk.warehouse.execute("UPDATE core.submissions SET content = 'copied' WHERE submission_id = ?", [first])
    assert asked(desk) == []
