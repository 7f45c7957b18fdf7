"""One cell as the kind of its column: what is read, what is returned, and by which rule."""

# ruff: noqa: DTZ001 - a cell has no zone

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.workbooks.cells import CellReader
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FormColumn
from pipelines.workbooks.intake import parse_file
from pipelines.workbooks.lookups import lookups_of
from pipelines.workbooks.money_units import SheetUnits


@dataclass
class Reading:
    """One column read from top to bottom."""

    values: list[Any]
    rules: list[str]


@pytest.fixture(scope="module")
def read_column(context: ReadingContext) -> Any:
    def read(
        kind: str, values: Sequence[Any], *, heading: str = "Số liệu", factor: int | None = 1, **more: Any
    ) -> Reading:
        findings = Findings(context.rules, file_sha256="0" * 64, submission_id="s")
        units = SheetUnits([[heading]], 0, 1, factor)
        reader = CellReader(
            "Trang", lookups_of(context), findings, money_units=units, column_values=lambda _: list(values)
        )
        column = FormColumn(heading, kind, "figure", **more)
        read_values = [reader.read(value, row, 0, column) for row, value in enumerate(values, 2)]
        return Reading(read_values, [finding["rule"] for finding in findings.rows])

    return read


@pytest.mark.parametrize(
    ("column", "values", "rules"),
    [
        ([5.0, "03", "01 người", "4742", "không", "-"], [5, 3, 1, 4742, 0, None], []),
        # Nobody counts thousandths, so 1.234 is 1234; 5.000 may be five with three decimals of a system.
        (["1.234"], [1234], []),
        (["13.176", "5.000"], [13176, 5000], []),
        (["5.000"], [None], ["number_ambiguous"]),
        (["5.000", "1.234.567"], [5000, 1234567], []),
        (["1.234", "12,0"], [1234, 12], []),
        # A column that proves the dot to be decimal makes 1.234 a contradiction.
        (["1.234", "12.0"], [None, 12], ["number_ambiguous"]),
        # Of two opposite separators one is no grouping: nobody knows which.
        (["1,234", "2.345", "7"], [None, None, 7], ["number_ambiguous"] * 2),
        (["1 234", "1,234,567"], [1234, 1234567], []),
        (["12,0", 12.0], [12, 12], []),
        ([1.5], [None], ["number_unreadable"]),
        (["0,5"], [None], ["number_unreadable"]),
        ([1.234], [None], ["number_unreadable"]),
        ([1234.0000001], [None], ["number_unreadable"]),
        ([12.000000000000002], [12], []),
        ([-1.0, "-1", "(1)"], [None] * 3, ["number_unreadable"] * 3),
        ([1e15, 1e20, "1000000000000000"], [None] * 3, ["number_unreadable"] * 3),
        ([True, "x", "nan", "50%", "1 triệu"], [None] * 5, ["number_unreadable"] * 5),
        ([dt.datetime(2026, 2, 1), dt.time(1, 30), dt.timedelta(hours=30)], [None] * 3, ["number_is_date"] * 3),
        ([46054.0, 46054.5, 40000.0], [None, None, 40000], ["count_may_be_date", "number_unreadable"]),
        (["162/161", "~5", "0912345678"], [None] * 3, ["number_pair", "number_hedged", "number_unreadable"]),
        (["3 kg", "5 viên"], [None] * 2, ["number_unreadable"] * 2),
    ],
)
def test_a_count_is_a_whole_number_or_returned(column: Any, values: Any, rules: Any, read_column: Any) -> None:
    assert read_column("count", column) == Reading(values, rules)


@pytest.mark.parametrize(
    ("heading", "typed", "rules"),
    [
        ("Hình sự (vụ)", "5 vụ", []),
        ("Hình sự (vụ)", "5 đối tượng", ["counts_something_else"]),
        ("Hình sự (đối tượng)", "5 người", []),
        ("Hình sự (đối tượng)", "5 vụ", ["counts_something_else"]),
        ("Số cơ sở được kiểm tra", "5 hộ", []),
        ("Số mẫu lấy", "5 cơ sở", ["counts_something_else"]),
        ("Số liệu", "5 cơ sở", []),
    ],
)
def test_what_is_counted_may_not_contradict_the_heading(
    heading: str, typed: str, rules: list[str], read_column: Any
) -> None:
    assert read_column("count", [typed], heading=heading).rules == rules


def test_what_is_counted_may_not_contradict_the_group_above_the_heading(read_column: Any) -> None:
    under_cases = {"heading": "Hàng cấm, hàng lậu", "group": "Số vụ vi phạm"}
    assert read_column("count", ["5 đối tượng"], **under_cases).rules == ["counts_something_else"]
    assert read_column("count", ["5 vụ"], **under_cases).rules == []


