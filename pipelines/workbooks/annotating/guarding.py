"""Patch a file of a stranger in a child process, under limits of time and memory.

Belongs here: the process and what goes in and out of it. Does not: patching (`patching`), or the many files of a
night (`pipelines.guarding`).
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

from pipelines.guarding import Limits, limit_memory
from pipelines.workbooks.annotating.front import Page
from pipelines.workbooks.annotating.package import NotKeptError
from pipelines.workbooks.annotating.patching import Patched, patch
from pipelines.workbooks.safety import RefusedError, open_safely, refuse_large

_ROOT = Path(__file__).resolve().parents[3]
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from pipelines.workbooks.annotating.guarding import serve; serve()"
)


def patch_guarded(path: Path, page: Page, limits: Limits) -> Patched:
    """Patch one file; whatever it does to the process that reads it, it does it there.

    Raises:
        NotKeptError: It cannot be patched, or not within the limits.
    """
    job = pickle.dumps((path, page, limits.memory_bytes))
    try:
        finished = subprocess.run(
            [sys.executable, "-c", _START, str(_ROOT)],
            input=job,
            capture_output=True,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotKeptError(f"ghi chú vào tệp mất hơn {limits.seconds:g} giây") from error
    if finished.returncode != 0:
        raise NotKeptError("tệp cần quá nhiều bộ nhớ hoặc bị hỏng")
    answer = pickle.loads(finished.stdout)
    if isinstance(answer, Patched):
        return answer
    raise NotKeptError(str(answer))


def serve() -> None:
    """Run the child: one job from standard input, one answer to standard output."""
    path, page, memory_bytes = pickle.load(sys.stdin.buffer)
    limit_memory(memory_bytes)
    answer: Patched | str
    try:
        refuse_large(path.stat().st_size)
        data = path.read_bytes()
        answer = patch(data, open_safely(data), page)
    except NotKeptError as error:
        answer = str(error)
    except RefusedError:
        answer = "tệp không mở được"
    except MemoryError:
        answer = "tệp cần quá nhiều bộ nhớ"
    pickle.dump(answer, sys.stdout.buffer)
