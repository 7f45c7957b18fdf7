"""One report file in, rows for the `raw` tables out.

Belongs here: the order of the steps (refuse, read, recognise, parse, check) and the rows they make. Does not: any of
these steps, running them in a guarded process (`worker`), or loading rows (`pipelines.warehouse`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pipelines.workbooks.concealed import holds_figures, report_hidden
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FIGURE_KINDS
from pipelines.workbooks.legacy_fonts import Mended, mend_fonts
from pipelines.workbooks.limits import RefusedError, refuse_large
from pipelines.workbooks.lookups import Lookups, lookups_of
from pipelines.workbooks.parsing import ParsedSheet, parse_sheet
from pipelines.workbooks.reading import SheetCells, WorkbookCells, read_cells, row_texts
from pipelines.workbooks.recognising import Recognised, read_cover, recognise, titles_of
from pipelines.workbooks.rules import check_report, check_sheet
from pipelines.workbooks.safety import HOLDS_FILES, KIND_NAMES, ending_misleads, open_safely
from pipelines.workbooks.secrecy import refuse_stamped_sheet
from pipelines.workbooks.sheets import column_letters
from pipelines.workbooks.wording import nearest

READER_VERSION = "5"
"""Changes whenever the same file could give other rows; kept beside every file that was read."""


@dataclass(frozen=True)
class ParsedFile:
    """Everything read in one file, as rows keyed by raw table (`raw.reports`, `raw.inspection_lines`, …)."""

    file_sha256: str
    file_name: str
    rows: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    reason: str | None = None
    """Rule that says why the file is unreadable; None when it was read."""
    mail: tuple[datetime | None, str | None] = (None, None)
    """Of a mail: the instant its topmost Received header says, and its sender."""

    @property
    def is_readable(self) -> bool:
        """Whether the file was read, whatever was found in it."""
        return self.reason is None


def parse_file(
    path: Path, *, file_name: str, sha256: str, context: ReadingContext, spool: Path | None = None
) -> ParsedFile:
    """Read one file in this process; files of strangers belong into `read_files`, which bounds time and memory.

    Grain of the rows: as declared in `pipelines.tables.raw`. A file that cannot be read gives one row of
    `raw.reports` in state unreadable and one finding that says why; nothing else of it is kept. A file that holds
    files gives no report but rows of `raw.contents`; the files in it are left in `spool` under their hashes.
    """
    findings = Findings(context.rules, file_sha256=sha256, submission_id=submission_id(sha256))
    try:
        refuse_large(path.stat().st_size)
        data = path.read_bytes()
        container = open_safely(data)
        if container.kind in HOLDS_FILES:
            return _unpack(data, container.kind, spool, file_name=file_name, sha256=sha256, context=context)
        workbook = read_cells(data, container, lists_sheet=context.book.lists_sheet)
        mended = mend_fonts(workbook)
        for sheet in mended.workbook.sheets if mended.encoding else ():
            refuse_stamped_sheet(sheet.rows, any_case=True)
    except RefusedError as refused:
        return unreadable(
            refused.rule, refused.value, refused.expected, file_name=file_name, sha256=sha256, context=context
        )
    for rule in container.warnings:
        findings.add(rule)
    for note in workbook.notes:
        findings.add(note.rule, sheet=note.sheet, cell=note.cell, value=note.value, expected=note.expected)
    if ending_misleads(file_name, container.kind):
        findings.add("misleading_name", value=file_name, expected=KIND_NAMES[container.kind])
    _report_fonts(mended, findings)
    parsed = _read_report(mended.workbook, lookups_of(context), findings, file_name=file_name, sha256=sha256)
    # What was typed is kept as it was typed, whatever it was read as.
    return replace(parsed, rows={**parsed.rows, "raw.cells": _cell_rows(workbook, sha256)})


def _report_fonts(mended: Mended, findings: Findings) -> None:
    if mended.encoding:
        findings.add("legacy_font_converted", value=mended.encoding)
    for sheet, row, position, text in mended.doubtful:
        findings.add("legacy_font_doubtful", sheet=sheet, cell=f"{column_letters(position)}{row}", value=text)


def unreadable(
    rule: str, value: str, expected: str, *, file_name: str, sha256: str, context: ReadingContext
) -> ParsedFile:
    """Make the rows of a file that could not be read."""
    findings = Findings(context.rules, file_sha256=sha256, submission_id=submission_id(sha256))
    findings.add(rule, value=value or None, expected=expected or None)
    report = {
        "submission_id": submission_id(sha256),
        "file_sha256": sha256,
        "report_no": 1,
        "state": "unreadable",
        "line_count": 0,
        "error_count": 1,
        "warning_count": 0,
    }
    return ParsedFile(sha256, file_name, {"raw.reports": [report], "raw.findings": findings.rows}, rule)


def _unpack(
    data: bytes, kind: str, spool: Path | None, *, file_name: str, sha256: str, context: ReadingContext
) -> ParsedFile:
    """Take the reports out of a file that holds files; each becomes a file of its own."""
    # Imported here, not above: few files hold files.
    from pipelines.workbooks.contents import unpack  # noqa: PLC0415

    found = unpack(data, kind)
    mail = (found.received_at, found.sender)
    if not found.files:
        inside = ", ".join(found.beside[:8]) or "không có tệp nào"
        refused = unreadable("no_spreadsheet_inside", inside, "", file_name=file_name, sha256=sha256, context=context)
        return replace(refused, mail=mail)
    # Report 0 is the file itself, which makes no submission.
    findings = Findings(context.rules, file_sha256=sha256, submission_id=submission_id(sha256, 0))
    for note in found.notes:
        findings.add(note.rule, value=note.value, expected=note.expected)
    contents = []
    for file in found.files:
        inner = hashlib.sha256(file.data).hexdigest()
        if spool is not None:
            (spool / inner).write_bytes(file.data)
        row = {"container_sha256": sha256, "name": file.name, "file_sha256": inner, "size_bytes": len(file.data)}
        contents.append(row)
    return ParsedFile(sha256, file_name, {"raw.contents": contents, "raw.findings": findings.rows}, mail=mail)


def submission_id(sha256: str, report_no: int = 1) -> str:
    """Return the id of one report of a file."""
    return f"{sha256[:16]}-{report_no}"


def _read_report(
    workbook: WorkbookCells, lookups: Lookups, findings: Findings, *, file_name: str, sha256: str
) -> ParsedFile:
    known, strangers = _sort_sheets(workbook, lookups)
    cover = read_cover(known.get(lookups.context.book.cover_sheet), lookups)
    if cover.sheet is None:
        cover = replace(cover, titles=titles_of(workbook.sheets))
    report = recognise(cover, lookups, findings)
    parsed = [
        parse_sheet(cells, lookups.sheets[name], report, lookups, findings)
        for name, cells in known.items()
        if name in lookups.sheets
    ]
    _report_sheets(known, strangers, report, lookups, findings)
    report_hidden(known.values(), findings)
    for sheet in parsed:
        check_sheet(sheet, report, findings)
    content = check_report(parsed, report, findings, money_units=list(lookups.context.book.units_of_money))
    rows: dict[str, list[dict[str, Any]]] = {
        "raw.reports": [_report_row(report, parsed, content, lookups, findings, sha256)]
    }
    for sheet in parsed:
        rows.setdefault(f"raw.{sheet.lookup.sheet.table}", []).extend(_line_rows(sheet, submission_id(sha256)))
    rows["raw.findings"] = findings.rows
    return ParsedFile(sha256, file_name, rows)


def _sort_sheets(workbook: WorkbookCells, lookups: Lookups) -> tuple[dict[str, SheetCells], list[SheetCells]]:
    """Split into declared sheets, in the order of the form, and strangers."""
    found: dict[str, SheetCells] = {}
    strangers = []
    for sheet in workbook.sheets:
        name = lookups.sheet_of(sheet.name)
        if name is None or name in found:
            strangers.append(sheet)
        else:
            found[name] = sheet
    book = lookups.context.book
    return {name: found[name] for name in (book.cover_sheet, *book.sheets) if name in found}, strangers


def _report_sheets(
    known: Mapping[str, SheetCells],
    strangers: Sequence[SheetCells],
    report: Recognised,
    lookups: Lookups,
    findings: Findings,
) -> None:
    book = lookups.context.book
    wanted = book.forms[report.form].sheets if report.form else ()
    missing = [name for name in wanted if name not in known and name != book.cover_sheet]
    for name in missing:
        findings.add("missing_sheet", expected=name)
    for sheet in strangers:
        if holds_figures(sheet) and not sheet.visible:
            findings.add("hidden_sheet_not_read", sheet=sheet.name, value=sheet.name)
        elif holds_figures(sheet):
            close = nearest(sheet.name, missing) or nearest(sheet.name, book.sheets) or next(iter(book.sheets))
            findings.add("unknown_sheet", sheet=sheet.name, value=sheet.name, expected=close)


def _report_row(
    report: Recognised,
    sheets: Sequence[ParsedSheet],
    content: str | None,
    lookups: Lookups,
    findings: Findings,
    sha256: str,
) -> dict[str, Any]:
    cover = report.cover
    figures = [_figures(sheet) for sheet in sheets if sheet.lookup.sheet.table == "inspection_lines" and sheet.lines]
    return {
        "submission_id": submission_id(sha256),
        "file_sha256": sha256,
        "report_no": 1,
        "form": report.form,
        "form_text": cover.text("form"),
        "province_code": report.province_code,
        "reporter_id": report.reporter.reporter_id if report.reporter else None,
        "reporter_text": " · ".join(text for name in ("reporter_code", "reporter_name") if (text := cover.text(name)))
        or None,
        "reporter_candidates": list(report.candidates) or None,
        "period": report.period,
        "period_text": cover.text("period"),
        "layout": lookups.context.book.layout,
        "document_number": cover.text("document_number"),
        "signed_on": report.signed_on,
        "signed_by": cover.text("signed_by"),
        "prepared_by": cover.text("prepared_by"),
        "phone": cover.text("phone"),
        "nil_signed": report.nil,
        "difficulties": cover.text("difficulties"),
        "proposals": cover.text("proposals"),
        "state": _state(findings),
        "content": content,
        "line_count": sum(len(sheet.lines) for sheet in sheets),
        "error_count": findings.count("error"),
        "warning_count": findings.count("warning"),
        "nonzero_figures": sum(bool(value) for lines in figures for line in lines for value in line[4:]),
        "figures_hash": blake2b(repr(figures).encode(), digest_size=16).hexdigest() if figures else None,
    }


def _figures(sheet: ParsedSheet) -> list[tuple[Any, ...]]:
    """Place, codes and figures of every line, without row numbers and notes."""
    columns = [
        target for column in sheet.lookup.sheet.columns if column.kind in FIGURE_KINDS for target in column.targets
    ]
    names = ("place_ward_code", "category", "violation", "channel", *columns)
    return [tuple(map(line.get, names)) for line in sheet.lines]


def _state(findings: Findings) -> str:
    if findings.is_unrecognised:
        return "unrecognised"
    if findings.count("error"):
        return "returned"
    return "accepted_with_warnings" if findings.count("warning") else "accepted"


def _line_rows(sheet: ParsedSheet, submission: str) -> list[dict[str, Any]]:
    numbered = sheet.lookup.sheet.table == "inspection_lines"
    for number, line in enumerate(sheet.lines, 1):
        line["submission_id"] = submission
        if numbered:
            line["line_id"] = f"{submission}-{number}"
    return sheet.lines


def _cell_rows(workbook: WorkbookCells, sha256: str) -> list[dict[str, Any]]:
    return [
        {"file_sha256": sha256, "sheet": sheet.name, "row": number, "cells": texts}
        for sheet in workbook.sheets
        for number, row in enumerate(sheet.rows, 1)
        if row.count("") < len(row) and (texts := row_texts(row))
    ]
