"""Copies of one document: press, digest, list title, the document itself. Together they are one notice.

Belongs here: which texts are copies of one document, how official each is, the id of a notice and every id it could
have had, whose day is believed. Not here: what the copies say together (`loading`), what they say differently
(`notice_contradictions`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from pipelines.notices.identifiers import comparison_keys
from pipelines.notices.model import Batch, ParsedNotice, Product
from pipelines.notices.same_names import folded

_COPIES_APART = 400
"""Days between the publication of two copies beyond which an equal number is another year's document."""
_DAYS_MISTAKEN = 60
"""Days by which a copy may mistake the day of a document with its number and its goods."""
_RETOLD_WITHIN = 30
"""Days in which a text without a number tells of a document that has its goods; later it may be about a further act."""
_OWN_HEADING = 1.0
"""Confidence of a number that stands in the heading of its own letter, or that a person gave."""
_DEPARTMENTS = ("Sở", "Chi cục")
_LIST_TITLE = re.compile(r"\s*(?:quyết\s+định|công\s+văn|thông\s+báo)\s+(?:số\s*:?\s*)?\d", re.IGNORECASE)
"""How the ministry's list of documents calls one: `Quyết định số 46/QĐ-QLD về việc …`."""
_PUT_IN = ("folder", "mail", "shared_folder", "mailbox")
"""Sources by which anybody's text comes; the others are sites of agencies."""
DOCUMENT, TITLE, DIGEST, PRESS = range(4)
"""How official a copy is: the document itself, its title in the official list, an agency's digest, anybody's text."""


@dataclass(frozen=True)
class Copy:
    """One file that holds a notice, or a retelling of it."""

    sha256: str
    file_name: str
    source_id: str
    parsed: ParsedNotice

    @property
    def day(self) -> date | None:
        """The best known day of the document: issued, else published."""
        return self.parsed.issued_on or self.parsed.published_on

    @property
    def rank(self) -> int:
        """How official it is, `DOCUMENT` to `PRESS`: what the law says of a notice is said by the document."""
        host = urlsplit(self.parsed.source_url or "").hostname or ""
        is_agency = self.source_id not in _PUT_IN or host.endswith(".gov.vn")
        if host and not is_agency:
            return PRESS
        sure = max((e.confidence for e in self.parsed.evidence if e.field == "document_number" and e.raw), default=0)
        if sure >= _OWN_HEADING:
            return DOCUMENT
        if self.parsed.document_number and _LIST_TITLE.match(self.parsed.title or ""):
            return TITLE
        return DIGEST if is_agency else PRESS


def documents(parsed: Iterable[tuple[str, str, str, ParsedNotice]]) -> list[tuple[str, list[Copy]]]:
    """Put copies of one document together, each under its id.

    A text without a number of its own stays alone, but for one that retells a single document beyond doubt.

    Args:
        parsed: SHA-256, file name, source id and parsed notice of each file; the order does not matter.
    """
    copies = {entry[0]: Copy(*entry) for entry in sorted(parsed, key=lambda e: e[:3])}.values()
    found: list[list[Copy]] = []
    numbered: dict[str, list[list[Copy]]] = {}
    for copy in sorted(copies, key=lambda c: (c.parsed.issued_on is None, c.parsed.issued_on or date.max, c.sha256)):
        number = (copy.parsed.document_number or "").upper().lstrip("0")
        known = numbered.setdefault(number, []) if "/" in number else []
        same = [group for group in known if _joins(copy, group)]
        if len(same) == 1:
            same[0].append(copy)
        else:
            found.append([copy])
            known.append(found[-1])
    return _under_ids([sorted(group, key=_order) for group in _with_retellings(found)])


def _with_retellings(groups: Sequence[list[Copy]]) -> list[list[Copy]]:
    """Texts without a number with the only document that they can be about; all others stay as they are."""
    numbered = [group for group in groups if group[0].parsed.document_number]
    told = [(group, [known for known in numbered if _retells(group[0], known)]) for group in groups]
    joined = [(group[0], known[0]) for group, known in told if len(known) == 1]
    alone = [group for group, known in told if len(known) != 1 and not group[0].parsed.document_number]
    return alone + [[*known, *(copy for copy, of in joined if of is known)] for known in numbered]


def _retells(copy: Copy, group: Sequence[Copy]) -> bool:
    """Whether a text without a number tells of the act of a document: agency, kind, day and every batch agree."""
    told, issued = copy.parsed, day_of(group)
    if told.document_number or told.lifts or not told.authority or issued is None or copy.day is None:
        return False
    if not any((told.authority, told.kind) == (other.parsed.authority, other.parsed.kind) for other in group):
        return False
    if told.issued_on not in {None, *(other.parsed.issued_on for other in group)}:
        return False
    if not 0 <= (copy.day - issued).days <= _RETOLD_WITHIN and told.issued_on is None:
        return False
    batches, others = _batches([copy]), _registrations(group)
    registered = [numbers for p in told.products if (numbers := numbers_of(p))]
    known = all(numbers & others for numbers in registered)
    if not registered or not others:
        known = _names([copy]) <= _names(group)
    return known and bool(batches) and batches <= _batches(group) and _shares_goods(copy, group)


