"""The words on screen, from one catalogue per language.

Belongs here: looking a word up. Does not: numbers and dates (`formats`), or whole sentences about data (`sentences`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

LANGUAGES = ("vi", "en")
_PLURAL = re.compile(r"\{(?P<name>\w+)\|(?P<one>[^|{}]*)\|(?P<many>[^|{}]*)\}")
"""`{n|row|rows}`: the first where the figure is 1; Vietnamese needs none."""


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All texts of one language by key.

    Raises:
        FileNotFoundError: there is no such language.
    """
    text = (Path(__file__).parent / f"{language}.json").read_text("utf-8")
    words: dict[str, str] = json.loads(text)
    return words


def _counted(values: Mapping[str, object], gap: re.Match[str]) -> str:
    return gap["one"] if str(values[gap["name"]]) == "1" else gap["many"]


@dataclass(frozen=True)
class Words:
    """One language, ready to be asked."""

    language: str = "vi"

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its gaps filled.

        Raises:
            KeyError: the catalogue lacks the key; a test finds this before a reader does.
        """
        text = catalogue(self.language)[key]
        return _PLURAL.sub(partial(_counted, values), text).format(**values) if values else text

    def code(self, kind: str, code: str | None) -> str:
        """The text of a code (`status`, `late`); a code the catalogue lacks is shown as it is, null as a dash."""
        if code is None:
            return "–"
        return catalogue(self.language).get(f"{kind}.{code}", code)

    def has(self, key: str) -> bool:
        """Whether the catalogue holds a key."""
        return key in catalogue(self.language)
