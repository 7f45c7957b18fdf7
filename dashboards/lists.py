"""Lists that several pages show: who must act, with the same columns on the page and in the files.

Belongs here: columns of a list and the frame behind it. Does not: which rows (queries) or where (views).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dashboards import formats, sentences
from dashboards.blocks import phone, status_mark
from dashboards.i18n import Words
from dashboards.markup import Column, Row, join, tag
from dashboards.screen import Screen
from pipelines.tables.codes import SEVERITIES


def owing_columns(screen: Screen, owing: pl.DataFrame, *, short: bool = False) -> list[Column]:
    """Who owes a report: name and place, how late, whom to call (when any number is known)."""
    words = screen.words
    several = screen.view.province is None

    def name(row: Row) -> object:
        place = sentences.short_province(row["province"]) if several else words.code("kind", row["kind"])
        return join([row["reporter_name"], tag("small", place)])

    columns = [
        Column(words("column.reporter"), name),
        Column(words("column.standing"), lambda row: status_mark(row["status"], owing_standing(row, words))),
    ]
    if not short:
        columns.append(
            Column(
                words("column.missed"),
                lambda row: f"{formats.number(row['missed'])}/{formats.number(row['due'])}",
                figure=True,
            )
        )
    if owing["phone"].drop_nulls().len():
        columns.append(Column(words("column.phone"), phone, figure=True))
    return columns


def owing_standing(row: Row, words: Words) -> str:
    """How a report stands; of a returned one also that its correction is still to come."""
    said = sentences.standing(row, words)
    return words("standing.returned", said=said) if row["returned"] else said


def must_act(owing: pl.DataFrame) -> pl.DataFrame:
    """The reports somebody has to act on: missing, or returned and not corrected."""
    return owing.filter(pl.col("must_act"))


def came_late(owing: pl.DataFrame) -> pl.DataFrame:
    """The reports that came late, longest first."""
    return owing.filter(pl.col("status") == "late").sort("hours_late", descending=True, nulls_last=True)


def owing_title(acting: pl.DataFrame, words: Words) -> str:
    """Say how many must act: how many have not sent, how many have a returned file to correct."""
    returned = int(acting["returned"].sum())
    key = "owing.title_returned" if returned else "owing.title"
    n, missing = formats.number(acting.height), formats.number(acting.height - returned)
    return words(key, n=n, missing=missing, returned=formats.number(returned))


def late_title(late: pl.DataFrame, words: Words) -> str:
    """Say how many came late, and of how many that rests on a time nobody confirmed."""
    unconfirmed = int(late["unconfirmed"].sum())
    key = "owing.late_unconfirmed" if unconfirmed else "owing.late"
    return words(key, n=formats.number(late.height), unconfirmed=formats.number(unconfirmed))


def owing_frame(screen: Screen, owing: pl.DataFrame) -> pl.DataFrame:
    """The same list as a table to keep: every fact in a column of its own, headed in the reader's language."""
    words = screen.words
    rows = owing.to_dicts()
    return pl.DataFrame(
        {
            words("column.reporter_id"): owing["reporter_id"],
            words("column.reporter"): owing["reporter_name"],
            words("column.province"): owing["province"],
            words("column.period"): owing["period"],
            words("column.status"): pl.Series([words.code("status", row["status"]) for row in rows], dtype=pl.String),
            words("column.standing"): pl.Series([owing_standing(row, words) for row in rows], dtype=pl.String),
            words("column.due_at"): owing["due_at"],
            words("column.received_at"): owing["received_at"],
            words("column.hours_late"): owing["hours_late"].round(2),
            words("column.contact"): owing["contact"],
            words("column.phone"): owing["phone"],
        }
    )


def headed(frame: pl.DataFrame, columns: Sequence[str], words: Words) -> pl.DataFrame:
    """Some columns of a frame as a table to keep, headed in the reader's language."""
    language = f"_{words.language}"
    return frame.select(columns).rename({c: words(f"column.{c.removesuffix(language)}") for c in columns})


def findings_frame(findings: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Findings as a table to keep: file, sheet, cell, value, message and cure."""
    said = [f"message_{words.language}", f"cure_{words.language}"]
    whose = [c for c in ("reporter_id", "reporter_name", "form", "period") if c in findings.columns]
    where = ["file_name", "sheet", "cell", "value", "expected_value"]
    kept = ["severity", "rule", *whose, *where, *said, "first_seen_at", "resolved_at"]
    named = findings.rename({"expected": "expected_value"}).with_columns(
        pl.col("severity").replace({s: words.code("severity", s) for s in SEVERITIES})
    )
    return headed(named, kept, words)


def submission_columns(screen: Screen) -> list[Column]:
    """Files that arrived: name and period, when, in what state."""
    words = screen.words
    return [
        Column(
            words("column.file"),
            lambda row: join(
                [
                    row["file_name"],
                    tag(
                        "small",
                        words(
                            "files.line",
                            period=formats.period(row["period"], words),
                            version=formats.number(row["version"]),
                        ),
                    ),
                ]
            ),
        ),
        Column(words("column.received_at"), lambda row: formats.instant(row["received_at"]), figure=True),
        Column(words("column.state"), lambda row: words.code("state", row["state"])),
        Column(
            words("column.findings"),
            lambda row: formats.number(row["error_count"] + row["warning_count"]),
            figure=True,
        ),
    ]
