"""`make corpus`: ugly workbooks with known truth, scored; silently wrong must be 0.

Belongs here: the command and what it prints. Does not: making or judging files.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

import click

from tests.corpus.running import Scored, run
from tests.corpus.scoring import RETURNED, RIGHT, SILENTLY_WRONG, WRONG_REASON


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--seed", default=389, show_default=True)
@click.option("--count", default=400, show_default=True, help="How many files.")
@click.option("--show", type=click.Choice(["wrong", "noise", "all"]), help="Say it file by file.")
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Folder that keeps the files.")
def main(seed: int, count: int, show: str | None, keep: Path | None) -> None:
    """Score one corpus; ends with 1 when a file is silently wrong or fewer than 99 % are right or rightly returned."""
    with tempfile.TemporaryDirectory() as folder:
        target = keep or Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        scored = list(run(target, seed=seed, count=count))
    for each in scored:
        line = _line(each, show)
        if line:
            click.echo(line)
    counts = Counter(each.verdict.kind for each in scored)
    for kind in (RIGHT, RETURNED, WRONG_REASON, SILENTLY_WRONG):
        click.echo(f"{kind:18} {counts[kind]:4}  {counts[kind] / len(scored):7.2%}")
    noisy = sum(bool(each.verdict.noise) for each in scored if each.verdict.kind == RIGHT)
    click.echo(f"{'all':18} {len(scored):4}   (seed {seed}; right with a warning nobody needs: {noisy})")
    good = counts[RIGHT] + counts[RETURNED]
    sys.exit(1 if counts[SILENTLY_WRONG] or good < 0.99 * len(scored) else 0)


def _line(each: Scored, show: str | None) -> str:
    verdict, case = each.verdict, each.case
    what = f"{case.file_name} [{', '.join(case.ways)}] {verdict.kind}: {verdict.why}"
    if show == "all":
        return what
    if show == "wrong" and verdict.kind in (WRONG_REASON, SILENTLY_WRONG):
        return what
    if show == "noise" and verdict.noise:
        return f"{case.file_name} [{', '.join(case.ways)}] {'; '.join(verdict.noise)}"
    return ""


if __name__ == "__main__":
    main()
