"""Which ledgers are open: each recall or suspension, in each province whose wards it concerns, and since when.

Belongs here: the rule by which a ledger opens, or cannot be opened. Does not: who is in it and by when they answer
(`ledger`), what closes it before everybody is done (`lifting`).
"""

from __future__ import annotations

from datetime import datetime

from pipelines.recalls.carrying import ASKED_KINDS, holds_in_sql
from pipelines.warehouse import Warehouse


def leave_ledgers(warehouse: Warehouse, *, as_of: datetime) -> int:
    """Leave the temporary tables `notices_asked` and `ledgers`; returns the number of ledgers.

    `notices_asked`: one row per recall or suspension that is no letter which carries out another one: notice_id, reach,
    scope_provinces, day (issued, else published, else null), arrived_on (local day of its first copy).
    `ledgers`: one row per notice × province: opened_on (that day, else the day it arrived) and opened_by (dated,
    arrived, person). Needs `ledger_starts`, `decisions_in_force` and the tables of `carrying`.
    """
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE notices_asked AS {_ASKED_ABOUT}", {"as_of": as_of})
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE ledgers AS {_LEDGERS}")
    return int(warehouse.query("SELECT count(*) AS n FROM ledgers").item())


_ASKED_ABOUT = f"""
SELECT n.notice_id, n.reach, n.scope_provinces, coalesce(n.issued_on, n.published_on) AS day, a.arrived_on
FROM core.notices n
LEFT JOIN (
    SELECT s.notice_id, min(CAST(f.ingested_at AS DATE)) AS arrived_on
    FROM core.notice_sources s JOIN raw_store.raw.files f USING (file_sha256)
    WHERE f.inbox = 'notices' AND f.ingested_at <= $as_of
    GROUP BY s.notice_id
) a USING (notice_id)
WHERE n.kind IN {ASKED_KINDS} AND n.notice_id NOT IN (SELECT notice_id FROM letters_carrying)
"""

_LEDGERS = f"""
-- A notice that no text dates cannot be younger than the day it came: a ledger that starts later stays closed, else it
-- opens from that day. No ward is late by it without a letter, and a day that a person reads puts it right. Of a notice
-- that may hold in more provinces than it names, those that it names are open.
WITH opening AS (
    SELECT m.notice_id, m.provinces, coalesce(d.value, '') AS province_code
    FROM decisions_in_force d JOIN notices_meant m ON m.stated_id = d.notice_id
    WHERE d.kind = 'open_ledger'
),
concerned AS (
    SELECT n.*, s.province_code, s.starts_on,
        EXISTS (
            SELECT 1 FROM opening o
            WHERE o.notice_id = n.notice_id AND o.province_code IN ('', s.province_code)
                AND {holds_in_sql("o", "s.province_code")}
        ) AS is_opened,
        coalesce(n.reach = 'national' OR list_contains(n.scope_provinces, s.province_code), false) AS is_concerned
    FROM notices_asked n, ledger_starts s
)
SELECT notice_id, province_code, coalesce(day, arrived_on) AS opened_on,
    CASE WHEN is_opened THEN 'person' WHEN day IS NOT NULL THEN 'dated' ELSE 'arrived' END AS opened_by
FROM concerned
WHERE is_opened OR (is_concerned AND coalesce(day, arrived_on) >= starts_on)
"""
