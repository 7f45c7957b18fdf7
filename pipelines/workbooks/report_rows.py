"""The rows of the `raw` tables that one report of a file makes.

Belongs here: the shape of these rows, the state of a report, the hash that tells a copy. Does not: reading or judging
(`intake` and its steps), or loading rows (`pipelines.warehouse`).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from pipelines.workbooks.findings import Findings
from pipelines.workbooks.forms import FIGURE_KINDS, INDICATORS
from pipelines.workbooks.parsed_sheet import ParsedSheet
from pipelines.workbooks.recognising import Recognised
from pipelines.workbooks.sheets import WorkbookCells, row_texts

_INSPECTIONS = "inspection_lines"
_INDICATOR = ("section", "label", "unit", "measure", "value")


def report_row(
    report: Recognised, sheets: Sequence[ParsedSheet], content: str | None, findings: Findings
) -> dict[str, Any]:
    """Make the row of `raw.reports`, without its ids and layout."""
    cover = report.cover
    figures = [_figures(sheet) for sheet in sheets if sheet.lookup.sheet.table == _INSPECTIONS and sheet.lines]
    figures += [[tuple(map(f.get, _INDICATOR)) for f in sheet.indicators] for sheet in sheets if sheet.indicators]
    return {
        "form": report.form,
        "form_text": cover.text("form"),
        "province_code": report.province_code,
        "reporter_id": report.reporter.reporter_id if report.reporter else None,
        "reporter_text": " · ".join(text for name in ("reporter_code", "reporter_name") if (text := cover.text(name)))
        or None,
        "reporter_candidates": list(report.candidates) or None,
        "period": report.period,
        "period_text": cover.text("period"),
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
        "line_count": sum(len(sheet.lines) or len({f["row"] for f in sheet.indicators}) for sheet in sheets),
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


def line_rows(sheets: Sequence[ParsedSheet], submission: str) -> dict[str, list[dict[str, Any]]]:
    """Make the rows of every table of lines; keyed by raw table."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for sheet in sheets:
        rows.setdefault(f"raw.{sheet.lookup.sheet.table}", []).extend(sheet.lines)
        if sheet.indicators:
            rows.setdefault(f"raw.{INDICATORS}", []).extend(sheet.indicators)
    for table, lines in rows.items():
        for number, line in enumerate(lines, 1):
            line["submission_id"] = submission
            if table == f"raw.{_INSPECTIONS}":
                line["line_id"] = f"{submission}-{number}"
    return rows


def cell_rows(workbook: WorkbookCells, sha256: str) -> list[dict[str, Any]]:
    """Make the rows of `raw.cells`: every filled row of every sheet."""
    return [
        {"file_sha256": sha256, "sheet": sheet.name, "row": number, "cells": texts}
        for sheet in workbook.sheets
        for number, row in enumerate(sheet.rows, 1)
        if row.count("") < len(row) and (texts := row_texts(row))
    ]
