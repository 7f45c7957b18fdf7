"""What changed from the version before: the list on the page of one submission.

Belongs here: its title, columns and the table to keep. Does not: comparing versions (`pipelines.differences`), or the
rest of the page (`drill`).
"""

from __future__ import annotations

import polars as pl

from dashboards import blocks, formats
from dashboards.i18n import Words
from dashboards.lists import headed
from dashboards.markup import Column, Html, Row, join, tag
from dashboards.queries import compliance
from dashboards.screen import Screen
from pipelines.differences import as_typed
from pipelines.tables.codes import CHANGES

_SHOWN = 40
"""Cells on the page; the table to keep has all that are published."""

_LONGEST = 120


def card(screen: Screen, file: Row) -> None:
    """Draw the list, for a submission that has a version before it."""
    if (file["version"] or 1) < 2:
        return
    words = screen.words
    found = compliance.version_changes(screen.snapshot, screen.view)
    first = found.row(0, named=True) if found.height else None
    blocks.listing(
        screen,
        found.head(_SHOWN).to_dicts(),
        _columns(screen),
        key="changes",
        heading=(
            words("changes.title", n=formats.number(first["change_count"] if first else 0)),
            words(
                "changes.drawn",
                version=formats.number(first["previous_version"]),
                at=formats.instant(first["previous_received_at"]),
            )
            if first
            else "",
        ),
        empty=words("changes.none"),
        behind=_frame(found, words),
    )


def _columns(screen: Screen) -> list[Column]:
    words = screen.words

    def place(row: Row) -> Html:
        where = " · ".join(part for part in (row["sheet"], row["cell"]) if part)
        return join([tag("b", where), tag("small", row["heading"] or "")])

    return [
        Column(words("column.cell"), place),
        Column(words("column.change"), lambda row: words.code("change", row["change"])),
        Column(words("column.before"), lambda row: _text(row, "before", words)),
        Column(words("column.after"), lambda row: _text(row, "after", words)),
    ]


def _text(row: Row, side: str, words: Words) -> str:
    if row["is_restricted"]:
        return words("changes.restricted")
    text = row[side]
    if text is None:
        return formats.UNKNOWN
    if row["change"] == "sheet_emptied":
        return words("changes.lines", n=text)
    shown = as_typed(text)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _frame(found: pl.DataFrame, words: Words) -> pl.DataFrame:
    kept = ["sheet", "cell", "heading", "change", "before", "after"]
    rows = found.to_dicts()
    texts = {
        side: pl.Series([_text(row, side, words) for row in rows], dtype=pl.String) for side in ("before", "after")
    }
    named = found.with_columns(pl.col("change").replace({c: words.code("change", c) for c in CHANGES}), **texts)
    return headed(named, kept, words)
