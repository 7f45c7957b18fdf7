"""Chờ nhận dạng: reports of which nobody knows yet whose they are, and the form that says it once.

Belongs here: this page from top to bottom. Does not: SQL, decisions or drawing, which the page only calls.
"""

import streamlit as st

from dashboards import assigning, blocks, shell
from dashboards.queries import frame, waiting
from dashboards.screen import here

screen = here()
reports = waiting.reports(screen.snapshot, screen.view)
done = assigning.assigned(screen)
received = frame.received(screen.snapshot, screen.view).row(0, named=True)

shell.head(screen, assigning.heading(reports, done, screen.words), received)
report = assigning.chosen(reports, screen.view.submission, done)
if report is None:
    blocks.empty(screen, "waiting")
else:
    left, right = st.columns([1.75, 1], gap="medium")
    with right:
        assigning.form(screen, report, done)
    with left:
        assigning.listing(screen, reports, assigning.assigned(screen))
