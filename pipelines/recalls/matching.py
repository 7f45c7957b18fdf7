"""Where recalled products turned up: candidates by equal or almost equal keys, then what each pair proves.

Belongs here: pairs of recalled products and goods named in reports, in columns of their own. Does not: free text
(`texts`), spelling (`keys`), places and cells (`marts/recall_matches.sql`).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from pipelines.recalls import texts
from pipelines.recalls.keys import NUMBERS_SQL, confused_sql, key_sql, words_sql
from pipelines.warehouse import Warehouse

MATCHED_KINDS = ("recall", "suspension", "counterfeit_warning")
SHORTEST_NUMBER = 6
"""Characters below which a registration number with one wrong is no number any more."""
SHORTEST_BATCH = 4
"""Characters below which a batch number without its product says nothing."""
SAME_NAME = 95.0
ALIKE = 85.0
"""Scores of rapidfuzz, 0–100, from which two names are the same but for a slip, or alike."""

_PAIR = ("rid", "gid")
_VERDICT = ("reason", "certainty", "method", "score")


def match(warehouse: Warehouse, *, notices: Sequence[str] | None = None) -> int:
    """Leave the temporary table `matched_products`; returns its number of rows.

    One row per recalled product or batch × number of the product × place: notice_id, product_no, batch_number,
    table_name, submission_id, sheet, row, written (text of the cell to point at), reason, certainty, method, score
    (0–1), matched_text.

    Args:
        warehouse: holds `core`, and `raw.mentions` of every report.
        notices: only these; None = every notice of the kinds that are matched.
    """
    chosen = "true" if notices is None else "notice_id IN (SELECT unnest($notices))"
    parameters = {"kinds": list(MATCHED_KINDS)} | ({} if notices is None else {"notices": list(notices)})
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE recalled AS {_RECALLED.format(chosen=chosen)}", parameters)
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE goods_seen AS {_GOODS_SEEN}")
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE goods AS {_GOODS}")
    judged = judge_pairs(warehouse.query(_CANDIDATES))
    warehouse.leave("judged_pairs", judged.select(*_PAIR, *_VERDICT))
    texts.match_texts(warehouse)
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE matched_products AS {_MATCHED}")
    return int(warehouse.query("SELECT count(*) AS n FROM matched_products").item())


def judge_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """What each candidate pair proves; pairs that prove nothing are left out.

    Shape: one row per pair of `_CANDIDATES` that is a match, with reason, certainty, method and score (0–1).
    """
    near_batch = _near(pairs, "batch") & (pl.col("batch_key").str.len_chars() >= SHORTEST_BATCH)
    near_number = _near(pairs, "number") & (pl.col("number_key").str.len_chars() >= SHORTEST_NUMBER)
    names = pl.Series(
        "name_score",
        process.cpdist(
            pairs["name_words"].fill_null("").to_list(),
            pairs["goods_name_words"].fill_null("").to_list(),
            scorer=fuzz.token_sort_ratio,
        ),
        dtype=pl.Float64,
    )
    found = pairs.with_columns(names).with_columns(
        near_number=near_number,
        near_batch=near_batch,
        has_name=(pl.col("name_words") != "") & (pl.col("goods_name_words") != ""),
        number=pl.col("number_key") == pl.col("goods_number_key"),
        batch=pl.col("batch_key") == pl.col("goods_batch_key"),
        asked_batch=pl.col("batch_key") != "",
        said_number=pl.col("goods_number_key") != "",
        said_batch=pl.col("goods_batch_key") != "",
    )
    found = found.with_columns(reason=_reason()).filter(pl.col("reason").is_not_null())
    return found.with_columns(_certainty(), _score()).with_columns(_method())


def _near(pairs: pl.DataFrame, what: str) -> pl.Expr:
    """One slip apart, or equal but for zeros in front or letters taken for digits; never equal."""
    mine, theirs = pairs[f"{what}_key"].fill_null(""), pairs[f"goods_{what}_key"].fill_null("")
    slips = process.cpdist(mine.to_list(), theirs.to_list(), scorer=OSA.distance, score_cutoff=1)
    one_slip = pl.lit(pl.Series(slips, dtype=pl.Int64)) == 1
    confused = pl.col(f"{what}_confused") == pl.col(f"goods_{what}_confused")
    both = (pl.col(f"{what}_key") != "") & (pl.col(f"goods_{what}_key") != "")
    return both & (one_slip | confused) & (pl.col(f"{what}_key") != pl.col(f"goods_{what}_key"))


def _reason() -> pl.Expr:
    """The strongest thing that ties the pair; null where nothing does or something contradicts it."""
    same_name = pl.col("has_name") & (pl.col("name_score") >= SAME_NAME)
    alike = pl.col("has_name") & (pl.col("name_score") >= ALIKE)
    other_name = pl.col("has_name") & (pl.col("name_score") < ALIKE)
    whole, telling = ~pl.col("asked_batch"), pl.col("batch_key").str.len_chars() >= SHORTEST_BATCH
    no_batch_said = whole | ~pl.col("said_batch")
    return (
        pl.when(pl.col("number") & pl.col("batch") & pl.col("asked_batch")).then(pl.lit("number_and_batch"))
        .when(pl.col("number") & whole).then(pl.lit("number_of_whole_product"))
        .when(pl.col("number") & ~pl.col("said_batch")).then(pl.lit("number_without_batch"))
        .when(pl.col("number") & pl.col("near_batch")).then(pl.lit("batch_almost"))
        .when(pl.col("number")).then(None)
        .when(pl.col("near_number") & pl.col("batch") & ~other_name).then(pl.lit("number_almost"))
        .when(pl.col("near_number") & no_batch_said & ~other_name).then(pl.lit("number_almost_without_batch"))
        .when(pl.col("said_number") & (pl.col("number_key") != "") & ~(pl.col("batch") & telling & same_name))
        .then(None)
        .when(pl.col("batch") & pl.col("asked_batch") & same_name).then(pl.lit("name_and_batch"))
        .when(pl.col("batch") & telling & alike).then(pl.lit("name_alike_and_batch"))
        .when(pl.col("batch") & telling & ~pl.col("has_name")).then(pl.lit("batch_alone"))
        .when(pl.col("near_batch") & same_name).then(pl.lit("name_and_batch_almost"))
        .when(no_batch_said & same_name).then(pl.lit("name_alone"))
        .when(no_batch_said & alike).then(pl.lit("name_alike"))
    )  # fmt: skip


def _certainty() -> pl.Expr:
    """Certain: the number, and the batch where batches are recalled; or the whole name and the batch, no number apart.

    A counterfeit wears the number of the real product: only its batch tells it.
    """
    sure = pl.col("reason").is_in(["number_and_batch"]) | (
        (pl.col("reason") == "number_of_whole_product") & (pl.col("kind") != "counterfeit_warning")
    )
    by_name = (pl.col("reason") == "name_and_batch") & ~(pl.col("said_number") & (pl.col("number_key") != ""))
    named_only = (pl.col("reason") == "name_alone") & (pl.col("number_key") == "") & ~pl.col("asked_batch")
    exact_name = pl.col("name_key") == pl.col("goods_name_key")
    certain = sure | ((by_name | named_only) & exact_name)
    return pl.when(certain).then(pl.lit("certain")).otherwise(pl.lit("possible")).alias("certainty")


SCORES = {
    "number_and_batch": 1.0, "number_of_whole_product": 1.0, "name_and_batch": 0.95, "number_almost": 0.85,
    "batch_almost": 0.8, "number_without_batch": 0.75, "name_alike_and_batch": 0.75, "name_and_batch_almost": 0.7,
    "number_almost_without_batch": 0.6, "name_alone": 0.6, "name_alike": 0.5, "batch_alone": 0.4,
}  # fmt: skip
"""Why a pair is a match -> how sure, 0–1; names that are only alike take their likeness off."""


def _score() -> pl.Expr:
    base = pl.col("reason").replace_strict(SCORES, return_dtype=pl.Float64)
    by_name = pl.col("reason").str.starts_with("name")
    return pl.when(by_name).then(base * pl.col("name_score") / 100).otherwise(base).round(4).alias("score")


def _method() -> pl.Expr:
    """Exact as written, equal but for spelling, or only almost equal."""
    fuzzy = pl.col("reason").str.contains("almost|alike") | (
        pl.col("reason").str.starts_with("name") & (pl.col("name_key") != pl.col("goods_name_key"))
    )
    number = ~pl.col("reason").str.starts_with("number") | (pl.col("registration_number") == pl.col("goods_number"))
    batch = ~pl.col("reason").str.contains("batch$") | (pl.col("batch_number") == pl.col("goods_batch"))
    unsaid = pl.col("reason").str.contains("without_batch|whole_product")
    exact = (
        number
        & (unsaid | batch)
        & (~pl.col("reason").str.starts_with("name") | (pl.col("name") == pl.col("goods_name")))
    )
    return (
        pl.when(fuzzy).then(pl.lit("fuzzy")).when(exact.fill_null(value=False)).then(pl.lit("exact"))
        .otherwise(pl.lit("normalised")).alias("method")
    )  # fmt: skip


_RECALLED = f"""
-- One row per recalled product × number it is or was registered under × batch; a product without batches is recalled as
-- a whole.
WITH said AS (
    SELECT n.notice_id, n.kind, p.product_no, p.name, p.registration_number, b.batch_number
    FROM (
        SELECT * EXCLUDE registration_number, unnest({NUMBERS_SQL}) AS registration_number
        FROM core.recalled_products
    ) p
    JOIN core.notices n USING (notice_id)
    LEFT JOIN core.recalled_batches b USING (notice_id, product_no)
    WHERE n.kind IN (SELECT unnest($kinds)) AND {{chosen}}
),
keyed AS (
    SELECT *, coalesce({words_sql("name")}, '') AS name_words,
        coalesce(ltrim({key_sql("registration_number")}, '0'), '') AS number_key,
        coalesce({key_sql("batch_number")}, '') AS batch_key
    FROM said
)
SELECT row_number() OVER (ORDER BY notice_id, product_no, number_key, batch_number) AS rid, *,
    replace(name_words, ' ', '') AS name_key, {confused_sql("number_key")} AS number_confused,
    ltrim({confused_sql("batch_key")}, '0') AS batch_confused
