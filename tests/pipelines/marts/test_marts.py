"""Marts against a recount by hand: random lines and reports, summed twice in two ways."""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from pipelines import marts
from pipelines.marts.risk import SCORE_DIGITS
from pipelines.recalls import matching
from pipelines.settings import Settings
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse, open_warehouse
from tests.pipelines.recalls.worlds import PLAIN, judge_ledger

AS_OF = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
PERIODS = [f"2026-{month:02d}" for month in range(1, 12)]
WARDS = {"31": ["10001", "10002", "10003"], "66": ["20001", "20002"]}
CATEGORIES = ["medicine", "cosmetic"]
STATES = ("accepted", "accepted_with_warnings", "returned")


def _put(warehouse: Warehouse, full_name: str, rows: list[dict[str, Any]]) -> None:
    warehouse.append(full_name, pl.DataFrame(rows, schema=TABLES[full_name].polars_schema()))


def _due(period: str) -> datetime:
    year, month = map(int, period.split("-"))
    return datetime(year, month, 24, 17, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, dict[str, list[dict[str, Any]]]]]:
    """A province of three wards and one of two, eleven months, one agency each; built once, read by every test."""
    dice = random.Random(389)
    with open_warehouse(Settings(home=tmp_path_factory.mktemp("marts"))) as warehouse:
        rows = _rows(dice)
        for full_name, table_rows in rows.items():
            if full_name in TABLES:
                _put(warehouse, full_name, table_rows)
        warehouse.leave("judged_reports", pl.DataFrame(rows["judged"], schema=_judged_schema()))
        starts = {"province_code": ["31", "66"], "starts_on": [date(2026, 3, 1), date(2026, 1, 1)]}
        warehouse.leave("ledger_starts", pl.DataFrame(starts))
        judge_ledger(warehouse, as_of=AS_OF)
        matching.match(warehouse, PLAIN)
        marts.build_all(warehouse, as_of=AS_OF)
        yield warehouse, rows


def _judged_schema() -> dict[str, pl.DataType]:
    missing = {"reporter_name", "due_month", "due_at_original", "due_reason", "counts"}
    return {name: kind for name, kind in TABLES["mart.compliance"].polars_schema().items() if name not in missing}


def _rows(dice: random.Random) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for code, wards in WARDS.items():
        rows["reference.units"].append({"unit_code": code, "name": code, "kind": "province", "province_code": code})
        directive = {"directive_id": code, "province_code": code, "title": "t", "source": "s", "demo": False}
        rows["reference.directives"].append(directive)
        for form, counts in (("monthly", True), ("campaign", False)):
            rows["reference.obligations"].append(
                {
                    "obligation_id": f"{code}-{form}",
                    "directive_id": code,
                    "form": form,
                    "counts": counts,
                    "verified": True,
                }
            )
        reporters = [(w, w) for w in wards] + [(f"{code}-SCT", None)]
        for reporter_id, ward in reporters:
            if ward:
                unit = {"unit_code": ward, "name": ward, "kind": "commune", "province_code": code, "ward_code": ward}
                rows["reference.units"].append(unit)
            rows["reference.reporters"].append(
                {"reporter_id": reporter_id, "name": reporter_id, "kind": "commune" if ward else "agency",
                 "province_code": code, "ward_code": ward}
            )  # fmt: skip
            for period in PERIODS:
                _report(rows, dice, code, reporter_id, ward, period)
    for category in CATEGORIES:
        rows["reference.categories"].append(
            {"category": category, "name_vi": category, "name_en": category, "product_group": category}
        )
    for kpi in ("on_time_rate", "reporters_missing", "conformity_rate", "cases_total", "fines_vnd", "open_notices",
                "wards_answered_rate", "serious_24h_rate"):  # fmt: skip
        rows["reference.kpis"].append({"kpi": kpi, "name_vi": kpi, "name_en": kpi})
    _notices(rows, dice)
    return rows


