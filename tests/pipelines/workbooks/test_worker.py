"""One bad file costs only itself: crash, hang, memory."""

import hashlib
import io
import os
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines import guarding
from pipelines.errors import Health389Error
from pipelines.guarding import Limits
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.worker import Job, read_files


def job(path: Path) -> Job:
    return path, path.name, hashlib.sha256(path.read_bytes()).hexdigest()


def with_sheet(path: Path, cells: bytes) -> Path:
    """A real workbook whose only sheet is replaced by hostile XML."""
    plain = io.BytesIO()
    openpyxl.Workbook().save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            head = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            sheet = head + b"<sheetData>" + cells + b"</sheetData></worksheet>"
            new.writestr(name, sheet if name.startswith("xl/worksheets/sheet") else old.read(name))
    return path


def states(jobs: list[Job], context: ReadingContext, limits: Limits | None = None) -> list[tuple[str, str | None]]:
    return [(f.rows["raw.reports"][0]["state"], f.reason) for f in read_files(jobs, context, limits=limits)]


@pytest.mark.slow
def test_files_come_back_in_their_order(fill: Any, context: ReadingContext) -> None:
    jobs = [job(fill(cover={"prepared_by": str(number)})) for number in range(24)]
    parsed = list(read_files(jobs, context))
    assert [f.file_sha256 for f in parsed] == [sha256 for _, _, sha256 in jobs]
    assert {f.rows["raw.reports"][0]["state"] for f in parsed} == {"accepted"}


def test_no_file_gives_no_result(context: ReadingContext) -> None:
    assert list(read_files([], context)) == []


@pytest.mark.slow
def test_a_file_that_eats_memory_costs_only_itself(fill: Any, tmp_path: Path, context: ReadingContext) -> None:
    # A wide first row and a cell a million rows below, none with an address: room is wanted for all between them.
    corners = b"<row>" + b"<c><v>1</v></c>" * 16000 + b"</row>" + b"<row/>" * 900_000 + b"<row><c><v>1</v></c></row>"
    greedy = with_sheet(tmp_path / "greedy.xlsx", corners)
    jobs = [job(fill()), job(greedy), job(fill(cover={"prepared_by": "An"})), job(fill(cover={"prepared_by": "Bình"}))]
    assert states(jobs, context) == [
        ("accepted", None),
        ("unreadable", "parser_failed"),
        ("accepted", None),
        ("accepted", None),
    ]


@pytest.mark.slow
def test_a_file_that_takes_too_long_costs_only_itself(fill: Any, tmp_path: Path, context: ReadingContext) -> None:
    # Names and sizes are honest and within the limits; there is simply far too much in it.
    row = b'<row><c t="inlineStr"><is><t>x</t></is></c>' + b"<c><v>1.5</v></c>" * 300 + b"</row>"
    noise = b"".join(b"<!--" + os.urandom(24).hex().encode() + b"-->" for _ in range(8000))
    slow = with_sheet(tmp_path / "slow.xlsx", noise + row * 20_000)
    parsed = list(read_files([job(slow), job(fill())], context, limits=Limits(seconds=0.4)))
    assert [f.reason for f in parsed] == ["parser_slow", None]
    finding = parsed[0].rows["raw.findings"][0]
    assert "0.4 giây" in finding["message_vi"]
    assert finding["cure_vi"]
    assert finding["message_en"]


def test_a_file_that_vanished_costs_only_itself(fill: Any, tmp_path: Path, context: ReadingContext) -> None:
    jobs = [(tmp_path / "gone.xlsx", "gone.xlsx", "0" * 64), job(fill())]
    assert states(jobs, context) == [("unreadable", "parser_failed"), ("accepted", None)]


def test_bytes_broken_at_random_places_never_stop_the_others(
    fill: Any, tmp_path: Path, context: ReadingContext
) -> None:
    good = fill().read_bytes()
    jobs = []
    for seed in range(40):
        broken = bytearray(good)
        for step in range(1 + seed % 7):
            place = (seed * 7919 + step * 104729) % len(broken)
            broken[place] ^= 1 + (seed * 31 + step) % 255
        path = tmp_path / f"broken-{seed}.xlsx"
        path.write_bytes(bytes(broken))
        jobs.append(job(path))
    found = states([*jobs, job(fill())], context, Limits(seconds=10))
    assert len(found) == 41
    assert found[-1] == ("accepted", None)
    assert sum(state == "unreadable" for state, _ in found) > 10


def test_a_process_that_cannot_start_is_the_operators_trouble(
    fill: Any, context: ReadingContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "_START", "raise SystemExit(1)")
    with pytest.raises(Health389Error, match="does not start"):
        list(read_files([job(fill())], context))


def test_leaving_early_ends_the_process(fill: Any, context: ReadingContext) -> None:
    results = read_files([job(fill()) for _ in range(5)], context)
    assert next(results).is_readable
    results.close()  # type: ignore[attr-defined]
    assert list(results) == []
