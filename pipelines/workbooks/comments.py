"""Comments that people hang on cells, and text boxes: what the XML of an .xlsx says of them, and which are ours.

Belongs here: finding those of every sheet, leaving out what an earlier answer of ours said. Does not: what a
comment means (`asides`), writing comments (`annotating.notes`), or other formats (`biff`, `opendocument`).
"""

from __future__ import annotations

import html
import posixpath
import re

from pipelines.workbooks.safety import Container
from pipelines.workbooks.sheets import address

AUTHOR = "health389"
"""Author of the comments of our answers."""

_TARGET = re.compile(
    rb"<(?:\w+:)?Relationship\b[^>]*?\bTarget=[\"']([^\"']*(?:omment[^\"'/]*|drawings/drawing\d+)\.xml)[\"']"
)
_AUTHORS = re.compile(rb"<(?:\w+:)?author(?:\s[^>]*)?(?:/>|>([^<]*)<)")
_COMMENT = re.compile(rb"<(?:\w+:)?comment\b([^>]*)>(.*?)</(?:\w+:)?comment>", re.DOTALL)
_CELL = re.compile(rb"\bref=[\"']([A-Z]{1,3}[0-9]{1,7})[\"']")
_AUTHOR_ID = re.compile(rb"\bauthorId=[\"']([0-9]{1,6})[\"']")
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)<")
_ANCHOR = re.compile(rb"<(?:\w+:)?(?:two|one)CellAnchor\b.*?</(?:\w+:)?(?:two|one)CellAnchor>", re.DOTALL)
_FROM = re.compile(rb"<(?:\w+:)?col>(\d{1,5})</.*?<(?:\w+:)?row>(\d{1,7})</", re.DOTALL)
_MOST = 1000
"""Comments read of one sheet."""


def has_comments(container: Container) -> bool:
    """Whether an .xlsx has a part that holds comments or drawings; most have none."""
    return any("omment" in part or "drawings/drawing" in part for part in container.parts)


def comments_of(container: Container, sheet_part: str) -> tuple[tuple[str, str], ...]:
    """Return (cell, text) of the comments and text boxes of the sheet in a part, without ours."""
    folder, _, name = sheet_part.rpartition("/")
    found: list[tuple[str, str]] = []
    for target in _TARGET.findall(container.unpack(f"{folder}/_rels/{name}.rels")):
        text = target.decode("utf-8", "replace")
        part = text.lstrip("/") if text.startswith("/") else posixpath.normpath(posixpath.join(folder, text))
        # A threaded conversation stands in the plain comments, too, for programs that do not know it.
        if "hreaded" not in part:
            found += (_read_boxes if "drawings/" in part else _read)(container.unpack(part))
    return tuple(found[:_MOST])


def _read(xml: bytes) -> list[tuple[str, str]]:
    authors = _AUTHORS.findall(xml)
    found = []
    for attributes, content in _COMMENT.findall(xml):
        cell, author = _CELL.search(attributes), _AUTHOR_ID.search(attributes)
        number = int(author[1]) if author else -1
        name = authors[number].decode("utf-8", "replace") if 0 <= number < len(authors) else ""
        words = html.unescape(b"".join(_TEXT.findall(content)).decode("utf-8", "replace"))
        if cell and (text := own_words(words, name)):
            found.append((cell[1].decode(), text))
    return found


def _read_boxes(xml: bytes) -> list[tuple[str, str]]:
    """Read the text boxes of a drawing, each at the cell under its upper left corner."""
    found = []
    for anchor in _ANCHOR.findall(xml):
        words = html.unescape(b"".join(_TEXT.findall(anchor)).decode("utf-8", "replace")).strip()
        if words and (corner := _FROM.search(anchor)):
            found.append((address(int(corner[2]) + 1, int(corner[1])), words))
    return found


def own_words(text: str, author: str) -> str:
    """Return what the sender wrote in a comment: nothing of one that is ours, nothing that we added to another's."""
    return "" if author == AUTHOR else text.split(f"\n\n{AUTHOR}:", 1)[0].strip()
