"""The data files of the unit package, read as data: importing the package costs half a second and does far more.

Belongs here: where they are and opening them. Does not: what their tables mean (`units`, `legacy`). Imports no Polars:
the process that reads workbooks starts without it.
"""

from __future__ import annotations

import importlib.util
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import ReferenceDataError


def package_data() -> Path:
    """Return the folder of the unit package's data files.

    Raises:
        ReferenceDataError: the package is not installed.
    """
    found = importlib.util.find_spec("vietnamadminunits")
    if found is None or not found.submodule_search_locations:
        raise ReferenceDataError("The package vietnamadminunits is not installed. Run `make demo` or `uv sync` again.")
    return Path(found.submodule_search_locations[0]) / "data"


@contextmanager
def packaged_database() -> Iterator[sqlite3.Connection]:
    """Open the package's own tables, read-only."""
    connection = sqlite3.connect(f"{(package_data() / 'dataset.db').as_uri()}?mode=ro", uri=True)
    try:
        yield connection
    finally:
        connection.close()
