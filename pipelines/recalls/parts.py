"""What of a notice a ward's finished lines leave out: its other products and batches are not done.

Belongs here: which products and batches lines name, certainly. Does not: whether a line is about the notice at all
(`naming`), who is done (`marts/recall_ledger.sql`), words of the finding (`findings`).
"""

from __future__ import annotations

from pipelines.recalls.keys import key_sql

_LONG_KEY = 4
"""Characters from which a key is told inside of a longer text."""


def _named_sql(typed: str, key: str) -> str:
    """Whether the typed text names a key: as one of its parts, or inside of it where the key is long enough."""
    parts = f"list_transform(regexp_split_to_array({typed}, '[,;/\\s]+'), lambda x: ltrim({key_sql('x')}, '0'))"
    inside = f"(length({key}) >= {_LONG_KEY} AND contains({key_sql(typed)}, {key}))"
    return f"coalesce(ltrim({key_sql(typed)}, '0') = {key} OR {inside} OR list_contains({parts}, {key}), false)"


LACKING = f"""
-- A line that names no product or batch, or none that the notice has for certain, is about all of them. Lines of
-- several reports that stand are taken together. What only a less official copy names, nobody need name.
WITH finished AS (
    SELECT row_number() OVER () AS line, notice_id, reporter_id, product_name, registration_number, batch_number
    FROM sign_off_lines WHERE stands AND closed_on IS NOT NULL
),
parts AS (
    SELECT p.notice_id, p.product_no, p.name, b.batch_number, (p.in_doubt OR b.in_doubt) IS TRUE AS in_doubt,
        nullif({key_sql("p.name")}, '') AS name_key,
        nullif(ltrim({key_sql("p.registration_number")}, '0'), '') AS number_key,
        nullif(ltrim({key_sql("b.batch_number")}, '0'), '') AS batch_key
    FROM core.recalled_products p LEFT JOIN core.recalled_batches b USING (notice_id, product_no)
    QUALIFY count(*) OVER (PARTITION BY p.notice_id) > 1
),
compared AS (
    SELECT f.line, f.reporter_id, p.*,
        {_named_sql("f.registration_number", "p.number_key")} OR {_named_sql("f.product_name", "p.name_key")}
            AS is_product,
        {_named_sql("f.batch_number", "p.batch_key")} AS is_batch
    FROM finished f JOIN parts p USING (notice_id)
),
told AS (
    SELECT *, is_product OR NOT bool_or(is_product) OVER (PARTITION BY line) AS fits_product,
        is_batch OR batch_key IS NULL
            OR NOT bool_or(is_batch) OVER (PARTITION BY line, product_no) AS fits_batch,
        bool_or(is_product) OVER (PARTITION BY line) AS names_product,
        bool_or(is_batch) OVER (PARTITION BY line) AS names_batch
    FROM compared
),
covered AS (
    SELECT notice_id, reporter_id, product_no, any_value(name) AS name, batch_number, bool_or(in_doubt) AS in_doubt,
        bool_or(fits_product AND fits_batch AND (names_product OR is_batch OR NOT names_batch)) AS is_covered
    FROM told GROUP BY notice_id, reporter_id, product_no, batch_number
)
SELECT notice_id, reporter_id,
    string_agg(coalesce(name, '') || coalesce(' lô ' || batch_number, ''), '; ' ORDER BY product_no, batch_number)
        AS lacking
FROM covered WHERE NOT is_covered AND NOT in_doubt
GROUP BY ALL
"""
"""One row per notice × reporter whose finished lines leave something of the notice out."""
