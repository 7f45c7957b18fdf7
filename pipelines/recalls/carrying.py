"""Letters that carry out a notice: what was decided about the letter is about the notice, also when that came later.

Belongs here: which letters have no ledger of their own because the notice has it, and what a name that people used
stands for. Does not: which letter passes which notice on (`chains`), whose letter it is (`letters`).
"""

from __future__ import annotations

from pipelines.warehouse import Warehouse

ASKED_KINDS = "('recall', 'suspension')"
"""Kinds of notices that ask wards, as a list in SQL."""


def leave_meanings(warehouse: Warehouse) -> None:
    """Leave the temporary tables `letters_carrying` and `notices_meant`.

    `letters_carrying`: one row per letter × notice that it carries out: notice_id (the letter) and earlier_notice_id. A
    letter of a province that the notice surely does not concern, or about a notice that asks nobody, carries out
    nothing: it keeps a ledger of its own.
    `notices_meant`: one row per name that people may have used × notice that is meant: stated_id, notice_id, provinces
    (null = everywhere). The name of a letter means the letter, and every notice that it carries out, but those only in
    the provinces where the letter holds or a person opened its ledger.
    Needs `notice_names` and `decisions_in_force`.
    """
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE letters_carrying AS {_CARRYING}")
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE notices_meant AS {_MEANT}")


_CARRYING = f"""
SELECT DISTINCT k.notice_id, k.earlier_notice_id
FROM core.notice_links k
JOIN core.notices l ON l.notice_id = k.notice_id
JOIN core.notices e ON e.notice_id = k.earlier_notice_id
WHERE k.relation = 'passes_on' AND e.kind IN {ASKED_KINDS} AND coalesce(
    e.reach IS NULL OR e.reach = 'national' OR list_contains(e.scope_provinces, l.scope_province_code), false)
"""

_MEANT = """
WITH opened AS (
    SELECT m.notice_id, list(d.value) AS provinces
    FROM decisions_in_force d JOIN notice_names m ON m.stated_id = d.notice_id
    WHERE d.kind = 'open_ledger' AND d.value <> ''
    GROUP BY ALL
)
SELECT stated_id, notice_id, CAST(NULL AS VARCHAR[]) AS provinces FROM notice_names
UNION ALL
SELECT m.stated_id, c.earlier_notice_id, list_concat(coalesce(l.scope_provinces, []), coalesce(o.provinces, []))
FROM notice_names m
JOIN letters_carrying c USING (notice_id)
JOIN core.notices l USING (notice_id)
LEFT JOIN opened o USING (notice_id)
"""


def holds_in_sql(meant: str, province: str) -> str:
    """Whether what was decided about a name holds for the notice that is meant, in a province; both as SQL."""
    return f"coalesce(list_contains({meant}.provinces, {province}), true)"
