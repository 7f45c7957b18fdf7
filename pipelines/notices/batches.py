"""Batches of one product while they are being read: which dates go with which batch numbers.

Belongs here: pairing lists of batches with lists of dates, and joining repeated mentions. Not here: labels and names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipelines.notices.dates import PrintedDate
from pipelines.notices.fields import Fact
from pipelines.notices.model import Batch, Evidence


@dataclass
class Draft:
    """One batch of which more may be said further on."""

    number: str
    start: int
    end: int
    made: PrintedDate | None = None
    expires: PrintedDate | None = None
    evidence: list[Evidence] = field(default_factory=list)

    def batch(self, text: str) -> Batch:
        """The batch as read."""
        return Batch(
            batch_number=self.number,
            manufactured_on=self.made.value if self.made else None,
            expires_on=self.expires.value if self.expires else None,
            raw=text[self.start : self.end],
            manufactured_precision=self.made.precision if self.made else None,
            expires_precision=self.expires.precision if self.expires else None,
        )


def add_batches(fact: Fact, drafts: dict[str, Draft]) -> list[Draft]:
    """Add the batch numbers of one fact; a number seen before is the same batch."""
    current = []
    places = [(fact.start, fact.end)] * len(fact.values) if fact.is_range else _places(fact, fact.values)
    for number, (start, end) in zip(fact.values, places, strict=True):
        key = "".join(number.upper().split())
        if key not in drafts:
            drafts[key] = Draft(number, fact.start, fact.end)
            raw = fact.raw if fact.is_range else number
            said = Evidence("batches.batch_number", number, raw, start, end, fact.confidence, batch_number=number)
            drafts[key].evidence.append(said)
        current.append(drafts[key])
    return current


def add_dates(fact: Fact, current: Sequence[Draft]) -> None:
    """Give the dates of one fact to batches: one date to all, equally many one by one, else to none."""
    places = _places(fact, [printed.raw for printed in fact.dates])
    if len(fact.dates) == 1:
        pairs = [(draft, fact.dates[0], places[0]) for draft in current]
    elif len(fact.dates) == len(current):
        pairs = list(zip(current, fact.dates, places, strict=True))
    else:
        pairs = []
    for draft, printed, (start, end) in pairs:
        _set(draft, replace(fact, start=start, end=end), printed)


def _places(fact: Fact, printed: Sequence[str]) -> list[tuple[int, int]]:
    """Where each value of a list stands in the text."""
    places, at = [], 0
    for value in printed:
        at = fact.raw.index(value, at)
        places.append((fact.start + at, fact.start + at + len(value)))
        at += len(value)
    return places


def _set(draft: Draft, fact: Fact, printed: PrintedDate) -> None:
    """The first date read stays; a later one that differs is kept as evidence of doubt only."""
    known = draft.made if fact.kind == "manufactured" else draft.expires
    contradicts = known is not None and known.value is not None and printed.value != known.value
    name = "batches.manufactured_on" if fact.kind == "manufactured" else "batches.expires_on"
    value = printed.value.isoformat() if printed.value else None
    confidence = 0.2 if contradicts or value is None else 0.8 if printed.precision == "month" else 1.0
    draft.evidence.append(
        Evidence(name, value, printed.raw, fact.start, fact.end, confidence, batch_number=draft.number)
    )
    if known is not None and known.value is not None:
        return
    if fact.kind == "manufactured":
        draft.made = printed
    else:
        draft.expires = printed
    if fact.start >= draft.start and fact.start - draft.end < 200:
        draft.end = max(draft.end, fact.end)
