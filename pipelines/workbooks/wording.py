"""How words of a sheet are cleaned and compared.

Belongs here: spaces, invisible characters, Unicode forms, case, the nearest known word. Does not: numbers and dates
(`values`), or names of places (`pipelines.places`).
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f"
_DIRECTIONS = "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_CONTROLS = "".join(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace())
_LOOK_ALIKE = {"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "Ƣ": "Ư", "ƣ": "ư"}
_CLEANING = str.maketrans({**dict.fromkeys(_INVISIBLE + _DIRECTIONS + _CONTROLS, ""), **_LOOK_ALIKE})
_LOOSE_MARKS = re.compile("([^\u0300-\u036f])([\u0300-\u036f]+)")
_SHAPES = "\u0302\u0306\u031b"
"""Circumflex, breve and horn: they make a letter, and stand before its tone."""


_REMEMBERED_LENGTH = 200
"""Longer texts are notes, not words that come again; a hostile file must not fill the memory with them."""


def clean(text: str) -> str:
    """Return the text in NFC with single spaces, without invisible characters; letters keep their case."""
    return _clean(text) if len(text) <= _REMEMBERED_LENGTH else _clean.__wrapped__(text)


def fold(text: str) -> str:
    """Return the text as it is compared: clean, without case, without a final mark."""
    return _fold(text) if len(text) <= _REMEMBERED_LENGTH else _fold.__wrapped__(text)


def bare(text: str) -> str:
    """Return the folded text without Vietnamese marks and signs, for words typed without a Vietnamese keyboard."""
    return _bare(text) if len(text) <= _REMEMBERED_LENGTH else _bare.__wrapped__(text)


def forget() -> None:
    """Empty the memory of words."""
    for remembered in (_clean, _fold, _bare):
        remembered.cache_clear()


@lru_cache(maxsize=65536)
def _clean(text: str) -> str:
    if text.isascii():
        joined = " ".join(text.split())
        return joined if joined.isprintable() else joined.translate(_CLEANING)
    joined = unicodedata.normalize("NFC", text.translate(_CLEANING))
    if _LOOSE_MARKS.search(joined):
        joined = unicodedata.normalize("NFC", _LOOSE_MARKS.sub(_in_order, joined))
    return " ".join(joined.split())


def _in_order(found: re.Match[str]) -> str:
    """Put the marks of one letter in the order in which they compose: shape, then tone."""
    marks = "".join(unicodedata.normalize("NFD", found[0]))
    return marks[0] + "".join(sorted(marks[1:], key=lambda mark: mark not in _SHAPES))


@lru_cache(maxsize=65536)
def _fold(text: str) -> str:
    return clean(text).casefold().rstrip(" :*.")


@lru_cache(maxsize=65536)
def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", fold(text).replace("đ", "d"))
    return " ".join("".join(c if c.isalnum() else " " for c in decomposed if not unicodedata.combining(c)).split())


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the known wording closest to the text, or None when none resembles it."""
    # Imported here, not above: only a file with a doubtful word needs it.
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    best = process.extractOne(
        bare(text[:_REMEMBERED_LENGTH]), {word: bare(word) for word in known}, scorer=fuzz.WRatio, score_cutoff=60
    )
    return None if best is None else str(best[2])
