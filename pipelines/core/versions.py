"""What changed from one version of a report to the next, and which sheets were filled and are blank now.

Belongs here: which versions are compared, what of it may be published, and the findings it gives. Does not: comparing
cells (`pipelines.differences`), or which version counts (`pipelines.core.submissions`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from pipelines import quality
from pipelines.core import next_rounds
from pipelines.differences import differences, is_figure
from pipelines.tables import TABLES
from pipelines.warehouse import Warehouse
from pipelines.workbooks.findings import Findings, Rule
from pipelines.workbooks.forms import FormBook, FormColumn
from pipelines.workbooks.wording import fold

RULES_FILE = "rules/versions.toml"
MOST_CHANGES = 200
"""Differences kept of one version: a form filled anew tells nobody more."""

_BATCH = 200
"""Pairs of versions whose cells are in memory at once."""

_PHONE = re.compile(r"\+?(?:84|0)[\d .]{8,14}")
_COVER_SHOWN = frozenset({
    "reporter_code", "reporter_name", "province", "form", "period", "document_number", "signed_on", "nil", "money_unit",
})  # fmt: skip
"""Answers of the cover that are no words about persons."""

_PAIR = ("submission_id", "previous_submission_id")
_KEPT = TABLES["raw.version_changes"]
_LINE_TABLES = ("inspection_lines", "sign_offs", "serious_cases", "hotline_entries", "task_reports")


def build(warehouse: Warehouse, book: FormBook, rules: Mapping[str, Rule], *, as_of: datetime) -> int:
    """Fill `quality.version_changes` for every version that has one before it; returns the number of rows.

    Two versions are compared once, when they first follow each other; `raw.version_changes` keeps what was found.
    """
    warehouse.leave("version_pairs", warehouse.query(_PAIRS))
    waiting = warehouse.query(_WAITING)
    emptied = warehouse.query(_EMPTIED)
    shown = _Shown(book)
    for start in range(0, waiting.height, _BATCH):
        batch = waiting.slice(start, _BATCH)
        rows = list(_compare(warehouse, batch, emptied, shown))
        with warehouse.transaction():
            warehouse.append(
                "raw.version_changes", pl.DataFrame(rows, schema=TABLES["raw.version_changes"].polars_schema())
            )
    with warehouse.transaction():
        count = warehouse.replace_by_query("quality.version_changes", _PUBLISHED)
    _keep_findings(warehouse, rules, as_of=as_of)
    return count


def _compare(
    warehouse: Warehouse, pairs: pl.DataFrame, emptied: pl.DataFrame, shown: _Shown
) -> Iterator[dict[str, Any]]:
    files = pairs.select(pl.col("file_sha256").append(pl.col("previous_sha256")).unique())
    warehouse.leave("compared_files", files)
    cells = warehouse.query(_CELLS).partition_by("file_sha256", as_dict=True)
    lost = emptied.partition_by("submission_id", as_dict=True)
    for pair in pairs.iter_rows(named=True):
        before, after = (
            cells[(sha,)].iter_rows(named=True) if (sha := pair[key],) in cells else ()
            for key in ("previous_sha256", "file_sha256")
        )
        gone = lost[(pair["submission_id"],)] if (pair["submission_id"],) in lost else emptied.clear()
        sheets = gone.select("sheet", before=pl.col("lines").cast(pl.String), change=pl.lit("sheet_emptied"))
        found = pl.concat([sheets, differences(before, after)], how="diagonal")
        key = {**{name: pair[name] for name in _PAIR}, "change_count": found.height}
        yield {**key, "change_no": 0, "change": "none"}
        for number, row in enumerate(found.head(MOST_CHANGES).iter_rows(named=True), 1):
            yield {**key, "change_no": number, **row, "is_restricted": shown.is_restricted(row)}


class _Shown:
    """Which texts of a report may be published: what `core` publishes of its columns."""

    def __init__(self, book: FormBook) -> None:
        self._cover = fold(book.cover_sheet)
        self._fields = {fold(field.label): field.field for field in book.cover_fields}
        self._sheets = {
            fold(sheet.name): (sheet.table, {fold(h): c for c in sheet.columns for h in (c.heading, *c.aliases)})
            for sheet in book.sheets.values()
        }

    def is_restricted(self, row: Mapping[str, Any]) -> bool:
        """Whether the texts of a difference may name persons."""
        sheet, heading = fold(row["sheet"]), fold(row["heading"] or "")
        if row["change"] == "sheet_emptied":
            return False
        if sheet == self._cover and heading in self._fields:
            return self._fields[heading] not in _COVER_SHOWN
        table, columns = self._sheets.get(sheet, ("", {}))
        column = columns.get(heading)
        if column is not None and table:
            return not _is_published(table, column)
        texts = [row["before"], row["after"]]
        return not all(is_figure(text) and not _PHONE.fullmatch(text or "") for text in texts)


def _is_published(table: str, column: FormColumn) -> bool:
    if table in ("serious_cases", "hotline_entries"):
        return column.column in TABLES[f"core.{table}"].column_names
    return bool(column.column)


def _keep_findings(warehouse: Warehouse, rules: Mapping[str, Rule], *, as_of: datetime) -> None:
    rows: list[dict[str, Any]] = []
    for lost in warehouse.query(_LOST).iter_rows(named=True):
        findings = Findings(rules, file_sha256=lost["file_sha256"], submission_id=lost["submission_id"])
        findings.add("sheet_gone_blank", sheet=lost["sheet"], value="0", expected=int(lost["before"]))
        whose = {name: lost[name] for name in ("reporter_id", "form", "period")}
        rows += [{**_without_file(row), **whose, "scope": "versions"} for row in findings.rows]
    rows += [{**_without_file(row), "scope": "versions"} for row in next_rounds.findings(warehouse, rules)]
    quality.keep_suite_findings(warehouse, "raw.version_changes", ["versions"], rows, as_of=as_of)


def _without_file(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "file_sha256"}


def _lines_by_sheet(tables: Sequence[str]) -> str:
    return " UNION ALL ".join(
        f"SELECT submission_id, '{table}' AS table_name, any_value(sheet) AS sheet, count(*) AS lines "
        f"FROM raw_store.raw.{table} WHERE submission_id IN (FROM compared) GROUP BY submission_id"
        for table in tables
    )


_PAIRS = """
SELECT s.*, p.file_sha256 AS previous_sha256
FROM (
    SELECT submission_id, file_sha256, reporter_id, form, period,
        lag(submission_id) OVER versions AS previous_submission_id,
        arg_max(submission_id, version) FILTER (state IN ('accepted', 'accepted_with_warnings'))
            OVER (versions ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS replaced_submission_id
    FROM core.submissions
    WHERE version IS NOT NULL AND form NOT IN ('quick', 'sign_off')
    WINDOW versions AS (PARTITION BY reporter_id, form, period ORDER BY version)
) s
JOIN core.submissions p ON p.submission_id = s.previous_submission_id
"""

_WAITING = """
SELECT * FROM version_pairs
WHERE (submission_id, previous_submission_id) NOT IN (
    SELECT (submission_id, previous_submission_id) FROM raw_store.raw.version_changes WHERE change_no = 0)
ORDER BY submission_id
"""

_EMPTIED = f"""
-- Lines are counted, not cells: a blank sheet of a form has headings too. A version that was returned may have lacked
-- the sheet already, so the version that counted until now is looked at as well.
WITH waiting AS ({_WAITING}),
compared AS (
    SELECT submission_id FROM waiting UNION SELECT previous_submission_id FROM waiting
    UNION SELECT replaced_submission_id FROM waiting WHERE replaced_submission_id IS NOT NULL
),
filled AS ({_lines_by_sheet(_LINE_TABLES)}),
earlier AS (
    SELECT submission_id, previous_submission_id AS earlier_id FROM waiting
    UNION SELECT submission_id, replaced_submission_id FROM waiting
)
SELECT e.submission_id, arg_max(f.sheet, f.lines) AS sheet, max(f.lines) AS lines
FROM earlier e
JOIN filled f ON f.submission_id = e.earlier_id
WHERE (e.submission_id, f.table_name) NOT IN (SELECT (submission_id, table_name) FROM filled)
GROUP BY e.submission_id, f.table_name
ORDER BY e.submission_id, sheet
"""

_CELLS = """
SELECT file_sha256, sheet, row, cells
FROM raw_store.raw.cells
WHERE file_sha256 IN (FROM compared_files)
ORDER BY file_sha256, rowid
"""

_PUBLISHED = """
SELECT c.submission_id, c.previous_submission_id, c.change_no, c.change_count, c.change, c.sheet, c.cell, c.heading,
    CASE WHEN NOT c.is_restricted THEN c.before END AS before,
    CASE WHEN NOT c.is_restricted THEN c.after END AS after, c.is_restricted
FROM raw_store.raw.version_changes c
JOIN version_pairs p USING (submission_id, previous_submission_id)
WHERE c.change_no > 0
"""

_LOST = """
-- Only where this version replaced the others: a returned one replaces nothing, parts that stand together miss nothing.
SELECT p.submission_id, p.file_sha256, p.reporter_id, p.form, p.period, c.sheet, c.before
FROM raw_store.raw.version_changes c
JOIN version_pairs p USING (submission_id, previous_submission_id)
JOIN core.submissions s USING (submission_id)
WHERE c.change = 'sheet_emptied' AND s.is_current AND NOT EXISTS (
    SELECT 1 FROM core.submissions o
    WHERE o.is_current AND o.reporter_id = p.reporter_id AND o.form = p.form AND o.period = p.period
        AND o.submission_id <> p.submission_id)
ORDER BY p.submission_id, c.change_no
"""
