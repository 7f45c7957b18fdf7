"""One visit to a folder or a mailbox: what is new there goes into the archive; nothing there is ever changed.

Belongs here: listing and copying. Does not: web sites (`visiting`), or opening what was copied.
"""

from __future__ import annotations

import hashlib
import imaplib
import os
import re
import ssl
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.notices.carrying import ARCHIVE
from pipelines.notices.reading import KINDS
from pipelines.notices.sources.addresses import file_name_of
from pipelines.notices.sources.declared import Source
from pipelines.notices.sources.journal import Document, Journal, Problem, Visit, keep_bytes, key_of
from pipelines.settings import Settings

_SUFFIXES = KINDS | {ARCHIVE, ".doc"}
_SENDER = re.compile(rb"^From:[^\r\n]*?<?([\w.+\-]+@[\w.\-]+)", re.IGNORECASE | re.MULTILINE)


def visit_folder(source: Source, journal: Journal, settings: Settings, *, at: datetime) -> Visit:
    """Copy files that are new or changed; files of other kinds are left where they are."""
    root = Path(source.path)
    if not root.is_dir():
        return _ended(journal, at, (), problems=(Problem("source_down", source.path, source.path),))
    names, waiting, new = [], [], 0
    for path in _files(root):
        address = path.as_uri()
        status = path.stat()
        names.append(path.name)
        known = journal.documents.get(key_of(address, "file"))
        stamp = f"{status.st_size}-{status.st_mtime_ns}"
        if known is not None and known.stamp == stamp:
            continue
        if status.st_size > source.max_bytes:
            waiting.append(path.name)
            continue
        document = _document(settings, source, path.read_bytes(), url=address, name=path.name, at=at)
        journal.note(replace(document, stamp=stamp))
        new += 1
        if new >= source.max_items:
            break
    problems = tuple(Problem("source_too_large", name, source.path) for name in waiting[:1])
    return _ended(journal, at, names, waiting=tuple(waiting), new=new, problems=problems)


def visit_mailbox(
    source: Source, journal: Journal, settings: Settings, environment: Mapping[str, str], *, at: datetime
) -> Visit:
    """Copy every message that was not copied before; the mailbox is opened for reading only."""
    password = environment.get(source.password_variable, "")
    try:
        with _logged_in(source, password) as mailbox:
            return _copy_messages(mailbox, source, journal, settings, at)
    except (imaplib.IMAP4.error, OSError, EOFError) as error:
        detail = f"{source.host}: {type(error).__name__} {str(error)[:120]}".replace(password or "\0", "…")
        return _ended(journal, at, (), problems=(Problem("source_down", detail, source.host),))


def _logged_in(source: Source, password: str) -> imaplib.IMAP4:
    if source.is_plain:
        mailbox = imaplib.IMAP4(source.host, source.port, timeout=source.request_seconds)
    else:
        context = ssl.create_default_context()
        mailbox = imaplib.IMAP4_SSL(source.host, source.port, ssl_context=context, timeout=source.request_seconds)
    try:
        mailbox.login(source.user, password)
    except BaseException:
        mailbox.shutdown()
        raise
    return mailbox


def _copy_messages(mailbox: imaplib.IMAP4, source: Source, journal: Journal, settings: Settings, at: datetime) -> Visit:
    _demand(mailbox.select(f'"{source.folder}"', readonly=True))
    validity = mailbox.response("UIDVALIDITY")[1]
    box = f"imap://{source.user}@{source.host}/{source.folder};{(validity[0] or b'0').decode()}"
    numbers = _demand(mailbox.uid("SEARCH", "ALL"))[0].split()
    waiting, new = [], 0
    for number in numbers:
        address = f"{box}/{number.decode()}"
        if key_of(address, "mail") in journal.documents:
            continue
        if new >= source.max_items:
            break
        size = _size(_demand(mailbox.uid("FETCH", number.decode(), "(RFC822.SIZE)")))
        if size > source.max_bytes:
            waiting.append(f"UID {number.decode()}")
            continue
        found = _demand(mailbox.uid("FETCH", number.decode(), "(BODY.PEEK[])"))
        content = next((part[1] for part in found if isinstance(part, tuple)), None)
        if content:
            name = f"thu-{number.decode()}.eml"
            document = _document(settings, source, content, url=address, name=name, at=at)
            sender = _SENDER.search(content[:20_000])
            stated = sender[1].decode("ascii", "replace") if sender else None
            journal.note(replace(document, role="mail", sender=stated))
            new += 1
    problems = tuple(Problem("source_too_large", name, box) for name in waiting[:1])
    names = [number.decode() for number in numbers]
    return _ended(journal, at, names, waiting=tuple(waiting), new=new, problems=problems)


def _demand(answer: tuple[str, Sequence[Any]]) -> Sequence[Any]:
    state, data = answer
    if state != "OK":
        message = str(data[:1])
        raise imaplib.IMAP4.error(message)
    return data


def _size(data: Sequence[Any]) -> int:
    found = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(part for part in data if isinstance(part, bytes)))
    return int(found[1]) if found else 0


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            is_wanted = path.suffix.lower() in _SUFFIXES and not name.startswith((".", "~$"))
            if is_wanted and path.is_file() and not path.is_symlink():
                yield path


def _document(settings: Settings, source: Source, content: bytes, *, url: str, name: str, at: datetime) -> Document:
    """Keep the bytes of one file or message, and describe it."""
    return Document(
        at=at,
        file_sha256=keep_bytes(settings, content, source_id=source.source_id, url=url, at=at, headers={}),
        file_name=file_name_of(name, Path(name).suffix.lower()),
        url=url,
        item_url=url,
        role="file",
        title=None,
        published_on=None,
        size_bytes=len(content),
    )


def _ended(
    journal: Journal, at: datetime, names: list[str] | tuple[str, ...], *, waiting: tuple[str, ...] = (), new: int = 0,
    problems: tuple[Problem, ...] = (),
) -> Visit:  # fmt: skip
    is_down = any(problem.rule == "source_down" for problem in problems)
    visit = Visit(
        at=at,
        state="failed" if is_down else "ok",
        listed=len(names),
        items_hash="" if is_down else hashlib.sha256("\n".join(names).encode()).hexdigest()[:16],
        has_changed=new > 0,
        waiting=waiting,
        problems=problems,
    )
    journal.note(visit)
    return visit
