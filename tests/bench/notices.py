"""`make bench-notices`: precision and recall of reading notices, per field, on real texts and on real list titles.

Belongs here: taking the labelled samples through a real night, and the table. Does not: labels of the texts and their
scoring, which lie beside the samples; speed.
"""

from __future__ import annotations

import csv
import importlib.util
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pipelines import publishing
from pipelines.notices.model import ParsedNotice
from pipelines.notices.parsing import parse_notice
from pipelines.notices.reference import load_reference
from pipelines.notices.same_names import folded
from pipelines.settings import CHECKOUT, Settings
from tests.bench.processes import environment, health389

SAMPLES = CHECKOUT.parent / "shared" / "samples"
SCORER = CHECKOUT.parent / "shared" / "tools" / "score_notices.py"
TITLE_LABELS = Path(__file__).with_name("listing_labels.tsv")
"""What a careful reader finds in the titles of the list, by the number of their row."""

_Scores = Mapping[str, tuple[float, float, int]]
"""Field -> precision, recall, values wanted."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--verbose", "-v", is_flag=True, help="Say what differs, text by text.")
def main(*, verbose: bool) -> None:
    """Print precision and recall per field."""
    if not SCORER.is_file():
        click.echo(f"{SCORER}: the labelled samples are not beside the checkout, nothing to measure.", err=True)
        sys.exit(1)
    with tempfile.TemporaryDirectory() as folder:
        scores, missing = _score_texts(Path(folder), verbose=verbose)
    _print("42 labelled notices, taken through the inbox and one night", scores)
    if missing:
        click.echo(f"no notice row for {', '.join(missing)}")
    _print("42 titles of the public list", _score_titles(verbose=verbose))


def _print(title: str, scores: _Scores) -> None:
    click.echo(f"\n{title}")
    for field, (precision, recall, wanted) in scores.items():
        click.echo(f"  {field:24} precision {precision:.3f}  recall {recall:.3f}  (n {wanted})")


def _score_texts(folder: Path, *, verbose: bool) -> tuple[_Scores, list[str]]:
    settings = Settings(home=folder / "home")
    inbox = settings.inbox / "notices"
    inbox.mkdir(parents=True)
    for text in sorted((SAMPLES / "notices").glob("*.txt")):
        shutil.copy(text, inbox)
    health389("nightly", env=environment(settings.home, folder / "bytecode"))
    snapshot = publishing.current_snapshot(settings)
    assert snapshot is not None
    spec = importlib.util.spec_from_file_location("score_notices", SCORER)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    score: Callable[..., tuple[_Scores, list[str]]] = scorer.score
    return score(snapshot, SAMPLES / "notices", SAMPLES / "notices" / "labels", verbose=verbose)


def _score_titles(*, verbose: bool) -> _Scores:
    reference = load_reference(CHECKOUT / "data" / "reference" / "notices")
    tally: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for label, row in zip(_rows(TITLE_LABELS), _rows(SAMPLES / "dav_listing.tsv"), strict=True):
        published = datetime.strptime(row["published_date"], "%d/%m/%Y").date()  # noqa: DTZ007 - a day has no zone
        read = parse_notice(row["title"], file_name="list", reference=reference, published_on=published)
        wanted, found = _of_label(label), _of_notice(read)
        for field, values in wanted.items():
            if verbose and values != found[field]:
                click.echo(f"title {label['row']} {field}: got {sorted(found[field])}, want {sorted(values)}")
            for at, count in enumerate((len(values & found[field]), len(found[field]), len(values))):
                tally[field][at] += count
    return {f: (r / g if g else 1.0, r / w if w else 1.0, w) for f, (r, g, w) in tally.items()}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def _of_notice(notice: ParsedNotice) -> dict[str, set[str]]:
    batches = [batch for product in notice.products for batch in product.batches]
    return _fields(
        document_number=[notice.document_number],
        kind=[notice.kind],
        level=[notice.level],
        name=[folded(product.name or "") for product in notice.products],
        registration_number=[product.registration_number for product in notice.products],
        batch_number=[batch.batch_number for batch in batches],
        dates=[f"{b.batch_number}@{b.manufactured_on or ''}@{b.expires_on or ''}" for b in batches],
    )


def _of_label(label: Mapping[str, str]) -> dict[str, set[str]]:
    products = [entry.split("|") for entry in label["products"].split(" ; ") if entry]
    return _fields(
        document_number=[label["document_number"]],
        kind=[label["kind"]],
        level=[label["level"]],
        name=[folded(product[0]) for product in products],
        registration_number=[product[1] for product in products],
        batch_number=[batch.split("@")[0] for product in products for batch in product[2:]],
        dates=[batch for product in products for batch in product[2:]],
    )


def _fields(**values: list[Any]) -> dict[str, set[str]]:
    return {name: {str(value) for value in found if value not in (None, "")} for name, found in values.items()}


if __name__ == "__main__":
    main()
