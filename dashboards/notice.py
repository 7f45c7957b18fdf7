"""One notice on the recall page: what it says, its products and batches, who has not answered yet.

Belongs here: the lower level of the recall page. Does not: the list of notices (`followups`).
"""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboards import blocks, formats, sentences
from dashboards.followups import company_days, level_mark
from dashboards.i18n import Words
from dashboards.lists import headed
from dashboards.markup import Column, Row, anchor, join, tag
from dashboards.screen import Screen
from pipelines.tables.codes import ANSWERS

_ANSWER_SIGNS = {"closed": "■", "searched": "●", "acknowledged": "◐", "none": "✕"}
_ANSWER_CLASSES = {"closed": "on-time", "searched": "on-time", "acknowledged": "not-due", "none": "missing"}
_PRODUCT_KEPT = (
    *("product_no", "product", "registration_number", "batch_number", "manufactured_on", "expires_on"),
    *("manufacturer", "importer"),
)


def detail(screen: Screen, notice: Row, products: pl.DataFrame, ledger: pl.DataFrame) -> None:
    """One notice: what it says, its products and batches, and the names still open."""
    words = screen.words
    st.html(tag("p", anchor(f"‹ {words('drill.back_notices')}", screen.link(notice=None)), cls="h-back"))
    facts: dict[str, Any] = {
        words("column.kind"): words.code("notice_kind", notice["kind"]),
        words("column.issued_on"): formats.day(notice["issued_on"]),
        words("column.level"): level_mark(notice, words),
        words("column.authority"): notice["authority"] or formats.UNKNOWN,
        words("column.reason"): notice["reason"] or formats.UNKNOWN,
        words("column.days"): company_days(notice, words),
        words("column.completeness"): formats.percent(notice["completeness"], 0),
    }
    blocks.card(
        "notice",
        join(
            [
                blocks.title(notice["document_number"] or words("notice.no_number"), words("notice.company_days")),
                blocks.facts(facts),
            ]
        ),
    )
    blocks.listing(
        screen,
        products.to_dicts(),
        _product_columns(words),
        key="products",
        heading=(words("products.title", n=formats.number(products["product_no"].n_unique())), words("products.drawn")),
        empty=words("notice.no_product"),
        behind=headed(products.rename({"name": "product"}), _PRODUCT_KEPT, words),
    )
    silent = ledger.filter(pl.col("answer").is_in(["none", "acknowledged"])).height
    blocks.listing(
        screen,
        ledger.to_dicts(),
        _ledger_columns(screen),
        key="ledger",
        heading=(
            words("ledger.title", n=formats.number(silent), total=formats.number(ledger.height)),
            words("ledger.drawn"),
        ),
        empty=words("notice.no_ledger"),
        behind=_ledger_frame(ledger, words),
    )


def _product_columns(words: Words) -> list[Column]:
    return [
        Column(words("column.product"), lambda row: row["name"] or formats.UNKNOWN, cls="h-wide"),
        Column(words("column.registration_number"), lambda row: row["registration_number"] or formats.UNKNOWN),
        Column(words("column.batch_number"), lambda row: row["batch_number"] or formats.UNKNOWN),
        Column(words("column.expires_on"), lambda row: formats.day(row["expires_on"]), figure=True),
        Column(words("column.manufacturer"), lambda row: row["manufacturer"] or formats.UNKNOWN),
    ]


def _ledger_columns(screen: Screen) -> list[Column]:
    words = screen.words

    def answer(row: Row) -> object:
        said = words.code("ledger", row["answer"])
        if row["status"] == "late" or row["status"] == "missing":
            said = f"{said} · {words.code('status', row['status']).lower()}"
        return tag(
            "span",
            tag("span", _ANSWER_SIGNS[row["answer"]], cls="h-shape"),
            said,
            cls=f"h-status h-{_ANSWER_CLASSES[row['answer']]}",
        )

    def found(row: Row) -> str:
        if row["quantity_found"] is None:
            return formats.UNKNOWN
        return f"{formats.number(row['quantity_found'], 1)} {row['quantity_unit'] or ''}".strip()

    return [
        Column(
            words("column.reporter"),
            lambda row: join([row["reporter_name"], tag("small", sentences.short_province(row["province"]))]),
        ),
        Column(words("column.answer"), answer),
        Column(
            words("column.letter_due"),
            lambda row: formats.instant(row["due_at"]) if row["due_at"] else words("ledger.no_due"),
        ),
        Column(words("column.checked"), lambda row: formats.number(row["establishments_checked"]), figure=True),
        Column(words("column.found"), found, figure=True),
        Column(words("column.phone"), blocks.phone, figure=True),
    ]


def _ledger_frame(ledger: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Who owes an answer as a table to keep."""
    kept = [
        *("reporter_id", "reporter_name", "province", "answer", "due_at", "due_source", "received_at"),
        *("establishments_checked", "quantity_found", "quantity_sealed", "quantity_unit", "closed_on", "phone"),
    ]
    said = {a: words.code("ledger", a) for a in ANSWERS}
    return headed(ledger.with_columns(pl.col("answer").replace(said)), kept, words)
