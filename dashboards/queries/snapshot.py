"""The published file that pages read: opened read-only, one cursor per question, answers kept by file name.

Belongs here: connections and caching. Does not: any particular question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import streamlit as st

from pipelines.publishing import current_snapshot
from pipelines.settings import LOCAL_ZONE, Settings

OLDER = (duckdb.CatalogException, duckdb.BinderException)
"""What a question raises when the published file lacks a table or column: an earlier version of the program made it."""
_NAMED = re.compile(r"\$([a-z_]+)")


@dataclass(frozen=True)
class Snapshot:
    """One immutable published file."""

    path: Path

    @property
    def name(self) -> str:
        """The file's name: unique for its content, so it keys every cache."""
        return self.path.name

    def ask(self, sql: str, **parameters: Any) -> pl.DataFrame:
        """Run one statement with its named parameters; those it does not name are left out.

        Answers are cached for as long as the file's name stays the same.
        """
        named = set(_NAMED.findall(sql))
        used = tuple(sorted((name, value) for name, value in parameters.items() if name in named))
        return _answer(str(self.path), sql, used)

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of its own on local time, for a question that is more than one statement."""
        cursor = _connection(str(self.path)).cursor()
        try:
            cursor.execute(f"SET TimeZone = '{LOCAL_ZONE.key}'")
            yield cursor
        finally:
            cursor.close()


def published(settings: Settings) -> Snapshot | None:
    """The snapshot to read now, or None when nothing has been published."""
    path = current_snapshot(settings)
    return None if path is None else Snapshot(path)


@st.cache_resource(max_entries=3, show_spinner=False, on_release=lambda connection: connection.close())
def _connection(path: str) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(path, read_only=True)
    connection.execute(f"SET TimeZone = '{LOCAL_ZONE.key}'")
    return connection


@st.cache_data(max_entries=2000, show_spinner=False)
def _answer(path: str, sql: str, parameters: tuple[tuple[str, Any], ...]) -> pl.DataFrame:
    with Snapshot(Path(path)).cursor() as cursor:
        return cursor.sql(sql, params=dict(parameters)).pl() if parameters else cursor.sql(sql).pl()
