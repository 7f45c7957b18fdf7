"""Bytes of a text file to text, when the file does not say how it was written.

Belongs here: marks of Unicode, UTF-16 without a mark, UTF-8, the Vietnamese code page 1258, Western bytes. Does not:
letters of legacy fonts (`legacy_fonts` mends them afterwards), or the structure of any text.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from pipelines.workbooks.limits import RefusedError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORD = re.compile(r"[^\W\d_]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x80-\x9f]")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_SYLLABLE = re.compile(
    r"(?:ngh|ng|gh|gi|qu|ch|kh|nh|ph|th|tr|[bcdđghklmnpqrstvx])?[aăâeêioôơuưy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the text of a file: by its mark, by what it declares, else by what gives Vietnamese words.

    Bytes of a legacy font come out as the Western letters they look like.

    Raises:
        RefusedError: rule encoding_unknown, when no reading is clearly better than another.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _strict(data, codec)
    if (wide := _utf16_without_mark(data)) is not None:
        return _strict(data, wide)
    text = _try(data, "utf-8")
    if text is not None:
        return text
    if declared and (text := _try(data, declared)) is not None and not _CONTROLS.search(text):
        return _composed(text)
    return _eight_bits(data)


def _eight_bits(data: bytes) -> str:
    western = _try(data, "cp1252") or data.decode("latin-1")
    vietnamese = _try(data, "cp1258")
    if vietnamese is not None:
        composed = _composed(vietnamese)
        share = _share_of_syllables(composed)
        if composed == western:
            return western
        if share >= 0.8:
            return composed
        if share > 0.4:
            raise RefusedError("encoding_unknown", _sample(composed), "UTF-8")
    if _CONTROLS.search(western):
        raise RefusedError("encoding_unknown", _sample(western), "UTF-8")
    return western


def _share_of_syllables(text: str) -> float:
    """Return which share of the words with marks are Vietnamese syllables."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    return sum(map(_is_syllable, words)) / len(words) if words else 0.0


def _is_syllable(word: str) -> bool:
    split = unicodedata.normalize("NFD", word.casefold())
    tones = sum(split.count(tone) for tone in _TONES)
    plain = unicodedata.normalize("NFC", "".join(sign for sign in split if sign not in _TONES))
    return tones <= 1 and _SYLLABLE.fullmatch(plain) is not None


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _sample(text: str) -> str:
    return next((word for word in _WORD.findall(text) if not word.isascii()), "")[:40]


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise RefusedError("truncated", codec) from error


def _utf16_without_mark(data: bytes) -> str | None:
    """Every other byte of text in UTF-16 is mostly nought, the bytes between never are."""
    head = data[:4096]
    half = len(head) // 2
    if half < 4:
        return None
    for high, codec in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[high::2].count(0) > half // 2 and head[1 - high :: 2].count(0) == 0:
            return codec
    return None
