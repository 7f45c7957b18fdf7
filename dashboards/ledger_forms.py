"""Forms of one notice: the date a letter sets, an answer that came otherwise, goods delivered, duties, a new ledger.

Belongs here: asking and writing decisions. Does not: what a decision does (`pipelines.recalls`), the notice itself.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import polars as pl
import streamlit as st

from dashboards import deciding, lifted
from dashboards.markup import Row, tag
from dashboards.screen import Screen
from pipelines.settings import LOCAL_ZONE
from pipelines.tables.codes import DUTY_STATES

KINDS = ("ledger_due", "sign_off", "distribution", "notice_duty", "open_ledger")


def block(screen: Screen, notice: Row, ledger: pl.DataFrame, duties: pl.DataFrame) -> None:
    """Offer the forms that fit the notice, and say how many decisions about it wait for the night.

    What was taken back asks for no date and no answer.
    """
    words = screen.words
    if notice["kind"] not in {"recall", "suspension"}:
        return
    made = deciding.waiting(screen, *KINDS).filter(pl.col("notice_id") == notice["notice_id"])
    with st.container(key="h-card-ledger-forms"):
        if made.height:
            st.html(tag("p", words("ledger_form.waiting", n=made.height), cls="h-note", role="status"))
        if ledger.is_empty() and not lifted.is_whole(notice):
            with st.expander(words("ledger_form.open")):
                _open(screen, notice)
            return
        owing = ledger.filter(pl.col("lifted_by").is_null())
        if owing.is_empty():
            st.html(tag("p", words("ledger_form.lifted"), cls="h-note"))
        else:
            with st.expander(words("ledger_form.due")):
                _due(screen, notice, set(owing["province_code"]))
            with st.expander(words("ledger_form.answer")):
                _answer(screen, notice, owing)
            with st.expander(words("ledger_form.distribution")):
                _distribution(screen, notice)
        if not duties.is_empty():
            with st.expander(words("ledger_form.duty")):
                _duty(screen, notice, duties)


def _province(screen: Screen, key: str, among: Collection[str] | None = None) -> str:
    names = dict(screen.places.filter(pl.col("kind") == "province").select("unit_code", "name").iter_rows())
    codes = [screen.view.province] if screen.view.province else [c for c in names if among is None or c in among]
    found = st.selectbox(
        screen.words("filter.province"), codes, format_func=lambda code: names.get(code, code), key=f"{key}-province"
    )
    return str(found)


def _open(screen: Screen, notice: Row) -> None:
    province = _province(screen, "open")
    signed = deciding.signature(screen.words, key="open")
    if st.button(screen.words("decision.write"), key="open-write"):
        deciding.record(screen, kind="open_ledger", signed=signed, value=province, notice_id=notice["notice_id"])


def _due(screen: Screen, notice: Row, among: Collection[str]) -> None:
    """The first instant that is late: "before" a day begins with it, "at the latest on" a day ends with it."""
    words = screen.words
    st.html(tag("p", words("ledger_form.due_note"), cls="h-note"))
    province = _province(screen, "due", among)
    letter = st.text_input(words("ledger_form.letter"), key="due-letter", max_chars=120, placeholder="12/SYT-NVD")
    on, how = st.columns(2)
    day = on.date_input(words("ledger_form.day"), value=None, format="DD/MM/YYYY", key="due-day")
    bound = how.selectbox(
        words("ledger_form.bound"), ("exclusive", "inclusive"), key="due-bound",
        format_func=lambda code: words.code("ledger_bound", code),
    )  # fmt: skip
    signed = deciding.signature(words, key="due")
    if not st.button(words("decision.write"), key="due-write"):
        return
    if not isinstance(day, date) or not letter.strip():
        st.warning(words("ledger_form.due_incomplete"))
        return
    first_late = day + timedelta(days=1) if bound == "inclusive" else day
    due = datetime.combine(first_late, time.min, LOCAL_ZONE).isoformat()
    value = {"province_code": province, "due_at": due, "letter": letter.strip()}
    deciding.record(screen, kind="ledger_due", signed=signed, value=value, notice_id=notice["notice_id"])


def _answer(screen: Screen, notice: Row, ledger: pl.DataFrame) -> None:
    words = screen.words
    names = dict(ledger.select("reporter_id", "reporter_name").iter_rows())
    reporter = st.selectbox(
        words("column.reporter"), list(names), format_func=lambda code: names[code], key="answer-reporter"
    )
    value: dict[str, Any] = {}
    days = st.columns(3)
    for column, name in zip(days, ("received_at", "acknowledged_on", "closed_on"), strict=True):
        day = column.date_input(words(f"ledger_form.{name}"), value=None, format="DD/MM/YYYY", key=f"answer-{name}")
        if isinstance(day, date):
            value[name] = day.isoformat()
    counts = st.columns(2)
    for column, name in zip(counts, ("establishments_checked", "establishments_holding"), strict=True):
        number = column.number_input(
            words(f"ledger_form.{name}"), value=None, min_value=0, max_value=1_000_000, step=1, key=f"answer-{name}"
        )
        if number is not None:
            value[name] = int(number)
    goods = st.columns(3)
    for column, name in zip(goods[:2], ("quantity_found", "quantity_sealed"), strict=True):
        amount = column.number_input(words(f"ledger_form.{name}"), value=None, min_value=0.0, key=f"answer-{name}")
        if amount is not None:
            value[name] = float(amount)
    unit = goods[2].text_input(words("ledger_form.quantity_unit"), key="answer-unit", max_chars=30).strip()
    value |= {"quantity_unit": unit} if unit else {}
    signed = deciding.signature(words, key="answer")
    if not st.button(words("decision.write"), key="answer-write"):
        return
    if not _is_complete(screen, value):
        return
    subjects = {"notice_id": notice["notice_id"], "reporter_id": reporter}
    deciding.record(screen, kind="sign_off", signed=signed, value=value, **subjects)


def _is_complete(screen: Screen, value: dict[str, Any]) -> bool:
    """Say what is missing: something must be answered, goods need a unit, and nothing can have come tomorrow."""
    words = screen.words
    if not set(value) - {"received_at", "quantity_unit"}:
        st.warning(words("ledger_form.answer_incomplete"))
        return False
    if (value.get("quantity_found") or value.get("quantity_sealed")) and "quantity_unit" not in value:
        st.warning(words("ledger_form.no_unit"))
        return False
    if (
        "received_at" in value
        and date.fromisoformat(value["received_at"]) > datetime.now(tz=UTC).astimezone(LOCAL_ZONE).date()
    ):
        st.warning(words("ledger_form.in_future"))
        return False
    return True


def _distribution(screen: Screen, notice: Row) -> None:
    """What the company delivered into one province: with it, what wards sealed becomes a recall rate."""
    words = screen.words
    st.html(tag("p", words("ledger_form.distribution_note"), cls="h-note"))
    province = _province(screen, "delivered")
    amount_column, unit_column = st.columns(2)
    amount = amount_column.number_input(
        words("ledger_form.quantity_delivered"), value=None, min_value=0.0, key="delivered-quantity"
    )
    unit = unit_column.text_input(words("ledger_form.quantity_unit"), key="delivered-unit", max_chars=30).strip()
    signed = deciding.signature(words, key="delivered")
    if not st.button(words("decision.write"), key="delivered-write"):
        return
    if amount is None or not unit:
        st.warning(words("ledger_form.no_unit"))
        return
    value = {"province_code": province, "quantity": float(amount), "unit": unit}
    deciding.record(screen, kind="distribution", signed=signed, value=value, notice_id=notice["notice_id"])


def _duty(screen: Screen, notice: Row, duties: pl.DataFrame) -> None:
    words = screen.words
    rows = duties.to_dicts()
    row = st.selectbox(
        words("ledger_form.which_duty"), rows, key="duty-which",
        format_func=lambda found: f"{found['province']}: {found[f'name_{words.language}']}",
    )  # fmt: skip
    state = st.selectbox(
        words("ledger_form.state"), DUTY_STATES[1:], format_func=lambda code: words.code("duty", code), key="duty-state"
    )
    day = st.date_input(words("ledger_form.done_on"), value=None, format="DD/MM/YYYY", key="duty-day")
    signed = deciding.signature(words, key="duty")
    if st.button(words("decision.write"), key="duty-write"):
        value = {"province_code": row["province_code"], "duty": row["duty"], "state": state}
        value |= {"on": day.isoformat()} if isinstance(day, date) else {}
        deciding.record(screen, kind="notice_duty", signed=signed, value=value, notice_id=notice["notice_id"])
