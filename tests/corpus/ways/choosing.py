"""What a way of making a file ugly is, and how ways are drawn for one file.

Belongs here: the register. Does not: any way (the modules beside this one).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.corpus.model import Case

Act = Callable[[Case], bool | None]


@dataclass(frozen=True)
class Way:
    """One way: what it does to a case; it returns False where it has nothing to bend."""

    name: str
    act: Act
    phase: int
    """Whole reports first (0), then covers (1), cells (2), tables (3), spelling (4)."""
    group: str
    """At most one way of a group for each file; empty = any number."""
    weight: float


WAYS: dict[str, Way] = {}


def way(phase: int, group: str = "", weight: float = 1.0) -> Callable[[Act], Act]:
    """Register a way under the name of its function."""

    def register(act: Act) -> Act:
        name = act.__name__
        assert name not in WAYS, name
        WAYS[name] = Way(name, act, phase, group, weight)
        return act

    return register
