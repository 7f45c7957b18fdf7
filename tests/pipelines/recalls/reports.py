"""What the tests of matching share: a report with cases and notes, and recalled products to find in it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from pipelines import marts
from pipelines.recalls import matching, mentions
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse, open_warehouse
from tests.pipelines.recalls.worlds import PLAIN, put

AS_OF = datetime(2026, 11, 20, tzinfo=UTC)
PYFACLOR = {"product_no": 1, "name": "Pyfaclor Kid", "registration_number": "VD-26427-17"}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with open_warehouse(Settings(home=tmp_path_factory.mktemp("matching"))) as opened:
        put(opened, "core.submissions", [
            {"submission_id": "s1", "file_sha256": "f1", "file_name": "f", "reporter_id": "31001",
             "province_code": "31", "ward_code": "31001", "form": "monthly", "period": "2025-01",
             "received_at": datetime(2025, 1, 20, tzinfo=UTC), "received_evidence": "mail", "ingested_at": AS_OF,
             "version": 1, "is_current": True, "state": "accepted",
             "line_count": 1, "error_count": 0, "warning_count": 0}
        ])  # fmt: skip
        put(opened, "raw.reports", [
            {"submission_id": "s1", "file_sha256": "f1", "report_no": 1, "state": "accepted", "line_count": 1,
             "error_count": 0, "warning_count": 0}
        ])  # fmt: skip
        yield opened


@pytest.fixture
def warehouse(opened: Warehouse) -> Warehouse:
    for name in _EMPTIED:
        opened.execute(f"DELETE FROM {opened.name(name)}")
    for name in ("core.submissions", "raw.reports"):
        opened.execute(f"DELETE FROM {opened.name(name)} WHERE submission_id <> 's1'")
    return opened


_EMPTIED = (
    *("core.notices", "core.recalled_products", "core.recalled_batches", "core.sign_offs"),
    *("raw.serious_cases", "raw.sign_offs", "raw.hotline_entries", "raw.inspection_lines", "raw.cells", "raw.mentions"),
)


def recall(warehouse: Warehouse, *batches: str, notice_id: str = "n1", kind: str = "recall", **product: Any) -> None:
    put(warehouse, "core.notices", [{"notice_id": notice_id, "kind": kind, "issued_on": date(2026, 10, 1)}])
    put(warehouse, "core.recalled_products", [{"notice_id": notice_id, **PYFACLOR, **product}])
    rows = [{"notice_id": notice_id, "product_no": 1, "batch_number": batch} for batch in batches]
    put(warehouse, "core.recalled_batches", rows)


def case(
    warehouse: Warehouse, name: str | None, number: str | None, batch: str | None, *, row: int = 6, **more: Any
) -> None:
    put(warehouse, "raw.serious_cases", [
        {"submission_id": "s1", "sheet": "Vụ việc", "row": row, "product_name": name, "registration_number": number,
         "batch_number": batch, **more}
    ])  # fmt: skip


def note(warehouse: Warehouse, text: str, row: int = 8) -> None:
    put(warehouse, "raw.inspection_lines", [
        {"line_id": f"l{row}", "submission_id": "s1", "sheet": "Kiểm tra", "row": row, "note": text}
    ])  # fmt: skip


def matches(warehouse: Warehouse) -> list[dict[str, Any]]:
    mentions.keep_mentions(warehouse)
    matching.match(warehouse, PLAIN)
    marts.build(warehouse, "mart.recall_matches", as_of=AS_OF)
    return warehouse.read("mart.recall_matches").to_dicts()