def _report(
    rows: dict[str, list[dict[str, Any]]],
    dice: random.Random,
    code: str,
    reporter_id: str,
    ward: str | None,
    period: str,
) -> None:
    due = _due(period)
    year, month = map(int, period.split("-"))
    start = date(year - (month == 1), (month - 2) % 12 + 1, 15)
    base = {"obligation_id": f"{code}-monthly", "directive_id": code, "form": "monthly", "reporter_id": reporter_id,
            "province_code": code, "ward_code": ward, "period": period}  # fmt: skip
    rows["core.expected_reports"].append(
        {**base, "period_start": start, "period_end": date(year, month, 14), "due_at": due, "due_at_original": due}
    )
    is_due = due <= AS_OF
    kind = dice.choice(["on_time", "on_time", "late", "missing", "exempt"]) if is_due else "not_due"
    arrived = kind in ("on_time", "late")
    received = due + timedelta(hours=dice.randint(1, 90) * (1 if kind == "late" else -1)) if arrived else None
    state = dice.choice(STATES) if arrived else None
    submission_id = f"{reporter_id}-{period}" if arrived else None
    rows["judged"].append(
        {**base, "due_at": due, "received_at": received, "received_evidence": "received_csv" if received else None,
         "status": kind, "hours_late": 1.0 if kind in ("late", "missing") else None, "extended": False, "state": state,
         "content": "filled" if state else None, "accepted_at": None, "submission_id": submission_id,
         "unconfirmed": kind == "late" and dice.random() < 0.3, "pending_file": False}
    )  # fmt: skip
    if received is None:
        return
    for form, obligation in (("monthly", f"{code}-monthly"), ("campaign", f"{code}-campaign")):
        sid = submission_id if form == "monthly" else f"{submission_id}-c"
        rows["core.submissions"].append(
            {**base, "form": form, "obligation_id": obligation, "submission_id": sid, "file_sha256": sid,
             "file_name": "f", "received_at": received, "received_evidence": "received_csv", "ingested_at": received,
             "version": 1, "is_current": state != "returned", "state": state, "content": "filled", "line_count": 2,
             "error_count": 0, "warning_count": 0}
        )  # fmt: skip
        for number in range(dice.randint(0, 3)):
            inspected = dice.randint(0, 9)
            place = ward or dice.choice([*WARDS[code], None])
            rows["core.inspection_lines"].append(
                {**base, "form": form, "line_id": f"{sid}-{number}", "submission_id": sid, "place_ward_code": place,
                 "category": dice.choice(CATEGORIES), "establishments_inspected": inspected,
                 "establishments_violating": dice.randint(0, inspected), "cases_total": dice.randint(0, 4),
                 "fines_vnd": dice.randint(0, 10**9), "samples_taken": dice.randint(0, 5), "samples_failed": 0}
            )  # fmt: skip


def _notices(rows: dict[str, list[dict[str, Any]]], dice: random.Random) -> None:
    submissions = [s for s in rows["core.submissions"] if s["form"] == "monthly" and s["ward_code"]]
    for number in range(8):
        issued = date(2026, number + 1, 10)
        kind = "recall" if number % 3 else "counterfeit_warning"
        rows["core.notices"].append(
            {"notice_id": f"n{number}", "document_number": f"{number}/QĐ-QLD", "issued_on": issued, "kind": kind,
             "product_group": "medicine", "reach": "national"}
        )  # fmt: skip
        for row, submission in enumerate(dice.sample(submissions, 12)):
            closed = dice.choice([None, issued])
            rows["core.sign_offs"].append(
                {"notice_id": f"n{number}", "submission_id": submission["submission_id"], "sheet": "Thu hồi",
                 "row": number * 100 + row, "reporter_id": submission["reporter_id"],
                 "province_code": submission["province_code"], "ward_code": submission["ward_code"],
                 "establishments_checked": dice.choice([None, 0, 3]), "quantity_found": 1.0,
                 "quantity_unit": dice.choice(["hộp", "vỉ"]), "closed_on": closed}
            )  # fmt: skip


World = tuple[Warehouse, dict[str, list[dict[str, Any]]]]


def test_rates_add_up_and_equal_a_recount(world: World) -> None:
    warehouse, rows = world
    for rate in warehouse.read("mart.compliance_rates").to_dicts():
        mine = [
            r for r in rows["judged"] if r["province_code"] == rate["province_code"] and r["period"] == rate["period"]
        ]
        counts = {s: sum(r["status"] == s for r in mine) for s in ("on_time", "late", "missing", "not_due", "exempt")}
        assert {s: rate[s] for s in counts} == counts
        assert sum(counts.values()) == rate["expected"] == len(mine)
        judged = counts["on_time"] + counts["late"] + counts["missing"]
        due = _due(rate["period"]) <= AS_OF and judged
        assert rate["on_time_rate"] == (pytest.approx(counts["on_time"] / judged) if due else None)
        assert rate["late_unconfirmed"] == sum(r["status"] == "late" and r["unconfirmed"] for r in mine)


