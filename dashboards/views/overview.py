"""Tổng quan: six figures, the categories most at risk, who must act. No scrolling on a projector.

Belongs here: this page from top to bottom, as filters, questions, charts and captions. Does not: SQL, arithmetic or
drawing, which the page only calls.
"""

import streamlit as st

from dashboards import blocks, cards, formats, sentences, shell
from dashboards.lists import came_late, must_act, owing_columns, owing_frame, owing_title
from dashboards.markup import anchor
from dashboards.queries import compliance, frame, overview, trends
from dashboards.screen import here

ROWS_THAT_FIT = 5
"""Rows of the list that a projector of 1080 lines shows whole below the risks; the link leads to the rest."""

screen = here()
received = frame.received(screen.snapshot, screen.view).row(0, named=True)
owing = compliance.owing(screen.snapshot, screen.view.but(status=None, group=None))
acting = must_act(owing)
risks = overview.top_risks(screen.snapshot, screen.view)
evidence = cards.Evidence(
    kpis=overview.kpis(screen.snapshot, screen.view),
    owing=owing,
    received=received,
    open_notices=overview.open_notices(screen.snapshot, screen.view).row(0, named=True),
    categories=trends.by_category(screen.snapshot, screen.view),
    reporting=trends.reporting(screen.snapshot, screen.view),
)

shell.head(
    screen,
    sentences.overview_heading(owing, received, screen.view.period or "", screen.words, is_due=screen.period_is_due),
    received,
)
left, right = st.columns([2.15, 1], gap="medium")
with left, st.container(key="h-overview-cards"):
    st.html(cards.six_cards(screen, evidence))
    blocks.behind_table(screen, evidence.kpis, key="kpis", said=screen.words("kpi.table"))
with right:
    with st.container(key="h-card-top-risk"):
        st.html(blocks.title(screen.words("overview.risk"), screen.words("overview.risk_drawn")))
        if risks.is_empty():
            st.html(f"<p class='h-quiet'>{screen.words('empty.risk_what')}</p>")
        else:
            st.html(cards.risk_list(screen, risks.head(3)))
    rest = screen.words("owing.all", n=formats.number(acting.height), late=formats.number(came_late(owing).height))
    blocks.listing(
        screen,
        acting.head(ROWS_THAT_FIT).to_dicts(),
        owing_columns(screen, acting, short=True),
        key="who-must-act",
        heading=(owing_title(acting, screen.words), anchor(rest, screen.link("compliance"))),
        empty=screen.words("owing.none"),
        address=lambda row: screen.link("compliance", reporter=row["reporter_id"], province=row["province_code"]),
        behind=owing_frame(screen, acting),
    )