def _under_ids(groups: Sequence[list[Copy]]) -> list[tuple[str, list[Copy]]]:
    """Each group with its id; of two departments' documents with one number and day, one goes by its file."""
    named: dict[str, list[Copy]] = {}
    for group in sorted(groups, key=lambda group: min(copy.sha256 for copy in group)):
        first = min(copy.sha256 for copy in group)
        number = next((c.parsed.document_number for c in group if c.parsed.document_number), None)
        own = _id_of(number, day_of(group), first)
        named[own if own not in named else _id_of(None, None, first)] = group
    return sorted(named.items())


def notice_names(groups: Sequence[tuple[str, Sequence[Copy]]]) -> dict[str, str]:
    """Every id that a notice has had or could have had, as copies of it came one by one -> its id now.

    A person who decided about a notice named it as it was called that day: when a dated copy comes, or a number is
    corrected, the id changes and the decision must not be lost. What is a notice's own id now names no other one.
    """
    names: dict[str, str] = {}
    for notice_id, copies in groups:
        days = {copy.parsed.issued_on for copy in copies}
        numbers = {copy.parsed.document_number for copy in copies}
        stated = {_id_of(number, day, copy.sha256) for number in numbers for day in days for copy in copies}
        stated |= {_id_of(None, None, copy.sha256) for copy in copies}
        names = dict.fromkeys(sorted(stated), notice_id) | names
    return names | {notice_id: notice_id for notice_id, _ in groups}


def day_of(copies: Sequence[Copy]) -> date | None:
    """The day of issue: that of the document's own text, else the one said most surely, else by the fullest copy."""
    return next((copy.parsed.issued_on for copy in sorted(copies, key=_trust) if copy.parsed.issued_on), None)


def _trust(copy: Copy) -> tuple[bool, float, int, float, str]:
    sure = {e.field: e.confidence for e in copy.parsed.evidence if e.value is not None and e.product_no is None}
    return (sure.get("document_number", 0) < _OWN_HEADING, -sure.get("issued_on", 0), *_order(copy))


def _order(copy: Copy) -> tuple[int, float, str]:
    return (copy.rank, -copy.parsed.completeness, copy.sha256)


def _joins(copy: Copy, group: Sequence[Copy]) -> bool:
    """Whether a text is of the document whose copies a group of the same number holds."""
    if any(_of_other_issuer(copy.parsed, other.parsed) for other in group):
        return False
    issued, days = copy.parsed.issued_on, [c.parsed.issued_on for c in group if c.parsed.issued_on]
    if issued in days:
        return True
    if issued and days:
        return _shares_goods(copy, group) and all(abs((issued - day).days) <= _DAYS_MISTAKEN for day in days)
    if any(abs((copy.day - c.day).days) > _COPIES_APART for c in group if copy.day and c.day):
        return False
    return _shares_goods(copy, group) or not (_registrations([copy]) and _registrations(group))


def _shares_goods(copy: Copy, group: Sequence[Copy]) -> bool:
    """Whether a product is in both: by registration number or name, else by a batch if no number speaks against it."""
    registrations, others = _registrations([copy]), _registrations(group)
    if registrations & others or _names([copy]) & _names(group):
        return True
    return not (registrations and others) and bool(_batches([copy]) & _batches(group))


def _of_other_issuer(one: ParsedNotice, other: ParsedNotice) -> bool:
    """Whether departments of two provinces wrote them: their numbers run side by side."""
    a, b = one.authority or "", other.authority or ""
    if not (a.startswith(_DEPARTMENTS) and b.startswith(_DEPARTMENTS)):
        return False
    return not (folded(a).startswith(folded(b)) or folded(b).startswith(folded(a)))


def numbers_of(product: Product) -> frozenset[str]:
    """The keys of the number that a product is registered under, and of the one before it."""
    return comparison_keys(product.registration_number, product.former_registration_number)


def _registrations(copies: Iterable[Copy]) -> set[str]:
    return {number for c in copies for p in c.parsed.products for number in numbers_of(p)}


def _batches(copies: Iterable[Copy]) -> set[str]:
    return {batch_key(batch) for c in copies for p in c.parsed.products for batch in p.batches}


def _names(copies: Iterable[Copy]) -> set[str]:
    return {folded(p.name) for c in copies for p in c.parsed.products if p.name}


def batch_key(batch: Batch) -> str:
    """Two spellings of a batch in one: spaces and case aside."""
    return "".join(batch.batch_number.upper().split())


def _id_of(number: str | None, issued: date | None, sha256: str) -> str:
    """Number, symbol and day where all are known, else the hash of the earliest file by hash."""
    if number and "/" in number and issued:
        return f"{issued.isoformat()}-{number.upper().replace('/', '-')}"
    return "tep-" + hashlib.sha256(sha256.encode()).hexdigest()[:16]
