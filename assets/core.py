"""Reference data of the night, and facts attributed to reporters, periods and places.

Belongs here: the steps that fill `reference`, `core` and `restricted`, and what each reads. Does not: how
(`pipelines.core`).
"""

from __future__ import annotations

from assets.declared import tables
from assets.resources import Night
from pipelines import waiting
from pipelines.core import (
    attribution,
    attribution_findings,
    case_findings,
    lines,
    notice_contradictions,
    notices,
    reference,
    reports,
    sign_offs,
    submissions,
)
from pipelines.notices.loading import NOTICE_TABLES
from pipelines.notices.reference import load_reference
from pipelines.recalls import findings, letters
from pipelines.tables import of_schema

REFERENCE = tuple(table.full_name for table in of_schema("reference"))
_DUTIES = ("reference.units", "reference.reporters", "reference.directives", "reference.obligations")


@tables(*REFERENCE, kinds=("csv", "toml"))
def reference_data(night: Night) -> None:
    """Copy what is known before any file arrives: places, reporters, directives, code lists."""
    reference.build(night.warehouse, night.reference)


@tables("core.decisions", reads=("reference.reporters",), kinds=("json",))
def decisions(night: Night) -> None:
    """Read what people decided by the as-of."""
    reports.build_decisions(night.warehouse, night.settings, as_of=night.as_of)


@tables(
    "core.expected_reports",
    "core.submissions",
    "core.serious_cases",
    reads=("raw.arrivals", "raw.reports", "raw.findings", "raw.serious_cases", "core.decisions", *_DUTIES),
    kinds=("polars", "sql"),
)
def reports_owed_and_sent(night: Night) -> None:
    """Lay out the rounds, attribute what arrived to them, and add the quick report of each case that became known."""
    reports.build_rounds(night.warehouse, night.reference, as_of=night.as_of)
    attribution.build(night.warehouse, night.reference.place_index, as_of=night.as_of)
    submissions.build(night.warehouse, as_of=night.as_of)
    reports.build_serious_cases(night.warehouse, night.reference, as_of=night.as_of)
    case_findings.keep_findings(night.warehouse, night.settings.shipped_reference, as_of=night.as_of)


@tables(
    "quality.waiting",
    reads=("core.submissions", "core.expected_reports", "raw.arrivals", "raw.reports", "raw.findings"),
    kinds=("sql",),
)
def reports_that_wait(night: Night) -> None:
    """List what waits for a person, and say where evidence, rounds or assignments do not fit together."""
    waiting.build(night.warehouse, as_of=night.as_of)
    attribution_findings.build(night.warehouse, night.settings, as_of=night.as_of)


@tables(*NOTICE_TABLES, "core.notice_links", reads=("raw.files", "raw.notices", "core.decisions"), kinds=("python",))
def notices_known(night: Night) -> None:
    """Join every copy of a notice into one document, as people corrected it, and the documents about a product."""
    known = load_reference(night.settings.shipped_reference / "notices")
    notices.build(night.warehouse, known, province_of=night.reference.place_index.province_or_former, as_of=night.as_of)
    notice_contradictions.keep_findings(night.warehouse, night.settings.shipped_reference, as_of=night.as_of)


@tables(
    "core.inspection_lines",
    reads=(
        "core.submissions",
        "raw.inspection_lines",
        "reference.categories",
        "reference.channels",
        "reference.violations",
    ),
    kinds=("sql",),
)
def inspection_lines(night: Night) -> None:
    """Bring the lines to what the submissions now say; only what changed is touched."""
    lines.build_inspection_lines(night.warehouse)


@tables(
    "core.notice_numbers",
    "core.sign_offs",
    reads=("core.submissions", *NOTICE_TABLES, "core.notice_links", "core.decisions", "raw.notices", "raw.sign_offs"),
    kinds=("polars", "sql"),
)
def answers_to_notices(night: Night) -> None:
    """Give each line about a notice its notice, by its own number or a letter's; say which decisions name none."""
    province_of = night.reference.place_index.province_or_former
    letters.leave_letters(night.warehouse, night.settings, province_of=province_of)
    findings.keep_decision_findings(night.warehouse, night.settings, as_of=night.as_of)
    sign_offs.build_sign_offs(night.warehouse, night.settings)


@tables(
    "core.hotline_entries",
    reads=("core.submissions", "raw.hotline_entries", "reference.categories"),
    kinds=("sql",),
)
def hotline_entries(night: Night) -> None:
    """Tips and complaints without the words or names of persons."""
    lines.build_hotline_entries(night.warehouse)


@tables("core.task_reports", reads=("core.submissions", "raw.task_reports", "reference.tasks"), kinds=("sql",))
def task_reports(night: Night) -> None:
    """What units say of their tasks."""
    lines.build_task_reports(night.warehouse)


@tables("core.indicators", reads=("core.submissions", "raw.reports", "raw.indicators"), kinds=("sql",))
def indicators(night: Night) -> None:
    """Figures of other layouts that have no column of their own."""
    lines.build_indicators(night.warehouse)


@tables(
    "restricted.serious_case_texts",
    "restricted.hotline_texts",
    reads=("core.submissions", "core.serious_cases", "raw.serious_cases", "raw.hotline_entries"),
    kinds=("sql",),
)
def restricted_texts(night: Night) -> None:
    """Words that may name complainants and suspects, in a file of their own."""
    lines.build_restricted_texts(night.warehouse)


ASSETS = (
    reference_data,
    decisions,
    reports_owed_and_sent,
    reports_that_wait,
    notices_known,
    inspection_lines,
    answers_to_notices,
    hotline_entries,
    task_reports,
    indicators,
    restricted_texts,
)
