"""Notices as rows: what all copies of one document say together, with several sources.

Belongs here: which copy is believed about a field, frames for the tables. Not here: which texts are copies of one
document (`copies`), reading texts, writing tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import polars as pl

from pipelines.notices.copies import Copy, batch_key, day_of, documents, numbers_of
from pipelines.notices.identifiers import comparison_keys
from pipelines.notices.model import Batch, ParsedNotice, Product
from pipelines.notices.places_told import provinces_of
from pipelines.notices.reference import NoticeReference
from pipelines.notices.same_names import folded
from pipelines.notices.scopes import NATIONAL, PROVINCE, reach_of
from pipelines.tables import TABLES

_Value = TypeVar("_Value")

NOTICE_TABLES = (
    "core.notices",
    "core.notice_sources",
    "core.notice_fields",
    "core.recalled_products",
    "core.recalled_batches",
)
ProvinceOf = Callable[[str], str | None]
"""Name of a province as written -> its code."""


def notice_rows(
    parsed: Sequence[tuple[str, str, str, ParsedNotice]], *, province_of: ProvinceOf, reference: NoticeReference
) -> dict[str, pl.DataFrame]:
    """Rows of the tables in `NOTICE_TABLES`.

    Args:
        parsed: SHA-256, file name, source id and parsed notice of each file; the order does not matter.
        province_of: finds the province that a scope names.
        reference: tells which issuers are national bodies.

    Returns:
        One frame per table, with exactly its columns, sorted by its key.
    """
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in NOTICE_TABLES}
    for notice_id, group in documents(parsed):
        rows["core.notices"].append(_notice_row(notice_id, group, province_of, reference))
        _add_rows(notice_id, group, rows)
    frames = {}
    for name in NOTICE_TABLES:
        table = TABLES[name]
        frame = pl.DataFrame(rows[name], schema=table.polars_schema()) if rows[name] else table.empty()
        frames[name] = frame.sort(table.key)
    return frames


def _best(copies: Iterable[Copy], read: Callable[[ParsedNotice], _Value | None]) -> _Value | None:
    """The field of the most complete copy that has it."""
    return next((value for copy in copies if (value := read(copy.parsed)) is not None), None)


def _add_rows(notice_id: str, copies: Sequence[Copy], rows: dict[str, list[dict[str, Any]]]) -> None:
    for copy in copies:
        rows["core.notice_fields"] += [
            {
                "notice_id": notice_id,
                "file_sha256": copy.sha256,
                "field_no": number,
                "field": entry.field,
                "product_no": entry.product_no,
                "batch_number": entry.batch_number,
                "value": entry.value,
                "raw": entry.raw,
                "span_start": entry.start,
                "span_end": entry.end,
                "confidence": entry.confidence,
            }
            for number, entry in enumerate(copy.parsed.evidence, 1)
        ]
        rows["core.notice_sources"].append(
            {
                "notice_id": notice_id,
                "file_sha256": copy.sha256,
                "source_id": copy.source_id,
                "url": copy.parsed.source_url,
                "title": copy.parsed.title,
                "published_on": copy.parsed.published_on,
            }
        )
    for number, product in enumerate(_products(copies), start=1):
        rows["core.recalled_products"].append(
            {
                "notice_id": notice_id,
                "product_no": number,
                "name": product.name,
                "registration_number": product.registration_number,
                "former_registration_number": product.former_registration_number,
                "manufacturer": product.manufacturer,
                "importer": product.importer,
            }
        )
        rows["core.recalled_batches"].extend(
            {
                "notice_id": notice_id,
                "product_no": number,
                "batch_number": batch.batch_number,
                "manufactured_on": batch.manufactured_on,
                "expires_on": batch.expires_on,
            }
            for batch in product.batches
        )


def _notice_row(
    notice_id: str, copies: Sequence[Copy], province_of: ProvinceOf, reference: NoticeReference
) -> dict[str, Any]:
    published = [copy.parsed.published_on for copy in copies if copy.parsed.published_on]
    best = copies[0].parsed
    scopes = [copy.parsed for copy in copies if copy.parsed.scope]
    # One copy that says "in the whole country" is enough: an excerpt of it may name only where the sample was taken.
    scope = min(scopes, key=lambda p: p.scope != NATIONAL, default=best).scope
    provinces, is_told = provinces_of(scopes, province_of) if scope == PROVINCE else (frozenset[str](), False)
    authority = _best(copies, lambda p: p.authority)
    issued_on = day_of(copies)
    dues = [c.parsed.due_by_law for c in copies if c.parsed.due_by_law and c.parsed.issued_on == issued_on]
    return {
        "notice_id": notice_id,
        "document_number": _best(copies, lambda p: p.document_number),
        "issued_on": issued_on,
        "published_on": min(published, default=None),
        "kind": best.kind,
        "product_group": best.product_group,
        # Copies that contradict each other are a finding; until a person decides, the strictest one holds.
        "level": min((copy.parsed.level for copy in copies if copy.parsed.level), default=None),
        "authority": authority,
        "reason": _best(copies, lambda p: p.reason),
        "reason_code": _best(copies, lambda p: p.reason_code),
        "scope": scope,
        "scope_province_code": next(iter(provinces)) if len(provinces) == 1 else None,
        "scope_provinces": sorted(provinces),
        "reach": reach_of(scope, is_told=is_told, is_national_issuer=reference.is_national(authority)),
        "scope_widened": any(copy.parsed.scope_widened for copy in copies),
        "lifts": _best(copies, lambda p: p.lifts),
        # Counted from the day of issue: a copy that names another day counts from a wrong one.
        "due_by_law": min(dues, default=None),
        "due_in_notice": _best(copies, lambda p: p.due_in_notice),
        "completeness": max(copy.parsed.completeness for copy in copies),
        "source_url": _best(copies, lambda p: p.source_url),
        "file_sha256": copies[0].sha256,
    }


def _products(copies: Sequence[Copy]) -> list[Product]:
    """Products of all copies: the most complete copy's, filled up by the others."""
    merged: list[Product] = []
    for copy in copies:
        for product in copy.parsed.products:
            at = next((i for i, known in enumerate(merged) if _is_same_product(known, product)), None)
            if at is None:
                merged.append(product)
            else:
                merged[at] = filled(merged[at], product)
    return merged


def _is_same_product(one: Product, other: Product) -> bool:
    if (mine := numbers_of(one)) and (theirs := numbers_of(other)):
        return bool(mine & theirs)
    return bool(one.name and other.name) and folded(one.name or "") == folded(other.name or "")


def filled(known: Product, other: Product) -> Product:
    """One product as two copies tell it together; what the first says stands."""
    batches = {batch_key(batch): batch for batch in known.batches}
    for batch in other.batches:
        mine = batches.get(batch_key(batch))
        batches[batch_key(batch)] = _filled_batch(mine, batch) if mine else batch
    # The number that one copy calls the former one is not the present one, whatever the other says.
    was_known = comparison_keys(known.registration_number) <= comparison_keys(other.former_registration_number)
    present = other.registration_number if was_known else known.registration_number
    return replace(
        known,
        name=known.name or other.name,
        registration_number=present or known.registration_number or other.registration_number,
        former_registration_number=known.former_registration_number or other.former_registration_number,
        manufacturer=known.manufacturer or other.manufacturer,
        importer=known.importer or other.importer,
        batches=tuple(batches.values()),
    )


def _filled_batch(known: Batch, other: Batch) -> Batch:
    return replace(
        known,
        manufactured_on=known.manufactured_on or other.manufactured_on,
        expires_on=known.expires_on or other.expires_on,
    )
