"""Where recalled products turned up: candidates by equal or almost equal keys, then what each pair proves.

Belongs here: what pairs of recalled products and goods named in columns of their own prove. Does not: which pairs are
looked at (`candidates`), free text (`texts`), spelling (`keys`), places and cells (`marts/recall_matches.sql`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from pipelines.recalls import texts
from pipelines.recalls.batch_cells import leave_batch_cells
from pipelines.recalls.candidates import (
    CANDIDATES,
    GOODS,
    GOODS_SEEN,
    RECALLED,
    SHORTEST_BATCH,
    SHORTEST_NUMBER,
)
from pipelines.recalls.number_cells import leave_number_cells
from pipelines.recalls.standing import STALE_LINES, STANDING
from pipelines.warehouse import Warehouse

MATCHED_KINDS = ("recall", "suspension", "counterfeit_warning")
SAME_NAME = 95.0
ALIKE = 85.0
"""Scores of rapidfuzz, 0–100, from which two names are the same but for a slip, or alike."""

_PAIR = ("rid", "gid")
_VERDICT = ("reason", "certainty", "method", "score")


def match(warehouse: Warehouse, plain: Collection[str], *, notices: Sequence[str] | None = None) -> int:
    """Leave the temporary table `matched_products`; returns its number of rows.

    One row per recalled product or batch × number of the product × place: notice_id, product_no, batch_number,
    table_name, submission_id, sheet, row, written (text of the cell to point at), parts (texts of all cells that
    tell it), reason, certainty, method, score (0–1), matched_text.

    Args:
        warehouse: holds `core`, and `raw.mentions` of every report.
        plain: words, folded, that tell no product from another (`naming.plain_words`).
        notices: only these; None = every notice of the kinds that are matched.
    """
    chosen = "true" if notices is None else "notice_id IN (SELECT unnest($notices))"
    parameters = {"kinds": list(MATCHED_KINDS)} | ({} if notices is None else {"notices": list(notices)})
    words = {"plain": sorted(plain)}
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE recalled AS {RECALLED.format(chosen=chosen)}", parameters | words)
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE standing AS {STANDING}")
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE stale_lines AS {STALE_LINES}")
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE goods_seen AS {GOODS_SEEN}")
    leave_batch_cells(warehouse)
    leave_number_cells(warehouse)
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE goods AS {GOODS}", words)
    judged = judge_pairs(warehouse.query(CANDIDATES))
    warehouse.leave("judged_pairs", judged.select(*_PAIR, *_VERDICT))
    texts.match_texts(warehouse)
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE matched_products AS {_DOUBTED.format(matched=_MATCHED)}")
    return int(warehouse.query("SELECT count(*) AS n FROM matched_products").item())


def judge_pairs(pairs: pl.DataFrame) -> pl.DataFrame:
    """What each candidate pair proves; pairs that prove nothing are left out.

    Shape: one row per pair of `CANDIDATES` that is a match, with reason, certainty, method and score (0–1).
    """
    near_batch = _near(pairs, "batch") & (pl.col("batch_key").str.len_chars() >= SHORTEST_BATCH)
    zeros_apart = (
        (pl.col("batch_shorn") == pl.col("goods_batch_shorn"))
        & (pl.col("batch_shorn") != "")
        & (pl.col("batch_key") != pl.col("goods_batch_key"))
    )
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
        has_name=(pl.col("name_words") != "") & (pl.col("goods_name_words") != ""),
        number=pl.col("number_key") == pl.col("goods_number_key"),
        batch=pl.col("batch_key") == pl.col("goods_batch_key"),
        near_batch=near_batch | zeros_apart,
        shorn=zeros_apart & (pl.col("batch_shorn") == pl.col("goods_batch_key")),
        asked_batch=pl.col("batch_key") != "",
        said_number=pl.col("goods_number_key") != "",
        said_batch=pl.col("goods_batch_key") != "",
    )
    found = _without_near_siblings(found.with_columns(reason=_reason()).filter(pl.col("reason").is_not_null()))
    return found.with_columns(_certainty(), _score()).with_columns(_method())


def _without_near_siblings(found: pl.DataFrame) -> pl.DataFrame:
    """Without near misses of a batch where the same words are exactly another batch of the notice."""
    told = pl.col("reason").is_in(["number_and_batch", "name_and_batch"]).any().over("notice_id", "gid")
    return found.filter(~(told & pl.col("reason").is_in(["batch_almost", "name_and_batch_almost"])))


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
    brand = (pl.col("brand") != "") & (pl.col("brand") == pl.col("goods_brand"))
    bare = (pl.col("goods_telling") == pl.col("brand")) | (pl.col("goods_telling") == pl.col("telling"))
    no_batch_said = whole | ~pl.col("said_batch")
    return (
        pl.when(pl.col("number") & pl.col("batch") & pl.col("asked_batch")).then(pl.lit("number_and_batch"))
        .when(pl.col("number") & pl.col("shorn")).then(pl.lit("number_and_batch"))
        .when(pl.col("number") & whole).then(pl.lit("number_of_whole_product"))
        .when(pl.col("number") & ~pl.col("said_batch")).then(pl.lit("number_without_batch"))
        .when(pl.col("number") & pl.col("near_batch")).then(pl.lit("batch_almost"))
        .when(pl.col("number")).then(None)
        .when(pl.col("near_number") & pl.col("batch") & ~other_name).then(pl.lit("number_almost"))
        .when(pl.col("near_number") & no_batch_said & ~other_name).then(pl.lit("number_almost_without_batch"))
        .when(pl.col("said_number") & (pl.col("number_key") != "") & ~(pl.col("batch") & telling & (same_name | brand)))
        .then(None)
        .when(pl.col("batch") & pl.col("asked_batch") & same_name).then(pl.lit("name_and_batch"))
        .when(pl.col("batch") & telling & alike).then(pl.lit("name_alike_and_batch"))
        .when(pl.col("batch") & pl.col("asked_batch") & brand).then(pl.lit("brand_and_batch"))
        .when(pl.col("batch") & telling & ~pl.col("has_name")).then(pl.lit("batch_alone"))
        .when(pl.col("near_batch") & same_name).then(pl.lit("name_and_batch_almost"))
        .when(no_batch_said & same_name).then(pl.lit("name_alone"))
        .when(no_batch_said & alike).then(pl.lit("name_alike"))
        .when(whole & brand & bare).then(pl.lit("brand_alone"))
    )  # fmt: skip


def _certainty() -> pl.Expr:
    """Certain: the number, and the batch where batches are recalled; or the whole name and the batch, no number apart.

    Beside the number, a batch that Excel took the zeros in front from is the batch: `102` is `0102`, never the reverse.
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
    "brand_and_batch": 0.65, "brand_alone": 0.45,
    "number_almost_without_batch": 0.6, "name_alone": 0.6, "name_alike": 0.5, "batch_alone": 0.4,
}  # fmt: skip
"""Why a pair is a match -> how sure, 0–1; names that are only alike take their likeness off."""
SHORN_SCORE = 0.95
"""How sure at most a batch is that lost its zeros in front."""


