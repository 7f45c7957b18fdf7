"""What the `value` of a decision may hold: instants, days, and the fields of its JSON by kind of decision.

Belongs here: shapes of values and whether one fits. Does not: kinds of decision and their lines
(`pipelines.decision_lines`), or what a decision then does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from pipelines.settings import LOCAL_ZONE

_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


_YEARS = range(2000, 2101)


_LAST_ROW = 1_048_576
_MOST = 1_000_000


_CLOCK = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]")
_PROVINCE = re.compile("[0-9]{2}")
_OWN_LETTER = re.compile(
    r"[0-9]+[a-z]?\s*/\s*(?:[0-9]{4}\s*/\s*)?(?:[A-ZĐ]+\s*-\s*)*(?:SYT|UBND)(?![A-ZĐ])", re.IGNORECASE
)
"""The number of a letter of a Sở Y tế or an UBND; a ministry's letter never binds a ward."""


def parse_instant(text: str) -> datetime:
    """Read an ISO instant; a bare date, or a time without zone, is local.

    Raises:
        ValueError: the text is no date or instant.
    """
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=LOCAL_ZONE)


def instant_of(text: str) -> datetime:
    """Read an ISO instant written with separators, in a year that can be meant; in UTC."""
    if not _INSTANT.fullmatch(text) or int(text[:4]) not in _YEARS:
        raise ValueError(text)
    return parse_instant(text).astimezone(UTC)


def day_of(text: object) -> date:
    """A date as YYYY-MM-DD; anything else is a ValueError."""
    if not isinstance(text, str) or len(text) != 10:
        raise ValueError(text)
    instant_of(text)
    return date.fromisoformat(text)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    # A boolean is an int to Python, and no number to anybody else.
    return lambda value: type(value) is int and low <= value <= high


def _dated(value: Any) -> bool:
    return bool(day_of(value))


def _timed(value: Any) -> bool:
    return isinstance(value, str) and bool(instant_of(value))


def _quantity(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value < 1e12


def _day_of_rule(value: Any) -> bool:
    return _whole(1, 31)(value) if type(value) is int else _text(value) and bool(day_of(f"2001-{value}"))


def _one_of(*codes: str) -> Callable[[Any], bool]:
    return lambda value: value in codes


def _matching(pattern: re.Pattern[str], *, whole: bool = True) -> Callable[[Any], bool]:
    find = pattern.fullmatch if whole else pattern.search
    return lambda value: isinstance(value, str) and bool(find(value))


def _ids(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_text(item) for item in value)


JSON_FIELDS: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    # An unknown form is told apart from a value of the wrong kind, once the names are checked.
    "assign": {"reporter_id?": _text, "form?": _text, "period?": _text},
    "alias": {"reporter_id": _text, "text?": _text, "province_code?": _text, "sender?": _text},
    "same_case": {"sheet": _text, "row": _whole(1, _LAST_ROW), "case_id": _text},
    "new_case": {"sheet": _text, "row": _whole(1, _LAST_ROW)},
    "deadline_change": {
        "date?": _dated, "day?": _day_of_rule, "boundary?": _one_of("inclusive", "exclusive"), "wording?": _text,
        "time?": _matching(_CLOCK), "months_after?": _whole(0, 24), "years_after?": _whole(0, 24),
    },
    "ledger_due": {
        "province_code": _matching(_PROVINCE), "due_at": _timed, "letter": _matching(_OWN_LETTER, whole=False),
        "agencies?": _ids,
    },
    "sign_off": {
        "received_at?": _timed, "acknowledged_on?": _dated, "establishments_checked?": _whole(0, _MOST),
        "establishments_holding?": _whole(0, _MOST), "quantity_found?": _quantity, "quantity_sealed?": _quantity,
        "quantity_unit?": _text, "closed_on?": _dated,
    },
    "distribution": {"quantity": _quantity, "unit": _text, "province_code?": _matching(_PROVINCE)},
    "notice_duty": {
        "province_code": _matching(_PROVINCE), "duty": _text, "state": _one_of("done", "not_applicable"), "on?": _dated,
    },
}  # fmt: skip
"""What the fields of a JSON value hold, for the kinds that something acts on; `?` marks those that may be absent."""

_ONE_OF_THEM: Mapping[str, frozenset[str]] = {"alias": frozenset({"text", "sender"})}


def fits(kind: str, found: Mapping[str, Any]) -> bool:
    """Tell whether a JSON value has the fields of its kind, each holding what it should, and at least one of them."""
    shape = {name.rstrip("?") for name in JSON_FIELDS[kind]}
    lacking = [name for name in JSON_FIELDS[kind] if not name.endswith("?") and name not in found]
    if not found or lacking or set(found) - shape or not _ONE_OF_THEM.get(kind, set(found)) & set(found):
        return False
    return unfit_field(kind, found) is None


def unfit_field(kind: str, found: Mapping[str, Any]) -> str | None:
    """The first field of a kind that is there and does not hold what it should; None when all that are there do."""
    for told, is_right in JSON_FIELDS[kind].items():
        name = told.rstrip("?")
        try:
            is_unfit = name in found and not is_right(found[name])
        except ValueError:
            is_unfit = True
        if is_unfit:
            return name
    return None
