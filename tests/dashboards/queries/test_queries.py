from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import polars as pl
import pytest

from dashboards import readable
from dashboards.address import View
from dashboards.charts.trends import COMPLETE
from dashboards.queries import compliance, frame, overview, quality, recalls, risk, trends
from dashboards.queries.snapshot import Snapshot, published
from tests.dashboards.conftest import World

VIEW = View(
    period="2026-10", form="monthly", reporter="09300", submission="09300-monthly-2026-10", notice="n00", lang="vi"
)
VIEWS = (
    VIEW,
    VIEW.but(province="31"),
    VIEW.but(province="31", ward="09300"),
    VIEW.but(category="cosmetic"),
    VIEW.but(province="82", ward="24601", category="cosmetic"),
)


def _questions() -> Iterator[tuple[str, Callable[..., pl.DataFrame]]]:
    modules: tuple[ModuleType, ...] = (frame, compliance, overview, trends, risk, recalls, quality)
    for module in modules:
        for name, question in vars(module).items():
            if getattr(question, "__module__", "") == module.__name__ and not name.startswith("_"):
                yield f"{module.__name__.rsplit('.', 1)[-1]}.{name}", question


QUESTIONS = dict(_questions())


def _snapshot(world: World, name: str) -> Snapshot:
    found = published(world(name))
    assert found is not None
    return found


def _ask(question: Callable[..., pl.DataFrame], snapshot: Snapshot, view: View) -> pl.DataFrame:
    takes_view = "view" in question.__code__.co_varnames[: question.__code__.co_argcount]
    return question(snapshot, view) if takes_view else question(snapshot)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_every_question_can_be_asked_of_every_world_and_view(name: str, world: World) -> None:
    shapes = set()
    for home in ("full", "one_ward", "empty"):
        for view in VIEWS:
            shapes.add(tuple(_ask(QUESTIONS[name], _snapshot(world, home), view).columns))
    assert len(shapes) == 1


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_a_hostile_address_is_only_a_value_that_matches_nothing(name: str, world: World) -> None:
    evil = "31'; DROP TABLE mart.compliance; --"
    view = View(**dict.fromkeys(("province", "ward", "period", "category", "form", "group", "status"), evil))
    rows = _ask(QUESTIONS[name], _snapshot(world, "full"), view.but(reporter=evil, submission=evil, notice=evil))
    known = {"open_notices", "wards_answered_rate"} if name == "overview.kpis" else set()
    assert "DROP" not in str([row for row in rows.to_dicts() if row.get("kpi") not in known])


def test_readers_cannot_write(world: World) -> None:
    with pytest.raises(duckdb.Error):
        _snapshot(world, "full").ask("CREATE TABLE core.mine (a INTEGER)")


def test_sql_lives_in_the_queries_only() -> None:
    folder = Path(frame.__file__).parents[1]
    sql = re.compile(r"\b(SELECT|FROM (core|mart|quality|reference)\.)", re.MULTILINE)
    assert [f.name for f in folder.rglob("*.py") if "queries" not in f.parts and sql.search(f.read_text("utf-8"))] == []


def test_counts_add_up_to_what_was_expected(world: World) -> None:
    counts = compliance.status_counts(_snapshot(world, "full"), VIEW)
    parts = counts.select(pl.sum_horizontal("on_time", "late", "missing", "not_due", "exempt"))
    assert parts.to_series().to_list() == counts["expected"].to_list()
    assert counts.filter(pl.col("period") == "2026-10").height == 3


def test_reports_without_a_date_are_followed_and_enter_no_count(world: World) -> None:
    snapshot = _snapshot(world, "full")
    dated = snapshot.ask("""
        SELECT count(*) FILTER (due_at IS NOT NULL) AS dated, count(*) FILTER (due_at IS NULL) AS undated
        FROM mart.compliance WHERE form = 'monthly'
    """).row(0)
    counts = compliance.status_counts(snapshot, VIEW)
    assert (counts["expected"].sum(), counts["followed"].sum()) == dated


def test_the_owing_list_holds_the_missing_first_and_files_that_wait_last_among_them(world: World) -> None:
    owing = compliance.owing(_snapshot(world, "full"), VIEW)
    counts = compliance.status_counts(_snapshot(world, "full"), VIEW).filter(pl.col("period") == "2026-10")
    listed = dict(owing.group_by("status").len().iter_rows())
    assert (listed["missing"], listed["late"]) == (counts["missing"].sum(), counts["late"].sum())
    assert set(owing.filter(pl.col("must_act") & ~pl.col("returned"))["status"]) == {"missing"}
    assert owing["must_act"].to_list() == sorted(owing["must_act"].to_list(), reverse=True)
    assert not owing.filter(pl.col("status") == "late").filter(~pl.col("returned"))["must_act"].any()
    waiting = owing.filter(pl.col("status") == "missing")["pending_file"].to_list()
    assert waiting == sorted(waiting)


def test_the_matrix_shows_the_worst_reporters_first_in_parts_of_thirty(world: World) -> None:
    snapshot = _snapshot(world, "full")
    first, second = (compliance.matrix(snapshot, VIEW.but(sheet_no=n)) for n in ("1", "2"))
    assert first["reporter_id"].n_unique() == compliance.ROWS_PER_PART
    assert first["reporters"][0] == first["reporter_id"].n_unique() + second["reporter_id"].n_unique()
    failed = (
        first.filter(pl.col("status") == "missing").group_by("place").len().sort("place").get_column("len").to_list()
    )
    assert failed == sorted(failed, reverse=True)


