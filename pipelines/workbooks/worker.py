"""Read files of strangers in one reused child process, under limits of time and memory.

Belongs here: starting, feeding, watching and replacing the process, so that a file that crashes, hangs or eats memory
costs only itself. Does not: what reading a file means (`intake`).
"""

from __future__ import annotations

import contextlib
import gc
import pickle
import resource
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from types import TracebackType

from pipelines.errors import WorkbookError
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.intake import ParsedFile, parse_file, unreadable
from pipelines.workbooks.lookups import lookups_of
from pipelines.workbooks.wording import forget

Job = tuple[Path, str, str]
"""(path, file name, SHA-256)."""

_ROOT = Path(__file__).resolve().parents[2]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from pipelines.workbooks.worker import serve; serve(int(sys.argv[2]))"
)
_READY = "ready"
_FILES_BETWEEN_COLLECTIONS = 500
_START_SECONDS = 120.0
_QUEUED = 16
"""Jobs handed out ahead: the worker never waits for the reader of its results."""


@dataclass(frozen=True)
class Limits:
    """What one file may cost."""

    seconds: float = 20.0
    memory_bytes: int = 1024 * 1024 * 1024
    """Address space above what the idle worker has."""


def read_files(
    jobs: Iterable[Job], context: ReadingContext, *, limits: Limits | None = None, spool: Path | None = None
) -> Iterator[ParsedFile]:
    """Read files one after the other in a guarded process; results come in the order of the jobs.

    A file that makes the reader fail, crash, hang or eat memory comes back unreadable; the others go on. Files inside
    a file are left in the folder `spool` under their hashes, to be read as files of their own.

    Raises:
        WorkbookError: The process itself does not start.
    """
    limits = limits or Limits()
    waiting = iter(jobs)
    first = next(waiting, None)
    if first is None:
        return
    waiting = chain([first], waiting)
    sent: deque[Job] = deque()
    with _Worker(context, limits, spool) as worker:
        while True:
            while len(sent) < _QUEUED and (job := next(waiting, None)) is not None:
                sent.append(job)
                worker.send(job)
            if not sent:
                return
            answer = worker.receive()
            job = sent.popleft()
            if isinstance(answer, ParsedFile):
                yield answer
                continue
            # The process is gone, and with it every job behind the one that ended it: they are sent again.
            yield _unreadable(job, answer, limits, context)
            worker.restart()
            for again in sent:
                worker.send(again)


def serve(descriptor: int) -> None:
    """Run the child: answer jobs from a connection until it closes."""
    connection = Connection(descriptor)
    context, memory_bytes, spool = connection.recv()
    limit_memory(memory_bytes)
    # Rows hold no cycles: looking for some after every few hundred cells costs a tenth of the time.
    gc.freeze()
    gc.disable()
    connection.send(_READY)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        for number in count(1):
            path, file_name, sha256 = connection.recv()
            connection.send(_parse(path, file_name, sha256, context, spool))
            if number % _FILES_BETWEEN_COLLECTIONS == 0:
                gc.collect()


def _parse(path: Path, file_name: str, sha256: str, context: ReadingContext, spool: Path | None) -> ParsedFile:
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


def limit_memory(memory_bytes: int) -> None:
    """Let this process take so much address space above what it has, and leave no core file behind."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory_bytes, used + memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _unreadable(job: Job, why: str, limits: Limits, context: ReadingContext) -> ParsedFile:
    _, file_name, sha256 = job
    slow = why == "slow"
    value = "" if slow else "bộ đọc dừng đột ngột; tệp cần quá nhiều bộ nhớ hoặc bị hỏng"
    expected = f"{limits.seconds:g} giây" if slow else ""
    rule = "parser_slow" if slow else "parser_failed"
    return unreadable(rule, value, expected, file_name=file_name, sha256=sha256, context=context)


class _Worker:
    """The child process, replaced when it dies."""

    def __init__(self, context: ReadingContext, limits: Limits, spool: Path | None) -> None:
        self._greeting = pickle.dumps((context, limits.memory_bytes, spool))
        self._seconds = limits.seconds
        self._start()

    def __enter__(self) -> _Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop()

    def send(self, job: Job) -> None:
        # A process that has just died is noticed by `receive`, which sends its jobs again.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._connection.send(job)

    def receive(self) -> ParsedFile | str:
        """Return the next result, or why there is none: slow or gone."""
        try:
            if not self._connection.poll(self._seconds):
                return "slow"
            answer = self._connection.recv()
        except (EOFError, ConnectionResetError, BrokenPipeError):
            return "gone"
        assert isinstance(answer, ParsedFile)
        return answer

    def restart(self) -> None:
        self._stop()
        self._start()

    def _start(self) -> None:
        # A plain interpreter, not `multiprocessing`: it never imports the caller's main module (Dagster, pytest).
        self._connection, child = Pipe()
        descriptor = child.fileno()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, str(_ROOT), str(descriptor)],
            pass_fds=(descriptor,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        child.close()
        try:
            self._connection.send_bytes(self._greeting)
            ready = self._connection.poll(_START_SECONDS) and self._connection.recv() == _READY
        except (EOFError, OSError):
            ready = False
        if not ready:
            # Without this, a broken installation would call every file unreadable.
            self._stop()
            raise WorkbookError(
                f"The process that reads workbooks does not start: run {sys.executable} -c 'import polars'."
            )

    def _stop(self) -> None:
        self._connection.close()
        self._process.kill()
        self._process.wait()
