"""Parts of a document that are no words of the notice: page numbers, running heads, the list of addressees.

Belongs here: taking them out of lines (the raw text keeps them). Does not: mending words (`cleaning`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_PAGE_NUMBER = re.compile(r"\s*[-–—]?\s*(?:trang\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?\s*[-–—]?\s*", re.IGNORECASE)
_OF_A_BROWSER = re.compile(
    r"\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M| SA| CH)?|(?:https?|file)://\S+", re.IGNORECASE
)
"""What a browser prints at the edges of a page."""
_ADDRESSEES = re.compile(r"\s*N[ơo]i\s+nhận\s*:?\s*", re.IGNORECASE)
_ADDRESSEE = re.compile(r"\s*[-–—+•*]\s*\S")
_FILED = re.compile(r"\s*[-–—+•*]?\s*Lưu\s*:", re.IGNORECASE)
_MOST_ADDRESSEES = 45
_LONGEST_RUNNING = 160


def without_page_furniture(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Drop page numbers, what a browser prints at the edges, and running heads.

    A running head stands first or last on most of three or more pages and says the same, but for a number that counts
    the pages; a list whose lines only look alike is none.
    """
    bare = [_without_number(list(page)) for page in pages]
    running = _running([_same(page[0], number) for number, page in enumerate(bare) if page])
    running |= _running([_same(page[-1], number) for number, page in enumerate(bare) if page])
    return [
        [line for at, line in enumerate(page) if at not in {0, len(page) - 1} or _same(line, number) not in running]
        for number, page in enumerate(bare)
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
        while len(page) > 1 and (_PAGE_NUMBER.fullmatch(page[at]) or _OF_A_BROWSER.fullmatch(page[at].strip())):
            del page[at]
    return page


def _running(edges: Sequence[tuple[str, int]]) -> set[tuple[str, int]]:
    counted = Counter(edge for edge in edges if len(edge[0]) <= _LONGEST_RUNNING)
    return {edge for edge, times in counted.items() if times >= 3 and times * 2 > len(edges)}


def _same(line: str, page: int) -> tuple[str, int]:
    """What is equal in a running head from page to page: its words, and how far its number is from the page's."""
    words = " ".join(line.split()).casefold()
    numbered = re.fullmatch(r"(.*\D)(\d{1,3})(?:\s?/\s?\d{1,3})?", words)
    return (numbered[1], int(numbered[2]) - page) if numbered else (words, 0)
