"""Rebuilding every mart at five national years, and publishing what came of it.

Belongs here: one figure per mart, their sum, the copy. Does not: the data (`years`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from pipelines import marts, publishing
from pipelines.core import reference as core_reference
from pipelines.core import reports
from pipelines.recalls import duties, ledger, letters, matching, mentions
from pipelines.recalls.naming import plain_words
from pipelines.settings import Settings
from pipelines.warehouse import MAIN_FILE, open_warehouse, structural_breaks
from tests.bench.figures import Figure, megabytes
from tests.bench.plan import AS_OF, Plan
from tests.bench.processes import in_fresh_process
from tests.bench.years import prepare, years_home


def measure(plan: Plan) -> Iterator[Figure]:
    home = years_home(plan)
    first = in_fresh_process(rebuild, home)
    again = in_fresh_process(rebuild, home)
    counts, parts, checking, publishing_seconds = again
    held = f"{counts['core.inspection_lines']:,} lines, {counts['core.expected_reports']:,} expected reports"
    note = f"{held}; into empty tables {sum(first[1].values()):.1f} s"
    yield Figure("all marts rebuilt, five national years", sum(parts.values()), "s", 10, note=note)
    for name, seconds in parts.items():
        rows = f"{counts[name]:,} rows" if name in counts else "leaves a temporary table"
        yield Figure(f"  {name}", seconds, "s", note=rows)
    size = f"{megabytes(Settings(home).warehouse_dir / MAIN_FILE):.0f} MB"
    yield Figure("  structural checks of every table", checking, "s", note="blocks publishing when one is broken")
    yield Figure("publish", publishing_seconds, "s", 5, note=f"checkpoint, copy, fsync of {size}")


def rebuild(home: Path) -> tuple[dict[str, int], dict[str, float], float, float]:
    """Rows of tables, seconds of each step, of the structural checks, of publishing."""
    settings = Settings(home)
    parts: dict[str, float] = {}
    with open_warehouse(settings) as warehouse:
        reference = prepare(warehouse, settings)
        reports.build_serious_cases(warehouse, reference, as_of=AS_OF)
        warehouse.checkpoint()

        began = time.perf_counter()
        reports.judge_reports(warehouse, as_of=AS_OF)
        parts["judged_reports"] = time.perf_counter() - began
        core_reference.build_ledger_starts(warehouse, settings, reference, as_of=AS_OF)
        duties.leave_duties(warehouse, settings)
        warehouse.leave("notice_names", warehouse.query("SELECT notice_id AS stated_id, notice_id FROM core.notices"))
        letters.leave_letters(warehouse, settings, province_of=reference.place_index.province_or_former)
        began = time.perf_counter()
        ledger.judge_sign_offs(warehouse, as_of=AS_OF)
        parts["judged_sign_offs"] = time.perf_counter() - began
        mentions.keep_mentions(warehouse)
        began = time.perf_counter()
        matching.match(warehouse, plain_words(settings))
        parts["matched_products"] = time.perf_counter() - began
        counts = {name: warehouse.count(name) for name in ("core.inspection_lines", "core.expected_reports")}
        for name in marts.ORDER:
            began = time.perf_counter()
            counts[name] = marts.build(warehouse, name, as_of=AS_OF)
            parts[name] = time.perf_counter() - began
        began = time.perf_counter()
        breaks = structural_breaks(warehouse)
        checked = time.perf_counter()
        if breaks:
            raise AssertionError("\n".join(breaks))
        publishing.publish(warehouse, settings, as_of=AS_OF, run_id="bench")
        return counts, parts, checked - began, time.perf_counter() - checked
