"""Text typed with old fonts (TCVN3, VNI), found over a whole workbook and turned into Unicode where that is certain.

Belongs here: the evidence for an encoding, the conversion of cells, the cells that stay doubtful. Does not: the tables
of letters (data: `data/reference/fonts/legacy.toml`), Vietnamese spelling (`syllables`), or other cleaning (`wording`).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pipelines.settings import CHECKOUT
from pipelines.workbooks.sheets import WorkbookCells
from pipelines.workbooks.syllables import is_syllable

_ONLY_UNICODE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u0300-\u0323Ạ-ỹ]")
"""Letters that no old font could have left in a file."""
_TOKEN = re.compile("[A-Za-z\u00a1-\u00ff]+")
_BEYOND_UNICODE = re.compile("[^A-Za-zàáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ\u00ad]")
"""Signs that stand in no Vietnamese word of Unicode."""
_ABBREVIATION = {"tcvn3": re.compile("[A-Z¡-§]*[¡¢§£¤¥¦][A-Z¡-§]*"), "vni": re.compile("[A-Z]*Ñ[A-ZÑ]*")}
_ENOUGH = 3
_STRONG = 2
_CLEAR_SHARE = 0.7
_REMEMBERED_LENGTH = 200


@dataclass(frozen=True)
class Mended:
    """A workbook with readable text."""

    workbook: WorkbookCells
    encoding: str | None = None
    """Name of the old encoding that was found; None when nothing was converted."""
    doubtful: tuple[tuple[str, int, int, str], ...] = ()
    """(sheet, row from 1, position from 0, text) of cells that seem typed in an old font and were left."""


@dataclass(frozen=True)
class _Encoding:
    key: str
    name: str
    letters: Mapping[str, str]
    pattern: re.Pattern[str]

    def decode(self, text: str) -> str:
        """Return a text as it was meant."""
        return self.pattern.sub(lambda found: self.letters[found[0]], text)


@dataclass(frozen=True)
class _Fonts:
    encodings: Mapping[str, _Encoding]
    frequent: frozenset[str]


def mend_fonts(workbook: WorkbookCells) -> Mended:
    """Return the workbook with text of old fonts converted; the same object when there is none."""
    texts, has_unicode = _suspects(workbook)
    if not texts:
        return Mended(workbook)
    strange = frozenset[str]().union(*map(_strange, texts))
    evidence = {key: _weigh(strange, key) for key in ("tcvn3", "vni")}
    best = max(evidence, key=lambda key: evidence[key])
    if evidence[best] <= 0:
        return Mended(workbook)
    other = "vni" if best == "tcvn3" else "tcvn3"
    if evidence[best] < _ENOUGH or evidence[other] * 4 > evidence[best]:
        doubtful = {text for text in texts if any(_is_evidence(token, best) for token in _tokens(text))}
        return Mended(workbook, None, _places(workbook, doubtful))
    converted: dict[str, str] = {}
    left = set()
    for text in texts:
        mended, is_certain = _convert(text, best, has_unicode=has_unicode)
        if mended != text:
            converted[text] = mended
        if not is_certain:
            left.add(text)
    sheets = tuple(replace(sheet, rows=_replaced(sheet.rows, converted)) for sheet in workbook.sheets)
    return Mended(replace(workbook, sheets=sheets), fonts().encodings[best].name, _places(workbook, left))


@lru_cache(maxsize=1)
def fonts() -> _Fonts:
    """Read the tables of letters; only a file with a suspicious text needs them."""
    data = tomllib.loads((CHECKOUT / "data" / "reference" / "fonts" / "legacy.toml").read_text("utf-8"))
    encodings = {}
    for key in ("tcvn3", "vni"):
        letters = dict(zip(data[key]["typed"].split(" "), data[key]["letters"].split(" "), strict=True))
        if key == "vni":
            # Capitals have capital marks; people mix them.
            capitals = {typed.upper(): letter.upper() for typed, letter in letters.items()}
            mixed = {typed[0].upper() + typed[1:]: letter.upper() for typed, letter in letters.items()}
            letters = letters | mixed | capitals
        pattern = re.compile("|".join(map(re.escape, sorted(letters, key=len, reverse=True))))
        encodings[key] = _Encoding(key, data[key]["name"], letters, pattern)
    return _Fonts(encodings, frozenset(data["frequent"].split()))


def _suspects(workbook: WorkbookCells) -> tuple[set[str], bool]:
    """Return texts whose letters an old font could have typed, and whether other texts can only be Unicode."""
    texts = {
        value
        for sheet in workbook.sheets
        for value in set().union(*sheet.rows)
        if type(value) is str and not value.isascii()
    }
    suspects, has_unicode = set(), False
    for text in texts:
        kind = _kind(text) if len(text) <= _REMEMBERED_LENGTH else _kind.__wrapped__(text)
        if kind == "suspect":
            suspects.add(text)
        elif kind == "unicode":
            has_unicode = True
    return suspects, has_unicode


@lru_cache(maxsize=16384)
def _kind(text: str) -> str:
    """Say whether a text can only be Unicode, or could come from an old font (suspect), or neither shows (plain)."""
    if _ONLY_UNICODE.search(text):
        return "unicode"
    return "suspect" if any(map(_token_reads, _tokens(text))) else "plain"


def _token_reads(token: str) -> bool:
    return any(_reads(token, key) or _ABBREVIATION[key].fullmatch(token) for key in ("tcvn3", "vni"))


def _tokens(text: str) -> list[str]:
    # A sign that stands alone, as in 3×4, is no letter of any font.
    return [token for token in _TOKEN.findall(text) if not token.isascii() and (len(token) > 1 or token.isalpha())]


def _reads(token: str, key: str) -> bool:
    decoded = fonts().encodings[key].decode(token)
    return decoded != token and is_syllable(decoded)


def _strange(text: str) -> frozenset[str]:
    """Return the words of a text that are none of Unicode."""
    return _remembered_strange(text) if len(text) <= _REMEMBERED_LENGTH else _remembered_strange.__wrapped__(text)


@lru_cache(maxsize=16384)
def _remembered_strange(text: str) -> frozenset[str]:
    return frozenset(token for token in _tokens(text) if not _is_unicode(token))


def _is_unicode(token: str) -> bool:
    return is_syllable(token.replace("\u00ad", ""), strict=False)


def _is_evidence(token: str, key: str) -> bool:
    return not _is_unicode(token) and _reads(token, key)


def _weigh(tokens: Collection[str], key: str) -> int:
    """Add up the words, none of Unicode, that only this encoding explains; 0 unless it explains nearly all of them."""
    other = "vni" if key == "tcvn3" else "tcvn3"
    explained = [token for token in tokens if _reads(token, key)]
    strong = [token for token in explained if _BEYOND_UNICODE.search(token)]
    foreign = [t for t in tokens if not _reads(t, key) and not _ABBREVIATION[key].fullmatch(t)]
    if not strong or len(explained) < _CLEAR_SHARE * (len(explained) + len(foreign)):
        return 0
    only = [token for token in explained if not _reads(token, other)]
    return len(only) + (_STRONG - 1) * sum(bool(_BEYOND_UNICODE.search(token)) for token in only)


def _convert(text: str, key: str, *, has_unicode: bool) -> tuple[str, bool]:
    """Return a text converted, or as it is; and whether that is certain."""
    tokens = _tokens(text)
    if any(_is_evidence(token, key) for token in tokens):
        # Words of neither spelling, such as names of products, stay as they are and are said.
        return _decoded(text, key), all(_fits(token, key) for token in tokens)
    words = [token for token in tokens if _reads(token, key)]
    if not words:
        return (_decoded(text, key) if all(_fits(token, key) for token in tokens) else text), True
    if len(words) < len(tokens):
        return text, True
    frequent, decode = fonts().frequent, fonts().encodings[key].decode
    as_unicode = [token.lower() in frequent for token in words]
    as_legacy = [decode(token).lower() in frequent for token in words]
    if not has_unicode:
        is_doubtful = all(as_unicode) and not all(as_legacy)
        return (text, False) if is_doubtful else (_decoded(text, key), True)
    if all(as_unicode) and not all(as_legacy):
        return text, True
    is_certain = len(words) > 1 and all(as_legacy) and not any(as_unicode)
    return (_decoded(text, key), True) if is_certain else (text, False)


def _decoded(text: str, key: str) -> str:
    """Convert the words of a text; capitals where all plain letters are capitals, as a capital font shows them."""
    decode = fonts().encodings[key].decode
    plain = [c for c in text if c.isascii() and c.isalpha()]
    is_capital = len(plain) > 1 and all(c.isupper() for c in plain)

    def word(found: re.Match[str]) -> str:
        is_sign_of_figures = not _tokens(found[0]) and text[: found.start()].rstrip()[-1:].isdecimal()
        if found[0].isascii() or is_sign_of_figures or not _fits(found[0], key):
            return found[0]
        return decode(found[0]).upper() if is_capital else decode(found[0])

    return _TOKEN.sub(word, text)


def _fits(token: str, key: str) -> bool:
    """Whether a word is one in this encoding, be it spelled as in Unicode or not, or an abbreviation: QĐ."""
    return is_syllable(fonts().encodings[key].decode(token)) or bool(_ABBREVIATION[key].fullmatch(token))


def _replaced(rows: Iterable[Iterable[Any]], converted: Mapping[str, str]) -> list[list[Any]]:
    return [[converted.get(value, value) if type(value) is str else value for value in row] for row in rows]


def _places(workbook: WorkbookCells, texts: set[str]) -> tuple[tuple[str, int, int, str], ...]:
    if not texts:
        return ()
    return tuple(
        (sheet.name, number, position, value)
        for sheet in workbook.sheets
        for number, row in enumerate(sheet.rows, 1)
        for position, value in enumerate(row)
        if type(value) is str and value in texts
    )
