"""Intake of one national month, beside a bare calamine read and pandas + openpyxl on the same files.

Belongs here: the three readings, each in a process of its own, the plain ones before and after ours. Does not: the
rest of the night (`nights`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook

from pipelines import inbox, intake, reference
from pipelines.settings import Settings
from pipelines.warehouse import open_warehouse
from pipelines.workbooks.context import reading_context
from tests.bench.figures import Figure
from tests.bench.homes import fresh_copy, month_home, workbooks
from tests.bench.plan import AS_OF, Plan
from tests.bench.processes import in_fresh_process


def measure(plan: Plan) -> Iterator[Figure]:
    home = month_home(plan)
    files = workbooks(home)
    step = max(1, len(files) // plan.sizes.opened_with_pandas)
    sampled = files[::step][: plan.sizes.opened_with_pandas]
    for path in files:
        path.read_bytes()  # all of them from the page cache, in every reading
    plain = [(in_fresh_process(_calamine, files), in_fresh_process(_pandas, sampled))]
    copy = fresh_copy(home, plan.folder / "intake")
    ours, read, parts = in_fresh_process(_intake, copy)
    plain.append((in_fresh_process(_calamine, files), in_fresh_process(_pandas, sampled)))
    if read != len(files):
        message = f"{read} of {len(files)} workbooks were read"
        raise AssertionError(message)
    calamine = sum(before_or_after for before_or_after, _ in plain) / 2
    opened = sum(times[0] for _, times in plain) / 2
    all_read = sum(times[1] for _, times in plain) / 2
    each = ours / read
    shares = ", ".join(f"{name} {seconds / read * 1000:.2f}" for name, seconds in parts.items())
    yield Figure("intake: one workbook, everything included", each * 1000, "ms", 3, note=f"{read:,} files; {shares}")
    yield Figure("  bare calamine, all sheets", calamine * 1000, "ms", note="the same files, before and after ours")
    yield Figure("  pandas + openpyxl, only opened", opened * 1000, "ms", note=f"pd.ExcelFile, {len(sampled)} of them")
    yield Figure("  pandas + openpyxl, all sheets read", all_read * 1000, "ms", note="the same sample")
    yield Figure("  faster than pandas + openpyxl opens them", opened / each, "×", 4, at_least=True)
    yield Figure("  faster than pandas + openpyxl reads them", all_read / each, "×", 4, at_least=True)
    yield Figure("  slower than bare calamine", each / calamine, "×", 8)


def _calamine(files: Sequence[Path]) -> float:
    """Seconds for one file."""
    began = time.perf_counter()
    for path in files:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            workbook.get_sheet_by_name(name).to_python()
    return (time.perf_counter() - began) / len(files)


def _pandas(files: Sequence[Path]) -> tuple[float, float]:
    """Seconds for one file: opened, and opened with every sheet read."""
    opened = read = 0.0
    for path in files:
        began = time.perf_counter()
        pd.ExcelFile(path, engine="openpyxl").close()
        middle = time.perf_counter()
        pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")
        opened += middle - began
        read += time.perf_counter() - middle
    return opened / len(files), read / len(files)


def _intake(home: Path) -> tuple[float, int, dict[str, float]]:
    """Seconds for all files, how many were read, and the seconds of each part."""
    settings = Settings(home)
    with open_warehouse(settings) as warehouse:
        marks = [time.perf_counter()]
        known = reference.load(settings.shipped_reference, overlay=settings.reference, demo=settings.is_demo)
        context = reading_context(known, shipped=settings.shipped_reference)
        marks.append(time.perf_counter())
        inbox.take_in(warehouse, settings, AS_OF)
        marks.append(time.perf_counter())
        counts = intake.read_reports(warehouse, settings, context)
        marks.append(time.perf_counter())
    names = ("reference data", "scan and archive", "read, check, load")
    parts = {name: marks[i + 1] - marks[i] for i, name in enumerate(names)}
    return marks[-1] - marks[0], counts.files_read - counts.files_failed, parts
