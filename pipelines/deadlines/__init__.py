"""The calendar: directives -> expected reports with their due instants; submissions -> their status at an instant.

Belongs here: due rules, deadline history, extensions, exemptions, and the judgement. Does not: reading directive files
(`pipelines.reference`), telling cases apart (`pipelines.cases`), rates and counts (`pipelines.marts`).
"""

from pipelines.deadlines.due import due_instant, local_midnight
from pipelines.deadlines.expected import expected_reports
from pipelines.deadlines.judging import judge

__all__ = ["due_instant", "expected_reports", "judge", "local_midnight"]
