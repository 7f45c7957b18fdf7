"""What every visit to a source brought: bytes in the archive, lines in the source's journal beside it.

Belongs here: keeping answers by hash before anybody parses them, appending to and reading `archive/sources/*.jsonl`,
what is known of a source from it. Does not: asking sources, or the warehouse (`taking_in`).

A journal holds lines of three kinds: `answer` (an address answered something new or something unusable), `document`
(a file that is one) and `visit` (how one visit ended). It is only ever appended to.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines.inbox import archived_path
from pipelines.notices.sources.client import Validators
from pipelines.settings import Settings

ROLES = ("article", "attachment", "list_title", "file", "mail")


@dataclass(frozen=True)
class Problem:
    """Something that a visit found wrong: id of its rule, what was seen, where."""

    rule: str
    value: str
    place: str = ""


@dataclass(frozen=True)
class Document:
    """A file that a source gave and that holds, or may hold, a notice.

    Attributes:
        item_url: address of the line of the list it belongs to; its own where there is no list.
        role: one of `ROLES`; `list_title` is the line itself, kept while its document cannot be had.
        stamp: tells one state of a file in a folder from another.
        attachments: addresses of further files that its page names.
    """

    at: datetime
    file_sha256: str
    file_name: str
    url: str
    item_url: str
    role: str
    title: str | None
    published_on: date | None
    size_bytes: int
    sender: str | None = None
    stamp: str | None = None
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Visit:
    """How one visit ended.

    Attributes:
        state: ok, changed (the pages are not what the selectors expect) or failed (the list could not be had).
        listed: documents that the list named.
        per_page: lines on its first page.
        items_hash: tells one list from another.
        waiting: titles of listed documents that could not be had yet.
    """

    at: datetime
    state: str
    listed: int = 0
    per_page: int = 0
    items_hash: str = ""
    has_changed: bool = False
    newest_title: str | None = None
    newest_url: str | None = None
    newest_on: date | None = None
    newest_number: str | None = None
    waiting: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass
class Journal:
    """What is known of one source."""

    path: Path
    source_id: str
    documents: dict[str, Document] = field(default_factory=dict)
    """The latest by address and role (`key_of`)."""
    pages: dict[str, tuple[Validators, str]] = field(default_factory=dict)
    """Of an address: what its last usable answer said of itself, and its hash."""
    visits: list[Visit] = field(default_factory=list)

    def note(self, line: Document | Visit) -> None:
        """Append one line, durably, and know it."""
        kind = "document" if isinstance(line, Document) else "visit"
        self._append({"kind": kind, **asdict(line)})
        self._know(line)

    def note_answer(
        self, url: str, *, at: datetime, sha256: str | None, headers: Mapping[str, str], problem: Problem | None
    ) -> None:
        """Append what an address answered; the same bytes as last time are no news."""
        if problem is None and sha256 is not None:
            known = self.pages.get(url)
            validators = Validators(headers.get("etag"), headers.get("last-modified"))
            if known == (validators, sha256):
                return
            self.pages[url] = (validators, sha256)
        self._append(
            {
                "kind": "answer",
                "at": at,
                "url": url,
                "file_sha256": sha256,
                "etag": headers.get("etag"),
                "last_modified": headers.get("last-modified"),
                "problem": asdict(problem) if problem else None,
            }
        )

    def _know(self, line: Document | Visit) -> None:
        if isinstance(line, Document):
            self.documents[key_of(line.url, line.role)] = line
        else:
            self.visits.append(line)

    def _append(self, line: Mapping[str, Any]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(line, ensure_ascii=False, default=_as_text)
        with self.path.open("ab+") as journal:
            if journal.tell() > 0:
                journal.seek(-1, os.SEEK_END)
                # A kill may have left half a line: it stays, and this one begins its own.
                text = text if journal.read(1) == b"\n" else "\n" + text
            journal.write(text.encode() + b"\n")
            journal.flush()
            os.fsync(journal.fileno())


def key_of(url: str, role: str) -> str:
    """What tells documents of one source apart."""
    return f"{'list_title' if role == 'list_title' else 'document'} {url}"


def open_journal(settings: Settings, source_id: str) -> Journal:
    """What earlier visits left."""
    journal = Journal(_folder(settings) / f"{source_id}.jsonl", source_id)
    for line in _lines(journal.path):
        if line["kind"] == "answer":
            if line["problem"] is None and line["file_sha256"]:
                validators = Validators(line["etag"], line["last_modified"])
                journal.pages[line["url"]] = (validators, line["file_sha256"])
        else:
            journal._know(_document(line) if line["kind"] == "document" else _visit(line))
    return journal


def every_document(settings: Settings) -> Iterator[tuple[str, Document]]:
    """Every document that any source ever gave, with the id of the source, oldest first of each."""
    for path in sorted(_folder(settings).glob("*.jsonl")):
        for line in _lines(path):
            if line["kind"] == "document":
                yield path.stem, _document(line)


def every_visit(settings: Settings) -> Iterator[tuple[str, Visit]]:
    """Every visit to any source, with the id of the source, oldest first of each."""
    for path in sorted(_folder(settings).glob("*.jsonl")):
        for line in _lines(path):
            if line["kind"] == "visit":
                yield path.stem, _visit(line)


def keep_bytes(
    settings: Settings, content: bytes, *, source_id: str, url: str, at: datetime, headers: Mapping[str, str]
) -> str:
    """Put an answer into the archive under its hash, with a note of where and when it came from; returns the hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = archived_path(settings, sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        _write(target, content)
    sidecar = target.with_suffix(".json")
    said: dict[str, Any] = {"file_sha256": sha256, "arrivals": []}
    if sidecar.exists():
        said = json.loads(sidecar.read_text("utf-8"))
    answers = said.setdefault("answers", [])
    if all((known["source_id"], known["url"]) != (source_id, url) for known in answers):
        answers.append({"source_id": source_id, "url": url, "at": at.isoformat(), "headers": dict(headers)})
        _write(sidecar, json.dumps(said, ensure_ascii=False).encode())
    return sha256


def _write(target: Path, content: bytes) -> None:
    partial = target.with_name(f"{target.name}.partial-{os.getpid()}")
    with partial.open("wb") as kept:
        kept.write(content)
        kept.flush()
        os.fsync(kept.fileno())
    partial.replace(target)


def _folder(settings: Settings) -> Path:
    return settings.archive / "sources"


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.is_file():
        return
    for text in path.read_bytes().split(b"\n"):
        try:
            line = json.loads(text) if text else None
        except ValueError:
            continue  # half a line of a killed process; what it was about is asked again
        if isinstance(line, dict):
            yield line


def _document(line: Mapping[str, Any]) -> Document:
    fields = {key: value for key, value in line.items() if key != "kind"}
    fields |= {"at": datetime.fromisoformat(fields["at"]), "published_on": _day(fields["published_on"])}
    return Document(**{**fields, "attachments": tuple(fields["attachments"])})


def _visit(line: Mapping[str, Any]) -> Visit:
    fields = {key: value for key, value in line.items() if key != "kind"}
    fields |= {"at": datetime.fromisoformat(fields["at"]), "newest_on": _day(fields["newest_on"])}
    fields |= {"waiting": tuple(fields["waiting"]), "problems": tuple(Problem(**p) for p in fields["problems"])}
    return Visit(**fields)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
