"""One notice on the recall page: what it says, its products and batches, who has not answered yet.

Belongs here: the lower level of the recall page. Does not: the list of notices (`followups`), its ledger (`answers`).
"""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboards import answers, blocks, formats, ledger_forms, lifted, recorded
from dashboards.followups import company_days, level_mark
from dashboards.i18n import Words
from dashboards.lists import headed
from dashboards.markup import Column, Row, anchor, join, tag
from dashboards.notice_parts import chain, copies, duty_columns, province_columns, scope
from dashboards.queries import notice as questions
from dashboards.screen import Screen

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
        words("field.scope"): scope(notice, words),
        words("column.reason"): notice["reason"] or formats.UNKNOWN,
        words("column.days"): company_days(notice, words),
        words("column.completeness"): formats.percent(notice["completeness"], 0),
        **lifted.facts(screen, notice),
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
    answers.listing(screen, ledger)
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
    recorded.block(screen, notice)
    ledger_forms.block(screen, notice, ledger, duties)
    blocks.card("copies", copies(screen, questions.copies(screen.snapshot, screen.view)))


def _provinces(screen: Screen) -> None:
    """How far each province is, with the names still open."""
    words = screen.words
    if screen.view.ward is not None:
        # The ledger says it of the ward; figures of the whole province beside it would be another scope.
        return
    found = questions.provinces(screen.snapshot, screen.view)
    if found.is_empty():
        return
    waiting = int((found["wards_expected"] - found["wards_acknowledged"]).sum())
    is_lifted = found["lifted_by"].is_not_null().all()
    said = lifted.nobody_owes(found.row(0, named=True), words) if is_lifted else ""
    blocks.listing(
        screen,
        found.to_dicts(),
        province_columns(words),
        key="provinces",
        heading=(said or words("open_names.title", n=formats.number(waiting)), words("open_names.drawn")),
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
        Column(words("column.manufactured_on"), lambda row: formats.day(row["manufactured_on"]), figure=True),
        Column(words("column.expires_on"), lambda row: formats.day(row["expires_on"]), figure=True),
        Column(words("column.manufacturer"), lambda row: row["manufacturer"] or formats.UNKNOWN),
    ]
