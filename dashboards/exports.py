"""The table behind a chart as a file: real numbers and dates, harmless text, marked when it is sample data.

Belongs here: frame -> bytes. Does not: which columns a table has (views), or buttons (`blocks`).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime

import polars as pl
import xlsxwriter

from dashboards import formats
from dashboards.i18n import Words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"


def csv(frame: pl.DataFrame, words: Words, *, demo: bool) -> bytes:
    """The frame as CSV that Excel opens rightly: UTF-8 with a byte order mark, formulas neutralised.

    Sample data carry a last column that says so in every row.
    """
    shown = frame.select(_flat(name, kind) for name, kind in frame.schema.items())
    if demo:
        shown = shown.with_columns(pl.lit(words("demo.mark")).alias(words("demo.column")))
    return b"\xef\xbb\xbf" + shown.rename(formats.safe_cell).write_csv().encode()


def xlsx(frame: pl.DataFrame, words: Words, *, title: str, notes: Sequence[str], demo: bool) -> bytes:
    """The frame as a workbook: title and notes above, a filterable table with real numbers and dates below."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "default_date_format": "dd/mm/yyyy",
        },
    )
    sheet = book.add_worksheet(words("export.sheet"))
    strong, quiet = book.add_format({"bold": True, "font_size": 13}), book.add_format({"font_color": "#5B6675"})
    warning = book.add_format({"bold": True, "font_color": "#B3261E"})
    heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    top = [(title, strong), *((note, quiet) for note in notes)]
    if demo:
        top.append((words("demo.mark"), warning))
        sheet.set_header("&C&14" + words("demo.mark"))
    for line, (said, style) in enumerate(top):
        sheet.write_string(line, 0, said, style)
    first = len(top) + 1
    for column, name in enumerate(frame.columns):
        sheet.write_string(first, column, name, heading)
        for line, value in enumerate(frame[name].to_list(), start=first + 1):
            _write(sheet, line, column, value, moment)
        longest = max([len(name), *(len(str(v)) for v in frame[name].head(200).to_list() if v is not None)], default=8)
        sheet.set_column(column, column, min(60, max(10, longest + 2)))
    if frame.width:
        sheet.autofilter(first, 0, first + frame.height, frame.width - 1)
    sheet.freeze_panes(first + 1, 0)
    book.close()
    return buffer.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, line: int, column: int, value: object, moment: xlsxwriter.format.Format
) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, column, formats.local(value).replace(tzinfo=None), moment)
    elif isinstance(value, date):
        sheet.write_datetime(line, column, value)
    else:
        said = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
        sheet.write_string(line, column, formats.safe_cell(said))


def _flat(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.List):
        column = column.cast(pl.List(pl.String)).list.join("; ")
    if isinstance(kind, pl.Datetime):
        return column.dt.convert_time_zone("Asia/Ho_Chi_Minh").dt.strftime("%Y-%m-%dT%H:%M:%S%:z")
    if isinstance(kind, pl.String | pl.List):
        return column.map_elements(formats.safe_cell, return_dtype=pl.String)
    return column
