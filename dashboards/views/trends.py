"""Xu hướng: cases, fines, inspections, conformity by period, each over the rate of reports it rests on.

Belongs here: this page from top to bottom, as filters, questions, charts and captions. Does not: SQL, arithmetic or
drawing, which the page only calls.
"""

from functools import partial

import streamlit as st

from dashboards import blocks, points, sentences, shell
from dashboards.charts import trends as charts
from dashboards.queries import frame, trends
from dashboards.screen import here

screen = here()
words, view = screen.words, screen.view
by_category = trends.by_category(screen.snapshot, view)
reporting = trends.reporting(screen.snapshot, view)
campaigns = trends.campaigns(screen.snapshot, view)
received = frame.received(screen.snapshot, view).row(0, named=True)
by_period = points.totals(by_category, reporting)

shell.head(screen, sentences.trends_heading(by_period, view.period or "", words), received)
if by_category.is_empty():
    blocks.empty(screen, "trends")
    st.stop()

for pair in (points.MEASURES[:2], points.MEASURES[2:]):
    for column, measure in zip(st.columns(2, gap="medium"), pair, strict=True):
        drawn = points.with_last_year(by_period, measure)
        with column:
            blocks.chart(
                screen,
                partial(charts.series, drawn, measure, screen.canvas, campaigns),
                key=f"trend-{measure.replace('_', '-')}",
                said=points.series_title(drawn, measure, words),
                drawn=points.series_drawn(drawn, measure, words),
                behind=points.behind(drawn, words),
            )
if view.category is None:
    blocks.chart(
        screen,
        partial(charts.small_multiples, by_category, screen.canvas, screen.category_names),
        key="categories",
        said=points.category_title(by_category, words, screen.category_names),
        drawn=words("categories.drawn"),
        behind=points.category_frame(by_category, words, screen.category_names),
    )
