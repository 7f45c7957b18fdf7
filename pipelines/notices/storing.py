"""A parsed notice as text, so that a night need not read old files again.

Belongs here: `ParsedNotice` to JSON and back. Does not: reading or merging notices.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from pipelines.notices.model import Batch, Evidence, ParsedNotice, Product

_DATES = ("issued_on", "published_on", "due_by_law", "due_in_notice")
_BATCH_DATES = ("manufactured_on", "expires_on")


def to_json(notice: ParsedNotice) -> str:
    """One line of JSON with every field; dates as ISO text."""
    return json.dumps(asdict(notice), ensure_ascii=False, default=date.isoformat, sort_keys=True)


def from_json(text: str) -> ParsedNotice:
    """The notice that `to_json` wrote."""
    fields: dict[str, Any] = json.loads(text)
    products = tuple(_product(p) for p in fields.pop("products"))
    evidence = tuple(Evidence(**e) for e in fields.pop("evidence"))
    return ParsedNotice(**_with_dates(fields, _DATES), products=products, evidence=evidence)


def _product(fields: dict[str, Any]) -> Product:
    batches = tuple(Batch(**_with_dates(b, _BATCH_DATES)) for b in fields.pop("batches"))
    return Product(**fields, batches=batches)


def _with_dates(fields: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {
        key: date.fromisoformat(value) if key in names and value is not None else value for key, value in fields.items()
    }
