"""Words of a text: where a number, a batch or a name stands among them, what denies it, and how a verdict is written.

Belongs here: what one text, or one row of cells as a text, says word by word. Does not: what that proves (`texts`,
`rows`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import polars as pl
from rapidfuzz.distance import OSA

from pipelines.recalls.keys import folded

LONGEST_RUN = 4
"""Words that one number, batch or beginning of a name can be broken into."""
SHORTEST = 4
"""Characters below which a batch or a name among other words says nothing."""
BORDER = "|"
"""The word between two cells of a row: no key holds it, and no denial reaches over it."""
_DENIED = re.compile(r"\b(?:khong|chua|het)\b(?:\s[^\s|]+){0,6}\s*$")
"""Words that deny what follows them within a few words."""
LABELS = frozenset({"lo", "lsx", "slsx", "lot", "batch", "sx"})
"""Words, folded, that call what follows them a batch."""
_BETWEEN = frozenset({"so", "va", "hoac", "no"})
"""Words, folded, that may stand between a label and a batch, beside other batches: `lô số 0101, 0102 và 0103`."""

VERDICTS = {
    "words": pl.String(),
    "rid": pl.Int64(),
    "whole": pl.Boolean(),
    "reason": pl.String(),
    "certainty": pl.String(),
    "method": pl.String(),
    "score": pl.Float64(),
    "said": pl.String(),
    "at": pl.List(pl.Int64()),
}
"""`at`: numbers, from 1, of the cells that what was found stands in, the one to point at first."""


def by_product(hits: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The batches of each product, apart by the number it is or was registered under."""
    products: dict[tuple[str, int, str], list[dict[str, Any]]] = {}
    for row in hits:
        products.setdefault((row["notice_id"], row["product_no"], row["number_key"]), []).append(row)
    return list(products.values())


def verdict(
    words: str,
    row: dict[str, Any],
    whole: bool,
    reason: str,
    score: float,
    sure: bool,
    *,
    name: bool,
    at: Sequence[int] = (1,),
) -> tuple[Any, ...]:
    """One row of `VERDICTS`; what every place of it is denied of is halved and only possible."""
    brand = row["brand"] if reason.startswith("brand") else None
    said = [row["name"] if name else brand, row["registration_number"] if row["has_number"] else None]
    said.append(row["batch_number"] if row["has_batch"] and not whole else None)
    denied = any(_is_denied(key, words) for key in [*_keys_of(row, name=name), *([brand] if brand else [])])
    if denied:
        reason, score, sure = f"{reason}_denied", score / 2, False
    method = "fuzzy" if brand or "almost" in reason else "normalised"
    text = " · ".join(filter(None, said))
    return words, row["rid"], whole, reason, "certain" if sure else "possible", method, round(score, 4), text, list(at)


def _keys_of(row: dict[str, Any], *, name: bool) -> list[str]:
    keys = [row["number_key"] if row["has_number"] else "", row["batch_key"] if row["has_batch"] else ""]
    return [key for key in [*keys, row["name_words"].replace(" ", "") if name else ""] if key]


def stands(name: str, words: str) -> bool:
    """Whether a name stands in a text as whole words."""
    return f" {name} " in f" {words} "


def spans(words: str, longest: int = LONGEST_RUN) -> list[tuple[int, str]]:
    """Every run of up to `longest` words, as one key, with the number of its first word."""
    split = words.split(" ")
    return [
        (at, "".join(split[at : at + run])) for run in range(1, longest + 1) for at in range(len(split) - run + 1)
    ]  # fmt: skip


def _is_denied(key: str, words: str) -> bool:
    """Whether every place of a key in the text stands after a word that denies it."""
    split = words.split(" ")
    places = [at for at, run in spans(words, 8) if run.lstrip("0") == key.lstrip("0")]
    return bool(places) and all(_DENIED.search(" ".join(split[:at])) for at in places)


def almost(batch: str, words: str) -> bool:
    """Whether some run of words with a digit in it is one slip away from the batch."""
    if len(batch) < SHORTEST:
        return False
    runs = [run for _, run in spans(words, 2) if abs(len(run) - len(batch)) <= 1 and re.search(r"\d", run)]
    return any(OSA.distance(batch, run, score_cutoff=1) == 1 for run in runs)


def is_labelled(batch: str, words: str) -> bool:
    """Whether a batch is called one at some place, alone or in a list of batches."""
    split = words.split(" ")
    return any(_label_before(split, at) for at, run in spans(words) if run == batch)


def _label_before(split: Sequence[str], at: int) -> bool:
    while at > 0 and (split[at - 1] in _BETWEEN or any(c.isdigit() for c in split[at - 1])):
        at -= 1
    return at > 0 and split[at - 1] in LABELS


assert folded("Lô") in LABELS
