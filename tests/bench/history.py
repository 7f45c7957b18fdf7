"""A home with years of history: every file, row and evidence as that many nights would have left them.

Belongs here: writing the inbox month by month, letting the product take it in, and repeating what one month's
workbooks gave. The files are small texts of their own: a night opens none that it knows. Does not: measuring.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TextIO

import click

from pipelines import inbox, runs
from pipelines.periods import month_window
from pipelines.settings import DEMO_MARKER, LOCAL_ZONE, Settings
from pipelines.tables import TABLES, Column, Table
from pipelines.warehouse import RAW_FILE, Warehouse, open_warehouse
from tests.bench.homes import month_home, night_home, workbooks
from tests.bench.plan import AS_OF, PERIOD, Plan
from tests.bench.processes import health389

MISSING_OF_100, LATE_OF_100 = 4, 6
_REPEATED = ("reports", "inspection_lines", "serious_cases", "sign_offs", "hotline_entries", "findings", "cells")


def history_home(plan: Plan) -> Path:
    """A home whose last night has taken in and published everything."""
    home = plan.folder / f"history-{plan.sizes.archived_files}"
    if not home.exists():
        partial = home.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        click.echo(f"  making a home of {plan.sizes.archived_files:,} files …", err=True)
        _make(plan, Settings(partial))
        settling = health389("nightly", "--as-of", AS_OF.isoformat(), env=plan.env(partial))
        click.echo(f"  the night that brought it up to date took {settling.seconds:.0f} s", err=True)
        partial.rename(home)
    return home


def copy_reference(source: Path, target: Path, *, first_period: str) -> None:
    """Give a home the month's directives and agencies, owing since an earlier month."""
    shutil.copytree(source / "reference", target / "reference")
    shutil.copy(source / DEMO_MARKER, target / DEMO_MARKER)
    start = month_window(first_period).start.isoformat()
    for path in (target / "reference" / "directives").glob("*.toml"):
        text = path.read_text("utf-8").replace(f'first_period = "{PERIOD}"', f'first_period = "{first_period}"')
        path.write_text(re.sub(r"^valid_from = .*$", f"valid_from = {start}", text, flags=re.MULTILINE), "utf-8")


def months_before(period: str, count: int) -> str:
    """The month that many months before."""
    index = int(period[:4]) * 12 + int(period[5:]) - 1 - count
    return f"{index // 12}-{index % 12 + 1:02d}"


def _make(plan: Plan, settings: Settings) -> None:
    reporters = [(path.parent.name, path.name.split("_")[0]) for path in workbooks(month_home(plan))]
    rounds = list(_rounds(reporters, plan.sizes.archived_files))
    settings.create_folders()
    shutil.rmtree(settings.reference)
    copy_reference(month_home(plan), settings.home, first_period=rounds[-1][0])
    with open_warehouse(settings) as warehouse:
        for period, files in reversed(rounds):
            night = _night_of(period)
            _write_round(settings, period, files, night)
            runs.start(warehouse, f"bench{period}", as_of=night, started_at=night)
            counts = inbox.take_in(warehouse, settings, night)
            run = f"bench{period}"
            runs.count_files(warehouse, run, seen=counts.files_seen, new=counts.files_new, failed=0)
            runs.finish(warehouse, run, finished_at=night, published=run)
        _repeat(warehouse, night_home(plan) / "warehouse" / RAW_FILE)


def _rounds(reporters: list[tuple[str, str]], wanted: int) -> Iterator[tuple[str, list[tuple[str, str, bool]]]]:
    """Months, newest first, each with (province, reporter, late) of those that sent; together `wanted` files."""
    made = back = 0
    while made < wanted:
        sent = []
        for number, (province, reporter) in enumerate(reporters):
            fate = (number * 7 + back * 13) % 100
            if fate >= MISSING_OF_100 and made < wanted:
                sent.append((province, reporter, fate < MISSING_OF_100 + LATE_OF_100))
                made += 1
        yield months_before(PERIOD, back), sent
        back += 1


