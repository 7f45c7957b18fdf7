"""The box that looks one product up: a name, a registration number or a batch, in any spelling.

Belongs here: the box, and the answer in words. Does not: finding (`pipelines.recalls.lookup`), the list of notices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from dashboards import blocks, formats
from dashboards.address import View
from dashboards.filters import go
from dashboards.found import place_of
from dashboards.i18n import Words
from dashboards.markup import Html, anchor, join, tag
from dashboards.queries.notice import look_up
from dashboards.screen import Screen
from pipelines.recalls.holding import Lifting
from pipelines.recalls.lookup import Hit, LookUp, is_too_short

_KEY = "lookup"
SHOWN = 30
"""Documents and places on the page; the command lists all."""


def block(screen: Screen) -> None:
    """Put the box on the page and, when something is asked, the answer below it."""
    words, asked = screen.words, screen.view.find or ""
    with st.container(key="h-card-lookup"):
        st.session_state[_KEY] = asked
        st.text_input(
            words("lookup.label"), key=_KEY, placeholder=words("lookup.example"), max_chars=100, on_change=_changed
        )
        if not asked:
            return
        if is_too_short(asked):
            st.html(tag("p", words("lookup.short"), cls="h-note"))
            return
        st.html(answer(screen, look_up(screen.snapshot, asked)))


def _changed() -> None:
    query = View.from_query(st.query_params.to_dict()).query()
    query.pop("find", None)
    if text := st.session_state[_KEY].strip():
        query["find"] = text
    go(query)


def answer(screen: Screen, found: LookUp) -> Html:
    """The verdict, certain documents, possible ones apart, and what was searched."""
    words = screen.words
    pieces: list[object] = [tag("p", tag("b", verdict(found, words)), cls="h-verdict", role="status")]
    if told := list(held_and_lifted(found, words)):
        pieces.append(tag("ul", *(tag("li", line) for line in told)))
    for key, hits in (("lookup.certain", found.certain), ("lookup.possible", found.possible)):
        if hits:
            pieces.append(tag("h3", words(key, n=formats.number(len({hit.notice_id for hit in hits})))))
            pieces.append(tag("ul", *(_hit(screen, found, hit) for hit in hits[:SHOWN]), cls="h-hits"))
            if len(hits) > SHOWN:
                pieces.append(tag("p", blocks.cut(SHOWN, len(hits), words), cls="h-note"))
    read = "; ".join(
        words("lookup.source", source=words.code("source", source.source_id), at=formats.instant(source.read_at))
        for source in found.sources
    )
    searched = words("lookup.searched", at=formats.instant(found.as_of), n=formats.number(found.notices))
    pieces.append(tag("p", join([searched, read], " ") if read else searched, cls="h-note"))
    if not found.certain:
        pieces.append(tag("p", words("lookup.no_proof"), cls="h-note"))
    return join(pieces)


def verdict(found: LookUp, words: Words) -> str:
    """One sentence: recalled, named otherwise, only almost named, or in no document."""
    if found.is_partly_lifted:
        return words("lookup.partly", text=found.text)
    if found.is_recalled:
        return words("lookup.recalled", text=found.text)
    if found.was_recalled:
        return words("lookup.lifted", text=found.text)
    if found.certain:
        return words("lookup.named", text=found.text)
    return words("lookup.almost" if found.possible else "lookup.none", text=found.text)


def held_and_lifted(found: LookUp, words: Words) -> Iterator[str]:
    """What still holds and what was taken back by which document; nothing where nothing was taken back."""
    if found.is_partly_lifted or found.was_recalled:
        yield from (words("lookup.held", part=_part(hit, hit.held, words)) for hit in found.recalling if hit.holds)
        for hit in found.recalling:
            for lifting in hit.liftings:
                yield words("lookup.taken_back", part=_part(hit, lifting.batches, words), by=_by(lifting, words))


def _part(hit: Hit, batches: Sequence[str], words: Words) -> str:
    name, number = hit.name or formats.UNKNOWN, hit.document_number or words("notice.no_number")
    return words("lookup.part", name=name, batches=", ".join(batches) or words("lookup.all_batches"), document=number)


def _by(lifting: Lifting, words: Words) -> str:
    said = words("lookup.by", number=lifting.document, day=formats.day(lifting.lifted_on))
    return said + (words("lookup.only_in", places=", ".join(lifting.provinces)) if lifting.provinces else "")


def _hit(screen: Screen, found: LookUp, hit: Hit) -> Html:
    words = screen.words
    document = join([
        hit.document_number or words("notice.no_number"), " · ", words.code("notice_kind", hit.kind), " · ",
        formats.day(hit.issued_on),
    ])  # fmt: skip
    batches = ", ".join(hit.batches) if hit.batches else words("lookup.all_batches")
    product = words(
        "lookup.product",
        name=hit.name or formats.UNKNOWN,
        number=hit.registration_number or formats.UNKNOWN,
        batches=batches,
    )
    for lifting in hit.liftings:
        taken = words("lookup.taken_back", part=_part(hit, lifting.batches, words), by=_by(lifting, words))
        product = f"{product} · {taken}"
    places = found.places_of(hit)
    seen = [
        tag(
            "li",
            anchor(
                f"{place.place} · {place.file_name} · {place.sheet} {place.cell}",
                screen.link(
                    "compliance",
                    submission=place.submission_id,
                    reporter=place.reporter_id,
                    cell=place_of(place.sheet, place.cell),
                ),
            ),
            " – ",
            words.code("certainty", place.certainty).lower(),
        )
        for place in places[:SHOWN]
    ]
    nowhere = tag("small", words("lookup.nowhere"))
    return tag(
        "li",
        anchor(document, screen.link(notice=hit.notice_id, find=None)),
        tag("small", product),
        tag("ul", *seen) if seen else nowhere,
    )