def test_an_undated_report_enters_no_count(world: World) -> None:
    warehouse, rows = world
    undated = {**rows["judged"][0], "period": "2026-13", "due_at": None, "status": "not_due"}
    frame = pl.DataFrame([undated], schema=_judged_schema())
    before = warehouse.count("mart.compliance_rates")
    warehouse.execute("CREATE TEMP TABLE judged_before AS FROM judged_reports")
    warehouse.leave("judged_reports", pl.concat([warehouse.query("FROM judged_before"), frame]))
    expected = {**rows["core.expected_reports"][0], "period": "2026-13"}
    _put(warehouse, "core.expected_reports", [expected])
    try:
        marts.build(warehouse, "mart.compliance", as_of=AS_OF)
        assert marts.build(warehouse, "mart.compliance_rates", as_of=AS_OF) == before
        assert warehouse.count("mart.compliance") == len(rows["judged"]) + 1
    finally:
        warehouse.leave("judged_reports", warehouse.query("FROM judged_before"))
        warehouse.execute("DELETE FROM core.expected_reports WHERE period = '2026-13'")
        marts.build_all(warehouse, as_of=AS_OF)


def test_trends_by_place_equal_a_recount_of_current_lines_that_count(world: World) -> None:
    warehouse, rows = world
    current = {s["submission_id"] for s in rows["core.submissions"] if s["is_current"] and s["form"] == "monthly"}
    for trend in warehouse.read("mart.trends").to_dicts():
        mine = [
            line
            for line in rows["core.inspection_lines"]
            if line["submission_id"] in current
            and (line["province_code"], line["category"], line["period"])
            == (trend["province_code"], trend["category"], trend["period"])
            and (trend["ward_code"] is None or line["place_ward_code"] == trend["ward_code"])
        ]
        inspected = sum(line["establishments_inspected"] for line in mine)
        violating = sum(line["establishments_violating"] for line in mine)
        assert (trend["inspected"], trend["violating"]) == (inspected, violating)
        assert trend["fines_vnd"] == sum(line["fines_vnd"] for line in mine)
        assert trend["conformity_rate"] == (pytest.approx(1 - violating / inspected) if inspected else None)


def test_a_province_is_its_wards_plus_lines_without_a_ward(world: World) -> None:
    warehouse, rows = world
    trends = warehouse.read("mart.trends")
    current = {s["submission_id"] for s in rows["core.submissions"] if s["is_current"] and s["form"] == "monthly"}
    unplaced = sum(
        line["fines_vnd"]
        for line in rows["core.inspection_lines"]
        if line["submission_id"] in current and line["place_ward_code"] is None
    )
    provinces = trends.filter(pl.col("ward_code").is_null())["fines_vnd"].sum()
    wards = trends.filter(pl.col("ward_code").is_not_null())["fines_vnd"].sum()
    assert provinces == wards + unplaced
    assert unplaced > 0


def test_a_quiet_month_is_a_zero_and_not_a_gap(world: World) -> None:
    warehouse, _ = world
    provinces = warehouse.read("mart.trends").filter(pl.col("ward_code").is_null())
    assert provinces.height == len(WARDS) * len(CATEGORIES) * len(PERIODS)


def test_reporting_rate_is_accepted_over_expected_without_exempt(world: World) -> None:
    warehouse, rows = world
    trends = warehouse.read("mart.trends").filter(pl.col("ward_code").is_null()).unique(["province_code", "period"])
    for trend in trends.to_dicts():
        mine = [
            r for r in rows["judged"] if (r["province_code"], r["period"]) == (trend["province_code"], trend["period"])
        ]
        owing = [r for r in mine if r["status"] != "exempt"]
        accepted = [r for r in mine if r["state"] in ("accepted", "accepted_with_warnings")]
        assert trend["reporting_rate"] == (pytest.approx(len(accepted) / len(owing)) if owing else None)


def test_a_streak_counts_equal_outcomes_from_the_newest(world: World) -> None:
    warehouse, rows = world
    for habit in warehouse.read("mart.reporter_compliance").to_dicts():
        mine = sorted(
            (
                r
                for r in rows["judged"]
                if r["reporter_id"] == habit["reporter_id"] and r["status"] in ("on_time", "late", "missing")
            ),
            key=lambda r: r["period"],
            reverse=True,
        )[:12]
        good = [r["status"] == "on_time" for r in mine]
        streak = next((i for i, g in enumerate(good) if g != good[0]), len(good))
        assert habit["streak"] == (streak if good[0] else -streak)
        assert habit["due"] == len(mine) == habit["on_time"] + habit["late"] + habit["missing"]


