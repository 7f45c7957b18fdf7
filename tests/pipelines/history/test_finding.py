"""Doubts in the words of the rules: at night from the warehouse, in `check` from what was published."""

import hashlib
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dashboards.i18n import catalogue
from pipelines import history
from pipelines.recalls.keys import document_key
from pipelines.recalls.naming import plain_words
from pipelines.reference import load
from pipelines.settings import CHECKOUT, Settings
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse, open_warehouse
from pipelines.workbooks.context import ReadingContext, reading_context
from pipelines.workbooks.intake import parse_file
from pipelines.workbooks.template import ReportContent, write_form
from tests.pipelines.history.test_comparing import MONTHS, ORDINARY
from tests.pipelines.workbooks.scenario import CASE, INSPECTION, SIGN_OFF

SHIPPED = CHECKOUT / "data" / "reference"
AS_OF = datetime(2026, 10, 30, tzinfo=UTC)
RULES = history.history_rules(SHIPPED)
PLAIN = plain_words(Settings(home=Path("/nonexistent"), shipped_reference=SHIPPED))
WARD = "11311"


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(Settings(home=tmp_path / "home")) as opened:
        for month in MONTHS:
            _put(opened, month, f"{month}-1")
        yield opened


def _append(warehouse: Warehouse, full_name: str, **row: Any) -> None:
    warehouse.append(full_name, pl.DataFrame([row], schema=TABLES[full_name].polars_schema()))


def _put(warehouse: Warehouse, period: str, submission: str, **changes: Any) -> None:
    received = datetime(2026, int(period[5:]), 20, tzinfo=UTC)
    facts = {
        "submission_id": submission,
        "reporter_id": WARD,
        "form": "monthly",
        "province_code": "31",
        "period": period,
    }
    times = {"received_at": received, "ingested_at": received}
    counts = {"line_count": 1, "error_count": 0, "warning_count": 0, "version": 1}
    _append(
        warehouse, "core.submissions", **facts, **times, **counts, file_sha256=submission, file_name="a.xlsx",
        received_evidence="upload", is_current=True, state="accepted",
    )  # fmt: skip
    _append(
        warehouse, "core.inspection_lines", **facts, **ORDINARY | changes, line_id=f"{submission}-1",
        sheet="Kiểm tra", row=7,
    )  # fmt: skip


def _night(warehouse: Warehouse) -> list[dict[str, Any]]:
    raw = history.RawLines(*map(warehouse.name, ("raw.sign_offs", "raw.serious_cases", "raw.cells", "raw.reports")))
    return history.findings_of_night(warehouse.query, raw, RULES, as_of=AS_OF)


def test_a_shift_becomes_a_warning_of_its_report(warehouse: Warehouse) -> None:
    _put(warehouse, "2026-10", "new-1", fines_vnd=40_000)
    (found,) = _night(warehouse)
    assert (found["rule"], found["severity"], found["sheet"]) == ("shifted_by_a_thousand", "warning", "Kiểm tra")
    assert (found["submission_id"], found["reporter_id"], found["period"]) == ("new-1", WARD, "2026-10")
    assert found["message_vi"].startswith("Tiền phạt: bình quân 13.333 đồng một vụ")


def test_an_ordinary_night_finds_nothing_and_twice_the_same(warehouse: Warehouse) -> None:
    _put(warehouse, "2026-10", "new-1")
    assert _night(warehouse) == []
    _put(warehouse, "2026-11", "newer-1", fines_vnd=40_000)
    assert _night(warehouse) == _night(warehouse)


def _notice(warehouse: Warehouse) -> None:
    _append(warehouse, "core.notices", notice_id="n1", document_number="123/QLD-CL", kind="recall", file_sha256="n")
    _append(warehouse, "core.notice_numbers", number_key=document_key("123/QLD-CL"), notice_id="n1", passes_on=False)


def _sign_off(warehouse: Warehouse, number: str, notice_id: str | None) -> None:
    cell = {"submission_id": "2026-09-1", "sheet": "Thu hồi", "row": 6}
    _append(warehouse, "core.sign_offs", **cell, notice_id=notice_id, reporter_id=WARD, province_code="31")
    _append(warehouse, "raw.sign_offs", **cell, notice_number=number)


def test_a_sign_off_of_a_notice_that_does_not_exist_is_said(warehouse: Warehouse) -> None:
    _notice(warehouse)
    _sign_off(warehouse, "999/QLD-CL", None)
    (found,) = _night(warehouse)
    assert (found["rule"], found["cell"], found["value"]) == ("sign_off_of_unknown_notice", "A6", "999/QLD-CL")


def test_a_sign_off_that_meets_its_notice_is_fine(warehouse: Warehouse) -> None:
    _notice(warehouse)
    _sign_off(warehouse, "123/QLD-CL", "n1")
    assert _night(warehouse) == []


