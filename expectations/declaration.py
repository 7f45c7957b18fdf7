"""How a suite is declared: the classes, not the suites.

Belongs here: `Expectation` and `Suite`, plain data that imports nothing slow. Does not: any particular suite
(`expectations.suites`) or Great Expectations itself (`expectations.running`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

AS_OF_DAY = "as_of_day"
"""Stands in an expectation's arguments for the local day of the run's as-of."""


@dataclass(frozen=True)
class Expectation:
    """One expectation about every row of a suite's frame, and the sentence said for each row that breaks it."""

    id: str
    """Unique over all suites; `rule` of its findings."""
    kind: str
    """Name of the class in `great_expectations.expectations`."""
    arguments: Mapping[str, Any]
    severity: str
    """error, warning or info, as in `quality.findings`."""
    owner: str
    """Who can mend it: reporter, analyst or operator."""
    notes: str
    """Why the expectation exists, for the person who reads the graph."""
    message_vi: str
    message_en: str
    cure_vi: str
    cure_en: str
    value: str = ""
    """Template of what was found."""
    expected: str = ""
    """Template of what was expected."""


def _unchanged(frame: pl.DataFrame) -> pl.DataFrame:
    return frame


@dataclass(frozen=True)
class Suite:
    """The expectations about one table."""

    table: str
    """`schema.name` of the table it is about; also the suite's name and that of its file in `expectations/rows/`."""
    grain: str
    """What one row of its frame is."""
    key: tuple[str, ...]
    """Columns that identify a row of the frame: a finding's subject."""
    scope: tuple[str, ...]
    """Columns that say which rows are always checked together, so that a later check replaces an earlier one."""
    columns: tuple[str, ...]
    """Columns the frame must have, beside key and scope."""
    expectations: tuple[Expectation, ...]
    prepare: Callable[[pl.DataFrame], pl.DataFrame] = field(default=_unchanged)
    """Adds the columns that only the expectations need."""

    @property
    def needed(self) -> tuple[str, ...]:
        """Every column the frame must have."""
        return tuple(dict.fromkeys((*self.key, *self.scope, *self.columns)))
