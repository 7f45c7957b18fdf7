"""Chains of notices about one product: letter, decision, wider decision, revocation, and who only passes it on.

Belongs here: which earlier notice a later one follows, and what became stricter. Does not: copies of one document
(`pipelines.notices.copies`), where a product turned up (`matching`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pipelines.notices.identifiers import comparison_keys
from pipelines.notices.scopes import NATIONAL, PROVINCE
from pipelines.recalls.keys import document_key, document_keys, name_key, number_key
from pipelines.recalls.lifting import SURE
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse

ONE_AFFAIR = 400
"""Days beyond which a later notice about the same product is a new affair, unless it names the earlier one."""
PASSED_ON_WITHIN = 90
"""Days in which a department's letter, or a text without a number, about the same goods speaks of the same recall."""
_SHORTEST_NAME = 6


@dataclass(frozen=True)
class _Link:
    """One product in one notice, as far as a chain needs it."""

    notice: Mapping[str, Any]
    product_no: int
    batches: frozenset[str]
    day: date
    basis: str
    lifts: frozenset[str]
    """Keys of the documents that its notice surely takes back."""

    @property
    def notice_id(self) -> str:
        return str(self.notice["notice_id"])

    @property
    def number(self) -> str:
        return str(self.notice["document_number"] or "").upper()

    @property
    def is_departments(self) -> bool:
        """Whether a province's own department or committee wrote it."""
        return any(symbol in self.number.replace("-", "/").split("/") for symbol in ("SYT", "UBND"))

    @property
    def is_decision(self) -> bool:
        return "/QĐ" in self.number


