"""The last published snapshot as what is known beside a file that somebody checks before sending it.

Belongs here: opening the snapshot for `check`. Does not: comparing (`comparing`), or what `check` says
(`pipelines.workbooks.checking`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import polars as pl

from pipelines.history.finding import findings_of_file, history_rules
from pipelines.publishing import current_snapshot, read_snapshot
from pipelines.recalls.naming import plain_words
from pipelines.settings import Settings
from pipelines.workbooks.context import ReadingContext

Rows = Mapping[str, list[dict[str, Any]]]

_TYPES = {"BOOLEAN": pl.Boolean(), "VARCHAR": pl.String(), "BIGINT": pl.Int64()}
"""Types of what is asked of a snapshot."""


@contextmanager
def beside_snapshot(
    settings: Settings, context: ReadingContext, *, received_at: datetime
) -> Iterator[Callable[[Rows], list[dict[str, Any]]] | None]:
    """Give a function from the rows of a file to further findings about it; None when nothing has been published."""
    if current_snapshot(settings) is None:
        yield None
        return
    rules = history_rules(settings.shipped_reference, settings.reference)
    plain = plain_words(settings)
    provinces = {reporter.reporter_id: reporter.province_code for reporter in context.reporters.values()}
    with read_snapshot(settings) as connection:

        def query(sql: str, parameters: Mapping[str, Any]) -> pl.DataFrame:
            # Rows by hand: DuckDB's own way to Polars imports pyarrow, a third of a second of a cold start.
            found = connection.sql(sql, params=dict(parameters))
            types = {name: _TYPES[str(kind)] for name, kind in zip(found.columns, found.types, strict=True)}
            return pl.DataFrame(found.fetchall(), schema=types, orient="row")

        def beside(rows: Rows) -> list[dict[str, Any]]:
            return findings_of_file(rows, query, rules, provinces=provinces, plain=plain, received_at=received_at)

        yield beside
