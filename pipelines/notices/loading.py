"""Notices as rows: what all copies of one document say together, with several sources.

Belongs here: which copy is believed about a field, frames for the tables. Not here: which texts are copies of one
document (`copies`), their products (`merging`), reading texts, writing tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import polars as pl

from pipelines.notices.copies import Copy, batch_key, day_of, documents
from pipelines.notices.merging import Merged, merged_products, official_products
from pipelines.notices.model import ParsedNotice
from pipelines.notices.periods import due_by_law
from pipelines.notices.places_told import provinces_of
from pipelines.notices.reference import NoticeReference
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
_OTHER = "other"
"""Kind or group of which nothing is known: a copy that has it states none."""
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
    groups = documents(parsed)
    elsewhere = official_products(groups)
    for notice_id, group in groups:
        rows["core.notices"].append(_notice_row(notice_id, group, province_of, reference))
        _add_rows(notice_id, group, rows)
        _add_products(notice_id, merged_products(notice_id, group, elsewhere), rows)
    frames = {}
    for name in NOTICE_TABLES:
        table = TABLES[name]
        frame = pl.DataFrame(rows[name], schema=table.polars_schema()) if rows[name] else table.empty()
        frames[name] = frame.sort(table.key)
    return frames


def _best(copies: Iterable[Copy], read: Callable[[ParsedNotice], _Value | None]) -> _Value | None:
    """The field of the most official copy that has it, the most complete of equally official ones."""
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
                "file_name": copy.file_name,
            }
        )


def _add_products(notice_id: str, products: Sequence[Merged], rows: dict[str, list[dict[str, Any]]]) -> None:
    for number, merged in enumerate(products, start=1):
        product = merged.product
        rows["core.recalled_products"].append(
            {
                "notice_id": notice_id,
                "product_no": number,
                "name": product.name,
                "registration_number": product.registration_number,
                "former_registration_number": product.former_registration_number,
                "manufacturer": product.manufacturer,
                "importer": product.importer,
                "in_doubt": merged.in_doubt,
            }
        )
        rows["core.recalled_batches"].extend(
            {
                "notice_id": notice_id,
                "product_no": number,
                "batch_number": batch.batch_number,
                "manufactured_on": batch.manufactured_on,
                "expires_on": batch.expires_on,
                "in_doubt": merged.in_doubt or batch_key(batch) in merged.doubtful_batches,
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
    kind = _best(copies, lambda p: p.kind if p.kind != _OTHER else None) or _OTHER
    product_group = _best(copies, lambda p: p.product_group if p.product_group != _OTHER else None) or _OTHER
    level = _best(copies, lambda p: p.level)
    return {
        "notice_id": notice_id,
        "document_number": _best(copies, lambda p: p.document_number),
        "issued_on": issued_on,
        "published_on": min(published, default=None),
        "kind": kind,
        "product_group": product_group,
        # Copies that contradict each other are a finding; until a person decides, the most official one holds.
        "level": level,
        "authority": authority,
        "reason": _best(copies, lambda p: p.reason),
        "reason_code": _best(copies, lambda p: p.reason_code),
        "scope": scope,
        "scope_province_code": next(iter(provinces)) if len(provinces) == 1 else None,
        "scope_provinces": sorted(provinces),
        "reach": reach_of(scope, is_told=is_told, is_national_issuer=reference.is_national(authority)),
        "scope_widened": any(copy.parsed.scope_widened for copy in copies),
        "lifts": _best(copies, lambda p: p.lifts),
        # Counted from what holds of the notice: a copy that names another day or level counts wrong.
        "due_by_law": due_by_law(
            kind=kind, product_group=product_group, level=level, issued_on=issued_on, reference=reference
        ),
        "due_in_notice": _best(copies, lambda p: p.due_in_notice),
        "completeness": max(copy.parsed.completeness for copy in copies),
        "source_url": _best(copies, lambda p: p.source_url),
        "file_sha256": copies[0].sha256,
    }
