"""The national month as a home: made once, copied for each measuring.

Belongs here: making, caching and copying that home. Does not: homes with years of history (`history`, `years`).
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import click

from pipelines.sample.bench import write_bench_month
from pipelines.settings import Settings
from tests.bench.plan import AS_OF, PERIOD, Plan
from tests.bench.processes import Run, health389


def month_home(plan: Plan) -> Path:
    """A home whose inbox holds one monthly workbook of each reporter; no night has run on it."""
    home = plan.folder / f"month-{plan.sizes.reporters}"
    if not home.exists():
        click.echo(f"  making {plan.sizes.reporters:,} workbooks …", err=True)
        partial = _emptied(home.with_suffix(".partial"))
        write_bench_month(Settings(partial), reporters=plan.sizes.reporters, period=PERIOD)
        partial.rename(home)
    return home


def fresh_copy(source: Path, target: Path) -> Path:
    """A copy of a home that shares the bytes of its files; whatever was at the target is gone."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, copy_function=os.link)
    os.sync()  # what making the copy left to write is not part of what is measured on it
    return target


def night_home(plan: Plan) -> Path:
    """The month's home after its night; runs that night when there is none yet."""
    home = plan.folder / "night"
    if not (home / "published" / "CURRENT").exists():
        first_night(plan)
    return home


def first_night(plan: Plan) -> Run:
    """Run the night on a fresh copy of the month."""
    home = fresh_copy(month_home(plan), plan.folder / "night")
    return health389("nightly", "--as-of", AS_OF.isoformat(), env=plan.env(home))


def workbooks(home: Path) -> list[Path]:
    """Every workbook of a home's inbox, in the order of their paths."""
    return sorted(Settings(home).inbox_reports.rglob("*.xlsx"))


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
