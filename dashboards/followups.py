"""Words and tables of the recall page: the list of notices, progress, where products turned up.

Belongs here: rows of `queries.recalls` -> readable pieces. Does not: SQL, figures, one notice (`notice`).
"""

from __future__ import annotations

import polars as pl

from dashboards import blocks, formats, lifted, sentences
from dashboards.i18n import Words
from dashboards.markup import Column, Html, Row, join, tag
from dashboards.screen import Screen
from pipelines.tables.codes import CERTAINTIES


def chips(screen: Screen) -> Html:
    """Links for kind, level and state of notices."""
    words = screen.words
    kinds = ("recall", "suspension", "counterfeit_warning", "registration_withdrawal", "other")
    return tag(
        "div",
        blocks.chips(
            screen,
            "status",
            {None: words("filter.all"), "open": words("notice.open"), "done": words("notice.done")},
            label=words("filter.progress"),
        ),
        blocks.chips(
            screen,
            "level",
            {None: words("filter.all"), "1": "1", "2": "2", "3": "3"},
            label=words("filter.level"),
        ),
        blocks.chips(
            screen,
            "kind",
            {None: words("filter.all"), **{k: words.code("notice_kind", k) for k in kinds}},
            label=words("filter.kind"),
        ),
        cls="h-chip-rows",
    )


def matches_title(matches: pl.DataFrame, words: Words) -> str:
    """Say in how many cells recalled products turned up for certain, and how many more may be them."""
    names = ("cells", "certain_rows", "total")
    cells, rows, total = (int(matches[c][0]) if matches.height else 0 for c in names)
    said = words(
        "matches.title" if cells == rows else "matches.title_rows", n=formats.number(cells), rows=formats.number(rows)
    )
    return said if rows == total else words("matches.title_possible", said=said, n=formats.number(total - rows))


def chosen(notices: pl.DataFrame, notice: str | None) -> Row | None:
    """The row of the chosen notice, when the filters still show it."""
    rows = notices.filter(pl.col("notice_id") == notice).to_dicts() if notice else []
    return rows[0] if rows else None


def list_title(notices: pl.DataFrame, words: Words) -> str:
    """Say how many notices are listed, of how many, and how many are of level 1."""
    return words(
        "notices.title",
        shown=formats.number(notices.height),
        total=formats.number(notices["total"][0]),
        first=formats.number(notices.filter(pl.col("level") == 1).height),
    )


def notice_columns(screen: Screen) -> list[Column]:
    """A notice in one row: number and date, product with numbers, level, days, wards."""
    words = screen.words

    def document(row: Row) -> object:
        issued = row["issued_on"] or row["published_on"]
        under = f"{words.code('notice_kind', row['kind'])} · {formats.day(issued)}"
        return join([row["document_number"] or words("notice.no_number"), tag("small", under)])

    def product(row: Row) -> object:
        names = row["products"] or []
        said = names[0] if names else words("notice.no_product")
        more = words("notice.more", n=len(names) - 1) if len(names) > 1 else ""
        numbers = [
            words("notice.numbers", numbers=_some(row["registration_numbers"])) if row["registration_numbers"] else "",
            words("notice.batches", batches=_some(row["batches"])) if row["batches"] else "",
        ]
        return join([said, f" {more}", tag("small", " · ".join(filter(None, numbers)))])

    return [
        Column(words("column.notice"), document),
        Column(words("column.product"), product, cls="h-wide"),
        Column(words("column.level"), lambda row: level_mark(row, words)),
        Column(words("column.days"), lambda row: company_days(row, words)),
        Column(words("column.wards"), lambda row: _wards(row, words), figure=True),
        Column(
            words("column.matches"), lambda row: formats.number(row["matches"]) if row["matches"] else "–", figure=True
        ),
    ]


def _some(values: list[str], most: int = 3) -> str:
    said = ", ".join(values[:most])
    return said if len(values) <= most else f"{said} … (+{len(values) - most})"


def level_mark(row: Row, words: Words) -> object:
    """The level of a notice as figure and colour, or that the text does not state it."""
    if row["level"] is None:
        return tag("span", words("notice.no_level"), cls="h-quiet")
    return tag(
        "span",
        row["level"],
        cls=f"h-level h-level-{6 - 2 * row['level'] + 1}",
        title=words("notice.level", n=row["level"]),
    )


def company_days(row: Row, words: Words) -> object:
    """What the law and the notice give the recalling company (never a date for wards); nothing once taken back."""
    if lifted.is_whole(row):
        return tag("span", words("lifted.no_days"), cls="h-quiet")
    lines = []
    issued = row["issued_on"]
    for key, due in (("notice.by_law", row["due_by_law"]), ("notice.in_notice", row["due_in_notice"])):
        if due is not None:
            days = words("unit.days", n=formats.number((due - issued).days)) if issued else ""
            lines.append(tag("small", words(key, day=formats.day(due), days=days), cls="h-nowrap"))
    return join(lines) if lines else tag("span", formats.UNKNOWN, cls="h-quiet")


