"""Which reports still speak for their sender: the versions that no later one has replaced.

Belongs here: that one rule, for places where products turned up and for answers. Does not: which version is current
(`pipelines.core.submissions`), which answer of several holds (`ledger`).
"""

from __future__ import annotations

STANDING = """
-- Current versions, and a returned one until the next arrives: what it found was found all the same. Files that stand
-- alone replace no other as a whole, see STALE_LINES.
SELECT submission_id, received_at, form, reporter_id, is_current
FROM core.submissions
WHERE is_current OR state = 'returned'
QUALIFY is_current OR form IN ('quick', 'sign_off')
    OR row_number() OVER (PARTITION BY reporter_id, form, period ORDER BY received_at DESC, submission_id DESC) = 1
"""
"""One row per submission that stands: submission_id, received_at, form, reporter_id, is_current."""

_SAME_GOODS = " AND ".join(
    f"later.{name} IS NOT DISTINCT FROM m.{name}" for name in ("product_name", "registration_number", "batch_number")
)

STALE_LINES = f"""
-- Of files that stand alone the last word about one product of one notice holds, whatever it found; a returned one is
-- also replaced by the next that names the same goods.
SELECT m.submission_id, m.sheet, m.row
FROM core.sign_offs m
JOIN standing s ON s.submission_id = m.submission_id AND s.form = 'sign_off'
JOIN core.sign_offs later ON later.notice_id = m.notice_id AND later.reporter_id = m.reporter_id AND {_SAME_GOODS}
JOIN standing t ON t.submission_id = later.submission_id AND t.form = 'sign_off' AND t.is_current
WHERE (t.received_at, t.submission_id) > (s.received_at, s.submission_id)
UNION
SELECT m.submission_id, m.sheet, m.row
FROM raw_store.raw.mentions m
JOIN standing s ON s.submission_id = m.submission_id AND s.form = 'quick' AND NOT s.is_current
JOIN standing t ON t.reporter_id = s.reporter_id AND t.form = 'quick' AND t.is_current AND t.received_at > s.received_at
JOIN raw_store.raw.mentions later ON later.submission_id = t.submission_id AND later.kind = 'goods' AND {_SAME_GOODS}
WHERE m.kind = 'goods'
"""
"""One row per line that a later file of its kind replaces; needs the temporary table `standing`."""
