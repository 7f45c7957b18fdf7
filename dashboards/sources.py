"""How fresh the sources are: read, changed and loaded when; behind or not.

Belongs here: the freshness list that two pages show. Does not: reading a source.
"""

from __future__ import annotations

import polars as pl

from dashboards import blocks, formats
from dashboards.markup import Html, Row, join, tag
from dashboards.screen import Screen

_SIGNS = {"ok": "●", "empty": "○", "stale": "▲", "changed": "▲", "failed": "✕"}
_CLASSES = {"ok": "on-time", "empty": "not-due", "stale": "late", "changed": "late", "failed": "missing"}


def freshness(screen: Screen, sources: pl.DataFrame) -> Html:
    """A list of sources with three times each, or what to do when none is configured."""
    words = screen.words
    head = blocks.title(words("sources.title"), words("sources.drawn"))
    if sources.is_empty():
        return join([head, tag("p", words("sources.none"), cls="h-quiet")])
    return join([head, tag("ul", *(_source(screen, row) for row in sources.iter_rows(named=True)), cls="h-sources")])


def _source(screen: Screen, row: Row) -> Html:
    words = screen.words
    state = row["state"] or "empty"
    times = words(
        "sources.times",
        read=formats.instant(row["read_at"]),
        changed=formats.instant(row["changed_at"]),
        loaded=formats.instant(row["loaded_at"]),
    )
    newest = (
        words(
            "sources.newest",
            listed=row["newest_listed"] or formats.UNKNOWN,
            loaded=row["newest_loaded"] or formats.UNKNOWN,
        )
        if row["newest_listed"] or row["newest_loaded"]
        else ""
    )
    return tag(
        "li",
        tag(
            "span",
            tag("span", _SIGNS.get(state, "○"), cls="h-shape"),
            words.code("source_state", state),
            cls=f"h-status h-{_CLASSES.get(state, 'not-due')}",
        ),
        tag(
            "div",
            tag("b", row[f"name_{words.language}"] or words.code("source", row["source_id"])),
            tag("small", times),
            tag("small", newest) if newest else "",
        ),
    )
