"""Write one sheet of lines of the blank form: heading, drop-downs, checks, lines, total.

Belongs here: how a declared sheet becomes cells, styles and Excel validations. Does not: the cover and the workbook
(`template`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from pipelines.settings import LOCAL_ZONE
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.forms import FormColumn, FormSheet

_BRAND, _LINE, _PAPER, _MUTED, _GROUP = "#0B4F6C", "#C9CCC4", "#EEF3F5", "#5B6675", "#2E7391"
_HEAD_ROW = 4
"""Row (from 0) of the first heading row; above it title, reporter, guide and a gap."""
_NUMBER_KINDS = ("count", "money", "quantity", "percent")


class PlainWorksheet(Worksheet):  # type: ignore[misc]
    """A worksheet whose formulas are classic ones.

    The library looks for a hundred newer functions in every formula and validation: a quarter of the time of a form.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        del expand_future_functions
        return formula.removeprefix("=")


class Styles:
    """The cell styles of one workbook."""

    def __init__(self, workbook: Any) -> None:
        def style(**properties: Any) -> Any:
            return workbook.add_format({"font_name": "Arial", "font_size": 10, "valign": "vcenter", **properties})

        head = {"bold": True, "align": "center", "text_wrap": True, "border": 1, "border_color": "#FFFFFF"}
        boxed = {"border": 1, "border_color": _LINE}
        typed = {"locked": False, "valign": "top"}
        self.title = style(bold=True, font_size=15, font_color=_BRAND)
        self.quiet = style(font_color=_MUTED, italic=True)
        self.guide = style(font_color=_MUTED, italic=True, text_wrap=True, valign="top")
        self.label = style(bold=True, bg_color=_PAPER, text_wrap=True, **boxed)
        self.fixed = style(bg_color=_PAPER, text_wrap=True, **boxed)
        self.answer = style(locked=False, text_wrap=True, num_format="@", **boxed)
        self.date_answer = style(locked=False, num_format="dd/mm/yyyy", align="left", **boxed)
        self.head = style(font_color="#FFFFFF", bg_color=_BRAND, **head)
        self.group = style(font_color="#FFFFFF", bg_color=_GROUP, **head)
        self.total = style(bold=True, bg_color=_PAPER, num_format="#,##0", top=2, top_color=_BRAND)
        self.total_open = style(
            bold=True, bg_color="#FFFFFF", num_format="#,##0", top=2, top_color=_BRAND, locked=False
        )
        self.grid = workbook.add_format(boxed)
        text = style(num_format="@", text_wrap=True, **typed)
        number = style(num_format="#,##0", **typed)
        self.by_kind: Mapping[str, Any] = {
            "text": text,
            "code": text,
            "place": text,
            "count": number,
            "money": number,
            "quantity": style(**typed),
            "percent": style(num_format='0.0"%"', **typed),
            "date": style(num_format="dd/mm/yyyy", **typed),
            "instant": style(num_format="dd/mm/yyyy hh:mm", **typed),
            "mark": style(align="center", **typed),
        }
        self.date_check = {
            "validate": "date",
            "criteria": "between",
            "minimum": dt.date(2000, 1, 1),
            "maximum": dt.date(2100, 1, 1),
            "error_title": "Ngày chưa đúng",
            "error_message": "Ghi ngày/tháng/năm, ví dụ 05/10/2026.",
        }


def write_lists(workbook: Any, reference: ReadingContext, wards: Mapping[str, str]) -> Mapping[str, str]:
    """Write the words of every drop-down on a hidden sheet.

    Returns:
        List name -> the range that a validation names as its source.
    """
    words: dict[str, Sequence[str]] = {name: list(code_list.codes) for name, code_list in reference.lists.items()}
    words["wards"] = list(wards)
    words.update(reference.book.words)
    sheet = workbook.add_worksheet(reference.book.lists_sheet)
    ranges = {}
    for column, (name, entries) in enumerate(words.items()):
        for row, word in enumerate(entries):
            sheet.write_string(row, column, word)
        if entries:
            letter = xl_col_to_name(column)
            ranges[name] = f"='{reference.book.lists_sheet}'!${letter}$1:${letter}${len(entries)}"
    sheet.very_hidden()
    return ranges


