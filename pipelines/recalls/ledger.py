"""The ledger of recalls: who should sign off which notice, and whether that was in time, by the machine of reports.

Belongs here: who is in the open ledgers, what answers them, and handing both to `pipelines.deadlines`. Does not: which
ledgers are open (`opening`, `lifting`), figures of the answers (`marts/recall_ledger.sql`), letters (`letters`), the
judgement itself.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from pipelines import deadlines
from pipelines.core.reports import WHOSE_WAITING, candidates
from pipelines.decision_values import parse_instant
from pipelines.recalls import lifting, opening
from pipelines.recalls.answering import day_sql
from pipelines.recalls.carrying import holds_in_sql
from pipelines.recalls.doubts import DOUBTS, DOUBTS_EVER, UNREADABLE
from pipelines.recalls.parts import LACKING, leave_answer_keys
from pipelines.recalls.standing import STANDING
from pipelines.warehouse import Warehouse

DUTY = "sign_off"
"""Stands for the obligation in the judgement; sign-offs are no expected reports and enter none of their rates."""


def judge_sign_offs(warehouse: Warehouse, *, as_of: datetime) -> int:
    """Leave the temporary tables `sign_off_lines`, `sign_offs_lacking` and `judged_sign_offs`; returns the last's rows.

    `sign_off_lines`: one row per line or entry about a notice. `sign_offs_lacking`: see `parts`. `judged_sign_offs`:
    one row per notice × reporter.
    Needs the temporary tables `ledger_starts`, `decisions_in_force` and those of `leave_letters`; leaves also those of
    `opening` and `lifting`.
    """
    parameters = {"as_of": as_of}
    opening.leave_ledgers(warehouse, as_of=as_of)
    lifting.leave_liftings(warehouse)
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE sign_off_lines AS {_LINES}")
    leave_answer_keys(warehouse)
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE sign_offs_lacking AS {LACKING}")
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE sign_offs_asked AS {_ASKED}", parameters)
    expected = _extended(warehouse.query("FROM sign_offs_asked"), warehouse.query(_EXTENSIONS))
    judged = deadlines.judge(
        expected.with_columns(form=pl.lit(DUTY), obligation_id=pl.lit(DUTY), directive_id=pl.lit(DUTY)),
        warehouse.query(_ANSWERS),
        warehouse.query(_EXEMPTIONS),
        as_of=as_of,
        candidates=candidates(warehouse),
    )
    sources = expected.select(
        "reporter_id", "period", "due_source", "due_at_original", *_LIFTED, opened_on="period_start"
    )
    found = judged.join(sources, on=["reporter_id", "period"], how="left")
    found = _with_doubts_before(found, warehouse.query(_DOUBTED_AT, parameters))
    warehouse.leave("judged_sign_offs", _without_lifted(found).rename({"period": "notice_id"}))
    return found.height


_LIFTED = ("lifted_by", "lifted_on", "lifted_at")


def _with_doubts_before(judged: pl.DataFrame, doubted: pl.DataFrame) -> pl.DataFrame:
    """Mark who is late although a line or a file that might have been the answer came in time: a person says which.

    A line in doubt points to a notice; a file that nobody could read or place (no period) may be about any of them.
    """
    late = judged.filter(pl.col("status") == "late")
    pointed = late.join(doubted.drop_nulls("period"), on=["reporter_id", "period"])
    any_of_them = late.join(doubted.filter(pl.col("period").is_null()).drop("period"), on="reporter_id")
    early = pl.concat([pointed, any_of_them], how="diagonal").filter(
        (pl.col("doubted_at") < pl.col("due_at")) & (pl.col("doubted_at").dt.date() >= pl.col("opened_on"))
    )
    keys = early.select("reporter_id", "period").unique().with_columns(was_early=pl.lit(value=True))
    marked = judged.join(keys, on=["reporter_id", "period"], how="left")
    return marked.with_columns(pl.col("pending_file") | pl.col("was_early").fill_null(value=False)).drop("was_early")


def _without_lifted(judged: pl.DataFrame) -> pl.DataFrame:
    """Who had not answered when the notice was taken back owes no answer any more; answers before it stay as judged."""
    over = (
        pl.col("lifted_at").is_not_null() & (pl.col("received_at") < pl.col("lifted_at")).fill_null(value=False).not_()
    )
    return judged.with_columns(
        status=pl.when(over).then(pl.lit("exempt")).otherwise("status"),
        hours_late=pl.when(~over).then("hours_late"),
        **{name: pl.col(name) & ~over for name in ("extended", "unconfirmed", "pending_file")},
    )


def _extended(asked: pl.DataFrame, extensions: pl.DataFrame) -> pl.DataFrame:
    """Move the due of the reporters that were given more time; an extension never shortens and sets no date alone."""
    instants = [parse_instant(value) for value in extensions["value"]]
    given = extensions.with_columns(pl.Series("until", instants, dtype=pl.Datetime("us", "UTC")))
    pairs = asked.select("period", "reporter_id").join(given, on="period")
    pairs = pairs.filter(pl.col("reporter_id_right").is_null() | (pl.col("reporter_id") == pl.col("reporter_id_right")))
    latest = pairs.group_by("period", "reporter_id").agg(pl.col("until").max())
    with_until = asked.join(latest, on=["period", "reporter_id"], how="left")
    later = (pl.col("until") > pl.col("due_at")).fill_null(value=False)
    return with_until.with_columns(
        due_at_original=pl.col("due_at_first"), due_at=pl.when(later).then("until").otherwise("due_at")
    ).drop("until", "due_at_first")


_NAMED = "JOIN notices_meant m ON m.stated_id = d.notice_id"

_WHOSE = """
LEFT JOIN reference.reporters r ON d.reporter_id IS NULL AND list_contains(m.provinces, r.province_code)
"""
"""Everybody's, said of a letter, is everybody's of its provinces."""

_EXTENSIONS = f"""
SELECT DISTINCT m.notice_id AS period, coalesce(d.reporter_id, r.reporter_id) AS reporter_id, d.value
FROM decisions_in_force d {_NAMED} {_WHOSE}
WHERE d.kind = 'extension' AND (m.provinces IS NULL OR coalesce(d.reporter_id, r.reporter_id) IS NOT NULL)
"""

_EXEMPTIONS = f"""
SELECT DISTINCT d.* REPLACE ('{DUTY}' AS obligation_id, m.notice_id AS period, CAST(NULL AS VARCHAR) AS notice_id,
    coalesce(d.reporter_id, r.reporter_id) AS reporter_id)
