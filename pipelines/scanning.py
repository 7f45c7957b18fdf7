"""Which files lie in the inbox, as the folders list them.

Belongs here: walking the two inboxes, names that are no submissions. Does not: opening or keeping any file (`inbox`).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from operator import attrgetter
from typing import NamedTuple

from pipelines.arrivals import RECEIVED_CSV
from pipelines.settings import Settings

INBOXES = ("reports", "notices")


class SeenFile(NamedTuple):
    """One file as the folder lists it."""

    path: str
    """Below the home's inbox folder, with `/`; text even where the name's bytes are not UTF-8."""
    source: str
    """Where it is on disk."""
    size_bytes: int
    mtime_ns: int
    ctime_seconds: float

    @property
    def ctime(self) -> datetime:
        """When its name, place or content last changed."""
        return datetime.fromtimestamp(self.ctime_seconds, tz=UTC)


def scan(settings: Settings) -> list[SeenFile]:
    """List the files of both inboxes in order of path; lock files, hidden files and links are no submissions."""
    seen: list[SeenFile] = []
    for inbox in INBOXES:
        root = settings.inbox / inbox
        if root.is_dir():
            _scan_folder(str(root), inbox, seen)
    return seen


def _scan_folder(folder: str, relative: str, seen: list[SeenFile]) -> None:
    with os.scandir(folder) as listing:
        entries = sorted(listing, key=attrgetter("name"))
    for entry in entries:
        name = entry.name
        if entry.is_dir(follow_symlinks=False):
            if not name.startswith("."):
                _scan_folder(entry.path, f"{relative}/{name}", seen)
        elif entry.is_file(follow_symlinks=False) and _is_submission(name):
            status = entry.stat(follow_symlinks=False)
            path = _printable(f"{relative}/{name}")
            seen.append(SeenFile(path, entry.path, status.st_size, status.st_mtime_ns, status.st_ctime))


def _is_submission(name: str) -> bool:
    return not name.startswith((".", "~$")) and name.lower() not in {RECEIVED_CSV, "thumbs.db", "desktop.ini"}


def _printable(path: str) -> str:
    """Keep a name that is not UTF-8 as text that can be stored and turned back into the same bytes."""
    return path if path.isascii() else path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
