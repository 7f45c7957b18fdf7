"""A home with five national years in `core`: rows made by SQL, in the types and orders of the declarations.

Belongs here: what those years hold. Does not: rebuilding marts from them (`marts`), asking them (`queries`).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from string import Template

import click

from pipelines import runs
from pipelines.core import attribution, reports
from pipelines.core import reference as core_reference
from pipelines.periods import month_window, year_window
from pipelines.reference import Reference, load
from pipelines.settings import CHECKOUT, Settings
from pipelines.warehouse import Warehouse, open_warehouse
from tests.bench.history import copy_reference, months_before
from tests.bench.homes import month_home
from tests.bench.plan import AS_OF, PERIOD, Plan

_GROUPS = "['medicine', 'cosmetic', 'health_supplement', 'medical_device']"


def years_home(plan: Plan) -> Path:
    """The home, made when missing: core and findings filled, no mart built."""
    home = plan.folder / f"years-{plan.sizes.lines}"
    if not home.exists():
        click.echo(f"  making {plan.sizes.lines:,} inspection lines over {plan.sizes.months} months …", err=True)
        partial = home.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        _make(plan, Settings(partial))
        partial.rename(home)
    return home


def prepare(warehouse: Warehouse, settings: Settings) -> Reference:
    """What earlier steps of a night leave for the marts: reference data, decisions, cases."""
    reference = load(settings.shipped_reference, overlay=settings.reference, demo=settings.is_demo)
    core_reference.build(warehouse, reference)
    reports.build_decisions(warehouse, settings, as_of=AS_OF)
    attribution.build(warehouse, reference.place_index, as_of=AS_OF)
    return reference


def _make(plan: Plan, settings: Settings) -> None:
    first = months_before(PERIOD, plan.sizes.months - 1)
    copy_reference(month_home(plan), settings.home, first_period=first)
    _add_years(settings, first)
    settings.create_folders()
    with open_warehouse(settings) as warehouse:
        reference = prepare(warehouse, settings)
        reports.build_rounds(warehouse, reference, as_of=AS_OF)
        runs.start(warehouse, "bench", as_of=AS_OF, started_at=AS_OF)
        runs.finish(warehouse, "bench", finished_at=AS_OF, published="bench")
        sizes = {"lines": plan.sizes.lines, "notices": plan.sizes.notices, "as_of": AS_OF}
        for name, sql in _TABLES.items():
            parameters = {key: value for key, value in sizes.items() if f"${key}" in sql}
            if name.startswith("raw."):
                warehouse.execute(f"INSERT INTO {warehouse.name(name)} BY NAME {sql}", parameters)
            else:
                warehouse.replace_by_query(name, sql, parameters or None)
        reports.build_serious_cases(warehouse, reference, as_of=AS_OF)
        runs.build(warehouse, as_of=AS_OF)
        warehouse.checkpoint()


def _add_years(settings: Settings, first: str) -> None:
    """Owe a yearly report too, and keep recall ledgers from the first month on."""
    template = Template((CHECKOUT / "data" / "reference" / "demo" / "yearly.toml").read_text("utf-8"))
    years = [y for y in range(int(first[:4]), 2027) if year_window(str(y), "10-01").end < AS_OF.date()]
    starts = ["province_code,starts_on,source"]
    opening = month_window(first).start
    for path in sorted((settings.reference / "directives").glob("*.toml")):
        code = path.name[:2]
        if years:
            values = {
                "province_code": code,
                "receiver_id": f"{code}-SYT",
                "year": years[0],
                "last_year": years[-1],
                "first_start": max(opening, year_window(str(years[0]), "10-01").start).isoformat(),
            }
            path.write_text(path.read_text("utf-8") + template.substitute(values), "utf-8")
        starts.append(f"{code},{opening.isoformat()},bench")
    (settings.reference / "ledger_starts.csv").write_text("\n".join(starts) + "\n", "utf-8")


_SUBMISSIONS = """
SELECT left(key, 16) || '-1' AS submission_id, key || key AS file_sha256, reporter_id || '_' || period || '.xlsx'
        AS file_name, reporter_id, province_code, ward_code, obligation_id, directive_id, form, period,
    due_at + CASE WHEN dice < 94 THEN to_hours(-2 - dice * 3) ELSE to_hours(dice) END AS received_at,
    'received_csv' AS received_evidence, due_at + INTERVAL 5 DAY AS ingested_at, 1 AS version,
    dice <> 50 AS is_current,
    CASE WHEN dice = 50 THEN 'returned' WHEN dice % 10 = 0 THEN 'accepted_with_warnings' ELSE 'accepted' END AS state,
    CASE WHEN dice % 6 = 0 THEN 'nil' ELSE 'filled' END AS content, 33 AS line_count,
    CAST(dice = 50 AS BIGINT) AS error_count, CAST(dice % 10 = 0 AS BIGINT) AS warning_count
