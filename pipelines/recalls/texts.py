"""Where recalled products turned up in free text: notes of inspections, accounts of cases, what callers said.

Belongs here: finding recalled numbers, batches and names among the words of a text, and what they prove together.
Does not: goods named in columns of their own (`matching`), what several cells prove together (`rows`).
"""

from __future__ import annotations

from typing import Any

import polars as pl

from pipelines.recalls.rows import judge_row, leave_rows
from pipelines.recalls.wording import (
    BORDER,
    LONGEST_RUN,
    SHORTEST,
    VERDICTS,
    almost,
    by_product,
    is_labelled,
    stands,
    verdict,
)
from pipelines.warehouse import Warehouse

FEW = 50
"""Recalled batches up to which each key is searched in every text, instead of every word among all keys."""


def match_texts(warehouse: Warehouse) -> None:
    """Leave the temporary table `matched_texts`: the columns of `matched_products`, from words.

    Needs the temporary tables `recalled`, `standing` and `goods_seen` with its `number_cells` and `batch_cells`. Words
    of callers and of accounts of cases are restricted: of them only the recalled number, batch or name is kept, never
    what stands around it.
    """
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE free_texts AS {_FREE_TEXTS}")
    leave_rows(warehouse)
    warehouse.execute(f"CREATE OR REPLACE TEMP VIEW texts_seen AS {_TEXTS_SEEN}")
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE wanted AS {_WANTED}")
    few = int(warehouse.query("SELECT count(*) AS n FROM recalled").item()) <= FEW
    keys = warehouse.query("SELECT coalesce(string_agg(DISTINCT key, '|'), ' ') AS keys FROM wanted").item()
    hits = _HITS.format(worth_splitting=_NAMES_ONE if few else "true")
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE text_hits AS {hits}", {"keys": keys} if few else None)
    found = [
        row
        for words, hits in _texts(warehouse)
        for row in (judge_row(words, hits) if BORDER in words else judge_text(words, hits))
    ]
    verdicts = pl.DataFrame(found, schema=VERDICTS, orient="row")
    warehouse.leave("judged_texts", verdicts)
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE matched_texts AS {_MATCHED_TEXTS}")


def _texts(warehouse: Warehouse) -> list[tuple[str, list[dict[str, Any]]]]:
    """Each text that has a hit, folded, with the recalled products it may name."""
    rows = warehouse.query(_HIT_PRODUCTS).to_dicts()
    texts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        texts.setdefault(row["words"], []).append(row)
    return list(texts.items())


