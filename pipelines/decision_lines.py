"""One line of `decisions/*.jsonl`: the kinds of decision, and everything that makes a line usable or not.

Belongs here: kinds with what their `value` means, and the validation of one line. Does not: files, findings, or which
decisions stand at an instant (`pipelines.decisions`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pipelines import decision_words, tables
from pipelines.decision_values import JSON_FIELDS, day_of, fits, instant_of, unfit_field
from pipelines.notices.corrections import UnfitCorrectionError, correction_of
from pipelines.tables.codes import FORMS

FIELDS = tables.TABLES["core.decisions"].column_names


SUBJECTS = ("obligation_id", "reporter_id", "period", "submission_id", "notice_id")


@dataclass(frozen=True)
class Kind:
    """One kind of decision: the subjects it must name, and what its `value` is.

    `value` is `instant` (ISO with zone; a bare date is that local midnight), `date`, `json`, `text`, or `none`; a
    leading `?` means that it may be blank.
    """

    needs: tuple[str, ...]
    value: str
    meaning: str


KINDS = {
    "extension": Kind(
        (), "instant", "value = first instant that is late; no reporter_id = the whole round; never shortens a deadline"
    ),
    "exemption": Kind(
        (), "none", "the report is not owed; a blank obligation_id, reporter_id or period means every one"
    ),
    "deadline_change": Kind(
        ("obligation_id",),
        "json",
        "with period: an instant; without: the changed fields of the due rule, e.g. "
        '{"day": 20, "wording": "trước ngày 20"}, for rounds that open after it; never earlier for an open round',
    ),
    "confirm_valid_from": Kind(
        ("obligation_id",),
        "date",
        "first day of an undated directive; obligation_id holds the directive's or duty's id",
    ),
    "reporter_begin": Kind(("reporter_id",), "date", "first day the reporter owes reports"),
    "reporter_end": Kind(("reporter_id",), "date", "last day the reporter owes reports"),
    "assign": Kind(("submission_id",), "json", 'reporter_id, form, period of the file, e.g. {"reporter_id": "31-SCT"}'),
    "alias": Kind(
        (),
        "json",
        'these words on a cover, or this sender, are that reporter: {"reporter_id": ..., "text": ..., '
        '"province_code": ...} or {"reporter_id": ..., "sender": ...}; holds until revoked',
    ),
    "confirm_arrival": Kind(
        ("submission_id",), "?instant", "when the file truly arrived; blank = the time shown is right"
    ),
    "let_time_stand": Kind(
        ("submission_id",), "none", "an unreadable file stops the clock at its arrival all the same"
    ),
    "consolidated_sent": Kind(
        ("obligation_id", "reporter_id", "period"), "instant", "when a consolidated report was sent; number in reason"
    ),
    "part_of": Kind(
        ("submission_id",), "text", "value = submission_id of the first part: both parts of one report stand together"
    ),
    "same_case": Kind(("submission_id",), "json", 'a row is a known case: {"sheet": ..., "row": ..., "case_id": ...}'),
    "new_case": Kind(("submission_id",), "json", 'a row is a case of its own: {"sheet": ..., "row": ...}'),
    "notice_correction": Kind(
        ("notice_id",),
        "json",
        'one field as a person read it: {"field": "level", "value": 2}; with product_no for products.…, and '
        "batch_number for batches.…; value null = the text does not say it; file_sha256 = in that copy only",
    ),
    "open_ledger": Kind(
        ("notice_id",),
        "?text",
        "wards sign off this recall or suspension; value = province_code, blank = every province",
    ),
    "ledger_due": Kind(
        ("notice_id",),
        "json",
        '{"province_code": "31", "due_at": first instant that is late, "letter": "12/SYT-NVD ngày 05/10/2026"}; the '
        'letter is of the province\'s own Sở Y tế or UBND; "agencies": ids it asks beside the wards',
    ),
    "sign_off": Kind(
        ("notice_id", "reporter_id"),
        "json",
        "what a reporter answered otherwise than by a file: received_at (blank = when decided), acknowledged_on, "
        "establishments_checked, establishments_holding, quantity_found, quantity_sealed, quantity_unit, closed_on",
    ),
    "distribution": Kind(
        ("notice_id",),
        "json",
        '{"quantity": 1200, "unit": "hộp"}: what the company delivered, by its report; "province_code" = there only',
    ),
    "notice_duty": Kind(
        ("notice_id",),
        "json",
        '{"province_code": "31", "duty": ..., "state": "done" or "not_applicable", "on": a day}; duties.csv lists them',
    ),
    "confirm_layout": Kind((), "json", "a confirmed layout of a foreign form"),
    "sign_month": Kind(("period",), "?text", "value = province_code; the month's figures are signed"),
    "saved_view": Kind((), "json", "name and address of a saved view"),
    "revoke": Kind((), "text", "value = decision_id that is withdrawn from now on"),
}


class UnusableError(Exception):
    """A line cannot be used: reason code, what was found, and what is wrong in both languages."""

    def __init__(self, reason: str, value: object, vi: str, en: str) -> None:
        super().__init__(f"{vi} / {en}")
        self.reason, self.value, self.vi, self.en = reason, str(value), vi, en


def digest(text: str, length: int = 16) -> str:
    """A stable id of a text: the start of its SHA-256, in hex."""
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest()[:length]


def json_object(text: str) -> dict[str, Any]:
    """The object that a text of JSON is.

    Raises:
        UnusableError: it is none.
    """
    try:
        found = json.loads(text, parse_constant=_refuse_constant)
        text.encode("utf-8")
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        vi, en = "không phải JSON, có thể bị cắt giữa chừng", "is no valid JSON, perhaps cut short"
        raise UnusableError("no_json", text, vi, en) from error
    if not isinstance(found, dict):
        vi, en = "không phải một đối tượng JSON {...}", "is no JSON object {...}"
        raise UnusableError("no_object", text, vi, en)
    return found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def parse_line(line: str, reporters: Collection[str] | None = None) -> dict[str, Any]:
    """The fields of `core.decisions` that one line states, checked and normalised.

    Args:
        line: one line of a file.
        reporters: known reporter ids; None = not checked.

    Raises:
        UnusableError: the line cannot be used; it says why.
    """
    found = json_object(line)
    strangers = ", ".join(sorted(set(found) - set(FIELDS)))
    if strangers:
        raise UnusableError("unknown_field", strangers, "là trường lạ", "is an unknown field")
    row: dict[str, Any] = dict.fromkeys(FIELDS)
    row |= {name: as_text(value) for name, value in found.items() if value not in (None, "")}
    kind = KINDS.get(str(row["kind"]))
    if kind is None:
        raise UnusableError("unknown_kind", row["kind"], "không phải loại quyết định", "is an unknown kind of decision")
    for name in (*kind.needs, "decided_by", "decided_at", "reason"):
        if not row[name]:
            raise UnusableError("missing_field", name, f"còn thiếu ({row['kind']})", f"is missing ({row['kind']})")
    for name in set(FIELDS) - {"value"}:
        if row[name] and (not isinstance(found[name], str | int) or "\0" in row[name]):
            raise UnusableError("bad_field", row[name], f"không dùng được cho {name}", f"cannot be the {name}")
    try:
        row["decided_at"] = moment_of(row["decided_at"])
    except ValueError as error:
        vi, en = "không phải decided_at dạng ISO có múi giờ", "is no decided_at in ISO with a time zone"
        raise UnusableError("bad_decided_at", row["decided_at"], vi, en) from error
    # The id of a line without one rests on what was written, so it is made before the value is brought into shape.
    row["decision_id"] = row["decision_id"] or digest(json.dumps({k: str(v) for k, v in row.items()}, sort_keys=True))
    row["decided_at"] = row["decided_at"].astimezone(UTC)
    row["value"] = _value_of(row, kind)
    _check_names(row, reporters)
    return row


def as_text(value: object) -> str:
    """Write a structured value as JSON text, the way the table keeps it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def moment_of(text: str) -> datetime:
    """Read an ISO instant that says its zone, and keep the zone."""
    instant_of(text)
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("no time zone")
    return found


