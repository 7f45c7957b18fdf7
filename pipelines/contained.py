"""Reports that came inside a .zip or a mail: kept as files of their own, with the arrival of what they came in.

Belongs here: archiving them, deriving their arrivals, what a mail's header says of its own. Does not: taking a
container apart (`pipelines.workbooks.contents`), or arrivals in the inbox (`pipelines.inbox`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pipelines import inbox
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse
from pipelines.workbooks.contents import INSIDE

_SPOOL = ".spool"
UNTRUSTED_MAIL = ("upload", "sftp", "object_store")
"""Top folders into which strangers put files themselves: a header in such a mail is only their word."""


@contextmanager
def spool(settings: Settings) -> Iterator[Path]:
    """Give a folder beside the archive where files from containers wait; what a killed night left there goes away."""
    folder = settings.archive / _SPOOL
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(settings: Settings, folder: Path, contents: Iterable[Mapping[str, object]]) -> None:
    """Move the files that rows of `raw.contents` name into the archive."""
    for sha256 in dict.fromkeys(str(row["file_sha256"]) for row in contents):
        inbox.keep_archived(settings, folder / sha256, sha256)


def arrive(warehouse: Warehouse, settings: Settings) -> bool:
    """Bring the arrivals of mails and of contained files up to what is known; returns whether any changed.

    A mail that our own server received counts from its topmost Received header, unless something stronger is known. A
    contained file came when, as and from whom its container came: also when a list says so later, or the container
    comes again by another way.
    """
    changed = False
    for sql in (_MAILS, _CONTENTS):
        parameters = {"untrusted": list(UNTRUSTED_MAIL)} if sql is _MAILS else {"inside": INSIDE}
        rows = warehouse.query(sql.format(**_names(warehouse)), parameters)
        if rows.height:
            inbox.record(warehouse, settings, rows.to_dicts(), warehouse.read("raw.arrivals"))
            changed = True
    return changed


def _names(warehouse: Warehouse) -> dict[str, str]:
    return {name: warehouse.name(f"raw.{name}") for name in ("arrivals", "contents", "files")}


_MAILS = """
SELECT a.* REPLACE (
    f.mail_received_at AS received_at, 'mail' AS evidence, coalesce(f.mail_sender, a.sender) AS sender,
    coalesce(a.channel, 'mail') AS channel)
FROM {arrivals} a
JOIN {files} f ON f.file_sha256 = a.file_sha256 AND f.inbox = 'reports'
-- The file cannot have been there before the mail came: a later header is wrong, the file's own times stay.
WHERE a.evidence = 'file_time' AND a.container_sha256 IS NULL AND f.mail_received_at <= a.received_at
    AND split_part(a.path, '/', 1) = 'reports' AND NOT list_contains($untrusted, split_part(a.path, '/', 2))
"""

_CONTENTS = """
WITH derived AS (
    SELECT c.file_sha256, a.path || $inside || c.name AS path, regexp_extract(c.name, '[^/]*$') AS file_name,
        a.received_at, a.evidence, coalesce(a.sender, m.mail_sender) AS sender, a.channel, a.first_seen_at,
        CAST(NULL AS BIGINT) AS mtime_ns, c.size_bytes, c.container_sha256
    FROM {contents} c
    JOIN {arrivals} a ON a.file_sha256 = c.container_sha256 AND split_part(a.path, '/', 1) = 'reports'
    LEFT JOIN {files} m ON m.file_sha256 = c.container_sha256 AND m.inbox = 'reports'
)
SELECT d.* FROM derived d
LEFT JOIN {arrivals} k ON k.path = d.path AND k.file_sha256 = d.file_sha256
WHERE k.path IS NULL OR (k.container_sha256 = d.container_sha256
    AND (k.received_at, k.evidence, coalesce(k.sender, ''), coalesce(k.channel, ''))
        IS DISTINCT FROM (d.received_at, d.evidence, coalesce(d.sender, ''), coalesce(d.channel, '')))
"""
