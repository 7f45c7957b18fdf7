"""The block "văn bản cần người xem": values of notices that were read with doubt, and the form that settles one.

Belongs here: the list and the form. Does not: which values need a look (`mart.notice_reviews`), applying a correction.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboards import blocks, deciding, formats
from dashboards.i18n import Words
from dashboards.lists import headed
from dashboards.markup import Column, Row, join, tag
from dashboards.queries import reviews as questions
from dashboards.screen import Screen
from pipelines.notices.corrections import CODES, CORRECTABLE, NEVER_BLANK
from pipelines.notices.scopes import PROVINCE

SHOWN = 100
"""Rows on the page; the file holds all."""
_KEPT = ("document_number", "issued_on", "field", "product_no", "batch_number", "value", "raw", "why")
_SUBJECT = ("file_sha256", "field", "product_no", "batch_number")


def block(screen: Screen, reviews: pl.DataFrame) -> None:
    """Put the list and, below it, the form on the page."""
    words = screen.words
    rows = reviews.head(SHOWN).to_dicts()
    decided = _decided(screen)
    blocks.listing(
        screen,
        rows,
        _columns(words, decided),
        key="reviews",
        heading=(words("reviews.title", n=formats.number(reviews.height)), words("reviews.drawn")),
        empty=words("reviews.none"),
        address=lambda row: screen.link("recalls", notice=row["notice_id"], ward=None, category=None),
        behind=_frame(reviews, words),
    )
    open_rows = [row for row in rows if _key(row) not in decided and row["field"] in CORRECTABLE]
    deciding.said(words, "review")
    if open_rows:
        with st.container(key="h-card-review"), st.expander(words("reviews.settle")):
            _form(screen, open_rows)


def _form(screen: Screen, rows: Sequence[Row]) -> None:
    """Ask for the value of one place: each begins with what the machine read of it, or blank."""
    words = screen.words
    row = st.selectbox(words("reviews.which"), rows, format_func=lambda found: _title(found, words), key="review-which")
    st.html(tag("p", words("reviews.read", raw=row["raw"] or formats.UNKNOWN, value=_said(row, words))))
    if row["url"]:
        st.html(tag("p", row["url"], cls="h-note"))
    own = deciding.draft("review", *_key(row))
    may_lack = row["field"] not in NEVER_BLANK
    not_said = may_lack and st.checkbox(words("reviews.not_said"), key=f"{own}-none")
    values = {row["field"]: None if not_said else _value(screen, row, own)}
    if values.get("scope") == PROVINCE:
        values["scope_place"] = _provinces(screen, own)
    signed = deciding.signature(words, form="review", own=own)
    if not st.button(words("decision.write"), key=f"{own}-write"):
        return
    if None in values.values() and not not_said:
        st.warning(words(_lacking(values, may_lack=may_lack)))
        return
    stated = {name: row[name] for name in _SUBJECT if row[name] is not None}
    corrections = [{**stated, "field": field, "value": value} for field, value in values.items()]
    deciding.record(
        screen, kind="notice_correction", form="review", signed=signed, values=corrections, notice_id=row["notice_id"]
    )


def _lacking(values: dict[str, Any], *, may_lack: bool) -> str:
    if values.get("scope") or "scope_place" in values:
        return "reviews.no_province"
    return "reviews.no_value" if may_lack else "reviews.needs_value"


def _provinces(screen: Screen, own: str) -> str | None:
    """Every province in which a notice holds, the way its texts list them; None while none is chosen."""
    words, names = screen.words, questions.provinces(screen.snapshot)
    chosen = st.multiselect(
        words("reviews.provinces"), names, placeholder=words("reviews.choose"), key=f"{own}-provinces"
    )
    return "; ".join(chosen) or None


def _value(screen: Screen, row: Row, own: str) -> Any:
    """The value that a person gives; None while there is none."""
    words = screen.words
    field, label = row["field"], words("reviews.value")
    if field == "scope_place":
        return _provinces(screen, own)
    if field in CODES:
        codes = [str(code) for code in CODES[field]]
        return st.selectbox(
            label,
            CODES[field],
            index=codes.index(row["value"]) if row["value"] in codes else None,
            format_func=lambda code: _word(field, str(code), words),
            placeholder=words("reviews.choose"),
            key=f"{own}-code",
        )
    if field.endswith("_on") or field == "due_in_notice":
        day = st.date_input(label, value=_day(row["value"]), format="DD/MM/YYYY", key=f"{own}-day")
        return day.isoformat() if isinstance(day, date) else None
    return st.text_input(label, value=row["value"] or "", key=f"{own}-text").strip() or None


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        return None


def _said(row: Row, words: Words) -> str:
    """What the machine read, as readers write it: codes in words, days as days."""
    if not row["value"]:
        return formats.UNKNOWN
    day = _day(row["value"])
    return formats.day(day) if day else _word(row["field"], row["value"], words)


def _word(field: str, code: str, words: Words) -> str:
    return words.code(_CATALOGUE[field], code) if field in _CATALOGUE else code


_CATALOGUE = {"kind": "notice_kind", "product_group": "product_group", "scope": "notice_scope"}


def _columns(words: Words, decided: set[tuple[Any, ...]]) -> list[Column]:
    def notice(row: Row) -> object:
        return join([row["document_number"] or words("notice.no_number"), tag("small", formats.day(row["issued_on"]))])

    def why(row: Row) -> object:
        return words("decision.waits") if _key(row) in decided else words(f"review_why.{row['why']}")

    return [
        Column(words("column.document_number"), notice),
        Column(words("column.field"), lambda row: _field(row, words)),
        Column(words("column.raw"), lambda row: row["raw"] or formats.UNKNOWN, cls="h-wide"),
        Column(words("column.value"), lambda row: _said(row, words)),
        Column(words("column.why"), why),
    ]


def _frame(reviews: pl.DataFrame, words: Words) -> pl.DataFrame:
    """The same list as a table to keep, in words."""
    rows = reviews.to_dicts()
    said: dict[str, list[str | None]] = {
        "field": [words(f"field.{row['field']}") for row in rows],
        "value": [_said(row, words) if row["value"] else None for row in rows],
        "why": [words(f"review_why.{row['why']}") for row in rows],
    }
    return headed(
        reviews.with_columns(pl.Series(name, texts, dtype=pl.String) for name, texts in said.items()), _KEPT, words
    )


def _field(row: Row, words: Words) -> str:
    name = words(f"field.{row['field']}")
    about = [
        words("reviews.product", n=row["product_no"]) if row["product_no"] else "",
        words("reviews.batch", n=row["batch_number"]) if row["batch_number"] else "",
    ]
    return " · ".join([name, *filter(None, about)])


def _title(row: Row, words: Words) -> str:
    return f"{row['document_number'] or words('notice.no_number')} · {_field(row, words)}"


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in ("notice_id", *_SUBJECT))


def _decided(screen: Screen) -> set[tuple[Any, ...]]:
    """What a person settled since the night: shown as waiting for the next one."""
    made = deciding.waiting(screen, "notice_correction").select("notice_id", "value")
    return {_key({**json.loads(value), "notice_id": notice}) for notice, value in made.iter_rows()}