@pytest.mark.parametrize(
    ("factor", "column", "values", "rules"),
    [
        (1, ["1.500.000đ", "15 triệu", "1,5 tr.đ", "5tr"], [1500000, 15000000, 1500000, 5000000], []),
        (1, ["2,4 tỷ"], [2400000000], []),
        (1, ["1.234", 1234.0], [1234, 1234], []),
        (1, ["15000000,00"], [15000000], []),
        (1, ["12,5", "1234,567", "12,5 đồng"], [None] * 3, ["money_with_fraction"] * 3),
        (1, [15.5], [None], ["money_with_fraction"]),
        (1, [1234567.89], [1234568], ["rounded"]),
        (1, ["1.234", "12.345,50"], [1234, None], ["money_with_fraction"]),
        (1, ["1,234.0", "1.234"], [1234, None], ["number_ambiguous"]),
        (1000, ["1.234"], [None], ["number_ambiguous"]),
        (1000, ["1.234", "12,5"], [1234000, 12500], []),
        (1000, ["1.234", "12.5"], [1234, 12500], []),
        (10**6, ["1.234 triệu"], [None], ["number_ambiguous"]),
        (10**6, ["1.234 triệu", "12,5"], [1234000000, 12500000], []),
        # Another cell with another unit behind it does not decide what 1.500 nghìn means.
        (1, ["12.5 triệu", "25.000 triệu"], [12500000, None], ["number_ambiguous"]),
        (1, ["12.5 triệu", "1.500 nghìn"], [12500000, None], ["number_ambiguous"]),
        (10**6, ["12.5", "25.000"], [12500000, None], ["number_ambiguous"]),
        (1, ["1.500", "2,500"], [None, None], ["number_ambiguous"] * 2),
        (10**6, ["1.500 đồng", 1.5], [1500, 1500000], []),
        # A true number is what it shows, whatever a text beside it proves; only 1.234 looks as 1234 was typed.
        (10**6, [36.5, 9.25, "15,5"], [36500000, 9250000, 15500000], []),
        (10**6, [22.5, "0,75"], [22500000, 750000], []),
        (10**6, [3.5, "15.500.000đ"], [3500000, 15500000], []),
        (10**6, [1.234, "12,5"], [None, 12500000], ["number_ambiguous"]),
        (10**6, [1.5, "12.5"], [1500000, 12500000], []),
        (1, ["-5", -5.0, "5 vụ", "50%", "hơn 5 tỷ"], [None] * 5, ["number_unreadable"] * 4 + ["number_hedged"]),
        (None, [0.0, "15 triệu"], [0, 15000000], []),
        (None, [15.0], [None], []),
    ],
)  # fmt: skip
def test_money_is_whole_dong_or_returned(
    factor: int | None, column: Any, values: Any, rules: Any, read_column: Any
) -> None:
    assert read_column("money", column, factor=factor) == Reading(values, rules)


@pytest.mark.parametrize(
    ("column", "values", "rules"),
    [
        (["12,5", 3.0, "1.234,5"], [12.5, 3.0, 1234.5], []),
        (["1.234"], [None], ["number_ambiguous"]),
        (["1.234", "1.234,5"], [1234.0, 1234.5], []),
        ([1.234], [1.234], []),
        ([1.234, "12,5"], [None, 12.5], ["number_ambiguous"]),
        ([0.125, "12,5"], [0.125, 12.5], []),
        (["5 hộp", "5 vụ", "5 con mèo"], [5.0, None, None], ["number_unreadable"] * 2),
        ([-1.0, 1e15], [None, None], ["number_unreadable"] * 2),
    ],
)
def test_a_quantity_may_have_a_fraction(column: Any, values: Any, rules: Any, read_column: Any) -> None:
    assert read_column("quantity", column) == Reading(values, rules)


@pytest.mark.parametrize(
    ("column", "values", "rules"),
    [
        (["96,6%", "40%", 40.0, "1,5"], [0.966, 0.4, 0.4, 0.015], []),
        # Without its format nobody can tell a true 96,6 % (0.966) from 0,966 %, nor 120 % (1.2) from 1,2 %.
        ([0.966, 40.0], [None, 0.4], ["percent_ambiguous"]),
        ([1.2, 1.0, "0,5"], [None] * 3, ["percent_ambiguous"] * 3),
        ([0.0, "0%"], [0.0, 0.0], []),
        ([101.0, -1.0, "5 vụ", "1.234"], [None] * 4, ["number_unreadable"] * 3 + ["number_ambiguous"]),
    ],
)
def test_a_percentage_is_a_share(column: Any, values: Any, rules: Any, read_column: Any) -> None:
    assert read_column("percent", column) == Reading(values, rules)