FROM keyed
"""

_GOODS_SEEN = """
-- Goods that reports name in columns of their own; every date and version of reports that are known now.
SELECT m.* FROM raw_store.raw.mentions m
JOIN core.submissions s USING (submission_id)
WHERE m.kind = 'goods' AND s.state NOT IN ('unrecognised', 'unreadable')
"""

_GOODS = f"""
WITH said AS (
    SELECT DISTINCT product_name, registration_number, batch_number, words AS name_words, number_key, batch_key
    FROM goods_seen
)
SELECT row_number() OVER (ORDER BY product_name, registration_number, batch_number) AS gid, *,
    replace(name_words, ' ', '') AS name_key, {confused_sql("number_key")} AS number_confused,
    ltrim({confused_sql("batch_key")}, '0') AS batch_confused
FROM said
"""


def _slips(table: str, what: str, shortest: int) -> str:
    """Every key of a table with its forms that lack one character: keys one slip apart share at least one."""
    return f"""
    SELECT key, unnest(list_prepend(key, list_transform(range(1, length(key) + 1),
        lambda i: left(key, i - 1) || right(key, length(key) - i)))) AS form
    FROM (SELECT DISTINCT {what} AS key FROM {table} WHERE length({what}) >= {shortest})
    """


_CANDIDATES = f"""
-- Pairs worth a look: an equal key, an almost equal number, or a rare word of the name that is almost equal.
WITH number_pairs AS (
    SELECT DISTINCT a.key AS mine, b.key AS theirs
    FROM ({_slips("recalled", "number_key", SHORTEST_NUMBER)}) a
    JOIN ({_slips("goods", "number_key", SHORTEST_NUMBER)}) b USING (form)
    WHERE a.key <> b.key
    UNION
    SELECT r.number_key, g.number_key FROM recalled r JOIN goods g ON r.number_confused = g.number_confused
    WHERE r.number_key <> '' AND r.number_key <> g.number_key
),
mine_words AS (
    SELECT DISTINCT name_words, unnest(string_split(name_words, ' ')) AS word FROM recalled WHERE name_words <> ''
),
counted_words AS (
    SELECT *, count(*) OVER (PARTITION BY word) AS names FROM mine_words WHERE length(word) >= {SHORTEST_BATCH}
),
rare AS (
    SELECT name_words, word FROM counted_words
    QUALIFY names <= 20 OR row_number() OVER (PARTITION BY name_words ORDER BY names, word) = 1
),
their_words AS (
    SELECT DISTINCT name_words, unnest(string_split(name_words, ' ')) AS word FROM goods
    WHERE name_words <> '' AND (number_key = '' OR batch_key <> '')
),
word_pairs AS (
    SELECT DISTINCT a.key AS mine, b.key AS theirs
    FROM ({_slips("rare", "word", SHORTEST_BATCH)}) a
    JOIN ({_slips("their_words", "word", SHORTEST_BATCH)}) b USING (form)
),
name_pairs AS (
    SELECT DISTINCT a.name_words AS mine, b.name_words AS theirs
    FROM rare a JOIN word_pairs w ON w.mine = a.word JOIN their_words b ON b.word = w.theirs
    WHERE abs(length(a.name_words) - length(b.name_words)) <= 3 + length(a.name_words) // 4
),
pairs AS (
    SELECT r.rid, g.gid FROM recalled r JOIN goods g USING (number_key) WHERE r.number_key <> ''
    UNION
    SELECT r.rid, g.gid FROM recalled r JOIN goods g USING (batch_key)
    WHERE length(r.batch_key) >= {SHORTEST_BATCH} OR (r.batch_key <> '' AND r.name_key = g.name_key)
    UNION
    SELECT r.rid, g.gid
    FROM number_pairs p JOIN recalled r ON r.number_key = p.mine JOIN goods g ON g.number_key = p.theirs
    UNION
    SELECT r.rid, g.gid FROM recalled r JOIN goods g USING (name_words) WHERE r.name_words <> '' AND g.number_key = ''
    UNION
    SELECT r.rid, g.gid
    FROM name_pairs p JOIN recalled r ON r.name_words = p.mine JOIN goods g ON g.name_words = p.theirs
    WHERE g.number_key = ''
)
SELECT r.*, g.gid, g.product_name AS goods_name, g.registration_number AS goods_number, g.batch_number AS goods_batch,
    g.name_words AS goods_name_words, g.name_key AS goods_name_key, g.number_key AS goods_number_key,
    g.batch_key AS goods_batch_key, g.number_confused AS goods_number_confused,
    g.batch_confused AS goods_batch_confused