def links(warehouse: Warehouse, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Rows of `core.notice_links`: each notice with the one before it about the same product, and those it names.

    Args:
        warehouse: holds `raw.notices`, whose texts say which documents they name.
        frames: `core.notices`, `core.notice_sources`, `core.notice_fields`, `core.recalled_products` and
            `core.recalled_batches`.
    """
    pairs = [
        (later, earlier) for chain in _chains(frames) for at, later in enumerate(chain) for earlier in chain[:at]
        if earlier.notice_id != later.notice_id
    ]  # fmt: skip
    cited = _cited(warehouse, {(later.notice_id, earlier.number) for later, earlier in pairs if "/" in earlier.number})
    rows: dict[tuple[str, int, str], dict[str, Any]] = {}
    direct: dict[tuple[str, int], tuple[date, str]] = {}
    for later, earlier in pairs:
        place = (later.notice_id, later.product_no)
        direct[place] = max(direct.get(place, (date.min, "")), (earlier.day, earlier.notice_id))
    for later, earlier in pairs:
        named = (later.notice_id, earlier.number) in cited
        if not named and direct[later.notice_id, later.product_no][1] != earlier.notice_id:
            continue
        rows.setdefault(
            (later.notice_id, later.product_no, earlier.notice_id),
            {
                "notice_id": later.notice_id,
                "product_no": later.product_no,
                "earlier_notice_id": earlier.notice_id,
                "earlier_product_no": earlier.product_no,
                "basis": later.basis,
                "cited": named,
                **_relation(later, earlier, cited=named),
            },
        )
    table = TABLES["core.notice_links"]
    return pl.DataFrame(list(rows.values()), schema=table.polars_schema()).sort(table.key)


def _chains(frames: Mapping[str, pl.DataFrame]) -> Iterator[list[_Link]]:
    """The notices about each product, oldest first; those without any day are in none."""
    notices = {row["notice_id"]: row for row in frames["core.notices"].iter_rows(named=True)}
    batches: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in frames["core.recalled_batches"].iter_rows(named=True):
        # What only a copy names is no step of the document.
        if not row["in_doubt"]:
            batches[row["notice_id"], row["product_no"]].add(number_key(row["batch_number"]))
    lifts = _lifts(frames["core.notice_fields"])
    chains: dict[tuple[str, str], list[_Link]] = defaultdict(list)
    for row in frames["core.recalled_products"].iter_rows(named=True):
        notice = notices[row["notice_id"]]
        day = notice["issued_on"] or notice["published_on"]
        name = name_key(row["name"] or "")
        numbers = comparison_keys(row["registration_number"], row["former_registration_number"])
        keys = [("registration_number", number) for number in sorted(numbers)]
        if not keys and len(name) >= _SHORTEST_NAME:
            keys = [("name", name)]
        if day is not None:
            own = frozenset(batches[row["notice_id"], row["product_no"]])
            for key in keys:
                chains[key].append(
                    _Link(notice, row["product_no"], own, day, key[0], lifts.get(row["notice_id"], frozenset()))
                )
    for _, chain in sorted(chains.items()):
        if len(chain) > 1:
            yield sorted(chain, key=lambda link: (link.day, link.is_departments, not link.number, link.notice_id))


def _lifts(fields: pl.DataFrame) -> dict[str, frozenset[str]]:
    """What each notice takes back, where that is sure."""
    sure = fields.filter((pl.col("field") == "lifts") & (pl.col("confidence") >= SURE) & pl.col("value").is_not_null())
    said = sure.select("notice_id", "value").iter_rows()
    return {notice: frozenset(key for one in value.split(";") for key in document_keys(one)) for notice, value in said}


def _cited(warehouse: Warehouse, asked: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of the asked (notice, document number) are so: a copy of the notice names that number."""
    if not asked:
        return set()
    warehouse.leave("numbers_asked", pl.DataFrame(sorted(asked), schema=["notice_id", "number"], orient="row"))
    found = warehouse.query(
        f"""
        SELECT DISTINCT a.notice_id, a.number
        FROM numbers_asked a
        JOIN core.notice_sources s USING (notice_id)
        JOIN {warehouse.name("raw.notices")} n USING (file_sha256)
        WHERE contains(regexp_replace(upper(n.raw_text), '\\s', '', 'g'), regexp_replace(a.number, '\\s', '', 'g'))
        """
    )
    return set(found.iter_rows())


def _relation(later: _Link, earlier: _Link, *, cited: bool) -> dict[str, Any]:
    """What ties two notices, and what became stricter; years apart it is the same product in another affair."""
    days = (later.day - earlier.day).days
    shared = not later.batches or not earlier.batches or bool(later.batches & earlier.batches)
    stricter = list(_escalations(later, earlier)) if cited or days <= ONE_AFFAIR else []
    soon = cited or (days <= PASSED_ON_WITHIN and shared)
    if document_key(earlier.number) in later.lifts:
        relation = "lifts"
    elif later.is_departments and not earlier.is_departments and soon:
        relation = "passes_on"
    elif "/" not in later.number and "/" in earlier.number and soon:
        relation = "retells"
    elif later.notice["kind"] == "registration_withdrawal" != earlier.notice["kind"]:
        relation = "revokes"
    elif days > ONE_AFFAIR and not cited:
        relation = "repeats"
    elif later.is_decision and earlier.number and not earlier.is_decision:
        relation = "decides"
    elif {"scope_widened", "batches_added"} & set(stricter):
        relation = "widens"
    else:
        relation = "repeats"
    return {"relation": relation, "escalations": [] if relation in {"passes_on", "retells", "lifts"} else stricter}


def _escalations(later: _Link, earlier: _Link) -> Iterator[str]:
    if later.notice["level"] and earlier.notice["level"] and later.notice["level"] < earlier.notice["level"]:
        yield "level_raised"
    widened = (earlier.notice["scope"], later.notice["scope"]) == (PROVINCE, NATIONAL)
    if widened or later.notice["scope_widened"]:
        yield "scope_widened"
    # A stop of the whole product adds every batch it has.
    is_whole = not later.batches and later.notice["kind"] in {"recall", "suspension"}
    if earlier.batches and (is_whole or later.batches - earlier.batches):
        yield "batches_added"
