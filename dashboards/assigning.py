"""The queue of reports that wait: the list, and the form by which a person says whose one is.

Belongs here: the list, the form, what of it waits for the next night. Does not: SQL, the decision itself
(`pipelines.waiting`), or who may be meant (`pipelines.core.attribution`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboards import blocks, deciding, formats
from dashboards.i18n import Words
from dashboards.markup import Column, Html, Row, join, tag
from dashboards.queries import waiting as queries
from dashboards.screen import Screen
from pipelines import waiting
from pipelines.tables.codes import FORMS

SHOWN = 100
"""Rows on the page; the file holds all."""
Assigned = Mapping[str, Mapping[str, str]]


def assigned(screen: Screen) -> Assigned:
    """Assignments since the night of this snapshot: submission id -> what was said and by whom."""
    made = deciding.waiting(screen, "assign")
    return {
        row["submission_id"]: {**json.loads(row["value"]), "by": row["decided_by"] or ""}
        for row in made.iter_rows(named=True)
    }


def heading(reports: pl.DataFrame, done: Assigned, words: Words) -> str:
    """The page's one sentence."""
    if reports.is_empty():
        return words("waiting.none_sentence")
    given = reports.filter(pl.col("submission_id").is_in(list(done))).height
    return words("waiting.sentence", n=formats.number(reports.height), assigned=formats.number(given))


def listing(screen: Screen, reports: pl.DataFrame, done: Assigned) -> None:
    """Put the list on the page; a row opens its form."""
    words = screen.words
    blocks.listing(
        screen,
        reports.head(SHOWN).to_dicts(),
        _columns(words, done),
        key="waiting",
        heading=(words("waiting.title", n=formats.number(reports.height)), words("waiting.drawn")),
        empty=words("waiting.none"),
        address=lambda row: screen.link(submission=row["submission_id"]),
        behind=_frame(reports, words),
    )


def chosen(reports: pl.DataFrame, submission_id: str | None, done: Assigned) -> Mapping[str, Any] | None:
    """The report of the address, else the oldest that nobody has assigned."""
    rows = reports.to_dicts()
    named = [row for row in rows if row["submission_id"] == submission_id]
    return next(iter([*named, *(row for row in rows if row["submission_id"] not in done), *rows]), None)


def form(screen: Screen, row: Mapping[str, Any], done: Assigned) -> None:
    """Ask whose a report is; nothing is opened or guessed, what is known is filled in."""
    words, own = screen.words, row["submission_id"]
    with st.container(key="h-card-assign"):
        st.html(blocks.title(words("waiting.form_title", file=row["file_name"]), words("waiting.form_drawn")))
        st.html(_known(row, words))
        deciding.said(words, f"assign-{own}")
        if own in done:
            st.html(tag("p", _given(done[own], words), cls="h-note"))
        reporter = _reporter(screen, row)
        said_form = _form(screen, row)
        period = _period(screen, row, reporter, said_form)
        text = bool(row["reporter_text"]) and st.checkbox(
            words("waiting.remember_text", text=_literal(row["reporter_text"])), key=f"assign-text-{own}"
        )
        sender = bool(row["sender"]) and st.checkbox(
            words("waiting.remember_sender", sender=_literal(row["sender"])), key=f"assign-sender-{own}"
        )
        draft = deciding.draft(f"assign-{own}")
        signed = deciding.signature(words, form=f"assign-{own}", own=draft)
        if not st.button(words("waiting.assign"), key=f"assign-write-{own}", type="primary"):
            return
        if reporter is None or said_form is None or (period is None and said_form not in waiting.FORMS_WITHOUT_PERIOD):
            st.warning(words("waiting.incomplete"))
            return
        said = waiting.Assignment(
            submission_id=own,
            reporter_id=reporter,
            form=said_form,
            period=period,
            remember_text=row["reporter_text"] if text else None,
            remember_sender=row["sender"] if sender else None,
            province_code=row["province_code"],
        )
        deciding.write(
            screen,
            signed,
            lambda folder, by, at, why: waiting.assign(folder, said, decided_by=by, decided_at=at, reason=why),
            form=f"assign-{own}",
        )


def _reporter(screen: Screen, row: Mapping[str, Any]) -> str | None:
    """Candidates first, then every reporter of its province."""
    words = screen.words
    every = queries.reporters(screen.snapshot, row["province_code"]).to_dicts()
    names = {r["reporter_id"]: f"{r['reporter_id']} {r['name']}, {r['province']}" for r in every}
    likely = [code for code in [row["reporter_id"], *row["candidates"]] if code in names]
    options: list[str] = list(dict.fromkeys([*likely, *names]))
    return st.selectbox(
        words("waiting.reporter"),
        options,
        index=0 if row["reporter_id"] else None,
        format_func=lambda code: names.get(code, code),
        placeholder=words("waiting.choose"),
        key=f"assign-reporter-{row['submission_id']}",
    )


