"""Workbooks as others write them, what two of them differ in, and one finding in one call.

Belongs here: workbooks that patching must not hurt. Does not: what is expected of it (the tests).
"""

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

VBA = bytes(range(256)) * 40


def finding(cell: str | None, *, sheet: str = "Số liệu", severity: str = "error", **words: str) -> dict[str, Any]:
    return {
        "submission_id": "x-1", "rule": "number_unreadable", "severity": severity, "sheet": sheet, "cell": cell,
        "value": words.get("value", "mười"), "expected": words.get("expected", "số nguyên"),
        "message_vi": words.get("message", f"Ô {cell} không đọc được thành số."),
        "cure_vi": words.get("cure", "Ghi số nguyên."),
    }  # fmt: skip


def written_by_openpyxl(path: Path) -> Path:
    """Two sheets with nearly everything that openpyxl can write."""
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("Tổng hợp")
    first.title = "Số liệu"
    for row in range(1, 12):
        for column in range(1, 5):
            first.cell(row, column, row * column).number_format = "#,##0.00"
    first["A1"] = "Đơn vị"
    first["B3"].fill = PatternFill("solid", fgColor="FF00FF00")
    first["B3"].font = Font(bold=True, name="Times New Roman")
    first["E2"] = "=SUM(A2:D2)"
    first["A5"].comment = Comment("xem công văn 12", "Nguyễn Văn Mẫu")
    first.merge_cells("A14:C15")
    first["A14"] = "gộp"
    validation = DataValidation(type="list", formula1='"a,b,c"', allow_blank=True)
    first.add_data_validation(validation)
    validation.add("D2:D9")
    first.conditional_formatting.add("C2:C9", CellIsRule(operator="greaterThan", formula=["5"], font=Font(bold=True)))
    first.column_dimensions["A"].width = 33.5
    first.protection.enable()
    first.print_area = "A1:E12"
    second.print_title_rows = "1:2"
    second["A1"] = "='Số liệu'!E2*2"
    chart = BarChart()
    chart.add_data(Reference(first, min_col=2, min_row=2, max_row=9))
    second.add_chart(chart, "C3")
    book.defined_names["mot_ten"] = DefinedName("mot_ten", attr_text="'Số liệu'!$A$1:$B$9")
    second.defined_names["rieng"] = DefinedName("rieng", attr_text="'Tổng hợp'!$A$1")
    book.active = 1
    second.sheet_view.tabSelected = True
    book.save(path)
    return path


def written_with_macros(path: Path) -> Path:
    """A workbook with a macro project and a picture of a button, as XlsxWriter makes it."""
    project = path.with_name("vbaProject.bin")
    project.write_bytes(VBA)
    book = xlsxwriter.Workbook(path)
    book.add_vba_project(project)
    sheet = book.add_worksheet("Số liệu")
    sheet.write("A1", "Đơn vị")
    sheet.write("B2", 12)
    sheet.insert_button("E2", {"macro": "chay", "caption": "Chạy"})
    sheet.write_comment("A1", "ghi chú cũ", {"author": "Trần Thị Mẫu"})
    book.close()
    return path


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same package after a change of its parts."""
    content = parts(data)
    change(content)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def everything(book: Any, *, but: str, marked: frozenset[tuple[str, str]] = frozenset()) -> dict[str, Any]:
    """What openpyxl sees of a workbook, without one sheet, and without the fill of marked cells."""
    seen: dict[str, Any] = {"names": {name: d.attr_text for name, d in book.defined_names.items()}}
    for sheet in book:
        if sheet.title == but:
            continue
        cells = {}
        for row in sheet.iter_rows():
            for cell in row:
                at = (sheet.title, cell.coordinate)
                look = [cell.number_format, repr(cell.font), repr(cell.border), repr(cell.alignment),
                        repr(cell.protection), "" if at in marked else repr(cell.fill)]  # fmt: skip
                # A blank cell that was marked may not have been there before.
                if cell.value is not None or (cell.has_style and at not in marked):
                    cells[cell.coordinate] = (cell.value, look)
        seen[sheet.title] = {
            "cells": cells,
            "validations": repr(sheet.data_validations.dataValidation),
            "conditions": {str(k.sqref): [repr(r.formula) for r in k.rules] for k in sheet.conditional_formatting},
            "names": {name: d.attr_text for name, d in sheet.defined_names.items()},
            "widths": {k: (v.width, v.hidden) for k, v in sheet.column_dimensions.items()},
            "heights": {k: v.height for k, v in sheet.row_dimensions.items() if v.height},
            "protection": repr(sheet.protection),
            "merged": sorted(map(str, sheet.merged_cells.ranges)),
            "print": (sheet.print_area, sheet.print_title_rows, repr(sheet.page_setup.orientation)),
            "panes": sheet.freeze_panes,
            "state": sheet.sheet_state,
            "charts": len(sheet._charts),
        }
    return seen


def through_libreoffice(path: Path, out: Path, ending: str) -> Path:
    """Open a file in LibreOffice, recalculate, save in another format."""
    out.mkdir(exist_ok=True)
    profile = (out / "profile").as_uri()
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={profile}", "--convert-to", ending, "--outdir", out, path],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return out / path.with_suffix(f".{ending}").name
