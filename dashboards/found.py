"""On the page of one file: what of it matched recalled products, and which sheets were read with how many lines.

Belongs here: rows of `queries.recalls` and `queries.compliance` about one file -> two cards. Does not: findings and
inspection lines (`drill`), where one notice turned up (`followups`).
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from dashboards import blocks, formats
from dashboards.lists import headed
from dashboards.markup import Column, Html, Row, anchor, join, tag
from dashboards.queries import compliance, recalls
from dashboards.screen import Screen
from pipelines.tables.codes import CERTAINTIES

_KEPT = (
    *("sheet", "cell", "matched_text", "product", "batch_number", "document_number", "certainty", "reason_of_match"),
    "score",
)


def place_of(sheet: str | None, cells: str | None) -> str | None:
    """One place of a file as an address names it, e.g. `Thu hồi!D6, E6`."""
    return f"{sheet or ''}!{cells or ''}" if sheet or cells else None


def matches(screen: Screen) -> None:
    """Every cell of the file that matched a recalled product; the one that a link asked for comes first, marked."""
    words, asked = screen.words, screen.view.cell
    found = recalls.submission_matches(screen.snapshot, screen.view)
    if found.is_empty() and asked is None:
        return
    rows = sorted(found.to_dicts(), key=lambda row: not _is_asked(row, asked))
    said = words("file_matches.title", n=formats.number(len({(row["sheet"], row["cell"]) for row in rows})))
    drawn = words("file_matches.drawn")
    if asked is not None and not any(_is_asked(row, asked) for row in rows):
        drawn = words("file_matches.gone", cell=asked.replace("!", " · "))
    blocks.listing(
        screen,
        rows,
        _columns(screen, asked),
        key="file-matches",
        heading=(said, drawn),
        empty=words("file_matches.none"),
        behind=_frame(screen, found),
    )


def sheets(screen: Screen) -> None:
    """What was read of the file: sign-offs, cases, inspection lines, and how many lines of each."""
    words = screen.words
    read = compliance.submission_contents(screen.snapshot, screen.view)
    blocks.listing(
        screen,
        read.to_dicts(),
        [
            Column(words("column.content_read"), lambda row: words.code("content_read", row["part"])),
            Column(words("column.sheet"), lambda row: row["sheet"] or formats.UNKNOWN),
            Column(words("column.lines_read"), lambda row: formats.number(row["lines"]), figure=True),
        ],
        key="contents",
        heading=(words("contents.title"), words("contents.drawn")),
        empty=words("contents.none"),
    )


def _is_asked(row: Row, asked: str | None) -> bool:
    return asked is not None and place_of(row["sheet"], row["cell"]) == asked


def _columns(screen: Screen, asked: str | None) -> list[Column]:
    words = screen.words

    def place(row: Row) -> Html:
        where = " · ".join(part for part in (row["sheet"], row["cell"]) if part)
        return join([tag("b", where), tag("small", words("file_matches.asked")) if _is_asked(row, asked) else ""])

    return [
        Column(words("column.cell"), _marked(place, asked)),
        Column(words("column.matched_text"), lambda row: row["matched_text"] or formats.UNKNOWN, cls="h-wide"),
        Column(words("column.notice"), lambda row: _notice(screen, row)),
        Column(
            words("column.method"),
            lambda row: join(
                [
                    words.code("certainty", row["certainty"]),
                    tag("small", f"{words.code('match_reason', row['reason'])} · {formats.percent(row['score'], 0)}"),
                ]
            ),
        ),
    ]


def _marked(place: Callable[[Row], Html], asked: str | None) -> Callable[[Row], Html]:
    return lambda row: tag("mark", place(row), cls="h-asked") if _is_asked(row, asked) else place(row)


def _notice(screen: Screen, row: Row) -> Html:
    words = screen.words
    document = row["document_number"] or words("notice.no_number")
    batch = words("notice.batches", batches=row["batch_number"]) if row["batch_number"] else ""
    under = " · ".join(filter(None, [row["product"], batch]))
    return join([anchor(document, screen.link("recalls", notice=row["notice_id"])), tag("small", under)])


def _frame(screen: Screen, found: pl.DataFrame) -> pl.DataFrame:
    words = screen.words
    said = found.rename({"reason": "reason_of_match"}).with_columns(
        pl.col("certainty").replace({code: words.code("certainty", code) for code in CERTAINTIES}),
        pl.col("reason_of_match").map_elements(lambda c: words.code("match_reason", c), return_dtype=pl.String),
    )
    return headed(said, _KEPT, words)
