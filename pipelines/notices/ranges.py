"""Batches that a text names by the first and the last of them: `từ lô 0123 đến lô 0130`.

Belongs here: which batch numbers lie between two. Not here: how texts write it (`labels`), or whose batches they are.
"""

from __future__ import annotations

from itertools import takewhile

MOST = 200
"""Batches of one range; more were never meant to be counted through."""
FEW = 30
"""Batches of a range that only a hyphen tells."""
_NO_PLOT = 4
"""Characters of a number that is no plot of an address: `lô 2 - 5`."""
CERTAIN, DOUBTFUL = 0.7, 0.4


def batches_between(first: str, last: str) -> tuple[tuple[str, ...], float]:
    """Return the batch numbers from the first to the last, and how far that is believed (0 to 1).

    Both must be equal but for one run of digits that grows. Where letters or digits stand behind that run
    (`010124` to `050124`) the count is only likely, and a person looks at it. Numbers that cannot be counted through
    are returned as the two that are printed, with doubt.
    """
    start, end = _around(first, last)
    low, high = (text[start : len(text) - end] for text in (first, last))
    if not _is_run(low, high):
        return (first, last), DOUBTFUL
    head, tail = first[:start], first[len(first) - end :]
    numbers = tuple(f"{head}{number:0{len(low)}d}{tail}" for number in range(int(low), int(high) + 1))
    return numbers, DOUBTFUL if tail else CERTAIN


def is_countable(first: str, last: str) -> bool:
    """Whether the batches from the first to the last can be counted through at all."""
    start, end = _around(first, last)
    return _is_run(first[start : len(first) - end], last[start : len(last) - end])


def hyphened(first: str, last: str, count: int | None, *, is_spaced: bool) -> tuple[tuple[str, ...], float] | None:
    """Return the batches of `0123 - 0125 (03 lô)` and how far they are believed; None where it is no range.

    The count in brackets proves it. Without one, or where it says another number, only a hyphen between spaces is read
    as a range, of few batches and with doubt.
    """
    numbers, _ = batches_between(first, last)
    if len(numbers) == 2 and not _is_next(first, last):
        return None
    if count == len(numbers):
        return numbers, CERTAIN
    return (numbers, DOUBTFUL) if is_spaced and len(first) >= _NO_PLOT and len(numbers) <= FEW else None


def _around(first: str, last: str) -> tuple[int, int]:
    """How many characters both have in common before and behind what differs."""
    start = _alike(first, last)
    return start, _alike(first[start:][::-1], last[start:][::-1])


def _is_run(low: str, high: str) -> bool:
    return len(low) == len(high) and low.isdecimal() and high.isdecimal() and 0 < int(high) - int(low) < MOST


def _is_next(first: str, last: str) -> bool:
    """Whether two numbers follow each other; `batches_between` returns two also where it cannot count."""
    return len(first) == len(last) and first.isdecimal() and last.isdecimal() and int(last) - int(first) == 1


def _alike(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginnings."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