FROM (
    SELECT *, md5(obligation_id || reporter_id || period) AS key,
        CAST(hash(obligation_id, reporter_id, period) % 100 AS INTEGER) AS dice
    FROM core.expected_reports
    WHERE due_at <= $as_of
)
WHERE dice >= 4
"""

_LINES = """
WITH senders AS (
    SELECT *, count(*) OVER () AS senders FROM core.submissions WHERE form = 'monthly'
),
wards AS (
    SELECT province_code, list(ward_code ORDER BY ward_code) AS wards
    FROM reference.units WHERE ward_code IS NOT NULL GROUP BY ALL
),
codes AS (
    SELECT (SELECT list(category) FROM reference.categories) AS categories,
        (SELECT list(violation) FROM reference.violations) AS violations,
        (SELECT list(channel) FROM reference.channels) AS channels
),
lines AS (
    SELECT s.*, n, CAST(hash(submission_id, n) >> 2 AS BIGINT) AS dice
    FROM senders s, range(CAST(ceil($lines / senders) AS BIGINT)) r(n)
    LIMIT CAST($lines AS BIGINT)
)
SELECT submission_id || '-' || (n + 1) AS line_id, submission_id, reporter_id, directive_id, form, l.province_code,
    ward_code, coalesce(ward_code, wards[1 + dice % len(wards)]) AS place_ward_code, period,
    categories[1 + dice % len(categories)] AS category, violations[1 + (dice >> 8) % len(violations)] AS violation,
    channels[1 + (dice >> 16) % len(channels)] AS channel, 1 + dice % 7 AS establishments_inspected,
    CAST(dice % 9 = 0 AS BIGINT) AS establishments_violating, CAST(dice % 27 = 0 AS BIGINT) AS cases_smuggled,
    CAST(dice % 9 = 0 AS BIGINT) AS cases_fraud, 0 AS cases_counterfeit, CAST(dice % 9 = 0 AS BIGINT) AS cases_total,
    0 AS criminal_cases, 0 AS criminal_persons, CAST(dice % 9 = 0 AS BIGINT) AS administrative_cases,
    0 AS transferred_cases, 0 AS pending_cases, 0 AS other_cases,
    CASE WHEN dice % 9 = 0 THEN (1 + (dice >> 24) % 40) * 500000 ELSE 0 END AS fines_vnd,
    CASE WHEN dice % 9 = 0 THEN (1 + (dice >> 32) % 90) * 300000 ELSE 0 END AS goods_value_vnd,
    CAST(dice % 5 = 0 AS BIGINT) AS samples_taken, CAST(dice % 65 = 0 AS BIGINT) AS samples_failed,
    'Kiểm tra' AS sheet, CAST(n + 6 AS INTEGER) AS row
FROM lines l JOIN wards USING (province_code), codes
"""

_NOTICES = f"""
SELECT 'bench-' || lpad(CAST(n AS VARCHAR), 4, '0') AS notice_id, n || '/QĐ-QLD-MH' AS document_number,
    CAST($as_of AS DATE) - CAST(10 + n * 11 AS INTEGER) AS issued_on, issued_on AS published_on,
    CASE WHEN n % 8 = 7 THEN 'counterfeit_warning' ELSE 'recall' END AS kind,
    {_GROUPS}[1 + n % 4] AS product_group, CAST(1 + n % 3 AS INTEGER) AS level, 'Minh họa' AS authority,
    'national' AS reach,
    0.8 AS completeness
FROM range($notices) r(n)
"""

_PRODUCTS = """
SELECT notice_id, CAST(p AS INTEGER) AS product_no, 'Minh họa ' || notice_id || p AS name,
    'VD-' || (10000 + hash(notice_id, p) % 90000) || '-26' AS registration_number
