"""Expected reports: obligation × reporter × period, for every round that has begun, before anything arrives.

Belongs here: rounds, who owes them, extensions, and the rows of quick reports once cases are known. Does not: due
arithmetic (`due`), what arrived (`judging`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import polars as pl

from pipelines import tables
from pipelines.deadlines.due import changes_of, due_of, local_midnight
from pipelines.deadlines.subjects import latest_of
from pipelines.decision_values import parse_instant
from pipelines.decisions import in_force
from pipelines.periods import Window
from pipelines.reference import Obligation, Reference
from pipelines.settings import LOCAL_ZONE

UNCONFIRMED = "ngày hiệu lực chưa xác nhận"
ASKED = "chỉ đề nghị báo cáo: theo dõi, không tính trễ"
OWN_WORK = "việc của chính cơ quan nhận báo cáo: không tính trễ"
UNDATED = "văn bản không nêu hạn"

_INSTANT = pl.Datetime("us", "UTC")
_SHAPE = tables.TABLES["core.expected_reports"]


def expected_reports(
    reference: Reference, decisions: pl.DataFrame, *, as_of: datetime, cases: pl.DataFrame | None = None
) -> pl.DataFrame:
    """List every report that is expected at `as_of`: all rounds that have begun, the open ones included.

    Shape: columns of `core.expected_reports`, one row per obligation × reporter × period. A reporter owes a round if it
    exists on the last day of its window; a recurring duty owes from the first window that opens within its validity.
    `due_at` is null where no date binds (undated, only asked, own work, first day not confirmed); `due_reason` says
    which.

    Args:
        reference: the reference data of the home.
        decisions: all decisions (`core.decisions`); only those in force at `as_of` are used.
        as_of: the instant it is asked for.
        cases: `pipelines.cases.resolve(...).cases`; without it there are no quick reports.
    """
    known = in_force(decisions, as_of)
    confirmed = _confirmed_days(known)
    duties = _dated_duties(reference, known)
    parts = [_round_rows(reference, duties, known, confirmed, as_of)]
    if cases is not None and cases.height:
        parts.append(_quick_rows(reference, duties, confirmed, cases))
    rows = pl.concat(parts, how="diagonal_relaxed")
    rows = _without_due(rows)
    return _SHAPE.frame(_extended(rows, known)).sort(*_SHAPE.written_order)


def _confirmed_days(known: pl.DataFrame) -> dict[str, date]:
    """Give the first days that people confirmed: directive or obligation id -> day; the last word holds."""
    rows = known.filter(pl.col("kind") == "confirm_valid_from").select("obligation_id", "value").iter_rows()
    return {subject: date.fromisoformat(value) for subject, value in rows}


def _dated_duties(reference: Reference, known: pl.DataFrame) -> pl.DataFrame:
    """Give the duties with the reporters' first and last days as people decided them."""
    duties = reference.duties
    for kind, column in (("reporter_begin", "valid_from"), ("reporter_end", "valid_to")):
        decided = known.filter(pl.col("kind") == kind).group_by("reporter_id").agg(pl.col("value").last())
        days = decided.select("reporter_id", decided_day=pl.col("value").str.to_date("%Y-%m-%d"))
        duties = duties.join(days, on="reporter_id", how="left").with_columns(
            pl.coalesce("decided_day", column).alias(column)
        )
        duties = duties.drop("decided_day")
    return duties


def _first_day(obligation: Obligation, confirmed: dict[str, date]) -> date | None:
    """Give the first day of an obligation; None while it waits for confirmation."""
    decided = confirmed.get(obligation.obligation_id, confirmed.get(obligation.directive_id))
    return decided or obligation.valid_from


def _rounds_of(obligation: Obligation, first_day: date | None, through: date) -> Iterable[Window]:
    period = obligation.period
    lower = first_day if period.rule != "fixed" else None
    if lower is None and period.first_period is not None:
        first = period.window(period.first_period)
        lower = first.start if first else None
    for window in period.windows(since=lower or date(2000, 1, 1), through=through):
        if obligation.valid_to is not None and window.end > obligation.valid_to:
            continue
        # A round that the directive names by its dates is owed although it opened before the directive took effect.
        if period.rule == "fixed" or first_day is None or window.start >= first_day:
            yield window


