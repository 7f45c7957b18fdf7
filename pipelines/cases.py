"""Serious cases: which rows of which reports tell of one case, when its 24 hours began, and who told of it when.

Belongs here: telling cases apart and the queue of rows that a person must decide. Does not: who owes a quick report and
whether it was in time (`pipelines.deadlines`), or reading sheets (`pipelines.workbooks`).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import polars as pl

from pipelines import tables
from pipelines.decisions import in_force
from pipelines.places import fold_name
from pipelines.settings import LOCAL_ZONE
from pipelines.tables.codes import ACCEPTED_STATES

NEAR_DAYS = 7
"""Rows that agree in category and product but lie further apart than this are different cases."""

_ROWS = tables.TABLES["raw.serious_cases"]
_SUBMISSIONS = tables.TABLES["core.submissions"]
_CASES = tables.TABLES["core.serious_cases"]
_INSTANT = pl.Datetime("us", "UTC")
_EXTRA = {"case_day": pl.Date(), "clock_from": _INSTANT, "clock_note": pl.String()}
_LINE = {"case_id": pl.String(), "submission_id": pl.String(), "sheet": pl.String(), "row": pl.Int32()}
_QUEUE = {
    "submission_id": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int32(),
    "reporter_id": pl.String(),
    "candidates": pl.List(pl.String()),
    "reason": pl.String(),
}
MAYBE_SAME = "có thể trùng vụ"


@dataclass(frozen=True)
class Cases:
    """What the rows of all reports amount to."""

    cases: pl.DataFrame
    """Columns of `core.serious_cases`, and case_day (local), clock_from (start of the 24 hours), clock_note."""
    lines: pl.DataFrame
    """case_id, submission_id, sheet, row: which rows tell of which case; also the links that `judge` takes."""
    queue: pl.DataFrame
    """Rows that could be a known case: submission_id, sheet, row, reporter_id, candidates, reason."""


@dataclass
class _Case:
    """One case while it is being put together; rows oldest first."""

    case_id: str
    rows: list[dict[str, object]] = field(default_factory=list)


def resolve(rows: pl.DataFrame, submissions: pl.DataFrame, decisions: pl.DataFrame, *, as_of: datetime) -> Cases:
    """Put the rows of sheet Vụ việc together into cases, as known at `as_of`.

    Rows of quick reports count when accepted or returned, rows of other reports when ticked as serious in the current
    accepted version. A row with a code is the case of that code of its reporter. A row without one is the case with
    which day, category and product (name, registration number or batch) agree, if it is exactly one; if several agree,
    or one agrees only in part, it goes to the queue; else it gets an id derived from those fields. The 24 hours run
    from the row that told first, so that a correction never changes lateness.

    Args:
        rows: `raw.serious_cases`.
        submissions: `core.submissions`.
        decisions: all decisions; kinds same_case and new_case settle queued rows.
        as_of: the instant it is asked for.
    """
    as_of = as_of.astimezone(UTC)
    told = _known_rows(_ROWS.frame(rows), _SUBMISSIONS.frame(submissions), as_of)
    settled = _settled(in_force(decisions, as_of))
    found: dict[str, dict[str, _Case]] = defaultdict(dict)
    queue: list[dict[str, object]] = []
    named = [row for row in told if _case_code(row, settled)]
    for row in named:
        _add(found, row, _case_code(row, settled) or "")
    for row in (row for row in told if not _case_code(row, settled)):
        _place(found, queue, row, is_new=_row_key(row) in settled)
    return _frames([case for by_id in found.values() for case in by_id.values()], queue)


def _known_rows(rows: pl.DataFrame, submissions: pl.DataFrame, as_of: datetime) -> list[dict[str, object]]:
    """Give the rows that count, with their submission's facts, oldest first."""
    is_quick = pl.col("form") == "quick"
    accepted = pl.col("state").is_in(ACCEPTED_STATES)
    known = submissions.filter(
        (pl.col("received_at") <= as_of)
        & (pl.col("ingested_at") <= as_of)
        & (pl.col("attributed_at").is_null() | (pl.col("attributed_at") <= as_of))
        & pl.col("reporter_id").is_not_null()
        & pl.when(is_quick).then(accepted | (pl.col("state") == "returned")).otherwise(accepted & pl.col("is_current"))
    ).select("submission_id", "reporter_id", "province_code", "ward_code", "form", "received_at")
    joined = rows.drop("content", strict=False).join(known, on="submission_id")
    joined = joined.filter(pl.col("serious").fill_null(value=False) | is_quick)
    return joined.sort("received_at", "submission_id", "sheet", "row").to_dicts()


def _settled(known: pl.DataFrame) -> dict[tuple[str, str, int], str | None]:
    """Give what people decided about queued rows: (submission, sheet, row) -> case id, or None for a new case."""
    decided = {}
    for row in known.filter(pl.col("kind").is_in(["same_case", "new_case"])).iter_rows(named=True):
        value = json.loads(row["value"])
        key = (row["submission_id"], value["sheet"], value["row"])
        decided[key] = str(value["case_id"]) if row["kind"] == "same_case" else None
    return decided


def _row_key(row: dict[str, object]) -> tuple[str, str, int]:
    return str(row["submission_id"]), str(row["sheet"]), int(str(row["row"]))


