"""The suites, one module per subject, and the register of all of them.

Belongs here: what rows should obey, and the sentence for each row that does not. Does not: how a suite is run
(`expectations.running`) or which rows it sees (`expectations/rows/`).
"""

from collections.abc import Mapping

from expectations.declaration import Suite
from expectations.suites import compliance, facts, figures, marts, notices, recalls, reference, rounds, submissions

SUITES: Mapping[str, Suite] = {
    suite.table: suite
    for module in (reference, rounds, submissions, facts, notices, compliance, figures, recalls, marts)
    for suite in module.SUITES
}
"""All suites by the name of their table, in the order of the flow."""
