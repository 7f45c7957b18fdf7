"""Fresh processes: a command as a user starts it, or one function away from everything measured before.

Belongs here: starting, timing and weighing processes. Does not: what they do.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

from pipelines.settings import CHECKOUT

_P = ParamSpec("_P")
_T = TypeVar("_T")
_EVERY_SECONDS = 0.02
_PAGE = os.sysconf("SC_PAGE_SIZE")


class CommandFailedError(RuntimeError):
    """A measured command ended with an exit code that was not expected."""


@dataclass(frozen=True)
class Run:
    """One finished command."""

    seconds: float
    peak_bytes: int
    """Largest sum of the resident memory of the process and all its children, looked at every 20 ms."""
    output: str


def environment(home: Path, bytecode: Path) -> dict[str, str]:
    """The environment of a user: bytecode is cached after the first run, in a folder of the bench."""
    inherited = {k: v for k, v in os.environ.items() if k not in {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}}
    return {**inherited, "HEALTH389_HOME": str(home), "PYTHONPYCACHEPREFIX": str(bytecode)}


def health389(*arguments: str, env: Mapping[str, str], expected: tuple[int, ...] = (0,)) -> Run:
    """Run the command in a fresh interpreter."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, str(CHECKOUT / "health389.py"), *arguments],
        env=dict(env),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watcher.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - began
    watcher.join()
    if process.returncode not in expected:
        message = f"health389 {' '.join(arguments)} ended with {process.returncode}:\n{output[-3000:]}"
        raise CommandFailedError(message)
    return Run(seconds, peak[0], output)


def in_fresh_process(function: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Call a function of a module in an interpreter of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *args, **kwargs).result()


def _watch(process: subprocess.Popen[str], peak: list[int]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(map(_resident, _family(process.pid))))
        time.sleep(_EVERY_SECONDS)


def _family(pid: int) -> list[int]:
    family = [pid]
    for task in _listed(Path(f"/proc/{pid}/task")):
        for child in _text(task / "children").split():
            family += _family(int(child))
    return family


def _resident(pid: int) -> int:
    fields = _text(Path(f"/proc/{pid}/statm")).split()
    return int(fields[1]) * _PAGE if fields else 0


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:  # it ended while we looked
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
