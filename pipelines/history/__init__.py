"""Reports held against what is known beside them: the reporter's own earlier reports, notices, the time of arrival.

Belongs here: doubts that one file alone cannot raise; they are warnings, never returns. Does not: rules about one
file (`pipelines.workbooks.rules`), or what whole tables should obey (`expectations`).
"""

from pipelines.history.finding import SCOPE, RawLines, findings_of_file, findings_of_night, history_rules

__all__ = ["SCOPE", "RawLines", "findings_of_file", "findings_of_night", "history_rules"]
