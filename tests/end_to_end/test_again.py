"""Nights that are killed, repeated, rebuilt: always the same tables."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.settings import CHECKOUT
from tests.end_to_end.conftest import AS_OF, ask, fingerprint, run

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_night_that_is_killed_and_run_again_equals_one_clean_night(
    first_night: Path, sample_inbox: Path, tmp_path: Path, seed: int
) -> None:
    """SIGKILL at a random moment of the night, as a power cut would."""
    home = tmp_path / "home"
    shutil.copytree(sample_inbox, home)
    night = subprocess.Popen(
        [sys.executable, str(CHECKOUT / "health389.py"), "nightly", "--as-of", AS_OF],
        env={**os.environ, "HEALTH389_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(random.Random(seed).uniform(2.0, 9.0))
    os.killpg(night.pid, signal.SIGKILL)
    night.wait()
    run(home, "nightly", "--as-of", AS_OF)
    assert fingerprint(home) == fingerprint(first_night)


def test_reprocessing_everything_from_the_archive_gives_equal_tables(home: Path) -> None:
    before = fingerprint(home)
    run(home, "reprocess", "--all", "--as-of", AS_OF)
    assert fingerprint(home) == before


def test_everything_can_be_rebuilt_from_archive_reference_and_decisions(home: Path) -> None:
    before = fingerprint(home)
    shutil.rmtree(home / "warehouse")
    shutil.rmtree(home / "inbox" / "reports")
    run(home, "reprocess", "--all", "--as-of", AS_OF)
    assert fingerprint(home) == before


def test_two_homes_with_the_same_inbox_and_as_of_publish_equal_tables(
    first_night: Path, sample_inbox: Path, tmp_path: Path
) -> None:
    other = tmp_path / "home"
    shutil.copytree(sample_inbox, other)
    run(other, "nightly", "--as-of", AS_OF)
    assert fingerprint(other) == fingerprint(first_night)


def test_a_night_with_nothing_new_publishes_the_marts_and_findings_of_one_that_reads_and_checks_everything(
    home: Path, tmp_path: Path
) -> None:
    other, later = tmp_path / "other", "2026-11-01T02:00:00+07:00"
    shutil.copytree(home, other)
    run(home, "nightly", "--as-of", later)
    run(other, "reprocess", "--all", "--as-of", later)
    assert fingerprint(home) == fingerprint(other)
    findings = "SELECT * FROM quality.findings ORDER BY finding_id, first_seen_at"
    assert ask(home, findings) == ask(other, findings)
