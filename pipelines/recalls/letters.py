"""Letters by which a Sở Y tế or an UBND asks its wards about a notice: the only dates that bind a ward.

Belongs here: reading them from decisions and from `ledger_letters.csv`, and whose letter each one is. Does not: who is
late (`ledger`), what is said about a letter that binds nobody (`findings`), dates that bind the recalling company
(`pipelines.notices.periods`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import polars as pl

from pipelines.decision_values import fits, parse_instant
from pipelines.errors import ReferenceDataError
from pipelines.recalls import carrying
from pipelines.recalls.keys import document_key_sql
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
    "decision_id": pl.String(),
    "issuer": pl.String(),
}
_NUMBER = re.compile(r"[0-9]+[a-z]?\s*/\s*(?:[0-9]{4}\s*/\s*)?[A-ZĐ]+[A-ZĐa-z0-9]*(?:\s*-\s*[A-ZĐ][A-ZĐa-z0-9]*)*")


_ISSUER = re.compile(
    r"(?:\bSYT|sở\s+y\s+tế|\bUBND|[uủ][yỷ]\s+ban\s+nhân\s+dân)\s+(?!của\s)(?P<whose>[^,;.()\n]{2,60})", re.IGNORECASE
)
_BELOW = re.compile(r"(?:phường|xã|thị\s+trấn|đặc\s+khu|quận|huyện|thị\s+xã)\b", re.IGNORECASE)
BELOW = "below"
"""Stands for the issuer where a letter is of a committee below the province."""


def leave_letters(warehouse: Warehouse, settings: Settings, *, province_of: Callable[[str], str | None]) -> None:
    """Leave the temporary tables `letters_judged` and `ledger_letters`: one row per letter in force and notice.

    Columns: stated_id (the notice as the letter's entry names it, see `notice_names`), province_code, due_at (first
    instant that is late), letter, letter_number (null where it cannot be told), agencies (ids asked beside the wards),
    decided_at and decision_id (null for data), issuer (the province whose letter it is, `below` for a committee below
    one; null where nothing tells). A letter of somebody else than the province it would bind is refused: it is only in
    `letters_judged`, where is_refused says so, and binds nobody. Leaves also the tables of `carrying`. Needs the
    temporary tables `decisions_in_force` and `notice_names`, and `core.notices` with its links.

    Raises:
        ReferenceDataError: a row of the file cannot be used.
    """
    carrying.leave_meanings(warehouse)
    decided = warehouse.query(
        "SELECT notice_id, value, decided_at, decision_id FROM decisions_in_force WHERE kind = 'ledger_due' "
        "ORDER BY decided_at, decision_id"
    )
    rows = [_row(notice_id, json.loads(value), *made) for notice_id, value, *made in decided.iter_rows()]
    for row in read_list(LETTERS, [settings.shipped_reference, settings.reference]).to_dicts():
        value = {name: row[name] for name in ("province_code", "due_at", "letter")}
        if not fits("ledger_due", value):
            raise ReferenceDataError(
                f"{LETTERS.file}: {row['document_number']}, {row['letter']}: cần mã tỉnh 2 chữ số, hạn dạng ISO và số "
                "văn bản của Sở Y tế hoặc UBND. / Wants a province, an ISO due and a letter of a Sở Y tế or UBND."
            )
        number = re.sub(r"\s", "", row["document_number"]).upper().replace("/", "-")
        rows.append(_row(f"{row['issued_on'].isoformat()}-{number}", value, None, None))
    named = [(*row, issuer_of(row[3], row[1], province_of)) for row in rows]
    warehouse.leave("letters_entered", pl.DataFrame(named, schema=_SCHEMA, orient="row"))
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE letters_judged AS {_JUDGED}")
    usable = "SELECT * EXCLUDE (is_refused) FROM letters_judged WHERE NOT is_refused"
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE ledger_letters AS {usable}")


def issuer_of(letter: str, province_code: str, province_of: Callable[[str], str | None]) -> str | None:
    """Whose letter its words say it is; None where they name no place, or (also) the province it is entered for."""
    found = [_place(match["whose"], province_of) for match in _ISSUER.finditer(letter)]
    named = [place for place in found if place]
    return None if province_code in named else next(iter(named), None)


def _place(words: str, province_of: Callable[[str], str | None]) -> str | None:
    if _BELOW.match(words):
        return BELOW
    split = words.split()
    return next((code for n in range(min(len(split), 6), 0, -1) if (code := province_of(" ".join(split[:n])))), None)


def _row(
    stated_id: str, value: dict[str, Any], decided_at: datetime | None, decision_id: str | None
) -> tuple[Any, ...]:
    letter = str(value["letter"])
    number = _NUMBER.search(letter)
    due = parse_instant(str(value["due_at"])).astimezone(UTC)
    agencies = value.get("agencies", [])
    named = number and number.group()
    return stated_id, value["province_code"], due, letter, named, agencies, decided_at, decision_id


_JUDGED = f"""
-- The document itself may have arrived: a letter that passes the notice on, and is of another province.
WITH carried AS (
    SELECT k.earlier_notice_id AS notice_id, {document_key_sql("later.document_number")} AS number_key,
        later.scope_province_code AS province_code
    FROM core.notice_links k JOIN core.notices later USING (notice_id)
    WHERE k.relation = 'passes_on' AND later.scope_province_code IS NOT NULL
),
known AS (
    SELECT l.*, (
        SELECT CASE WHEN NOT bool_or(c.province_code = l.province_code) THEN min(c.province_code) END
        FROM carried c JOIN notice_names m USING (notice_id)
        WHERE m.stated_id = l.stated_id AND c.number_key = {document_key_sql("l.letter_number")}
    ) AS carried_by
    FROM letters_entered l
)
SELECT * EXCLUDE (carried_by) REPLACE (coalesce(issuer, carried_by) AS issuer),
    coalesce(issuer, carried_by, province_code) <> province_code AS is_refused
FROM known
"""
