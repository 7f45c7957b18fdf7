"""Several mentions of one product put together.

Belongs here: when two mentions speak of the same product. Not here: finding mentions, reading their fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.notices.identifiers import comparison_key
from pipelines.notices.mentions import Mention
from pipelines.notices.same_names import folded, may_be_same


@dataclass
class Group:
    """All mentions of one product, and what is known of it so far.

    Attributes:
        keys: comparison keys of its registration numbers.
        names: its names, folded.
        batches: its batch numbers as printed.
    """

    mentions: list[Mention] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    batches: set[str] = field(default_factory=set)

    def add(self, mention: Mention) -> None:
        """Add one mention."""
        self.mentions.append(mention)
        self.keys |= _key(mention)
        self.batches |= _batches(mention)
        if mention.name:
            self.names.add(folded(mention.name.value))


def join(mentions: Sequence[Mention]) -> list[Group]:
    """Groups of mentions, in the order in which their products are first spoken of."""
    groups: list[Group] = []
    for mention in mentions:
        group = _group_of(mention, groups)
        if group is None:
            group = Group()
            groups.append(group)
        group.add(mention)
    return groups


def _group_of(mention: Mention, groups: Sequence[Group]) -> Group | None:
    """The group of the same registration number, else batch, else name; other numbers prove another product."""
    key, batches = _key(mention), _batches(mention)
    if key and (same := next((group for group in groups if key & group.keys), None)):
        return same
    fitting = [group for group in groups if not key or not group.keys]
    if same := next((group for group in fitting if batches & group.batches), None):
        return same
    if mention.name is None:
        return groups[-1] if groups and groups[-1] in fitting and not mention.is_next else None
    name = folded(mention.name.value)
    if same := next((group for group in fitting if name in group.names), None):
        return same
    for group in fitting:
        # Two names with batches of their own are two strengths, however alike they begin.
        if not (batches and group.batches) and any(may_be_same(name, known) for known in group.names):
            return group
    return fitting[0] if len(groups) == 1 and fitting and not fitting[0].names else None


def _key(mention: Mention) -> set[str]:
    number = mention.registration()
    return {comparison_key(number.values[0])} if number else set()


def _batches(mention: Mention) -> set[str]:
    return {value for fact in mention.facts if fact.kind == "batch" for value in fact.values}
