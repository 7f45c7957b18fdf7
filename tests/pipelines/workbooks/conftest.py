"""A small world of workbooks: the shipped reference data, our form filled in one call, one file read in one call."""

import hashlib
import io
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.reference import load
from pipelines.settings import CHECKOUT
from pipelines.workbooks.context import ReadingContext, Reporter, reading_context
from pipelines.workbooks.intake import ParsedFile, parse_file
from pipelines.workbooks.template import ReportContent, write_form
from tests.pipelines.workbooks.scenario import COVER, ROWS

SHIPPED = CHECKOUT / "data" / "reference"

Fill = Callable[..., Path]
Read = Callable[[Path], ParsedFile]
Edit = Callable[[Path, Callable[[Any], None]], Path]


@pytest.fixture(scope="session")
def context() -> ReadingContext:
    return reading_context(load(SHIPPED), shipped=SHIPPED)


@pytest.fixture(scope="session")
def ward(context: ReadingContext) -> Reporter:
    return next(r for r in context.reporters.values() if r.ward_code and r.province_code == "31")


@pytest.fixture(scope="session")
def agency(context: ReadingContext) -> Reporter:
    return context.reporters["31-SCT"]


@pytest.fixture
def fill(tmp_path: Path, context: ReadingContext, ward: Reporter) -> Fill:
    """Write our form with content: `fill(rows={...}, cover={...}, form="monthly", reporter=ward)`."""

    def write(
        *,
        form: str = "monthly",
        reporter: Reporter | None = None,
        period: str | None = "2026-10",
        cover: Mapping[str, Any] = COVER,
        rows: Mapping[str, Sequence[Mapping[str, Any]]] = ROWS,
    ) -> Path:
        path = tmp_path / f"{form}-{len(list(tmp_path.iterdir()))}.xlsx"
        content = ReportContent(cover, rows)
        write_form(path, form=form, reporter=reporter or ward, period=period, reference=context, content=content)
        return path

    return write


@pytest.fixture
def read(context: ReadingContext) -> Read:
    """Read one file in this process."""

    def parse(path: Path) -> ParsedFile:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        return parse_file(path, file_name=path.name, sha256=sha256, context=context)

    return parse


@pytest.fixture
def edit() -> Edit:
    """Open a workbook with openpyxl, change it, save it under a new name."""

    def change(path: Path, how: Callable[[Any], None]) -> Path:
        workbook = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        how(workbook)
        changed = path.with_stem(path.stem + "-edited")
        workbook.save(changed)
        return changed

    return change


@pytest.fixture
def office(tmp_path: Path) -> Any:
    """Convert a file with LibreOffice."""

    def convert(data: bytes, ending: str) -> bytes:
        if shutil.which("soffice") is None:
            if os.environ.get("CI") == "true":
                pytest.fail("soffice is not installed; apt-get install libreoffice-calc")
            pytest.skip("soffice is not installed")
        source = tmp_path / "a.xlsx"
        source.write_bytes(data)
        profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
        command = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(tmp_path), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return (tmp_path / f"a.{ending}").read_bytes()

    return convert
