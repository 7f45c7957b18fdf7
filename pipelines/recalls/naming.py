"""Whether a line that answers a notice names a product of that notice, however it is spelled.

Belongs here: agreement and contradiction between typed names, numbers and batches and those of a notice. Does not:
which notice a line is about (`answering`), where recalled products turned up (`matching`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import polars as pl
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pipelines.recalls.batch_cells import answered_keys
from pipelines.recalls.keys import confused_key, folded, number_key
from pipelines.recalls.number_cells import number_keys, several_numbers
from pipelines.reference.lists import ListShape, read_list
from pipelines.settings import Settings

PLAIN_WORDS = ListShape(
    file="notices/plain_words.csv", key=("word",), columns=("word", "why", "source"), required=("word", "why", "source")
)
AGREES, SILENT, CONTRADICTS = "agrees", "silent", "contradicts"
TYPED = ("product_name", "registration_number", "batch_number")
"""What a line may name a product by, surest to be filled first."""

_SHORTEST_NUMBER, _SHORTEST_BATCH = 6, 4
"""Characters from which one slip is forgiven, and from which a key is told inside of a longer text."""
_SHORTEST_WORD = 5
_ALIKE, _INSIDE = 75.0, 88.0
"""Scores of rapidfuzz, 0–100: two names as a whole, and the shorter one inside of the longer."""


@dataclass
class _Products:
    """What one notice says of its products, as keys."""

    numbers: set[str] = field(default_factory=set)
    batches: set[str] = field(default_factory=set)
    names: list[tuple[str, ...]] = field(default_factory=list)


def plain_words(settings: Settings) -> frozenset[str]:
    """Words, folded, that tell no product from another.

    Raises:
        ReferenceDataError: the list cannot be used.
    """
    listed = read_list(PLAIN_WORDS, [settings.shipped_reference, settings.reference])
    return frozenset(folded(word) for word in listed["word"])


def judge_naming(
    pairs: pl.DataFrame, products: pl.DataFrame, batches: pl.DataFrame, plain: frozenset[str]
) -> pl.DataFrame:
    """Add `naming` (agrees, silent or contradicts) and `exact` to pairs of a notice and what a line typed.

    `exact` counts what agrees letter for letter, by the keys: numbers of neighbouring registrations and batches differ
    by one digit, and so does a slip of the hand. A cell that lists several numbers names each of their products whole.

    A number that another notice has letter for letter is that one's. One thing that agrees is enough: wards misspell
    names, exchange columns and copy old numbers. A line contradicts only where all that can be compared is something
    else; what the notice does not tell cannot be contradicted.

    Args:
        pairs: notice_id and the columns `TYPED`.
        products: notice_id, name, registration_number, former_registration_number.
        batches: notice_id, batch_number.
        plain: `plain_words(...)`.
    """
    known: dict[str, _Products] = defaultdict(_Products)
    numbered = ("registration_number", "former_registration_number")
    for notice_id, name, *numbers in products.select("notice_id", "name", *numbered).iter_rows():
        known[notice_id].names.append(_words(name or "", plain))
        known[notice_id].numbers |= _keys(numbers)
    for notice_id, batch in batches.select("notice_id", "batch_number").iter_rows():
        known[notice_id].batches |= _keys([batch])
    every = {number for of_one in known.values() for number in of_one.numbers}
    found = [
        _judge(known[notice_id], *typed, elsewhere=every - known[notice_id].numbers, plain=plain)
        for notice_id, *typed in pairs.select("notice_id", *TYPED).iter_rows()
    ]
    return pairs.with_columns(
        pl.Series("naming", [naming for naming, _ in found], dtype=pl.String),
        pl.Series("exact", [exact for _, exact in found], dtype=pl.Int64),
    )


def _judge(
    known: _Products,
    name: str | None,
    number: str | None,
    batch: str | None,
    *,
    elsewhere: set[str],
    plain: frozenset[str],
) -> tuple[str, int]:
    answered, is_uncounted = answered_keys(batch or "")
    numbers, batches, words = _digits(number_keys(number or "")), _digits(answered), _words(name or "", plain)
    batch_said = _compare(batches, known.batches, _is_batch)
    if is_uncounted and not batch_said:
        # What lies in a range that nobody can count contradicts nothing.
        batch_said = None
    # What is letter for letter the number of another recalled product is no slip of the hand.
    number_said = _compare(numbers, known.numbers, lambda one, other: one not in elsewhere and _is_number(one, other))
    said = [number_said, batch_said, _compare_names(words, known.names)]
    if True in said:
        if number and numbers & known.numbers and several_numbers(number):
            # A list of numbers is about each product that it lists, whichever of them the other cells tell.
            return AGREES, len(TYPED)
        named = any(set(words) & set(other) for other in known.names)
        return AGREES, sum((bool(numbers & known.numbers), bool(batches & known.batches), named))
    return CONTRADICTS if False in said else SILENT, 0


def _compare(typed: set[str], known: set[str], same: Callable[[str, str], bool]) -> bool | None:
    """Whether one of the typed keys is one of the notice's; None where either has none."""
    if not typed or not known:
        return None
    return bool(typed & known) or any(same(one, other) for one in typed for other in known)


def _compare_names(typed: tuple[str, ...], known: list[tuple[str, ...]]) -> bool | None:
    if not typed or not known or not all(known):
        return None
    return any(_alike(typed, name) for name in known)


def _alike(typed: tuple[str, ...], known: tuple[str, ...]) -> bool:
    if any(_same_word(one, other) for one in typed for other in known):
        return True
    mine, theirs = "".join(typed), "".join(known)
    inside = min(len(mine), len(theirs)) > _SHORTEST_WORD and fuzz.partial_ratio(mine, theirs) >= _INSIDE
    return inside or fuzz.ratio(mine, theirs) >= _ALIKE


def _same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST_WORD:
        return False
    return one.startswith(other) or other.startswith(one) or OSA.distance(one, other, score_cutoff=1) <= 1


def _is_number(typed: str, known: str) -> bool:
    return _almost(typed, known, _SHORTEST_NUMBER) or (len(known) >= _SHORTEST_NUMBER and known in typed)


def _is_batch(typed: str, known: str) -> bool:
    return _almost(typed, known, _SHORTEST_BATCH) or (len(known) >= _SHORTEST_BATCH and known in typed)


def _almost(typed: str, known: str, shortest: int) -> bool:
    if confused_key(typed).lstrip("0") == confused_key(known).lstrip("0"):
        return True
    return min(len(typed), len(known)) >= shortest and OSA.distance(typed, known, score_cutoff=1) <= 1


def _digits(keys: Iterable[str]) -> set[str]:
    """Typed keys that are numbers, without zeros in front."""
    return {key.lstrip("0") for key in keys if any(c.isdigit() for c in key)}


def _keys(texts: Iterable[str | None]) -> set[str]:
    """Keys of texts that are numbers: without a digit it is `không`, `tất cả`, a dash."""
    return _digits(number_key(text) for text in texts if text)


def _words(name: str, plain: frozenset[str]) -> tuple[str, ...]:
    """Runs of letters that may tell a product from others, in their order."""
    return tuple(word for word in re.findall("[a-z]{3,}", folded(name)) if word not in plain)
