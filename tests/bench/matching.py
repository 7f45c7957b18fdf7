"""Matching 5,000 notices against eight million lines: all of them, and one that is new.

Belongs here: the rows, made by SQL, and the two figures. Does not: whether a match is right
(`tests/pipelines/recalls`).
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import click

from pipelines import marts
from pipelines.recalls import matching, mentions
from pipelines.recalls.naming import plain_words
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse, open_warehouse
from tests.bench.figures import Figure
from tests.bench.plan import AS_OF, Plan
from tests.bench.processes import in_fresh_process

NOTICES = 5_000
LINES_A_REPORT = 30


def measure(plan: Plan) -> Iterator[Figure]:
    notices = min(NOTICES, max(50, plan.sizes.lines // 1_000))
    home = _home(plan, notices)
    lines, texts, goods, keyed, full, rows, newest = in_fresh_process(_match, home)
    yield Figure("every report looked through for goods", keyed, "s", note="once, when a report is new")
    held = f"{notices:,} notices, {lines:,} lines ({texts:,} texts apart), {goods:,} goods in columns"
    yield Figure("every recalled product matched", full, "s", 30, note=f"{held}; {rows:,} matches")
    yield Figure("one new notice matched", newest, "s", 3, note="the same lines")


def _match(home: Path) -> tuple[int, int, int, float, float, int, float]:
    settings = Settings(home)
    plain = plain_words(settings)
    with open_warehouse(settings) as warehouse:
        began = time.perf_counter()
        mentions.keep_mentions(warehouse)
        keyed = time.perf_counter() - began
        began = time.perf_counter()
        matching.match(warehouse, plain)
        rows = marts.build(warehouse, "mart.recall_matches", as_of=AS_OF)
        full = time.perf_counter() - began
        texts = int(warehouse.query("SELECT count(DISTINCT words) AS n FROM texts_seen").item())
        goods = int(warehouse.query("SELECT count(*) AS n FROM goods").item())
        began = time.perf_counter()
        matching.match(warehouse, plain, notices=["m00007"])
        newest = time.perf_counter() - began
        return warehouse.count("raw.inspection_lines"), texts, goods, keyed, full, rows, newest


def _home(plan: Plan, notices: int) -> Path:
    home = plan.folder / f"matching-{plan.sizes.lines}-{notices}"
    if not home.exists():
        click.echo(f"  making {plan.sizes.lines:,} lines and {notices:,} notices …", err=True)
        partial = home.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        with open_warehouse(Settings(partial)) as warehouse:
            _fill(warehouse, reports=plan.sizes.lines // LINES_A_REPORT, notices=notices)
            warehouse.checkpoint()
        partial.rename(home)
    return home


def _fill(warehouse: Warehouse, *, reports: int, notices: int) -> None:
    sizes = {"reports": reports, "notices": notices, "lines": LINES_A_REPORT}
    for name, sql in _TABLES.items():
        used = {key: value for key, value in sizes.items() if f"${key}" in sql}
        warehouse.execute(f"INSERT INTO {warehouse.name(name)} BY NAME {sql}", used or None)


_TABLES = {
    "core.notices": """
SELECT 'm' || lpad(CAST(n AS VARCHAR), 5, '0') AS notice_id, n || '/QĐ-QLD' AS document_number,
    DATE '2026-10-01' - CAST(n % 1800 AS INTEGER) AS issued_on, 'recall' AS kind
FROM range($notices) r(n)
""",
    "core.recalled_products": """
SELECT notice_id, CAST(p AS INTEGER) AS product_no, w.name || ' ' || (p * 50) || ' mg' AS name,
    'VD-' || (10000 + hash(notice_id, p) % 90000) || '-' || (10 + hash(notice_id) % 17) AS registration_number
FROM core.notices JOIN (
    SELECT 'm' || lpad(CAST(n AS VARCHAR), 5, '0') AS notice_id, string_agg(syllable, '' ORDER BY i) AS name
    FROM (
        SELECT n, i, (['pa', 'do', 'mi', 'xe', 'tra', 'lo', 'fen', 'cor', 'zin', 'ra', 'vit', 'gas', 'nol', 'sul',
            'pre', 'dex'])[1 + CAST((hash(n * 10 + i) >> 20) % 16 AS BIGINT)] AS syllable
        FROM range($notices) r(n), range(4) t(i)
    ) GROUP BY n
) w USING (notice_id), range(1, 3) r(p)
""",
    "core.recalled_batches": """
