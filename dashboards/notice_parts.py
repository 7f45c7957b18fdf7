"""What hangs on one notice: its chain, its copies, how far each province is with the names still open, the duties.

Belongs here: rows of `queries.notice` -> readable pieces. Does not: products and ledger (`notice`), forms.
"""

from __future__ import annotations

import polars as pl

from dashboards import blocks, formats, sentences
from dashboards.i18n import Words
from dashboards.markup import Column, Html, Row, anchor, join, tag, text
from dashboards.screen import Screen

_DUTY_SIGNS = {"open": "○", "done": "●", "not_applicable": "–"}
NAMES_SHOWN = 12


def chain(screen: Screen, links: pl.DataFrame) -> Html:
    """Documents about the same products, oldest first, and what became stricter."""
    words = screen.words
    head = blocks.title(words("chain.title", n=formats.number(links["notice_id"].n_unique())), words("chain.drawn"))
    if links.is_empty():
        return join([head, tag("p", words("chain.none"), cls="h-quiet")])
    return join([head, tag("ul", *(_link(screen, row) for row in links.iter_rows(named=True)), cls="h-sources")])


def _link(screen: Screen, row: Row) -> Html:
    words = screen.words
    said = words(f"relation.{row['relation']}_{'later' if row['is_later'] else 'earlier'}")
    stricter = [words(f"escalation.{code}") for code in row["escalations"] or []]
    level = words("notice.level", n=row["level"]) if row["level"] else ""
    under = " · ".join(
        filter(None, [words.code("notice_kind", row["kind"]), formats.day(row["issued_on"]), level,
                      ", ".join(row["products"] or [])])
    )  # fmt: skip
    mark = tag("span", tag("span", "▲", cls="h-shape"), "; ".join(stricter), cls="h-status h-late") if stricter else ""
    document = anchor(row["document_number"] or words("notice.no_number"), screen.link(notice=row["notice_id"]))
    return tag("li", tag("div", document, " – ", said, " ", mark, tag("small", under)))


def copies(screen: Screen, found: pl.DataFrame) -> Html:
    """Where the document was seen."""
    words = screen.words
    rows = [tag("li", tag("div", *_copy(row, words))) for row in found.iter_rows(named=True)]
    head = blocks.title(words("copies.title", n=formats.number(found.height)), words("copies.drawn"))
    return join([head, tag("ul", *rows, cls="h-sources")])


def _copy(row: Row, words: Words) -> list[Html]:
    """One copy: its title or file, where it came from, and its address on the web as a link."""
    name = row["title"] or row["file_name"] or formats.UNKNOWN
    under = [words.code("source", row["source_id"])]
    under += [words("copies.published", day=formats.day(row["published_on"]))] if row["published_on"] else []
    under += [words("copies.file", name=row["file_name"])] if row["file_name"] and row["title"] else []
    pieces = [text(name), tag("small", " · ".join(under))]
    if row["url"] and row["url"].lower().startswith(("https://", "http://")):
        pieces.append(tag("small", tag("a", row["url"], href=row["url"], target="_blank", rel="noopener noreferrer")))
    elif row["url"]:
        pieces.append(tag("small", row["url"]))
    return pieces


def scope(notice: Row, words: Words) -> str:
    """Where a notice holds: the whole country, the provinces that it names, or that its text does not say it."""
    names = ", ".join(notice["scope_names"] or [])
    if notice["scope"] == "province":
        return names or words.code("notice_scope", "province")
    if notice["scope"] is not None:
        return words.code("notice_scope", notice["scope"])
    reach = words("notice.reach", reach=words.code("notice_scope", notice["reach"]).lower()) if notice["reach"] else ""
    return " · ".join(filter(None, [words("notice.no_level"), reach]))


def recall_rate(row: Row, words: Words) -> object:
    """Sealed over delivered; where it cannot be said, why."""
    if row["recall_rate"] is not None:
        return formats.percent(row["recall_rate"], 0)
    if row["lifted_by"]:
        return formats.UNKNOWN
    if row["quantity_delivered"] is None:
        why = words("rate.no_delivery")
    elif row["quantity_delivered"] == 0:
        why = words("rate.none_delivered")
    elif "" in row["units"]:
        why = words("rate.no_unit")
    elif len(row["units"]) > 1:
        why = words("rate.several", units=", ".join(row["units"]))
    elif row["units_differ"]:
        why = words("rate.several_in_one")
    elif not row["units"]:
        why = words("rate.none_sealed")
    else:
        why = words("rate.other_unit", unit=row["units"][0], delivered=row["delivered_unit"] or formats.UNKNOWN)
    return join([formats.UNKNOWN, tag("small", why)])


def province_columns(words: Words) -> list[Column]:
    """How far each province is: wards, letter, quantities, names still open."""

    def wards(row: Row) -> object:
        if row["lifted_by"]:
            return formats.UNKNOWN
        late = row["wards_late"], row["wards_missing"]
        counts = f"{formats.number(row['wards_acknowledged'])}/{formats.number(row['wards_expected'])}"
        said = words("progress.late", late=formats.number(late[0]), missing=formats.number(late[1]))
        return join([counts, tag("small", said)]) if any(late) else counts

    def names(row: Row) -> object:
        if row["lifted_by"]:
            return words("progress.lifted", number=row["lifted_number"], day=formats.day(row["lifted_on"]))
        open_names = row["names_unanswered"] or []
        if not open_names:
            return words("progress.all_answered")
        shown = "; ".join(open_names[:NAMES_SHOWN])
        more = len(open_names) - NAMES_SHOWN
        return shown + (f"; … (+{formats.number(more)})" if more > 0 else "")

    return [
        Column(words("column.province"), lambda row: sentences.short_province(row["province"])),
        Column(words("column.wards"), wards, figure=True),
        Column(
            words("column.letter_due"),
            lambda row: _due(row, words),
        ),
        Column(words("column.sealed"), lambda row: quantity(row, "quantity_sealed", words), figure=True),
        Column(words("column.recall_rate"), lambda row: recall_rate(row, words), figure=True),
        Column(words("column.unanswered"), names, cls="h-wide"),
    ]


def _due(row: Row, words: Words) -> str:
    if row["lifted_by"]:
        return words("ledger.no_longer_due")
    return formats.until(row["due_at"], words) if row["due_at"] else words("ledger.no_due")


def quantity(row: Row, name: str, words: Words) -> str:
    """A quantity with its unit of measure; a dash where it is not known or in several units."""
    if row[name] is None:
        return words("ledger.units_differ") if row.get("units_differ") else formats.UNKNOWN
    return f"{formats.amount(row[name])} {row['quantity_unit'] or ''}".strip()


def duty_columns(words: Words) -> list[Column]:
    """The department's own work: what, by which order, how far."""
    return [
        Column(
            words("column.duty"),
            lambda row: join([row[f"name_{words.language}"], tag("small", row["source"])]),
            cls="h-wide",
        ),
        Column(words("column.province"), lambda row: sentences.short_province(row["province"])),
        Column(
            words("column.state"),
            lambda row: tag(
                "span",
                tag("span", _DUTY_SIGNS[row["state"]], cls="h-shape"),
                words.code("duty", row["state"]),
                cls=f"h-status h-{'on-time' if row['state'] == 'done' else 'not-due'}",
            ),
        ),
        Column(words("column.done_on"), lambda row: formats.day(row["done_on"]), figure=True),
    ]
