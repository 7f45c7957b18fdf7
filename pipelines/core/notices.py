"""`core.notices` and what hangs on it: sources, recalled products, recalled batches.

Belongs here: joining every copy known at the as-of into notices. Does not: reading texts (`pipelines.notices`).
"""

from __future__ import annotations

from datetime import datetime

from pipelines.notices.loading import NOTICE_TABLES, notice_rows
from pipelines.notices.storing import from_json
from pipelines.warehouse import Warehouse


def build(warehouse: Warehouse, *, as_of: datetime) -> int:
    """Fill the four notice tables from the copies known at `as_of`; returns the number of notices."""
    known = warehouse.query(
        f"""
        SELECT n.file_sha256, n.file_name, n.source_id, n.parsed
        FROM {warehouse.name("raw.notices")} n
        JOIN {warehouse.name("raw.files")} f ON f.file_sha256 = n.file_sha256 AND f.inbox = 'notices'
        WHERE f.ingested_at <= $as_of
        ORDER BY n.file_sha256
        """,
        {"as_of": as_of},
    )
    frames = notice_rows([(sha, name, source, from_json(parsed)) for sha, name, source, parsed in known.iter_rows()])
    with warehouse.transaction():
        for full_name in NOTICE_TABLES:
            warehouse.replace(full_name, frames[full_name])
    return frames["core.notices"].height
