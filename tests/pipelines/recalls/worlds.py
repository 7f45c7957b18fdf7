"""What the tests of recalls share: the temporary tables that earlier steps of a night leave, and judging the ledger."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.decision_lines import digest
from pipelines.decisions import in_force
from pipelines.recalls import duties, ledger, letters
from pipelines.recalls.naming import plain_words
from pipelines.settings import CHECKOUT, Settings
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse

SETTINGS = Settings(home=Path("/nonexistent"), shipped_reference=CHECKOUT / "data/reference")
PLAIN = plain_words(SETTINGS)
PROVINCES = {"Hải Phòng": "31", "thành phố Hải Phòng": "31", "Đắk Lắk": "66", "tỉnh Đắk Lắk": "66"}
DECIDED = datetime(2026, 1, 1, tzinfo=UTC)


def put(warehouse: Warehouse, full_name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows of any subset of the table's columns."""
    warehouse.append(full_name, pl.DataFrame(list(rows), schema=TABLES[full_name].polars_schema()))


def two_provinces(warehouse: Warehouse) -> None:
    """Put Hải Phòng and Đắk Lắk, each with one ward and one agency."""
    for code, name in (("31", "Hải Phòng"), ("66", "Đắk Lắk")):
        ward = f"{code}001"
        put(warehouse, "reference.units", [
            {"unit_code": code, "name": name, "kind": "province", "province_code": code},
            {"unit_code": ward, "name": ward, "kind": "ward", "province_code": code, "ward_code": ward},
        ])  # fmt: skip
        put(warehouse, "reference.reporters", [
            {"reporter_id": ward, "name": ward, "kind": "ward", "province_code": code, "ward_code": ward},
            {"reporter_id": f"{code}-SCT", "name": "SCT", "kind": "agency", "province_code": code},
        ])  # fmt: skip


def decision(
    kind: str, notice_id: str, value: object = None, *, at: datetime = DECIDED, **subjects: Any
) -> dict[str, Any]:
    """One decision about a notice, as `core.decisions` keeps it."""
    said = value if isinstance(value, str | None) else json.dumps(value, ensure_ascii=False)
    row = {"kind": kind, "notice_id": notice_id, "value": said, "reason": "r", "decided_by": "b", "decided_at": at}
    row["decision_id"] = digest(f"{kind}|{notice_id}|{said}|{at}|{subjects}")
    return {**row, **subjects}


def judge_ledger(
    warehouse: Warehouse,
    *,
    as_of: datetime,
    decisions: Sequence[Mapping[str, Any]] = (),
    starts: Mapping[str, date] | None = None,
) -> None:
    """Leave what a night leaves before the marts of the ledger are built."""
    frame = pl.DataFrame(list(decisions), schema=TABLES["core.decisions"].polars_schema())
    warehouse.replace("core.decisions", frame)
    warehouse.leave("decisions_in_force", in_force(frame, as_of))
    names = warehouse.query("SELECT notice_id AS stated_id, notice_id FROM core.notices")
    warehouse.leave("notice_names", names)
    if starts is not None:
        rows = list(starts.items())
        warehouse.leave("ledger_starts", pl.DataFrame(rows, schema=["province_code", "starts_on"], orient="row"))
    warehouse.leave("corrections_lost", pl.DataFrame(schema={"decision_id": pl.String}))
    nobody = pl.DataFrame(schema={"submission_id": pl.String, "reporter_id": pl.String})
    warehouse.leave("arrival_evidence", nobody)
    duties.leave_duties(warehouse, SETTINGS)
    letters.leave_letters(warehouse, SETTINGS, province_of=PROVINCES.get)
    ledger.judge_sign_offs(warehouse, as_of=as_of)
