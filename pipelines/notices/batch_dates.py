"""Dates that say themselves which batch they are of: `Hạn dùng: 27/06/2025 (lô 0622); 04/07/2025 (lô 0722)`.

Belongs here: one label of dates with several dates, each beside its batch. Not here: dates in the order of batches, or
labels of their own for each batch (`fields`, `batches`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.notices.labels import BATCH_OF_DATE, BETWEEN_DATES, DATE_LABEL, DATE_OF_BATCH, NEXT_BATCH


@dataclass(frozen=True)
class DateOfBatch:
    """A printed date and the batches beside it.

    Attributes:
        made: a day of making, not of expiry.
        start: where the date and its batches begin, `end` one past both.
        batches: spans of the batch numbers.
        date: span of the date.
    """

    made: bool
    label_start: int
    start: int
    end: int
    batches: tuple[tuple[int, int], ...]
    date: tuple[int, int]


def dates_of_batches(text: str) -> Iterator[DateOfBatch]:
    """All dates of a label under which each of at least two dates names its batch."""
    for label in DATE_LABEL.finditer(text):
        found = list(_items(text, label))
        if len(found) > 1:
            yield from found


def _items(text: str, label: re.Match[str]) -> Iterator[DateOfBatch]:
    at, begin = label.end(), label.start()
    while match := DATE_OF_BATCH.match(text, at) or BATCH_OF_DATE.match(text, at):
        own = "bracketed" if match.groupdict().get("bracketed") else "batch"
        spans = [match.span(own)]
        limit = match.end("more") if match.groupdict().get("more") else match.end(own)
        while (following := NEXT_BATCH.match(text, spans[-1][1], limit + 1)) and following.end("next") <= limit:
            spans.append(following.span("next"))
        yield DateOfBatch(bool(label["made"]), begin, match.start(), match.end(), tuple(spans), match.span("date"))
        between = BETWEEN_DATES.match(text, match.end())
        if between is None:
            return
        begin = at = between.end()
