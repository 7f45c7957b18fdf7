"""Invented notices in the styles that agencies and press really use, each read whole."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.notices.annexes import label_rows
from pipelines.notices.cleaning import clean
from pipelines.notices.model import Batch
from pipelines.notices.reading import split_metadata
from tests.pipelines.notices.worlds import parsed

STYLES = Path(__file__).with_name("styles")


@pytest.mark.parametrize("label", sorted(STYLES.glob("*.json")), ids=lambda path: path.stem)
def test_a_notice_of_this_style_is_read_whole(label: Path) -> None:
    wanted = json.loads(label.read_text("utf-8"))
    published = date.fromisoformat(wanted.pop("published_on")) if "published_on" in wanted else None
    notice = parsed(label.with_suffix(".txt").read_text("utf-8"), published_on=published)
    read: dict[str, Any] = {
        "document_number": notice.document_number,
        "issued": notice.issued_on.isoformat() if notice.issued_on else None,
        "kind": notice.kind,
        "group": notice.product_group,
        "level": notice.level,
        "scope": notice.scope,
        "makers": [product.manufacturer for product in notice.products],
        "products": [
            {
                "name": product.name,
                "registration_number": product.registration_number,
                "batches": [_batch(batch) for batch in product.batches],
            }
            for product in notice.products
        ],
    }
    assert {field: read[field] for field in wanted} == wanted


@pytest.mark.parametrize("text", sorted(STYLES.glob("*.txt")), ids=lambda path: path.stem)
def test_every_value_points_to_the_characters_that_say_it(text: Path) -> None:
    words = split_metadata(label_rows(clean(text.read_text("utf-8")))).text
    for said in parsed(text.read_text("utf-8")).evidence:
        assert said.raw == words[said.start : said.end], said
        if said.value and said.field in ("document_number", "products.name", "batches.batch_number"):
            assert "".join(said.value.split()) == "".join(said.raw.split()), said


def _batch(batch: Batch) -> list[str | None]:
    """Expiry always to the day; a month of making to the month, as printed."""
    made = batch.manufactured_on.isoformat() if batch.manufactured_on else None
    if made and batch.manufactured_precision == "month":
        made = made[:7]
    return [batch.batch_number, made, batch.expires_on.isoformat() if batch.expires_on else None]
