"""Questions about what a person should look at in notices.

Belongs here: SQL over `mart.notice_reviews`. Does not: findings (`quality`), the recall page (`recalls`).
"""

from __future__ import annotations

import polars as pl

from dashboards.queries.snapshot import Snapshot


def waiting(snapshot: Snapshot) -> pl.DataFrame:
    """One row per value of a notice to look at, newest notice first, with the document and its copy."""
    return snapshot.ask(
        """
        SELECT r.notice_id, n.document_number, n.issued_on, n.published_on, n.kind, r.file_sha256, r.field,
               r.product_no, r.batch_number, r.value, r.raw, r.confidence, r.why, s.url, s.title
        FROM mart.notice_reviews r
        JOIN core.notices n USING (notice_id)
        LEFT JOIN core.notice_sources s ON s.notice_id = r.notice_id AND s.file_sha256 = r.file_sha256
        ORDER BY coalesce(n.issued_on, n.published_on) DESC NULLS LAST, r.notice_id, r.product_no NULLS FIRST,
                 r.batch_number, r.field
        """
    )


def provinces(snapshot: Snapshot) -> list[str]:
    """The name of every province, also of those without reporters: a notice may hold in any."""
    return snapshot.ask("SELECT name FROM reference.units WHERE kind = 'province' ORDER BY unit_code")["name"].to_list()
