"""Read and parse notices of strangers in a guarded process: one that hangs or eats memory costs only itself.

Belongs here: the job, its result, and what is said of a file that ended the process. Does not: the process
(`pipelines.guarding`), reading (`reading`) or parsing (`parsing`).
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from pipelines.errors import ArchiveError
from pipelines.guarding import Ended, Limits, work_guarded
from pipelines.notices.carrying import ARCHIVE, Carried, Contents
from pipelines.notices.doubts import doubt_numbers
from pipelines.notices.model import ParsedNotice
from pipelines.notices.parsing import parse_notice
from pipelines.notices.reading import SEALED, UnreadableNotice, read_notice, refuse_sealed
from pipelines.notices.reading_archives import documents_of_archive
from pipelines.notices.reading_mail import documents_of_mail, words_of_mail
from pipelines.notices.reference import NoticeReference

LIMITS = Limits(seconds=300.0, memory_bytes=2 * 1024 * 1024 * 1024)
"""A scan of many pages takes a few seconds a page."""


@dataclass(frozen=True)
class NoticeContext:
    """What every job shares."""

    reference: NoticeReference


@dataclass(frozen=True)
class NoticeJob:
    """One archived file.

    Attributes:
        content: CSS of the part of a web page that holds its words; empty = the whole page.
        published_on: the day its source gave it.
    """

    path: Path
    file_name: str
    sha256: str
    content: str
    published_on: date | None


@dataclass(frozen=True)
class Said:
    """Something to tell about a file: id of the rule, what was seen, a cure when the reader knows a better one."""

    rule: str
    value: str
    cure: str = ""


@dataclass(frozen=True)
class NoticeFile:
    """What was read in one file; `parsed` is None when it could not be, and the last of `said` says why."""

    raw_text: str | None
    parsed: ParsedNotice | None
    said: tuple[Said, ...] = ()
    carried: tuple[Carried, ...] = ()
    """Documents inside of a mail or an archive: they are files of their own, and what is around those that can be read
    is no notice."""


def read_notice_files(
    jobs: Iterable[NoticeJob], context: NoticeContext, *, limits: Limits = LIMITS
) -> Iterator[NoticeFile]:
    """Read files in a guarded process; results come in the order of the jobs.

    Raises:
        ArchiveError: the archive lost a file or holds other bytes under its hash.
        Health389Error: the process itself does not start.
    """
    for _, answer in work_guarded(jobs, function=f"{__name__}:read_one", context=context, limits=limits):
        if isinstance(answer, ArchiveError):
            raise answer
        if isinstance(answer, Ended):
            rule = "notice_slow" if answer.why == "slow" else "notice_broken"
            value = f"{limits.seconds:g} giây" if answer.why == "slow" else "bộ đọc dừng đột ngột"
            yield NoticeFile(None, None, (Said(rule, value),))
        else:
            yield answer


def read_one(job: NoticeJob, context: NoticeContext) -> NoticeFile | ArchiveError:
    """Read one file in the child; whatever it raises is this one file's trouble."""
    try:
        content = job.path.read_bytes()
    except OSError as error:
        return ArchiveError(f"{job.path}: cannot be read ({error.strerror}). Restore it from a backup.")
    if hashlib.sha256(content).hexdigest() != job.sha256:
        return ArchiveError(f"{job.path}: the bytes no longer have the hash of their name. Restore it from a backup.")
    try:
        return _read(job, content, context)
    except UnreadableNotice as refused:
        said = Said(refused.rule, refused.why, refused.cure)
    except MemoryError:
        gc.collect()
        said = Said("notice_broken", "cần quá nhiều bộ nhớ")
    # What a broken file does to a library is not known in advance; panics of compiled ones are no Exception.
    except BaseException as error:
        said = Said("notice_broken", f"{type(error).__name__}: {error}"[:160])
    return NoticeFile(None, None, (said,))


def _read(job: NoticeJob, content: bytes, context: NoticeContext) -> NoticeFile:
    kind = PurePath(job.file_name).suffix.lower()
    if kind == ARCHIVE:
        held = documents_of_archive(content, job.file_name)
        return _carrier(held)
    held = documents_of_mail(content, job.file_name) if kind == ".eml" else Contents()
    if any(document.is_readable for document in held.documents):
        refuse_sealed(words_of_mail(content, job.file_name), job.file_name)
        return _carrier(held)
    try:
        text = read_notice(content, file_name=job.file_name, within=job.content)
    except UnreadableNotice as refused:
        if not held.documents or refused.rule == SEALED:
            raise
        # A mail without words of its own: what it carries is all there is.
        return _carrier(held)
    parsed = parse_notice(
        text.text, file_name=job.file_name, reference=context.reference, published_on=job.published_on
    )
    parsed = doubt_numbers(parsed, text.doubted)
    said = tuple(Said(rule, value) for rule, value in (*text.remarks, *held.remarks()))
    return NoticeFile(text.raw, parsed, said, tuple(held.documents))


def _carrier(held: Contents) -> NoticeFile:
    return NoticeFile(None, None, tuple(Said(rule, value) for rule, value in held.remarks()), tuple(held.documents))
