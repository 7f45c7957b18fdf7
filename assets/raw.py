"""What arrived and what was read in it.

Belongs here: the steps that fill schema `raw` from the inbox. Does not: how a file is read (`pipelines.intake`).
"""

from __future__ import annotations

from assets.declared import tables
from assets.resources import Night
from pipelines import inbox, intake, quality
from pipelines.arrivals import RECEIVED_CSV, problem_findings
from pipelines.notices.reference import load_reference
from pipelines.recalls.mentions import keep_mentions
from pipelines.tables import of_schema
from pipelines.workbooks.context import reading_context

WHAT_WAS_READ = tuple(
    table.full_name
    for table in of_schema("raw")
    if table.name not in {"arrivals", "runs", "suite_findings", "version_changes"}
)
"""Tables that reading fills, once per file hash."""


@tables("raw.arrivals", "raw.runs", kinds=("file",))
def arrivals(night: Night) -> dict[str, int]:
    """Begin the night and take in every file that is new, by hash, with the evidence of its arrival."""
    night.begin()
    counted = inbox.take_in(night.warehouse, night.settings, night.as_of)
    problems = problem_findings(counted.csv_problems)
    quality.keep_suite_findings(night.warehouse, "raw.arrivals", [RECEIVED_CSV], problems, as_of=night.as_of)
    night.counts.files_seen, night.counts.files_new = counted.files_seen, counted.files_new
    return {"files_seen": counted.files_seen, "files_new": counted.files_new}


@tables(*WHAT_WAS_READ, reads=("raw.arrivals",), kinds=("excel", "polars"))
def what_was_read(night: Night) -> dict[str, int]:
    """Read each file that waits, once; a bad file costs only itself."""
    context = reading_context(
        night.reference, shipped=night.settings.shipped_reference, overlay=night.settings.reference
    )
    reports = intake.read_reports(night.warehouse, night.settings, context)
    known = load_reference(night.settings.shipped_reference / "notices")
    notices = intake.read_notices(night.warehouse, night.settings, known)
    keep_mentions(night.warehouse)
    night.counts.files_failed = reports.files_failed + notices.files_failed
    return {"files_read": reports.files_read + notices.files_read, "files_failed": night.counts.files_failed}


ASSETS = (arrivals, what_was_read)
