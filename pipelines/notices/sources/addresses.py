"""Addresses of pages: which may be asked, what a link on a page leads to, what a file from it is called.

Belongs here: addresses as text. Does not: asking them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import unquote, urljoin, urlsplit

LOCAL = ("127.0.0.1", "::1", "localhost")
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.\-]*://|//", re.IGNORECASE)
_NO_PAGE = re.compile(r"\s*(?:javascript|mailto|tel|data|blob):", re.IGNORECASE)
_LONGEST_NAME = 110


def is_allowed(hosts: Collection[str], url: str) -> bool:
    """Whether an address may be asked: on a configured host, by https unless the host is this machine.

    A host is configured with a port or, for the usual one of https, without.
    """
    try:
        parts = urlsplit(url)
        where, port = parts.netloc.lower(), parts.port
    except ValueError:
        return False
    if "@" in where or parts.hostname is None:
        return False
    if where not in hosts and not (parts.hostname in hosts and port in {None, 443}):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL)


def joined(base: str, link: str) -> str:
    """Where a link on a page leads; empty when it leads to no page.

    Addresses of DAV's articles hold `:` and `;`: what stands before the colon is no scheme unless `//` follows.
    """
    link = link.strip()
    if not link or link.startswith("#") or _NO_PAGE.match(link):
        return ""
    if not _ABSOLUTE.match(link) and not link.startswith(("/", "?", ".")):
        link = f"./{link}"
    try:
        return urljoin(base, link).split("#", 1)[0]
    except ValueError:
        return ""


def file_name_of(url: str, suffix: str) -> str:
    """A name for what an address gave, safe in any folder, ending in `suffix`."""
    last = unquote(urlsplit(url).path).rstrip("/").rsplit("/", 1)[-1]
    stem = re.sub(r"\.(?:html?|aspx?|php|pdf|docx?|eml|txt)$", "", last, flags=re.IGNORECASE)
    safe = re.sub(r"[^\w.\-]+", "-", stem).strip("-.")
    return (safe[:_LONGEST_NAME] or "trang") + suffix
