"""Decisions taken on a page: who decides, why, and writing the line.

Belongs here: the two fields every decision needs, writing it, and which decisions wait for the next night. Does not:
what a decision is about (the block that asks for it), or what it does (`pipelines`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from dashboards.i18n import Words
from dashboards.screen import Screen
from pipelines import decisions
from pipelines.errors import DecisionError
from pipelines.settings import Settings


def signature(words: Words, *, key: str) -> tuple[str, str]:
    """Ask who decides and why; both may still be blank."""
    by, why = st.columns([1, 2])
    name = by.text_input(words("decision.by"), key=f"{key}-by", max_chars=100)
    reason = why.text_input(words("decision.reason"), key=f"{key}-reason", max_chars=500)
    return name.strip(), reason.strip()


def record(screen: Screen, *, kind: str, signed: tuple[str, str], value: Any, **subjects: str | None) -> bool:
    """Write a decision and say so, or say what is missing; returns whether it was written."""

    def append(folder: Path, by: str, at: datetime, reason: str) -> None:
        decisions.append_decision(
            folder, kind=kind, decided_by=by, decided_at=at, reason=reason, value=value, **subjects
        )

    return write(screen, signed, append)


def write(screen: Screen, signed: tuple[str, str], append: Callable[[Path, str, datetime, str], object]) -> bool:
    """Let `append` (folder, who, when, why) write what was decided, and say so, or say what is missing."""
    words, (by, reason) = screen.words, signed
    if not by or not reason:
        st.warning(words("decision.incomplete"))
        return False
    try:
        append(Settings.from_environment(os.environ).decisions, by, datetime.now(tz=UTC), reason)
    except DecisionError as error:
        st.error(str(error))
        return False
    st.success(words("decision.written"))
    return True


def waiting(screen: Screen, *kinds: str) -> pl.DataFrame:
    """Decisions of some kinds made since the night that published this snapshot: they take effect with the next.

    Withdrawn ones are left out.
    """
    every, since = _written(screen)
    standing = decisions.in_force(every, datetime.now(tz=UTC))
    return standing.filter(pl.col("kind").is_in(kinds) & (pl.col("decided_at") > since))


def withdrawals(screen: Screen) -> list[dict[str, Any]]:
    """Lines that withdraw a decision (`value` = its id) and stand; `waits`: written since the night of the snapshot."""
    every, since = _written(screen)
    revokes = every.filter((pl.col("kind") == "revoke") & (pl.col("decided_at") <= datetime.now(tz=UTC)))
    undone = set(revokes["value"])
    return [
        row | {"waits": row["decided_at"] > since} for row in revokes.to_dicts() if row["decision_id"] not in undone
    ]


def _written(screen: Screen) -> tuple[pl.DataFrame, datetime]:
    """Every usable decision in the files, and the instant of the night that published this snapshot."""
    every, _ = decisions.read_decisions(Settings.from_environment(os.environ).decisions)
    return every, (screen.as_of or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(UTC)
