"""Thu hồi sản phẩm: notices, how far the wards are, where recalled goods turned up, how fresh the sources are.

Belongs here: this page from top to bottom, as filters, questions, charts and captions. Does not: SQL, arithmetic or
drawing, which the page only calls.
"""

from functools import partial

import streamlit as st

from dashboards import answers, blocks, followups, found, lookups, notice, sentences, shell, sources
from dashboards.charts import recalls as charts
from dashboards.markup import tag
from dashboards.queries import frame, overview, recalls
from dashboards.screen import here

screen = here()
words, view = screen.words, screen.view
notices = recalls.notices(screen.snapshot, view)
progress = recalls.progress(screen.snapshot, view)
standing = overview.open_notices(screen.snapshot, view).row(0, named=True)
matches = recalls.matches(screen.snapshot, view)
read = frame.sources(screen.snapshot)
received = frame.received(screen.snapshot, view).row(0, named=True)

shell.head(screen, sentences.recalls_heading(notices, standing, words), received)
lookups.block(screen)
st.html(followups.chips(screen))
chosen = followups.chosen(notices, view.notice)
if view.notice and chosen is None:
    st.html(tag("p", words("notice.unknown", value=view.notice), cls="h-note", role="status"))
left, right = st.columns([1.75, 1], gap="medium")
with left:
    if chosen is not None:
        notice.detail(screen, chosen, recalls.products(screen.snapshot, view), recalls.ledger(screen.snapshot, view))
    elif notices.is_empty():
        blocks.empty(screen, "notices")
    else:
        blocks.listing(
            screen,
            notices.to_dicts(),
            followups.notice_columns(screen),
            key="notices",
            heading=(followups.list_title(notices, words), words("notices.drawn", place=answers.scope(screen))),
            empty=words("empty.notices_what"),
            address=lambda row: screen.link(notice=row["notice_id"]),
            behind=blocks.of_total(
                notices,
                lambda rows: followups.notice_frame(rows, words),
                lambda: recalls.notices(screen.snapshot, view, whole=True),
            ),
        )
with right:
    if progress.is_empty():
        blocks.card("progress", followups.no_ledger(screen, chosen))
    else:
        blocks.chart(
            screen,
            partial(charts.progress, progress, screen.canvas),
            key="progress",
            said=followups.progress_title(progress, words),
            drawn=words("progress.drawn", place=answers.scope(screen)),
            behind=followups.progress_frame(progress, words),
        )
    blocks.listing(
        screen,
        matches.to_dicts(),
        followups.match_columns(screen),
        key="matches",
        heading=(followups.matches_title(matches, words), words("matches.drawn")),
        empty=words("matches.none"),
        address=lambda row: screen.link(
            "compliance",
            submission=row["submission_id"],
            reporter=row["reporter_id"],
            cell=found.place_of(row["sheet"], row["cell"]),
        ),
        behind=blocks.of_total(
            matches,
            lambda rows: followups.match_frame(rows, words),
            lambda: recalls.matches(screen.snapshot, view, whole=True),
        ),
    )
    blocks.card("sources", sources.freshness(screen, read))