def test_the_ledger_opens_for_recalls_issued_since_its_start(world: World) -> None:
    warehouse, rows = world
    ledger = warehouse.read("mart.recall_ledger")
    starts = {"31": date(2026, 3, 1), "66": date(2026, 1, 1)}
    wanted = {
        (n["notice_id"], ward)
        for n in rows["core.notices"]
        for code, wards in WARDS.items()
        for ward in wards
        if n["kind"] == "recall" and n["issued_on"] >= starts[code]
    }
    assert set(ledger.select("notice_id", "reporter_id").iter_rows()) == wanted
    assert set(ledger["status"]) == {"not_due"}


def test_a_ward_has_answered_when_the_searched_establishments_are_filled(world: World) -> None:
    warehouse, rows = world
    by_submission = {s["submission_id"]: s for s in rows["core.submissions"]}
    for entry in warehouse.read("mart.recall_ledger").to_dicts():
        mine = [
            s for s in rows["core.sign_offs"]
            if (s["notice_id"], s["reporter_id"]) == (entry["notice_id"], entry["reporter_id"])
        ]  # fmt: skip
        times = [
            by_submission[s["submission_id"]]["received_at"] for s in mine if s["establishments_checked"] is not None
        ]
        assert entry["received_at"] == (min(times) if times else None)
        assert (entry["answer"] == "none") == (not mine)
        standing = [s for s in mine if by_submission[s["submission_id"]]["is_current"]]
        latest = max(
            standing, key=lambda s: (by_submission[s["submission_id"]]["received_at"], s["submission_id"]), default=None
        )
        if latest is not None:
            assert (entry["answer"] == "closed") == (latest["closed_on"] is not None and bool(times))


def test_progress_counts_the_ledger(world: World) -> None:
    warehouse, _ = world
    ledger = warehouse.read("mart.recall_ledger").to_dicts()
    for progress in warehouse.read("mart.recall_progress").to_dicts():
        mine = [
            e
            for e in ledger
            if (e["notice_id"], e["province_code"]) == (progress["notice_id"], progress["province_code"])
        ]
        assert progress["wards_expected"] == len(mine)
        assert progress["wards_acknowledged"] == sum(e["answer"] in ("searched", "closed") for e in mine)


def test_kpis_exist_for_every_province_and_month(world: World) -> None:
    warehouse, _ = world
    kpis = warehouse.read("mart.kpis")
    assert kpis.height == 8 * len(WARDS) * len(PERIODS)
    rates = kpis.filter(pl.col("kpi").str.ends_with("_rate"))["value"].drop_nulls()
    assert ((rates >= 0) & (rates <= 1)).all()


def test_risk_has_a_level_only_where_something_is_known(world: World) -> None:
    warehouse, _ = world
    risk = warehouse.read("mart.category_risk")
    known = (pl.col("inspected") > 0) | (pl.col("samples_taken") > 0) | (pl.col("open_recalls") > 0)
    assert risk.filter(known)["risk_level"].is_between(1, 5).all()
    assert risk.filter(~known)["risk_level"].is_null().all()
    assert risk.filter(pl.col("rate_low") > pl.col("smoothed_rate")).is_empty()
    assert (risk["reasons"].list.len() <= 3).all()


def test_a_risk_score_has_no_digits_that_differ_between_equal_nights(world: World) -> None:
    warehouse, _ = world
    scores = warehouse.read("mart.category_risk")["risk_score"].drop_nulls()
    assert scores.len() > 0
    assert scores.round(SCORE_DIGITS).equals(scores)


def test_a_ward_where_nothing_was_found_is_never_called_a_risk(world: World) -> None:
    warehouse, _ = world
    wards = warehouse.read("mart.category_risk").filter(pl.col("ward_code").is_not_null())
    clean = wards.filter((pl.col("violating") == 0) & (pl.col("samples_failed") == 0))
    assert (clean["risk_level"].drop_nulls() <= 2).all()
    assert (wards.filter(pl.col("inspected") < 3)["risk_level"].drop_nulls() <= 3).all()


def test_the_same_tables_give_the_same_marts_twice(world: World) -> None:
    warehouse, _ = world
    before = {name: warehouse.read(name) for name in marts.ORDER}
    marts.build_all(warehouse, as_of=AS_OF)
    for name in marts.ORDER:
        assert warehouse.read(name).equals(before[name]), name
