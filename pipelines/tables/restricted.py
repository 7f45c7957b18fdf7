"""Declarations of schema `restricted`: free text that may name complainants and suspects.

Belongs here: columns that only the department's own staff may read; published as a second file. Does not:
anything a chart needs.
"""

from pipelines.tables.declaration import Table, text
from pipelines.tables.figures import CELL

TABLES = (
    Table(
        "restricted",
        "serious_case_texts",
        "One row per line of sheet Vụ việc, with its words.",
        (
            text("case_id", "Case; null while it waits in the queue of possible doubles"),
            text("submission_id", "Submission", required=True),
            *CELL,
            text("content", "What happened, as written"),
            text("place_text", "Place as written"),
        ),
        ("submission_id", "sheet", "row"),
    ),
    Table(
        "restricted",
        "hotline_texts",
        "One row per line of sheet Phản ánh, with its words.",
        (
            text("submission_id", "Submission", required=True),
            *CELL,
            text("content", "What was said, as written"),
            text("place_text", "Place as written"),
        ),
        ("submission_id", "sheet", "row"),
    ),
)
