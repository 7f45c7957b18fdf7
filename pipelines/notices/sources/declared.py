"""What a source is: addresses, selectors and limits, as data with an overlay of the operator.

Belongs here: `Source`, reading and checking `sources.toml`. Does not: asking any source.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from pipelines.errors import ReferenceDataError
from pipelines.notices.sources.addresses import LOCAL, is_allowed
from pipelines.settings import Settings

FILE = "sources.toml"
KINDS = ("pages", "folder", "mailbox")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


@dataclass(frozen=True)
class Source:
    """One source of notices; the fields are the keys of `sources.toml`."""

    source_id: str
    kind: str
    name_vi: str
    name_en: str
    source: str
    enabled: bool = False
    pause_seconds: float = 2.0
    request_seconds: float = 60.0
    visit_seconds: float = 240.0
    max_bytes: int = 20 * 1024 * 1024
    max_pages: int = 10
    max_items: int = 400
    retries: int = 3
    stale_after_hours: int = 24
    user_agent: str = "health389"
    # pages
    hosts: tuple[str, ...] = ()
    url: str = ""
    paging: str = ""
    item: str = ""
    link: str = ""
    title: str = ""
    date: str = ""
    is_dated: bool = True
    wanted: str = ""
    content: str = ""
    attachments: str = ""
    ending: str = ""
    proxy: str = ""
    # folder, mailbox
    path: str = ""
    host: str = ""
    port: int = 993
    user: str = ""
    password_variable: str = ""
    folder: str = "INBOX"
    is_plain: bool = False


def load_sources(settings: Settings) -> dict[str, Source]:
    """Every declared source by its id, enabled or not.

    Raises:
        ReferenceDataError: a file cannot be read, or an enabled source lacks what its kind needs.
    """
    tables: dict[str, dict[str, Any]] = {}
    for path in (settings.shipped_reference / FILE, settings.reference / FILE):
        for name, entry in _tables(path).items():
            tables[name] = tables.get(name, {}) | entry
    defaults = tables.pop("defaults", {})
    sources = {name: _source(name, defaults | entry) for name, entry in tables.items()}
    for source in sources.values():
        if source.enabled:
            _demand_usable(source)
    return sources


def enabled_sources(settings: Settings) -> list[Source]:
    """The sources that this installation asks, in order of their ids."""
    return [source for _, source in sorted(load_sources(settings).items()) if source.enabled]


def _tables(path: Path) -> Mapping[str, dict[str, Any]]:
    if not path.is_file():
        return {}
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ReferenceDataError(f"{path}: the sources cannot be read ({error}). Mend the line it names.") from error
    for name, entry in data.items():
        if not isinstance(entry, dict) or not _NAME.fullmatch(name):
            raise ReferenceDataError(f"{path}: {name!r} is no source. Write [name] in small letters, keys below it.")
    return data


def _source(name: str, entry: Mapping[str, Any]) -> Source:
    known = {field.name: field for field in fields(Source)}
    for key, value in entry.items():
        if key not in known or key == "source_id":
            raise ReferenceDataError(f"{FILE}, [{name}]: unknown key {key!r}. Known: {', '.join(sorted(known))}.")
        if not isinstance(value, _accepted(str(known[key].type))):
            raise ReferenceDataError(f"{FILE}, [{name}]: {key} = {value!r} is of the wrong type.")
    missing = [key for key in ("kind", "name_vi", "name_en", "source") if not entry.get(key)]
    if missing or entry["kind"] not in KINDS:
        raise ReferenceDataError(f"{FILE}, [{name}]: needs kind (one of {', '.join(KINDS)}), name_vi, name_en, source.")
    source = Source(source_id=name, **entry)
    return replace(source, hosts=tuple(host.lower() for host in source.hosts))


def _accepted(type_name: str) -> tuple[type, ...]:
    by_name: Mapping[str, tuple[type, ...]] = {"str": (str,), "bool": (bool,), "int": (int,), "float": (int, float)}
    return by_name.get(type_name, (list,))


def _demand_usable(source: Source) -> None:
    needs = {"pages": ("url", "item", "content"), "folder": ("path",), "mailbox": ("host", "user")}[source.kind]
    missing = [key for key in needs if not getattr(source, key)]
    if missing:
        raise ReferenceDataError(f"{FILE}, [{source.source_id}]: is enabled but lacks {', '.join(missing)}.")
    try:
        re.compile(source.wanted)
    except re.error as error:
        raise ReferenceDataError(f"{FILE}, [{source.source_id}]: wanted cannot be compiled ({error}).") from error
    if source.kind == "mailbox" and source.is_plain and source.host not in LOCAL:
        raise ReferenceDataError(f"{FILE}, [{source.source_id}]: is_plain is for this machine only; use TLS.")
    if source.kind == "pages":
        for url in (source.url, source.paging):
            if url and not is_allowed(source.hosts, url):
                raise ReferenceDataError(
                    f"{FILE}, [{source.source_id}]: {url} is not on one of its hosts ({', '.join(source.hosts)}) "
                    "by https. Add the host, or mend the address."
                )
