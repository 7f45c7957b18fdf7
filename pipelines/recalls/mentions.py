"""Places of reports that may name a product, each with the keys it is compared by: made once, when a report is new.

Belongs here: which columns and free texts are searched, and keeping their keys. Does not: comparing them (`matching`,
`texts`).
"""

from __future__ import annotations

from pipelines.recalls.keys import key_sql, words_sql
from pipelines.warehouse import Warehouse

SHORTEST_TEXT = 4
"""Characters below which a note names nothing."""


def keep_mentions(warehouse: Warehouse) -> int:
    """Bring `raw.mentions` up to the reports that were read; returns the number of reports looked through now."""
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE reports_unsearched AS {_UNSEARCHED}")
    with warehouse.transaction():
        warehouse.execute(f"INSERT INTO raw_store.raw.mentions BY NAME {_MENTIONS}")
    return int(warehouse.query("SELECT count(*) AS n FROM reports_unsearched").item())


_UNSEARCHED = """
SELECT submission_id FROM raw_store.raw.reports
WHERE submission_id NOT IN (SELECT submission_id FROM raw_store.raw.mentions WHERE kind = 'report')
"""

_MENTIONS = f"""
WITH goods AS (
    SELECT submission_id, 'core.serious_cases' AS table_name, sheet, row, product_name, registration_number,
        batch_number
    FROM raw_store.raw.serious_cases
    UNION ALL
    -- A sign-off that found nothing is no place where the product turned up.
    SELECT submission_id, 'core.sign_offs', sheet, row, product_name, registration_number, batch_number
    FROM raw_store.raw.sign_offs
    WHERE quantity_found > 0 OR quantity_sealed > 0 OR establishments_holding > 0
),
texts AS (
    SELECT submission_id, 'core.inspection_lines' AS table_name, sheet, row, note AS written
    FROM raw_store.raw.inspection_lines
    UNION ALL
    SELECT submission_id, 'core.serious_cases', sheet, row, unnest([content, action])
    FROM raw_store.raw.serious_cases
    UNION ALL
    SELECT submission_id, 'core.hotline_entries', sheet, row, content FROM raw_store.raw.hotline_entries
)
SELECT 'goods' AS kind, *, coalesce({words_sql("product_name")}, '') AS words,
    coalesce(ltrim({key_sql("registration_number")}, '0'), '') AS number_key,
    coalesce({key_sql("batch_number")}, '') AS batch_key, CAST(NULL AS VARCHAR) AS written
FROM goods SEMI JOIN reports_unsearched USING (submission_id)
WHERE coalesce(product_name, registration_number, batch_number) IS NOT NULL
UNION ALL BY NAME
SELECT 'text' AS kind, *, {words_sql("written")} AS words
FROM texts SEMI JOIN reports_unsearched USING (submission_id)
WHERE length(written) >= {SHORTEST_TEXT}
UNION ALL BY NAME
SELECT 'report' AS kind, submission_id FROM reports_unsearched
ORDER BY submission_id
"""
