"""A number that its cell shows as a percentage is that percentage, where a percentage is wanted, and nowhere else."""

from pathlib import Path
from typing import Any

import pytest

from pipelines.workbooks.intake import ParsedFile
from pipelines.workbooks.number_formats import shows_percent
from tests.pipelines.workbooks import layout_files
from tests.pipelines.workbooks.scenario import ROWS, TASK

RATES = [0.05, 0.05, 0.06, 1 / 30, 0.05, 0.05, 4 / 70, 0.0, 0.05]


def rules_of(parsed: ParsedFile) -> set[str]:
    return {finding["rule"] for finding in parsed.rows["raw.findings"]}


@pytest.mark.parametrize("code", ["0%", "0.0%", "0.00%", "#,##0.0%", "0.0 %", "0.0%;-0.0%"])
def test_a_format_that_shows_a_hundredfold_with_the_sign_is_one_of_percentages(code: str) -> None:
    assert shows_percent(code)


@pytest.mark.parametrize("code", ["0", '0"%"', "0\\%", '0%" triệu"', "0,%", "0.00‰", '"100"0%', "0%;0", "General"])
def test_another_format_is_none_of_percentages(code: str) -> None:
    assert not shows_percent(code)


@pytest.mark.parametrize("code", ["0%", "0.0%", "0.00%"])
def test_percent_rows_of_bieu_3_are_read_as_they_are_shown(code: str, tmp_path: Path, edit: Any, read: Any) -> None:
    def change(workbook: Any) -> None:
        sheet = workbook["Biểu 3"]
        for position, rate in enumerate(RATES, 3):
            sheet.cell(15, position, rate).number_format = code
        sheet.cell(16, 3).number_format = code

    parsed = read(edit(layout_files.bieu_3().write(tmp_path / "a.xlsx"), change))
    assert rules_of(parsed) == {"missing_row"}  # those of the levels in percent
    rates = [figure["value"] for figure in parsed.rows["raw.indicators"] if figure["unit"] == "%"]
    assert rates == pytest.approx([*(100 * rate for rate in RATES), 2])


def test_a_percentage_of_bieu_3_without_a_format_is_still_asked_about(tmp_path: Path, read: Any) -> None:
    file = layout_files.bieu_3()
    file.grid[15][0], file.grid[15][2] = "Tỷ lệ thuốc giả", 1.0
    assert "percent_ambiguous" in rules_of(read(file.write(tmp_path / "a.xlsx")))


def test_a_shown_percentage_that_its_figures_contradict_is_not_multiplied_again(
    tmp_path: Path, edit: Any, read: Any
) -> None:
    def change(workbook: Any) -> None:
        workbook["Biểu 3"].cell(15, 3, 0.0005).number_format = "0.00%"

    parsed = read(edit(layout_files.bieu_3().write(tmp_path / "a.xlsx"), change))
    assert "ratio_disagrees" in rules_of(parsed)
    shown = next(figure for figure in parsed.rows["raw.indicators"] if figure["cell"] == "C15")
    assert shown["value"] == pytest.approx(0.05)


def test_a_count_shown_as_a_percentage_returns_the_file(tmp_path: Path, edit: Any, read: Any) -> None:
    def change(workbook: Any) -> None:
        workbook["Biểu 3"]["C10"].number_format = "0%"

    assert "format_changes_figure" in rules_of(read(edit(layout_files.bieu_3().write(tmp_path / "a.xlsx"), change)))


@pytest.mark.parametrize(
    ("value", "code", "share", "rules"),
    [
        (1.0, "0%", 1.0, set()),
        (0.966, "0.0%", 0.966, set()),
        (0.0, "0%", 0.0, set()),
        (1.0, "General", None, {"percent_ambiguous"}),
        (1.0, '0"%"', None, {"percent_ambiguous"}),
        (1.2, "0%", None, {"number_unreadable"}),
    ],
)
def test_a_share_of_a_task_is_what_its_cell_shows(
    value: float, code: str, share: float | None, rules: set[str], fill: Any, edit: Any, read: Any
) -> None:
    def change(workbook: Any) -> None:
        workbook["Nhiệm vụ"]["G6"].value = value
        workbook["Nhiệm vụ"]["G6"].number_format = code

    own = fill(form="yearly", period="2026", rows={**ROWS, "Nhiệm vụ": [TASK]})
    parsed = read(edit(own, change))
    row = parsed.rows["raw.task_reports"][0]
    assert row["value"] == share
    assert rules_of(parsed) & {"percent_ambiguous", "number_unreadable", "format_changes_figure"} == rules