def _form(screen: Screen, row: Mapping[str, Any]) -> str | None:
    options = [form for form in FORMS if form != "consolidated"]
    return st.selectbox(
        screen.words("waiting.form"),
        options,
        index=options.index(row["form"]) if row["form"] in options else None,
        format_func=lambda code: screen.words.code("form", code),
        placeholder=screen.words("waiting.choose"),
        key=f"assign-form-{row['submission_id']}",
    )


def _period(screen: Screen, row: Mapping[str, Any], reporter: str | None, said_form: str | None) -> str | None:
    """Offer the rounds of the reporter; without a reporter or for a form without rounds, none."""
    words = screen.words
    rounds = queries.rounds(screen.snapshot, reporter).filter(pl.col("form") == (said_form or ""))
    periods: list[str] = rounds["period"].to_list()
    return st.selectbox(
        words("waiting.period"),
        periods,
        index=periods.index(row["period"]) if row["period"] in periods else None,
        format_func=lambda code: formats.period(code, words),
        placeholder=words(_period_hint(reporter, said_form, periods)),
        disabled=not periods,
        key=f"assign-period-{row['submission_id']}-{reporter}-{said_form}",
    )


def _period_hint(reporter: str | None, said_form: str | None, periods: list[str]) -> str:
    if said_form in waiting.FORMS_WITHOUT_PERIOD:
        return "waiting.no_period"
    if reporter is None or said_form is None:
        return "waiting.reporter_first"
    return "waiting.choose" if periods else "waiting.no_rounds"


def _literal(said: str | None) -> str:
    """A stranger's words inside a label, which is Markdown: shown letter by letter, never as link or picture."""
    return f"`{' '.join((said or '').replace('`', ' ').split())}`"


def _known(row: Mapping[str, Any], words: Words) -> Html:
    """What is known of one report, by name and value."""
    return blocks.facts(
        {
            words("waiting.says"): _says(row, words),
            words("column.sender"): row["sender"] or formats.UNKNOWN,
            words("waiting.path"): row["path"] or formats.UNKNOWN,
            words("waiting.candidates"): _candidates(row),
        }
    )


def _columns(words: Words, done: Assigned) -> list[Column]:
    def file(row: Row) -> object:
        came = " · ".join(filter(None, [formats.instant(row["received_at"]), row["sender"]]))
        return join([row["file_name"], tag("small", came)])

    def why(row: Row) -> object:
        if row["submission_id"] in done:
            return tag("b", words("waiting.given"))
        return join([words(f"rule.{rule}") for rule in row["rules"][:3]], "; ") or words.code("state", row["state"])

    return [
        Column(words("column.file"), file, cls="h-wide"),
        Column(words("waiting.says"), lambda row: _says(row, words), cls="h-wide"),
        Column(words("waiting.candidates"), _candidates, cls="h-wide"),
        Column(words("waiting.why"), why, cls="h-wide"),
    ]


def _says(row: Row, words: Words) -> str:
    """What stands on the cover, or that it was not opened."""
    if row["state"] == "unreadable":
        return words("waiting.sealed") if "sealed" in row["rules"] else words("waiting.unreadable")
    written = [row["reporter_text"], row["province_name"], row["form_text"], row["period_text"]]
    return " · ".join(text for text in written if text) or words("waiting.says_nothing")


def _candidates(row: Row) -> str:
    names = [row["reporter_id"] and f"{row['reporter_id']} {row['reporter_name']}", *(row["candidate_names"] or [])]
    said = list(dict.fromkeys(filter(None, names)))
    return "; ".join(said[:4]) + (" …" if len(said) > 4 else "") if said else formats.UNKNOWN


def _given(said: Mapping[str, str], words: Words) -> str:
    parts = [said.get("reporter_id"), said.get("form") and words.code("form", said["form"]), said.get("period")]
    return words("waiting.given_by", what=" · ".join(filter(None, parts)), by=said["by"])


def _frame(reports: pl.DataFrame, words: Words) -> pl.DataFrame:
    rows = [
        {
            words("column.file"): row["file_name"],
            words("column.received_at"): formats.instant(row["received_at"]),
            words("waiting.says"): _says(row, words),
            words("column.sender"): row["sender"],
            words("waiting.candidates"): _candidates(row),
            words("waiting.code"): row["submission_id"],
        }
        for row in reports.to_dicts()
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
