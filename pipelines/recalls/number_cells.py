"""Cells of registration numbers that hold more than one bare number: the new and the old one, label words, brackets.

Belongs here: which numbers such a cell names, as keys. Does not: how a number is spelled (`keys`), the grammar of
official numbers (`pipelines.notices.identifiers`), cells of batches (`batch_cells`).
"""

from __future__ import annotations

import re

import polars as pl

from pipelines.notices.identifiers import LABELLED_REGISTRATION_PATTERN, REGISTRATION_PATTERN
from pipelines.recalls.keys import folded, number_key
from pipelines.warehouse import Warehouse

BARE = "[A-Za-zĐđ]{0,6}[0-9]?[ -]?(?:[Hh][0-9]{2} ?- ?)?[0-9]{2,12}(?: ?- ?[0-9]{2})?"
"""Grammar that `re` and DuckDB's RE2 read alike: one number of a medicine and nothing beside it."""
SEVERAL = r"[,;+&|\n]|(?<!\w)(?:và|va|hoặc|hoac)(?!\w)"
"""What parts the items of a list in a cell, of batches and of registration numbers; a slash parts batches, too."""
_SHORTEST = 4
"""Characters below which a piece of a cell is no number."""

_NUMBER = re.compile(rf"{REGISTRATION_PATTERN}|(?<![\w/]){LABELLED_REGISTRATION_PATTERN}")
_FORMED = re.compile(REGISTRATION_PATTERN, re.IGNORECASE)
_PARTED = re.compile(rf"[()\[\]]|{SEVERAL}", re.IGNORECASE)
_LABELS = frozenset(
    (
        *(
            "so",
            "cac",
            "dang",
            "ky",
            "ki",
            "sdk",
            "gdk",
            "gdklh",
            "dklh",
            "gplh",
            "gpnk",
            "giay",
            "phep",
            "luu",
            "hanh",
        ),
        *("cu", "moi", "truoc", "day", "hien", "nay", "la", "cong", "bo", "tiep", "nhan", "phieu", "scb", "thuoc"),
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
    return frozenset({_key(text), *_named(text)})


def several_numbers(text: str) -> bool:
    """Whether a cell names more than one number."""
    return len(_named(text)) > 1


def registrations(text: str) -> set[str]:
    """Keys of the numbers that say by their form that they are registrations, wherever they stand in a cell."""
    spelled = re.sub(r"[‐-―−]", "-", text.upper().replace("Ð", "Đ"))
    # A slash parts two numbers of medicines, and stands within one number of a cosmetic or a food.
    found = {number for said in (spelled, spelled.replace("/", " ; ")) for number in _NUMBER.findall(said)}
    return {_key(number) for number in found}


def without_registrations(text: str) -> str:
    """A cell with a mark of parting in place of each such number."""
    return _FORMED.sub(" ; ", text)


def _named(text: str) -> set[str]:
    """Numbers that their form tells, and the other pieces of a list."""
    pieces = _PARTED.split(text)
    found = registrations(text) | {key for piece in pieces for key in registrations(piece) or {_without_labels(piece)}}
    return {key for key in found if len(key) >= _SHORTEST and any(c.isdigit() for c in key)}


def _without_labels(piece: str) -> str:
    """A piece as a key, without the label words before and behind the number."""
    words = folded(piece).split()
    while words and words[0] in _LABELS:
        words = words[1:]
    while words and words[-1] in _LABELS:
        words = words[:-1]
    return _key("".join(words))


def _key(number: str) -> str:
    return number_key(number).lstrip("0")
