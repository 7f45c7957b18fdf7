"""How fresh and how well each source is: rows of `quality.sources`, and what the operator is told.

Belongs here: judging visits as of an instant. Does not: making visits, or folders that people drop files into.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines.notices.identifiers import comparison_key
from pipelines.notices.sources.declared import Source
from pipelines.settings import LOCAL_ZONE
from pipelines.warehouse import Warehouse
from pipelines.workbooks.findings import Rule, read_rules

RULES_FILE = "rules/sources.toml"
SUITE = "raw.source_visits"
_LONGEST = 120


@dataclass(frozen=True)
class SourceHealth:
    """One source as of an instant: its row of `quality.sources`, its last visit, what was loaded."""

    row: Mapping[str, Any]
    visited_at: datetime | None
    problems: tuple[Mapping[str, str], ...]
    waiting: int
    waiting_titles: tuple[str, ...]
    is_behind: bool
    is_silent: bool


def judge_sources(warehouse: Warehouse, sources: Sequence[Source], *, as_of: datetime) -> dict[str, SourceHealth]:
    """Every source, by id; one that was never visited is `empty`. Needs `core.notices`."""
    return {source.source_id: _judge(warehouse, source, as_of) for source in sources}


def source_findings(
    health: Mapping[str, SourceHealth], sources: Sequence[Source], shipped: Path
) -> list[dict[str, Any]]:
    """Rows of `raw.suite_findings` for what the operator has to look after; scope = source."""
    rules = read_rules(shipped / RULES_FILE)
    return [finding for source in sources for finding in _findings(source, health[source.source_id], rules)]


def _judge(warehouse: Warehouse, source: Source, as_of: datetime) -> SourceHealth:
    visits = warehouse.query(
        f"""
        SELECT * FROM {warehouse.name("raw.source_visits")}
        WHERE source_id = $source_id AND visited_at <= $as_of ORDER BY visited_at
        """,
        {"source_id": source.source_id, "as_of": as_of},
    ).to_dicts()
    loaded = warehouse.query(
        f"""
        SELECT d.item_url, d.fetched_at, n.document_number, d.title
        FROM {warehouse.name("raw.source_documents")} d
        JOIN {warehouse.name("raw.notices")} r USING (file_sha256)
        LEFT JOIN (
            SELECT s.file_sha256, n.document_number, n.issued_on
            FROM core.notice_sources s JOIN core.notices n USING (notice_id)
        ) n USING (file_sha256)
        WHERE d.source_id = $source_id AND d.fetched_at <= $as_of
        ORDER BY coalesce(d.published_on, n.issued_on) DESC NULLS LAST, n.document_number DESC NULLS LAST
        """,
        {"source_id": source.source_id, "as_of": as_of},
    ).to_dicts()
    good = [visit for visit in visits if visit["state"] != "failed"]
    last = visits[-1] if visits else None
    listed = next((visit for visit in reversed(visits) if visit["newest_url"]), None)
    read_at = good[-1]["visited_at"] if good else None
    silence = timedelta(hours=source.stale_after_hours)
    is_silent = bool(visits) and as_of - (read_at or visits[0]["visited_at"]) > silence
    is_behind = listed is not None and _is_behind(listed, loaded)
    changed = [visit["visited_at"] for visit in visits if visit["has_changed"]]
    said = json.loads(last["problems"]) if last else {"problems": [], "waiting": []}
    row = {
        "source_id": source.source_id,
        "name_vi": source.name_vi,
        "name_en": source.name_en,
        "read_at": read_at,
        "changed_at": max(changed, default=None),
        "loaded_at": max((document["fetched_at"] for document in loaded), default=None),
        "newest_listed": _named(listed["newest_number"], listed["newest_title"]) if listed else None,
        "newest_loaded": _named(loaded[0]["document_number"], loaded[0]["title"]) if loaded else None,
        "state": _state(last, is_late=is_silent or is_behind, has_documents=bool(loaded)),
    }
    return SourceHealth(
        row=row,
        visited_at=last["visited_at"] if last else None,
        problems=tuple(said["problems"]),
        waiting=last["waiting"] if last else 0,
        waiting_titles=tuple(said["waiting"]),
        is_behind=is_behind,
        is_silent=is_silent,
    )


def _is_behind(listed: Mapping[str, Any], loaded: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the newest line of the list is not loaded, or was read with another number than the list says."""
    same = [document for document in loaded if document["item_url"] == listed["newest_url"]]
    if not same or listed["newest_number"] is None:
        return not same
    numbers = {comparison_key(document["document_number"]) for document in same if document["document_number"]}
    return comparison_key(listed["newest_number"]) not in numbers


def _state(last: Mapping[str, Any] | None, *, is_late: bool, has_documents: bool) -> str:
    if last is None:
        return "empty"
    if last["state"] != "ok":
        return str(last["state"])
    if is_late:
        return "stale"
    return "ok" if has_documents or last["listed"] else "empty"


def _named(number: str | None, title: str | None) -> str | None:
    text = number or title
    return text if text is None or len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _findings(source: Source, health: SourceHealth, rules: Mapping[str, Rule]) -> list[dict[str, Any]]:
    row = health.row
    found = [(problem["rule"], problem["value"], problem["place"] or source.url) for problem in health.problems]
    if health.waiting:
        found.append(("source_waiting", "; ".join(health.waiting_titles)[:300], str(health.waiting)))
    if health.is_behind:
        found.append(("source_behind", row["newest_listed"], row["newest_loaded"] or "chưa có"))
    if health.is_silent:
        since = f"{row['read_at'].astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}" if row["read_at"] else "trước tới nay"
        found.append(("source_silent", str(source.stale_after_hours), since))
    return [_finding(source, rules[rule], value=value, place=place, health=health) for rule, value, place in found]


def _finding(source: Source, rule: Rule, *, value: str, place: str, health: SourceHealth) -> dict[str, Any]:
    seen = health.visited_at
    words = {
        "value": value,
        "place": place,
        "time": f"{seen.astimezone(LOCAL_ZONE):%H:%M %d/%m/%Y}" if seen else "lần đọc gần nhất",
    }
    vi, en = words | {"name": source.name_vi}, words | {"name": source.name_en}
    key = f"{source.source_id}|{rule.id}"
    return {
        "finding_id": hashlib.sha256(key.encode()).hexdigest()[:24],
        "scope": source.source_id,
        "rule": rule.id,
        "severity": rule.severity,
        "sheet": source.name_vi,
        "value": value,
        "message_vi": rule.vi.format_map(vi),
        "message_en": rule.en.format_map(en),
        "cure_vi": rule.cure_vi.format_map(vi),
        "cure_en": rule.cure_en.format_map(en),
    }
