"""Whole nights through the command: a month that is new, and nothing new over a large archive.

Belongs here: the two nights. Does not: making the homes (`homes`, `history`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tests.bench.figures import Figure
from tests.bench.history import history_home
from tests.bench.homes import first_night
from tests.bench.plan import AS_OF, Plan
from tests.bench.processes import health389

_GIGABYTE = 1024**3


def measure_new(plan: Plan) -> Iterator[Figure]:
    run = first_night(plan)
    note = f"{plan.sizes.reporters:,} files new, all suites, marts, publish"
    yield Figure("nightly, a month that is new", run.seconds, "s", 60, note=note)
    yield Figure("  peak memory", run.peak_bytes / _GIGABYTE, "GB", 1, note="resident, all its processes together")


def measure_nothing_new(plan: Plan) -> Iterator[Figure]:
    home = history_home(plan)
    run = health389("nightly", "--as-of", (AS_OF + timedelta(days=1)).isoformat(), env=plan.env(home))
    note = f"{plan.sizes.archived_files:,} files in inbox and archive"
    yield Figure("nightly, nothing new", run.seconds, "s", 20, note=note)
    yield Figure("  peak memory", run.peak_bytes / _GIGABYTE, "GB", note="resident, all its processes together")
