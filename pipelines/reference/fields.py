"""Taking fields out of a TOML table so that every mistake is named with its file, place and cure.

Belongs here: one class that hands out typed values and notices keys nobody asked for. Does not: what the fields mean.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from pipelines.errors import ReferenceDataError

T = TypeVar("T")


class Fields:
    """The fields of one TOML table; ask for each, then call `done`."""

    def __init__(self, table: Mapping[str, Any], place: str) -> None:
        self._table = dict(table)
        self._asked: list[str] = []
        self.place = place

    def required(self, key: str, kind: type[T]) -> T:
        """Take a value that must be there."""
        value = self.optional(key, kind)
        if value is None or value == "":
            raise self.error(f"`{key}` is missing or blank", f"Add `{key}`")
        return value

    def optional(self, key: str, kind: type[T]) -> T | None:
        """Take a value that may be absent."""
        self._asked.append(key)
        value: T | None = self._table.get(key)
        if value is None:
            return None
        wrong = not isinstance(value, kind) or (kind is int and isinstance(value, bool))
        if wrong or (kind is date and type(value) is not date):
            raise self.error(f"`{key}` is {value!r}", f"Write it as {_KIND_WORDS.get(kind, kind.__name__)}")
        return value

    def text(self, key: str) -> str:
        """Take a text that may be absent: then it is empty."""
        return self.optional(key, str) or ""

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Take true or false."""
        value = self.optional(key, bool)
        return default if value is None else value

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts; absent is empty."""
        values = self.optional(key, list) or []
        if not all(isinstance(value, str) for value in values):
            raise self.error(f"`{key}` is {values!r}", "Write a list of texts in quotes")
        return tuple(values)

    def choice(self, key: str, options: tuple[str, ...], default: str | None = None) -> str:
        """Take one of the allowed words."""
        value = self.optional(key, str) or default
        if value not in options:
            raise self.error(f"`{key}` is {value!r}", f"Use one of: {', '.join(options)}")
        return value

    def table(self, key: str) -> Mapping[str, Any]:
        """Take a sub-table that must be there."""
        value: dict[str, Any] = self.required(key, dict)
        return value

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        """Take a list of sub-tables; absent is empty."""
        values = self.optional(key, list) or []
        if not all(isinstance(value, dict) for value in values):
            raise self.error(f"`{key}` is not a list of tables", f"Write [[{key}]] before each")
        return list(values)

    def done(self) -> None:
        """Complain about keys that nobody asked for."""
        for key in self._table:
            if key not in self._asked:
                close = difflib.get_close_matches(key, self._asked, 1)
                hint = f"Did you mean `{close[0]}`? " if close else ""
                raise self.error(f"`{key}` is no known key", f"{hint}Known keys: {', '.join(sorted(set(self._asked)))}")

    def error(self, culprit: str, cure: str) -> ReferenceDataError:
        """Build the error: place, culprit, cure."""
        return ReferenceDataError(f"{self.place}: {culprit}. {cure}.")


_KIND_WORDS: dict[type, str] = {
    date: "a date without quotes, e.g. 2026-04-05",
    int: "a whole number",
    str: "a text in quotes",
    bool: "true or false",
    list: "a list in [ ]",
    dict: "a table",
}
