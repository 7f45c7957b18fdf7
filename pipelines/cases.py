"""Serious cases: which rows of which reports tell of one case, when its 24 hours began, and who told of it when.

Belongs here: telling cases apart and the queue of rows that a person must decide. Does not: who owes a quick report and
whether it was in time (`pipelines.deadlines`), or reading sheets (`pipelines.workbooks`).
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import polars as pl

from pipelines import tables
from pipelines.case_rows import agreement, cases_of_code, day_of, folded_code, product_keys
from pipelines.decisions import in_force
from pipelines.settings import LOCAL_ZONE
from pipelines.tables.codes import ACCEPTED_STATES

_ROWS = tables.TABLES["raw.serious_cases"]
_SUBMISSIONS = tables.TABLES["core.submissions"]
_CASES = tables.TABLES["core.serious_cases"]
_INSTANT = pl.Datetime("us", "UTC")
_EXTRA = {"case_day": pl.Date(), "clock_from": _INSTANT, "clock_note": pl.String()}
_LINE = {"case_id": pl.String(), "submission_id": pl.String(), "sheet": pl.String(), "row": pl.Int32()}
_TOLD = {
    "submission_id": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int32(),
    "reporter_id": pl.String(),
    "form": pl.String(),
    "period": pl.String(),
}
_REUSED = _TOLD | {
    "case_code": pl.String(),
    "case_id": pl.String(),
    "other_case_id": pl.String(),
    "other_day": pl.Date(),
    "other_product": pl.String(),
    "other_period": pl.String(),
}
_QUEUE = _TOLD | {"candidates": pl.List(pl.String()), "reason": pl.String()}
MAYBE_SAME = "có thể trùng vụ"


@dataclass(frozen=True)
class Cases:
    """What the rows of all reports amount to."""

    cases: pl.DataFrame
    """Columns of `core.serious_cases`, and case_day (local), clock_from (start of the 24 hours), clock_note."""
    lines: pl.DataFrame
    """case_id, submission_id, sheet, row: which rows tell of which case; also the links that `judge` takes."""
    queue: pl.DataFrame
    """Rows that could be a known case: the row, candidates, reason."""
    reused: pl.DataFrame
    """Rows whose code another report gave to another case: the row, its case, and that other case."""


@dataclass
class _Case:
    """One case while it is being put together; rows oldest first."""

    case_id: str
    rows: list[dict[str, object]] = field(default_factory=list)


def resolve(rows: pl.DataFrame, submissions: pl.DataFrame, decisions: pl.DataFrame, *, as_of: datetime) -> Cases:
    """Put the rows of sheet Vụ việc together into cases, as known at `as_of`.

    Rows of quick reports count when accepted or returned, rows of other reports when ticked as serious in the current
    accepted version. A row with a code is the case of that code of its reporter; where rows of one code contradict each
    other they are several cases, of which the one told first has the bare code. A row without one is the case with
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
    reused = _place_coded(found, told, settled)
    for row in told:
        if decided := settled.get(_row_key(row)):
            _add(found, row, decided)
    for row in told:
        if not folded_code(row["case_code"]) and not settled.get(_row_key(row)):
            _place(found, queue, row, is_new=_row_key(row) in settled)
    return _frames([case for by_id in found.values() for case in by_id.values()], queue, reused)


def _known_rows(rows: pl.DataFrame, submissions: pl.DataFrame, as_of: datetime) -> list[dict[str, object]]:
    """Give the rows that count, with their submission's facts, oldest first."""
    is_quick = pl.col("form") == "quick"
    accepted = pl.col("state").is_in(ACCEPTED_STATES)
    known = submissions.filter(
        (pl.col("received_at") <= as_of)
        & (pl.col("ingested_at") <= as_of)
        & (pl.col("attributed_at").is_null() | (pl.col("attributed_at") <= as_of))
        & pl.col("reporter_id").is_not_null()
    )
    # A correction stands where its report first stood: it must not take the id of another case.
    earliest = pl.col("received_at").min().over("reporter_id", "form", "period")
    known = known.with_columns(first_received_at=pl.when(is_quick).then("received_at").otherwise(earliest)).filter(
        pl.when(is_quick).then(accepted | (pl.col("state") == "returned")).otherwise(accepted & pl.col("is_current"))
    ).select(
        "submission_id", "reporter_id", "province_code", "ward_code", "form", "period", "received_at",
        "first_received_at",
    )  # fmt: skip
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


