"""Pairs of recalled products and goods in reports that are worth a look: by equal, almost equal or rare keys.

Belongs here: the keys of both sides, and which pairs are made of them. Does not: what a pair proves (`matching`), cells
that name several batches or numbers (`batch_cells`, `number_cells`).
"""

from __future__ import annotations

from pipelines.recalls.keys import NUMBERS_SQL, brand_sql, confused_sql, key_sql, telling_sql, words_sql

SHORTEST_NUMBER = 6
"""Characters below which a registration number with one wrong is no number any more."""
SHORTEST_BATCH = 4
"""Characters below which a batch number without its product says nothing."""

SHORN = "CASE WHEN regexp_full_match(batch_key, '[0-9]+') THEN ltrim(batch_key, '0') ELSE '' END AS batch_shorn"
"""A batch of digits as Excel keeps it in a cell of numbers: without its zeros in front; '' where it has other signs."""

RECALLED = f"""
-- One row per recalled product × number it is or was registered under × batch; a product without batches is recalled as
-- a whole.
WITH said AS (
    SELECT n.notice_id, n.kind, p.product_no, p.name, p.registration_number, b.batch_number
    FROM (
        SELECT * EXCLUDE registration_number, unnest({NUMBERS_SQL}) AS registration_number
        FROM core.recalled_products
    ) p
    JOIN core.notices n USING (notice_id)
    LEFT JOIN core.recalled_batches b USING (notice_id, product_no)
    WHERE n.kind IN (SELECT unnest($kinds)) AND {{chosen}}
),
keyed AS (
    SELECT *, coalesce({words_sql("name")}, '') AS name_words,
        coalesce(ltrim({key_sql("registration_number")}, '0'), '') AS number_key,
        coalesce({key_sql("batch_number")}, '') AS batch_key
    FROM said
)
SELECT row_number() OVER (ORDER BY notice_id, product_no, number_key, batch_number) AS rid, *,
    replace(name_words, ' ', '') AS name_key, {confused_sql("number_key")} AS number_confused,
    ltrim({confused_sql("batch_key")}, '0') AS batch_confused, {SHORN},
    {brand_sql("name_words", "$plain")} AS brand, {telling_sql("name_words", "$plain")} AS telling
FROM keyed
"""

GOODS_SEEN = """
-- Goods that reports name in columns of their own, whatever their date; never of a version that was replaced.
SELECT m.* FROM raw_store.raw.mentions m
SEMI JOIN standing USING (submission_id)
ANTI JOIN stale_lines USING (submission_id, sheet, row)
WHERE m.kind = 'goods'
"""

GOODS = f"""
-- One row per kind of goods × number × batch that its cells may name.
WITH said AS (
    SELECT DISTINCT s.product_name, s.registration_number, s.batch_number, s.words AS name_words,
        coalesce(n.number_key, s.number_key) AS number_key, coalesce(c.batch_key, s.batch_key) AS batch_key
    FROM goods_seen s
    LEFT JOIN number_cells n USING (registration_number)
    LEFT JOIN batch_cells c USING (batch_number)
)
SELECT row_number() OVER (ORDER BY product_name, registration_number, batch_number, number_key, batch_key) AS gid, *,
    replace(name_words, ' ', '') AS name_key, {confused_sql("number_key")} AS number_confused,
    ltrim({confused_sql("batch_key")}, '0') AS batch_confused, {SHORN},
    {brand_sql("name_words", "$plain")} AS brand, {telling_sql("name_words", "$plain")} AS telling
FROM said
"""


def _slips(table: str, what: str, shortest: int) -> str:
    """Every key of a table with its forms that lack one character: keys one slip apart share at least one."""
    return f"""
    SELECT key, unnest(list_prepend(key, list_transform(range(1, length(key) + 1),
        lambda i: left(key, i - 1) || right(key, length(key) - i)))) AS form
    FROM (SELECT DISTINCT {what} AS key FROM {table} WHERE length({what}) >= {shortest})
    """