FROM core.notices, range(1, 3) r(p)
"""

_BATCHES = """
SELECT notice_id, product_no, 'MH' || b || right(notice_id, 4) AS batch_number
FROM core.recalled_products, range(1, 3) r(b)
"""

_SIGN_OFFS = """
SELECT n.notice_id, s.submission_id, s.reporter_id, s.province_code, s.ward_code, 'Minh họa' AS product_name,
    p.registration_number, n.issued_on + 3 AS acknowledged_on, dice % 9 AS establishments_checked,
    0 AS establishments_holding, CAST(dice % 50 = 0 AS DOUBLE) AS quantity_found,
    CAST(dice % 50 = 0 AS DOUBLE) AS quantity_sealed, 'hộp' AS quantity_unit,
    CASE WHEN dice % 4 > 0 THEN n.issued_on + 20 END AS closed_on, 'Thu hồi' AS sheet,
    CAST(5 + row_number() OVER (PARTITION BY s.submission_id ORDER BY n.notice_id) AS INTEGER) AS row
FROM core.notices n
JOIN core.recalled_products p ON p.notice_id = n.notice_id AND p.product_no = 1
JOIN (SELECT *, hash(submission_id) AS dice FROM core.submissions) s
    ON s.form = 'monthly' AND s.ward_code IS NOT NULL AND s.is_current
    AND s.period = strftime(n.issued_on + INTERVAL 20 DAY, '%Y-%m')
WHERE dice % 5 > 0
"""

_HOTLINE = """
SELECT submission_id, province_code, ward_code AS place_ward_code,
    CAST(received_at AS DATE) - 9 AS received_on, 'phone' AS channel, 'medicine' AS category, 'done' AS state,
    CAST(received_at AS DATE) AS resolved_on, 'Phản ánh' AS sheet, 6 AS row
FROM core.submissions
WHERE form = 'monthly'
"""

_CASES = """
WITH recalled AS (
    SELECT list(registration_number ORDER BY notice_id, product_no) AS numbers FROM core.recalled_products
)
SELECT submission_id, 'Vụ việc' AS sheet, 6 AS row, 'BENCH-' || left(submission_id, 16) AS case_code,
    true AS serious, received_at - INTERVAL 3 DAY AS detected_at, ward_code AS place_ward_code,
    'medicine' AS category, 'counterfeit' AS violation, 'Minh họa' AS product_name,
    CASE WHEN dice % 5 = 0 THEN numbers[1 + dice % len(numbers)] ELSE 'VD-0-26' END AS registration_number,
    CASE WHEN dice % 5 = 0 THEN 'MH1' || lpad(CAST((dice % len(numbers)) // 2 AS VARCHAR), 4, '0') END AS batch_number,
    1000000 AS value_vnd
FROM (SELECT *, CAST(hash(submission_id, 'case') >> 2 AS BIGINT) AS dice FROM core.submissions), recalled
WHERE form = 'monthly' AND content = 'filled' AND dice % 100 < 2
"""

_FINDINGS = """
SELECT left(md5(submission_id || n), 24) AS finding_id, submission_id, reporter_id, province_code, ward_code, form,
    period, 'rule_' || (hash(submission_id, n) % 40) AS rule,
    ['error', 'warning', 'info'][1 + CAST(hash(submission_id, n) % 3 AS BIGINT)] AS severity, file_name,
    'Kiểm tra' AS sheet, 'D' || (6 + n) AS cell, '12' AS value, '13' AS expected,
    'Tổng không khớp (minh họa)' AS message_vi, 'The total does not agree (illustration)' AS message_en,
    'Sửa ô này' AS cure_vi, 'Mend this cell' AS cure_en, ingested_at AS first_seen_at,
    CASE WHEN n = 0 THEN ingested_at + INTERVAL 9 DAY END AS resolved_at
FROM core.submissions, range(2) r(n)
"""

_TABLES = {
    "core.submissions": _SUBMISSIONS,
    "core.inspection_lines": _LINES,
    "core.notices": _NOTICES,
    "core.recalled_products": _PRODUCTS,
    "core.recalled_batches": _BATCHES,
    "core.sign_offs": _SIGN_OFFS,
    "core.hotline_entries": _HOTLINE,
    "raw.serious_cases": _CASES,
    "quality.findings": _FINDINGS,
}
"""In the order they read each other."""
