"""The judgement: what arrived for each expected report, and whether that was in time, as of an instant.

Belongs here: the rules of status, arrival, acceptance and the version shown. Does not: when something is due
(`expected`), which report a file is (`pipelines.core`), rates (`rates`).
"""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from pipelines import tables
from pipelines.deadlines.subjects import latest_of
from pipelines.decision_values import parse_instant
from pipelines.decisions import in_force
from pipelines.settings import LOCAL_ZONE
from pipelines.tables.codes import ACCEPTED_STATES

KEYS = ("obligation_id", "reporter_id", "period")
UNJUDGED = ("unrecognised", "unreadable")
WEAK_EVIDENCE = "file_time"

_INSTANT = pl.Datetime("us", "UTC")
_COLUMNS = (
    "obligation_id", "directive_id", "form", "reporter_id", "province_code", "ward_code", "period", "due_at",
    "received_at", "received_evidence", "status", "hours_late", "extended", "state", "content", "accepted_at",
    "submission_id", "unconfirmed", "pending_file", "empty_sent_at", "unreadable_sent_at",
)  # fmt: skip
_VERSION = ("submission_id", *KEYS, "received_at", "received_evidence", "state", "content", "stands")


def judge(
    expected: pl.DataFrame,
    submissions: pl.DataFrame,
    decisions: pl.DataFrame,
    *,
    as_of: datetime,
    case_links: pl.DataFrame | None = None,
    candidates: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Judge every expected report as of an instant.

    Shape: one row per expected report, ordered by obligation, reporter, period: the columns of `mart.compliance`
    without reporter_name, and submission_id (the version shown), unconfirmed, pending_file, empty_sent_at,
    unreadable_sent_at.

    The clock stops at the earliest arrival of a version that is accepted or returned and not empty, or of an unreadable
    one whose time a person let stand. Nothing that arrived, was taken in, assigned or decided after `as_of` is known.

    Args:
        expected: `core.expected_reports`.
        submissions: `core.submissions`.
        decisions: all decisions (`core.decisions`).
        as_of: the instant it is asked for.
        case_links: case_id, submission_id of the reports that tell of each case; quick reports attach by these.
        candidates: submission_id, reporter_id of whom an unrecognised or unreadable file could be.
    """
    as_of = as_of.astimezone(UTC)
    expected = tables.TABLES["core.expected_reports"].frame(expected)
    submissions = tables.TABLES["core.submissions"].frame(submissions)
    known = in_force(decisions, as_of)
    arrived = _arrived(submissions, known, as_of)
    versions = _versions(arrived, known, case_links, as_of)
    judged = expected.join(_summary(versions), on=KEYS, how="left")
    judged = _with_exemptions(judged, known)
    judged = _with_status(judged, as_of)
    judged = _with_pending(judged, arrived, candidates, as_of)
    return judged.select(_COLUMNS).sort(KEYS)


def _arrived(submissions: pl.DataFrame, known: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    """Keep what was known by `as_of`, with arrivals as people confirmed them and `stands` for times let stand."""
    confirmed = known.filter(pl.col("kind") == "confirm_arrival").group_by("submission_id").agg(pl.col("value").last())
    moments = [parse_instant(value) if value else None for value in confirmed["value"]]
    confirmed = confirmed.select("submission_id", pl.Series("moment", moments, dtype=_INSTANT), is_confirmed=True)
    stood = known.filter(pl.col("kind") == "let_time_stand")["submission_id"].unique().sort()
    return (
        submissions.join(confirmed, on="submission_id", how="left")
        .with_columns(
            pl.coalesce("moment", "received_at").alias("received_at"),
            pl.when("is_confirmed").then(pl.lit("confirmed")).otherwise("received_evidence").alias("received_evidence"),
            pl.col("submission_id").is_in(stood.implode()).alias("stands"),
        )
        .filter((pl.col("received_at") <= as_of) & (pl.col("ingested_at") <= as_of))
    )


def _versions(
    arrived: pl.DataFrame, known: pl.DataFrame, case_links: pl.DataFrame | None, as_of: datetime
) -> pl.DataFrame:
    """List the versions attributed to each expected report, oldest first; a quick report by its cases."""
    mine = arrived.filter(pl.col("attributed_at").is_null() | (pl.col("attributed_at") <= as_of))
    is_quick = pl.col("form") == "quick"
    parts = [mine.filter(~is_quick.fill_null(value=False)).select(_VERSION)]
    if case_links is not None:
        links = case_links.select("submission_id", case_id=pl.col("case_id")).unique()
        told = mine.filter(is_quick).join(links, on="submission_id").with_columns(period=pl.col("case_id"))
        parts.append(told.select(_VERSION))
    parts.append(_sent(known).select(_VERSION))
    versions = pl.concat(parts).drop_nulls(KEYS)
    return versions.sort("received_at", "submission_id", nulls_last=True)


def _sent(known: pl.DataFrame) -> pl.DataFrame:
    """List consolidated reports that people recorded as sent: each is a version that arrived when it was sent."""
    sent = known.filter(pl.col("kind") == "consolidated_sent").unique(KEYS, keep="last", maintain_order=True)
    moments = [parse_instant(value) for value in sent["value"]]
    return sent.select(
        *KEYS,
        pl.Series("received_at", moments, dtype=_INSTANT),
        pl.lit(None, dtype=pl.String).alias("submission_id"),
        received_evidence=pl.lit("confirmed"),
        state=pl.lit("accepted"),
        content=pl.lit("filled"),
        stands=pl.lit(value=False),
    )


def _summary(versions: pl.DataFrame) -> pl.DataFrame:
    """Sum up the versions of each expected report; grain: KEYS. Relies on their order, oldest first."""
    accepted = pl.col("state").is_in(ACCEPTED_STATES)
    is_empty = (pl.col("content") == "empty").fill_null(value=False)
    stops = ((accepted | (pl.col("state") == "returned")) & ~is_empty) | pl.col("stands")
    marked = versions.with_columns(accepted=accepted, stops=stops, is_empty=is_empty)
    at = pl.col("received_at")

    def shown(name: str) -> pl.Expr:
        return pl.coalesce(pl.col(name).filter(pl.col("accepted")).last(), pl.col(name).last()).alias(name)

    return marked.group_by(KEYS).agg(
        at.filter(pl.col("stops")).first().alias("received_at"),
        pl.col("received_evidence").filter(pl.col("stops")).first(),
        at.filter(pl.col("accepted")).first().alias("accepted_at"),
        at.filter(pl.col("is_empty")).first().alias("empty_sent_at"),
        at.filter(pl.col("state") == "unreadable").first().alias("unreadable_sent_at"),
        pl.when(pl.col("accepted").any())
        .then(pl.col("content").filter(pl.col("accepted")).last())
        .otherwise(pl.col("content").last())
        .alias("content"),
        shown("state"),
        shown("submission_id"),
    )


def _with_exemptions(judged: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    given = known.filter((pl.col("kind") == "exemption") & pl.col("notice_id").is_null())
    given = given.select(*KEYS, exempt_since=pl.col("decided_at"))
    return latest_of(judged, given, by="exempt_since")


def _with_status(judged: pl.DataFrame, as_of: datetime) -> pl.DataFrame:
    received, due, now = pl.col("received_at"), pl.col("due_at"), pl.lit(as_of, dtype=_INSTANT)
    # "Trong vòng 24 giờ" still holds at its last instant; every other due is the first instant that is late.
    in_time = (received < due) | ((pl.col("form") == "quick") & (received == due))
    is_open = (now < due) | ((pl.col("form") == "quick") & (now == due))
    status = (
        pl.when(pl.col("exempt_since").is_not_null()).then(pl.lit("exempt"))
        .when(due.is_null()).then(pl.lit("not_due"))
        .when(received.is_not_null() & in_time).then(pl.lit("on_time"))
        .when(received.is_not_null()).then(pl.lit("late"))
        .when(is_open).then(pl.lit("not_due"))
        .otherwise(pl.lit("missing"))
    )  # fmt: skip
    hours = (pl.coalesce(received, now) - due).dt.total_microseconds() / 3_600_000_000
    is_on_time = pl.col("status") == "on_time"
    original = pl.col("due_at_original")
    by_extension = (received > original) | ((received == original) & (pl.col("form") != "quick"))
    return judged.with_columns(status=status).with_columns(
        pl.when(pl.col("status").is_in(["late", "missing"])).then(hours).alias("hours_late"),
        (is_on_time & by_extension).fill_null(value=False).alias("extended"),
        ((pl.col("status") == "late") & (pl.col("received_evidence") == WEAK_EVIDENCE))
        .fill_null(value=False)
        .alias("unconfirmed"),
    )


def _with_pending(
    judged: pl.DataFrame, arrived: pl.DataFrame, candidates: pl.DataFrame | None, as_of: datetime
) -> pl.DataFrame:
    """Mark a missing report that a file nobody could read or place, and that came in time, might be."""
    assigned_later = (pl.col("attributed_at") > as_of).fill_null(value=False)
    unplaced = arrived.filter((pl.col("state").is_in(UNJUDGED) & ~pl.col("stands")) | assigned_later)
    own = unplaced.filter(~assigned_later & pl.col("reporter_id").is_not_null()).select(
        "reporter_id", "form", "obligation_id", "period", file_at="received_at"
    )
    parts = [own]
    if candidates is not None:
        could = candidates.select("submission_id", reporter_id=pl.col("reporter_id")).unique()
        blank = [pl.lit(None, dtype=pl.String).alias(name) for name in ("form", "obligation_id", "period")]
        found = unplaced.select("submission_id", file_at="received_at").join(could, on="submission_id")
        parts.append(found.select("reporter_id", *blank, "file_at"))
    files = pl.concat(parts)
    missing = judged.filter(pl.col("status") == "missing").select(*KEYS, "form", "period_start", "due_at")
    opened = (
        pl.col("period_start").cast(pl.Datetime("us")).dt.replace_time_zone(LOCAL_ZONE.key).dt.convert_time_zone("UTC")
    )
    pairs = missing.join(files, on="reporter_id", suffix="_of_file").filter(
        (pl.col("file_at") < pl.col("due_at")) & (pl.col("file_at") >= opened)
    )
    for name in ("form", "obligation_id", "period"):
        said = pl.col(f"{name}_of_file")
        fits = said.is_null() | (said == pl.col(name))
        pairs = pairs.filter(fits | (pl.col("form") == "quick") if name == "period" else fits)
    pending = pairs.select(KEYS).unique().with_columns(pending_file=pl.lit(value=True))
    return judged.join(pending, on=KEYS, how="left").with_columns(pl.col("pending_file").fill_null(value=False))
