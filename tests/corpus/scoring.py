"""What became of one file: right, rightly returned, returned for a wrong reason, silently wrong.

Belongs here: comparing the rows that were read with what the file means. Does not: making files (`generating`).
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.workbooks.intake import ParsedFile
from tests.corpus.layout import Grid, address
from tests.corpus.model import Case, Expected, Place, Report, Sheet

RIGHT, RETURNED, WRONG_REASON, SILENTLY_WRONG = "right", "rightly returned", "wrong reason", "silently wrong"
CODES = ("category", "violation", "channel", "place_ward_code")
TEXTS = frozenset({
    "note", "product_name", "registration_number", "batch_number", "quantity_unit", "notice_number", "case_code",
    "content", "action", "state", "result", "task_id", "channel",
})  # fmt: skip
_NO_PLACE = frozenset({"csv", "html"})
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What became of one file, and why."""

    kind: str
    why: str = ""
    noise: tuple[str, ...] = ()
    """Warnings that nothing in the file gives reason for."""


def judge(case: Case, grids: Sequence[Grid], parsed: Sequence[ParsedFile]) -> Verdict:
    """Judge the rows read from one file (one result for each file that was inside it)."""
    reports = [row for file in parsed for row in file.rows.get("raw.reports", ())]
    findings = [row for file in parsed for row in file.rows.get("raw.findings", ())]
    errors = [finding for finding in findings if finding["severity"] == "error"]
    matched = [next((e for e in case.expected if e.error and _fits(f, e, case, grids)), None) for f in errors]
    read = [row for row in reports if str(row["state"]).startswith("accepted") or _waits_only(row)]
    wrong = _compare_all(case, grids, parsed, read)
    if wrong:
        return Verdict(SILENTLY_WRONG, wrong)
    if len(read) < len(reports) or any(row["state"] == "unrecognised" for row in reports) or not reports:
        strange = [_told(f) for f, fit in zip(errors, matched, strict=True) if fit is None]
        if strange or not errors:
            return Verdict(WRONG_REASON, "; ".join(strange[:4]) or "returned without a reason")
        return Verdict(RETURNED, ", ".join(sorted({f["rule"] for f in errors})))
    if missed := [e for e in case.expected if e.must and e.error]:
        return Verdict(SILENTLY_WRONG, f"accepted, but should say {sorted(missed[0].rules)}")
    unsaid = [e for e in case.expected if not e.error and not any(_fits(f, e, case, grids) for f in findings)]
    if unsaid:
        return Verdict(WRONG_REASON, f"right, but does not say {sorted(unsaid[0].rules)} at {_where(unsaid[0], grids)}")
    said = [f for f in findings if f["severity"] == "warning"]
    noise = tuple(_told(f) for f in said if not any(_fits(f, e, case, grids) for e in case.expected))
    return Verdict(RIGHT, noise=noise)


def _waits_only(row: Row) -> bool:
    """Whether a report only waits for a person to say whose it is: its figures will count as they are."""
    return row["state"] == "unrecognised" and not row["error_count"]


def _fits(finding: Row, expected: Expected, case: Case, grids: Sequence[Grid]) -> bool:
    rule = str(finding["rule"])
    if not any(rule == wanted or (wanted.endswith("*") and rule.startswith(wanted[:-1])) for wanted in expected.rules):
        return False
    sheet, cell, column = address(list(grids), expected.place)
    if case.extension not in _NO_PLACE and not case.stacked and sheet and finding["sheet"] not in (sheet, None):
        return False
    if cell and case.extension != "html":
        return bool(finding["cell"] == cell)
    if column and finding["cell"] and case.extension != "html":
        return bool(str(finding["cell"]).rstrip("0123456789") == column)
    return True


def _where(expected: Expected, grids: Sequence[Grid]) -> str:
    return " ".join(part or "" for part in address(list(grids), expected.place)[:2])


def _told(finding: Row) -> str:
    return f"{finding['rule']} {finding['sheet'] or ''}!{finding['cell'] or ''} {finding['value'] or ''}"[:110]


def _compare_all(case: Case, grids: Sequence[Grid], parsed: Sequence[ParsedFile], read: Sequence[Row]) -> str:
    """Compare every report whose figures count with the one that the file means, in their order."""
    ids = [row["submission_id"] for file in parsed for row in file.rows.get("raw.reports", ())]
    for row in read:
        number = ids.index(row["submission_id"])
        file = next(file for file in parsed if row in file.rows.get("raw.reports", ()))
        if number >= len(case.reports):
            return f"a report too many: {row['reporter_id']} {row['form']} {row['period']}"
        if wrong := _compare(case.reports[number], row, file, grids):
            return wrong
    accepted = [row for row in read if row["state"] != "unrecognised"]
    if accepted and len(ids) < len(case.reports):
        return f"{len(ids)} report(s) read, the file holds {len(case.reports)}"
    return ""