def _score() -> pl.Expr:
    scores = pl.col("reason").replace_strict(SCORES, return_dtype=pl.Float64)
    base = pl.when(pl.col("shorn")).then(pl.min_horizontal(scores, SHORN_SCORE)).otherwise(scores)
    by_name = pl.col("reason").str.starts_with("name")
    return pl.when(by_name).then(base * pl.col("name_score") / 100).otherwise(base).round(4).alias("score")


def _method() -> pl.Expr:
    """Exact as written, equal but for spelling, or only almost equal."""
    fuzzy = pl.col("reason").str.contains("almost|alike|brand") | (
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


_DOUBTED = """
-- A batch or product that only less official copies name may be a slip of theirs: what bears it is a possible match.
SELECT m.* REPLACE (CASE WHEN d.notice_id IS NOT NULL THEN 'possible' ELSE m.certainty END AS certainty)
FROM ({matched}) m
LEFT JOIN (
    SELECT notice_id, product_no, batch_number FROM core.recalled_batches WHERE in_doubt
    UNION
    SELECT notice_id, product_no, NULL FROM core.recalled_products WHERE in_doubt
) d ON d.notice_id = m.notice_id AND d.product_no = m.product_no AND d.batch_number IS NOT DISTINCT FROM m.batch_number
"""

_MATCHED = """
-- Verdicts at their places. What ties a product as a whole names no batch.
SELECT r.notice_id, r.product_no,
    CASE WHEN j.reason NOT IN ('number_without_batch', 'number_almost_without_batch', 'name_alone', 'name_alike')
        THEN r.batch_number END AS batch_number,
    s.table_name, s.submission_id, s.sheet, s.row,
    CASE
        WHEN j.reason LIKE '%batch' AND j.reason NOT LIKE '%without_batch' THEN s.batch_number
        WHEN j.reason = 'brand_alone' THEN s.product_name
        WHEN j.reason LIKE 'name%' AND j.reason <> 'name_and_batch_almost' THEN s.product_name
        WHEN j.reason LIKE 'batch%' OR j.reason = 'name_and_batch_almost' THEN s.batch_number
        ELSE s.registration_number
    END AS written,
    list_filter([
        CASE WHEN j.reason LIKE 'name%' OR j.reason LIKE 'brand%' THEN s.product_name END,
        CASE WHEN j.reason LIKE 'number%' OR j.reason = 'batch_almost' THEN s.registration_number END,
        CASE WHEN j.reason LIKE '%batch%' AND j.reason NOT LIKE '%without_batch' THEN s.batch_number END
    ], lambda x: x IS NOT NULL) AS parts,
    j.reason, j.certainty, j.method, j.score,
    concat_ws(' · ', s.product_name, s.registration_number, s.batch_number) AS matched_text
FROM judged_pairs j
JOIN recalled r USING (rid)
JOIN goods g USING (gid)
JOIN goods_seen s ON s.product_name IS NOT DISTINCT FROM g.product_name
    AND s.registration_number IS NOT DISTINCT FROM g.registration_number
    AND s.batch_number IS NOT DISTINCT FROM g.batch_number
UNION ALL
SELECT notice_id, product_no, batch_number, table_name, submission_id, sheet, row, written, parts, reason, certainty,
    method, score, matched_text
FROM matched_texts
"""