def _round_rows(
    reference: Reference, duties: pl.DataFrame, known: pl.DataFrame, confirmed: dict[str, date], as_of: datetime
) -> pl.DataFrame:
    through = as_of.astimezone(LOCAL_ZONE).date()
    changing = known.filter(pl.col("kind") == "deadline_change").to_dicts()
    rounds = []
    for obligation in reference.active:
        first_day = _first_day(obligation, confirmed)
        changes = changes_of(obligation, changing)
        for window in _rounds_of(obligation, first_day, through):
            due = due_of(obligation, window, changes)
            is_over = first_day is not None and due.at is not None and due.at <= local_midnight(first_day)
            if obligation.period.rule == "fixed" and is_over:
                continue
            rounds.append(
                _obligation_columns(obligation)
                | {"period": window.period, "period_start": window.start, "period_end": window.end}
                | {"due_at": due.at, "due_at_original": due.original, "due_reason": due.reason}
                | {"unconfirmed": first_day is None}
            )
    schema = {name: _SHAPE.polars_schema()[name] for name in _ROUND_COLUMNS} | {"unconfirmed": pl.Boolean()}
    frame = pl.DataFrame(rounds, schema=schema)
    end = pl.col("period_end")
    return frame.join(duties, on="obligation_id").filter(_exists_on(end)).drop("valid_from", "valid_to")


_ROUND_COLUMNS = (
    "obligation_id", "directive_id", "form", "receiver_id", "period", "period_start", "period_end",
    "due_at", "due_at_original", "due_reason",
)  # fmt: skip


def _obligation_columns(obligation: Obligation) -> dict[str, object]:
    return {
        "obligation_id": obligation.obligation_id,
        "directive_id": obligation.directive_id,
        "form": obligation.form,
        "receiver_id": obligation.receiver_id,
    }


def _exists_on(day: pl.Expr) -> pl.Expr:
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= day)
    return begun & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= day))


def _quick_rows(
    reference: Reference, duties: pl.DataFrame, confirmed: dict[str, date], cases: pl.DataFrame
) -> pl.DataFrame:
    """Expect one quick report per serious case of a reporter who is addressed on the day of the case.

    Due: the case's own instant (`clock_from`) and the hours of the rule.
    """
    quick = [o for o in reference.active if o.period.rule == "case"]
    rows = [
        _obligation_columns(o) | {"hours": o.due[-1].hours, "from_day": _first_day(o, confirmed), "to_day": o.valid_to}
        for o in quick
    ]
    texts = ("obligation_id", "directive_id", "form", "receiver_id")
    schema: dict[str, pl.DataType] = {name: pl.String() for name in texts}
    schema |= {"hours": pl.Int64(), "from_day": pl.Date(), "to_day": pl.Date()}
    day = pl.col("case_day")
    told = cases.select("reporter_id", "case_day", "clock_from", "clock_note", period=pl.col("case_id"))
    found = (
        pl.DataFrame(rows, schema=schema)
        .join(duties, on="obligation_id")
        .join(told, on="reporter_id")
        .filter(day.is_null() | _exists_on(day))
        .filter(day.is_null() | pl.col("from_day").is_null() | (day >= pl.col("from_day")))
        .filter(day.is_null() | pl.col("to_day").is_null() | (day <= pl.col("to_day")))
        .with_columns(
            due_at=pl.col("clock_from") + pl.duration(hours=pl.col("hours")),
            period_start=day,
            period_end=day,
            due_reason=pl.col("clock_note"),
            unconfirmed=pl.col("from_day").is_null(),
        )
        .with_columns(due_at_original=pl.col("due_at"))
    )
    return found.select(*_ROUND_COLUMNS, "unconfirmed", "reporter_id", "role", "province_code", "ward_code")


def _without_due(rows: pl.DataFrame) -> pl.DataFrame:
    """Clear the due where none binds, and say why."""
    why = (
        pl.when(pl.col("unconfirmed")).then(pl.lit(UNCONFIRMED))
        .when(pl.col("role") == "asked").then(pl.lit(ASKED))
        .when(pl.col("role") == "own_work").then(pl.lit(OWN_WORK))
        .when(pl.col("due_at").is_null() & pl.col("due_reason").is_null()).then(pl.lit(UNDATED))
    )  # fmt: skip
    bound = pl.when(why.is_null())
    return rows.with_columns(
        bound.then("due_at").alias("due_at"),
        bound.then("due_at_original").alias("due_at_original"),
        pl.coalesce(why, "due_reason").alias("due_reason"),
    )


def _extended(rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Move the due to the latest extension that concerns the row; an extension never shortens."""
    given = known.filter((pl.col("kind") == "extension") & pl.col("notice_id").is_null())
    if given.is_empty():
        return rows
    instants = [parse_instant(value) for value in given["value"]]
    given = given.with_columns(pl.Series("until", instants, dtype=_INSTANT), why="gia hạn: " + pl.col("reason"))
    best = latest_of(rows, given.select("obligation_id", "reporter_id", "period", "until", "why"), by="until")
    later = pl.col("until").is_not_null() & (pl.col("until") > pl.col("due_at"))
    return best.with_columns(
        pl.when(later).then("until").otherwise("due_at").alias("due_at"),
        pl.when(later).then("why").otherwise("due_reason").alias("due_reason"),
    ).drop("until", "why")
