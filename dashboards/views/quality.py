"""Chất lượng dữ liệu: what has to be mended, by whom, in which cell; sources; nights.

Belongs here: this page from top to bottom, as filters, questions, charts and captions. Does not: SQL, arithmetic or
drawing, which the page only calls.
"""

from functools import partial

import streamlit as st

from dashboards import blocks, faults, reviews, sentences, shell, sources
from dashboards.charts import quality as charts
from dashboards.lists import findings_frame
from dashboards.queries import frame, quality
from dashboards.queries import reviews as review_questions
from dashboards.screen import here

screen = here()
words, view = screen.words, screen.view
rules = faults.labelled(quality.by_rule(screen.snapshot, view), words)
reporters = quality.by_reporter(screen.snapshot, view)
found = quality.findings(screen.snapshot, view)
runs = quality.runs(screen.snapshot)
received = frame.received(screen.snapshot, view).row(0, named=True)

shell.head(screen, sentences.quality_heading(rules, words), received)
st.html(faults.chips(screen, rules))
left, right = st.columns([1.75, 1], gap="medium")
with left:
    if rules.is_empty():
        blocks.empty(screen, "findings")
    else:
        blocks.chart(
            screen,
            partial(charts.by_rule, rules, screen.canvas),
            key="rules",
            said=faults.rules_title(rules, words),
            drawn=words("rules.drawn"),
            behind=faults.rules_frame(rules, words),
        )
with right:
    blocks.listing(
        screen,
        reporters.to_dicts(),
        faults.reporter_columns(screen),
        key="reporters",
        heading=(words("faults.reporters_title", n=reporters.height), words("faults.reporters_drawn")),
        empty=words("faults.none"),
        address=lambda row: screen.link(reporter=row["reporter_id"], sheet_no=None),
        behind=blocks.of_total(
            reporters,
            lambda rows: faults.reporter_frame(rows, words),
            lambda: quality.by_reporter(screen.snapshot, view, whole=True),
        ),
    )
blocks.listing(
    screen,
    found.to_dicts(),
    faults.columns(screen),
    key="findings",
    heading=(faults.findings_title(screen, found), words("faults.drawn")),
    empty=words("faults.none"),
    address=lambda row: (
        screen.link("compliance", submission=row["submission_id"], reporter=row["reporter_id"])
        if row["submission_id"]
        else screen.link("compliance", reporter=row["reporter_id"])
        if row["reporter_id"]
        else None
    ),
    behind=blocks.of_total(
        found,
        lambda rows: findings_frame(rows, words),
        lambda: quality.findings(screen.snapshot, view, whole=True),
    ),
)
if not found.is_empty():
    blocks.pager(screen, rows=int(found["total"][0]), per_part=quality.ROWS_PER_PART)
reviews.block(screen, review_questions.waiting(screen.snapshot))
below_left, below_right = st.columns([1.75, 1], gap="medium")
with below_left:
    blocks.listing(
        screen,
        runs.to_dicts(),
        faults.run_columns(words),
        key="runs",
        heading=(faults.runs_title(runs, words), words("runs.drawn")),
        empty=words("runs.none"),
        behind=blocks.of_total(
            runs, lambda rows: faults.runs_frame(rows, words), lambda: quality.runs(screen.snapshot, whole=True)
        ),
    )
with below_right:
    blocks.card("sources", sources.freshness(screen, frame.sources(screen.snapshot)))
