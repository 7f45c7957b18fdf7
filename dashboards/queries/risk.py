"""Questions about categories and places at risk.

Belongs here: SQL over `mart.category_risk`. Does not: how risk is scored (a mart's business).
"""

from __future__ import annotations

import polars as pl

from dashboards.address import View
from dashboards.queries.snapshot import Snapshot

_COLUMNS = """
    k.category, k.province_code, k.ward_code, u.name AS place, u.kind, k.window_start, k.window_end, k.inspected,
    k.violating, k.samples_taken, k.samples_failed, k.raw_rate, k.smoothed_rate, k.rate_low, k.rate_high,
    k.probability_above, k.open_recalls, k.risk_score, k.risk_level, k.reasons
"""


def matrix(snapshot: Snapshot, view: View, *, whole: bool = False) -> pl.DataFrame:
    """One row per category × place: provinces, or when one is chosen its 20 wards most at risk (or the one ward).

    `whole` gives all wards; `total` counts the rows of all.
    """
    return snapshot.ask(
        f"""
        WITH scoped AS (
            SELECT {_COLUMNS}
            FROM mart.category_risk k JOIN reference.units u ON u.unit_code = coalesce(k.ward_code, k.province_code)
            WHERE ($province IS NULL OR k.province_code = $province) AND (k.ward_code IS NULL) = ($province IS NULL)
              AND ($ward IS NULL OR k.ward_code = $ward) AND ($category IS NULL OR k.category = $category)
        )
        SELECT *, dense_rank() OVER (ORDER BY worst DESC NULLS LAST, sum_score DESC, place, ward_code) AS column_no,
               count(*) OVER () AS total
        FROM (
            SELECT *, max(risk_level) OVER w AS worst, coalesce(sum(risk_score) OVER w, 0) AS sum_score
            FROM scoped WINDOW w AS (PARTITION BY province_code, ward_code)
        )
        QUALIFY $whole OR column_no <= 20
        ORDER BY column_no, category
        """,
        province=view.province,
        ward=view.ward,
        category=view.category,
        whole=whole,
    )


def wards(snapshot: Snapshot, view: View, *, whole: bool = False) -> pl.DataFrame:
    """One row per ward and its worst category: within each type of unit the 10 most at risk, ranked from 1.

    `whole` gives all of them; `total` counts those of the type.
    """
    return snapshot.ask(
        f"""
        SELECT *, row_number() OVER (
            PARTITION BY kind ORDER BY risk_level DESC, risk_score DESC, place, ward_code) AS place_in_kind,
            count(*) OVER (PARTITION BY kind) AS total
        FROM (
            SELECT {_COLUMNS}
            FROM mart.category_risk k JOIN reference.units u ON u.unit_code = k.ward_code
            WHERE ($province IS NULL OR k.province_code = $province) AND ($ward IS NULL OR k.ward_code = $ward)
              AND ($category IS NULL OR k.category = $category) AND k.risk_level IS NOT NULL
            QUALIFY row_number() OVER (
                PARTITION BY k.ward_code ORDER BY k.risk_level DESC, k.risk_score DESC, k.category) = 1
        )
        WHERE $group IS NULL OR kind = $group
        QUALIFY $whole OR place_in_kind <= 10
        ORDER BY kind, place_in_kind
        """,
        province=view.province,
        ward=view.ward,
        category=view.category,
        whole=whole,
        group=view.group,
    )
