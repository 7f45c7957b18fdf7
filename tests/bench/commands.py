"""Cold starts of the commands that people wait for.

Belongs here: medians over fresh processes. Does not: the night (`nights`).
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from tests.bench.figures import Figure
from tests.bench.homes import night_home, workbooks
from tests.bench.plan import Plan
from tests.bench.processes import health389


def measure(plan: Plan) -> Iterator[Figure]:
    home = night_home(plan)
    env = plan.env(home)
    runs = plan.sizes.command_runs
    note = f"fresh process, median of {runs}, bytecode cached"
    for name, arguments, budget in (
        ("--help", ("--help",), None),
        ("check of one file", ("check", str(workbooks(home)[0])), 1.5),
        ("recalled", ("recalled", "VD-10000-21"), 1.0),
        ("status of one province", ("status", "--province", "31"), None),
    ):
        health389(*arguments, env=env, expected=(0, 1))  # caches the bytecode
        seconds = [health389(*arguments, env=env, expected=(0, 1)).seconds for _ in range(runs)]
        yield Figure(f"cold start: {name}", median(seconds), "s", budget, note=note)
