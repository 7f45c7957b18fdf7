"""Do work on files of strangers in few reused child processes, under limits of time and memory.

Belongs here: starting, feeding, watching and replacing the processes, so that a job that crashes, hangs or eats memory
costs only itself. Does not: what a job is (`pipelines.workbooks.worker`, `pipelines.notices.worker`).
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import resource
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import chain, count, cycle, islice
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from pipelines.errors import Health389Error

_ROOT = Path(__file__).resolve().parent.parent
_START = "import sys; sys.path.insert(0, sys.argv[1]); from pipelines.guarding import serve; serve(int(sys.argv[2]))"
_READY = "ready"
_JOBS_BETWEEN_COLLECTIONS = 500
_START_SECONDS = 120.0
_QUEUED = 16
"""Jobs handed out ahead to each process: it never waits for the reader of its results."""


@dataclass(frozen=True)
class Limits:
    """What one file may cost."""

    seconds: float = 20.0
    memory_bytes: int = 1024 * 1024 * 1024
    """Address space above what the idle worker has."""


@dataclass(frozen=True)
class Ended:
    """A job that ended the process instead of answering: it took too long, or the process was gone."""

    why: Literal["slow", "gone"]


def work_guarded(
    jobs: Iterable[Any], *, function: str, context: object, limits: Limits, processes: int = 1
) -> Iterator[tuple[Any, Any | Ended]]:
    """Do jobs in guarded processes, each process one after the other; yields each job with its answer, in their order.

    Args:
        jobs: anything that can be pickled.
        function: `module:name` of what is called in the child with (job, context); it should catch its own errors,
            one that leaves it ends the process.
        context: sent once to each process.
        limits: for each job alone.
        processes: how many; never more than there are jobs.

    Raises:
        Health389Error: A process does not start.
    """
    waiting = iter(jobs)
    first = list(islice(waiting, processes))
    if not first:
        return
    waiting = chain(first, waiting)
    with contextlib.ExitStack() as stack:
        workers = [stack.enter_context(_Worker(function, context, limits)) for _ in first]
        # Dealt out in turn, so that answers come back in turn.
        turns = cycle(workers)
        sent: deque[_Worker] = deque()
        while True:
            while len(sent) < _QUEUED * len(workers) and (job := next(waiting, None)) is not None:
                sent.append(next(turns))
                sent[-1].send(job)
            if not sent:
                return
            yield sent.popleft().answer()


def serve(descriptor: int) -> None:
    """Run the child: answer jobs from a connection until it closes."""
    connection = Connection(descriptor)
    function, context, memory_bytes = connection.recv()
    module, _, name = function.partition(":")
    work = getattr(import_module(module), name)
    limit_memory(memory_bytes)
    # Rows hold no cycles: looking for some after every few hundred cells costs a tenth of the time.
    gc.freeze()
    gc.disable()
    connection.send(_READY)
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        for number in count(1):
            connection.send(work(connection.recv(), context))
            if number % _JOBS_BETWEEN_COLLECTIONS == 0:
                gc.collect()


def limit_memory(memory_bytes: int) -> None:
    """Let this process take so much address space above what it has, and leave no core file behind."""
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory_bytes, used + memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class _Worker:
    """One child process, replaced when it dies, and the jobs it has not answered."""

    def __init__(self, function: str, context: object, limits: Limits) -> None:
        self._greeting = pickle.dumps((function, context, limits.memory_bytes))
        self._seconds = limits.seconds
        self._sent: deque[Any] = deque()
        self._start()

    def __enter__(self) -> _Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stop()

    def send(self, job: object) -> None:
        """Hand out a job; it waits behind those sent before."""
        self._sent.append(job)
        self._pass_on(job)

    def answer(self) -> tuple[Any, Any | Ended]:
        """Wait for the answer to the job sent first, or for why there is none; returns both."""
        answer = self._receive()
        job = self._sent.popleft()
        if isinstance(answer, Ended):
            # The process is gone, and with it every job behind the one that ended it: they are sent again.
            self._stop()
            self._start()
            for again in self._sent:
                self._pass_on(again)
        return job, answer

    def _pass_on(self, job: object) -> None:
        # A process that has just died is noticed by `_receive`, whose caller sends its jobs again.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self._connection.send(job)

    def _receive(self) -> Any | Ended:
        try:
            if not self._connection.poll(self._seconds):
                return Ended("slow")
            return self._connection.recv()
        except (EOFError, ConnectionResetError, BrokenPipeError):
            return Ended("gone")

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
            # A group of its own: what the child starts (a program that reads scans) ends with it.
            start_new_session=True,
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
            raise Health389Error(
                f"The process that reads files does not start: run {sys.executable} -c 'import polars, docx'."
            )

    def _stop(self) -> None:
        self._connection.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
