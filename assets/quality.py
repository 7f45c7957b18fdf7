"""What is wrong, and the checks that show it in the graph.

Belongs here: running the suites, the tables of schema `quality`, structural checks and suite checks. Does not: what
a suite expects (`expectations`), or where findings go (`pipelines.quality`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import dagster as dg

import expectations
from assets import core
from assets.declared import key_of, tables
from assets.resources import Night
from expectations import SUITES, Expectation, Suite
from pipelines import history, quality, runs
from pipelines.core import versions
from pipelines.notices.sources import health
from pipelines.notices.sources.declared import enabled_sources, load_sources
from pipelines.tables import PUBLISHED_SCHEMAS, of_schema
from pipelines.warehouse import demand_sound_structure, structural_breaks
from pipelines.workbooks.context import reading_context
from pipelines.workbooks.findings import read_rules

_CORE = tuple(table.full_name for table in of_schema("core"))
_MARTS = tuple(table.full_name for table in of_schema("mart"))
FIRST_NAMES = 5
"""How many of the broken rows a check names."""


@tables(
    "quality.sources",
    reads=("raw.arrivals", "raw.files", "raw.source_visits", "raw.source_documents", "core.notices"),
    kinds=("sql",),
)
def sources(night: Night) -> None:
    """How old what each source gave is, and what the operator has to look after."""
    asked = enabled_sources(night.settings)
    judged = health.judge_sources(night.warehouse, asked, as_of=night.as_of)
    quality.build_sources(night.warehouse, [found.row for found in judged.values()], as_of=night.as_of)
    if not night.is_past:
        told = health.source_findings(judged, asked, night.settings.shipped_reference)
        scopes = list(load_sources(night.settings))
        quality.keep_suite_findings(night.warehouse, health.SUITE, scopes, told, as_of=night.as_of)


_TYPED = ("raw.sign_offs", "raw.serious_cases", "raw.cells", "raw.reports")
"""What history looks at as it was typed, in the order of `history.RawLines`."""


@tables(
    "raw.suite_findings",
    reads=(*core.REFERENCE, *_CORE, *_MARTS, "quality.sources", *_TYPED),
    kinds=("greatexpectations",),
    group="quality",
)
def suite_findings(night: Night) -> dict[str, int]:
    """Hold new facts and open rounds against the suites; each broken row becomes a finding, never a failure."""
    since = night.checks_since
    checked = found = 0
    for name in SUITES:
        frame = expectations.choose_rows(night.warehouse, name, as_of=night.as_of, since=since)
        rows = expectations.run_suite(name, frame, as_of=night.as_of)
        scopes = expectations.scopes_of(name, frame)
        found += quality.keep_suite_findings(night.warehouse, name, scopes, rows, as_of=night.as_of)
        checked += frame.height
    return {"rows_checked": checked, "findings_tonight": found + _history_findings(night)}


def _history_findings(night: Night) -> int:
    """Hold reports against the reporter's earlier ones, the notices known and the time they arrived."""
    warehouse, settings = night.warehouse, night.settings
    rows = history.findings_of_night(
        warehouse.query,
        history.RawLines(*map(warehouse.name, _TYPED)),
        history.history_rules(settings.shipped_reference, settings.reference),
        as_of=night.as_of,
    )
    return quality.keep_suite_findings(warehouse, "core.history", [history.SCOPE], rows, as_of=night.as_of)


@tables(
    "raw.version_changes",
    "quality.version_changes",
    reads=(
        "raw.cells",
        "raw.hotline_entries",
        "raw.indicators",
        "raw.inspection_lines",
        "raw.serious_cases",
        "raw.sign_offs",
        "raw.task_reports",
        "core.expected_reports",
        "core.submissions",
    ),
    kinds=("polars",),
    group="quality",
)
def version_changes(night: Night) -> None:
    """Compare each report with its version before, once; say what was lost or misplaced by it."""
    settings = night.settings
    context = reading_context(night.reference, shipped=settings.shipped_reference, overlay=settings.reference)
    rules = read_rules(settings.shipped_reference / versions.RULES_FILE)
    versions.build(night.warehouse, context.book, rules, as_of=night.as_of)


@tables(
    "quality.findings",
    reads=("raw.findings", "raw.suite_findings", "quality.version_changes", "core.submissions", "mart.compliance"),
    kinds=("sql",),
)
def findings(night: Night) -> None:
    """Everything somebody can mend, from rules about files and from suites."""
    quality.build_findings(night.warehouse, as_of=night.as_of)


