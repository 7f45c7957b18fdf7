"""Copies of one notice that say different things: press, digest, list title and the document itself.

Belongs here: finding the fields on which copies differ, and the findings that say so. Does not: which copies are one
notice (`pipelines.notices.copies`), or which of them is believed (`pipelines.notices.loading`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines import quality
from pipelines.decision_lines import digest
from pipelines.warehouse import Warehouse
from pipelines.workbooks.findings import read_rules

RULE, RULES_FILE, SUITE = "copies_contradict", "rules/notices.toml", "core.notice_sources"

_SQL = """
-- What copies list about one product: the only one of both, or one registration number. A copy may name fewer batches
-- than another; when each names one that the other does not, one of them is mistaken.
WITH products AS (
    SELECT f.notice_id, f.file_sha256, f.product_no,
        any_value(f.value) FILTER (f.field = 'products.registration_number') AS number,
        list_sort(list_distinct(list(upper(regexp_replace(f.value, '[\\s.]', '', 'g')))
            FILTER (f.field = 'batches.batch_number' AND f.value IS NOT NULL AND f.confidence >= 0.5))) AS batches,
        count(*) OVER (PARTITION BY f.notice_id, f.file_sha256) AS products
    FROM core.notice_fields f
    WHERE f.product_no IS NOT NULL
    GROUP BY f.notice_id, f.file_sha256, f.product_no
),
batches_apart AS (
    SELECT DISTINCT a.notice_id, a.file_sha256, array_to_string(a.batches, ', ') AS batches,
        coalesce(s.title, s.url, a.file_sha256) AS copy, s.source_id
    FROM products a
    JOIN products b ON b.notice_id = a.notice_id AND b.file_sha256 <> a.file_sha256
        AND (a.number = b.number OR (a.products = 1 AND b.products = 1))
    JOIN core.notice_sources s ON s.notice_id = a.notice_id AND s.file_sha256 = a.file_sha256
    WHERE NOT list_has_all(a.batches, b.batches) AND NOT list_has_all(b.batches, a.batches)
),
said AS (
    SELECT f.notice_id, f.field, coalesce(upper(replace(f.batch_number, ' ', '')), '') AS batch, f.file_sha256, f.value,
        coalesce(s.title, s.url, f.file_sha256) AS copy, s.source_id
    FROM core.notice_fields f
    JOIN core.notice_sources s ON s.notice_id = f.notice_id AND s.file_sha256 = f.file_sha256
    WHERE f.value IS NOT NULL AND f.confidence >= 0.5 AND f.field IN (
        'issued_on', 'kind', 'level', 'scope', 'due_in_notice', 'batches.manufactured_on', 'batches.expires_on')
    UNION ALL
    -- Numbers of a notice about one product: with several, copies may tell of different ones.
    SELECT f.notice_id, f.field, '', f.file_sha256, any_value(f.value),
        any_value(coalesce(s.title, s.url, f.file_sha256)), any_value(s.source_id)
    FROM core.notice_fields f
    JOIN core.notice_sources s ON s.notice_id = f.notice_id AND s.file_sha256 = f.file_sha256
    WHERE f.field = 'products.registration_number' AND f.value IS NOT NULL AND f.confidence >= 0.5
    GROUP BY f.notice_id, f.field, f.file_sha256
    HAVING count(DISTINCT f.value) = 1
    UNION ALL
    SELECT notice_id, 'batches.batch_number', '', file_sha256, batches, copy, source_id FROM batches_apart
)
SELECT notice_id, field, batch,
    string_agg(DISTINCT value, ' / ' ORDER BY value) AS sayings,
    string_agg(DISTINCT left(copy, 80) || ': ' || value, '; ' ORDER BY left(copy, 80) || ': ' || value) AS copies
FROM said
GROUP BY notice_id, field, batch
HAVING count(DISTINCT value) > 1 AND count(DISTINCT file_sha256) > 1
ORDER BY ALL
"""


def keep_findings(warehouse: Warehouse, shipped: Path, *, as_of: datetime) -> int:
    """Keep one finding per field and batch on which copies differ; returns the number of open ones.

    Needs `core.notice_fields` and `core.notice_sources`.
    """
    rule = read_rules(shipped / RULES_FILE)[RULE]
    rows: list[dict[str, Any]] = []
    for notice_id, field, batch, sayings, copies in warehouse.query(_SQL).iter_rows():
        words = {"value": sayings, "expected": copies, "heading": f"{field} {batch}".strip()}
        rows.append({
            "finding_id": digest(f"{RULE}|{notice_id}|{field}|{batch}|{sayings}", 24),
            "scope": "copies",
            "notice_id": notice_id,
            "rule": rule.id,
            "severity": rule.severity,
            "value": sayings,
            "expected": copies,
            "message_vi": rule.vi.format_map(words),
            "message_en": rule.en.format_map(words),
            "cure_vi": rule.cure_vi.format_map(words),
            "cure_en": rule.cure_en.format_map(words),
        })  # fmt: skip
    return quality.keep_suite_findings(warehouse, SUITE, ["copies"], rows, as_of=as_of)
