"""One notice on the recall page: what it says, its products and batches, who has not answered yet.

Belongs here: the lower level of the recall page. Does not: the list of notices (`followups`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from dashboards import blocks, formats, ledger_forms, sentences
from dashboards.followups import company_days, level_mark
from dashboards.i18n import Words
from dashboards.lists import headed
from dashboards.markup import Column, Row, anchor, join, tag
from dashboards.notice_parts import chain, copies, duty_columns, province_columns, quantity
from dashboards.queries import notice as questions
from dashboards.screen import Screen
from pipelines.tables.codes import ANSWERS

_ANSWER_SIGNS = {"closed": "■", "searched": "●", "acknowledged": "◐", "none": "✕"}
_ANSWER_CLASSES = {"closed": "on-time", "searched": "on-time", "acknowledged": "not-due", "none": "missing"}
_PRODUCT_KEPT = (
    *("product_no", "product", "registration_number", "batch_number", "manufactured_on", "expires_on"),
    *("manufacturer", "importer"),
)


def detail(screen: Screen, notice: Row, products: pl.DataFrame, ledger: pl.DataFrame) -> None:
    """One notice: what it says, its products and batches, its chain and copies, and who has not answered yet."""
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
    blocks.card("chain", chain(screen, questions.chain(screen.snapshot, screen.view)))
    _provinces(screen)
    silent = ledger.filter(pl.col("answer").is_in(["none", "acknowledged"]) & (pl.col("status") != "exempt")).height
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
    duties = questions.duties(screen.snapshot, screen.view)
    if not duties.is_empty():
        done = duties.filter(pl.col("state") != "open").height
        heading = words("duties.title", done=formats.number(done), n=formats.number(duties.height))
        blocks.listing(
            screen,
            duties.to_dicts(),
            duty_columns(words),
            key="duties",
            heading=(heading, words("duties.drawn")),
            empty=words("notice.no_ledger"),
        )
    ledger_forms.block(screen, notice, ledger, duties)
    blocks.card("copies", copies(screen, questions.copies(screen.snapshot, screen.view)))


def _provinces(screen: Screen) -> None:
    """How far each province is, with the names still open."""
    words = screen.words
    found = questions.provinces(screen.snapshot, screen.view)
    if found.is_empty():
        return
    waiting = int((found["wards_expected"] - found["wards_acknowledged"]).sum())
    blocks.listing(
        screen,
        found.to_dicts(),
        province_columns(words),
        key="provinces",
        heading=(words("open_names.title", n=formats.number(waiting)), words("open_names.drawn")),
        empty=words("notice.no_ledger"),
    )


def _product_columns(words: Words) -> list[Column]:
    def batch(row: Row) -> object:
        said = row["batch_number"] or formats.UNKNOWN
        return join([said, tag("small", words("products.in_doubt"))]) if row["in_doubt"] else said

    return [
        Column(words("column.product"), lambda row: row["name"] or formats.UNKNOWN, cls="h-wide"),
        Column(words("column.registration_number"), lambda row: row["registration_number"] or formats.UNKNOWN),
        Column(words("column.batch_number"), batch),
        Column(words("column.expires_on"), lambda row: formats.day(row["expires_on"]), figure=True),
        Column(words("column.manufacturer"), lambda row: row["manufacturer"] or formats.UNKNOWN),
    ]


def _ledger_columns(screen: Screen) -> list[Column]:
    words = screen.words

    def answer(row: Row) -> object:
        said = words.code("ledger", row["answer"])
        if row["answer"] == "acknowledged" and row["received_at"]:
            lacking = words("column.checked")
            said = words("ledger.incomplete", at=formats.instant(row["received_at"]), lacking=lacking)
        elif row["lacking"] and row["answer"] == "searched":
            said = f"{said} · {words('ledger.lacking', lacking=row['lacking'])}"
        if row["status"] in {"late", "missing"}:
            said = f"{said} · {words.code('status', row['status']).lower()}"
        if row["status"] == "exempt" and row["lifted_on"]:
            said = f"{said} · {words('ledger.lifted', day=formats.day(row['lifted_on']))}"
        if row["pending_file"]:
            said = f"{said} · {words('ledger.pending_file')}"
        elif row["unconfirmed"]:
            said = f"{said} · {words('ledger.unconfirmed')}"
        return tag(
            "span",
            tag("span", _ANSWER_SIGNS[row["answer"]], cls="h-shape"),
            said,
            cls=f"h-status h-{_ANSWER_CLASSES[row['answer']]}",
        )

    return [
        Column(
            words("column.reporter"),
            lambda row: join([row["reporter_name"], tag("small", sentences.short_province(row["province"]))]),
        ),
        Column(words("column.answer"), answer),
        Column(
            words("column.letter_due"),
            _due(words),
        ),
        Column(words("column.checked"), lambda row: formats.number(row["establishments_checked"]), figure=True),
        Column(words("column.found"), lambda row: quantity(row, "quantity_found", words), figure=True),
        Column(words("column.sealed"), lambda row: quantity(row, "quantity_sealed", words), figure=True),
        Column(words("column.phone"), blocks.phone, figure=True),
    ]


def _due(words: Words) -> Callable[[Row], object]:
    def said(row: Row) -> object:
        if not row["due_at"]:
            return words("ledger.no_due")
        return join([formats.until(row["due_at"], words), tag("small", row["due_source"])])

    return said


def _ledger_frame(ledger: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Who owes an answer as a table to keep."""
    kept = [
        *("reporter_id", "reporter_name", "province", "answer", "due_at", "due_source", "received_at"),
        *("establishments_checked", "quantity_found", "quantity_sealed", "quantity_unit", "closed_on", "phone"),
    ]
    said = {a: words.code("ledger", a) for a in ANSWERS}
    return headed(ledger.with_columns(pl.col("answer").replace(said)), kept, words)
