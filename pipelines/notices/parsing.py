"""From the text of one notice to its fields.

Belongs here: the order in which fields are read and the record they end up in. Not here: the grammar of any field.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Protocol

from pipelines.notices.annexes import label_rows
from pipelines.notices.asides import without_pointers
from pipelines.notices.cleaning import clean
from pipelines.notices.completeness import completeness_of
from pipelines.notices.documents import authority_of, own_number, told_beside
from pipelines.notices.issue_days import issue_day
from pipelines.notices.kinds import judge_group, judge_kind, read_level
from pipelines.notices.lifting import find_lifting
from pipelines.notices.model import Evidence, ParsedNotice
from pipelines.notices.periods import due_by_law, due_in_notice
from pipelines.notices.products import find_products
from pipelines.notices.reading import split_metadata
from pipelines.notices.reasons import find_reason
from pipelines.notices.reference import NoticeReference
from pipelines.notices.scopes import find_scope

_SUBJECT = re.compile(r"(?:^|\n)((?:V/v|Về\s+việc)[^\n]+)", re.IGNORECASE)
_LETTER_HEAD = re.compile(r"(?:Số|Bộ\s+Y\s+tế|Cục|Sở\s+Y\s+tế|Cộng\s+hòa|Độc\s+lập)(?!\w)[^.]{0,60}$", re.IGNORECASE)


def parse_notice(
    text: str, *, file_name: str, reference: NoticeReference, published_on: date | None = None
) -> ParsedNotice:
    """Read every field of one notice.

    Args:
        text: the words of the notice, e.g. `read_notice(...).text`, or the title in a list alone.
        file_name: named in evidence only; nothing is read from it.
        reference: `load_reference(...)`.
        published_on: day of publication known from elsewhere; a block of metadata in the text wins.
    """
    body = split_metadata(label_rows(clean(text)))
    words, published_on = without_pointers(body.text), body.published_on or published_on
    title = _title_of(words)
    read = find_products(title, words, reference)
    number = own_number(words)
    issued = issue_day(words, number.number if number else None, published_on)
    issued_on = issued.value if issued else None
    kind = judge_kind(title, words)
    numbers = [product.registration_number for product in read.products if product.registration_number]
    group = judge_group(title, words, numbers)
    level = read_level(title, words)
    level_number = int(level.value) if level else None
    reason = find_reason(words, reference)
    authority = authority_of(words, number, reference)
    scope = find_scope(words, authority)
    lifting = find_lifting(title, words, number.number if number else None)
    due = due_in_notice(words, issued_on)
    said = (
        _said("document_number", number, number.number, number.confidence) if number else None,
        _said("issued_on", issued, issued.value.isoformat(), issued.confidence) if issued else None,
        _said("kind", kind, kind.value, kind.confidence),
        _said("product_group", group, group.value, group.confidence),
        _said("level", level, level.value, level.confidence) if level else None,
        _said("reason", reason, reason.text, 0.8) if reason else None,
        _said("scope", scope, scope.value, scope.confidence) if scope else None,
        _said("lifts", lifting, lifting.value, lifting.confidence) if lifting else None,
        _said("due_in_notice", due, due.value.isoformat(), 0.7) if due else None,
        *(
            _said("other_document", other, other.number, 0.7)
            for other in (told_beside(words, number) if number else ())
        ),
    )
    return ParsedNotice(
        title=title or None,
        document_number=number.number if number else None,
        issued_on=issued_on,
        published_on=published_on,
        kind=kind.value,
        product_group=group.value,
        level=level_number,
        authority=authority,
        reason=reason.text if reason else None,
        reason_code=reason.code if reason else None,
        due_by_law=due_by_law(
            kind=kind.value, product_group=group.value, level=level_number, issued_on=issued_on, reference=reference
        ),
        due_in_notice=due.value if due else None,
        completeness=completeness_of(words, read.products, level_number, reference),
        source_url=body.source_url,
        products=read.products,
        evidence=(*(replace(e, raw=words[e.start : e.end]) for e in said if e), *read.evidence),
        scope=scope.value if scope else None,
        scope_place=scope.place if scope else None,
        scope_widened=scope.widened if scope else False,
        lifts=lifting.value if lifting else None,
    )


class _Span(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def _said(field: str, span: _Span, value: str | None, confidence: float) -> Evidence:
    """Evidence of one field of the document, still without its characters."""
    return Evidence(field, value, "", span.start, span.end, confidence)


def _title_of(words: str) -> str:
    """The first line, or the subject of a letter whose first line is the heading of its agency."""
    first = words.split("\n", 1)[0]
    subject = _SUBJECT.search(words, 0, 1500) if first.isupper() or _LETTER_HEAD.match(first) else None
    return subject[1] if subject else first
