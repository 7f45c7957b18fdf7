"""Labels of batches and dates behind which nothing could be read: a person has to look, nothing is left out in silence.

Belongs here: finding those labels. Not here: the grammar of what may follow them (`labels`, `fields`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipelines.notices.fields import Fact
from pipelines.notices.labels import NO_BATCH_SAID, UNREAD_BATCH, UNREAD_DATE
from pipelines.notices.model import Evidence

_UNREAD = 0.2
"""Confidence of a value that is printed but was not read."""
_DATE_FIELDS = {True: "batches.manufactured_on", False: "batches.expires_on"}
_BATCHES_TOLD = re.compile(r"(?<!\w)(?:số\s+)?lô(?!\s+(?:đất|[A-Z]\d?,))", re.IGNORECASE)
_UNCLAIMED = re.compile(
    r"(?<![\w/.,\-(])(?=[A-ZĐ.\-]*\d{3})(?!\d{1,2}[/.\-]\d)(?!\d+\s?(?:mg|ml|mcg|g|IU|UI|viên|hộp|lọ|%))[A-ZĐ0-9][A-ZĐ0-9.\-]{3,15}(?![\w/])"
)
"""Letters and digits like those of a batch, no day, no strength, no number of a document."""
_LATER = re.compile(r"[.,;:)\s]+$")


def unread(text: str, facts: Sequence[Fact], starts: Sequence[tuple[int, int]]) -> Iterator[Evidence]:
    """Evidence without a value for each label whose value no grammar read.

    Args:
        text: the words of the notice.
        facts: everything that was read.
        starts: where each mention of a product begins, with the number of the product, in reading order.
    """
    places = [start for start, _ in starts]
    for pattern in (UNREAD_BATCH, UNREAD_DATE):
        for match in pattern.finditer(text):
            if any(fact.label_start < match.end() and match.start() < fact.end for fact in facts):
                continue
            if pattern is UNREAD_BATCH and NO_BATCH_SAID.match(match["value"]):
                continue
            made = bool(match.groupdict().get("made"))
            field = "batches.batch_number" if pattern is UNREAD_BATCH else _DATE_FIELDS[made]
            raw = _LATER.sub("", match["value"])
            start = match.start("value")
            at = bisect_right(places, match.start()) - 1
            product = starts[at][1] if at >= 0 else None
            begin = starts[at][0] if at >= 0 else 0
            # The characters stand for the batch until a person says what they are; a date is of the batch before it.
            batch = raw if pattern is UNREAD_BATCH else _batch_before(facts, begin, match.start())
            if batch and product:
                yield Evidence(field, None, raw, start, start + len(raw), _UNREAD, product, batch)


def unclaimed(text: str, facts: Sequence[Fact], rows: Sequence[tuple[int, int]]) -> Iterator[Evidence]:
    """Evidence without a value for a number that stands unread in the row of a product that has no batch.

    Only where the text speaks of batches at all: a table whose columns could not be told apart loses none in silence.

    Args:
        text: the words of the notice.
        facts: everything that was read.
        rows: for each product without a batch that has a registration number, where that ends, and its number.
    """
    if not _BATCHES_TOLD.search(text):
        return
    taken = [(fact.start, fact.end) for fact in facts]
    for at, product in rows:
        end = text.find("\n", at)
        for match in _UNCLAIMED.finditer(text, at, end if end >= 0 else len(text)):
            if not any(start < match.end() and match.start() < stop for start, stop in taken):
                yield Evidence("batches.batch_number", None, match[0], *match.span(), _UNREAD, product, match[0])
                break


def _batch_before(facts: Sequence[Fact], begin: int, end: int) -> str | None:
    batches = [fact.values[-1] for fact in facts if fact.kind == "batch" and begin <= fact.start < end and fact.values]
    return batches[-1] if batches else None
