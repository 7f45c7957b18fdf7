"""Documents that take a recall back: whose ledger closes by them, from which day, and which wait for a person.

Belongs here: finding the notice that is taken back, and what keeps it from closing. Does not: reading the words
(`pipelines.notices.lifting`), what a closed ledger looks like (`ledger`).
"""

from __future__ import annotations

from pipelines.recalls.keys import document_key_sql, document_keys_sql, key_sql, number_keys_sql
from pipelines.warehouse import Warehouse

SURE = 0.9
"""How surely a taking back must have been read to close a ledger; a person's word is 1."""


def leave_liftings(warehouse: Warehouse) -> int:
    """Leave the temporary tables `liftings` and `lifted_parts`; returns the number of rows of the former.

    `liftings`: one row per document × notice that it takes back: notice_id (the document), lifts (the number as
    written), lifted_id (null where it cannot be told), provinces (null = the whole country), lifted_on,
    products_left (names of the notice's products that still hold), and state: closes, waits (a person must confirm it),
    part (some products still hold), or why it closes nothing: no_number, no_notice, several, no_day, no_place.
    `lifted_parts`: one row per product × batch of a notice × document that surely takes it back: notice_id, product_no,
    batch_number, lifted_by, lifted_on, province_code (null = the whole country). Needs `core.notices` and its
    products, batches and fields.
    """
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE liftings AS {_LIFTINGS}")
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE lifted_parts AS {_PARTS}")
    return int(warehouse.query("SELECT count(*) AS n FROM liftings").item())


_PRODUCTS = f"""
    SELECT p.notice_id, p.product_no, p.name, {number_keys_sql()} AS number_keys,
        nullif({key_sql("p.name")}, '') AS name_key,
        list({key_sql("b.batch_number")}) FILTER (b.in_doubt IS NOT TRUE AND b.batch_number IS NOT NULL) AS batches
    FROM core.recalled_products p LEFT JOIN core.recalled_batches b USING (notice_id, product_no)
    WHERE p.in_doubt IS NOT TRUE
    GROUP BY ALL
"""

_LIFTINGS = f"""
WITH takers AS (
    SELECT n.notice_id, n.lifts, coalesce(n.issued_on, n.published_on) AS lifted_on, n.reach,
        CASE WHEN n.reach = 'province' THEN coalesce(n.scope_provinces, []) END AS provinces,
        coalesce(bool_or(f.confidence >= {SURE} AND f.value IS NOT NULL), false) AS is_sure
    FROM core.notices n JOIN core.notice_fields f ON f.notice_id = n.notice_id AND f.field = 'lifts'
    -- A person who says that it takes back nothing has settled it.
    GROUP BY ALL HAVING n.lifts IS NOT NULL OR NOT bool_or(f.confidence >= {SURE})
),
written AS (
    SELECT notice_id, trim(unnest(string_split(lifts, ';'))) AS said FROM takers
),
numbers AS (
    SELECT notice_id, said, unnest({document_keys_sql("said")}) AS number_key,
        CAST(try_strptime(regexp_extract(said, '[0-9]{{1,2}}/[0-9]{{1,2}}/[0-9]{{4}}'), '%d/%m/%Y') AS DATE) AS said_on
    FROM written
),
products AS ({_PRODUCTS}),
meant AS (
    SELECT DISTINCT k.notice_id, k.said, e.notice_id AS lifted_id, EXISTS (
        SELECT 1 FROM products mine JOIN products theirs
            ON list_has_any(mine.number_keys, theirs.number_keys) OR mine.name_key = theirs.name_key
        WHERE mine.notice_id = k.notice_id AND theirs.notice_id = e.notice_id
    ) AS shares_product
    FROM numbers k
    JOIN takers t USING (notice_id)
    JOIN core.notices e ON {document_key_sql("e.document_number")} = k.number_key AND e.notice_id <> k.notice_id
        AND (k.said_on IS NULL OR e.issued_on IS NULL OR e.issued_on = k.said_on)
        AND coalesce(e.issued_on <= t.lifted_on, true)
),
-- Numbers start again every year: where several documents bear it, the one about the same product is meant.
chosen AS (
    SELECT *, count(*) OVER (PARTITION BY notice_id, said) AS fitting FROM meant
    QUALIFY shares_product OR NOT bool_or(shares_product) OVER (PARTITION BY notice_id, said)
),
counted AS (
    SELECT * REPLACE (count(*) OVER (PARTITION BY notice_id, said) AS fitting) FROM chosen
),
lasting AS (
    SELECT c.notice_id, c.lifted_id, list(theirs.name ORDER BY theirs.product_no) AS products_left
    FROM counted c
    JOIN products theirs ON theirs.notice_id = c.lifted_id
    WHERE c.notice_id IN (SELECT notice_id FROM products) AND NOT EXISTS (
        SELECT 1 FROM products mine
        WHERE mine.notice_id = c.notice_id
            AND (list_has_any(mine.number_keys, theirs.number_keys) OR mine.name_key = theirs.name_key)
            AND (mine.batches IS NULL OR list_has_all(mine.batches, coalesce(theirs.batches, ['?'])))
    )
    GROUP BY ALL
)
SELECT t.notice_id, coalesce(w.said, t.lifts) AS lifts, CASE WHEN c.fitting = 1 THEN c.lifted_id END AS lifted_id,
    t.provinces, t.lifted_on, l.products_left,
    CASE
        WHEN w.said IS NULL THEN 'no_number'
        WHEN NOT t.is_sure THEN 'waits'
        WHEN c.lifted_id IS NULL THEN 'no_notice'
        WHEN c.fitting > 1 THEN 'several'
        WHEN t.lifted_on IS NULL THEN 'no_day'
        WHEN t.reach IS NULL THEN 'no_place'
        WHEN l.products_left IS NOT NULL THEN 'part'
        ELSE 'closes'
    END AS state
FROM takers t
LEFT JOIN written w USING (notice_id)
LEFT JOIN (SELECT * FROM counted QUALIFY row_number() OVER (PARTITION BY notice_id, said ORDER BY lifted_id) = 1) c
    ON c.notice_id = t.notice_id AND c.said = w.said
LEFT JOIN lasting l ON l.notice_id = t.notice_id AND l.lifted_id = c.lifted_id
ORDER BY ALL
"""

_PARTS = f"""
WITH products AS ({_PRODUCTS}),
taken AS (
    SELECT lifted_id AS notice_id, notice_id AS lifted_by, lifted_on,
        unnest(coalesce(provinces, [NULL])) AS province_code,
        notice_id IN (SELECT notice_id FROM products) AS names_products
    FROM liftings WHERE state IN ('closes', 'part')
),
parts AS (
    SELECT n.notice_id, p.product_no, b.batch_number, nullif({key_sql("b.batch_number")}, '') AS batch_key,
        p.number_keys, p.name_key
    FROM core.notices n
    LEFT JOIN products p USING (notice_id)
    LEFT JOIN core.recalled_batches b ON b.notice_id = n.notice_id AND b.product_no = p.product_no
)
SELECT DISTINCT t.notice_id, p.product_no, p.batch_number, t.lifted_by, t.lifted_on, t.province_code
FROM taken t
JOIN parts p USING (notice_id)
WHERE NOT t.names_products OR EXISTS (
    SELECT 1 FROM products mine
    WHERE mine.notice_id = t.lifted_by AND (list_has_any(mine.number_keys, p.number_keys) OR mine.name_key = p.name_key)
        AND (mine.batches IS NULL OR list_contains(mine.batches, p.batch_key))
)
"""