def _night_of(period: str) -> datetime:
    """The night before that of the newest month, or a night of the month after the round closed."""
    if period == PERIOD:
        return AS_OF - timedelta(days=1)
    end = month_window(period).end
    return datetime(end.year, end.month, 28, 2, 0, tzinfo=LOCAL_ZONE)


def _write_round(settings: Settings, period: str, files: list[tuple[str, str, bool]], night: datetime) -> None:
    folder = settings.inbox_reports / period
    with _csv(folder) as listed:
        rows = csv.writer(listed, lineterminator="\n")
        rows.writerow(("file", "received_at", "sender", "channel"))
        for province, reporter, late in files:
            path = folder / province / f"{reporter}_{period}.xlsx"
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"health389 bench {reporter} {period}\n")
            received_at = night - timedelta(hours=5 if late and period != PERIOD else 150)
            name = path.relative_to(folder).as_posix()
            rows.writerow((name, received_at.isoformat(), f"{reporter}@minhhoa.example", "thư điện tử"))


def _csv(folder: Path) -> TextIO:
    folder.mkdir(parents=True)
    return (folder / "received.csv").open("w", encoding="utf-8", newline="")


def _repeat(warehouse: Warehouse, month: Path) -> None:
    """Give every file what that reporter's workbook of the month gave, under its own hash, period and dates."""
    warehouse.execute(f"ATTACH '{month}' AS month (READ_ONLY)")
    warehouse.execute(
        """
        CREATE TEMP TABLE copies AS
        SELECT m.file_sha256 AS old_sha, r.submission_id AS old_id, a.file_sha256 AS new_sha,
            left(a.file_sha256, 16) || '-' || r.report_no AS new_id, a.file_name, a.size_bytes, a.first_seen_at,
            split_part(a.path, '/', 2) AS period,
            CAST(date_diff('month', CAST(split_part(a.path, '/', 2) || '-01' AS DATE), CAST($newest AS DATE))
                AS INTEGER) AS back
        FROM raw_store.raw.arrivals a
        JOIN month.raw.arrivals m ON split_part(m.file_name, '_', 1) = split_part(a.file_name, '_', 1)
        JOIN month.raw.reports r ON r.file_sha256 = m.file_sha256
        """,
        {"newest": f"{PERIOD}-01"},
    )
    warehouse.execute(
        "INSERT INTO raw_store.raw.files BY NAME SELECT new_sha AS file_sha256, 'reports' AS inbox, c.file_name, "
        "c.size_bytes, c.first_seen_at AS ingested_at, f.read_state, f.reason, f.reader_version "
        "FROM copies c JOIN month.raw.files f ON f.file_sha256 = c.old_sha"
    )
    for name in _REPEATED:
        table = TABLES[f"raw.{name}"]
        key, old = ("submission_id", "old_id") if "submission_id" in table.column_names else ("file_sha256", "old_sha")
        columns = ", ".join(f"{_repeated(table, column)} AS {column.name}" for column in table.columns)
        warehouse.execute(
            f"INSERT INTO {warehouse.name(table)} BY NAME SELECT {columns} FROM copies c "
            f"JOIN month.raw.{name} o ON o.{key} = c.{old}"
        )
    warehouse.checkpoint()
    warehouse.execute("DETACH month")
    os.sync()


def _repeated(table: Table, column: Column) -> str:
    """The SQL of one column of a repeated row."""
    own = {
        "file_sha256": "c.new_sha",
        "submission_id": "c.new_id",
        "line_id": "replace(o.line_id, c.old_id, c.new_id)",
        "finding_id": "left(md5(o.finding_id || c.period), 24)",
        "figures_hash": "md5(o.figures_hash || c.period)",
        "period_text": "c.period",
        "period": f"CASE WHEN o.period = '{PERIOD}' THEN c.period ELSE o.period END",
        "case_code": "o.case_code || '-' || c.period",
    }
    if column.name in own:
        return own[column.name]
    if column.type in {"DATE", "TIMESTAMPTZ"}:
        return f"CAST(o.{column.name} - to_months(c.back) AS {column.type})"
    return f"o.{column.name}"
