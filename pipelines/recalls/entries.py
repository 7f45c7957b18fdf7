"""What is odd about an answer that a person enters by hand: the rules by which `check` looks at a line of a workbook.

Belongs here: holding one entry against the relations that the rules state as data. Does not: the rules
(`workbook.toml`), lines of workbooks (`pipelines.workbooks.rules`), asking for the entry (`dashboards`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.decision_values import JSON_FIELDS, day_of
from pipelines.workbooks.findings import Rule

FIELDS = frozenset(name.rstrip("?") for name in JSON_FIELDS["sign_off"])
_UNSEALED = "closed_unsealed"


@dataclass(frozen=True)
class Oddity:
    """A rule that an entry breaks: the field it is about, what stands there, and what it was held against.

    value, expected: figures, days as ISO, or None where the field is blank.
    """

    rule: Rule
    field: str
    value: Any
    expected: Any


def oddities(entry: Mapping[str, Any], rules: Iterable[Rule]) -> Iterator[Oddity]:
    """Yield what is odd about an entry, in the order of the rules.

    Args:
        entry: the value of a decision `sign_off`; days as ISO.
        rules: those of `workbook.toml`; the ones about other columns than an entry has are passed over.
    """
    for rule in rules:
        if not FIELDS.issuperset((*rule.at_most, *rule.not_before, *rule.filled_beside)):
            continue
        if rule.at_most and _is_over(entry, *rule.at_most):
            first, second = rule.at_most
            yield Oddity(rule, first, entry[first], entry.get(second))
        if rule.not_before and _is_before(entry, *rule.not_before):
            first, second = rule.not_before
            yield Oddity(rule, first, entry[first], entry[second])
        if rule.filled_beside:
            wanted, *others = rule.filled_beside
            if wanted not in entry and any(name in entry for name in others):
                yield Oddity(rule, wanted, None, None)
        if rule.id == _UNSEALED and "closed_on" in entry and _is_over(entry, "quantity_found", "quantity_sealed"):
            yield Oddity(rule, "closed_on", entry["quantity_found"], entry.get("quantity_sealed"))


def _is_over(entry: Mapping[str, Any], first: str, second: str) -> bool:
    # A blank counts as 0, as in a workbook: what was found where nothing was searched is odd.
    return bool((entry.get(first) or 0) > (entry.get(second) or 0))


def _is_before(entry: Mapping[str, Any], first: str, second: str) -> bool:
    return first in entry and second in entry and day_of(entry[first]) < day_of(entry[second])