@pytest.mark.parametrize(("days", "rules"), [(2, ["case_after_receipt"]), (0, [])])
def test_a_case_detected_after_its_report_came_is_said(warehouse: Warehouse, days: int, rules: list[str]) -> None:
    at = datetime(2026, 9, 20, tzinfo=UTC) + timedelta(days=days)
    _append(warehouse, "raw.serious_cases", submission_id="2026-09-1", sheet="Vụ việc", row=6, detected_at=at)
    assert [found["rule"] for found in _night(warehouse)] == rules


@pytest.mark.parametrize(
    ("closed", "signed", "rules"),
    [
        (date(2026, 9, 20), None, []), (date(2026, 9, 21), None, ["sign_off_finished_after_receipt"]),
        (date(2026, 9, 18), date(2026, 9, 18), []), (None, date(2026, 9, 18), []),
        (date(2026, 9, 19), date(2026, 9, 18), ["sign_off_finished_after_signing"]),
        (date(2027, 9, 1), date(2026, 9, 18), ["sign_off_finished_after_receipt"]),
    ],
)  # fmt: skip
def test_a_recall_finished_after_its_report_came_or_was_signed_is_said(
    warehouse: Warehouse, closed: date | None, signed: date | None, rules: list[str]
) -> None:
    _notice(warehouse)
    _sign_off(warehouse, "123/QLD-CL", "n1")
    warehouse.execute(f"UPDATE {warehouse.name('raw.sign_offs')} SET closed_on = $closed", {"closed": closed})
    _append(
        warehouse, "raw.reports", submission_id="2026-09-1", file_sha256="2026-09-1", report_no=1, state="accepted",
        signed_on=signed, line_count=1, error_count=0, warning_count=0,
    )  # fmt: skip
    found = _night(warehouse)
    assert [(row["rule"], row["sheet"], row["cell"]) for row in found] == [(rule, "Thu hồi", "A6") for rule in rules]
    for row in found:
        assert closed is not None
        assert f"{closed:%d/%m/%Y}" in row["message_vi"]


@pytest.fixture(scope="module")
def context() -> ReadingContext:
    return reading_context(load(SHIPPED), shipped=SHIPPED)


def _check(warehouse: Warehouse, context: ReadingContext, tmp_path: Path, **rows: Any) -> list[str]:
    target = io.BytesIO()
    sheets = {
        "Kiểm tra": rows.get("inspection", []),
        "Thu hồi": rows.get("sign_off", []),
        "Vụ việc": rows.get("case", []),
    }
    write_form(
        target, form="monthly", reporter=context.reporters[WARD], period="2026-10", reference=context,
        content=ReportContent({}, sheets),
    )  # fmt: skip
    path = tmp_path / "a.xlsx"
    path.write_bytes(target.getvalue())
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    parsed = parse_file(path, file_name=path.name, sha256=sha256, context=context)
    provinces = {r.reporter_id: r.province_code for r in context.reporters.values()}
    found = history.findings_of_file(
        parsed.rows, warehouse.query, RULES, provinces=provinces, plain=PLAIN, received_at=AS_OF
    )
    return [row["rule"] for row in found]


def test_check_says_the_same_of_a_file_before_it_is_sent(
    warehouse: Warehouse, context: ReadingContext, tmp_path: Path
) -> None:
    _notice(warehouse)
    line = {**INSPECTION, "fines_vnd": 15_000}
    late = {**CASE, "detected_at": datetime(2026, 12, 10, 8, 0)}  # noqa: DTZ001 - as typed, without a zone
    lost = {**SIGN_OFF, "notice_number": "999/QLD-CL"}
    found = _check(warehouse, context, tmp_path, inspection=[line], sign_off=[lost], case=[late])
    assert found == ["shifted_by_a_thousand", "sign_off_of_unknown_notice", "case_after_receipt"]


@pytest.mark.parametrize(
    ("closed", "rules"),
    [(date(2026, 10, 15), []), (date(2026, 12, 1), ["sign_off_finished_after_receipt"])],
)
def test_check_says_that_a_recall_cannot_be_finished_on_a_day_to_come(
    warehouse: Warehouse, context: ReadingContext, tmp_path: Path, closed: date, rules: list[str]
) -> None:
    _notice(warehouse)
    line = {**SIGN_OFF, "acknowledged_on": date(2026, 10, 1), "closed_on": closed}
    assert _check(warehouse, context, tmp_path, sign_off=[line]) == rules


def test_check_knows_the_letter_of_the_wards_own_department_and_no_others(
    warehouse: Warehouse, context: ReadingContext, tmp_path: Path
) -> None:
    _notice(warehouse)
    for code, number in (("31", "3812/SYT-NVD"), ("66", "77/SYT-NVD")):
        _append(
            warehouse, "core.notice_numbers", number_key=document_key(number), notice_id="n1", passes_on=True,
            province_code=code,
        )  # fmt: skip
    own, stranger = ({**SIGN_OFF, "notice_number": number} for number in ("3812/SYT-NVD", "77/SYT-NVD"))
    assert _check(warehouse, context, tmp_path, sign_off=[own]) == []
    assert _check(warehouse, context, tmp_path, sign_off=[stranger]) == ["sign_off_of_unknown_notice"]


