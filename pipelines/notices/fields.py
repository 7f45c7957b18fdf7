"""Labelled facts about products in running text: registration numbers, batch numbers, dates of making and expiry.

Belongs here: facts and finding them. Not here: the spellings of labels (`labels`), which product or batch a value
belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pipelines.notices.batch_dates import DateOfBatch, dates_of_batches
from pipelines.notices.dates import PrintedDate, read_date
from pipelines.notices.identifiers import canonical, is_well_formed
from pipelines.notices.labels import (
    AFTER_BRACKET,
    AFTER_DATES,
    BARE_BATCH,
    BATCH,
    BATCH_EXPIRY_ROW,
    BATCH_LIST,
    BATCH_OF_GOODS,
    BATCH_RANGE,
    BATCH_ROW,
    BATCH_WITH_DATES,
    BOTH_DATES,
    DATED_BATCH,
    DATES,
    DATES_IN_BRACKET,
    FOREIGN_REGISTRATION,
    FORMER,
    GARBLED,
    GLUED_BATCH,
    GOES_ON,
    HYPHENED_RANGE,
    LABELLED_REGISTRATION,
    LONG_BATCH,
    NAMED_BATCHES,
    NEXT_BATCH,
    NEXT_DATE,
    NEXT_RANGE,
    NUMBERED_BATCH,
    REGISTRATION,
    RIGHT_BATCH,
    UNLABELLED_BATCH,
)
from pipelines.notices.ranges import DOUBTFUL, FEW, batches_between, hyphened, is_countable

Kind = Literal["registration", "former_registration", "batch", "manufactured", "expires"]


@dataclass(frozen=True)
class Fact:
    """One labelled fact: one registration or batch number, or the list of dates after one label.

    Attributes:
        label_start: where the label begins (equals `start` without a label).
        values: the numbers of a batch list, or one registration number.
        dates: the dates after a date label.
    """

    kind: Kind
    label_start: int
    start: int
    end: int
    raw: str
    values: tuple[str, ...] = ()
    dates: tuple[PrintedDate, ...] = ()
    confidence: float = 1.0
    is_range: bool = False
    """Whether `values` are all batches from the first to the last that `raw` prints."""
    batch: Fact | None = None
    """The batches that a date names as its own."""


_DATE_GROUPS: tuple[tuple[Kind, str], ...] = (("manufactured", "made"), ("expires", "expires"))
_BATCHES = (
    (BATCH, 1.0),
    (GLUED_BATCH, 0.9),
    (BATCH_LIST, 0.9),
    (BARE_BATCH, 0.8),
    (DATED_BATCH, 0.8),
    (BATCH_OF_GOODS, 0.7),
    (LONG_BATCH, 0.7),
    (NUMBERED_BATCH, 0.8),
    (NAMED_BATCHES, 0.7),
    (RIGHT_BATCH, 0.4),
)
"""Grammars of batch numbers and how far each is believed."""


_SHORTEST_OF_PAIR = 4
_SHORTEST_END = 3
_SHORTEST_LIFE = 150
"""Days between making and expiry, from which two days in a bracket can be nothing else."""


def find_facts(text: str) -> list[Fact]:
    """All labelled facts of a text in reading order; no two overlap."""
    found = sorted(_all(text), key=lambda fact: (fact.start, -fact.end))
    facts: list[Fact] = []
    for fact in found:
        if not facts or fact.label_start >= facts[-1].end:
            facts.append(fact)
    return facts


def _all(text: str) -> Iterator[Fact]:
    registrations = list(_registrations(text))
    yield from registrations
    yield from (_range(text, match) for match in BATCH_RANGE.finditer(text) if _is_range(match))
    yield from _hyphened_ranges(text)
    for pattern, confidence in _BATCHES:
        for match in pattern.finditer(text):
            if GARBLED.match(text, match.end("value")):
                continue  # half a number is none: what is printed waits for a person (`unread`)
            fact = _batches(text, match, confidence)
            yield fact
            yield from _in_bracket(text, fact)
            if (beyond := NEXT_RANGE.match(text, fact.end)) and _is_range(beyond):
                yield _range(text, beyond)
            while following := AFTER_BRACKET.match(text, fact.end):
                fact = _batches(text, following, confidence)
                yield fact
                yield from _in_bracket(text, fact)
    for fact in registrations:
        if bare := UNLABELLED_BATCH.match(text, fact.end):
            yield _fact("batch", text, bare.start("value"), bare, values=(bare["value"],), confidence=0.6)
    yield from _printed_together(text)
    yield from (_own_date(text, dated) for dated in dates_of_batches(text))
    for dated in DATES.finditer(text):
        fact = _dates(text, dated)
        yield fact
        if following := AFTER_DATES.match(text, fact.end):
            yield _batches(text, following, 0.7)


def _printed_together(text: str) -> Iterator[Fact]:
    """Values behind several labels in a row: `Số lô - NSX - HD: …`, `NSX/HD: …`."""
    for labels in BATCH_WITH_DATES.finditer(text):
        begin = at = labels.end()
        one_row = BATCH_ROW if labels["has_made"] else BATCH_EXPIRY_ROW
        while row := one_row.match(text, at):
            start = labels.start() if at == begin else row.start("value")
            yield _fact("batch", text, start, row, values=(_batch(row["value"]),), confidence=0.8)
            yield from (_date(row, kind, name) for kind, name in _DATE_GROUPS if name in row.groupdict())
            at = row.end()
    for match in BOTH_DATES.finditer(text):
        yield replace(_date(match, "manufactured", "made"), label_start=match.start())
        yield _date(match, "expires", "expires")


def _in_bracket(text: str, batch: Fact) -> list[Fact]:
    """Two days in a bracket behind a batch, where the first is long before the second: made and expiry."""
    match = DATES_IN_BRACKET.match(text, batch.end)
    found = [replace(_date(match, kind, name), confidence=0.6) for kind, name in _DATE_GROUPS] if match else []
    days = [fact.dates[0].value for fact in found]
    return found if len(days) == 2 and days[0] and days[1] and (days[1] - days[0]).days > _SHORTEST_LIFE else []


def _own_date(text: str, own: DateOfBatch) -> Fact:
    """A date with the batches that stand beside it; the fact covers both."""
    numbers = tuple(_batch(text[start:end]) for start, end in own.batches)
    first, last = own.batches[0][0], own.batches[-1][1]
    batch = Fact("batch", first, first, last, text[first:last], values=numbers, confidence=0.8)
    kind: Kind = "manufactured" if own.made else "expires"
    printed = read_date(text[slice(*own.date)], month_end=kind == "expires")
    raw = text[own.start : own.end]
    return Fact(kind, own.label_start, own.start, own.end, raw, dates=(printed,), batch=batch)


def _date(match: re.Match[str], kind: Kind, name: str) -> Fact:
    printed = read_date(match[name], month_end=kind == "expires")
    return Fact(kind, match.start(name), *match.span(name), printed.raw, dates=(printed,))


def _registrations(text: str) -> Iterator[Fact]:
    for match in REGISTRATION.finditer(text):
        before = match["label"] or text[max(0, match.start() - 20) : match.start()]
        former = FORMER.search(before)
        kind: Kind = "former_registration" if former else "registration"
        yield _fact(kind, text, match.start(), match, values=(canonical(match["value"]),))
    for match in LABELLED_REGISTRATION.finditer(text):
        number = canonical(match["value"])
        yield _fact(
            "registration",
            text,
            match.start(),
            match,
            values=(number,),
            confidence=1.0 if is_well_formed(number) else 0.4,
        )
    for match in FOREIGN_REGISTRATION.finditer(text):
        number = "".join(match["value"].split())
        yield _fact("registration", text, match.start(), match, values=(number,), confidence=0.4)


def _fact(
    kind: Kind, text: str, label_start: int, match: re.Match[str], *, values: tuple[str, ...], confidence: float = 1.0
) -> Fact:
    start, end = match.span("value")
    return Fact(kind, label_start, start, end, text[start:end], values=values, confidence=confidence)


def _batches(text: str, match: re.Match[str], confidence: float) -> Fact:
    values, end = [_batch(match["value"])], match.end("value")
    while (following := NEXT_BATCH.match(text, end)) and not _is_date_list(values[-1], following["next"]):
        values.append(_batch(following["next"]))
        end = following.end("next")
    values = [number for value in values for number in _apart(value)]
    if GOES_ON.match(text, end) or any(map(_may_be_range, values)):
        confidence = min(confidence, DOUBTFUL)
    return Fact(
        "batch",
        match.start("label") if "label" in match.re.groupindex else match.start("value"),
        match.start("value"),
        end,
        text[match.start("value") : end],
        values=tuple(values),
        confidence=confidence,
    )


def _may_be_range(batch: str) -> bool:
    """Whether a number with a hyphen in it may be two, the first and the last of a few: `0123-0125`."""
    first, _, last = batch.partition("-")
    return len(first) >= _SHORTEST_END and is_countable(first, last) and len(batches_between(first, last)[0]) <= FEW


def _is_range(match: re.Match[str]) -> bool:
    """Whether two batch numbers are the ends of one count: said so by `từ`, or alike in length."""
    return "từ" in match["label"].casefold() or len(_batch(match["value"])) == len(_batch(match["last"]))


def _range(text: str, match: re.Match[str]) -> Fact:
    values, confidence = batches_between(_batch(match["value"]), _batch(match["last"]))
    start, end = match.start("value"), match.end("last")
    return Fact("batch", match.start(), start, end, text[start:end], values, confidence=confidence, is_range=True)


def _hyphened_ranges(text: str) -> Iterator[Fact]:
    """Ranges written with a hyphen; what a hyphen inside one number joins is left to the other grammars."""
    for match in HYPHENED_RANGE.finditer(text):
        count = int(match["count"]) if match["count"] else None
        if read := hyphened(match["value"], match["last"], count, is_spaced=bool(match["spaced"])):
            start, end = match.start("value"), match.end("last")
            yield Fact("batch", match.start(), start, end, text[start:end], read[0], confidence=read[1], is_range=True)


def _batch(printed: str) -> str:
    return printed.strip(" .,;:-")


def _apart(printed: str) -> list[str]:
    """Two batch numbers of one form with a stroke between them: `A0120/A0220`."""
    one, _, other = printed.partition("/")
    shapes = {re.sub(r"\d", "9", part) for part in (one, other)}
    is_pair = len(shapes) == 1 and len(one) >= _SHORTEST_OF_PAIR and one[0].isalpha()
    return [one, other] if is_pair else [printed]


def _is_date_list(batch: str, following: str) -> bool:
    """Whether what follows a comma is a date with separators while the batch is none: then it is no second batch."""
    looks = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}")
    return bool(looks.fullmatch(following)) and not looks.fullmatch(batch)


def _dates(text: str, match: re.Match[str]) -> Fact:
    kind: Kind = "manufactured" if match["made"] else "expires"
    values, end = [match["value"]], match.end("value")
    while (following := NEXT_DATE.match(text, end)) and not AFTER_DATES.match(text, end):
        values.append(following["value"])
        end = following.end("value")
    dates = tuple(read_date(value, month_end=kind == "expires") for value in values)
    return Fact(kind, match.start(), match.start("value"), end, text[match.start("value") : end], dates=dates)
