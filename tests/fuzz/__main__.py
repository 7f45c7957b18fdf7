"""`python -m tests.fuzz --files 10000 --seed 1`: byte-mutated files through the guarded reader, with figures.

Belongs here: the command line and its words. Does not: what is done and demanded (`running`).
"""

import sys
from pathlib import Path

import click

from tests.fuzz.running import LIMITS, run


@click.command()
@click.option("--files", default=10_000, show_default=True, help="Broken files to read.")
@click.option("--seed", default=1, show_default=True, help="The same seed breaks the same files in the same way.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Folder for files that broke a demand.")
def main(files: int, seed: int, keep: Path | None) -> None:
    """Break good files of every format, read them as the night does, and demand that each costs only itself."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
    figures = run(files, seed, keep=keep)
    each = figures.seconds / max(figures.files, 1) * 1000
    click.echo(f"{figures.files} files, seed {seed}: {figures.seconds:.0f} s, {each:.1f} ms a file")
    click.echo(f"slowest {figures.slowest_seconds:.1f} s (limit {LIMITS.seconds:g} s and a new process)")
    click.echo(
        f"memory: reading process {figures.worker_mb} MB (limit {LIMITS.memory_bytes >> 20} MB above idle), "
        f"this process {figures.own_mb} MB"
    )
    for title, counted in (("states", figures.states), ("reasons", figures.reasons)):
        click.echo(f"{title}: " + ", ".join(f"{name} {number}" for name, number in counted.most_common()))
    for broken in figures.broken_demands:
        click.echo(f"BROKEN {broken}")
    sys.exit(bool(figures.broken_demands))


main()
