"""Copies of one notice that say different things, and texts that may be copies: press, digest, title, document.

Belongs here: finding the fields on which copies differ, and the findings that say so. Does not: which copies are one
notice (`pipelines.notices.copies`), or which of them is believed (`pipelines.notices.loading`).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines import quality
from pipelines.decision_lines import digest
from pipelines.recalls.keys import NUMBERS_SQL, key_sql
from pipelines.warehouse import Warehouse
from pipelines.workbooks.findings import read_rules

RULES_FILE, SUITE = "rules/notices.toml", "core.notice_sources"

_SQL = f"""
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
    WHERE f.field = 'products.registration_number' AND f.value IS NOT NULL AND f.confidence >= 0.5 AND NOT EXISTS (
        -- A copy that gives the number before the present one says nothing else.
        SELECT 1 FROM core.recalled_products p
        WHERE p.notice_id = f.notice_id AND {key_sql("p.former_registration_number")} = {key_sql("f.value")}
    )
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

_MAYBE = f"""
-- A text without number about the goods of a document near it; a person who looked gives its number, or says none.
WITH goods AS (
    SELECT n.notice_id, n.document_number, n.kind, coalesce(n.issued_on, n.published_on) AS day,
        {key_sql("p.number")} AS number, {key_sql("p.name")} AS name
    FROM core.notices n
    JOIN (SELECT *, unnest({NUMBERS_SQL}) AS number FROM core.recalled_products) p USING (notice_id)
    WHERE n.kind IN ('recall', 'suspension')
)
SELECT u.notice_id, '' AS field, '' AS batch,
    string_agg(DISTINCT n.document_number, ' / ' ORDER BY n.document_number) AS sayings,
    any_value(f.file_name) AS copies
FROM goods u
JOIN goods n ON n.document_number IS NOT NULL AND (n.number = u.number OR n.name = u.name)
    AND coalesce(abs(n.day - u.day) <= 90, true)
JOIN core.notices o ON o.notice_id = u.notice_id
LEFT JOIN raw_store.raw.files f ON f.file_sha256 = o.file_sha256 AND f.inbox = 'notices'
WHERE u.document_number IS NULL AND u.notice_id NOT IN (
    SELECT notice_id FROM core.notice_fields WHERE field = 'document_number' AND confidence = 1 AND value IS NULL
)
GROUP BY u.notice_id
ORDER BY ALL
"""
_DOUBTFUL = """
-- Goods that only less official copies name, though the document itself names others.
WITH goods AS (
    SELECT p.notice_id, p.name, p.registration_number AS number, b.batch_number AS batch
    FROM core.recalled_products p LEFT JOIN core.recalled_batches b USING (notice_id, product_no)
    WHERE p.in_doubt OR b.in_doubt
)
SELECT g.notice_id, concat_ws(', SĐK ', g.name, g.number) AS field, '' AS batch,
    coalesce(string_agg(DISTINCT 'lô ' || g.batch, ', ' ORDER BY 'lô ' || g.batch), 'sản phẩm') AS sayings,
    any_value(n.document_number) AS copies
FROM goods g JOIN core.notices n USING (notice_id)
GROUP BY g.notice_id, g.name, g.number
ORDER BY ALL
"""

_OF_ANOTHER = f"""
-- Products that a copy names and that were left to the other document which recalls them.
WITH named AS (
    SELECT notice_id, file_sha256, product_no, any_value(value) FILTER (field = 'products.name') AS name,
        any_value(value) FILTER (field = 'products.registration_number') AS number
    FROM core.notice_fields
    WHERE product_no IS NOT NULL AND value IS NOT NULL
    GROUP BY ALL
),
known AS (
    SELECT p.notice_id, n.document_number, nullif({key_sql("p.registration_number")}, '') AS number,
        nullif({key_sql("p.name")}, '') AS name
    FROM core.recalled_products p JOIN core.notices n USING (notice_id)
)
SELECT c.notice_id, coalesce(c.name, c.number) AS field, '' AS batch,
    string_agg(DISTINCT o.document_number, ' / ' ORDER BY o.document_number) AS sayings,
    string_agg(DISTINCT left(coalesce(s.title, s.url, c.file_sha256), 80)) AS copies
FROM named c
JOIN core.notice_sources s USING (notice_id, file_sha256)
JOIN known o ON o.notice_id <> c.notice_id AND o.document_number IS NOT NULL
    AND (o.number = {key_sql("c.number")} OR o.name = {key_sql("c.name")})
WHERE NOT EXISTS (
    SELECT 1 FROM known k WHERE k.notice_id = c.notice_id
        AND (k.number = {key_sql("c.number")} OR k.name = {key_sql("c.name")})
) AND c.notice_id IN (SELECT notice_id FROM known)
GROUP BY c.notice_id, coalesce(c.name, c.number)
ORDER BY ALL
"""
_ASKED = {
    "copies_contradict": _SQL,
    "may_be_same_notice": _MAYBE,
    "goods_of_copies_only": _DOUBTFUL,
    "product_of_other_document": _OF_ANOTHER,
}


def keep_findings(warehouse: Warehouse, shipped: Path, *, as_of: datetime) -> int:
    """Keep a finding per field and batch on which copies differ, and per text that may be one; returns the open ones.

    Needs `core.notices` and what hangs on it.
    """
    rules = read_rules(shipped / RULES_FILE)
    said = [(rules[name], row) for name, sql in _ASKED.items() for row in warehouse.query(sql).iter_rows()]
    rows: list[dict[str, Any]] = []
    for rule, (notice_id, field, batch, sayings, copies) in said:
        words = {"value": sayings, "expected": copies, "heading": f"{field} {batch}".strip()}
        rows.append({
            "finding_id": digest(f"{rule.id}|{notice_id}|{field}|{batch}|{sayings}", 24),
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
