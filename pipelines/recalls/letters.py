"""Letters by which a Sở Y tế or an UBND asks its wards about a notice: the only dates that bind a ward.

Belongs here: reading them from decisions and from `ledger_letters.csv`. Does not: who is late (`ledger`), dates that
bind the recalling company (`pipelines.notices.periods`).
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import polars as pl

from pipelines.decision_values import fits, parse_instant
from pipelines.errors import ReferenceDataError
from pipelines.reference.lists import ListShape, read_list
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse

LETTERS = ListShape(
    file="ledger_letters.csv",
    key=("province_code", "document_number", "issued_on", "letter"),
    columns=("province_code", "document_number", "issued_on", "due_at", "letter", "source"),
    required=("province_code", "document_number", "issued_on", "due_at", "letter", "source"),
    days=("issued_on",),
)
_SCHEMA = {
    "stated_id": pl.String(),
    "province_code": pl.String(),
    "due_at": pl.Datetime("us", "UTC"),
    "letter": pl.String(),
    "letter_number": pl.String(),
    "agencies": pl.List(pl.String()),
    "decided_at": pl.Datetime("us", "UTC"),
}
_NUMBER = re.compile(r"[0-9]+[a-z]?\s*/\s*(?:[0-9]{4}\s*/\s*)?[A-ZĐ]+[A-ZĐa-z0-9]*(?:\s*-\s*[A-ZĐ][A-ZĐa-z0-9]*)*")


def leave_letters(warehouse: Warehouse, settings: Settings) -> None:
    """Leave the temporary table `ledger_letters`: one row per letter in force and notice, as the letters name it.

    Columns: stated_id (a name of the notice, see `notice_names`), province_code, due_at (first instant that is late),
    letter, letter_number (null where it cannot be told), agencies (ids asked beside the wards), decided_at (null for
    data).
    Needs the temporary table `decisions_in_force`.

    Raises:
        ReferenceDataError: a row of the file cannot be used.
    """
    decided = warehouse.query(
        "SELECT notice_id, value, decided_at FROM decisions_in_force WHERE kind = 'ledger_due' "
        "ORDER BY decided_at, decision_id"
    )
    rows = [_row(notice_id, json.loads(value), decided_at) for notice_id, value, decided_at in decided.iter_rows()]
    for row in read_list(LETTERS, [settings.shipped_reference, settings.reference]).to_dicts():
        value = {name: row[name] for name in ("province_code", "due_at", "letter")}
        if not fits("ledger_due", value):
            raise ReferenceDataError(
                f"{LETTERS.file}: {row['document_number']}, {row['letter']}: cần mã tỉnh 2 chữ số, hạn dạng ISO và số "
                "văn bản của Sở Y tế hoặc UBND. / Wants a province, an ISO due and a letter of a Sở Y tế or UBND."
            )
        number = re.sub(r"\s", "", row["document_number"]).upper().replace("/", "-")
        rows.append(_row(f"{row['issued_on'].isoformat()}-{number}", value, None))
    warehouse.leave("ledger_letters", pl.DataFrame(rows, schema=_SCHEMA, orient="row"))


def _row(stated_id: str, value: dict[str, object], decided_at: datetime | None) -> tuple[object, ...]:
    letter = str(value["letter"])
    number = _NUMBER.search(letter)
    due = parse_instant(str(value["due_at"])).astimezone(UTC)
    agencies = value.get("agencies", [])
    return stated_id, value["province_code"], due, letter, number and number.group(), agencies, decided_at