def judge_text(words: str, hits: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What one text proves about each product it may name: rows of `VERDICTS`.

    Args:
        words: the text, folded.
        hits: per recalled batch (or whole product): rid, kind, name_words, number_key, batch_key, and whether the
            number, the batch, the name or its brand stands in the text.
    """
    found = []
    for product in by_product(hits):
        first = product[0]
        number, name = first["has_number"], first["has_name"] and stands(first["name_words"], words)
        batches = [row for row in product if row["has_batch"]]
        told = [row for row in batches if len(row["batch_key"]) >= SHORTEST or is_labelled(row["batch_key"], words)]
        verdicts = []
        if first["batch_key"] == "" and number:
            sure = first["kind"] != "counterfeit_warning"
            verdicts.append((first, True, "number_of_whole_product", 0.95 if sure else 0.6, sure))
        elif batches and (number or (name and told)):
            reason, score = ("number_and_batch", 0.95) if number else ("name_and_batch", 0.9)
            verdicts += [(row, False, reason, score, True) for row in batches]
        elif near := [row for row in product if (number or name) and almost(row["batch_key"], words)]:
            verdicts += [
                (row, False, "batch_almost" if number else "name_and_batch_almost", 0.65, False) for row in near
            ]
        elif number:
            verdicts.append((first, True, "number_without_batch", 0.7, False))
        elif name:
            verdicts.append((first, True, "name_alone", 0.5, False))
        elif first["has_brand"] and told:
            verdicts += [(row, False, "brand_and_batch", 0.6, False) for row in told]
        elif first["has_brand"] and first["batch_key"] == "":
            verdicts.append((first, True, "brand_alone", 0.4, False))
        else:
            verdicts += [
                (row, False, "batch_alone", 0.35, False) for row in batches if is_labelled(row["batch_key"], words)
            ]
        found += [verdict(words, *said, name=name) for said in verdicts]
    return found


_FREE_TEXTS = """
-- Free text of reports that stand.
SELECT m.submission_id, m.table_name, m.sheet, m.row, m.written, m.words
FROM raw_store.raw.mentions m
SEMI JOIN standing USING (submission_id)
WHERE m.kind = 'text'
"""

_TEXTS_SEEN = """
-- What is searched word by word: free texts, each alone, and rows of cells; `cells` as written.
SELECT submission_id, table_name, sheet, row, words, [written] AS cells FROM free_texts
UNION ALL BY NAME
SELECT submission_id, table_name, sheet, row, words, cells FROM rows_seen
"""

_NAMES_ONE = """
regexp_matches(replace(words, ' ', ''), $keys)
"""
"""Cheaper than splitting every text, as long as there are few keys to look for."""

_WANTED = f"""
-- What is looked for in texts: letters and digits only.
SELECT number_key AS key, 'number' AS what FROM recalled WHERE length(number_key) >= {SHORTEST}
UNION
SELECT batch_key, 'batch' FROM recalled WHERE length(batch_key) >= 2
UNION
SELECT array_to_string(string_split(name_words, ' ')[1:{LONGEST_RUN}], ''), 'name' FROM recalled
WHERE length(name_key) >= {SHORTEST} + 2
UNION
SELECT brand, 'brand' FROM recalled WHERE brand <> ''
"""

_HITS = f"""
-- Runs of words that are a recalled number, a recalled batch or the beginning of a recalled name.
WITH texts AS (
    SELECT words, string_split(words, ' ') AS split
    FROM (SELECT DISTINCT words FROM texts_seen WHERE {{worth_splitting}})
),
runs AS (
    SELECT words, unnest(list_transform(range(1, len(split) + 1), lambda i: split[i])) AS run FROM texts
    {
    "".join(
        f'''UNION ALL SELECT words, unnest(list_transform(range(1, len(split) + {2 - n}),
        lambda i: array_to_string(split[i:i + {n - 1}], ''))) FROM texts
    '''
        for n in range(2, LONGEST_RUN + 1)
    )
}
)
SELECT DISTINCT r.words, w.key, w.what FROM runs r JOIN wanted w ON w.key = r.run
UNION
SELECT DISTINCT r.words, w.key, w.what FROM runs r JOIN wanted w ON w.key = ltrim(r.run, '0')
WHERE r.run LIKE '0%' AND w.what = 'number'
"""

_HIT_PRODUCTS = f"""
-- Every batch of a product that a text may name by its number, its name, or a batch that is no everyday number.
WITH keyed AS (
    SELECT DISTINCT notice_id, product_no, number_key, 'number' AS what, number_key AS key FROM recalled
    UNION
    SELECT notice_id, product_no, number_key, 'name',
        array_to_string(string_split(name_words, ' ')[1:{LONGEST_RUN}], '')
    FROM recalled
    UNION
    SELECT notice_id, product_no, number_key, 'batch', batch_key FROM recalled WHERE length(batch_key) > {SHORTEST}
    UNION
    SELECT notice_id, product_no, number_key, 'brand', brand FROM recalled WHERE brand <> '' AND batch_key = ''
),
batches_said AS MATERIALIZED (
    SELECT DISTINCT h.words, r.notice_id, r.product_no, r.number_key, r.brand AS key
    FROM text_hits h JOIN recalled r ON r.batch_key = h.key
    WHERE h.what = 'batch' AND r.brand <> ''
),
hits AS (
    SELECT words, notice_id, product_no, number_key, what FROM text_hits JOIN keyed USING (what, key) WHERE key <> ''
    UNION
    -- A brand that many products share is worth a look only beside a batch of the product.
    SELECT words, notice_id, product_no, number_key, what FROM text_hits JOIN batches_said USING (words, key)
    WHERE what = 'brand'
),
named AS (
    SELECT words, notice_id, product_no, number_key, bool_or(what = 'number') AS has_number,
        bool_or(what = 'name') AS has_name, bool_or(what = 'brand') AS has_brand
    FROM hits
    GROUP BY ALL
)
SELECT n.words, n.has_number, n.has_name, n.has_brand, h.key IS NOT NULL AS has_batch, r.rid, r.notice_id, r.product_no,
    r.kind, r.name, r.registration_number, r.batch_number, r.name_words, r.number_key, r.batch_key, r.brand
FROM named n
JOIN recalled r USING (notice_id, product_no, number_key)
LEFT JOIN text_hits h ON h.words = n.words AND h.key = r.batch_key AND h.what = 'batch'
ORDER BY n.words, r.rid
"""

_MATCHED_TEXTS = """
SELECT r.notice_id, r.product_no, CASE WHEN NOT j.whole THEN r.batch_number END AS batch_number, s.table_name,
    s.submission_id, s.sheet, s.row, s.cells[j.at[1]] AS written,
    list_transform(j.at, lambda i: s.cells[i]) AS parts, j.reason, j.certainty, j.method, j.score,
    j.said AS matched_text
FROM judged_texts j
JOIN recalled r USING (rid)
JOIN texts_seen s USING (words)
"""
