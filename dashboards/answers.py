"""The ledger of one notice: who has answered, how far, by when, and who recorded it.

Belongs here: rows of `queries.recalls.ledger` as a list and as a table to keep. Does not: provinces and duties
(`notice_parts`), forms that record an answer (`ledger_forms`).
"""

from __future__ import annotations

import polars as pl

from dashboards import blocks, formats, lifted, sentences
from dashboards.i18n import Words
from dashboards.lists import headed
from dashboards.markup import Column, Html, Row, join, tag
from dashboards.notice_parts import quantity
from dashboards.screen import Screen
from pipelines.tables.codes import ANSWERS, STATUSES

_SIGNS = {"closed": "■", "searched": "●", "acknowledged": "◐", "none": "✕", "exempt": "–"}
_CLASSES = {
    "closed": "on-time",
    "searched": "on-time",
    "acknowledged": "not-due",
    "none": "missing",
    "exempt": "exempt",
}
_KEPT = (
    *("reporter_id", "reporter_name", "province", "answer", "status", "due_at", "due_source", "received_at"),
    *("hours_late", "establishments_checked", "quantity_found", "quantity_sealed", "quantity_unit", "closed_on"),
    *("lacking", "decided_by", "decided_at", "decided_why", "lifted_number", "lifted_on", "phone"),
)


def listing(screen: Screen, ledger: pl.DataFrame) -> None:
    """Draw the ledger: who owes an answer first; of a notice that was taken back, that nobody does."""
    words = screen.words
    blocks.listing(
        screen,
        ledger.to_dicts(),
        _columns(screen),
        key="ledger",
        heading=(title(ledger, words), words("ledger.drawn", place=scope(screen))),
        empty=words("notice.no_ledger"),
        behind=frame(ledger, words),
    )


def scope(screen: Screen) -> str:
    """The place that the figures of the page count, by its name."""
    return screen.place_name(screen.view.ward or screen.view.province)


def title(ledger: pl.DataFrame, words: Words) -> str:
    """How many of those that owe an answer have not searched; nobody owes one for what was taken back."""
    if ledger.is_empty():
        return words("ledger.title_none")
    owing = ledger.filter(pl.col("status") != "exempt")
    taken_back = ledger.filter(pl.col("lifted_by").is_not_null())
    if owing.is_empty() and taken_back.height:
        return lifted.nobody_owes(taken_back.row(0, named=True), words)
    silent = owing.filter(pl.col("answer").is_in(["none", "acknowledged"])).height
    return words("ledger.title", n=formats.number(silent), total=formats.number(owing.height))


def frame(ledger: pl.DataFrame, words: Words) -> pl.DataFrame:
    """The ledger as a table to keep: answer and status in words, who recorded it, what took it back."""
    said = {code: words.code("ledger", code) for code in ANSWERS}
    stands = {code: words.code("ledger_status", code) for code in STATUSES}
    shown = ledger.with_columns(pl.col("answer").replace(said), pl.col("status").replace(stands))
    return headed(shown.with_columns(pl.col("hours_late").round(2)), _KEPT, words)


def said_answer(row: Row, words: Words) -> str:
    """One answer in words: how far, late or not, by whom it was recorded, what is still unsure of it."""
    said = [words.code("ledger", row["answer"])]
    if row["answer"] == "acknowledged" and row["received_at"]:
        lacking = words("column.checked")
        said = [words("ledger.incomplete", at=formats.instant(row["received_at"]), lacking=lacking)]
    elif row["lacking"] and row["answer"] == "searched":
        said.append(words("ledger.lacking", lacking=row["lacking"]))
    if row["status"] in {"late", "missing"} or (row["status"] == "on_time" and row["received_at"]):
        said.append(words.code("ledger_status", row["status"]).lower())
    if row["decided_by"] is not None:
        said.append(words("ledger.recorded", by=row["decided_by"], at=formats.instant(row["decided_at"])))
    if row["pending_file"]:
        said.append(words("ledger.pending_file"))
    elif row["unconfirmed"]:
        said.append(words("ledger.unconfirmed"))
    return " · ".join(said)


def _answer(row: Row, words: Words) -> Html:
    look = "exempt" if row["status"] == "exempt" and row["answer"] in {"none", "acknowledged"} else row["answer"]
    if row["lifted_by"] is not None:
        # Who had answered before keeps the answer; of the others there is nothing to say but that none is owed.
        taken_back = words("ledger.lifted", day=formats.day(row["lifted_on"]))
        said = taken_back if look == "exempt" else f"{words.code('ledger', row['answer'])} · {taken_back}"
    elif look == "exempt":
        said = words.code("ledger_status", "exempt")
    else:
        said = said_answer(row, words)
    return tag("span", tag("span", _SIGNS[look], cls="h-shape"), said, cls=f"h-status h-{_CLASSES[look]}")


def _due(row: Row, words: Words) -> object:
    if row["status"] == "exempt":
        return words("ledger.no_longer_due")
    if not row["due_at"]:
        return words("ledger.no_due")
    return join([formats.until(row["due_at"], words), tag("small", row["due_source"] or "")])


def _columns(screen: Screen) -> list[Column]:
    words = screen.words
    return [
        Column(
            words("column.reporter"),
            lambda row: join([row["reporter_name"], tag("small", sentences.short_province(row["province"]))]),
        ),
        Column(words("column.answer"), lambda row: _answer(row, words)),
        Column(words("column.letter_due"), lambda row: _due(row, words)),
        Column(words("column.checked"), lambda row: formats.number(row["establishments_checked"]), figure=True),
        Column(words("column.found"), lambda row: quantity(row, "quantity_found", words), figure=True),
        Column(words("column.sealed"), lambda row: quantity(row, "quantity_sealed", words), figure=True),
        Column(words("column.phone"), blocks.phone, figure=True),
    ]
