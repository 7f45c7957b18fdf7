"""What a reader is looking at, as an address: every filter and drill level, and links that change some of them.

Belongs here: reading and writing the query string. Does not: the controls that change it (`filters`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

PAGES: Mapping[str, str] = {
    "overview": "",
    "compliance": "bao-cao",
    "trends": "xu-huong",
    "risk": "nguy-co",
    "recalls": "thu-hoi",
    "quality": "chat-luong",
    "waiting": "cho-nhan-dang",
}
"""Page -> last part of its address; the first page has none."""

_LOCAL = (
    "form",
    "group",
    "status",
    "reporter",
    "submission",
    "cell",
    "notice",
    "find",
    "kind",
    "level",
    "severity",
    "rule",
    "sheet_no",
)


@dataclass(frozen=True)
class View:
    """Everything that decides what is on screen; each field is one parameter of the address."""

    province: str | None = None
    ward: str | None = None
    period: str | None = None
    category: str | None = None
    form: str | None = None
    group: str | None = None
    """Type of reporter or of unit: ward, commune, special_zone, agency."""
    status: str | None = None
    reporter: str | None = None
    submission: str | None = None
    cell: str | None = None
    """The place of the file that a link asked for, as `found.place_of` writes it."""
    notice: str | None = None
    find: str | None = None
    """What the look-up of recalled products was asked."""
    kind: str | None = None
    level: str | None = None
    severity: str | None = None
    rule: str | None = None
    sheet_no: str | None = None
    """Which part of a long list, from 1."""
    lang: str | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> View:
        """Read an address; parameters that mean nothing here are left alone."""
        return cls(**{f.name: query[f.name] for f in fields(cls) if query.get(f.name)})

    def query(self) -> dict[str, str]:
        """The parameters of the address, unset ones left out."""
        return {name: value for name, value in asdict(self).items() if value}

    def but(self, **changes: Any) -> View:
        """The same view with some parameters changed; None unsets."""
        return replace(self, **changes)

    def shared(self) -> View:
        """The part that every page understands: places, period, category, language."""
        return self.but(**dict.fromkeys(_LOCAL))

    @property
    def language(self) -> str:
        """Vietnamese unless English was asked for."""
        return "en" if self.lang == "en" else "vi"

    @property
    def part(self) -> int:
        """Which part of a long list, from 1; nonsense counts as 1."""
        return max(1, int(self.sheet_no)) if self.sheet_no and self.sheet_no.isdecimal() else 1


def link(page: str, view: View) -> str:
    """The address of a page in a view, relative to any other page."""
    query = urlencode(view.query())
    return f"./{PAGES[page]}" + (f"?{query}" if query else "")


def read_link(address: str) -> tuple[str, dict[str, str]]:
    """An address as (page, parameters); an unknown page is the first one."""
    parts = urlsplit(address)
    last = parts.path.rstrip("/").rsplit("/", 1)[-1]
    page = next((name for name, path in PAGES.items() if path and path == last), "overview")
    return page, View.from_query(dict(parse_qsl(parts.query))).query()