def _wards(row: Row, words: Words) -> object:
    if lifted.is_whole(row):
        return tag("small", lifted.mark(row, words))
    if row["wards_expected"] is None:
        return tag("small", words("notice.no_ledger"))
    rate = row["wards_answered"] / row["wards_expected"] if row["wards_expected"] else 0
    return join(
        [
            f"{formats.number(row['wards_answered'])}/{formats.number(row['wards_expected'])}",
            tag("span", tag("i", style=f"width:{round(rate * 100)}%"), cls="h-meter", aria_hidden="true"),
            tag("small", lifted.mark(row, words)) if row["lifted_by"] else "",
        ]
    )


def notice_frame(notices: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Notices as a table to keep."""
    kept = [
        *("document_number", "kind", "issued_on", "level", "product_group", "authority", "reason", "products"),
        *("registration_numbers", "batches", "due_by_law", "due_in_notice", "wards_expected", "wards_answered"),
        *("wards_closed", "lifted", "lifted_number", "lifted_on", "matches", "source_url"),
    ]
    whole, partly = pl.lit(words("lifted.is_whole")), pl.lit(words("lifted.is_partly"))
    state = pl.when("partly_lifted").then(partly).when(pl.col("lifted_by").is_not_null()).then(whole)
    return (
        notices.with_columns(lifted=state)
        .select(kept)
        .with_columns(
            pl.col("kind").replace({k: words.code("notice_kind", k) for k in notices["kind"].unique()}),
            pl.col("product_group").replace(
                {k: words.code("product_group", k) for k in notices["product_group"].drop_nulls().unique()}
            ),
        )
        .rename({c: words(f"column.{c}") for c in kept})
    )


def no_ledger(screen: Screen, notice: Row | None) -> Html:
    """Say why there is no progress to show: the chosen notice was taken back, or nothing opened a ledger."""
    words = screen.words
    if notice is not None and lifted.is_whole(notice):
        return blocks.title(words("progress.none_lifted"), lifted.nobody_owes(notice, words))
    return join([blocks.title(words("progress.none_title"), words("progress.none_what"))])


def progress_title(progress: pl.DataFrame, words: Words) -> str:
    """Say how many ward answers are still to come and where most of them."""
    waiting = progress.with_columns(waiting=pl.col("silent") + pl.col("acknowledged"))
    worst = waiting.sort(["waiting", "province"], descending=[True, False]).row(0, named=True)
    total = int(waiting["waiting"].sum())
    if total == 0:
        return words("progress.title_done")
    return words(
        "progress.title",
        n=formats.number(total),
        of=formats.number(progress["wards_expected"].sum()),
        place=sentences.short_province(worst["province"]),
        worst=formats.number(worst["waiting"]),
    )


def progress_frame(progress: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Progress as a table to keep."""
    kept = ["province", "notices", "wards_expected", "closed", "searched", "acknowledged", "silent"]
    return progress.select(kept).rename({c: words(f"column.{c}") for c in kept})


def match_columns(screen: Screen) -> list[Column]:
    """Where a recalled product turned up: product, place, file and cell, how sure."""
    words = screen.words

    def product(row: Row) -> object:
        batch = words("notice.batches", batches=row["batch_number"]) if row["batch_number"] else ""
        return join(
            [row["product"] or formats.UNKNOWN, tag("small", " · ".join(filter(None, [row["document_number"], batch])))]
        )

    def place(row: Row) -> object:
        cell = " · ".join(part for part in (row["sheet"], row["cell"]) if part)
        return join([row["place"], tag("small", cell)])

    return [
        Column(words("column.product"), product),
        Column(words("column.found_at"), place),
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


def match_frame(matches: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Matches as a table to keep."""
    kept = [
        *("document_number", "product", "batch_number", "place", "file_name", "sheet", "cell"),
        *("certainty", "reason_of_match", "matched_text", "method", "score"),
    ]
    said = matches.rename({"reason": "reason_of_match"}).with_columns(
        pl.col("certainty").replace({c: words.code("certainty", c) for c in CERTAINTIES}),
        pl.col("method").map_elements(lambda c: words.code("method", c), return_dtype=pl.String),
        pl.col("reason_of_match").map_elements(lambda c: words.code("match_reason", c), return_dtype=pl.String),
    )
    return said.select(kept).rename({c: words(f"column.{c}") for c in kept})
