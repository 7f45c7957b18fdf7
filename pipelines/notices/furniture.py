"""Parts of a document that are no words of the notice: page numbers, running heads, the list of addressees.

Belongs here: taking them out of lines (the raw text keeps them). Does not: mending words (`cleaning`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_PAGE_NUMBER = re.compile(r"\s*[-–—]?\s*(?:trang\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?\s*[-–—]?\s*", re.IGNORECASE)
_ADDRESSEES = re.compile(r"\s*N[ơo]i\s+nhận\s*:?\s*", re.IGNORECASE)
_ADDRESSEE = re.compile(r"\s*[-–—+•*]\s*\S")
_FILED = re.compile(r"\s*[-–—+•*]?\s*Lưu\s*:", re.IGNORECASE)
_MOST_ADDRESSEES = 45
_LONGEST_RUNNING = 160


def without_page_furniture(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Drop page numbers, and lines that stand first or last on most of three or more pages."""
    bare = [_without_number(list(page)) for page in pages]
    running = _running(page[0] for page in bare if page) | _running(page[-1] for page in bare if page)
    return [
        [line for at, line in enumerate(page) if at not in {0, len(page) - 1} or _same(line) not in running]
        for page in bare
    ]


def without_addressees(text: str) -> str:
    """Drop the list under "Nơi nhận:", which names agencies and firms that the notice is not about."""
    kept: list[str] = []
    left = 0
    for line in text.split("\n"):
        if _ADDRESSEES.fullmatch(line):
            left = _MOST_ADDRESSEES
        elif left and (_ADDRESSEE.match(line) or _FILED.match(line)):
            left = 0 if _FILED.match(line) else left - 1
        else:
            left = 0
            kept.append(line)
    return "\n".join(kept)


def _without_number(page: list[str]) -> list[str]:
    for at in (0, -1):
        if len(page) > 1 and _PAGE_NUMBER.fullmatch(page[at]):
            del page[at]
    return page


def _running(lines: Iterable[str]) -> set[str]:
    counted = Counter(_same(line) for line in lines if len(line) <= _LONGEST_RUNNING)
    pages = sum(counted.values())
    return {line for line, times in counted.items() if times >= 3 and times * 2 > pages}


def _same(line: str) -> str:
    """What is equal in a running head from page to page: everything but its number."""
    return re.sub(r"\d+", "#", " ".join(line.split())).casefold()
