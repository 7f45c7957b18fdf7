"""From the text of one notice to its fields.

Belongs here: the order in which fields are read and the record they end up in. Not here: the grammar of any field.
"""

from __future__ import annotations

import re
from datetime import date

from pipelines.notices.annexes import label_rows
from pipelines.notices.cleaning import clean
from pipelines.notices.completeness import completeness_of
from pipelines.notices.documents import authority_of, issue_day, own_number
from pipelines.notices.kinds import judge_group, judge_kind, read_level
from pipelines.notices.model import Evidence, ParsedNotice
from pipelines.notices.periods import due_by_law, due_in_notice
from pipelines.notices.products import find_products
from pipelines.notices.reading import split_metadata
from pipelines.notices.reasons import find_reason
from pipelines.notices.reference import NoticeReference

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
    words, published_on = body.text, body.published_on or published_on
    title = _title_of(words)
    read = find_products(title, words, reference)
    number = own_number(words)
    issued = issue_day(words, number, published_on)
    issued_on = issued.value if issued else None
    kind = judge_kind(title, words)
    numbers = [product.registration_number for product in read.products if product.registration_number]
    group = judge_group(title, words, numbers)
    level = read_level(title, words)
    reason = find_reason(words, reference)
    stated_due = due_in_notice(words, issued_on)
    evidence = [
        *(
            [
                Evidence(
                    "document_number",
                    number.number,
                    number.number,
                    number.start,
                    number.end,
                    min(1.0, 0.5 + number.score / 10),
                )
            ]
            if number
            else []
        ),
        *(
            [
                Evidence(
                    "issued_on",
                    issued.value.isoformat(),
                    words[issued.start : issued.end],
                    issued.start,
                    issued.end,
                    issued.confidence,
                )
            ]
            if issued
            else []
        ),
        Evidence("kind", kind.value, words[kind.start : kind.end], kind.start, kind.end, kind.confidence),
        Evidence(
            "product_group", group.value, words[group.start : group.end], group.start, group.end, group.confidence
        ),
        *(
            [Evidence("level", level.value, words[level.start : level.end], level.start, level.end, level.confidence)]
            if level
            else []
        ),
        *([Evidence("reason", reason.text, reason.text, reason.start, reason.end, 0.8)] if reason else []),
        *(
            [
                Evidence(
                    "due_in_notice",
                    stated_due.value.isoformat(),
                    words[stated_due.start : stated_due.end],
                    stated_due.start,
                    stated_due.end,
                    0.7,
                )
            ]
            if stated_due
            else []
        ),
        *read.evidence,
    ]
    level_number = int(level.value) if level else None
    return ParsedNotice(
        title=title or None,
        document_number=number.number if number else None,
        issued_on=issued_on,
        published_on=published_on,
        kind=kind.value,
        product_group=group.value,
        level=level_number,
        authority=authority_of(words, number, reference),
        reason=reason.text if reason else None,
        reason_code=reason.code if reason else None,
        due_by_law=due_by_law(
            kind=kind.value, product_group=group.value, level=level_number, issued_on=issued_on, reference=reference
        ),
        due_in_notice=stated_due.value if stated_due else None,
        completeness=completeness_of(words, read.products, level_number, reference),
        source_url=body.source_url,
        products=read.products,
        evidence=tuple(evidence),
    )


def _title_of(words: str) -> str:
    """The first line, or the subject of a letter whose first line is the heading of its agency."""
    first = words.split("\n", 1)[0]
    subject = _SUBJECT.search(words, 0, 1500) if first.isupper() or _LETTER_HEAD.match(first) else None
    return subject[1] if subject else first
