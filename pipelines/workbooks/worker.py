"""Read workbooks of strangers in a guarded process: one that crashes, hangs or eats memory costs only itself.

Belongs here: the job, and what is said of a file that ended the process. Does not: the process (`pipelines.guarding`),
or what reading a file means (`intake`).
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipelines.guarding import Ended, Limits, work_guarded
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.intake import ParsedFile, parse_file, unreadable
from pipelines.workbooks.lookups import lookups_of
from pipelines.workbooks.wording import forget

Job = tuple[Path, str, str]
"""(path, file name, SHA-256)."""


def read_files(
    jobs: Iterable[Job],
    context: ReadingContext,
    *,
    limits: Limits | None = None,
    spool: Path | None = None,
    processes: int = 1,
) -> Iterator[ParsedFile]:
    """Read files in guarded processes; results come in the order of the jobs.

    A file that makes the reader fail, crash, hang or eat memory comes back unreadable; the others go on. Files inside
    a file are left in the folder `spool` under their hashes, to be read as files of their own.

    Raises:
        Health389Error: The process itself does not start.
    """
    for job, answer in work_guarded(
        jobs,
        function=f"{__name__}:read_one",
        context=(context, spool),
        limits=limits or Limits(),
        processes=processes,
    ):
        yield _unreadable(job, answer, limits or Limits(), context) if isinstance(answer, Ended) else answer


def read_one(job: Job, shared: tuple[ReadingContext, Path | None]) -> ParsedFile:
    """Read one file in the child; whatever it raises is this one file's trouble."""
    path, file_name, sha256 = job
    context, spool = shared
    try:
        return parse_file(path, file_name=file_name, sha256=sha256, context=context, spool=spool)
    except MemoryError:
        reason = "cần quá nhiều bộ nhớ"
    # The cell reader's own failures arrive as BaseException; whatever it is, it is this one file's trouble.
    except BaseException as error:
        reason = f"{type(error).__name__}: {error}"[:160]
    # Whatever the file left behind must not weigh on the next one.
    forget()
    lookups_of.cache_clear()
    gc.collect()
    return unreadable("parser_failed", reason, "", file_name=file_name, sha256=sha256, context=context)


def _unreadable(job: Job, ended: Ended, limits: Limits, context: ReadingContext) -> ParsedFile:
    _, file_name, sha256 = job
    slow = ended.why == "slow"
    value = "" if slow else "bộ đọc dừng đột ngột; tệp cần quá nhiều bộ nhớ hoặc bị hỏng"
    expected = f"{limits.seconds:g} giây" if slow else ""
    rule = "parser_slow" if slow else "parser_failed"
    return unreadable(rule, value, expected, file_name=file_name, sha256=sha256, context=context)