class SheetWriter:
    """Writes one sheet of lines."""

    def __init__(
        self,
        workbook: Any,
        styles: Styles,
        sheet: FormSheet,
        subtitle: str,
        reference: ReadingContext,
        wards: Mapping[str, str],
    ) -> None:
        self.sheet = sheet
        self._styles = styles
        self._subtitle = subtitle
        self._total_label = reference.book.total_label
        self._names = {
            name: {code: word for word, code in code_list.codes.items()} for name, code_list in reference.lists.items()
        }
        self._ward_names = {code: name for name, code in wards.items()}
        self._page = workbook.add_worksheet(sheet.name, PlainWorksheet)
        self._first = _HEAD_ROW + (2 if sheet.has_groups else 1)

    def write(self, rows: Sequence[Mapping[str, Any]], lists: Mapping[str, str]) -> None:
        """Write heading, lines, total, checks and print set-up; `lists` are the ranges of the drop-downs."""
        total_row = self._first + max(self.sheet.blank_lines, len(rows) + 2)
        self._write_heading()
        sums = self._write_lines(rows)
        if self.sheet.has_total:
            self._write_total(total_row, sums)
        self._add_checks(total_row - 1, lists)
        self._set_up_page(total_row)

    def _write_heading(self) -> None:
        page, styles, columns = self._page, self._styles, self.sheet.columns
        last = len(columns) - 1
        page.write_string(0, 0, self.sheet.title.upper(), styles.title)
        page.write_string(1, 0, self._subtitle, styles.quiet)
        page.merge_range(2, 0, 2, min(last, 12), self.sheet.guide, styles.guide)
        page.set_row(2, 42)
        for index, column in enumerate(columns):
            page.set_column(index, index, column.width, styles.by_kind[column.kind])
        if not self.sheet.has_groups:
            page.set_row(_HEAD_ROW, 36)
            for index, column in enumerate(columns):
                page.write_string(_HEAD_ROW, index, column.heading, styles.head)
            return
        page.set_row(_HEAD_ROW, 20)
        page.set_row(_HEAD_ROW + 1, 44)
        self._write_grouped_heading()

    def _write_grouped_heading(self) -> None:
        page, styles, columns = self._page, self._styles, self.sheet.columns
        start = 0
        while start < len(columns):
            group = columns[start].group
            end = start
            while group and end + 1 < len(columns) and columns[end + 1].group == group:
                end += 1
            if group:
                page.merge_range(_HEAD_ROW, start, _HEAD_ROW, end, group, styles.group)
                for index in range(start, end + 1):
                    page.write_string(_HEAD_ROW + 1, index, columns[index].heading, styles.head)
            else:
                page.merge_range(_HEAD_ROW, start, _HEAD_ROW + 1, start, columns[start].heading, styles.head)
            start = end + 1

    def _write_lines(self, rows: Sequence[Mapping[str, Any]]) -> dict[int, int | float]:
        sums: dict[int, int | float] = {}
        for offset, line in enumerate(rows):
            for index, column in enumerate(self.sheet.columns):
                value = line.get(column.column)
                if value is None:
                    value = line.get(column.heading)
                if value is None:
                    continue
                self._write_cell(self._first + offset, index, column, value)
                if column.total and isinstance(value, (int, float)):
                    sums[index] = sums.get(index, 0) + value
        return sums

    def _write_cell(self, row: int, index: int, column: FormColumn, value: Any) -> None:
        if isinstance(value, str):
            if column.kind == "code":
                value = self._names[column.list].get(value, value)
            elif column.kind == "place":
                value = self._ward_names.get(value, value)
            self._page.write_string(row, index, value)
        elif isinstance(value, bool):
            if value:
                self._page.write_string(row, index, "x")
        elif isinstance(value, dt.datetime) and value.tzinfo is not None:
            self._page.write_datetime(row, index, value.astimezone(LOCAL_ZONE).replace(tzinfo=None))
        elif isinstance(value, dt.date):
            self._page.write_datetime(row, index, value)
        else:
            self._page.write_number(row, index, value)

    def _write_total(self, row: int, sums: Mapping[int, int | float]) -> None:
        page, styles = self._page, self._styles
        for index, column in enumerate(self.sheet.columns):
            style = styles.total_open if column.total == "distinct" else styles.total
            if index == 0:
                page.write_string(row, index, self._total_label, style)
            elif column.total:
                letter = xl_col_to_name(index)
                formula = f"=SUM({letter}{self._first + 1}:{letter}{row})"
                page.write_formula(row, index, formula, style, sums.get(index, 0))
            else:
                page.write_blank(row, index, None, style)

    def _add_checks(self, last: int, lists: Mapping[str, str]) -> None:
        page, first, columns = self._page, self._first, self.sheet.columns
        positions = {column.heading: index for index, column in enumerate(columns)}
        start = 0
        while start < len(columns):
            check = self._check_of(columns[start], positions, lists)
            end = start
            # Neighbours with the same check share one rule: fewer rules, a smaller and faster workbook.
            while end + 1 < len(columns) and self._check_of(columns[end + 1], positions, lists) == check:
                end += 1
            if check:
                page.data_validation(first, start, last, end, check)
            start = end + 1
        page.conditional_format(
            first, 0, last, len(columns) - 1, {"type": "formula", "criteria": "=TRUE", "format": self._styles.grid}
        )

    def _check_of(self, column: FormColumn, positions: Mapping[str, int], lists: Mapping[str, str]) -> dict[str, Any]:
        if column.at_most:
            own, other = xl_col_to_name(positions[column.heading]), xl_col_to_name(positions[column.at_most])
            cell = f"{own}{self._first + 1}"
            return {
                "validate": "custom",
                "value": f"=AND(ISNUMBER({cell}),{cell}>=0,{cell}=INT({cell}),{cell}<={other}{self._first + 1})",
                "error_title": "Số chưa đúng",
                "error_message": f"Ghi số nguyên từ 0 đến '{column.at_most}' của dòng này.",
            }
        source = lists.get(column.list or column.words or ("wards" if column.kind == "place" else ""))
        if source:
            check: dict[str, Any] = {"validate": "list", "source": source}
            if column.words:
                return {**check, "error_type": "information", "error_message": "Từ này không có trong danh sách gợi ý."}
            title, message = "Không có trong danh sách", "Chọn một mục trong danh sách của ô này."
            return {**check, "error_title": title, "error_message": message, "input_message": column.hint}
        return _plain_check(column.kind, self._styles.date_check)

    def _set_up_page(self, total_row: int) -> None:
        page = self._page
        page.freeze_panes(self._first, 1)
        page.protect(
            "",
            {
                "format_columns": True,
                "format_rows": True,
                "insert_rows": True,
                "delete_rows": True,
                "sort": True,
                "autofilter": True,
            },
        )
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(_HEAD_ROW, self._first - 1)
        page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        page.set_footer("&L&8&A&R&8Trang &P/&N")
        page.print_area(0, 0, total_row, len(self.sheet.columns) - 1)
        page.set_selection(self._first, 0, self._first, 0)


def _plain_check(kind: str, date_check: dict[str, Any]) -> dict[str, Any]:
    if kind in ("date", "instant"):
        return date_check
    if kind == "mark":
        return {"validate": "list", "source": ["x"]}
    if kind not in _NUMBER_KINDS:
        return {}
    whole = kind == "count"
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between" if kind == "percent" else ">=",
        "minimum": 0,
        "maximum": 100,
        "value": 0,
        "error_title": "Số chưa đúng",
        "error_message": "Ghi số từ 0 đến 100." if kind == "percent" else "Ghi số từ 0 trở lên, không kèm chữ.",
    }