def _compare(report: Report, row: Row, file: ParsedFile, grids: Sequence[Grid]) -> str:
    for name in ("reporter_id", "form", "period"):
        # While a report waits for a person, what is not known yet is not wrong.
        if row[name] != getattr(report, name) and not (row["state"] == "unrecognised" and row[name] is None):
            return f"{name} is {row[name]}, means {getattr(report, name)}"
    if report.content and row["content"] != report.content:
        return f"content is {row['content']}, means {report.content}"
    findings = file.rows.get("raw.findings", ())
    for sheet in report.sheets:
        got = [r for r in file.rows.get(f"raw.{sheet.table}", ()) if r["submission_id"] == row["submission_id"]]
        if sheet.table == "indicators":
            wrong = _compare_figures(sheet, got)
        else:
            wrong = _compare_lines(sheet, got, findings, grids, known=row["reporter_id"] is not None)
        if wrong:
            return f"{sheet.name}: {wrong}"
    tables = {sheet.table for sheet in report.sheets}
    for name, rows in file.rows.items():
        table = name.removeprefix("raw.")
        if table not in (*tables, "reports", "findings", "cells", "indicators") and any(
            r.get("submission_id") == row["submission_id"] for r in rows
        ):
            return f"lines of {table}, which the file does not have"
    return ""


def _compare_lines(
    sheet: Sheet, got: Sequence[Row], findings: Iterable[Row], grids: Sequence[Grid], *, known: bool
) -> str:
    meant = sheet.real_lines()
    got = [row for row in got if not _says_nothing(row, findings)]
    warned = {(f["sheet"], f["cell"]) for f in findings if f["severity"] == "warning"}
    if len(got) != len(meant):
        return f"{len(got)} lines, means {len(meant)}"
    for line, row in zip(meant, got, strict=True):
        assert line.means is not None
        for key, value in line.means.items():
            if key in ("place_ward_code",) and not known:
                continue
            if _same(key, row.get(key), value):
                continue
            if row.get(key) is None and key in CODES and _was_warned(sheet, row, key, warned, grids):
                continue
            return f"row {row['row']} {key} is {row.get(key)!r}, means {value!r}"
    return ""


def _compare_figures(sheet: Sheet, got: Sequence[Row]) -> str:
    """Compare a table whose rows are known: each figure by section, label, unit and column."""
    meant = {key: value for line in sheet.real_lines() for key, value in (line.means or {})["figures"].items()}
    read = {(row["section"], row["label"], row["unit"], row["measure"]): row["value"] for row in got}
    if len(read) != len(got):
        return "a figure is there twice"
    for key in meant.keys() | read.keys():
        if not _same("value", read.get(key), meant.get(key)):
            return f"{key} is {read.get(key)!r}, means {meant.get(key)!r}"
    return ""


def _says_nothing(row: Row, findings: Iterable[Row]) -> bool:
    """Whether a row was taken for a line, but holds no figure, and the sender was told that."""
    place = (row["sheet"], f"A{row['row']}")
    told = any(f["rule"] == "line_without_figures" and (f["sheet"], f["cell"]) == place for f in findings)
    return told and not any(type(value) in (int, float) for name, value in row.items() if name != "row")


def _was_warned(sheet: Sheet, row: Row, key: str, warned: set[tuple[Any, Any]], grids: Sequence[Grid]) -> bool:
    _, _, column = address(list(grids), Place(sheet, None, "place_text" if key == "place_ward_code" else key))
    return (row["sheet"], f"{column}{row['row']}") in warned


def _same(key: str, got: Any, meant: Any) -> bool:
    if key in TEXTS:
        return _words(got) == _words(meant)
    if isinstance(meant, dt.datetime):
        return isinstance(got, dt.datetime) and got == meant
    if isinstance(meant, bool) or isinstance(got, bool):
        return bool(got) == bool(meant)
    if meant is None or got is None:
        return meant is None and got is None
    if isinstance(meant, (int, float)):
        return isinstance(got, (int, float)) and abs(got - meant) < 1e-9 * max(1, abs(meant))
    return bool(got == meant)


def _words(value: Any) -> str:
    """Text as people compare it: one Unicode form, one space, nothing invisible."""
    text = unicodedata.normalize("NFKC", str(value or ""))
    text = "".join(c for c in text if c not in "\u00ad\u200b\ufeff").replace("Ð", "Đ").replace("Ƣ", "Ư")
    return " ".join(text.replace("ƣ", "ư").split()).casefold()
