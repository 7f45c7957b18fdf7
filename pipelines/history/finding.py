"""Doubts as findings: in the words of `data/reference/rules/history.toml`, for the night and for `check`.

Belongs here: from a doubt to a row that names report, sheet and cure. Does not: raising doubts (`comparing`), or
keeping findings (`pipelines.quality`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.history import gathering, sign_offs
from pipelines.history.comparing import doubts
from pipelines.settings import LOCAL_ZONE
from pipelines.workbooks.findings import Findings, Rule, read_rules

HISTORY_RULES = "rules/history.toml"
HEADINGS = {
    "establishments_inspected": "Số cơ sở được kiểm tra",
    "establishments_violating": "Số cơ sở vi phạm",
    "cases_total": "Tổng số vụ",
    "fines_vnd": "Tiền phạt",
    "goods_value_vnd": "Trị giá hàng vi phạm",
    "samples_taken": "Số mẫu lấy",
    "samples_failed": "Số mẫu không đạt",
}
_SUITE_FIELDS = (
    "finding_id", "submission_id", "rule", "severity", "sheet", "cell", "value", "expected", "message_vi",
    "message_en", "cure_vi", "cure_en",
)  # fmt: skip
_FACTS = ("reporter_id", "form", "period")
SCOPE = "all"


@dataclass(frozen=True)
class RawLines:
    """Names of the raw tables that hold what was typed: they lie in another file than `core`."""

    sign_offs: str
    serious_cases: str
    cells: str
    reports: str


def history_rules(shipped: Path, overlay: Path | None = None) -> Mapping[str, Rule]:
    """Read the rules; one in the home's overlay replaces the shipped one of its name.

    Raises:
        ReferenceDataError: A file is missing or no TOML.
    """
    own = overlay / HISTORY_RULES if overlay is not None else None
    return {**read_rules(shipped / HISTORY_RULES), **(read_rules(own) if own and own.is_file() else {})}


def findings_of_night(
    query: gathering.Query, raw: RawLines, rules: Mapping[str, Rule], *, as_of: datetime
) -> list[dict[str, Any]]:
    """Hold the accepted reports of the last year against what is known at `as_of`.

    Grain: one row a doubt, in the columns of `raw.suite_findings`; equal for equal tables and `as_of`.
    """
    known = gathering.accepted_sums(query)
    asked = known.filter(pl.col("submission_id").is_in(gathering.looked_at(query, as_of=as_of)))
    sheets = dict(asked.select("submission_id", "sheet").iter_rows())
    rows: list[dict[str, Any]] = []
    answers = sign_offs.doubts_of_night(query, lines=raw.sign_offs, cells=raw.cells, as_of=as_of)
    finished = gathering.finished_late(query, raw.sign_offs, raw.reports, as_of=as_of)
    found = [
        *((doubt, sheets[doubt["submission_id"]]) for doubt in doubts(asked, known).iter_rows(named=True)),
        *((doubt, doubt["sheet"]) for doubt in answers),
        *((doubt, doubt["sheet"]) for doubt in _late(gathering.late_cases(query, raw.serious_cases, as_of=as_of))),
        *((doubt, doubt["sheet"]) for doubt in _finished(finished.iter_rows(named=True))),
    ]
    doubted = pl.col("submission_id").is_in([doubt["submission_id"] for doubt, _ in found])
    facts = {row[0]: row[1:] for row in query(_FACTS_SQL, {}).filter(doubted).iter_rows()}
    for doubt, sheet in found:
        findings = Findings(rules, file_sha256="", submission_id=doubt["submission_id"])
        _say(findings, doubt, sheet)
        about = dict(zip(_FACTS, facts[doubt["submission_id"]], strict=True))
        rows += [{**{k: row[k] for k in _SUITE_FIELDS}, **about, "scope": SCOPE} for row in findings.rows]
    return rows


def findings_of_file(
    rows: Mapping[str, list[dict[str, Any]]],
    query: gathering.Query,
    rules: Mapping[str, Rule],
    *,
    provinces: Mapping[str, str],
    plain: frozenset[str],
    received_at: datetime,
) -> list[dict[str, Any]]:
    """Hold the reports of one file that was just read against the last published snapshot.

    `rows` as `ParsedFile.rows` has them, `provinces` from reporter to province code, `plain` the words that tell
    no product from another. Grain: one row a doubt, in the columns of `raw.findings`.
    """
    cells = {(row["sheet"], row["row"]): row["cells"] for row in rows.get("raw.cells", ())}
    found: list[dict[str, Any]] = []
    for report in rows["raw.reports"]:
        submission, reporter = report["submission_id"], report.get("reporter_id")
        own = {
            name: [line for line in rows.get(f"raw.{name}", ()) if line["submission_id"] == submission]
            for name in ("inspection_lines", "sign_offs", "serious_cases")
        }
        findings = Findings(rules, file_sha256=report["file_sha256"], submission_id=submission)
        if reporter and report.get("period") and own["inspection_lines"]:
            asked = gathering.sums_of_lines(report, provinces.get(reporter), own["inspection_lines"])
            known = gathering.accepted_sums(query, province_code=provinces.get(reporter))
            for doubt in doubts(asked, known).iter_rows(named=True):
                _say(findings, doubt, asked["sheet"].item())
        late = [
            {**line, "received_at": received_at}
            for line in own["serious_cases"]
            if line.get("detected_at") and line["detected_at"] > received_at + timedelta(days=1)
        ]
        for doubt in (
            *sign_offs.doubts_of_file(
                query, own["sign_offs"], cells, province_code=provinces.get(reporter or ""), plain=plain
            ),
            *_late(pl.DataFrame(late, infer_schema_length=None)),
            *_finished(
                {**line, "received_at": received_at, "signed_on": report.get("signed_on")} for line in own["sign_offs"]
            ),
        ):
            _say(findings, doubt, doubt["sheet"])
        found += findings.rows
    return found


_FACTS_SQL = "SELECT submission_id, reporter_id, form, period FROM core.submissions WHERE is_current"


def _late(lines: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for line in lines.iter_rows(named=True):
        # A day without an hour is stored as the midnight that ends it.
        detected = (line["detected_at"] - timedelta(microseconds=1)).astimezone(LOCAL_ZONE)
        received = line["received_at"].astimezone(LOCAL_ZONE)
        texts = {"value": f"{detected:%d/%m/%Y}", "expected": f"{received:%d/%m/%Y}"}
        yield {**line, "rule": "case_after_receipt", **texts}


def _finished(lines: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Lines about notices with a day of completion after the report arrived, or else after it was signed."""
    for line in lines:
        known = {
            "sign_off_finished_after_receipt": line["received_at"].astimezone(LOCAL_ZONE).date(),
            "sign_off_finished_after_signing": line["signed_on"],
        }
        closed = line.get("closed_on")
        for rule, day in known.items():
            if closed and day and closed > day:
                yield {**line, "rule": rule, "value": f"{closed:%d/%m/%Y}", "expected": f"{day:%d/%m/%Y}"}
                break


def _say(findings: Findings, doubt: Mapping[str, Any], sheet: str | None) -> None:
    heading = doubt.get("heading") or HEADINGS.get(doubt.get("column") or "", "")
    if other := HEADINGS.get(doubt.get("other") or ""):
        heading = f"{heading} và {other}"
    row = doubt.get("row")
    findings.add(
        doubt["rule"],
        sheet=sheet,
        cell=doubt.get("cell") or (f"A{row}" if row else None),
        value=doubt["value"],
        expected=doubt["expected"],
        heading="" if row and not doubt.get("cell") else heading,
    )
