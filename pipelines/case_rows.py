"""Whether two rows of sheet Vụ việc tell of one case, and which rows that bear one code are one.

Belongs here: comparing the facts of rows. Does not: which rows count, ids, clocks and the queue (`pipelines.cases`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from pipelines.places import fold_name
from pipelines.settings import LOCAL_ZONE

NEAR_DAYS = 7
"""Rows that agree in category and product but lie further apart than this are different cases."""

Row = dict[str, object]


def folded_code(code: object) -> str:
    """Return a typed case code as codes are compared: without spaces, in capitals."""
    return "".join(str(code or "").split()).upper()


def agreement(row: Row, told: Row) -> int:
    """Count in how many of day, category and product two rows agree; days far apart agree in nothing."""
    days = [day_of(r["detected_at"]) for r in (row, told)]
    if days[0] and days[1] and abs((days[0] - days[1]).days) > NEAR_DAYS:
        return 0
    same_day = days[0] is not None and days[0] == days[1]
    same_category = row["category"] is not None and row["category"] == told["category"]
    return same_day + same_category + _has_same_product(row, told)


def cases_of_code(rows: Sequence[Row]) -> list[list[Row]]:
    """Tell apart the cases among rows that bear one code.

    A code that begins anew each month names another case each time: rows whose days and goods contradict each other
    are different ones. So are two lines of one report, unless they say the same.

    Args:
        rows: Rows of one reporter and one code, those of one report together.
    """
    cases: list[list[Row]] = []
    for _, report in groupby(rows, key=lambda row: row["submission_id"]):
        known = [list(case) for case in cases]
        # The line that fits best comes first, so that another line of its report does not take its place.
        for row in sorted(report, key=lambda row: -max((_fit(row, case) for case in known), default=0)):
            fitting = [case for case in cases if _fit(row, case)]
            if fitting:
                max(fitting, key=lambda case: _fit(row, case)).append(row)
            else:
                cases.append([row])
    return cases


def _fit(row: Row, case: Sequence[Row]) -> int:
    """How well a row fits rows of one case; 0 where it is another one."""
    if any(_contradict(row, told) for told in case):
        return 0
    return 1 + max(agreement(row, told) for told in case)


def _contradict(row: Row, told: Row) -> bool:
    days = [_event_day(r) for r in (row, told)]
    if row["submission_id"] == told["submission_id"]:
        return days[0] != days[1] or row["category"] != told["category"] or product_keys(row) != product_keys(told)
    if days[0] is None or days[1] is None:
        return _other_category(row, told) and _other_goods(row, told)
    apart = abs((days[0] - days[1]).days)
    return apart > NEAR_DAYS or (apart > 0 and _other_goods(row, told))


def _other_goods(row: Row, told: Row) -> bool:
    if _has_same_product(row, told):
        return False
    names = [product_keys(r)[0] for r in (row, told)]
    if all(names):
        # Who writes a name out in full corrects it.
        return names[0] not in names[1] and names[1] not in names[0]
    return _other_category(row, told)


def _other_category(row: Row, told: Row) -> bool:
    return None not in (row["category"], told["category"]) and row["category"] != told["category"]


def _has_same_product(row: Row, told: Row) -> bool:
    return any(a and a == b for a, b in zip(product_keys(row), product_keys(told), strict=True))


def product_keys(row: Row) -> tuple[str, ...]:
    """Return name, registration number and batch as they are compared."""
    return tuple(fold_name(str(row[n] or "")) for n in ("product_name", "registration_number", "batch_number"))


def _event_day(row: Row) -> date | None:
    return next((day for n in ("detected_at", "seized_at", "handled_at") if (day := day_of(row.get(n)))), None)


def day_of(moment: object) -> date | None:
    """Give the local day of an instant; midnight is the end of the day before (a date without an hour)."""
    if not isinstance(moment, datetime):
        return None
    return (moment.astimezone(LOCAL_ZONE) - timedelta(microseconds=1)).date()
