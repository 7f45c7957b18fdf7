"""The provinces that all copies of a notice name together, and whether those are all that it can mean.

Belongs here: which copy is believed about its provinces. Not here: reading them (`territories`, `scopes`), other fields
(`loading`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pipelines.notices.model import ParsedNotice
from pipelines.notices.territories import provinces_in

_SURE = 0.5
"""Confidence from which the words need no person."""
_PERSONS = 1.0


def provinces_of(
    copies: Sequence[ParsedNotice], province_of: Callable[[str], str | None]
) -> tuple[frozenset[str], bool]:
    """Codes of every province that copies of scope province name, and whether one copy surely tells them all.

    What a person entered as the place is believed alone. An excerpt that names fewer takes nothing away; one that names
    more leaves a doubt.
    """
    entered = [copy for copy in copies if _confidence(copy, "scope_place") == _PERSONS]
    read = [(*provinces_in(copy.scope_place, province_of), copy) for copy in entered or copies if copy.scope_place]
    named = frozenset[str]().union(*(codes for codes, _, _ in read))
    told = (is_whole and _is_sure(copy, codes) for codes, is_whole, copy in read if codes >= named)
    return named, any(told)


def _is_sure(copy: ParsedNotice, codes: frozenset[str]) -> bool:
    """Whether the words are beyond doubt; several spellings of one province leave none about which it is."""
    entered = _confidence(copy, "scope_place") == _PERSONS
    return entered or len(codes) == 1 or _confidence(copy, "scope") >= _SURE


def _confidence(copy: ParsedNotice, field: str) -> float:
    return max((entry.confidence for entry in copy.evidence if entry.field == field), default=0.0)
