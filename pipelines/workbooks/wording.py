"""How words of a sheet are cleaned and compared.

Belongs here: spaces, invisible characters, Unicode forms, case, the nearest known word. Does not: numbers and dates
(`values`), or names of places (`pipelines.places`).
"""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_LOOK_ALIKE = {ord("Ð"): "Đ", ord("Ƣ"): "Ư", ord("ƣ"): "ư"}
_CLEANING = {**_INVISIBLE, **_LOOK_ALIKE}


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
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text).translate(_CLEANING).split())


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