SELECT notice_id, product_no, lpad(CAST(hash(notice_id, product_no, b) % 1000000 AS VARCHAR), 6, '0') AS batch_number
FROM core.recalled_products, range(1, 3) r(b)
""",
    "core.submissions": """
SELECT md5(CAST(n AS VARCHAR)) AS submission_id, md5(CAST(n AS VARCHAR)) AS file_sha256, 'f' AS file_name,
    '31' AS province_code, CAST(31000 + n % 114 AS VARCHAR) AS ward_code, 'monthly' AS form,
    TIMESTAMPTZ '2026-10-01' - to_days(CAST(n % 1800 AS INTEGER)) AS received_at, 'mail' AS received_evidence,
    TIMESTAMPTZ '2026-10-01' AS ingested_at, 1 AS version, true AS is_current, 'accepted' AS state,
    $lines AS line_count, 0 AS error_count, 0 AS warning_count
FROM range($reports) r(n)
""",
    # One line in twenty has a note; one note in fifty names goods that are recalled, with a slip here and there.
    "raw.inspection_lines": """
WITH goods AS (
    SELECT list(p.name || ' SĐK ' || p.registration_number || ' lô ' || b.batch_number
        ORDER BY notice_id, product_no, batch_number) AS said
    FROM core.recalled_products p JOIN core.recalled_batches b USING (notice_id, product_no)
)
SELECT submission_id || '-' || n AS line_id, submission_id, 'Kiểm tra' AS sheet,
    CAST(6 + n AS INTEGER) AS row,
    CASE
        WHEN dice % 1000 = 0 THEN 'phát hiện ' || said[1 + dice % len(said)]
        WHEN dice % 20 = 0 THEN 'đã nhắc nhở cơ sở số ' || dice % 900000 || ' bổ sung hóa đơn ngày '
            || (1 + dice % 28) || '/' || (1 + dice % 12) || ', lưu mẫu'
    END AS note
FROM (SELECT *, CAST(hash(submission_id, n) >> 2 AS BIGINT) AS dice FROM core.submissions, range($lines) r(n)), goods
""",
    "raw.reports": """
SELECT submission_id, file_sha256, 1 AS report_no, 'monthly' AS form, 'accepted' AS state, $lines AS line_count,
    0 AS error_count, 0 AS warning_count
FROM core.submissions
""",
    "raw.serious_cases": """
WITH goods AS (
    SELECT list((p.name, p.registration_number, b.batch_number) ORDER BY notice_id, product_no, batch_number) AS said
    FROM core.recalled_products p JOIN core.recalled_batches b USING (notice_id, product_no)
)
SELECT submission_id, 'Vụ việc' AS sheet, 6 AS row, true AS serious,
    CASE WHEN dice % 20 = 0 THEN said[1 + dice % len(said)][1] ELSE 'Hàng ' || dice % 70000 END AS product_name,
    CASE WHEN dice % 20 = 0 THEN said[1 + dice % len(said)][2]
        ELSE 'VD-' || (10000 + dice % 90000) || '-' || (10 + dice % 17) END AS registration_number,
    CASE WHEN dice % 40 = 0 THEN said[1 + dice % len(said)][3]
        ELSE lpad(CAST(dice % 1000000 AS VARCHAR), 6, '0') END AS batch_number
FROM (SELECT *, CAST(hash(submission_id, 'case') >> 2 AS BIGINT) AS dice FROM core.submissions), goods
""",
    "raw.hotline_entries": """
SELECT submission_id, 'Phản ánh' AS sheet, 6 AS row, 'medicine' AS category,
    'người dân hỏi về hàng ' || CAST(hash(submission_id, 'call') % 500000 AS VARCHAR) || ' không hóa đơn' AS content
FROM core.submissions
""",
}
"""In the order they read each other."""
