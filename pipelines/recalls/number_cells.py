"""Cells of registration numbers that hold more than one, or words beside it.

Belongs here: which numbers such a cell names, as keys. Does not: the grammar of numbers
(`pipelines.notices.identifiers`), cells of batches (`batch_cells`).
"""

from __future__ import annotations

import re

import polars as pl

from pipelines.notices.identifiers import REGISTRATION_PATTERN, is_well_formed
from pipelines.recalls.batch_cells import SEVERAL
from pipelines.recalls.keys import folded, number_key
from pipelines.warehouse import Warehouse

BARE = "[0-9A-Za-zĐđ]+(?:-[0-9A-Za-z]+)*"
"""Grammar that `re` and DuckDB's RE2 read alike: one number and nothing beside it."""

_SEVERAL = re.compile(SEVERAL, re.IGNORECASE)
_NUMBER = re.compile(REGISTRATION_PATTERN)
_DASHES = re.compile("[‐‑‒–—−]")
_LABELS = frozenset(("so", "cac", "sdk", "gdklh", "dklh", "dang", "ky", "giay", "luu", "hanh", "cu", "moi", "gpnk"))
"""Words, folded, that say that a number follows and are no part of it."""


def leave_number_cells(warehouse: Warehouse) -> None:
    """Leave the temporary table `number_cells`: the keys of each cell of `goods_seen` that is no bare number.

    One row per registration_number (as written) × number_key.
    """
    cells = warehouse.query(
        "SELECT DISTINCT registration_number FROM goods_seen "
        f"WHERE NOT regexp_full_match(trim(registration_number), '{BARE}') ORDER BY ALL"
    )["registration_number"].to_list()
    rows = [(cell, key) for cell in cells for key in sorted(number_keys(cell))]
    schema = {"registration_number": pl.String(), "number_key": pl.String()}
    warehouse.leave("number_cells", pl.DataFrame(rows, schema=schema, orient="row"))


def number_keys(text: str) -> frozenset[str]:
    """The numbers that a cell names, without zeros in front; the whole cell is one of them."""
    return frozenset({*_named(text), number_key(text).lstrip("0")})


def several_numbers(text: str) -> bool:
    """Whether a cell names more than one number."""
    return len(_named(text)) > 1


def _named(text: str) -> set[str]:
    """Numbers that their grammar finds, and the other items of a list; a slash parts only whole numbers."""
    found = set()
    for piece in _SEVERAL.split(_DASHES.sub("-", text).upper()):
        items = piece.split("/")
        if len(items) > 1 and all(is_well_formed(item) for item in items):
            numbers = items
        else:
            numbers = _NUMBER.findall(piece) or [_without_labels(piece)]
        found |= {number_key(number).lstrip("0") for number in numbers}
    return {key for key in found if any(c.isdigit() for c in key)}


def _without_labels(piece: str) -> str:
    words = folded(piece).split()
    while words and words[0] in _LABELS:
        words = words[1:]
    return "".join(words)
