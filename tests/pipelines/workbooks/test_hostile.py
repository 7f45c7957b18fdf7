"""Hostile files through the guarded reader: each costs only itself, and says why."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from pipelines.guarding import Limits
from pipelines.workbooks.context import ReadingContext
from pipelines.workbooks.intake import ParsedFile
from pipelines.workbooks.worker import Job, read_files
from tests.pipelines.workbooks.test_rules import zipped

LIMITS = Limits(seconds=10.0, memory_bytes=512 * 1024 * 1024)


def with_part(name: str, content: bytes) -> bytes:
    """A workbook of one sheet with one part replaced."""
    plain, target = io.BytesIO(), io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "x"
    workbook.save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return target.getvalue()


def sheet_named(name: str) -> bytes:
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(target, {"in_memory": True})
    workbook.add_worksheet("MAU").write(0, 0, 5)
    workbook.close()
    changed = io.BytesIO()
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            new.writestr(
                part, content.replace(b'"MAU"', f'"{name}"'.encode()) if part == "xl/workbook.xml" else content
            )
    return changed.getvalue()


MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OLD_XML = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SMALL = zipped({"a.csv": b"a;b\n" * 9})
HOSTILE: dict[str, Callable[[], bytes]] = {
    "deep styles": lambda: with_part("xl/styles.xml", b"<styleSheet>" + b"<a>" * 300_000),
    "huge shared strings": lambda: with_part(
        "xl/sharedStrings.xml", b"<sst " + MAIN + b">" + b"<si><t>" + b"x" * 15_000_000 + b"</t></si></sst>"
    ),
    "a column beyond the last": lambda: with_part(
        "xl/worksheets/sheet1.xml",
        b"<worksheet " + MAIN + b'><sheetData><row r="1"><c r="ZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>',
    ),
    "a million columns in a page": lambda: b"<table><tr>" + b"<td>1" * 1_000_000,
    "nested mails": lambda: b"From: a@b.vn\nReceived: x\nContent-Type: message/rfc822\n\n" * 3000,
    "nested markup": lambda: b"<table><tr><td>" * 20_000,
    "nested old xml": lambda: OLD_XML + b"<a>" * 100_000,
    "zip of zips": lambda: zipped({f"{n}.zip": zipped({f"{m}.zip": SMALL for m in range(40)}) for n in range(40)}),
    "a text of quotes": lambda: b'"' * 3_000_000 + b";\n",
    "a text of separators": lambda: b";" * 5_000_000 + b"\n" + b";" * 5_000_000,
    "only nulls": lambda: b"\x00" * 1_000_000,
    "an old file of nothing": lambda: OLE + "Workbook".encode("utf-16-le") + b"\xff" * 5000,
}  # fmt: skip


def read_beside_good(data: bytes, fill: Any, tmp_path: Path, context: ReadingContext) -> ParsedFile:
    """Read a file between two good ones, which must not suffer."""
    path = tmp_path / "hostile.xls"
    path.write_bytes(data)
    jobs: list[Job] = [(p, p.name, hashlib.sha256(p.read_bytes()).hexdigest()) for p in (fill(), path, fill())]
    before, hostile, after = read_files(jobs, context, limits=LIMITS, spool=tmp_path)
    assert before.rows["raw.reports"][0]["state"] == after.rows["raw.reports"][0]["state"] == "accepted"
    return hostile


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_only_itself(name: str, fill: Any, tmp_path: Path, context: ReadingContext) -> None:
    hostile = read_beside_good(HOSTILE[name](), fill, tmp_path, context)
    states = [report["state"] for report in hostile.rows.get("raw.reports", ())]
    assert "accepted" not in states
    assert hostile.rows["raw.findings"] or "raw.contents" in hostile.rows


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "=1+1", "=cmd|'/C calc'!A0", "&#1;&#7;", "&lt;script&gt;alert(1)&lt;/script&gt;", "A" * 400],
)
def test_a_strange_sheet_name_is_only_a_name(name: str, fill: Any, tmp_path: Path, context: ReadingContext) -> None:
    hostile = read_beside_good(sheet_named(name), fill, tmp_path, context)
    assert hostile.rows["raw.reports"][0]["state"] in ("unrecognised", "unreadable")
    assert not (tmp_path.parent / "etc").exists()


def test_links_to_other_programs_are_said_and_not_followed(fill: Any, tmp_path: Path, context: ReadingContext) -> None:
    link = b'<externalLink><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>'
    hostile = read_beside_good(with_part("xl/externalLinks/externalLink1.xml", link), fill, tmp_path, context)
    assert "external_links" in {finding["rule"] for finding in hostile.rows["raw.findings"]}
