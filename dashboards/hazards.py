"""Words and tables of the risk page: titles, reasons, wards.

Belongs here: rows of `queries.risk` -> readable pieces. Does not: SQL, figures, scoring.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dashboards import blocks, formats, sentences
from dashboards.i18n import Words
from dashboards.markup import Column, Html, Row, anchor, join, tag
from dashboards.screen import Screen

REASONED = 6
"""Cells whose reasons are written out beside the matrix."""


def matrix_title(cells: pl.DataFrame, words: Words) -> str:
    """Say how many cells stand at the two highest levels."""
    known = cells.drop_nulls("risk_level")
    return words(
        "risk.title",
        high=formats.number(known.filter(pl.col("risk_level") >= 4).height),
        cells=formats.number(known.height),
    )


def matrix_drawn(cells: pl.DataFrame, words: Words) -> str:
    """Say window, unit and n."""
    row = cells.row(0, named=True)
    return words(
        "risk.drawn",
        start=formats.day(row["window_start"]),
        end=formats.day(row["window_end"]),
        n=formats.number(cells["inspected"].sum()),
    )


def reasons(screen: Screen, cells: pl.DataFrame) -> Html:
    """The cells most at risk, each with its reasons and a link to what lies behind."""
    words = screen.words
    rows = (
        cells.drop_nulls("risk_level")
        .sort(["risk_level", "risk_score", "category"], descending=[True, True, False])
        .head(REASONED)
        .iter_rows(named=True)
    )
    items = [
        tag(
            "li",
            level_mark(row),
            tag(
                "div",
                anchor(
                    f"{sentences.first_upper(screen.category_names.get(row['category'], row['category']))} · "
                    f"{sentences.short_place(row['place'])}",
                    screen.link(
                        "trends", province=row["province_code"], ward=row["ward_code"], category=row["category"]
                    ),
                ),
                tag("ul", *(tag("li", reason) for reason in row["reasons"] or [words("risk.no_reason")])),
            ),
        )
        for row in rows
    ]
    body = tag("ol", *items, cls="h-risks") if items else tag("p", words("empty.risk_what"), cls="h-quiet")
    return join([blocks.title(words("risk.why"), words("risk.why_drawn")), body])


def level_mark(row: Row) -> Html:
    """The level as figure and colour."""
    level = row["risk_level"]
    return tag("span", level, cls=f"h-level h-level-{level}")


def kind_chips(screen: Screen) -> Html:
    """Links for the type of unit: ranks are only within one."""
    words = screen.words
    kinds = ("ward", "commune", "special_zone")
    options: Mapping[str | None, str] = {None: words("filter.all"), **{k: words.code("kind", k) for k in kinds}}
    return tag("div", blocks.chips(screen, "group", options, label=words("filter.unit_kind")), cls="h-chip-rows")


def ward_columns(screen: Screen) -> list[Column]:
    """Wards ranked within their type: place, worst category, level, rate with interval."""
    words = screen.words

    def place(row: Row) -> object:
        under = sentences.first_upper(screen.category_names.get(row["category"], row["category"]))
        return join([f"{row['place_in_kind']}. {row['place']}", tag("small", under)])

    return [
        Column(words("column.ward"), place),
        Column(words("column.level"), level_mark),
        Column(
            words("column.rate"),
            lambda row: join(
                [
                    formats.percent(row["smoothed_rate"]),
                    tag("small", f"{formats.percent(row['rate_low'])}–{formats.percent(row['rate_high'])}"),
                ]
            ),
            figure=True,
        ),
        Column(words("column.inspected"), lambda row: formats.number(row["inspected"]), figure=True),
    ]


def risk_frame(cells: pl.DataFrame, words: Words, names: Mapping[str, str]) -> pl.DataFrame:
    """Risk rows as a table to keep, reasons included."""
    kept = [
        *("place", "category", "risk_level", "risk_score", "raw_rate", "smoothed_rate", "rate_low", "rate_high"),
        *("probability_above", "inspected", "violating", "samples_taken", "samples_failed", "open_recalls", "reasons"),
    ]
    return (
        cells.select(kept)
        .with_columns(pl.col("category").replace(dict(names)))
        .rename({c: words(f"column.{c}") for c in kept})
    )