@pytest.mark.parametrize(
    ("column", "values", "rules"),
    [
        (["0/0", "162 vụ/161 đối tượng", "5/3"], [(0, 0), (162, 161), (5, 3)], []),
        (["-", "không"], [(None, None), (0, 0)], []),
        (["5", 5.0, "5/x", "1,5/2"], [None] * 4, ["number_unreadable"] * 4),
        ([dt.datetime(2026, 2, 1)], [None], ["number_is_date"]),
    ],
)
def test_a_pair_column_gives_two_counts(column: Any, values: Any, rules: Any, read_column: Any) -> None:
    assert read_column("pair", column, second_column="other") == Reading(values, rules)


def test_a_layout_may_have_a_column_of_pairs(context: ReadingContext, fill: Any, edit: Any) -> None:
    sheet = context.book.sheets["Kiểm tra"]
    columns = tuple(
        replace(column, kind="pair", heading="Hình sự (vụ/đối tượng)", second_column="criminal_persons", total="")
        if column.column == "criminal_cases"
        else column
        for column in sheet.columns
        if column.column != "criminal_persons"
    )
    layout = replace(context, book=replace(context.book, sheets={"Kiểm tra": replace(sheet, columns=columns)}))

    def type_pair(workbook: Any) -> None:
        page = workbook["Kiểm tra"]
        for area in list(page.merged_cells.ranges):
            page.unmerge_cells(str(area))
        page["K6"], page["K7"] = "Hình sự (vụ/đối tượng)", "2 vụ/1 đối tượng"
        page.delete_rows(8, page.max_row)
        for row in (6, 7):
            page.cell(row, 12).value = None

    path = edit(fill(), type_pair)
    parsed = parse_file(path, file_name=path.name, sha256="0" * 64, context=layout)
    (line,) = parsed.rows["raw.inspection_lines"]
    assert (line["criminal_cases"], line["criminal_persons"]) == (2, 1)
    assert not [f for f in parsed.rows["raw.findings"] if f["rule"].startswith("number")]


def test_true_dates_beside_typed_ones_beyond_twelve_warn_of_the_column(context: ReadingContext) -> None:
    def rules_of(column: Sequence[Any]) -> list[str]:
        findings = Findings(context.rules, file_sha256="0" * 64, submission_id="s")
        reader = CellReader(
            "Trang", lookups_of(context), findings, money_units=SheetUnits([], 0, 1, 1), column_values=lambda _: []
        )
        for row, value in enumerate(column, 2):
            reader.read(value, row, 0, FormColumn("Ngày", "date", "day"))
        reader.days.report("Trang", findings)
        return [finding["rule"] for finding in findings.rows]

    assert rules_of([dt.datetime(2026, 5, 10), "25/10/2026"]) == ["dates_may_be_swapped"]
    assert rules_of([dt.datetime(2026, 5, 10), dt.datetime(2026, 10, 25), "25/10/2026"]) == []
    assert rules_of([dt.datetime(2026, 10, 10), "25/10/2026"]) == []
    assert rules_of([dt.datetime(2026, 5, 10), "05/10/2026"]) == []
    assert rules_of(["05/10/2026", "25/10/2026"]) == []


@pytest.mark.slow
@settings(max_examples=2_000, deadline=None)
@given(
    numbers=st.lists(st.integers(0, 10**8), min_size=1, max_size=5),
    written=st.sampled_from(["{:,}", "{:,.1f}", "{:,.3f}", "{}", "{:.3f}"]),
    kind=st.sampled_from(["count", "money", "quantity"]),
    is_english=st.booleans(),
)
def test_a_column_written_in_one_way_is_read_right_or_returned(
    context: ReadingContext, numbers: list[int], written: str, kind: str, *, is_english: bool
) -> None:
    swap = {} if is_english else {ord(","): ".", ord("."): ","}
    column = [written.format(number).translate(swap) for number in numbers]
    findings = Findings(context.rules, file_sha256="0" * 64, submission_id="s")
    units = SheetUnits([["Số liệu"]], 0, 1, 1000)
    reader = CellReader("Trang", lookups_of(context), findings, money_units=units, column_values=lambda _: column)
    for row, (number, typed) in enumerate(zip(numbers, column, strict=True), 2):
        read = reader.read(typed, row, 0, FormColumn("Số liệu", kind, "figure"))
        assert read is None or read == number * (1000 if kind == "money" else 1)
    assert len(findings.rows) <= len(column)
