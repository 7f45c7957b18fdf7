"""What an assignment may name, before it is written. Does not: what the night makes of it (`tests/end_to_end`)."""

from pathlib import Path

import pytest

from pipelines.errors import DecisionError
from pipelines.publishing import read_snapshot
from pipelines.waiting import Assignment, refuse_unknown
from tests.dashboards import worlds

REPORTERS = {"11311"}


def test_an_assignment_to_nobody_is_refused(tmp_path: Path) -> None:
    settings = worlds.nothing_published(tmp_path)
    refuse_unknown(Assignment("a-1", reporter_id="11311"), settings, REPORTERS)
    with pytest.raises(DecisionError, match="99999"):
        refuse_unknown(Assignment("a-1", reporter_id="99999"), settings, REPORTERS)


def test_an_assignment_of_a_report_that_was_never_published_is_refused(tmp_path: Path) -> None:
    settings = worlds.one_ward(tmp_path)
    with read_snapshot(settings) as connection:
        known = connection.execute("SELECT submission_id FROM core.submissions LIMIT 1").fetchone()
    assert known is not None
    refuse_unknown(Assignment(known[0], reporter_id="11311"), settings, REPORTERS)
    with pytest.raises(DecisionError, match="no-such-report-1"):
        refuse_unknown(Assignment("no-such-report-1", reporter_id="11311"), settings, REPORTERS)
