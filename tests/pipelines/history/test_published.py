"""`check` beside the last published snapshot; without one it says what the file alone says."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipelines.core import sign_offs
from pipelines.history.published import beside_snapshot
from pipelines.publishing import publish
from pipelines.reference import load
from pipelines.settings import CHECKOUT, Settings
from pipelines.warehouse import open_warehouse
from pipelines.workbooks.checking import check_files
from pipelines.workbooks.context import ReadingContext, reading_context
from pipelines.workbooks.template import ReportContent, write_form
from tests.pipelines.history.test_comparing import MONTHS
from tests.pipelines.history.test_finding import AS_OF, WARD, _put
from tests.pipelines.recalls.worlds import decision, judge_ledger, put
from tests.pipelines.workbooks.scenario import INSPECTION, SIGN_OFF

SHIPPED = CHECKOUT / "data" / "reference"
BARE_SIGN_OFF: dict[str, Any] = {**SIGN_OFF, "registration_number": None, "batch_number": None}


@pytest.fixture(scope="module")
def context() -> ReadingContext:
    return reading_context(load(SHIPPED), shipped=SHIPPED)


@pytest.fixture
def said(tmp_path: Path, context: ReadingContext) -> Callable[[Settings], str]:
    path = tmp_path / "bao-cao.xlsx"
    # 70.000 đồng for one case: the law knows such a fine, this ward does not.
    rows: dict[str, Any] = {"Kiểm tra": [{**INSPECTION, "fines_vnd": 70_000}]}
    write_form(
        path, form="monthly", reporter=context.reporters[WARD], period="2026-10", reference=context,
        content=ReportContent({}, rows),
    )  # fmt: skip

    def check(settings: Settings) -> str:
        with beside_snapshot(settings, context, received_at=datetime(2026, 10, 20, tzinfo=UTC)) as beside:
            return check_files([path], context, beside=beside).text

    return check


@pytest.mark.slow
def test_check_holds_a_file_against_what_was_published(tmp_path: Path, said: Callable[[Settings], str]) -> None:
    settings = Settings(home=tmp_path / "home")
    with open_warehouse(settings) as warehouse:
        for month in MONTHS:
            _put(warehouse, month, f"{month}-1")
        publish(warehouse, settings, as_of=AS_OF, run_id="0" * 8)
    assert "có thể sai đơn vị tiền 1.000 lần" in said(settings)


@pytest.mark.parametrize(
    ("line", "said_of_it"),
    [
        ({"notice_number": "3812/SYT-NVD", "product_name": "thuoc minhhoacilin"}, None),
        ({"notice_number": "3812/SYT-NVD", "product_name": "Padobaby"}, "'Padobaby' không phải sản phẩm"),
        ({"notice_number": "99/SYT-NVD", "product_name": None}, "Không có văn bản thu hồi nào số '99/SYT-NVD'"),
    ],
)
def test_check_finds_the_notice_of_a_line_as_the_night_does(
    tmp_path: Path, context: ReadingContext, line: dict[str, Any], said_of_it: str | None
) -> None:
    settings = Settings(home=tmp_path / "home")
    with open_warehouse(settings) as warehouse:
        put(warehouse, "core.notices", [{"notice_id": "n1", "document_number": "184/QĐ-QLD", "kind": "recall"}])
        put(warehouse, "core.recalled_products", [{"notice_id": "n1", "product_no": 1, "name": "Minhhoacillin"}])
        letter = {"province_code": "31", "due_at": "2026-10-20", "letter": "3812/SYT-NVD ngày 05/10/2026"}
        judge_ledger(
            warehouse, as_of=AS_OF, decisions=[decision("ledger_due", "n1", letter)], starts={"31": AS_OF.date()}
        )
        sign_offs.build_sign_offs(warehouse, settings)
        publish(warehouse, settings, as_of=AS_OF, run_id="0" * 8)
    path = tmp_path / "thu-hoi.xlsx"
    write_form(
        path, form="sign_off", reporter=context.reporters[WARD], period=None, reference=context,
        content=ReportContent({}, {"Thu hồi": [{**BARE_SIGN_OFF, **line}]}),
    )  # fmt: skip
    with beside_snapshot(settings, context, received_at=datetime(2026, 10, 20, tzinfo=UTC)) as beside:
        text = check_files([path], context, beside=beside).text
    assert "CHẤP NHẬN" in text
    if said_of_it is None:
        assert "văn bản thu hồi" not in text
    else:
        assert said_of_it in text


@pytest.mark.slow
def test_check_without_a_snapshot_says_what_the_file_alone_says(
    tmp_path: Path, said: Callable[[Settings], str]
) -> None:
    settings = Settings(home=tmp_path / "home")
    settings.create_folders()
    assert "CHẤP NHẬN" in said(settings)
    assert "1.000 lần" not in said(settings)
