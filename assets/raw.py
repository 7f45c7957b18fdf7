"""What arrived and what was read in it.

Belongs here: the steps that fill schema `raw` from the inbox. Does not: how a file is read (`pipelines.intake`).
"""

from __future__ import annotations

import os

from assets.declared import tables
from assets.resources import Night
from pipelines import inbox, intake, quality
from pipelines.arrivals import RECEIVED_CSV, problem_findings
from pipelines.notices.intake import read_notices
from pipelines.notices.reference import load_reference
from pipelines.notices.sources.asking import ask_sources
from pipelines.notices.sources.declared import load_sources
from pipelines.notices.sources.taking_in import take_in_documents
from pipelines.recalls.mentions import keep_mentions
from pipelines.tables import of_schema
from pipelines.workbooks.context import reading_context

WHAT_WAS_READ = tuple(
    table.full_name
    for table in of_schema("raw")
    if table.name not in {"arrivals", "runs", "suite_findings", "version_changes", "source_documents", "source_visits"}
)
"""Tables that reading fills, once per file hash."""


@tables("raw.arrivals", "raw.runs", "raw.source_documents", "raw.source_visits", kinds=("file", "http"))
def arrivals(night: Night) -> dict[str, int]:
    """Begin the night, ask the sources of notices, and take in every file that is new, by hash, with its evidence."""
    night.begin()
    if not night.is_past:
        ask_sources(night.settings, os.environ, at=night.as_of)
    counted = inbox.take_in(night.warehouse, night.settings, night.as_of)
    problems = problem_findings(counted.csv_problems)
    quality.keep_suite_findings(night.warehouse, "raw.arrivals", [RECEIVED_CSV], problems, as_of=night.as_of)
    given = take_in_documents(night.warehouse, night.settings)
    night.counts.files_seen, night.counts.files_new = counted.files_seen, counted.files_new + given
    return {"files_seen": counted.files_seen, "files_new": counted.files_new, "given_by_sources": given}


@tables(*WHAT_WAS_READ, reads=("raw.arrivals",), kinds=("excel", "polars"))
def what_was_read(night: Night) -> dict[str, int]:
    """Read each file that waits, once; a bad file costs only itself."""
    context = reading_context(
        night.reference, shipped=night.settings.shipped_reference, overlay=night.settings.reference
    )
    reports = intake.read_reports(night.warehouse, night.settings, context)
    known = load_reference(night.settings.shipped_reference / "notices")
    notices = read_notices(night.warehouse, night.settings, known, load_sources(night.settings))
    keep_mentions(night.warehouse)
    night.counts.files_failed = reports.files_failed + notices.files_failed
    return {"files_read": reports.files_read + notices.files_read, "files_failed": night.counts.files_failed}


ASSETS = (arrivals, what_was_read)