CANDIDATES = f"""
-- Pairs worth a look: an equal key, an almost equal number, or a rare word of the name that is almost equal.
WITH number_pairs AS (
    SELECT DISTINCT a.key AS mine, b.key AS theirs
    FROM ({_slips("recalled", "number_key", SHORTEST_NUMBER)}) a
    JOIN ({_slips("goods", "number_key", SHORTEST_NUMBER)}) b USING (form)
    WHERE a.key <> b.key
    UNION
    SELECT r.number_key, g.number_key FROM recalled r JOIN goods g ON r.number_confused = g.number_confused
    WHERE r.number_key <> '' AND r.number_key <> g.number_key
),
mine_words AS (
    SELECT DISTINCT name_words, unnest(string_split(name_words, ' ')) AS word FROM recalled WHERE name_words <> ''
),
counted_words AS (
    SELECT *, count(*) OVER (PARTITION BY word) AS names FROM mine_words WHERE length(word) >= {SHORTEST_BATCH}
),
rare AS (
    SELECT name_words, word FROM counted_words
    QUALIFY names <= 20 OR row_number() OVER (PARTITION BY name_words ORDER BY names, word) = 1
),
their_words AS (
    SELECT DISTINCT name_words, unnest(string_split(name_words, ' ')) AS word FROM goods
    WHERE name_words <> '' AND (number_key = '' OR batch_key <> '')
),
word_pairs AS (
    SELECT DISTINCT a.key AS mine, b.key AS theirs
    FROM ({_slips("rare", "word", SHORTEST_BATCH)}) a
    JOIN ({_slips("their_words", "word", SHORTEST_BATCH)}) b USING (form)
),
name_pairs AS (
    SELECT DISTINCT a.name_words AS mine, b.name_words AS theirs
    FROM rare a JOIN word_pairs w ON w.mine = a.word JOIN their_words b ON b.word = w.theirs
    WHERE abs(length(a.name_words) - length(b.name_words)) <= 3 + length(a.name_words) // 4
),
pairs AS (
    SELECT r.rid, g.gid FROM recalled r JOIN goods g USING (number_key) WHERE r.number_key <> ''
    UNION
    SELECT r.rid, g.gid FROM recalled r JOIN goods g USING (batch_key)
    WHERE length(r.batch_key) >= {SHORTEST_BATCH} OR (r.batch_key <> '' AND r.name_key = g.name_key)
    UNION
    SELECT r.rid, g.gid FROM recalled r JOIN goods g USING (name_key, batch_shorn)
    WHERE r.name_key <> '' AND r.batch_shorn <> ''
    UNION
    SELECT r.rid, g.gid
    FROM number_pairs p JOIN recalled r ON r.number_key = p.mine JOIN goods g ON g.number_key = p.theirs
    UNION
    SELECT r.rid, g.gid FROM recalled r JOIN goods g USING (name_words) WHERE r.name_words <> '' AND g.number_key = ''
    UNION
    SELECT r.rid, g.gid
    FROM name_pairs p JOIN recalled r ON r.name_words = p.mine JOIN goods g ON g.name_words = p.theirs
    WHERE g.number_key = ''
    UNION
    SELECT r.rid, g.gid FROM recalled r JOIN goods g USING (brand, batch_key) WHERE r.brand <> '' AND r.batch_key <> ''
    UNION
    SELECT r.rid, g.gid FROM recalled r JOIN goods g USING (brand)
    WHERE r.brand <> '' AND r.batch_key = '' AND g.telling IN (r.brand, r.telling)
        AND (r.number_key = '' OR g.number_key = '')
)
SELECT r.*, g.gid, g.product_name AS goods_name, g.registration_number AS goods_number, g.batch_number AS goods_batch,
    g.name_words AS goods_name_words, g.name_key AS goods_name_key, g.number_key AS goods_number_key,
    g.batch_key AS goods_batch_key, g.number_confused AS goods_number_confused,
    g.batch_confused AS goods_batch_confused, g.batch_shorn AS goods_batch_shorn, g.brand AS goods_brand,
    g.telling AS goods_telling
FROM pairs JOIN recalled r USING (rid) JOIN goods g USING (gid)
ORDER BY r.rid, g.gid
"""
