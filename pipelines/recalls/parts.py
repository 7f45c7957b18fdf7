"""What of a notice a ward's finished lines leave out: its other products and batches are not done.

Belongs here: which products and batches lines name, certainly. Does not: whether a line is about the notice at all
(`naming`), who is done (`marts/recall_ledger.sql`), words of the finding (`findings`).
"""

from __future__ import annotations

import polars as pl

from pipelines.recalls import batch_cells, number_cells
from pipelines.recalls.keys import key_sql, number_keys_sql
from pipelines.warehouse import Warehouse

_LONG_KEY = 4
"""Characters from which a name is told inside of a longer text."""


def leave_answer_keys(warehouse: Warehouse) -> None:
    """Leave the temporary table `answer_keys`: the numbers and batches that cells of answers name.

    One row per kind (registration, batch, or uncounted for a range of batches nobody can count) × cell × key, without
    zeros in front. Of `core.sign_offs`, whatever notice its lines are about.
    """
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE answer_cells AS {_CELLS}")
    rows = []
    for kind, cell in warehouse.query("SELECT kind, cell FROM answer_cells WHERE NOT is_bare ORDER BY ALL").iter_rows():
        if kind == "registration":
            keys, is_uncounted = number_cells.number_keys(cell), False
        else:
            keys, is_uncounted = batch_cells.answered_keys(cell)
        rows += [(kind, cell, key) for key in sorted({key.lstrip("0") for key in keys})]
        rows += [("uncounted", cell, "")] if is_uncounted else []
    schema = dict.fromkeys(("kind", "cell", "key"), pl.String())
    warehouse.leave("answer_keys_read", pl.DataFrame(rows, schema=schema, orient="row"))
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE answer_keys AS {_KEYS}")


_CELLS = f"""
SELECT DISTINCT 'registration' AS kind, registration_number AS cell,
    regexp_full_match(trim(registration_number), '{number_cells.BARE}') AS is_bare
FROM core.sign_offs WHERE registration_number IS NOT NULL
UNION ALL
SELECT DISTINCT 'batch', batch_number, regexp_full_match(trim(batch_number), '{batch_cells.BARE}')
FROM core.sign_offs WHERE batch_number IS NOT NULL
"""

_KEYS = f"""
SELECT kind, cell, ltrim({key_sql("cell")}, '0') AS key FROM answer_cells WHERE is_bare
UNION ALL
FROM answer_keys_read
"""


def _said_sql(kind: str, cell: str, key: str) -> str:
    """Whether a typed cell names a key."""
    return f"coalesce(({cell}, {key}) IN (SELECT (cell, key) FROM answer_keys WHERE kind = '{kind}'), false)"


def _named_sql(typed: str, key: str) -> str:
    """Whether a typed name holds a key: as a whole, or inside of it where the key is long enough."""
    inside = f"(length({key}) >= {_LONG_KEY} AND contains({key_sql(typed)}, {key}))"
    return f"coalesce({key_sql(typed)} = {key} OR {inside}, false)"


_NUMBERED = " OR ".join(_said_sql("registration", "f.registration_number", f"p.number_keys[{at}]") for at in (1, 2))
"""Whether a line names the product by its number, or the one before it."""

LACKING = f"""
-- A line that names no product or batch, or none that the notice has for certain, is about all of them; but a range
-- that nobody can count is about no more than the batches it spells out. Lines of several reports that stand are taken
-- together. What only a less official copy names, nobody need name.
WITH finished AS (
    SELECT row_number() OVER () AS line, notice_id, reporter_id, product_name, registration_number, batch_number
    FROM sign_off_lines WHERE stands AND closed_on IS NOT NULL
),
parts AS (
    SELECT p.notice_id, p.product_no, p.name, b.batch_number, (p.in_doubt OR b.in_doubt) IS TRUE AS in_doubt,
        nullif({key_sql("p.name")}, '') AS name_key, {number_keys_sql()} AS number_keys,
        nullif(ltrim({key_sql("b.batch_number")}, '0'), '') AS batch_key
    FROM core.recalled_products p LEFT JOIN core.recalled_batches b USING (notice_id, product_no)
),
compared AS (
    SELECT f.line, f.reporter_id, p.*,
        {_NUMBERED} OR {_named_sql("f.product_name", "p.name_key")} AS is_product,
        {_said_sql("batch", "f.batch_number", "p.batch_key")} AS is_batch,
        coalesce(f.batch_number IN (SELECT cell FROM answer_keys WHERE kind = 'uncounted'), false) AS is_uncounted
    FROM finished f JOIN parts p USING (notice_id)
),
told AS (
    SELECT *, is_product OR NOT bool_or(is_product) OVER (PARTITION BY line) AS fits_product,
        is_batch OR batch_key IS NULL
            OR NOT (is_uncounted OR bool_or(is_batch) OVER (PARTITION BY line, product_no)) AS fits_batch,
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
"""One row per notice × reporter whose finished lines leave something of the notice out; needs `answer_keys`."""
