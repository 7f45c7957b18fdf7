"""The house: layers, docstrings, and documents that must agree with the code."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from pipelines.dictionary import markdown

ROOT = Path(__file__).parent.parent
FOLDERS = ("pipelines", "assets", "dashboards", "expectations")
MODULES = sorted(p for folder in FOLDERS for p in (ROOT / folder).rglob("*.py"))
LONGEST_FILE = 330


def test_folders_import_only_what_their_layer_allows() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([str(lint)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_says_what_belongs_in_it_and_what_does_not(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    assert docstring, "no module docstring"
    assert "elongs here" in docstring or "Belongs" in docstring, docstring
    assert "not" in docstring.lower(), docstring


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_fits_in_a_readers_head(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE
    assert path.stem not in {"utils", "helpers", "common", "misc"}


def test_workspace_and_dg_name_the_same_module() -> None:
    workspace = yaml.safe_load((ROOT / "workspace.yaml").read_text("utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (entry,) = workspace["load_from"]
    assert entry["python_module"]["module_name"] == project["tool"]["dg"]["project"]["code_location_target_module"]


def test_the_data_dictionary_is_what_the_declarations_say() -> None:
    written = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")
    assert written == markdown(), "run `make dictionary`"


def test_the_pins_hold_duckdb_where_its_files_open_everywhere() -> None:
    for lock in ("runtime", "dev"):
        assert "duckdb==1.5.5 " in (ROOT / "requirements" / f"{lock}.lock").read_text("utf-8")


def test_locks_name_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text("utf-8"), lock.name


def test_the_process_that_reads_workbooks_starts_without_polars_and_duckdb() -> None:
    """It is started for every `check`: half a second of imports is a third of the answer's time."""
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; import pipelines.workbooks.worker, pipelines.places; "
            "print({'polars', 'duckdb', 'dagster', 'great_expectations', 'openpyxl', 'pandas'} & set(sys.modules))",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "set()"
