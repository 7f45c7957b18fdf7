"""From the journals to the warehouse: documents of sources arrive as files in inbox/notices do.

Belongs here: rows of arrivals, documents and visits; which copy of an address counts. Does not: asking sources, or
reading documents.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl

from pipelines.notices.sources.journal import Document, Visit, every_document, every_visit
from pipelines.settings import Settings
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse


@dataclass(frozen=True)
class Origin:
    """Where a document came from, as its source said."""

    source_id: str
    url: str
    role: str
    title: str | None
    published_on: date | None


def take_in_documents(warehouse: Warehouse, settings: Settings) -> int:
    """Bring the warehouse to what the journals say; returns the number of documents that are new to it."""
    documents, visits = list(every_document(settings)), list(every_visit(settings))
    known = warehouse.query(
        f"SELECT path, file_sha256 FROM {warehouse.name('raw.arrivals')} WHERE list_contains($given, file_sha256)",
        {"given": [document.file_sha256 for _, document in documents]},
    )
    pairs = set(known.iter_rows())
    arrivals = {
        (row["path"], row["file_sha256"]): row
        for row in (_arrival(source_id, document) for source_id, document in reversed(documents))
        if (row["path"], row["file_sha256"]) not in pairs
    }
    with warehouse.transaction():
        _replace(warehouse, "raw.source_documents", (_document(source, entry) for source, entry in documents))
        _replace(warehouse, "raw.source_visits", (_visit(source, entry) for source, entry in visits))
        warehouse.append("raw.arrivals", _frame("raw.arrivals", arrivals.values()))
    return len({sha256 for _, sha256 in arrivals} - set(known["file_sha256"]))


def origins(warehouse: Warehouse) -> dict[str, Origin]:
    """Where each document of a source first came from, by its hash."""
    rows = warehouse.query(
        f"""
        SELECT file_sha256, source_id, url, role, title, published_on
        FROM {warehouse.name("raw.source_documents")}
        ORDER BY fetched_at DESC, source_id DESC, url DESC
        """
    )
    return {sha256: Origin(*origin) for sha256, *origin in rows.iter_rows()}


def replaced_copies(warehouse: Warehouse) -> str:
    """SQL for the hashes of documents that no longer count as of `$as_of`.

    Of one address only the latest copy that could be read counts; a line of a list only while its document is missing.
    What people dropped into the inbox always counts.
    """
    return f"""
        WITH given AS (
            SELECT d.* FROM {warehouse.name("raw.source_documents")} d
            SEMI JOIN {warehouse.name("raw.notices")} n USING (file_sha256)
            WHERE d.fetched_at <= $as_of
        ),
        replaced AS (
            SELECT DISTINCT one.source_id, one.url, one.role, one.file_sha256
            FROM given one JOIN given other USING (source_id)
            WHERE (one.url = other.url AND one.role = other.role
                    AND (other.fetched_at, other.file_sha256) > (one.fetched_at, one.file_sha256))
                OR (one.role = 'list_title' AND other.role <> 'list_title' AND one.item_url = other.item_url)
        )
        SELECT file_sha256 FROM replaced
        EXCEPT SELECT file_sha256 FROM given ANTI JOIN replaced USING (source_id, url, role, file_sha256)
        EXCEPT SELECT file_sha256 FROM {warehouse.name("raw.arrivals")} WHERE path NOT LIKE 'notices/@%'
    """


def _replace(warehouse: Warehouse, full_name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    key = TABLES[full_name].key
    # A night that is run again for its instant asks again: what it saw last counts.
    warehouse.replace(full_name, _frame(full_name, rows).unique(key, keep="last", maintain_order=True))


def _frame(full_name: str, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=TABLES[full_name].polars_schema())


def _arrival(source_id: str, document: Document) -> dict[str, Any]:
    return {
        "file_sha256": document.file_sha256,
        "path": f"notices/@{source_id}/{document.file_name}",
        "file_name": document.file_name,
        "received_at": document.at,
        "evidence": "mail" if document.role == "mail" else "file_time",
        "sender": document.sender,
        "channel": source_id,
        "first_seen_at": document.at,
        "mtime_ns": 0,
        "size_bytes": document.size_bytes,
    }


def _document(source_id: str, document: Document) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "url": document.url,
        "role": document.role,
        "file_sha256": document.file_sha256,
        "item_url": document.item_url,
        "file_name": document.file_name,
        "title": document.title,
        "published_on": document.published_on,
        "fetched_at": document.at,
    }


def _visit(source_id: str, visit: Visit) -> dict[str, Any]:
    return {
        "source_id": source_id,
        "visited_at": visit.at,
        "state": visit.state,
        "has_changed": visit.has_changed,
        "listed": visit.listed,
        "waiting": len(visit.waiting),
        "newest_number": visit.newest_number,
        "newest_title": visit.newest_title,
        "newest_url": visit.newest_url,
        "problems": json.dumps(
            {"problems": [asdict(problem) for problem in visit.problems], "waiting": visit.waiting[:3]},
            ensure_ascii=False,
        ),
    }