def _place_coded(
    found: dict[str, dict[str, _Case]],
    told: list[dict[str, object]],
    settled: dict[tuple[str, str, int], str | None],
) -> list[dict[str, object]]:
    """Put the rows with a code into the cases of their codes; give those whose code is that of another case."""
    by_code: dict[tuple[str, str], list[dict[str, object]]] = defaultdict(list)
    alone = []
    for row in sorted(told, key=lambda row: (row["first_received_at"], row["received_at"], row["submission_id"])):
        if not folded_code(row["case_code"]) or settled.get(_row_key(row)):
            continue
        if _row_key(row) in settled:
            alone.append(row)
        else:
            by_code[str(row["reporter_id"]), _id_of_code(row)].append(row)
    reused = []
    for (_, code_id), rows in by_code.items():
        first, *others = cases_of_code(rows)
        for row in first:
            _add(found, row, code_id)
        for case in others:
            case_id = _free_id(found, case[0], by_code)
            for row in case:
                _add(found, row, case_id)
            if all(row["submission_id"] != case[0]["submission_id"] for row in first):
                reused.append(_reuse(case[0], case_id, first[-1], code_id))
    for row in alone:
        _add(found, row, _free_id(found, row, by_code))
    return reused


def _id_of_code(row: Mapping[str, object]) -> str:
    """Give the id of the case that a row names by its code; ids begin with their reporter."""
    code, reporter = folded_code(row["case_code"]), str(row["reporter_id"])
    return code if code.startswith(f"{reporter}-") else f"{reporter}-{code}"


def _free_id(found: dict[str, dict[str, _Case]], row: Mapping[str, object], codes: Container[tuple[str, str]]) -> str:
    """Give a case whose code is taken an id with the period that told of it first."""
    reporter = str(row["reporter_id"])
    base = case_id = f"{_id_of_code(row)}-{row['period']}"
    number = 1
    while case_id in found[reporter] or (reporter, case_id) in codes:
        number += 1
        case_id = f"{base}-{number}"
    return case_id


def _reuse(row: Mapping[str, object], case_id: str, other: Mapping[str, object], other_id: str) -> dict[str, object]:
    moments = (other[name] for name in ("detected_at", "seized_at", "handled_at"))
    return {name: row[name] for name in (*_TOLD, "case_code")} | {
        "case_id": case_id,
        "other_case_id": other_id,
        "other_day": next((day for moment in moments if (day := day_of(moment))), None),
        "other_product": other["product_name"],
        "other_period": other["period"],
    }


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
        most = max(agreement(row, told) for told in case.rows)
        if most == 3:
            same.append(case.case_id)
        elif most == 2 and all(told["submission_id"] != own for told in case.rows):
            alike.append(case.case_id)
    derived = _derived_id(row)
    if is_new:
        same, alike = [], []
        while derived in known:
            derived += "-2"
    if len(same) == 1:
        _add(found, row, same[0])
    elif same or alike or derived in known:
        queue.append({name: row[name] for name in _TOLD}
                     | {"candidates": sorted(same or alike or [derived]), "reason": MAYBE_SAME})  # fmt: skip
    else:
        _add(found, row, derived)


def _derived_id(row: dict[str, object]) -> str:
    day = day_of(row["detected_at"])
    parts = (str(row["reporter_id"]), str(day), str(row["category"]), *product_keys(row))
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()[:6].upper()
    return f"{row['reporter_id']}-{day:%Y%m%d}-{digest}" if day else f"{row['reporter_id']}-{digest}"


def _frames(cases: Iterable[_Case], queue: list[dict[str, object]], reused: list[dict[str, object]]) -> Cases:
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
        reused=pl.DataFrame(reused, schema=_REUSED).sort("reporter_id", "submission_id", "sheet", "row"),
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
        "case_day": day_of(first["detected_at"] or clock),
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
    return f"không ghi giờ: tính từ hết ngày {day_of(clock):%d/%m/%Y}"