@tables("quality.runs", reads=("raw.runs", "quality.findings", "restricted.hotline_texts"), kinds=("sql",))
def nights(night: Night) -> None:
    """The nights known at the as-of; the last table before publishing."""
    counts = night.counts
    runs.count_files(
        night.warehouse, night.run_id, seen=counts.files_seen, new=counts.files_new, failed=counts.files_failed
    )
    runs.build(night.warehouse, as_of=night.as_of)


def _list_of(suite: Suite) -> str:
    """What a suite expects, as a list for the page of its check."""
    return "\n".join([suite.grain, "", *(f"- **{e.id}** ({e.severity}): {e.notes}" for e in suite.expectations)])


SOUND = "every_table_is_sound"
STRUCTURE = "structure"
_PUBLISHED = tuple(table.full_name for table in of_schema(*PUBLISHED_SCHEMAS))


@dg.multi_asset_check(
    name="structure",
    description="Keys, required columns, codes and references, as declared. One broken table stops publishing.",
    specs=[
        *(
            dg.AssetCheckSpec(STRUCTURE, asset=key_of(name), description="The table is what its declaration says.")
            for name in _PUBLISHED
        ),
        dg.AssetCheckSpec(
            SOUND,
            asset=key_of("quality.runs"),
            description="All published tables are what their declarations say; else yesterday's snapshot stays.",
            blocking=True,
        ),
    ],
)
def structure(night: dg.ResourceParam[Night]) -> Iterator[dg.AssetCheckResult]:
    """Hold every published table against its declaration, and name every break before publishing is refused."""
    breaks = structural_breaks(night.warehouse)
    for name in _PUBLISHED:
        own = [sentence for sentence in breaks if sentence.startswith(f"{name}: ")]
        yield dg.AssetCheckResult(
            asset_key=key_of(name), check_name=STRUCTURE, passed=not own, metadata={"breaks": own}
        )
    yield dg.AssetCheckResult(
        asset_key=key_of("quality.runs"), check_name=SOUND, passed=not breaks, metadata={"breaks": breaks}
    )
    if breaks:  # after every result is out: the run fails with words that name each break
        demand_sound_structure(night.warehouse)


OBEYS = "obeys_its_suite"


def _severity(broken: Sequence[Expectation]) -> dg.AssetCheckSeverity:
    # A late ward is no failure of ours. ERROR is kept for what only the operator can mend; neither fails the run.
    ours = any(expectation.owner == "operator" and expectation.severity == "error" for expectation in broken)
    return dg.AssetCheckSeverity.ERROR if ours else dg.AssetCheckSeverity.WARN


@dg.multi_asset_check(
    name="suites",
    description="Open findings of each suite, after this night. They are rows for people, and never fail the run.",
    # One check per suite, not per expectation: each costs Dagster 25 ms, and there are fifty of the latter.
    specs=[
        dg.AssetCheckSpec(
            OBEYS,
            asset=key_of(suite.table),
            description=_list_of(suite),
            additional_deps=[key_of("quality.findings")],
        )
        for suite in SUITES.values()
    ],
)
def suites(night: dg.ResourceParam[Night]) -> Iterator[dg.AssetCheckResult]:
    """Show what the suites found beside the tables they are about."""
    open_by_rule = {row["rule"]: row for row in night.warehouse.query(_OPEN).iter_rows(named=True)}
    for suite in SUITES.values():
        broken = [expectation for expectation in suite.expectations if expectation.id in open_by_rule]
        yield dg.AssetCheckResult(
            asset_key=key_of(suite.table),
            check_name=OBEYS,
            passed=not broken,
            severity=_severity(broken),
            metadata={expectation.id: _summary(expectation, open_by_rule[expectation.id]) for expectation in broken},
        )


def _summary(expectation: Expectation, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "severity": expectation.severity,
        "owner": expectation.owner,
        "open_findings": row["n"],
        "first": row["first"],
    }


_OPEN = f"""
SELECT rule, count(*) AS n, list(message_vi ORDER BY message_vi)[1:{FIRST_NAMES}] AS first
FROM quality.findings
WHERE resolved_at IS NULL
GROUP BY rule
"""

ASSETS = (sources, suite_findings, version_changes, findings, nights)
CHECKS = (structure, suites)
