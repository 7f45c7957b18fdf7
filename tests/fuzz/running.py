"""Broken files through the guarded reader, and what is demanded of it.

Belongs here: feeding, counting, demands. Does not: making the files (`seeds`, `mutations`), or the terminal.
"""

import hashlib
import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.guarding import Limits
from pipelines.reference import load
from pipelines.settings import CHECKOUT
from pipelines.tables.codes import STATES
from pipelines.workbooks.context import ReadingContext, reading_context
from pipelines.workbooks.intake import ParsedFile
from pipelines.workbooks.worker import Job, read_files
from tests.fuzz.mutations import mutate
from tests.fuzz.seeds import seeds

GOOD_EVERY = 50
"""One file in so many is left whole: it must be read as if nothing bad stood beside it."""
LIMITS = Limits(seconds=5.0, memory_bytes=512 * 1024 * 1024)
SLACK_SECONDS = 10.0
"""Killing and starting the reading process anew, on a busy machine."""


@dataclass
class Figures:
    """What one run gave."""

    files: int = 0
    seconds: float = 0.0
    slowest_seconds: float = 0.0
    states: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    worker_mb: int = 0
    """Largest memory that a reading process ever held."""
    own_mb: int = 0
    broken_demands: list[str] = field(default_factory=list)


def run(files: int, seed: int, *, keep: Path | None = None) -> Figures:
    """Break, read and judge so many files; those that broke a demand are kept in a folder."""
    shipped = CHECKOUT / "data" / "reference"
    context = reading_context(load(shipped), shipped=shipped)
    figures = Figures()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        spool = Path(folder) / "spool"
        spool.mkdir()
        expected: list[tuple[str, str, Path]] = []
        jobs = _jobs(files, seed, context, Path(folder), expected)
        last = time.monotonic()
        for number, parsed in enumerate(read_files(jobs, context, limits=LIMITS, spool=spool)):
            now = time.monotonic()
            kind, sha256, path = expected[number]
            _judge(figures, parsed, kind, sha256, now - last)
            if keep is not None and figures.broken_demands and figures.broken_demands[-1].startswith(path.name):
                (keep / path.name).write_bytes(path.read_bytes())
            path.unlink()
            for left in spool.iterdir():
                left.unlink()
            last = time.monotonic()
    figures.seconds = time.monotonic() - began
    if figures.files != files:
        figures.broken_demands.append(f"{files} files went in, {figures.files} answers came out")
    # Kilobytes; of children only those that ended and were waited for.
    figures.worker_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    figures.own_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return figures


def _jobs(
    files: int, seed: int, context: ReadingContext, folder: Path, expected: list[tuple[str, str, Path]]
) -> Iterator[Job]:
    good = seeds(context)
    kinds = list(good)
    for number in range(files):
        chance = random.Random(seed * 1_000_003 + number)
        kind = kinds[number % len(kinds)]
        whole = number % GOOD_EVERY == 0
        data = good["xlsx"] if whole else mutate(good[kind], chance)
        path = folder / f"{number}-{seed}.{'xlsx' if whole else kind}"
        path.write_bytes(data)
        sha256 = hashlib.sha256(data).hexdigest()
        expected.append(("good" if whole else kind, sha256, path))
        yield path, path.name, sha256


def _judge(figures: Figures, parsed: ParsedFile, kind: str, sha256: str, seconds: float) -> None:
    figures.files += 1
    figures.slowest_seconds = max(figures.slowest_seconds, seconds)
    states = [str(row["state"]) for row in parsed.rows.get("raw.reports", ())]
    if "raw.contents" in parsed.rows:
        states.append("container")
    figures.states.update(states)
    if parsed.reason:
        figures.reasons[parsed.reason] += 1
    demands = {
        "answers in another order": parsed.file_sha256 == sha256,
        "says nothing": bool(states) and set(states) <= {*STATES, "container"},
        "a whole file suffered": kind != "good" or states == ["accepted"],
        f"took {seconds:.1f} s": seconds <= LIMITS.seconds + SLACK_SECONDS,
    }
    figures.broken_demands += [f"{parsed.file_name}: {what}" for what, kept in demands.items() if not kept]
