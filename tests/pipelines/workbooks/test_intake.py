"""One file in, rows of the raw tables out."""

import pickle
import subprocess
import sys
from typing import Any

import polars as pl
import pytest

from pipelines.settings import CHECKOUT
from pipelines.tables import TABLES
from pipelines.workbooks.context import ReadingContext
from tests.pipelines.workbooks.scenario import CASE, INSPECTION, ROWS, TASK


def test_rows_fit_the_declared_tables(fill: Any, read: Any) -> None:
    parsed = read(fill(form="yearly", period="2026", rows={**ROWS, "Nhiệm vụ": [TASK]}))
    for name, rows in parsed.rows.items():
        table = TABLES[name]
        for row in rows:
            assert set(row) <= set(table.column_names), name
            assert not [c.name for c in table.columns if c.required and row.get(c.name) is None], name
        frame = (
            table.frame(pl.DataFrame(rows, schema_overrides={}, infer_schema_length=None)) if rows else table.empty()
        )
        assert frame.height == len(rows)
        if table.key and rows:
            assert frame.select(table.key).is_unique().all(), name


def test_an_unreadable_file_still_has_one_report_and_says_why(fill: Any, read: Any) -> None:
    path = fill()
    path.write_bytes(b"%PDF-1.4")
    parsed = read(path)
    assert set(parsed.rows) == {"raw.reports", "raw.findings"}
    assert (parsed.rows["raw.reports"][0]["state"], parsed.reason) == ("unreadable", "not_a_spreadsheet")
    assert parsed.rows["raw.findings"][0]["cure_vi"]


def test_a_sealed_file_keeps_nothing_of_its_content(fill: Any, edit: Any, read: Any) -> None:
    def stamp(workbook: Any) -> None:
        workbook["Thông tin"]["C1"] = "MẬT"

    parsed = read(edit(fill(), stamp))
    assert set(parsed.rows) == {"raw.reports", "raw.findings"}
    assert parsed.reason == "sealed"
    assert "Minh Họa" not in str(parsed.rows)
    assert parsed.rows["raw.reports"][0].get("reporter_id") is None


@pytest.mark.parametrize(
    ("cover", "rows", "content", "state"),
    [
        ({}, ROWS, "filled", "accepted"),
        ({"nil": True}, {}, "nil", "accepted"),
        ({"nil": True}, {"Kiểm tra": [{"category": "medicine", "cases_total": 0}]}, "nil", "accepted"),
        ({"nil": True}, ROWS, "filled", "accepted_with_warnings"),
        ({}, {}, "empty", "returned"),
        ({}, {"Kiểm tra": [{"category": "medicine", "channel": "pharmacy"}]}, "empty", "returned"),
        ({}, {"Kiểm tra": [{"category": "medicine", "cases_total": 0}]}, "filled", "accepted_with_warnings"),
        ({}, {"Vụ việc": [CASE]}, "filled", "accepted"),
    ],
)
def test_filled_nil_and_empty_are_told_apart(
    cover: Any, rows: Any, content: str, state: str, fill: Any, read: Any
) -> None:
    report = read(fill(cover=cover, rows=rows)).rows["raw.reports"][0]
    assert (report["content"], report["state"]) == (content, state)


def test_a_file_whose_only_figure_cannot_be_read_is_not_called_empty(fill: Any, edit: Any, read: Any) -> None:
    def formula(workbook: Any) -> None:
        workbook["Kiểm tra"]["E7"] = "=1+1"

    report = read(edit(fill(rows={"Kiểm tra": [{"category": "medicine"}]}), formula)).rows["raw.reports"][0]
    assert (report["content"], report["state"]) == (None, "returned")


def test_equal_figures_have_equal_hashes_whatever_the_cover_says(fill: Any, read: Any) -> None:
    first, again, other = (
        read(fill(cover={"document_number": number}, rows={"Kiểm tra": [{**INSPECTION, "samples_taken": samples}]}))
        for number, samples in (("1/BC", 2), ("2/BC", 2), ("3/BC", 3))
    )
    hashes = [parsed.rows["raw.reports"][0]["figures_hash"] for parsed in (first, again, other)]
    assert hashes[0] == hashes[1] != hashes[2]
    assert first.rows["raw.reports"][0]["nonzero_figures"] == 9


def test_every_filled_row_is_kept_as_text(fill: Any, read: Any) -> None:
    cells = read(fill()).rows["raw.cells"]
    line = next(row for row in cells if (row["sheet"], row["row"]) == ("Kiểm tra", 7))
    assert line["cells"][1:6] == ["thuốc", "kém chất lượng", "nhà thuốc, quầy thuốc", "5", "1"]
    case = next(row for row in cells if (row["sheet"], row["row"]) == ("Vụ việc", 6))
    assert case["cells"][2] == "@2026-10-05T08:30:00"


def test_findings_have_stable_and_distinct_ids(fill: Any, edit: Any, read: Any) -> None:
    def spoil(workbook: Any) -> None:
        for address in ("E7", "F7", "G7"):
            workbook["Kiểm tra"][address] = "?"

    path = edit(fill(), spoil)
    first, second = ([f["finding_id"] for f in read(path).rows["raw.findings"]] for _ in range(2))
    assert first == second
    assert len(set(first)) == len(first) >= 3


def test_the_context_travels_to_another_process(context: ReadingContext, fill: Any, read: Any) -> None:
    copy = pickle.loads(pickle.dumps(context))
    assert copy.reporters == context.reporters
    assert copy.book == context.book


def test_a_change_of_the_money_unit_changes_every_amount(fill: Any, read: Any) -> None:
    rows = {"Kiểm tra": [{**INSPECTION, "fines_vnd": 2, "goods_value_vnd": 3}], "Vụ việc": [{**CASE, "value_vnd": 4}]}
    parsed = read(fill(cover={"money_unit": "triệu đồng"}, rows=rows))
    (line,), (case,) = parsed.rows["raw.inspection_lines"], parsed.rows["raw.serious_cases"]
    assert (line["fines_vnd"], line["goods_value_vnd"], case["value_vnd"]) == (2_000_000, 3_000_000, 4_000_000)


def test_reading_imports_no_framework() -> None:
    heavy = {"dagster", "great_expectations", "pandas", "streamlit", "polars", "duckdb", "xlsxwriter"}
    script = f"import sys, pipelines.workbooks.worker; print(sorted(set(sys.modules) & {heavy}))"
    run = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
