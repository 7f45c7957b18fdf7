"""What whole tables should obey: one suite per table, run with Great Expectations.

Belongs here: suites, the rows they look at, and running them. Does not: rules about one file (data run in
`pipelines.workbooks`), structure (`pipelines.warehouse`), or what becomes of the findings (`pipelines.quality`).
"""

from expectations.choosing import choose_rows
from expectations.declaration import Expectation, Suite
from expectations.running import ExpectationCrashError, run_suite, scopes_of
from expectations.suites import SUITES

__all__ = ["SUITES", "Expectation", "ExpectationCrashError", "Suite", "choose_rows", "run_suite", "scopes_of"]
