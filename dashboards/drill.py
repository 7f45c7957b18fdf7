"""The way down on the compliance page: one reporter, then one submission with its findings and cells.

Belongs here: the two lower levels of the page. Does not: the page's own charts (`views/compliance.py`).
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards import blocks, changes, formats, found, sentences, shell
from dashboards.blocks import status_mark
from dashboards.lists import findings_frame, headed, submission_columns
from dashboards.markup import Column, Html, Row, anchor, join, tag
from dashboards.queries import compliance
from dashboards.screen import Screen


def compliance_chips(screen: Screen) -> Html:
    """Links for the form, the type of reporter and the status."""
    words = screen.words
    forms = sorted(screen.rounds["form"].unique().to_list())
    kinds = ("ward", "commune", "special_zone", "agency")
    return tag(
        "div",
        blocks.chips(screen, "form", {f: words.code("form", f) for f in forms}, label=words("filter.form"))
        if len(forms) > 1
        else "",
        blocks.chips(
            screen,
            "group",
            {None: words("filter.all"), **{k: words.code("kind", k) for k in kinds}},
            label=words("filter.group"),
        ),
        blocks.chips(
            screen,
            "status",
            {None: words("filter.all"), **{s: words.code("status", s) for s in ("missing", "late")}},
            label=words("filter.status"),
        ),
        cls="h-chip-rows",
    )


def reporter(screen: Screen, received: Row) -> None:
    """One reporter: its duty round by round, its files, whom to call."""
    words = screen.words
    view = screen.view.but(reporter=screen.view.reporter or screen.view.ward)
    known = compliance.reporter(screen.snapshot, view).to_dicts()
    if not known:
        shell.head(screen, words("empty.reporter_title"), received)
        blocks.empty(screen, "reporter")
        return
    who = known[0]
    history = compliance.history(screen.snapshot, view)
    files = compliance.submissions(screen.snapshot, view)
    shell.head(screen, _history_title(history, who["name"], screen), received, [] if view.ward else _trail(screen, who))
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        blocks.listing(
            screen,
            history.to_dicts(),
            _history_columns(screen),
            key="history",
            heading=(words("history.said", n=formats.number(history.height)), words("history.drawn")),
            empty=words("history.none"),
            address=lambda row: (
                screen.link(submission=row["submission_id"], reporter=view.reporter) if row["submission_id"] else None
            ),
            behind=_history_frame(history, screen),
        )
    with right:
        blocks.card(
            "contact", join([blocks.title(who["name"], words.code("kind", who["kind"])), _contact(who, screen)])
        )
        blocks.listing(
            screen,
            files.to_dicts(),
            submission_columns(screen),
            key="files",
            heading=(words("files.title", n=formats.number(files.height)), words("files.drawn")),
            empty=words("files.none"),
            address=lambda row: screen.link(submission=row["submission_id"], reporter=view.reporter),
        )


def submission(screen: Screen, received: Row) -> None:
    """One submission: what it is, what has to be mended in which cell, and the lines it holds."""
    words, view = screen.words, screen.view
    files = compliance.submission(screen.snapshot, view).to_dicts()
    if not files:
        shell.head(screen, words("empty.submission_title"), received)
        blocks.empty(screen, "submission")
        return
    file = files[0]
    findings = compliance.submission_findings(screen.snapshot, view)
    lines = compliance.submission_lines(screen.snapshot, view)
    said = words(
        "submission.title",
        name=file["reporter_name"] or words("state.unrecognised"),
        period=formats.period(file["period"], words),
        version=formats.number(file["version"]),
    )
    trail = _trail(screen, _who(screen, file)) if file["reporter_id"] else []
    shell.head(screen, said, received, trail)
    left, right = st.columns([1.75, 1], gap="medium")
    with left:
        found.matches(screen)
        blocks.listing(
            screen,
            findings.to_dicts(),
            finding_columns(screen, file_too=False),
            key="cells",
            heading=(
                words("cells.title", n=formats.number(findings.height)),
                words("cells.drawn", file=file["file_name"]),
            ),
            empty=words("cells.none"),
            behind=findings_frame(findings, words),
        )
        changes.card(screen, file)
        blocks.listing(
            screen,
            lines.to_dicts(),
            _line_columns(screen),
            key="lines",
            heading=(words("lines.title", n=formats.number(lines.height)), words("lines.drawn")),
            empty=words("lines.none"),
            behind=_line_frame(lines, screen),
        )
    with right:
        facts = {
            words("column.file"): file["file_name"],
            words("column.form"): words.code("form", file["form"]),
            words("column.received_at"): formats.instant(file["received_at"]),
            words("column.evidence"): words.code("evidence", file["received_evidence"]),
            words("column.state"): words.code("state", file["state"]),
            words("column.content"): words.code("content", file["content"]),
            words("column.is_current"): words("answer.yes" if file["is_current"] else "answer.no"),
            words("column.line_count"): formats.number(file["line_count"]),
            words("column.sha256"): file["file_sha256"][:16] + "…",
        }
        blocks.card(
            "submission",
            join([blocks.title(words("submission.facts"), words("submission.facts_drawn")), blocks.facts(facts)]),
        )
        found.sheets(screen)


def finding_columns(screen: Screen, *, file_too: bool) -> list[Column]:
    """What has to be mended: place first, then what is wrong and the cure."""
    words, language = screen.words, screen.words.language

    def cell(row: Row) -> object:
        place = " · ".join(part for part in (row["sheet"], row["cell"]) if part) or words("finding.whole")
        return (
            join([tag("b", place), tag("small", row["file_name"])])
            if file_too and row["file_name"]
            else tag("b", place)
        )

    return [
        Column(words("column.cell"), cell),
        Column(words("column.severity"), lambda row: severity_mark(row, screen)),
        Column(
            words("column.finding"),
            lambda row: join(
                [row[f"message_{language}"], tag("small", words("finding.cure", cure=row[f"cure_{language}"]))]
            ),
            cls="h-wide",
        ),
        Column(words("column.value"), lambda row: row["value"] if row["value"] is not None else formats.UNKNOWN),
        Column(
            words("column.expected_value"),
            lambda row: row["expected"] if row["expected"] is not None else formats.UNKNOWN,
        ),
    ]


def severity_mark(row: Row, screen: Screen) -> Html:
    """Severity as shape and word; a resolved finding says so."""
    sign = {"error": "✕", "warning": "▲", "info": "○"}[row["severity"]]
    said = screen.words.code("severity", row["severity"])
    if row["resolved_at"] is not None:
        return tag("span", f"✓ {screen.words('finding.resolved')}", cls="h-status h-quiet")
    return tag("span", tag("span", sign, cls="h-shape"), said, cls=f"h-status h-severity-{row['severity']}")


def _who(screen: Screen, file: Row) -> Row:
    """The reporter of a file."""
    known = compliance.reporter(screen.snapshot, screen.view.but(reporter=file["reporter_id"])).to_dicts()
    return known[0] if known else {**file, "province": file["province_code"], "name": file["reporter_name"]}


def _trail(screen: Screen, who: Row) -> list[Html]:
    """The steps of the breadcrumb down to a reporter, beyond what the filters already say."""
    steps = []
    if screen.view.province is None:
        address = screen.link(province=who["province_code"], reporter=None, submission=None)
        steps.append(anchor(who["province"], address))
    if who.get("ward_code") is None or who["ward_code"] != screen.view.ward:
        steps.append(anchor(who["name"], screen.link(reporter=who["reporter_id"], submission=None)))
    return steps


def _history_title(history: pl.DataFrame, name: str, screen: Screen) -> str:
    due = history.filter(pl.col("status").is_in(["on_time", "late", "missing"]))
    counted = {s: formats.number(due.filter(pl.col("status") == s).height) for s in ("on_time", "late", "missing")}
    return screen.words("history.title", name=name, due=formats.number(due.height), **counted)


def _history_columns(screen: Screen) -> list[Column]:
    words = screen.words
    return [
        Column(
            words("column.period"),
            lambda row: join([formats.period(row["period"], words), tag("small", words.code("form", row["form"]))]),
        ),
        Column(words("column.standing"), lambda row: status_mark(row["status"], sentences.standing(row, words))),
        Column(words("column.lateness"), lambda row: sentences.lateness(row, words), cls="h-wide"),
        Column(
            words("column.state"),
            lambda row: words.code("state", row["state"]) if row["state"] else formats.UNKNOWN,
        ),
    ]


def _history_frame(history: pl.DataFrame, screen: Screen) -> pl.DataFrame:
    words = screen.words
    rows = history.to_dicts()
    return pl.DataFrame(
        {
            words("column.form"): pl.Series([words.code("form", r["form"]) for r in rows], dtype=pl.String),
            words("column.period"): history["period"],
            words("column.status"): pl.Series([words.code("status", r["status"]) for r in rows], dtype=pl.String),
            words("column.due_at"): history["due_at"],
            words("column.received_at"): history["received_at"],
            words("column.hours_late"): history["hours_late"].round(2),
            words("column.lateness"): pl.Series([sentences.lateness(r, words) for r in rows], dtype=pl.String),
        }
    )


def _contact(who: Row, screen: Screen) -> Html:
    words = screen.words
    return blocks.facts(
        {
            words("column.reporter_id"): who["reporter_id"],
            words("column.province"): who["province"],
            words("column.head"): who["head"] or formats.UNKNOWN,
            words("column.contact"): who["contact"] or formats.UNKNOWN,
            words("column.phone"): blocks.phone(who),
            words("column.email"): who["email"] or formats.UNKNOWN,
        }
    )


def _line_columns(screen: Screen) -> list[Column]:
    words = screen.words
    figures = (
        ("inspected", "establishments_inspected"),
        ("violating", "establishments_violating"),
        ("cases_total", "cases_total"),
        ("fines_vnd", "fines_vnd"),
        ("samples", "samples_taken"),
        ("samples_failed", "samples_failed"),
    )
    return [
        Column(words("column.row"), lambda row: f"{row['sheet']} · {row['row']}"),
        Column(
            words("column.category"),
            lambda row: sentences.first_upper(screen.category_names.get(row["category"], row["category"] or "–")),
        ),
        *(
            Column(words(f"column.{head}"), lambda row, name=name: formats.number(row[name]), figure=True)  # type: ignore[misc]
            for head, name in figures
        ),
    ]


def _line_frame(lines: pl.DataFrame, screen: Screen) -> pl.DataFrame:
    """Inspection lines as a table to keep."""
    kept = ["sheet", "row", "place", "category", "inspected", "violating", "cases_total", "fines_vnd"]
    named = lines.rename({"establishments_inspected": "inspected", "establishments_violating": "violating"})
    return headed(
        named.with_columns(pl.col("category").replace(dict(screen.category_names))),
        [*kept, "samples_taken", "samples_failed"],
        screen.words,
    )
