"""Thực hiện chế độ báo cáo: who sent, who did not, how late; down to the file and the cell.

Belongs here: this page from top to bottom, as filters, questions, charts and captions. Does not: SQL, arithmetic or
drawing, which the page only calls.
"""

from functools import partial

import polars as pl
import streamlit as st

from dashboards import blocks, drill, filters, readable, sentences, shell
from dashboards.charts import compliance as charts
from dashboards.lists import came_late, late_title, must_act, owing_columns, owing_frame, owing_title
from dashboards.queries import compliance, frame
from dashboards.screen import here

screen = here()
words, view = screen.words, screen.view
counts = compliance.status_counts(screen.snapshot, view)
this_round = counts.filter(pl.col("period") == (view.period or ""))
received = frame.received(screen.snapshot, view).row(0, named=True)

if view.submission:
    drill.submission(screen, received)
    st.stop()
if view.reporter or view.ward:
    drill.reporter(screen, received)
    st.stop()

shell.head(screen, sentences.compliance_heading(this_round, view.period or "", words), received)
st.html(drill.compliance_chips(screen))
cells = compliance.matrix(screen.snapshot, view)
owing = compliance.owing(screen.snapshot, view)
acting, late = must_act(owing), came_late(owing)
left, right = st.columns([1.75, 1], gap="medium")
with left:
    if cells.is_empty():
        blocks.empty(screen, "matrix")
    else:
        blocks.chart(
            screen,
            partial(charts.status_matrix, cells, screen.canvas, several_provinces=view.province is None),
            key="matrix",
            said=readable.matrix_title(cells, words),
            drawn=words("matrix.drawn", legend=readable.legend(words)),
            behind=blocks.of_total(
                cells,
                lambda rows: readable.matrix_frame(rows, words),
                lambda: compliance.matrix(screen.snapshot, view, whole=True),
            ),
            on_point=lambda reporter: filters.go(view.but(reporter=reporter).query()),
            note=words("matrix.note"),
        )
        blocks.pager(screen, rows=int(cells["reporters"][0]), per_part=compliance.ROWS_PER_PART)
with right:
    blocks.listing(
        screen,
        acting.head(200).to_dicts(),
        owing_columns(screen, acting),
        key="owing",
        heading=(owing_title(acting, words), words("owing.drawn")),
        empty=words("owing.none"),
        address=lambda row: screen.link(reporter=row["reporter_id"], sheet_no=None),
        behind=owing_frame(screen, acting),
    )
    blocks.listing(
        screen,
        late.head(200).to_dicts(),
        owing_columns(screen, late),
        key="late",
        heading=(late_title(late, words), words("owing.late_drawn")),
        empty=words("owing.late_none"),
        address=lambda row: screen.link(reporter=row["reporter_id"], sheet_no=None),
        behind=owing_frame(screen, late),
    )
rates = readable.rates(counts.filter(pl.col("period") <= (view.period or "")))
below_left, below_right = st.columns([1.75, 1], gap="medium")
with below_left:
    blocks.chart(
        screen,
        partial(charts.rates_over_time, rates.tail(12), screen.canvas),
        key="rates",
        said=readable.rates_title(rates, words),
        drawn=words("rates.drawn", form=words.code("form", view.form)),
        behind=readable.rates_frame(rates, words),
        note=readable.unconfirmed_note(this_round, words),
    )
with below_right:
    blocks.listing(
        screen,
        this_round.to_dicts(),
        readable.province_columns(words),
        key="provinces",
        heading=(words("provinces.title"), words("provinces.drawn")),
        empty=words("empty.matrix_title"),
        address=lambda row: screen.link(province=row["province_code"], sheet_no=None),
        behind=readable.rates_frame(readable.by_province(this_round), words),
    )
