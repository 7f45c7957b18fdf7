"""Nhóm hàng nguy cơ: which categories are at risk where, and why.

Belongs here: this page from top to bottom, as filters, questions, charts and captions. Does not: SQL, arithmetic or
drawing, which the page only calls.
"""

from functools import partial

import streamlit as st

from dashboards import blocks, hazards, sentences, shell
from dashboards.charts import risk as charts
from dashboards.queries import frame, risk
from dashboards.screen import here

screen = here()
words, view = screen.words, screen.view
cells = risk.matrix(screen.snapshot, view)
wards = risk.wards(screen.snapshot, view)
received = frame.received(screen.snapshot, view).row(0, named=True)

shell.head(screen, sentences.risk_heading(cells, words, screen.category_names), received)
if cells.is_empty():
    blocks.empty(screen, "risk")
    st.stop()

left, right = st.columns([1.75, 1], gap="medium")
with left:
    blocks.chart(
        screen,
        partial(charts.matrix, cells, screen.canvas, screen.category_names),
        key="risk-matrix",
        said=hazards.matrix_title(cells, words),
        drawn=hazards.matrix_drawn(cells, words),
        behind=blocks.of_total(
            cells,
            lambda rows: hazards.risk_frame(rows, words, screen.category_names),
            lambda: risk.matrix(screen.snapshot, view, whole=True),
        ),
        note=words("risk.note"),
    )
with right:
    blocks.card("why", hazards.reasons(screen, cells))
st.html(hazards.kind_chips(screen))
if wards.is_empty():
    blocks.empty(screen, "wards")
    st.stop()
shown = wards.partition_by("kind", maintain_order=True)
for column, part in zip(st.columns(len(shown), gap="medium"), shown, strict=True):
    kind = part["kind"][0]
    with column:
        blocks.listing(
            screen,
            part.to_dicts(),
            hazards.ward_columns(screen),
            key=f"wards-{kind.replace('_', '-')}",
            heading=(words("wards.title", kind=words.code("kind", kind).lower()), words("wards.drawn")),
            empty=words("empty.wards_what"),
            address=lambda row: screen.link(
                province=row["province_code"], ward=row["ward_code"], category=row["category"]
            ),
            behind=blocks.of_total(
                part,
                lambda rows: hazards.risk_frame(rows, words, screen.category_names),
                lambda kind=kind: risk.wards(screen.snapshot, view.but(group=kind), whole=True),  # type: ignore[misc]
            ),
        )
