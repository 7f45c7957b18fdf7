"""What a typed text names: the product outside of its brackets, dosage form and words that tell no product aside.

Belongs here: judging recalled names against a text as people and notices write it. Does not: the questions to the
snapshot (`lookup`), or lines that answer a notice (`naming`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz, process

from pipelines.errors import ReferenceDataError
from pipelines.recalls.keys import BRAND, folded
from pipelines.recalls.naming import plain_words
from pipelines.settings import Settings

_ALIKE, _GLUED = 82.0, 88.0
"""Scores of rapidfuzz, 0–100: names as words in any order, and written as one word."""
_LEAST_TOKEN = 4
"""Letters from which the first word of a name says which product is meant."""
_ALMOST = 85.0
_MOST_ALIKE = 20
_BRACKETS = r"\([^()]*(?:\)|$)|\[[^\[\]]*(?:\]|$)"
_TOKENS = "[0-9]+|[a-z]+"
_TELLING = "[a-z]{3,}"


@dataclass(frozen=True)
class QueryWords:
    """Folded words that tell no product from another, and folded dosage forms, of several words too."""

    plain: frozenset[str]
    forms: frozenset[str]

    @cached_property
    def _form(self) -> re.Pattern[str]:
        longest_first = sorted(self.forms, key=lambda form: (-len(form), form))
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")

    def bare(self, words: str) -> list[str]:
        """Words and numbers of a folded text that may tell a product, `60ml` parted; empty where none has letters."""
        kept = [word for word in self._form.sub(" ", words).split() if word not in self.plain]
        tokens = [token for word in kept for token in re.findall(_TOKENS, word)]
        return tokens if any(map(_tells, tokens)) else []


def query_words(settings: Settings) -> QueryWords:
    """The lists a text is read with.

    Raises:
        ReferenceDataError: one of them cannot be used.
    """
    path = settings.shipped_reference / "notices" / "dosage_forms.csv"
    if not path.is_file():
        raise ReferenceDataError(f"{path} is missing. Restore it from the shipped data/reference/notices/.")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        forms = frozenset(folded(row["words"]) for row in csv.DictReader(lines))
    return QueryWords(plain_words(settings), forms)


@dataclass(frozen=True)
class Named:
    """Recalled names, folded, that a text names for certain, and those it only almost does, with how much (0–100)."""

    certain: frozenset[str]
    possible: dict[str, float]
    tells: bool
    """Whether anything in the text may tell a product; a dosage form alone does not."""


def named(text: str, names: Iterable[str], words: QueryWords) -> Named:
    """Judge recalled names against a typed text.

    A name is certain where it stands whole in what the text says outside of brackets and no other brand goes before
    it, or where the text is a part of it that leaves nothing but strength and size open. Where the text says more than
    a name without a strength (`Hoavid` in `Hoavid White`), or the name stands in brackets, it is possible only.
    """
    outside = folded(re.sub(_BRACKETS, " ", text))
    whole = folded(text)
    asked, choices = words.bare(outside or whole), list(names)
    everything = words.bare(whole)
    if not everything:
        return Named(frozenset(), {}, tells=False)
    certain, possible = set(), _alike(asked or everything, choices, words)
    for choice in _sharing(choices, everything):
        name = words.bare(choice)
        if name and _names(asked, name):
            certain.add(choice)
        elif name and _at(everything, name) is not None:
            possible[choice] = 100.0
    return Named(frozenset(certain), {n: s for n, s in possible.items() if n not in certain}, tells=True)


def _sharing(choices: Iterable[str], tokens: list[str]) -> list[str]:
    """Names in which a telling word of the text occurs: cheap, before anything is taken apart."""
    telling = [token for token in tokens if _tells(token)]
    return [choice for choice in choices if any(token in choice for token in telling)]


def _names(asked: list[str], name: list[str]) -> bool:
    at = _at(asked, name)
    if at is not None:
        after = asked[at + len(name) :]
        is_open = not any(token.isdigit() for token in name) and bool(after) and _tells(after[0])
        return not is_open and not any(re.fullmatch(BRAND, token) for token in asked[:at])
    return _at(name, asked) == 0 and set(filter(_tells, name)) <= set(asked)


def _at(longer: list[str], shorter: list[str]) -> int | None:
    """Where one run of words stands in another."""
    n = len(shorter)
    if not n:
        return None
    return next((at for at in range(len(longer) - n + 1) if longer[at : at + n] == shorter), None)


def _tells(token: str) -> bool:
    return re.fullmatch(_TELLING, token) is not None


def _alike(asked: list[str], choices: list[str], words: QueryWords) -> dict[str, float]:
    """Recalled names that are almost the text, by words in any order, as one word, or with a slip in the brand."""
    said, glued = " ".join(asked), "".join(asked)
    found = {
        name: score
        for name, score, _ in process.extract(
            said, choices, scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE, limit=_MOST_ALIKE
        )
    }
    joined = [choice.replace(" ", "") for choice in choices]
    for _, score, at in process.extract(glued, joined, scorer=fuzz.ratio, score_cutoff=_GLUED, limit=_MOST_ALIKE):
        found[choices[at]] = max(score, found.get(choices[at], 0.0))
    first, rest = asked[0], [token for token in asked[1:] if _tells(token)]
    if first.isalpha() and len(first) > _LEAST_TOKEN:
        # One slip in the word that names a product weighs little in a short text against a long name; but a first word
        # in common is no likeness where both go on with other words.
        begins = [choice for choice in choices if fuzz.ratio(first, choice.split(" ", 1)[0]) >= _ALMOST]
        for choice in begins[:_MOST_ALIKE]:
            others = [token for token in words.bare(choice)[1:] if _tells(token)]
            if not rest or not others or any(fuzz.ratio(a, b) >= _ALMOST for a in rest for b in others):
                found.setdefault(choice, fuzz.ratio(said, choice))
    return found
