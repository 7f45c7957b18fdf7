"""The form for an answer that came otherwise than by a file: what a ward says by telephone or letter.

Belongs here: asking, what is lacking or odd, writing the decision. Does not: the rules (`pipelines.recalls.entries`),
the other forms of a notice (`ledger_forms`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import streamlit as st

from dashboards import deciding, formats
from dashboards.i18n import Words
from dashboards.markup import Row
from dashboards.screen import Screen
from pipelines.recalls.entries import oddities
from pipelines.settings import CHECKOUT, LOCAL_ZONE
from pipelines.workbooks.findings import Rule, read_rules

_DAYS = ("received_at", "acknowledged_on", "closed_on")


def form(screen: Screen, notice: Row, ledger: pl.DataFrame) -> None:
    """Ask for one ward's answer; each ward has an empty form."""
    words = screen.words
    names = dict(ledger.select("reporter_id", "reporter_name").iter_rows())
    reporter = st.selectbox(
        words("column.reporter"), list(names), format_func=lambda code: names[code],
        key=f"answer-reporter-{notice['notice_id']}",
    )  # fmt: skip
    own = deciding.draft("answer", notice["notice_id"], reporter)
    value = _answered(words, own)
    sure = deciding.looked_at(words, _odd(words, value), own=own)
    signed = deciding.signature(words, form="answer", own=own)
    if not st.button(words("decision.write"), key=f"{own}-write"):
        return
    if not _is_complete(words, value):
        return
    if not sure:
        st.warning(words("decision.look"))
        return
    subjects = {"notice_id": str(notice["notice_id"]), "reporter_id": str(reporter)}
    deciding.record(screen, kind="sign_off", form="answer", signed=signed, values=[value], **subjects)


def _answered(words: Words, own: str) -> dict[str, Any]:
    """What was filled in, as the decision holds it."""
    value: dict[str, Any] = {}
    for column, name in zip(st.columns(3), _DAYS, strict=True):
        day = column.date_input(words(f"ledger_form.{name}"), value=None, format="DD/MM/YYYY", key=f"{own}-{name}")
        if isinstance(day, date):
            value[name] = day.isoformat()
    counts = st.columns(2)
    for column, name in zip(counts, ("establishments_checked", "establishments_holding"), strict=True):
        number = column.number_input(
            words(f"ledger_form.{name}"), value=None, min_value=0, max_value=1_000_000, step=1, key=f"{own}-{name}"
        )
        if number is not None:
            value[name] = int(number)
    goods = st.columns(3)
    for column, name in zip(goods[:2], ("quantity_found", "quantity_sealed"), strict=True):
        amount = column.number_input(words(f"ledger_form.{name}"), value=None, min_value=0.0, key=f"{own}-{name}")
        if amount is not None:
            value[name] = float(amount)
    unit = goods[2].text_input(words("ledger_form.quantity_unit"), key=f"{own}-unit", max_chars=30).strip()
    return value | ({"quantity_unit": unit} if unit else {})


def _is_complete(words: Words, value: dict[str, Any]) -> bool:
    """Say what is missing: something must be answered, goods need a unit, and nothing can have happened tomorrow."""
    if not set(value) - {"received_at", "quantity_unit"}:
        st.warning(words("ledger_form.answer_incomplete"))
        return False
    if (value.get("quantity_found") or value.get("quantity_sealed")) and "quantity_unit" not in value:
        st.warning(words("ledger_form.no_unit"))
        return False
    today = datetime.now(tz=UTC).astimezone(LOCAL_ZONE).date()
    ahead = [name for name in _DAYS if name in value and date.fromisoformat(value[name]) > today]
    for name in ahead:
        st.warning(words("ledger_form.in_future", field=words(f"ledger_form.{name}")))
    return not ahead


@st.cache_resource(show_spinner=False)
def _rules() -> tuple[Rule, ...]:
    return tuple(read_rules(CHECKOUT / "data" / "reference" / "rules" / "workbook.toml").values())


def _odd(words: Words, value: dict[str, Any]) -> list[str]:
    """What `check` would say of these figures in a workbook, in the reader's language."""
    return [
        (odd.rule.vi if words.language == "vi" else odd.rule.en).format(
            value=_shown(odd.value, words),
            expected=_shown(odd.expected, words),
            heading=words(f"ledger_form.{odd.field}"),
        )
        for odd in oddities(value, _rules())
    ]


def _shown(value: Any, words: Words) -> str:
    if value is None:
        return words("ledger_form.blank")
    if isinstance(value, str):
        return formats.day(date.fromisoformat(value))
    return formats.number(value, 0 if value == int(value) else 2)
