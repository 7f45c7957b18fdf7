"""The block "văn bản cần người xem": values of notices that were read with doubt, and the form that settles one.

Belongs here: the list and the form. Does not: which values need a look (`mart.notice_reviews`), applying a correction.
"""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import streamlit as st

from dashboards import blocks, deciding, formats
from dashboards.i18n import Words
from dashboards.lists import headed
from dashboards.markup import Column, Row, join, tag
from dashboards.screen import Screen
from pipelines.notices.corrections import CODES

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
        behind=headed(reviews, _KEPT, words),
    )
    open_rows = [row for row in rows if _key(row) not in decided]
    if open_rows:
        with st.container(key="h-card-review"), st.expander(words("reviews.settle")):
            _form(screen, open_rows)


def _form(screen: Screen, rows: list[dict[str, Any]]) -> None:
    words = screen.words
    row = st.selectbox(words("reviews.which"), rows, format_func=lambda found: _title(found, words), key="review-which")
    st.html(tag("p", words("reviews.read", raw=row["raw"] or formats.UNKNOWN, value=row["value"] or formats.UNKNOWN)))
    if row["url"]:
        st.html(tag("p", row["url"], cls="h-note"))
    said = st.checkbox(words("reviews.not_said"), key="review-none")
    value: Any = None
    if not said and row["field"] in CODES:
        value = st.selectbox(
            words("reviews.value"),
            CODES[row["field"]],
            format_func=lambda code: words.code(_CATALOGUE[row["field"]], code) if isinstance(code, str) else str(code),
            key="review-code",
        )
    elif not said and row["field"].endswith("_on"):
        day = st.date_input(words("reviews.value"), value=None, format="DD/MM/YYYY", key="review-day")
        value = day.isoformat() if day else None
    elif not said:
        value = st.text_input(words("reviews.value"), value=row["value"] or "", key="review-text").strip() or None
    signed = deciding.signature(words, key="review")
    if not st.button(words("decision.write"), key="review-write"):
        return
    if value is None and not said:
        st.warning(words("reviews.no_value"))
        return
    stated = {name: row[name] for name in _SUBJECT if row[name] is not None}
    correction = {**stated, "value": value}
    deciding.record(screen, kind="notice_correction", signed=signed, value=correction, notice_id=row["notice_id"])


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
        Column(words("column.value"), lambda row: row["value"] or formats.UNKNOWN),
        Column(words("column.why"), why),
    ]


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
    return tuple(row.get(name) for name in _SUBJECT)


def _decided(screen: Screen) -> set[tuple[Any, ...]]:
    """What a person settled since the night: shown as waiting for the next one."""
    made = deciding.waiting(screen, "notice_correction")["value"].to_list()
    return {_key(json.loads(value)) for value in made}