def test_check_says_that_a_line_names_another_product_than_its_notice(
    warehouse: Warehouse, context: ReadingContext, tmp_path: Path
) -> None:
    _notice(warehouse)
    _append(warehouse, "core.recalled_products", notice_id="n1", product_no=1, name="Minhhoacillin 250 mg")
    right = {**SIGN_OFF, "product_name": "thuoc MINH HOACILIN 250"}
    other = {**SIGN_OFF, "product_name": "Padobaby 5 ml"}
    assert _check(warehouse, context, tmp_path, sign_off=[right]) == []
    assert _check(warehouse, context, tmp_path, sign_off=[other]) == ["sign_off_of_other_product"]


def test_check_knows_the_number_that_a_product_had_before(
    warehouse: Warehouse, context: ReadingContext, tmp_path: Path
) -> None:
    _notice(warehouse)
    _append(
        warehouse, "core.recalled_products", notice_id="n1", product_no=1, name="Minhhoacillin 250 mg",
        registration_number="893110440024", former_registration_number="VD-18113-12",
    )  # fmt: skip
    bare = {**SIGN_OFF, "product_name": None, "batch_number": None}
    former, strange = ({**bare, "registration_number": number} for number in ("VD-18113-12", "VD-31437-19"))
    assert _check(warehouse, context, tmp_path, sign_off=[former]) == []
    assert _check(warehouse, context, tmp_path, sign_off=[strange]) == ["sign_off_of_other_product"]


def test_the_night_points_to_the_cell_of_another_product_until_the_ward_answers_anew(warehouse: Warehouse) -> None:
    _notice(warehouse)
    _append(warehouse, "core.recalled_products", notice_id="n1", product_no=1, name="Minhhoacillin 250 mg")
    cell = {"submission_id": "2026-09-1", "sheet": "Thu hồi", "row": 6, "product_name": "Padobaby"}
    facts = {"notice_id": "n1", "reporter_id": WARD, "province_code": "31"}
    _append(warehouse, "core.sign_offs", **cell, **facts, names_other_product=True)
    _append(warehouse, "raw.sign_offs", **cell, notice_number="123/QLD-CL")
    _append(
        warehouse, "raw.cells", file_sha256="2026-09-1", sheet="Thu hồi", row=6,
        cells=["123/QLD-CL", None, " Padobaby "],
    )  # fmt: skip
    (found,) = _night(warehouse)
    assert (found["rule"], found["cell"], found["value"]) == ("sign_off_of_other_product", "C6", "Padobaby")
    assert "Minhhoacillin 250 mg" in found["message_vi"]
    answer = {**cell, "submission_id": "2026-10-1", "product_name": None, "establishments_checked": 0}
    _put(warehouse, "2026-10", "2026-10-1")
    _append(warehouse, "core.sign_offs", **answer, **facts, names_other_product=False)
    assert _night(warehouse) == []


@pytest.mark.parametrize(
    ("cell", "rules"),
    [
        ("AB12 đến XY99", ["sign_off_of_uncounted_range"]), ("010123 - 050124", ["sign_off_of_uncounted_range"]),
        ("010123 - 050123", []), ("ABC1-XYZ9", []), ("0123; 0124", []),
    ],
)  # fmt: skip
def test_a_range_of_batches_that_nobody_can_count_is_said_by_night_and_by_check(
    warehouse: Warehouse, context: ReadingContext, tmp_path: Path, cell: str, rules: list[str]
) -> None:
    _notice(warehouse)
    _append(warehouse, "core.recalled_products", notice_id="n1", product_no=1, name="Minhhoacillin 250 mg")
    _append(warehouse, "core.recalled_batches", notice_id="n1", product_no=1, batch_number="ABC1-XYZ9")
    line = {"submission_id": "2026-09-1", "sheet": "Thu hồi", "row": 6, "batch_number": cell}
    _append(warehouse, "core.sign_offs", **line, notice_id="n1", reporter_id=WARD, province_code="31")
    _append(warehouse, "raw.sign_offs", **line, notice_number="123/QLD-CL")
    _append(
        warehouse, "raw.cells", file_sha256="2026-09-1", sheet="Thu hồi", row=6, cells=["123/QLD-CL", None, cell]
    )  # fmt: skip
    found = _night(warehouse)
    assert [(row["rule"], row["cell"], row["value"]) for row in found] == [(rule, "C6", cell) for rule in rules]
    typed = {**SIGN_OFF, "product_name": "Minhhoacillin 250", "batch_number": cell}
    assert _check(warehouse, context, tmp_path, sign_off=[typed]) == rules


def test_check_finds_nothing_in_an_ordinary_file(warehouse: Warehouse, context: ReadingContext, tmp_path: Path) -> None:
    _notice(warehouse)
    assert _check(warehouse, context, tmp_path, inspection=[INSPECTION], sign_off=[SIGN_OFF], case=[CASE]) == []


def test_every_rule_has_words_on_screen_and_is_a_warning() -> None:
    for rule in RULES.values():
        assert rule.severity == "warning"
        assert f"rule.{rule.id}" in catalogue("vi")
