"""What is wrong in one file, as rows: the rules' words and the collector that fills them in.

Belongs here: `Rule` (data), `Findings` (collects and counts). Does not: deciding that a rule is broken (`rules`,
`parsing`, `safety`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pipelines.errors import ReferenceDataError

RECOGNITION_RULES = frozenset(
    {
        "no_cover",
        "reporter_unknown",
        "reporter_conflict",
        "form_unknown",
        "period_unreadable",
        "period_not_ordered",
        "period_window_unknown",
    }
)
"""Findings that an assignment by a person settles: they never return a file."""

MOST_ALIKE = 200
"""Findings of one rule on one sheet; the last of them says that there are more."""


@dataclass(frozen=True)
class Rule:
    """One rule about one file."""

    id: str
    severity: str
    owner: str
    source: str
    vi: str
    en: str
    cure_vi: str
    cure_en: str
    at_most: tuple[str, ...] = ()
    """(column, column): the first may not exceed the second."""
    adds_up: tuple[str, ...] = ()
    """(total, part, …)."""
    per_case: tuple[str, ...] = ()
    """(amount, cases), or (amount,) of one case: between `least` and `most` đồng; blank amounts and 0 are fine."""
    least: int = 0
    most: int = 0
    every_amount: bool = False
    """Whether it is about each amount of money that no column of a raw table takes, between `least` and `most`."""
    filled_beside: tuple[str, ...] = ()
    """(column, other, …): the first is filled in a line that fills any of the others."""
    not_before: tuple[str, ...] = ()
    """(day, earlier day): the first does not lie before the second."""


def read_rules(path: Path) -> Mapping[str, Rule]:
    """Read one file of `data/reference/rules`.

    Raises:
        ReferenceDataError: The file is missing, no TOML, or a rule lacks a text.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        rules = {name: _rule(name, entry) for name, entry in data.items()}
    except (OSError, tomllib.TOMLDecodeError, TypeError) as error:
        raise ReferenceDataError(f"{path}: the rules cannot be read ({error}); restore the shipped file") from error
    for rule in rules.values():
        if rule.severity not in ("error", "warning", "info"):
            raise ReferenceDataError(f"{path}: rule {rule.id}: severity {rule.severity!r}; use error, warning or info")
    return rules


def _rule(name: str, entry: dict[str, Any]) -> Rule:
    texts: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    return Rule(name, **texts)


class Findings:
    """The findings of one report."""

    def __init__(self, rules: Mapping[str, Rule], *, file_sha256: str, submission_id: str) -> None:
        self.rows: list[dict[str, Any]] = []
        self._rules = rules
        self._file = {"submission_id": submission_id, "file_sha256": file_sha256}
        self._ids: dict[str, int] = {}
        self._said: dict[tuple[str, str | None], int] = {}

    def add(
        self,
        rule_id: str,
        *,
        sheet: str | None = None,
        cell: str | None = None,
        value: object = None,
        expected: object = None,
        heading: str = "",
    ) -> None:
        """Say that a rule is broken, where, what was found and what was expected."""
        said = self._said[rule_id, sheet] = self._said.get((rule_id, sheet), 0) + 1
        if said > MOST_ALIKE:
            return
        if said == MOST_ALIKE:
            # One who has mended two hundred cells knows the rule; a hostile file must not make a million rows.
            cell, value = None, f"{MOST_ALIKE} ô trở lên"
        rule = self._rules[rule_id]
        words = {
            "value": _shown(value),
            "expected": _shown(expected),
            "heading": f"{cell} ({heading})" if heading and cell else heading or cell or "",
            "sheet": sheet or "",
        }
        self.rows.append({
            "finding_id": self._id(rule_id, sheet, cell, words["value"]),
            **self._file,
            "rule": rule_id,
            "severity": rule.severity,
            "sheet": sheet,
            "cell": cell,
            "value": None if value is None else words["value"],
            "expected": None if expected is None else words["expected"],
            "message_vi": rule.vi.format_map(words),
            "message_en": rule.en.format_map(words),
            "cure_vi": rule.cure_vi.format_map(words),
            "cure_en": rule.cure_en.format_map(words),
        })  # fmt: skip

    @property
    def rule_ids(self) -> set[str]:
        """Rules broken so far."""
        return {row["rule"] for row in self.rows}

    @property
    def is_unrecognised(self) -> bool:
        """Whether reporter, form or period is unknown."""
        return any(row["rule"] in RECOGNITION_RULES for row in self.rows)

    def count(self, severity: str) -> int:
        """Count findings of a severity about what the file says (not about whose it is)."""
        return sum(row["severity"] == severity and row["rule"] not in RECOGNITION_RULES for row in self.rows)

    def _id(self, *parts: str | None) -> str:
        key = "\x1f".join(part or "" for part in (self._file["submission_id"], *parts))
        repeated = self._ids[key] = self._ids.get(key, 0) + 1
        return blake2b(f"{key}\x1f{repeated}".encode(), digest_size=10).hexdigest()


def _shown(value: object) -> str:
    """Return a value as people write it here; long texts are cut, their end marked."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}".replace(",", ".")
    text = str(value)
    return text if len(text) <= 200 else text[:199] + "…"
