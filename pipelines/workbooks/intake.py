"""One report file in, rows for the `raw` tables out.

Belongs here: the order of the steps (refuse, read, plan, recognise, parse, check), once for each report of the file.
Does not: any of these steps, the shape of rows (`report_rows`), running them in a guarded process (`worker`), or
loading rows (`pipelines.warehouse`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.workbooks.asides import check_cover
from pipelines.workbooks.blocks import plan_reports, report_strays, table_at
from pipelines.workbooks.concealed import report_hidden
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.file_names import other_period
from pipelines.workbooks.findings import Findings
from pipelines.workbooks.foreign import without_rows
from pipelines.workbooks.legacy_fonts import Mended, mend_fonts
from pipelines.workbooks.limits import RefusedError, refuse_large
from pipelines.workbooks.lookups import Lookups, lookups_of
from pipelines.workbooks.parsed_sheet import ParsedSheet
from pipelines.workbooks.parsing import parse_sheet
from pipelines.workbooks.planned import Part, PlannedReport
from pipelines.workbooks.reading import read_cells
from pipelines.workbooks.recognising import Recognised, recognise
from pipelines.workbooks.report_rows import cell_rows, line_rows, report_row
from pipelines.workbooks.rules import check_report, check_sheet
from pipelines.workbooks.safety import HOLDS_FILES, KIND_NAMES, ending_misleads, open_safely
from pipelines.workbooks.secrecy import refuse_stamped_sheet
from pipelines.workbooks.sheets import Note, WorkbookCells, column_letters

READER_VERSION = "16"
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
    notes = [*(Note(rule) for rule in container.warnings), *workbook.notes]
    if ending_misleads(file_name, container.kind):
        notes.append(Note("misleading_name", file_name, KIND_NAMES[container.kind]))
    notes += _font_notes(mended)
    rows = _read_reports(mended.workbook, lookups_of(context), notes, file_name=file_name, sha256=sha256)
    # What was typed is kept as it was typed, whatever it was read as.
    return ParsedFile(sha256, file_name, {**rows, "raw.cells": cell_rows(workbook, sha256)})


def _font_notes(mended: Mended) -> list[Note]:
    notes = [Note("legacy_font_converted", mended.encoding)] if mended.encoding else []
    return notes + [
        Note("legacy_font_doubtful", text, sheet=sheet, cell=f"{column_letters(position)}{row}")
        for sheet, row, position, text in mended.doubtful
    ]


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


@dataclass
class _Report:
    """One report of a file while it is being read."""

    number: int
    planned: PlannedReport
    findings: Findings
    recognised: Recognised
    sheets: list[ParsedSheet]


def _read_reports(
    workbook: WorkbookCells, lookups: Lookups, notes: Sequence[Note], *, file_name: str, sha256: str
) -> dict[str, list[dict[str, Any]]]:
    """Read every report of a file; what has to be said of the whole file is said of the first."""
    plan = plan_reports(workbook, lookups)
    reports = []
    for number, planned in enumerate(plan.reports, 1):
        findings = Findings(lookups.context.rules, file_sha256=sha256, submission_id=submission_id(sha256, number))
        for note in notes if number == 1 else ():
            value, expected = note.value or None, note.expected or None
            findings.add(note.rule, sheet=note.sheet, cell=note.cell, value=value, expected=expected)
        reports.append(_read_report(number, planned, lookups, findings))
    for report in reports:
        report_strays(plan, report.planned, report.recognised, lookups, report.findings)
        report_hidden([part.cells for part in report.planned.parts], report.findings)
    _report_doubles(reports)
    _report_file_name(reports, file_name)
    rows: dict[str, list[dict[str, Any]]] = {}
    for report in reports:
        for table, found in _rows_of(report, lookups, sha256).items():
            rows.setdefault(table, []).extend(found)
    return rows


def _read_report(number: int, planned: PlannedReport, lookups: Lookups, findings: Findings) -> _Report:
    recognised = recognise(planned.cover, lookups, findings)
    check_cover(recognised, lookups, findings)
    sheets = [table for part in planned.parts for table in _read_part(part, recognised, lookups, findings)]
    return _Report(number, planned, findings, recognised, sheets)


def _read_part(part: Part, report: Recognised, lookups: Lookups, findings: Findings) -> Iterator[ParsedSheet]:
    """Read a table and, where another one stands below it on the same sheet, that one too."""
    cells, lookup = part.cells, part.lookup
    while True:
        parsed = parse_sheet(cells, lookup, report, lookups, findings)
        yield parsed
        if parsed.stopped_at is None:
            return
        cells = replace(cells, rows=without_rows(cells.rows, parsed.stopped_at))
        lookup = table_at(cells, parsed.stopped_at, part.lookup, lookups)


def _report_doubles(reports: Sequence[_Report]) -> None:
    """Say which reports of one file are of the same unit and period: nobody chooses between them."""
    seen: dict[tuple[str, str, str], list[_Report]] = {}
    for report in reports:
        known = report.recognised
        if known.reporter and known.form and known.period:
            seen.setdefault((known.reporter.reporter_id, known.form, known.period), []).append(report)
    for (reporter_id, _, period), doubles in seen.items():
        for report in doubles if len(doubles) > 1 else ():
            report.findings.add(
                "several_reports_alike", sheet=report.recognised.cover.sheet, value=f"{reporter_id} · {period}"
            )


def _report_file_name(reports: Sequence[_Report], file_name: str) -> None:
    """Ask where the name of the file says a period that no report in it is of: a form of last month, used again."""
    other = other_period(file_name, [report.recognised for report in reports])
    for report in reports if other else ():
        if period := report.recognised.period:
            cover = report.recognised.cover
            cell = cover.cells.get("period")
            report.findings.add("file_name_differs", sheet=cover.sheet, cell=cell, value=other, expected=period)


def _rows_of(report: _Report, lookups: Lookups, sha256: str) -> dict[str, list[dict[str, Any]]]:
    findings, submission = report.findings, submission_id(sha256, report.number)
    for sheet in report.sheets:
        check_sheet(sheet, report.recognised, findings, measured_units=lookups.measured_units)
    units = list(lookups.context.book.units_of_money)
    content = check_report(report.sheets, report.recognised, findings, money_units=units)
    made = report_row(report.recognised, report.sheets, content, findings)
    identity = {"submission_id": submission, "file_sha256": sha256, "report_no": report.number}
    rows: dict[str, list[dict[str, Any]]] = {
        "raw.reports": [{**identity, "layout": report.planned.layout or None, **made}]
    }
    for name, lines in line_rows(report.sheets, submission).items():
        rows[name] = lines
    rows["raw.findings"] = findings.rows
    return rows
