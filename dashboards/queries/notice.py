"""Questions about one notice beyond its products and its ledger: chain, copies, duties, provinces; and the look-up.

Belongs here: SQL over what hangs on one notice, and asking the look-up. Does not: the list of notices (`recalls`).
"""

from __future__ import annotations

import os
from functools import cache

import polars as pl
import streamlit as st

from dashboards.address import View
from dashboards.queries.snapshot import Snapshot
from pipelines.recalls import lookup
from pipelines.recalls.asking import QueryWords, query_words
from pipelines.settings import Settings


def chain(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per document tied to the chosen one by a product, oldest first, with how the later stands to the earlier.

    Columns: notice_id, document_number, issued_on, kind, level, relation, is_later, cited, escalations, products.
    """
    return snapshot.ask(
        """
        WITH tied AS (
            SELECT earlier_notice_id AS other, relation, false AS is_later, cited, escalations, product_no
            FROM core.notice_links WHERE notice_id = $notice
            UNION ALL
            SELECT notice_id, relation, true, cited, escalations, earlier_product_no
            FROM core.notice_links WHERE earlier_notice_id = $notice
        ), lifting AS (
            -- A document that takes another back need not name its products.
            SELECT lifted_by AS other, true AS is_later, product_no FROM mart.recall_liftings
            WHERE notice_id = $notice
            UNION ALL
            SELECT notice_id, false, NULL FROM mart.recall_liftings WHERE lifted_by = $notice
        ), all_tied AS (
            FROM tied
            UNION ALL
            SELECT DISTINCT other, 'lifts', is_later, true, CAST([] AS VARCHAR[]), product_no FROM lifting l
            WHERE NOT EXISTS (FROM tied t WHERE t.other = l.other AND t.relation = 'lifts')
        )
        SELECT n.notice_id, n.document_number, coalesce(n.issued_on, n.published_on) AS issued_on, n.kind, n.level,
               t.relation, t.is_later, bool_or(t.cited) AS cited,
               list_sort(list_distinct(flatten(list(t.escalations)))) AS escalations,
               list(DISTINCT p.name ORDER BY p.name) FILTER (p.name IS NOT NULL) AS products
        FROM all_tied t JOIN core.notices n ON n.notice_id = t.other
        LEFT JOIN core.recalled_products p ON p.notice_id = $notice AND p.product_no = t.product_no
        GROUP BY ALL ORDER BY issued_on NULLS FIRST, n.notice_id
        """,
        notice=view.notice,
    )


def decisions(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per decision of a person that says something of the chosen notice, with the document it was made about.

    Also those made about a letter that passes the notice on, and the correction that says what took it back.
    Columns: those of core.decisions, document_number.
    """
    return snapshot.ask(
        """
        SELECT d.*, n.document_number
        FROM core.decisions d LEFT JOIN core.notices n USING (notice_id)
        WHERE d.kind <> 'revoke' AND (
            d.notice_id = $notice
            OR d.decision_id IN (SELECT decision_id FROM mart.recall_ledger WHERE notice_id = $notice)
            OR d.decision_id IN (SELECT decision_id FROM mart.recall_duties WHERE notice_id = $notice)
            OR (d.kind IN ('ledger_due', 'open_ledger', 'extension', 'exemption') AND d.notice_id IN (
                SELECT notice_id FROM core.notice_links
                WHERE earlier_notice_id = $notice AND relation = 'passes_on'))
            OR (d.kind = 'notice_correction' AND d.value LIKE '%"lifts"%' AND d.notice_id IN (
                SELECT lifted_by FROM mart.recall_liftings WHERE notice_id = $notice)))
        ORDER BY d.decided_at DESC, d.decision_id
        """,
        notice=view.notice,
    )


def withdrawals(snapshot: Snapshot) -> pl.DataFrame:
    """One row per line that withdraws a decision (`value` = its id) and was not withdrawn itself."""
    return snapshot.ask(
        """
        SELECT * FROM core.decisions d WHERE kind = 'revoke'
            AND NOT EXISTS (FROM core.decisions x WHERE x.kind = 'revoke' AND x.value = d.decision_id)
        """
    )


def duty_names(snapshot: Snapshot) -> pl.DataFrame:
    """One row per duty of a department: duty, name_vi, name_en."""
    return snapshot.ask("SELECT DISTINCT duty, name_vi, name_en FROM mart.recall_duties ORDER BY duty")


def lifted_parts(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per product or batch of the chosen notice that a document took back, with that document's number.

    Columns: product, batch_number, lifted_by, lifted_number, lifted_on, province (null = wherever the notice held).
    """
    return snapshot.ask(
        """
        SELECT p.name AS product, l.batch_number, l.lifted_by, coalesce(x.document_number, l.lifted_by)
               AS lifted_number, l.lifted_on, u.name AS province
        FROM mart.recall_liftings l
        LEFT JOIN core.recalled_products p USING (notice_id, product_no)
        LEFT JOIN core.notices x ON x.notice_id = l.lifted_by
        LEFT JOIN reference.units u ON u.unit_code = l.province_code
        WHERE l.notice_id = $notice AND ($province IS NULL OR coalesce(l.province_code, $province) = $province)
        ORDER BY l.lifted_on, l.product_no, l.batch_number, province
        """,
        notice=view.notice,
        province=view.province,
    )


def takes_back(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per loaded document that the chosen one took back, whole or in part: notice_id, document_number."""
    return snapshot.ask(
        """
        SELECT DISTINCT n.notice_id, n.document_number
        FROM mart.recall_liftings l JOIN core.notices n USING (notice_id)
        WHERE l.lifted_by = $notice ORDER BY n.notice_id
        """,
        notice=view.notice,
    )


def copies(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per copy of the chosen notice: source_id, title, url, published_on, file_name."""
    return snapshot.ask(
        """
        SELECT source_id, title, url, published_on, file_name FROM core.notice_sources WHERE notice_id = $notice
        ORDER BY published_on NULLS LAST, source_id, file_sha256
        """,
        notice=view.notice,
    )


def duties(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per province and duty of the department about the chosen notice, with the province's name."""
    return snapshot.ask(
        """
        SELECT d.*, u.name AS province FROM mart.recall_duties d
        JOIN reference.units u ON u.unit_code = d.province_code
        WHERE d.notice_id = $notice AND ($province IS NULL OR d.province_code = $province)
        ORDER BY u.name, d.duty_no
        """,
        notice=view.notice,
        province=view.province,
    )


def provinces(snapshot: Snapshot, view: View) -> pl.DataFrame:
    """One row per province with a ledger of the chosen notice: `mart.recall_progress` and what explains it.

    province is its name, lifted_number the number of the document that took the notice back there, units the units of
    measure in which its wards gave a quantity ('' = without one), units_differ that they cannot be added.
    """
    return snapshot.ask(
        """
        WITH given AS (
            SELECT province_code, bool_or(units_differ) AS in_one_answer,
                   list(DISTINCT lower(trim(nfc_normalize(coalesce(quantity_unit, ''))))) FILTER (
                       greatest(quantity_found, quantity_sealed) > 0) AS units
            FROM mart.recall_ledger
            WHERE notice_id = $notice AND ward_code IS NOT NULL AND status <> 'exempt' GROUP BY province_code
        )
        SELECT p.*, u.name AS province, coalesce(x.document_number, x.notice_id) AS lifted_number,
               list_sort(coalesce(g.units, [])) AS units,
               coalesce(g.in_one_answer, false) OR coalesce(len(g.units), 0) > 1 AS units_differ
        FROM mart.recall_progress p LEFT JOIN given g USING (province_code)
        JOIN reference.units u ON u.unit_code = p.province_code
        LEFT JOIN core.notices x ON x.notice_id = p.lifted_by
        WHERE p.notice_id = $notice AND ($province IS NULL OR p.province_code = $province)
        ORDER BY u.name
        """,
        notice=view.notice,
        province=view.province,
    )


def look_up(snapshot: Snapshot, text: str) -> lookup.LookUp:
    """Whether a name, number or batch is recalled, as of the snapshot."""
    return _look_up(snapshot, text)


@st.cache_data(max_entries=500, show_spinner=False, hash_funcs={Snapshot: lambda snapshot: snapshot.name})
def _look_up(snapshot: Snapshot, text: str) -> lookup.LookUp:
    with snapshot.cursor() as cursor:
        return lookup.look_up(cursor, text, _lists())


@cache
def _lists() -> QueryWords:
    return query_words(Settings.from_environment(os.environ))