def _value_of(row: dict[str, Any], kind: Kind) -> str | None:
    """Give the value as SQL and Python both read it: instants in UTC, days as ISO, JSON with the fields of its kind."""
    shape, text = kind.value, row["value"]
    if shape == "none" or (text is None and shape.startswith("?")):
        return str(text) if text is not None else None
    wanted = f"{row['kind']}: {kind.meaning}"
    if text is None:
        raise UnusableError("missing_value", "value", f"còn thiếu ({wanted})", f"is missing ({wanted})")
    try:
        if shape.endswith("instant") or (row["kind"] == "deadline_change" and row["period"]):
            return instant_of(text).isoformat()
        if shape == "date":
            return day_of(text).isoformat()
        if shape == "json":
            return _json_value(row["kind"], text)
        if "\0" in text:
            raise ValueError(text)
    except (ValueError, RecursionError, UnusableError) as error:
        if isinstance(error, UnusableError) and error.reason == "bad_value":
            raise
        vi = f"không dùng được làm giá trị của quyết định {row['kind']}; cách ghi: docs/decision-lines.md"
        en = f"cannot be the `value` ({wanted})"
        raise UnusableError("bad_value", text, vi, en) from error
    return str(text)


def _json_value(kind: str, text: str) -> str:
    found = json_object(text)
    written = json.dumps(found, ensure_ascii=False, sort_keys=True)
    if kind == "notice_correction":
        _refuse_unfit_correction(found)
    unfit = unfit_field(kind, found) if kind in JSON_FIELDS else None
    if unfit:
        raise UnusableError("bad_value", as_text(found[unfit]), *decision_words.refusal(unfit))
    if kind in JSON_FIELDS and (not fits(kind, found) or "\\u0000" in written):
        raise ValueError(text)
    return written


def _refuse_unfit_correction(found: dict[str, Any]) -> None:
    try:
        correction_of(found)
    except UnfitCorrectionError as error:
        field, value = found.get("field"), as_text(found.get("value"))
        vi, en = f"không ghi được cho {field} của văn bản", f"cannot be the {field} of a notice"
        raise UnusableError("bad_value", value, vi, en) from error


def _check_names(row: dict[str, Any], reporters: Collection[str] | None) -> None:
    """Refuse a reporter or form that does not exist: a report given to it would break the tables."""
    assigned = json.loads(row["value"]) if row["kind"] in {"assign", "alias"} else {}
    form = assigned.get("form")
    if form is not None and form not in FORMS:
        raise UnusableError("unknown_form", form, "không phải mã biểu mẫu", "is no code of a form")
    for reporter in (row["reporter_id"], assigned.get("reporter_id")):
        if reporter and reporters is not None and reporter not in reporters:
            vi, en = "không có trong danh sách đơn vị báo cáo", "is not in the list of reporters"
            raise UnusableError("unknown_reporter", reporter, vi, en)