FROM decisions_in_force d {_NAMED} {_WHOSE}
WHERE d.kind = 'exemption' AND (m.provinces IS NULL OR coalesce(d.reporter_id, r.reporter_id) IS NOT NULL)
"""

_LINES = f"""
-- What answers a notice: lines of reports, and what people entered. The last report wins, but not an older period of
-- the same form that came or was corrected later: it counts as of the first report of a later period. What a version
-- said that was replaced since only tells when the ward first answered.
WITH told AS (
    SELECT o.notice_id, o.reporter_id, s.submission_id, s.submission_id AS entry_id, s.form, s.period, s.state,
        s.received_at, s.received_evidence, s.ingested_at, s.attributed_at, s.is_current AS stands,
        s.submission_id IN (SELECT submission_id FROM ({STANDING})) AS holds,
        o.acknowledged_on, o.establishments_checked, o.establishments_holding, o.quantity_found, o.quantity_sealed,
        o.quantity_unit, o.closed_on, o.product_name, o.registration_number, o.batch_number,
        s.file_name, o.sheet, o.row, u.row IS NOT NULL AS has_unreadable
    FROM core.sign_offs o
    JOIN core.submissions s USING (submission_id)
    LEFT JOIN ({UNREADABLE}) u USING (submission_id, sheet, row)
    WHERE o.notice_id IS NOT NULL AND o.reporter_id IS NOT NULL AND o.names_other_product IS NOT TRUE
    UNION ALL
    SELECT m.notice_id, d.reporter_id, NULL, d.decision_id, 'page', '', 'accepted',
        coalesce(CAST(d.value ->> 'received_at' AS TIMESTAMPTZ), d.decided_at), 'confirmed', d.decided_at, NULL,
        true, true, CAST(d.value ->> 'acknowledged_on' AS DATE), CAST(d.value ->> 'establishments_checked' AS BIGINT),
        CAST(d.value ->> 'establishments_holding' AS BIGINT), CAST(d.value ->> 'quantity_found' AS DOUBLE),
        CAST(d.value ->> 'quantity_sealed' AS DOUBLE), d.value ->> 'quantity_unit',
        CAST(d.value ->> 'closed_on' AS DATE), NULL, NULL, NULL, NULL, NULL, NULL, false
    FROM decisions_in_force d {_NAMED}
    WHERE d.kind = 'sign_off'
)
SELECT *, establishments_checked IS NOT NULL OR has_unreadable AS answers,
    CASE
        WHEN form IN ('quick', 'sign_off', 'page') THEN received_at
        ELSE min(CASE WHEN stands THEN received_at END) OVER (
            PARTITION BY notice_id, reporter_id, form ORDER BY period DESC
            RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    END AS holds_since
FROM told
"""

_ASKED = f"""
-- One row per notice and reporter that should sign it off. A date comes only from a letter of the province itself; of
-- several letters the latest date holds, since an open ledger is never shortened, and the first one stays the original.
WITH letters AS (
    SELECT m.notice_id, l.province_code,
        arg_min(l.due_at, (coalesce(CAST({day_sql("l.letter")} AS TIMESTAMPTZ), l.decided_at, l.due_at), l.due_at))
            AS due_at_first, max(l.due_at) AS due_at,
        arg_max(l.letter, (l.due_at, coalesce(l.decided_at, l.due_at))) AS letter,
        list_distinct(flatten(list(l.agencies))) AS agencies
    FROM ledger_letters l JOIN notices_meant m USING (stated_id)
    WHERE {holds_in_sql("m", "l.province_code")}
    GROUP BY ALL
),
lifted AS (
    SELECT o.notice_id, o.province_code, arg_min(x.notice_id, (x.lifted_on, x.notice_id)) AS lifted_by,
        min(x.lifted_on) AS lifted_on
    FROM ledgers o
    JOIN liftings x ON x.lifted_id = o.notice_id AND coalesce(list_contains(x.provinces, o.province_code), true)
    WHERE x.state = 'closes' AND x.lifted_on <= CAST($as_of AS DATE)
    GROUP BY ALL
)
SELECT o.notice_id AS period, p.reporter_id, p.province_code, p.ward_code, o.opened_on AS period_start, l.due_at,
    l.due_at_first, l.letter AS due_source, x.lifted_by, x.lifted_on, CAST(x.lifted_on AS TIMESTAMPTZ) AS lifted_at
FROM ledgers o
LEFT JOIN letters l ON l.notice_id = o.notice_id AND l.province_code = o.province_code
LEFT JOIN lifted x ON x.notice_id = o.notice_id AND x.province_code = o.province_code
JOIN reference.reporters p ON p.province_code = o.province_code
    AND (p.ward_code IS NOT NULL OR list_contains(l.agencies, p.reporter_id))
WHERE (p.valid_from IS NULL OR p.valid_from <= CAST($as_of AS DATE))
    AND (p.valid_to IS NULL OR p.valid_to >= CAST($as_of AS DATE))
ORDER BY ALL
"""

_ANSWERS = f"""
-- A line answers when the number of establishments searched is filled (0 counts), and as with a report what was typed
-- and could not be read stops the clock too, in a file that was returned or corrected later. Files that nobody could
-- read or place might be an answer as well, and so might a line in doubt: its ward waits for a person.
SELECT entry_id AS submission_id, '{DUTY}' AS obligation_id, '{DUTY}' AS form, reporter_id, notice_id AS period,
    any_value(received_at) AS received_at, any_value(received_evidence) AS received_evidence,
    any_value(ingested_at) AS ingested_at, any_value(attributed_at) AS attributed_at, any_value(state) AS state,
    CASE WHEN bool_or(answers) THEN 'filled' ELSE 'empty' END AS content
FROM sign_off_lines
GROUP BY entry_id, reporter_id, notice_id
UNION ALL
SELECT submission_id, NULL, NULL, reporter_id, NULL, received_at, received_evidence, ingested_at, attributed_at, state,
    NULL
FROM core.submissions WHERE state IN ('unrecognised', 'unreadable')
UNION ALL
SELECT o.submission_id, '{DUTY}', '{DUTY}', o.reporter_id, o.notice_id, s.received_at, s.received_evidence,
    s.ingested_at, s.attributed_at, 'unrecognised', NULL
FROM ({DOUBTS}) o JOIN core.submissions s USING (submission_id)
ORDER BY ALL
"""

_DOUBTED_AT = f"""
SELECT o.reporter_id, o.notice_id AS period, s.received_at AS doubted_at
FROM ({DOUBTS_EVER}) o JOIN core.submissions s USING (submission_id)
WHERE o.notice_id IS NOT NULL AND s.received_at <= $as_of AND s.ingested_at <= $as_of
UNION
SELECT w.reporter_id, NULL, s.received_at
FROM (
    {WHOSE_WAITING}
    UNION
    SELECT submission_id, reporter_id FROM core.submissions
    WHERE state IN ('unrecognised', 'unreadable') AND reporter_id IS NOT NULL
) w JOIN core.submissions s USING (submission_id)
WHERE s.received_at <= $as_of AND s.ingested_at <= $as_of
ORDER BY ALL
"""
