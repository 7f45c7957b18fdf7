"""Cells of registration numbers that hold more than one bare number: the new and the old one, label words, brackets.

Belongs here: which numbers such a cell names, as keys. Does not: how a number is spelled (`keys`), the grammar of
official numbers (`pipelines.notices.identifiers`).
"""

from __future__ import annotations

import re

import polars as pl

from pipelines.notices.identifiers import LABELLED_REGISTRATION_PATTERN, REGISTRATION_PATTERN
from pipelines.recalls.keys import folded, name_key
from pipelines.warehouse import Warehouse

BARE = "[A-Za-zĐđ]{0,6}[0-9]?[ -]?(?:[Hh][0-9]{2} ?- ?)?[0-9]{2,12}(?: ?- ?[0-9]{2})?"
"""Grammar that `re` and DuckDB's RE2 read alike: one number of a medicine and nothing beside it."""
SHORTEST = 6
"""Characters below which a piece of a cell is no number."""

_NUMBER = re.compile(rf"{REGISTRATION_PATTERN}|(?<![\w/]){LABELLED_REGISTRATION_PATTERN}")
_FORMED = re.compile(REGISTRATION_PATTERN, re.IGNORECASE)
_SEVERAL = re.compile(r"[()\[\],;+&|\n]|(?<!\w)(?:và|va|hoặc|hoac)(?!\w)", re.IGNORECASE)
_LABELS = frozenset(
    (
        *("so", "dang", "ky", "ki", "sdk", "gdk", "gdklh", "gplh", "giay", "phep", "luu", "hanh", "cu", "moi", "truoc"),
        *("day", "hien", "nay", "la", "cong", "bo", "tiep", "nhan", "phieu", "scb", "thuoc"),
    )
)
"""Words, folded, that say which number follows and are no part of it."""


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
    """The numbers that a cell may name, the whole cell as one of them: `893110641024 (VD-64101-18)` names both.

    Words without a digit (`không rõ`) name none: the empty key, as of an empty cell.
    """
    if not re.search(r"\d", text):
        return frozenset({""})
    pieces = {"".join(_bare(piece)) for piece in _SEVERAL.split(text)}
    found = registrations(text) | {piece.lstrip("0") for piece in pieces}
    return frozenset(
        {name_key(text).lstrip("0"), *(key for key in found if len(key) >= SHORTEST and re.search(r"\d", key))}
    )


def registrations(text: str) -> set[str]:
    """Keys of the numbers that say by their form that they are registrations, wherever they stand in a cell."""
    spelled = re.sub(r"[‐-―−]", "-", text.upper().replace("Ð", "Đ"))
    # A slash parts two numbers of medicines, and stands within one number of a cosmetic or a food.
    found = {number for said in (spelled, spelled.replace("/", " ; ")) for number in _NUMBER.findall(said)}
    return {name_key(number).lstrip("0") for number in found}


def without_registrations(text: str) -> str:
    """A cell with a mark of parting in place of each such number."""
    return _FORMED.sub(" ; ", text)


def _bare(piece: str) -> list[str]:
    """The words of a piece, folded, without the labels before and behind them."""
    words = folded(piece).split()
    while words and words[0] in _LABELS:
        words = words[1:]
    while words and words[-1] in _LABELS:
        words = words[:-1]
    return words