def _case_code(row: dict[str, object], settled: dict[tuple[str, str, int], str | None]) -> str | None:
    """Give the id of the case that a row names by its code or by a decision; ids begin with their reporter."""
    decided = settled.get(_row_key(row))
    if decided:
        return decided
    code = "".join(str(row["case_code"] or "").split()).upper()
    reporter = str(row["reporter_id"])
    return (code if code.startswith(f"{reporter}-") else f"{reporter}-{code}") if code else None


def _add(found: dict[str, dict[str, _Case]], row: dict[str, object], case_id: str) -> None:
    cases = found[str(row["reporter_id"])]
    cases.setdefault(case_id, _Case(case_id)).rows.append(row)


def _place(
    found: dict[str, dict[str, _Case]], queue: list[dict[str, object]], row: dict[str, object], *, is_new: bool
) -> None:
    """Put a row without a code where it belongs: a known case, the queue, or a case of its own."""
    known = found[str(row["reporter_id"])]
    own = str(row["submission_id"])
    same, alike = [], []
    for case in known.values():
        agreement = max(_agreement(row, told) for told in case.rows)
        if agreement == 3:
            same.append(case.case_id)
        elif agreement == 2 and all(told["submission_id"] != own for told in case.rows):
            alike.append(case.case_id)
    derived = _derived_id(row)
    if is_new:
        same, alike = [], []
        while derived in known:
            derived += "-2"
    if len(same) == 1:
        _add(found, row, same[0])
    elif same or alike or derived in known:
        queue.append({name: row[name] for name in ("submission_id", "sheet", "row", "reporter_id")}
                     | {"candidates": sorted(same or alike or [derived]), "reason": MAYBE_SAME})  # fmt: skip
    else:
        _add(found, row, derived)


def _agreement(row: dict[str, object], told: dict[str, object]) -> int:
    """Count in how many of day, category and product two rows agree; days far apart agree in nothing."""
    days = [_day(r["detected_at"]) for r in (row, told)]
    if days[0] and days[1] and abs((days[0] - days[1]).days) > NEAR_DAYS:
        return 0
    same_day = days[0] is not None and days[0] == days[1]
    same_category = row["category"] is not None and row["category"] == told["category"]
    same_product = any(a and a == b for a, b in zip(_product_keys(row), _product_keys(told), strict=True))
    return same_day + same_category + same_product


def _product_keys(row: dict[str, object]) -> tuple[str, ...]:
    return tuple(fold_name(str(row[n] or "")) for n in ("product_name", "registration_number", "batch_number"))


def _derived_id(row: dict[str, object]) -> str:
    day = _day(row["detected_at"])
    parts = (str(row["reporter_id"]), str(day), str(row["category"]), *_product_keys(row))
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()[:6].upper()
    return f"{row['reporter_id']}-{day:%Y%m%d}-{digest}" if day else f"{row['reporter_id']}-{digest}"


def _day(moment: object) -> date | None:
    """Give the local day of an instant; midnight is the end of the day before (a date without an hour)."""
    if not isinstance(moment, datetime):
        return None
    return (moment.astimezone(LOCAL_ZONE) - timedelta(microseconds=1)).date()


def _frames(cases: Iterable[_Case], queue: list[dict[str, object]]) -> Cases:
    records = [_record(case) for case in cases]
    lines = [
        {"case_id": case["case_id"]} | {name: row[name] for name in ("submission_id", "sheet", "row")}
        for case, rows in records
        for row in rows
    ]
    schema = _CASES.polars_schema() | _EXTRA
    return Cases(
        cases=pl.DataFrame([case for case, _ in records], schema=schema).sort(*_CASES.written_order),
        lines=pl.DataFrame(lines, schema=_LINE).sort("case_id", "submission_id", "sheet", "row"),
        queue=pl.DataFrame(queue, schema=_QUEUE).sort("reporter_id", "submission_id", "sheet", "row"),
    )


def _record(case: _Case) -> tuple[dict[str, object], list[dict[str, object]]]:
    """Sum up one case: facts as told last, the clock as told first."""
    rows = sorted(case.rows, key=lambda row: (row["received_at"], row["submission_id"], row["row"]))
    first, last = rows[0], rows[-1]
    facts = {name: _last_told(rows, name) for name in _CASES.column_names}
    moments = [first[name] for name in ("detected_at", "seized_at", "handled_at") if first[name] is not None]
    clock = min((m for m in moments if isinstance(m, datetime)), default=None)
    quick = [row["received_at"] for row in rows if row["form"] == "quick"]
    reported = quick[0] if quick else None
    hours = None
    if isinstance(reported, datetime) and clock is not None:
        hours = (reported - clock).total_seconds() / 3600
    record = facts | {
        "case_id": case.case_id,
        "submission_id": last["submission_id"],
        "first_submission_id": first["submission_id"],
        "reported_at": reported,
        "hours_to_report": hours,
        "case_day": _day(first["detected_at"] or clock),
        "clock_from": clock,
        "clock_note": _clock_note(clock),
    }
    return record, rows


def _last_told(rows: list[dict[str, object]], name: str) -> object:
    return next((row[name] for row in reversed(rows) if row.get(name) is not None), None)


def _clock_note(clock: datetime | None) -> str | None:
    """Say where the clock rests on a day without an hour, or on nothing."""
    if clock is None:
        return "không ghi thời điểm phát hiện, bắt giữ, xử lý"
    local = clock.astimezone(LOCAL_ZONE)
    if (local.hour, local.minute, local.second) != (0, 0, 0):
        return None
    return f"không ghi giờ: tính từ hết ngày {_day(clock):%d/%m/%Y}"
