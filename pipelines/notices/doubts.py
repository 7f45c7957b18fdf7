"""What a reader of files doubted, carried over to the numbers that were read: a person looks at them.

Belongs here: lowering confidence by what the reading of the file said. Does not: finding such numbers (`cell_lines`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from pipelines.notices.counting import DOUBT
from pipelines.notices.model import ParsedNotice


def doubt_numbers(parsed: ParsedNotice, doubted: Iterable[str]) -> ParsedNotice:
    """The notice, with less confidence in numbers and days that stand in its text as a doubted one does."""
    keys = {key for number in doubted if (key := _key(number))}
    if not keys:
        return parsed
    evidence = tuple(
        replace(said, confidence=min(said.confidence, DOUBT))
        if said.product_no is not None and keys & {_key(said.value or ""), _key(said.raw)}
        else said
        for said in parsed.evidence
    )
    return replace(parsed, evidence=evidence)


def _key(number: str) -> str:
    return re.sub(r"[\W_]", "", number).casefold()
