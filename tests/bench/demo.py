"""The demo without its set-up: sample data of 3 provinces × 12 months, one night, published.

Belongs here: that command in a home of its own. Does not: installing packages, which `make demo` does before.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.plan import FULL, Plan
from tests.bench.processes import health389


def measure(plan: Plan) -> Iterator[Figure]:
    home = plan.folder / "demo"
    shutil.rmtree(home, ignore_errors=True)
    if plan.sizes == FULL:
        run = health389("demo", "--no-serve", env=plan.env(home))
    else:
        run = health389("sample", "--months", "1", "--until", "2026-10-26", env=plan.env(home))
    yield Figure(
        "demo --no-serve in a new home", run.seconds, "s", 180, note="without set-up, which the budget includes"
    )