def test_whole_provinces_and_narrow_counts_give_the_same_kpis(world: World) -> None:
    snapshot = _snapshot(world, "full")
    published_kpis = overview.kpis(snapshot, VIEW.but(province="31"))
    names = frame.categories(snapshot)["category"].to_list()
    cases = 0.0
    for category in names:
        kpis = overview.kpis(snapshot, VIEW.but(province="31", category=category))
        of_month = kpis.filter((pl.col("kpi") == "cases_total") & (pl.col("period") == "2026-10"))
        cases += float(of_month["value"].to_list()[0])
    expected = published_kpis.filter((pl.col("kpi") == "cases_total") & (pl.col("period") == "2026-10"))["value"][0]
    assert cases == expected


def test_rates_of_several_provinces_are_weighted_by_their_reports(world: World) -> None:
    rows = overview.kpis(_snapshot(world, "full"), VIEW).filter(pl.col("kpi") == "on_time_rate").to_dicts()
    assert all(row["value"] == row["numerator"] / row["denominator"] for row in rows)
    missing = overview.kpis(_snapshot(world, "full"), VIEW).filter(pl.col("kpi") == "reporters_missing")
    assert missing["value"].to_list() == missing["numerator"].to_list()


def test_the_category_filter_reaches_trends_risk_and_recalls(world: World) -> None:
    snapshot, view = _snapshot(world, "full"), VIEW.but(category="cosmetic")
    assert set(trends.by_category(snapshot, view)["category"]) == {"cosmetic"}
    assert set(risk.matrix(snapshot, view)["category"]) == {"cosmetic"}
    assert set(recalls.notices(snapshot, view)["product_group"]) == {"cosmetic"}


def test_the_ward_filter_reaches_every_list(world: World) -> None:
    snapshot, view = _snapshot(world, "full"), VIEW.but(province="31", ward="09303", notice="n00")
    assert set(compliance.owing(snapshot, view)["reporter_id"]) <= {"09303"}
    assert compliance.matrix(snapshot, view)["reporter_id"].unique().to_list() == ["09303"]
    assert risk.matrix(snapshot, view)["ward_code"].unique().to_list() == ["09303"]
    assert recalls.ledger(snapshot, view)["reporter_id"].to_list() == ["09303"]
    assert set(quality.findings(snapshot, view)["reporter_id"]) <= {"09303"}


def test_the_recall_card_of_a_ward_counts_its_own_ledger_as_the_recall_page_does(world: World) -> None:
    snapshot = _snapshot(world, "full")
    for view in (VIEW, VIEW.but(province="31"), VIEW.but(province="31", ward="09303"), VIEW.but(category="cosmetic")):
        card = overview.open_notices(snapshot, view).row(0, named=True)
        page = recalls.progress(snapshot, view.but(notice=None))
        assert card["wards_expected"] == page["wards_expected"].sum()
        assert card["wards_answered"] == int(page["closed"].sum()) + int(page["searched"].sum())
    one = overview.open_notices(snapshot, VIEW.but(province="31", ward="09303")).row(0, named=True)
    assert one["wards_expected"] == one["notices"] > 0


@pytest.mark.parametrize(
    "question",
    [
        compliance.matrix,
        risk.matrix,
        risk.wards,
        recalls.notices,
        recalls.matches,
        quality.findings,
        quality.by_reporter,
    ],
)
def test_a_file_holds_every_row_the_screen_cuts(question: Callable[..., pl.DataFrame], world: World) -> None:
    snapshot, view = _snapshot(world, "full"), VIEW.but(province="31", reporter=None, notice=None)
    shown, whole = question(snapshot, view), question(snapshot, view, whole=True)
    totals = [part["total"][0] for part in (whole.partition_by("kind") if question is risk.wards else [whole])]
    assert whole.height == sum(totals)
    assert shown.equals(whole) or shown.height < whole.height
    assert set(shown["total"]) <= set(totals)


def test_a_cell_that_answers_to_several_notices_is_one_place(world: World) -> None:
    rows = recalls.matches(_snapshot(world, "full"), VIEW.but(notice=None), whole=True)
    assert rows.height == rows["total"][0]
    certain = rows.filter(pl.col("certainty") == "certain")
    assert certain.unique(["submission_id", "sheet", "cell"]).height == rows["cells"][0]
    assert certain.height == rows["certain_rows"][0] < rows.height


def test_wards_are_ranked_within_their_type_of_unit(world: World) -> None:
    for part in risk.wards(_snapshot(world, "full"), VIEW).partition_by("kind"):
        assert part["place_in_kind"].to_list() == list(range(1, part.height + 1))


def test_rates_of_the_page_follow_from_its_counts(world: World) -> None:
    rated = readable.rates(compliance.status_counts(_snapshot(world, "full"), VIEW)).to_dicts()
    for row in rated:
        owed = row["on_time"] + row["late"] + row["missing"]
        assert row["on_time_rate"] == (row["on_time"] / owed if row["is_due"] else None)


def test_the_reporting_rate_counts_accepted_reports_only(world: World) -> None:
    rows: list[dict[str, Any]] = trends.reporting(_snapshot(world, "full"), VIEW).to_dicts()
    assert all(row["reporting_rate"] == row["accepted"] / row["expected"] for row in rows)
    assert rows[-1]["reporting_rate"] < COMPLETE
