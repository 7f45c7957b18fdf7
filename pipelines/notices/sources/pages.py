"""What a list of documents and a document's page say, by the selectors of their source.

Belongs here: markup to items and links, and noticing that a page is no longer what the selectors expect. Does not:
asking for pages, or the words of a notice (`pipelines.notices.reading`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipelines.notices.dates import read_date
from pipelines.notices.sources.addresses import is_allowed, joined
from pipelines.notices.sources.client import Unanswered
from pipelines.notices.sources.declared import Source

_DAY = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}")
_KINDS = ((b"%PDF-", ".pdf"), (b"PK\x03\x04", ".docx"), (b"\xd0\xcf\x11\xe0", ".doc"))


@dataclass(frozen=True)
class Item:
    """One line of a list: a document that the source says it has."""

    url: str
    title: str
    published_on: date | None


@dataclass(frozen=True)
class Listing:
    """One page of a list.

    Attributes:
        items: those wanted, in the order of the page.
        seen: lines that the selector found, wanted or not.
        broken: lines without an address on a configured host, a title or (where the source has dates) a date.
    """

    items: tuple[Item, ...]
    seen: int
    broken: int


def read_listing(source: Source, url: str, body: bytes) -> Listing:
    """The items of one page of a list.

    Raises:
        Unanswered: the page was cut off, is no page, or holds nothing that the selector knows.
    """
    tree = _tree(source, url, body)
    try:
        nodes = tree.css(source.item)
        lines = [_item(source, url, node) for node in nodes]
    except ValueError as error:
        raise Unanswered("source_changed", f"{url}: {error}", body=body) from error
    if not lines:
        raise Unanswered("source_changed", f"{url}: 0 dòng khớp “{source.item}”", body=body)
    whole = [line for line in lines if line.url and line.title and (line.published_on or not source.is_dated)]
    usable = [line for line in lines if line.url and line.title]
    wanted = re.compile(source.wanted, re.IGNORECASE)
    items = {line.url: line for line in reversed(usable) if wanted.search(line.title)}
    return Listing(tuple(reversed(items.values())), len(lines), len(lines) - len(whole))


def links_to_files(source: Source, url: str, body: bytes) -> tuple[str, ...]:
    """Addresses of the files attached to a document's page; those on other hosts are left out.

    Raises:
        Unanswered: the page was cut off, or lacks the part that holds its words.
    """
    tree = _tree(source, url, body)
    content = next((node for node in tree.css(source.content) if node.text(strip=True)), None)
    if content is None:
        raise Unanswered("source_changed", f"{url}: không có phần “{source.content}”", body=body)
    if not source.attachments:
        return ()
    css, attribute = _split(source.attachments)
    links = (joined(url, node.attributes.get(attribute or "href") or "") for node in tree.css(css))
    return tuple(dict.fromkeys(link for link in links if link and is_allowed(source.hosts, link)))


def kind_of_file(url: str, body: bytes) -> str:
    """The ending of a file by its first bytes.

    Raises:
        Unanswered: it is none of the kinds that hold documents, or was cut off.
    """
    suffix = next((suffix for mark, suffix in _KINDS if body.startswith(mark)), "")
    if not suffix:
        raise Unanswered("source_garbage", f"{url}: {body[:16]!r}", body=body)
    if suffix == ".pdf" and b"%%EOF" not in body[-2048:]:
        raise Unanswered("source_cut_off", f"{url}: {len(body)} byte", body=body)
    return suffix


def _tree(source: Source, url: str, body: bytes) -> LexborHTMLParser:
    if b"<" not in body[:4096] or b"\x00" in body[:4096]:
        raise Unanswered("source_garbage", f"{url}: không phải trang web", body=body)
    if source.ending and source.ending.encode() not in body[-4096:].lower():
        raise Unanswered("source_cut_off", f"{url}: {len(body)} byte, không có {source.ending}", body=body)
    return LexborHTMLParser(body)


def _item(source: Source, url: str, node: LexborNode) -> Item:
    link = joined(url, _taken(node, source.link))
    title = _taken(node, source.title) or " ".join(node.text().split())
    printed = _DAY.search(_taken(node, source.date)) if source.is_dated else None
    read = read_date(printed[0], month_end=False) if printed else None
    day = read.value if read and read.precision == "day" else None
    return Item(link if is_allowed(source.hosts, link) else "", title, day)


def _taken(node: LexborNode, selector: str) -> str:
    """The attribute or the words that a selector names inside of an item."""
    css, attribute = _split(selector)
    found = node.css_first(css) if css else node
    if found is None:
        return ""
    taken = found.attributes.get(attribute) if attribute else found.text(separator=" ")
    return " ".join((taken or "").split())


def _split(selector: str) -> tuple[str, str]:
    css, _, attribute = selector.rpartition("@") if "@" in selector else (selector, "", "")
    return css, attribute
