"""Running a suite: the only module that uses Great Expectations.

Belongs here: feeding a frame, reading which rows failed, turning each into a row of `raw.suite_findings`. Does not:
any particular expectation, or keeping the findings.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import polars as pl

from expectations.declaration import AS_OF_DAY, Expectation, Suite
from expectations.importing import great_expectations
from expectations.suites import SUITES
from expectations.wording import Words
from pipelines.errors import ContractError, Health389Error
from pipelines.settings import LOCAL_ZONE

_SEVERITIES = {"error": "critical", "warning": "warning", "info": "info"}
_SUBJECT = ("submission_id", "notice_id", "reporter_id", "form", "period", "sheet", "cell")

Row = dict[str, Any]


class ExpectationCrashError(Health389Error):
    """An expectation could not be evaluated: a mistake in the suite, never a statement about the data."""


def run_suite(suite_name: str, frame: pl.DataFrame, *, as_of: datetime, scope: str | None = None) -> list[Row]:
    """Check every row of `frame` and return the findings, one per row and broken expectation.

    Args:
        suite_name: A key of `SUITES`.
        frame: The rows to check, with the columns `Suite.needed` names (see `choose_rows`).
        as_of: The instant the night speaks for; `first_seen_at` of the findings.
        scope: What these rows are checked together as; by default each row's own scope columns.

    Returns:
        Rows of `raw.suite_findings`, ordered by rule and subject, each finding once.

    Raises:
        ContractError: the frame lacks a column.
        ExpectationCrashError: an expectation could not be evaluated.
    """
    return findings_of(SUITES[suite_name], frame, as_of=as_of, scope=scope)


def findings_of(suite: Suite, frame: pl.DataFrame, *, as_of: datetime, scope: str | None = None) -> list[Row]:
    """`run_suite` for a suite that need not be registered."""
    lacking = [name for name in suite.needed if name not in frame.columns]
    if lacking:
        message = (
            f"Suite {suite.table}: its frame lacks {', '.join(lacking)}; the SQL that chooses its rows must give them"
        )
        raise ContractError(message)
    if frame.is_empty():
        return []
    prepared = suite.prepare(frame)
    found: dict[str, Row] = {}
    for expectation, row in _broken(suite, prepared, as_of):
        finding = _finding(suite, expectation, row, as_of=as_of, scope=scope)
        found[finding["finding_id"]] = finding
    return sorted(found.values(), key=lambda row: (row["rule"], row["scope"], row["finding_id"]))


def scopes_of(suite_name: str, frame: pl.DataFrame) -> list[str]:
    """The scopes that checking `frame` settles: a finding in one of them that does not come back is mended."""
    suite = SUITES[suite_name]
    distinct = frame.select(suite.scope).unique().iter_rows(named=True)
    return sorted(_scope(suite, row) for row in distinct)


def _broken(suite: Suite, frame: pl.DataFrame, as_of: datetime) -> Iterator[tuple[Expectation, Row]]:
    """Yield each broken expectation with the row that breaks it."""
    by_id = {e.id: e for e in suite.expectations}
    for result in _results(suite, frame, as_of):
        expectation = by_id[result.expectation_config.meta["id"]]
        _refuse_a_crash(suite, expectation, result.exception_info)
        # Numbers of rows, not their keys: fetching each key out of pandas took longer than all expectations together.
        for row in frame[result.result.get("unexpected_index_list") or []].iter_rows(named=True):
            yield expectation, row


def _results(suite: Suite, frame: pl.DataFrame, as_of: datetime) -> Iterable[Any]:
    gx = great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset(suite.table)
    # Arrow-backed columns: plain to_pandas() would turn dates into datetimes and integers with nulls into floats.
    pandas_frame = frame.select(_judged_columns(suite, frame)).to_pandas(use_pyarrow_extension_array=True)
    batch = asset.add_batch_definition_whole_dataframe("rows").get_batch({"dataframe": pandas_frame})
    declared = gx.ExpectationSuite(
        suite.table, expectations=[_as_gx(gx, expectation, as_of) for expectation in suite.expectations]
    )
    # batch.validate, not a ValidationDefinition: the latter also serialises every failing row into a store.
    return batch.validate(  # type: ignore[no-any-return]
        declared,
        result_format={
            "result_format": "COMPLETE",
            "include_unexpected_rows": False,
        },
    ).results


def _judged_columns(suite: Suite, frame: pl.DataFrame) -> list[str]:
    """The columns that the arguments of expectations name: GX hashes every row of every column that it is given."""
    named = {text for e in suite.expectations for given in e.arguments.values() for text in _texts(given)}
    return [column for column in frame.columns if column in named]


def _texts(given: Any) -> Iterator[str]:
    if isinstance(given, str):
        yield given
    elif isinstance(given, list | tuple):
        for part in given:
            yield from _texts(part)


def _as_gx(gx: Any, expectation: Expectation, as_of: datetime) -> Any:
    day = as_of.astimezone(LOCAL_ZONE).date()
    arguments = {name: day if value == AS_OF_DAY else value for name, value in expectation.arguments.items()}
    return getattr(gx.expectations, expectation.kind)(
        **arguments,
        severity=_SEVERITIES[expectation.severity],
        notes=expectation.notes,
        meta={"id": expectation.id, "owner": expectation.owner},
    )


def _refuse_a_crash(suite: Suite, expectation: Expectation, exception_info: Mapping[str, Any]) -> None:
    """Raise when the result is no judgement at all: a crash also says success = False."""
    infos = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    for info in infos:
        if info.get("raised_exception"):
            message = f"Suite {suite.table}, expectation {expectation.id} crashed: {info.get('exception_message')}"
            raise ExpectationCrashError(message)


def _finding(
    suite: Suite,
    expectation: Expectation,
    row: Row,
    *,
    as_of: datetime,
    scope: str | None,
) -> Row:
    vietnamese, english = Words(row, "vi"), Words(row, "en")
    identity = "\x1f".join((expectation.id, *(_as_text(row[name]) for name in suite.key)))
    return {
        **{name: row.get(name) for name in _SUBJECT},
        "finding_id": hashlib.sha256(identity.encode()).hexdigest()[:16],
        "suite": suite.table,
        "scope": scope or _scope(suite, row),
        "rule": expectation.id,
        "severity": expectation.severity,
        "value": expectation.value.format_map(vietnamese) or None,
        "expected": expectation.expected.format_map(vietnamese) or None,
        "message_vi": expectation.message_vi.format_map(vietnamese),
        "message_en": expectation.message_en.format_map(english),
        "cure_vi": expectation.cure_vi.format_map(vietnamese),
        "cure_en": expectation.cure_en.format_map(english),
        "first_seen_at": as_of,
        "resolved_at": None,
    }


def _scope(suite: Suite, row: Mapping[str, Any]) -> str:
    return "|".join(_as_text(row[name]) for name in suite.scope)


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)
