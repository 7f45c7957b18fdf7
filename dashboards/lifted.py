"""What a later document took back: one wording for the list, the head of a notice, its ledger and its provinces.

Belongs here: liftings -> words. Does not: judging what is lifted (`pipelines.recalls.lifting`), what a look-up says
of it (`lookups`).
"""

from __future__ import annotations

from typing import Any

from dashboards import formats
from dashboards.i18n import Words
from dashboards.markup import Html, Row, anchor, join, tag
from dashboards.queries import notice as questions
from dashboards.screen import Screen


def is_whole(row: Row) -> bool:
    """Whether the whole notice was taken back in the chosen place."""
    return row["lifted_by"] is not None and not row.get("partly_lifted")


def mark(row: Row, words: Words) -> str:
    """By which document and since when a notice was taken back, whole or in part."""
    key = "lifted.whole" if is_whole(row) else "lifted.partly"
    return words(key, number=row["lifted_number"], day=formats.day(row["lifted_on"]))


def nobody_owes(row: Row, words: Words) -> str:
    """The same as a title: nobody owes an answer any more."""
    return words("lifted.nobody", number=row["lifted_number"], day=formats.day(row["lifted_on"]))


def facts(screen: Screen, notice: Row) -> dict[str, Any]:
    """Facts for the head of a notice: what took it back, and what it takes back itself; none where nothing did."""
    words, said = screen.words, {}
    if notice["lifted_by"] is not None:
        parts = questions.lifted_parts(screen.snapshot, screen.view).to_dicts()
        shown: list[object] = [tag("b", mark(notice, words))]
        documents = {row["lifted_by"]: row["lifted_number"] for row in parts}
        shown += [
            tag("small", anchor(words("lifted.open", number=number), screen.link(notice=one)))
            for one, number in documents.items()
        ]
        if notice["partly_lifted"]:
            shown += [tag("small", _part(row, words)) for row in parts]
        said[words("column.validity")] = join(shown, " ")
    if notice["lifts"]:
        said[words("field.lifts")] = _lifts(screen, notice)
    return said


def _part(row: Row, words: Words) -> str:
    return words(
        "lifted.part",
        name=row["product"] or formats.UNKNOWN,
        batch=row["batch_number"] or words("lookup.all_batches"),
        number=row["lifted_number"],
        day=formats.day(row["lifted_on"]),
        place=row["province"] or words("lifted.everywhere"),
    )


def _lifts(screen: Screen, notice: Row) -> Html:
    """The documents that a notice names as taken back, and those of them that are loaded as links."""
    found = questions.takes_back(screen.snapshot, screen.view).to_dicts()
    known = [
        anchor(row["document_number"] or screen.words("notice.no_number"), screen.link(notice=row["notice_id"]))
        for row in found
    ]
    return join([notice["lifts"], tag("small", join(known, ", ")) if known else ""], " ")
