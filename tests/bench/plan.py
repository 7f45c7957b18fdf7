"""How large everything is, and where it is kept.

Belongs here: sizes of a full and of a smoke run, the cache folder. Does not: making or measuring anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipelines.settings import CHECKOUT, LOCAL_ZONE
from tests.bench.processes import environment

PERIOD = "2026-10"
"""The month that is new."""
AS_OF = datetime(2026, 10, 26, 2, 10, tzinfo=LOCAL_ZONE).astimezone(UTC)
"""The night after its deadline."""


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    reporters: int
    opened_with_pandas: int
    archived_files: int
    months: int
    lines: int
    notices: int
    command_runs: int
    visits: int
    people: int


FULL = Sizes(
    reporters=4080,
    opened_with_pandas=200,
    archived_files=200_000,
    months=60,
    lines=8_000_000,
    notices=150,
    command_runs=5,
    visits=10,
    people=30,
)
SMOKE = Sizes(
    reporters=40,
    opened_with_pandas=5,
    archived_files=200,
    months=3,
    lines=5_000,
    notices=5,
    command_runs=1,
    visits=1,
    people=3,
)


@dataclass(frozen=True)
class Plan:
    """One run of the bench."""

    sizes: Sizes
    folder: Path
    """Homes made once and kept, copies thrown away at the next run; ignored by git."""

    def env(self, home: Path) -> Mapping[str, str]:
        """The environment of a command on a home."""
        return environment(home, self.folder / "bytecode")


def plan(*, smoke: bool) -> Plan:
    """The plan of a full or of a smoke run."""
    folder = CHECKOUT / "data" / "bench"
    return Plan(SMOKE, folder / "smoke") if smoke else Plan(FULL, folder)
