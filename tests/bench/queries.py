"""Every question the pages ask, on the published file of five national years, uncached.

Belongs here: representative views and timing each question. Does not: what a page does with the answers (`pages`).
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import product
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import duckdb
import polars as pl

from dashboards import queries, screen
from dashboards.address import View
from dashboards.queries.snapshot import Snapshot
from pipelines.publishing import current_snapshot
from pipelines.settings import LOCAL_ZONE, Settings
from tests.bench.figures import Figure, percentile
from tests.bench.marts import rebuild
from tests.bench.plan import Plan
from tests.bench.processes import in_fresh_process
from tests.bench.years import years_home

SLOWEST = 5
Question = Callable[..., pl.DataFrame]


class Uncached(Snapshot):
    """A published file whose answers nobody keeps: a cursor, the statement, the frame."""

    connections: dict[str, duckdb.DuckDBPyConnection] = {}  # noqa: RUF012  (one per process, as the pages have)

    def ask(self, sql: str, **parameters: Any) -> pl.DataFrame:
        used = {name: value for name, value in parameters.items() if f"${name}" in sql}
        cursor = self._connection().cursor()
        try:
            cursor.execute(f"SET TimeZone = '{LOCAL_ZONE.key}'")
            return cursor.sql(sql, params=used).pl() if used else cursor.sql(sql).pl()
        finally:
            cursor.close()

    def _connection(self) -> duckdb.DuckDBPyConnection:
        path = str(self.path)
        if path not in self.connections:
            self.connections[path] = duckdb.connect(path, read_only=True)
        return self.connections[path]


def measure(plan: Plan) -> Iterator[Figure]:
    home = years_home(plan)
    if current_snapshot(Settings(home)) is None:
        in_fresh_process(rebuild, home)
    times, skipped = in_fresh_process(_ask_everything, home)
    asked = [seconds for found in times.values() for seconds in found]
    note = f"{len(times)} questions, {len(asked):,} askings, uncached, one at a time"
    yield Figure("a query behind a chart, p95", percentile(asked, 0.95) * 1000, "ms", 100, note=note)
    yield Figure("  median", percentile(asked, 0.5) * 1000, "ms")
    yield Figure("  slowest of all", max(asked) * 1000, "ms")
    slow = sorted(times, key=lambda name: percentile(times[name], 0.95), reverse=True)
    for name in slow[:SLOWEST]:
        yield Figure(f"  {name}, p95", percentile(times[name], 0.95) * 1000, "ms", note=f"{len(times[name])} askings")
    if skipped:
        yield Figure("  questions not asked", len(skipped), "", note=f"other arguments: {', '.join(skipped)}")


def _ask_everything(home: Path) -> tuple[dict[str, list[float]], list[str]]:
    path = current_snapshot(Settings(home))
    assert path is not None
    snapshot = Uncached(path)
    questions, skipped = _questions()
    views = _views(snapshot)
    times: dict[str, list[float]] = {}
    for name, ask in questions.items():
        for view in views:
            arguments = (snapshot, view) if "view" in inspect.signature(ask).parameters else (snapshot,)
            began = time.perf_counter()
            ask(*arguments)
            times.setdefault(name, []).append(time.perf_counter() - began)
    return times, skipped


def _questions() -> tuple[dict[str, Question], list[str]]:
    """Public functions of `dashboards.queries` that need a snapshot, or also a view; names of the others."""
    found: dict[str, Question] = {}
    others = []
    for info in iter_modules(queries.__path__):
        module = import_module(f"{queries.__name__}.{info.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_") or info.name == "snapshot":
                continue
            takes = [p.name for p in inspect.signature(function).parameters.values() if p.default is p.empty]
            if takes in (["snapshot"], ["snapshot", "view"]):
                found[f"{info.name}.{name}"] = function
            else:
                others.append(f"{info.name}.{name}")
    return found, others


def _views(snapshot: Uncached) -> list[View]:
    """Views of the country, provinces and wards, of all and of one category, of the newest and an older round."""
    places = snapshot.ask(
        "SELECT province_code, min(ward_code) AS ward FROM reference.reporters WHERE ward_code IS NOT NULL "
        "GROUP BY province_code ORDER BY count(*) DESC LIMIT 2"
    ).rows()
    sent = snapshot.ask(
        "SELECT reporter_id, submission_id FROM core.submissions WHERE form = 'monthly' AND ward_code IS NOT NULL "
        "ORDER BY submission_id LIMIT 1"
    ).row(0)
    notice = snapshot.ask("SELECT max(notice_id) FROM core.notices").item()
    drill = {"reporter": sent[0], "submission": sent[1], "notice": notice}
    scopes: list[tuple[str | None, str | None]] = [(None, None)]
    scopes += [scope for province, ward in places for scope in ((province, None), (province, ward))]
    category = snapshot.ask("SELECT min(category) FROM reference.categories").item()
    views = []
    for (province, ward), chosen, older in product(scopes, (None, category), (False, True)):
        view = View(province=province, ward=ward, category=chosen, **drill)
        view, _, rounds = screen.resolve(view, snapshot, page="overview")
        periods = rounds.filter(pl.col("form") == view.form).sort("period")["period"].to_list()
        views.append(view.but(period=periods[len(periods) // 2]) if older and periods else view)
    views += [view.but(form="yearly", period="2026") for view in views[:2]]
    views += [view.but(severity="error", status="missing", sheet_no="2") for view in views[:2]]
    return views
