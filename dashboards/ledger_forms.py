"""Forms of one notice: the date a letter sets, goods delivered, duties, a new ledger.

Belongs here: asking and writing decisions. Does not: what a decision does (`pipelines.recalls`), an answer that came
otherwise than by a file (`ledger_answers`), the notice itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from typing import Any

import polars as pl
import streamlit as st

from dashboards import deciding, formats, ledger_answers, lifted
from dashboards.markup import Row, tag
from dashboards.screen import Screen
from pipelines.decision_values import parse_instant
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
        with st.container():
            if made.height:
                st.html(tag("p", words("ledger_form.waiting", n=made.height), cls="h-note", role="status"))
        if ledger.is_empty() and not lifted.is_whole(notice):
            with st.expander(words("ledger_form.open")):
                deciding.said(words, "open")
                _open(screen, notice)
            return
        owing = ledger.filter(pl.col("lifted_by").is_null())
        forms: dict[str, Callable[[], None]] = {}
        if owing.is_empty():
            st.html(tag("p", words("ledger_form.lifted"), cls="h-note"))
        else:
            forms = {
                "due": lambda: _due(screen, notice, owing, made),
                "answer": lambda: ledger_answers.form(screen, notice, owing),
                "distribution": lambda: _distribution(screen, notice),
            }
        if not duties.is_empty():
            forms["duty"] = lambda: _duty(screen, notice, duties)
        for form, ask in forms.items():
            with st.expander(words(f"ledger_form.{form}")):
                deciding.said(words, form)
                ask()


def _province(screen: Screen, key: str, among: Collection[str] | None = None) -> str:
    names = dict(screen.places.filter(pl.col("kind") == "province").select("unit_code", "name").iter_rows())
    codes = [screen.view.province] if screen.view.province else [c for c in names if among is None or c in among]
    found = st.selectbox(
        screen.words("filter.province"), codes, format_func=lambda code: names.get(code, code), key=f"{key}-province"
    )
    return str(found)


def _open(screen: Screen, notice: Row) -> None:
    own = deciding.draft("open", notice["notice_id"])
    province = _province(screen, own)
    signed = deciding.signature(screen.words, form="open", own=own)
    if st.button(screen.words("decision.write"), key=f"{own}-write"):
        _record(screen, notice, "open_ledger", "open", signed, province)


def _record(screen: Screen, notice: Row, kind: str, form: str, signed: tuple[str, str], value: Any) -> None:
    deciding.record(screen, kind=kind, form=form, signed=signed, values=[value], notice_id=notice["notice_id"])


def _due(screen: Screen, notice: Row, ledger: pl.DataFrame, made: pl.DataFrame) -> None:
    """The first instant that is late: "before" a day begins with it, "at the latest on" a day ends with it."""
    words, own = screen.words, deciding.draft("due", notice["notice_id"])
    st.html(tag("p", words("ledger_form.due_note"), cls="h-note"))
    province = _province(screen, own, set(ledger["province_code"]))
    letter = st.text_input(words("ledger_form.letter"), key=f"{own}-letter", max_chars=120, placeholder="12/SYT-NVD")
    on, how = st.columns(2)
    bound = how.selectbox(
        words("ledger_form.bound"), ("inclusive", "exclusive"), key=f"{own}-bound",
        format_func=lambda code: words.code("ledger_bound", code),
    )  # fmt: skip
    day = on.date_input(words("ledger_form.day"), value=None, format="DD/MM/YYYY", key=f"{own}-day")
    due = _first_late(day, bound) if isinstance(day, date) else None
    if due:
        st.html(tag("p", words("ledger_form.due_said", due=formats.until(due, words)), cls="h-note"))
    holding = _holding(province, ledger, made)
    doubts = []
    if due and holding and due < holding:
        said = {"due": formats.until(due, words), "holding": formats.until(holding, words)}
        doubts.append(words("ledger_form.earlier", **said))
    sure = deciding.looked_at(words, doubts, own=own)
    signed = deciding.signature(words, form="due", own=own)
    if not st.button(words("decision.write"), key=f"{own}-write"):
        return
    if due is None or not letter.strip():
        st.warning(words("ledger_form.due_incomplete"))
        return
    if not sure:
        st.warning(words("decision.look"))
        return
    value = {"province_code": province, "due_at": due.isoformat(), "letter": letter.strip()}
    _record(screen, notice, "ledger_due", "due", signed, value)


def _first_late(day: date, bound: str) -> datetime:
    return datetime.combine(day + timedelta(days=1) if bound == "inclusive" else day, time.min, LOCAL_ZONE)


def _holding(province: str, ledger: pl.DataFrame, made: pl.DataFrame) -> datetime | None:
    """The date that holds in a province, or will from the next night: of several letters the latest; None = none yet.

    Wards that were given more time hold a later one of their own: the earliest of the wards is the letter's.
    """
    dues = ledger.filter(pl.col("province_code") == province)["due_at"].drop_nulls().to_list()
    waiting = [json.loads(value) for value in made.filter(pl.col("kind") == "ledger_due")["value"]]
    later = [parse_instant(value["due_at"]) for value in waiting if value["province_code"] == province]
    return max([*([min(dues)] if dues else []), *later], default=None)


def _distribution(screen: Screen, notice: Row) -> None:
    """What the company delivered into one province: with it, what wards sealed becomes a recall rate."""
    words, own = screen.words, deciding.draft("distribution", notice["notice_id"])
    st.html(tag("p", words("ledger_form.distribution_note"), cls="h-note"))
    province = _province(screen, own)
    amount_column, unit_column = st.columns(2)
    amount = amount_column.number_input(
        words("ledger_form.quantity_delivered"), value=None, min_value=0.0, key=f"{own}-quantity"
    )
    unit = unit_column.text_input(words("ledger_form.quantity_unit"), key=f"{own}-unit", max_chars=30).strip()
    signed = deciding.signature(words, form="distribution", own=own)
    if not st.button(words("decision.write"), key=f"{own}-write"):
        return
    if amount is None or not unit:
        st.warning(words("ledger_form.no_unit"))
        return
    value = {"province_code": province, "quantity": float(amount), "unit": unit}
    _record(screen, notice, "distribution", "distribution", signed, value)


def _duty(screen: Screen, notice: Row, duties: pl.DataFrame) -> None:
    """What became of one duty; only what was done has a day."""
    words = screen.words
    row = st.selectbox(
        words("ledger_form.which_duty"), duties.to_dicts(), key=f"duty-which-{notice['notice_id']}",
        format_func=lambda found: f"{found['province']}: {found[f'name_{words.language}']}",
    )  # fmt: skip
    own = deciding.draft("duty", notice["notice_id"], row["province_code"], row["duty"])
    state = st.selectbox(
        words("ledger_form.state"), DUTY_STATES[1:], format_func=lambda code: words.code("duty", code),
        key=f"{own}-state",
    )  # fmt: skip
    value = {"province_code": row["province_code"], "duty": row["duty"], "state": state}
    if state == "done":
        day = st.date_input(words("ledger_form.done_on"), value=None, format="DD/MM/YYYY", key=f"{own}-day")
        value |= {"on": day.isoformat()} if isinstance(day, date) else {}
    signed = deciding.signature(words, form="duty", own=own)
    if st.button(words("decision.write"), key=f"{own}-write"):
        _record(screen, notice, "notice_duty", "duty", signed, value)