FROM pairs JOIN recalled r USING (rid) JOIN goods g USING (gid)
ORDER BY r.rid, g.gid
"""

_MATCHED = """
-- Verdicts at their places. What ties a product as a whole names no batch.
SELECT r.notice_id, r.product_no,
    CASE WHEN j.reason NOT IN ('number_without_batch', 'number_almost_without_batch', 'name_alone', 'name_alike')
        THEN r.batch_number END AS batch_number,
    s.table_name, s.submission_id, s.sheet, s.row,
    CASE
        WHEN j.reason LIKE '%batch' AND j.reason NOT LIKE '%without_batch' THEN s.batch_number
        WHEN j.reason LIKE 'name%' AND j.reason <> 'name_and_batch_almost' THEN s.product_name
        WHEN j.reason LIKE 'batch%' OR j.reason = 'name_and_batch_almost' THEN s.batch_number
        ELSE s.registration_number
    END AS written,
    j.reason, j.certainty, j.method, j.score,
    concat_ws(' · ', s.product_name, s.registration_number, s.batch_number) AS matched_text
FROM judged_pairs j
JOIN recalled r USING (rid)
JOIN goods g USING (gid)
JOIN goods_seen s ON s.product_name IS NOT DISTINCT FROM g.product_name
    AND s.registration_number IS NOT DISTINCT FROM g.registration_number
    AND s.batch_number IS NOT DISTINCT FROM g.batch_number
UNION ALL
SELECT notice_id, product_no, batch_number, table_name, submission_id, sheet, row, written, reason, certainty, method,
    score, matched_text
FROM matched_texts
"""
