"""Write the files, read them as the night does, score them.

Belongs here: from a seed to verdicts. Does not: printing (`__main__`).
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.reference import load
from pipelines.settings import CHECKOUT
from pipelines.workbooks.context import ReadingContext, reading_context
from pipelines.workbooks.intake import ParsedFile
from pipelines.workbooks.worker import Job, read_files
from tests.corpus.generating import make_cases, make_world
from tests.corpus.layout import Grid, lay_out
from tests.corpus.model import Case
from tests.corpus.packing import write_case
from tests.corpus.scoring import Verdict, judge

SHIPPED = CHECKOUT / "data" / "reference"


@dataclass(frozen=True)
class Scored:
    """One file with what became of it."""

    case: Case
    path: Path
    grids: list[Grid]
    parsed: list[ParsedFile]
    verdict: Verdict


def run(folder: Path, *, seed: int, count: int) -> Iterator[Scored]:
    """Write `count` files of a seed into a folder, read and score them."""
    reference = load(SHIPPED)
    context = reading_context(reference, shipped=SHIPPED)
    written = []
    for case in make_cases(make_world(reference), seed=seed, count=count):
        grids = lay_out(case)
        path = folder / case.file_name
        path.write_bytes(write_case(case, grids))
        written.append((case, grids, path))
    parsed = read(context, [path for _, _, path in written])
    for case, grids, path in written:
        found = parsed[path.name]
        yield Scored(case, path, grids, found, judge(case, grids, found))


def read(context: ReadingContext, paths: list[Path]) -> dict[str, list[ParsedFile]]:
    """Read files in the guarded process, and those inside mails and archives; the results of each, by name."""
    jobs = [(path, path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]
    found: dict[str, list[ParsedFile]] = {path.name: [] for path in paths}
    with tempfile.TemporaryDirectory() as spool:
        inner: dict[str, tuple[str, Job]] = {}
        for parsed in read_files(jobs, context, spool=Path(spool)):
            found[parsed.file_name].append(parsed)
            for row in parsed.rows.get("raw.contents", ()):
                job = (Path(spool) / row["file_sha256"], row["name"], row["file_sha256"])
                inner[row["file_sha256"]] = (parsed.file_name, job)
        for parsed in read_files([job for _, job in inner.values()], context):
            found[inner[parsed.file_sha256][0]].append(parsed)
    return found
