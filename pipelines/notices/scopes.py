"""Where a notice holds: in the whole country, or in one or several provinces.

Belongs here: the words that set or widen the scope of a recall. Not here: names of provinces (`territories`), which
wards must answer (the ledger), or codes of provinces (`pipelines.places`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.notices.territories import ACT, DOUBTFUL, Territory, find_addressed, find_territory

NATIONAL, PROVINCE = "national", "province"
_WHOLE_COUNTRY = re.compile(
    rf"{ACT}[^.;\n]{{0,160}}?(?P<national>(?:(?:trên|trong)\s+)?(?:phạm\s+vi\s+)?(?:toàn\s+quốc|cả\s+nước))"
    rf"|(?P<widely>(?:trên|trong)\s+(?:phạm\s+vi\s+)?(?:toàn\s+quốc|cả\s+nước))[^.;\n]{{0,160}}?{ACT}",
    re.IGNORECASE,
)
_ALL_DEPARTMENTS = re.compile(
    r"(?:các\s+)?Sở\s+Y\s+tế\s+(?:các\s+)?(?:tỉnh(?:\s*,\s*|\s+và\s+)thành\s+phố|địa\s+phương)"
    r"(?!\s+(?:(?:nêu|nói|kể|có\s+tên)\s|trên(?!\s+(?:toàn|cả))|này))",
    re.IGNORECASE,
)
_OWN_TERRITORY = re.compile(
    rf"{ACT}[^.;\n]{{0,160}}?trên\s+(?:phạm\s+vi\s+)?(?:toàn\s+)?địa\s+bàn(?!\s+(?:toàn\s+quốc|cả\s+nước))",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(
    r"(?:Sở\s+Y\s+tế|Sở\s+An\s+toàn\s+thực\s+phẩm|Chi\s+cục\s+An\s+toàn\s+(?:vệ\s+sinh\s+)?thực\s+phẩm)\s+(?P<place>\S.*)"
)
_OF_A_PROVINCE = re.compile(r"Sở\s|Chi\s+cục\s", re.IGNORECASE)
_WIDENS = re.compile(
    r"mở\s+rộng\s+(?:phạm\s+vi|diện|quy\s+mô)|(?:trước\s+đó|ban\s+đầu|trước\s+đây)[^.\n]{0,200}?(?:chỉ\s+)?(?:thu\s+hồi|đình\s+chỉ)"
    r"[^.\n]{0,120}?(?:tại|trên\s+địa\s+bàn)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Scope:
    """Where a notice holds, as its words say.

    Attributes:
        value: `national` or `province`.
        place: the province as written, or all of them, `; ` between them; None in the whole country or where the text
            leaves it to its issuer.
        widened: the text says that an earlier, narrower recall now holds in the whole country.
    """

    value: str
    place: str | None
    widened: bool
    start: int
    end: int
    confidence: float


def find_scope(text: str, authority: str | None) -> Scope | None:
    """Return the scope that the text states; None when it states none.

    The whole country beats a province that is named too: texts tell where the failing sample was taken. Without such
    words, a letter to the departments of all provinces holds in the whole country, and an order of one department in
    its own province; of a department that does not say whose it is, nothing is told by whom its letter quotes. A
    national body's letter to some departments holds in the whole country, and a person is asked, unless its words bind
    it to those provinces.
    """
    if national := _WHOLE_COUNTRY.search(text):
        group = "national" if national["national"] else "widely"
        return Scope(NATIONAL, None, bool(_WIDENS.search(text)), *national.span(group), 1.0)
    own = _DEPARTMENT.match(authority) if authority else None
    if named := find_territory(text):
        return _in_provinces(named, own["place"] if own else None)
    if own:
        territory = _OWN_TERRITORY.search(text)
        span = territory.span() if territory else (0, 0)
        return Scope(PROVINCE, own["place"], False, *span, 0.9 if territory else 0.6)
    addressed = find_addressed(text)
    everybody = _ALL_DEPARTMENTS.search(text)
    if everybody and not (
        addressed and everybody.end() >= addressed[0].start - 2 and everybody.start() < addressed[0].end
    ):
        is_departments = _OF_A_PROVINCE.match(authority or "")
        return None if is_departments else Scope(NATIONAL, None, False, *everybody.span(), 0.7)
    return _addressed(*addressed, authority) if addressed else None


def _in_provinces(named: Territory, own: str | None) -> Scope:
    """Where the words say; a department that speaks of other provinces alone may mean its own one too."""
    if own is None or named.names(own):
        return Scope(PROVINCE, named.places, False, named.start, named.end, named.confidence)
    return Scope(PROVINCE, f"{own}; {named.places}", False, named.start, named.end, DOUBTFUL)


def _addressed(sent_to: Territory, is_bound: bool, authority: str | None) -> Scope:
    """A national body's recall holds everywhere, whoever has to watch over it, unless it says: in those provinces."""
    span = (sent_to.start, sent_to.end, sent_to.confidence)
    if is_bound or authority is None or _OF_A_PROVINCE.match(authority):
        return Scope(PROVINCE, sent_to.places, False, *span)
    return Scope(NATIONAL, None, False, *span)


def reach_of(scope: str | None, *, is_told: bool, is_national_issuer: bool) -> str | None:
    """Whose wards a notice concerns: the whole country's, known provinces'; None where it cannot be told.

    Without words about its scope an order of a national body holds in the whole country; nothing is guessed about one
    of an unknown province or an unknown issuer.

    Args:
        scope: what the words say.
        is_told: whether they tell every province where it holds, of scope province.
        is_national_issuer: whether a national body wrote it.
    """
    if scope == PROVINCE:
        return PROVINCE if is_told else None
    return NATIONAL if scope == NATIONAL or is_national_issuer else None
