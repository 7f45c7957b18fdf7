"""Write the workbook that a reporter fills in: one form, reporter and period, blank or with content.

Belongs here: the cover, the protected sheets, drop-downs, Excel's own checks, print set-up. Does not: what the sheets
and headings are (data, read by `forms`), how a filled workbook is read (`parsing`), or any other export
(`pipelines.documents`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from pipelines.errors import HomeError
from pipelines.workbooks.context import ReadingContext, Reporter
from pipelines.workbooks.forms import CoverField, Form
from pipelines.workbooks.template_sheets import SheetWriter, Styles, write_lists

# A workbook's own "created" stamp would make equal forms differ; the form's version is what counts.
_CREATED = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - Excel stores no zone

Cell = str | int | float | bool | dt.date | dt.datetime | None


@dataclass(frozen=True)
class ReportContent:
    """What somebody would type into the form.

    `cover`: answers by field of the cover (`document_number`, `signed_on`, `nil`, `money_unit`, …).
    `rows`: per sheet name, lines by raw column (`category`, `cases_total`, …) or by exact heading. Codes of a code
    list are written as their words; other words are written as they are. Money is what is typed, in the cover's unit.
    Instants with a zone are written in local time.
    """

    cover: Mapping[str, Cell] = field(default_factory=dict)
    rows: Mapping[str, Sequence[Mapping[str, Cell]]] = field(default_factory=dict)


def write_form(
    target: Path | BinaryIO,
    *,
    form: str,
    reporter: Reporter,
    period: str | None,
    reference: ReadingContext,
    content: ReportContent | None = None,
    banner: str = "",
) -> None:
    """Write one workbook (.xlsx) for one reporter, form and period.

    `banner` is printed on every sheet, e.g. that the data are an illustration. Equal arguments give equal bytes.

    Raises:
        HomeError: The form is unknown, or the target's folder cannot be written.
    """
    book = reference.book
    if form not in book.forms:
        raise HomeError(f"Không có biểu {form!r}. Các biểu hiện có: {', '.join(book.forms)}.")
    filled = content or ReportContent()
    workbook = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, {"in_memory": True})
    # The sums are stored as they are: a wish to calculate would say that they are not.
    workbook.calc_on_load = False
    try:
        workbook.set_properties({"title": book.forms[form].title, "author": "health389", "created": _CREATED})
        styles = Styles(workbook)
        _write_cover(workbook, styles, book.forms[form], reporter, period, reference, filled.cover, banner)
        subtitle = " · ".join(
            part
            for part in (reporter.name, reporter.province_name, book.forms[form].title, period_words(period), banner)
            if part
        )
        wards = _wards_offered(reporter, reference)
        sheets = [
            SheetWriter(workbook, styles, book.sheets[name], subtitle, reference, wards)
            for name in book.forms[form].sheets
            if name != book.cover_sheet
        ]
        lists = write_lists(workbook, reference, wards)
        for sheet in sheets:
            sheet.write(filled.rows.get(sheet.sheet.name, ()), lists)
        try:
            workbook.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise HomeError(f"Không ghi được {target}: {error}. Chọn thư mục khác bằng -o.") from error
    finally:
        workbook.fileclosed = 1


def form_id(book_layout: str, form: str, reporter_id: str, period: str | None) -> str:
    """Return the hidden id of a workbook: layout, form, reporter and period."""
    return "/".join((book_layout, form, reporter_id, period or "-"))


def period_words(period: str | None) -> str:
    """Return a period as the cover shows it: `2026-10` as "Tháng 10/2026", `2026` as "Năm 2026", others as they are."""
    if not period:
        return ""
    if len(period) == 7 and period[4] == "-" and period[5:].isdigit():
        return f"Tháng {period[5:]}/{period[:4]}"
    return f"Năm {period}" if len(period) == 4 and period.isdigit() else period


def _wards_offered(reporter: Reporter, reference: ReadingContext) -> Mapping[str, str]:
    wards = reference.wards_of(reporter.province_code)
    if reporter.ward_code is None:
        return wards
    return {name: code for name, code in wards.items() if code == reporter.ward_code}


def _write_cover(
    workbook: Any,
    styles: Styles,
    form: Form,
    reporter: Reporter,
    period: str | None,
    reference: ReadingContext,
    answers: Mapping[str, Cell],
    banner: str,
) -> None:
    book = reference.book
    sheet = workbook.add_worksheet(book.cover_sheet)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 52)
    sheet.set_column(2, 2, 46)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, form.title.upper(), styles.title)
    sheet.write_string(
        1, 0, banner or "Chống buôn lậu, gian lận thương mại, hàng giả trong lĩnh vực y tế", styles.quiet
    )
    sheet.write_string(2, 0, book.cover_guide, styles.quiet)
    known: dict[str, Cell] = {
        "reporter_code": reporter.reporter_id,
        "reporter_name": reporter.name,
        "province": reporter.province_name,
        "form": form.title,
        "period": period_words(period),
        "money_unit": next(iter(book.units_of_money)),
        **answers,
    }
    row = 4
    for cover_field in book.cover_fields:
        _write_cover_field(sheet, row, cover_field, known.get(cover_field.field), styles, reference)
        row += 1
    sheet.write_string(row, 0, book.hidden_label, styles.quiet)
    sheet.write_string(row, 1, form_id(book.layout, form.name, reporter.reporter_id, period), styles.quiet)
    sheet.set_row(row, None, None, {"hidden": True})
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
    sheet.set_selection(9, 1, 9, 1)


def _write_cover_field(
    sheet: Any, row: int, cover_field: CoverField, answer: Cell, styles: Styles, reference: ReadingContext
) -> None:
    sheet.write_string(row, 0, cover_field.label, styles.label)
    style = styles.fixed if cover_field.locked else styles.date_answer if cover_field.kind == "date" else styles.answer
    if isinstance(answer, dt.date):
        sheet.write_datetime(row, 1, answer, style)
    elif answer is None or answer is False or answer == "":
        sheet.write_blank(row, 1, None, style)
    else:
        sheet.write_string(row, 1, "x" if answer is True else str(answer), style)
    if cover_field.hint:
        sheet.write_string(row, 2, cover_field.hint, styles.quiet)
    if cover_field.tall:
        sheet.set_row(row, 60)
    if cover_field.kind == "unit_of_money":
        sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(reference.book.units_of_money)})
    elif cover_field.kind == "mark":
        sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": ["x"]})
    elif cover_field.kind == "date":
        sheet.data_validation(row, 1, row, 1, styles.date_check)
