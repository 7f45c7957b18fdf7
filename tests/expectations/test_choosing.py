"""Which rows a suite sees, on real tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from expectations import SUITES, choose_rows, run_suite
from expectations.choosing import ROWS
from pipelines.settings import Settings
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse, open_warehouse

AS_OF = datetime(2026, 4, 10, 19, 0, tzinfo=UTC)
LAST_NIGHT = AS_OF - timedelta(days=1)
TONIGHT = AS_OF - timedelta(hours=1)
LONG_AGO = AS_OF - timedelta(days=60)

Row = dict[str, Any]


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(Settings(home=tmp_path)) as opened:
        _fill(
            opened,
            "reference.units",
            [
                {"unit_code": "31", "name": "Thành phố Hải Phòng", "kind": "province", "province_code": "31"},
                {"unit_code": "11311", "name": "Phường A", "kind": "ward", "province_code": "31", "ward_code": "11311"},
                {"unit_code": "11312", "name": "Phường B", "kind": "ward", "province_code": "31", "ward_code": "11312"},
            ],
        )
        _fill(
            opened,
            "reference.reporters",
            [
                {"reporter_id": "11311", "name": "Phường A", "province_code": "31", "ward_code": "11311"},
                {"reporter_id": "31-SCT", "name": "Sở Công Thương", "province_code": "31"},
            ],
        )
        _fill(
            opened,
            "reference.directives",
            [
                {"directive_id": "d", "province_code": "31", "title": "Kế hoạch", "source": "x", "demo": False},
            ],
        )
        _fill(
            opened,
            "reference.obligations",
            [
                {"obligation_id": "m", "directive_id": "d", "form": "monthly", "counts": True, "verified": True},
                {"obligation_id": "tet", "directive_id": "d", "form": "campaign", "counts": False, "verified": True},
            ],
        )
        yield opened


def _fill(warehouse: Warehouse, table: str, rows: list[Row]) -> None:
    warehouse.append(table, pl.DataFrame(rows, infer_schema_length=None))


def _expected(obligation: str, form: str, period: str, start: date, end: date, reporter: str = "11311") -> Row:
    return {
        "obligation_id": obligation, "directive_id": "d", "form": form, "reporter_id": reporter,
        "province_code": "31", "ward_code": reporter if reporter.isdigit() else None, "period": period,
        "period_start": start, "period_end": end, "due_at": AS_OF - timedelta(days=5),
        "due_at_original": AS_OF - timedelta(days=5),
    }  # fmt: skip


def _submission(name: str, form: str, period: str, *, ingested: datetime = LONG_AGO, **more: Any) -> Row:
    return {
        "submission_id": name, "file_sha256": name, "file_name": f"{name}.xlsx", "reporter_id": "11311",
        "province_code": "31", "ward_code": "11311", "obligation_id": "m" if form == "monthly" else "tet",
        "form": form, "period": period, "received_at": ingested, "received_evidence": "upload",
        "ingested_at": ingested, "is_current": True, "state": "accepted", "content": "filled", "line_count": 1,
        "error_count": 0, "warning_count": 0, "version": 1,
    } | more  # fmt: skip


def _line(submission: Row, number: int, cases: int, **more: Any) -> Row:
    return {
        "line_id": f"{submission['submission_id']}-{number}", "submission_id": submission["submission_id"],
        "reporter_id": submission["reporter_id"], "form": submission["form"], "period": submission["period"],
        "province_code": "31", "ward_code": submission["ward_code"], "cases_total": cases,
        "establishments_inspected": 1, "fines_vnd": 0, "row": number, "sheet": "Kiểm tra",
    } | more  # fmt: skip


def test_every_suite_but_the_open_rounds_has_its_own_sql() -> None:
    assert {path.stem for path in ROWS.glob("*.sql")} | {"mart.compliance"} == set(SUITES)


@pytest.mark.slow
@pytest.mark.parametrize("suite_name", list(SUITES))
def test_every_suite_finds_the_columns_it_needs_in_empty_tables(warehouse: Warehouse, suite_name: str) -> None:
    for since in (None, LAST_NIGHT):
        frame = choose_rows(warehouse, suite_name, as_of=AS_OF, since=since)
        assert set(SUITES[suite_name].needed) <= set(frame.columns)


def test_only_submissions_taken_in_or_assigned_since_the_last_night_are_new(warehouse: Warehouse) -> None:
    _fill(
        warehouse,
        "core.submissions",
        [
            _submission("old", "monthly", "2026-01"),
            _submission("new", "monthly", "2026-02", ingested=TONIGHT),
            _submission("assigned", "monthly", "2026-03", attributed_at=TONIGHT),
        ],
    )
    chosen = choose_rows(warehouse, "core.submissions", as_of=AS_OF, since=LAST_NIGHT)
    assert chosen["submission_id"].to_list() == ["assigned", "new"]
    assert choose_rows(warehouse, "core.submissions", as_of=AS_OF, since=None).height == 3


def _campaign_over_two_months(warehouse: Warehouse, *, second_month: bool) -> None:
    _fill(
        warehouse,
        "core.expected_reports",
        [
            _expected("m", "monthly", "2026-01", date(2025, 12, 15), date(2026, 1, 14)),
            _expected("m", "monthly", "2026-02", date(2026, 1, 15), date(2026, 2, 14)),
            _expected("tet", "campaign", "TET-2026", date(2025, 12, 15), date(2026, 2, 10)),
        ],
    )
    january, february = _submission("jan", "monthly", "2026-01"), _submission("feb", "monthly", "2026-02")
    campaign = _submission("tet", "campaign", "TET-2026", ingested=TONIGHT)
    _fill(warehouse, "core.submissions", [january, *([february] if second_month else []), campaign])
    _fill(
        warehouse,
        "core.inspection_lines",
        [
            _line(january, 1, 2),
            _line(february, 1, 3),
            _line(campaign, 1, 4),
            _line(campaign, 2, 5),
        ],
    )


def test_a_campaign_is_held_against_the_months_that_overlap_its_window(warehouse: Warehouse) -> None:
    _campaign_over_two_months(warehouse, second_month=True)
    [row] = choose_rows(warehouse, "core.submissions", as_of=AS_OF, since=LAST_NIGHT).iter_rows(named=True)
    assert (row["submission_id"], row["window_cases"], row["months_cases"]) == ("tet", 9, 5)


def test_with_a_month_still_out_the_sum_is_unknown(warehouse: Warehouse) -> None:
    _campaign_over_two_months(warehouse, second_month=False)
    [row] = choose_rows(warehouse, "core.submissions", as_of=AS_OF, since=LAST_NIGHT).iter_rows(named=True)
    assert row["months_cases"] is None


def test_news_in_a_month_brings_the_campaign_back(warehouse: Warehouse) -> None:
    _campaign_over_two_months(warehouse, second_month=True)
    warehouse.execute("UPDATE core.submissions SET ingested_at = ? WHERE submission_id = 'tet'", [LONG_AGO])
    warehouse.execute("UPDATE core.submissions SET ingested_at = ? WHERE submission_id = 'feb'", [TONIGHT])
    chosen = choose_rows(warehouse, "core.submissions", as_of=AS_OF, since=LAST_NIGHT)
    assert chosen["submission_id"].to_list() == ["feb", "tet"]


@pytest.mark.parametrize(
    ("change", "doubles"),
    [
        ({}, 2),
        ({"channel": "market"}, 0),
        ({"place_ward_code": None}, 0),
        ({"establishments_inspected": 0, "cases_total": 0}, 0),
    ],
)
def test_an_agency_s_line_in_a_ward_beside_the_ward_s_own_is_told_to_both(
    warehouse: Warehouse, change: Row, doubles: int
) -> None:
    same = {"category": "medicine", "channel": "pharmacy", "place_ward_code": "11311"}
    ward = _submission("ward", "monthly", "2026-03")
    agency = _submission("agency", "monthly", "2026-03", ingested=TONIGHT, reporter_id="31-SCT", ward_code=None)
    _fill(warehouse, "core.submissions", [ward, agency])
    _fill(warehouse, "core.inspection_lines", [_line(ward, 1, 1, **same), _line(agency, 1, 1, **(same | change))])
    lines = choose_rows(warehouse, "core.inspection_lines", as_of=AS_OF, since=LAST_NIGHT)
    told = {row["reporter_id"]: row["beside"] for row in lines.iter_rows(named=True) if row["beside"]}
    assert told == ({"11311": "Sở Công Thương", "31-SCT": "Phường A"} if doubles else {})


def test_a_ward_without_a_reporter_is_shown_as_such(warehouse: Warehouse) -> None:
    rows = choose_rows(warehouse, "reference.reporters", as_of=AS_OF, since=LAST_NIGHT)
    assert dict(rows.select("unit_code", "reporters").iter_rows()) == {"11311": 1, "11312": 0}


def test_a_round_is_shown_beside_the_round_before_and_the_wards_of_its_province(warehouse: Warehouse) -> None:
    _fill(
        warehouse,
        "core.expected_reports",
        [
            _expected("m", "monthly", "2026-02", date(2026, 1, 15), date(2026, 2, 14)),
            _expected("m", "monthly", "2026-03", date(2026, 2, 15), date(2026, 3, 14)),
            _expected("m", "monthly", "2026-03", date(2026, 2, 15), date(2026, 3, 14), reporter="31-SCT"),
        ],
    )
    rows = choose_rows(warehouse, "core.expected_reports", as_of=AS_OF, since=LAST_NIGHT)
    [march] = rows.filter(pl.col("period") == "2026-03").iter_rows(named=True)
    assert (march["expected"], march["expected_before"], march["wards_expected"], march["wards_known"]) == (2, 1, 1, 1)
    assert march["days_to_report"] == (date(2026, 4, 6) - date(2026, 3, 14)).days


def test_a_kpi_that_a_province_lacks_wholly_is_a_row_of_its_own(warehouse: Warehouse) -> None:
    _fill(
        warehouse,
        "reference.kpis",
        [{"kpi": name, "name_vi": name, "name_en": name, "formula": "x"} for name in ("on_time_rate", "open_notices")],
    )
    _fill(
        warehouse,
        "mart.kpis",
        [
            {"kpi": "on_time_rate", "province_code": "31", "period": "2026-03", "value": 0.5},
            {"kpi": "on_time_rate", "province_code": "31", "period": "2024-03", "value": 0.5},
        ],
    )
    rows = choose_rows(warehouse, "mart.kpis", as_of=AS_OF, since=LAST_NIGHT)
    assert set(rows.select("kpi", "period", "rows_of_kpi").iter_rows()) == {
        ("on_time_rate", "2026-03", 1),
        ("open_notices", None, 0),
    }


def test_the_usual_rate_is_the_mean_of_at_least_three_rounds_before(warehouse: Warehouse) -> None:
    counts = dict.fromkeys(("late", "missing", "not_due", "exempt", "extended", "accepted"), 0)
    _fill(
        warehouse,
        "mart.compliance_rates",
        [
            {
                "province_code": "31",
                "form": "monthly",
                "period": f"2026-0{month}",
                "expected": 10,
                "on_time": 10,
                "on_time_rate": rate,
                "due_at": datetime(2026, month, 24, 17, tzinfo=UTC),
                **counts,
            }
            for month, rate in ((1, 0.9), (2, 0.8), (3, 1.0), (4, 0.5))
        ],
    )
    rows = choose_rows(warehouse, "mart.compliance_rates", as_of=AS_OF, since=LAST_NIGHT)
    usual = dict(rows.select("period", "usual_on_time_rate").iter_rows())
    assert [usual[f"2026-0{month}"] for month in (1, 2, 3)] == [None, None, None]
    assert usual["2026-04"] == pytest.approx(0.9)


def test_the_declared_columns_of_a_fact_table_come_along(warehouse: Warehouse) -> None:
    frame = choose_rows(warehouse, "core.sign_offs", as_of=AS_OF, since=None)
    assert set(TABLES["core.sign_offs"].column_names) <= set(frame.columns)


def _judged(reporter: str, status: str, *, due: datetime, period: str = "2025-10", **more: Any) -> Row:
    came = None if status in {"missing", "exempt"} else due - timedelta(hours=1)
    return {
        "obligation_id": "m", "directive_id": "d", "form": "monthly", "reporter_id": reporter,
        "reporter_name": reporter, "province_code": "31", "period": period, "due_at": due, "received_at": came,
        "status": status,
        "hours_late": 1.0 if status in {"late", "missing"} else None, "extended": False, "accepted_at": came,
        "state": "accepted" if came else None, "content": "filled" if came else None, "unconfirmed": False,
        "pending_file": False,
    } | more  # fmt: skip


_KINDS: list[tuple[str, Row]] = [
    ("on_time", {}),
    ("on_time", {"state": "returned", "accepted_at": None}),
    ("on_time", {"state": "accepted_with_warnings"}),
    ("late", {}),
    ("late", {"unconfirmed": True}),
    ("missing", {}),
    ("missing", {"pending_file": True}),
    ("exempt", {}),
]


def _checked(warehouse: Warehouse, due: datetime) -> list[Row]:
    """A round that some night looked at before, with one report of each kind."""
    rows = [_judged(str(number), status, due=due, **more) for number, (status, more) in enumerate(_KINDS)]
    _fill(warehouse, "mart.compliance", rows)
    looked = {"finding_id": "x", "suite": "mart.compliance", "scope": "m|2025-10", "rule": "none_missing"}
    said = dict.fromkeys(("severity", "message_vi", "message_en", "cure_vi", "cure_en"), "error")
    _fill(warehouse, "raw.suite_findings", [{**looked, **said, "first_seen_at": LONG_AGO}])
    return rows


@pytest.mark.slow
def test_of_an_old_round_that_is_still_open_only_reports_that_are_not_settled_are_looked_at(
    warehouse: Warehouse,
) -> None:
    rows = _checked(warehouse, AS_OF - timedelta(days=160))
    chosen = choose_rows(warehouse, "mart.compliance", as_of=AS_OF, since=LAST_NIGHT)
    assert chosen["reporter_id"].to_list() == ["1", "3", "4", "5", "6"]
    # What is left out must break nothing, or its finding would be called mended.
    left_out = pl.DataFrame(rows, schema_overrides=TABLES["mart.compliance"].polars_schema()).join(
        chosen, on="reporter_id", how="anti"
    )
    whole = TABLES["mart.compliance"].frame(left_out)
    assert run_suite("mart.compliance", whole, as_of=AS_OF) == []
    assert {row["reporter_id"] for row in run_suite("mart.compliance", chosen, as_of=AS_OF)} == set(
        chosen["reporter_id"]
    )


def test_of_a_round_that_just_closed_every_report_is_looked_at(warehouse: Warehouse) -> None:
    rows = _checked(warehouse, AS_OF - timedelta(days=3))
    assert choose_rows(warehouse, "mart.compliance", as_of=AS_OF, since=LAST_NIGHT).height == len(rows)


@pytest.mark.parametrize(("rule", "looked_at"), [("no_recall_unanswered", 1), ("no_recall_answered_late", 0)])
def test_an_old_ledger_is_looked_at_once_more_where_somebody_was_said_not_to_have_answered(
    warehouse: Warehouse, rule: str, looked_at: int
) -> None:
    _fill(warehouse, "core.notices", [{"notice_id": "n1", "document_number": "184/QĐ-QLD", "kind": "recall"}])
    row = {
        "notice_id": "n1", "reporter_id": "11311", "province_code": "31", "ward_code": "11311", "status": "exempt",
        "due_at": AS_OF - timedelta(days=90), "answer": "none", "pending_file": False, "unconfirmed": False,
    }  # fmt: skip
    _fill(warehouse, "mart.recall_ledger", [row])
    assert choose_rows(warehouse, "mart.recall_ledger", as_of=AS_OF, since=LAST_NIGHT).height == 0
    said = dict.fromkeys(("severity", "message_vi", "message_en", "cure_vi", "cure_en"), "error")
    open_one = {"finding_id": "x", "suite": "mart.recall_ledger", "scope": "n1", "notice_id": "n1", "rule": rule}
    _fill(warehouse, "raw.suite_findings", [{**open_one, **said, "first_seen_at": LONG_AGO}])
    assert choose_rows(warehouse, "mart.recall_ledger", as_of=AS_OF, since=LAST_NIGHT).height == looked_at
