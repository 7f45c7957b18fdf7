"""`make bench`: the figures of the budgets, printed; slow is a figure, never a failure.

Belongs here: choosing groups, running them one after the other, the exit code. Does not: measuring.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

import click

from tests.bench.figures import Figure, machine, table
from tests.bench.plan import Plan, plan

GROUPS: Mapping[str, tuple[str, str]] = {
    "intake": ("intake", "measure"),
    "night": ("nights", "measure_new"),
    "archive": ("nights", "measure_nothing_new"),
    "marts": ("marts", "measure"),
    "matching": ("matching", "measure"),
    "queries": ("queries", "measure"),
    "commands": ("commands", "measure"),
    "pages": ("pages", "measure"),
    "people": ("people", "measure"),
    "demo": ("demo", "measure"),
}
"""Name -> module beside this one and its function. Not measured here: set-up, and `make test`, which times itself."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--only", multiple=True, type=click.Choice(list(GROUPS)), help="Only this group; may be repeated.")
@click.option("--smoke", is_flag=True, help="Everything on tiny sizes: shows that it runs, says nothing of speed.")
def main(only: tuple[str, ...], *, smoke: bool) -> None:
    """Measure and print; figures over budget say so, and only a crash ends with 1."""
    chosen = plan(smoke=smoke)
    chosen.folder.mkdir(parents=True, exist_ok=True)
    click.echo(machine() + ("\nsmoke: tiny sizes, the figures mean nothing" if smoke else "") + "\n")
    figures: list[Figure] = []
    crashed: list[str] = []
    for group in only or GROUPS:
        click.echo(f"… {group}", err=True)
        try:
            for figure in _measure(group)(chosen):
                figures.append(figure)
                click.echo(f"  {table([figure]).splitlines()[1]}", err=True)
        except Exception:  # the other groups still have something to say
            crashed.append(group)
            click.echo(traceback.format_exc(), err=True)
    click.echo(table(figures))
    if crashed:
        click.echo(f"\ncrashed: {', '.join(crashed)}")
        sys.exit(1)


def _measure(group: str) -> Callable[[Plan], Iterator[Figure]]:
    module, function = GROUPS[group]
    found: Callable[[Plan], Iterator[Figure]] = getattr(import_module(f"tests.bench.{module}"), function)
    return found


if __name__ == "__main__":
    main()
