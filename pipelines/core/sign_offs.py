"""Lines about notices: each with the notice it answers, and whether it names that notice's product at all.

Belongs here: `core.notice_numbers` and `core.sign_offs`. Does not: other lines (`lines`), the rule by which a number
or a name fits (`pipelines.recalls`), who has to answer (`pipelines.recalls.ledger`).
"""

from __future__ import annotations

from pipelines.recalls.answering import NUMBERS, candidates_sql, chosen_sql
from pipelines.recalls.naming import TYPED, judge_naming, plain_words
from pipelines.settings import Settings
from pipelines.tables.figures import SIGN_OFF_FACTS
from pipelines.warehouse import Warehouse


def build_sign_offs(warehouse: Warehouse, settings: Settings) -> int:
    """Fill `core.notice_numbers` and `core.sign_offs`; returns the number of rows of the latter.

    Which notices a line answers is the rule of `pipelines.recalls.answering`. Needs the temporary tables
    `ledger_letters`, `letters_carrying` and `notices_meant`.
    """
    warehouse.replace_by_query("core.notice_numbers", NUMBERS)
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE sign_off_candidates AS {candidates_sql(_LINES)}")
    pairs = warehouse.query(
        f"SELECT DISTINCT notice_id, {', '.join(TYPED)} FROM sign_off_candidates "
        f"WHERE notice_id IS NOT NULL AND coalesce({', '.join(TYPED)}) IS NOT NULL ORDER BY ALL"
    )
    products = warehouse.read("core.recalled_products")
    batches = warehouse.read("core.recalled_batches")
    warehouse.leave("sign_off_namings", judge_naming(pairs, products, batches, plain_words(settings)))
    return warehouse.replace_by_query("core.sign_offs", _SIGN_OFFS)


_LINES = """
SELECT l.submission_id, l.sheet, l.row, s.province_code, l.notice_number, l.product_name, l.registration_number,
    l.batch_number, CAST(s.received_at AS DATE) AS received_on
FROM raw_store.raw.sign_offs l
JOIN core.submissions s USING (submission_id)
WHERE s.state NOT IN ('unrecognised', 'unreadable')
"""

_JUDGED = f"""
SELECT c.*, coalesce(n.naming, 'silent') AS naming, coalesce(n.exact, 0) AS exact
FROM sign_off_candidates c
LEFT JOIN sign_off_namings n ON n.notice_id = c.notice_id
    {"".join(f"AND n.{name} IS NOT DISTINCT FROM c.{name} " for name in TYPED)}
"""

_SIGN_OFFS = f"""
SELECT c.notice_id, s.submission_id, s.reporter_id, s.province_code, s.ward_code,
    {", ".join(f"l.{column.name}" for column in SIGN_OFF_FACTS)}, l.sheet, l.row,
    c.naming = 'contradicts' AS names_other_product
FROM ({chosen_sql(_JUDGED, "submission_id, sheet, row")}) c
JOIN raw_store.raw.sign_offs l USING (submission_id, sheet, row)
JOIN core.submissions s USING (submission_id)
"""
