"""A small sample home, and nights run on it as its user would: through the command."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from pipelines import publishing
from pipelines.sample import write_sample
from pipelines.settings import CHECKOUT, Settings

UNTIL = date(2026, 10, 31)
AS_OF = "2026-10-31T02:00:00+07:00"
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def sample_inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as `sample` leaves it: Đắk Lắk, two months, nothing run yet."""
    home = tmp_path_factory.mktemp("sample")
    write_sample(Settings(home=home), until=UNTIL, months=2, provinces=("66",), processes=1)
    return home


@pytest.fixture(scope="session")
def first_night(sample_inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same home after its first night; copied before anybody changes it."""
    home = tmp_path_factory.mktemp("night") / "home"
    shutil.copytree(sample_inbox, home)
    run(home, "nightly", "--as-of", AS_OF)
    return home


@pytest.fixture
def home(first_night: Path, tmp_path: Path) -> Path:
    """A copy of the home after its first night, to do with as one likes."""
    target = tmp_path / "home"
    shutil.copytree(first_night, target)
    return target


def run(home: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command on a home in a process of its own."""
    finished = subprocess.run(
        [sys.executable, str(CHECKOUT / "health389.py"), *arguments],
        env={**os.environ, "HEALTH389_HOME": str(home)},
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    if check and finished.returncode != 0:
        pytest.fail(
            f"health389 {' '.join(arguments)} ended with {finished.returncode}:\n{finished.stdout}{finished.stderr}"
        )
    return finished


def ask(home: Path, sql: str) -> list[tuple[object, ...]]:
    """Query the current snapshot of a home."""
    with publishing.read_snapshot(Settings(home=home)) as connection:
        return connection.sql(sql).fetchall()


def fingerprint(home: Path) -> dict[str, str]:
    """Hashes of the sorted tables of the current snapshot."""
    snapshot = publishing.current_snapshot(Settings(home=home))
    assert snapshot is not None
    return publishing.fingerprint(snapshot)


def raw(home: Path, sql: str) -> list[tuple[object, ...]]:
    """Query the writer's raw file of a home that no night is using."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{home / 'warehouse' / 'raw.duckdb'}' AS store (READ_ONLY)")
        connection.execute("USE store")
        return connection.sql(sql).fetchall()
