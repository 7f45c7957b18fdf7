"""Decisions taken on a page: who decides, why, and writing the line once.

Belongs here: the two fields every decision needs, doubts to be looked at first, writing it, and which decisions wait
for the next night. Does not: what a decision is about (the block that asks for it), or what it does (`pipelines`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import streamlit as st

from dashboards import formats
from dashboards.i18n import Words
from dashboards.markup import Row
from dashboards.screen import Screen
from pipelines import decisions
from pipelines.decision_lines import as_text
from pipelines.errors import DecisionError
from pipelines.settings import Settings

_ABOUT = ("province_code", "duty", "field", "product_no", "batch_number", "file_sha256")
"""Fields of a value that say what it is about; the others are what was decided."""


def draft(form: str, *about: object) -> str:
    """Begin the keys of a form's fields: others for each thing decided about, and after each decision written.

    So nothing that was typed about one thing stands in the form of the next; only who decides is remembered.
    """
    return "-".join([form, *map(str, about), str(st.session_state.get(_count(form), 0))])


def signature(words: Words, *, form: str, own: str) -> tuple[str, str]:
    """Ask who decides (remembered by `form`) and why (by `own`, its draft); both may still be blank."""
    by, why = st.columns([1, 2])
    name = by.text_input(words("decision.by"), key=f"{form}-by", max_chars=100)
    reason = why.text_input(words("decision.reason"), key=f"{own}-reason", max_chars=500)
    return name.strip(), reason.strip()


def said(words: Words, form: str) -> None:
    """Say once that the decision asked by a form was written; keeps its place when there is nothing to say."""
    with st.container():
        if st.session_state.pop(_said(form), False):
            st.success(words("decision.written"))


def looked_at(words: Words, doubts: Sequence[str], *, own: str) -> bool:
    """Show what is odd about the entries; returns whether there is nothing, or a person ticks that it is right."""
    for doubt in doubts:
        st.warning(doubt)
    return not doubts or st.checkbox(words("decision.looked_at"), key=f"{own}-looked-at-{len(doubts)}")


def record(
    screen: Screen, *, kind: str, form: str, signed: tuple[str, str], values: Sequence[Any], **subjects: str
) -> None:
    """Write a decision for each value, or say what is missing or that all of it already waits; see `write`."""
    made = {n: _last_about(screen, kind, value, subjects) for n, value in enumerate(values)}
    standing = {n: row for n, row in made.items() if row and row["value"] == as_text(values[n])}

    def append(folder: Path, by: str, at: datetime, reason: str) -> None:
        for n, value in enumerate(values):
            if n not in standing:
                decisions.append_decision(
                    folder, kind=kind, decided_by=by, decided_at=at, reason=reason, value=value, **subjects
                )

    if len(standing) == len(values):
        last = standing[0]
        at = formats.instant(last["decided_at"])
        st.warning(screen.words("decision.made", by=last["decided_by"], at=at))
        return
    write(screen, signed, append, form=form)


def write(
    screen: Screen, signed: tuple[str, str], append: Callable[[Path, str, datetime, str], object], *, form: str
) -> None:
    """Let `append` (folder, who, when, why) write what was decided and begin an empty form, or say what is missing."""
    words, (by, reason) = screen.words, signed
    if not by or not reason:
        st.warning(words("decision.incomplete"))
        return
    try:
        append(Settings.from_environment(os.environ).decisions, by, datetime.now(tz=UTC), reason)
    except DecisionError as error:
        st.error(error.vi if words.language == "vi" else error.en)
        return
    st.session_state[_count(form)] = st.session_state.get(_count(form), 0) + 1
    st.session_state[_said(form)] = True
    st.rerun()


def waiting(screen: Screen, *kinds: str) -> pl.DataFrame:
    """Decisions of some kinds made since the night that published this snapshot: they take effect with the next.

    Withdrawn ones are left out.
    """
    every, since = _written(screen)
    standing = decisions.in_force(every, datetime.now(tz=UTC))
    return standing.filter(pl.col("kind").is_in(kinds) & (pl.col("decided_at") > since))


def _last_about(screen: Screen, kind: str, value: Any, subjects: dict[str, str]) -> Row | None:
    """The last decision that waits about the same thing: the same subjects, and of the value what it is about."""
    made = waiting(screen, kind).filter(*(pl.col(name) == subject for name, subject in subjects.items()))
    about = _about(value)
    return next((row for row in reversed(made.to_dicts()) if _about(_value(row["value"])) == about), None)


def _value(text: str | None) -> Any:
    return json.loads(text) if text and text.startswith("{") else text


def _about(value: Any) -> Any:
    return {name: value.get(name) for name in _ABOUT} if isinstance(value, dict) else value


def _count(form: str) -> str:
    return f"{form}/written"


def _said(form: str) -> str:
    return f"{form}/said"


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
