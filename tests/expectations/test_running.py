"""Running a suite: crashes, missing columns, scopes, speed of import."""

from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest

from expectations import ExpectationCrashError, run_suite, scopes_of
from expectations.declaration import Expectation, Suite
from expectations.running import findings_of
from pipelines.errors import ContractError
from tests.expectations.examples import AS_OF, BROKEN, SOUND, frame_of, told_apart


def _suite(kind: str, arguments: dict[str, object]) -> Suite:
    expectation = Expectation(
        id="trial",
        kind=kind,
        arguments=arguments,
        severity="error",
        owner="operator",
        notes="trial",
        message_vi="{key} sai",
        message_en="{key} is wrong",
        cure_vi="sửa",
        cure_en="mend",
    )
    return Suite(
        table="core.trial",
        grain="One row.",
        key=("key",),
        scope=("key",),
        columns=("figure",),
        expectations=(expectation,),
    )


@pytest.mark.slow
def test_a_crashed_expectation_is_an_error_and_never_bad_data() -> None:
    suite = _suite("ExpectColumnValuesToBeBetween", {"column": "figure", "max_value": 3})
    frame = pl.DataFrame({"key": ["a", "b"], "figure": ["one", "two"]})
    with pytest.raises(ExpectationCrashError, match=r"core\.trial, expectation trial"):
        findings_of(suite, frame, as_of=AS_OF)


@pytest.mark.slow
def test_an_expectation_about_a_column_that_is_not_there_is_an_error() -> None:
    suite = _suite("ExpectColumnValuesToNotBeNull", {"column": "nowhere"})
    frame = pl.DataFrame({"key": ["a"], "figure": [1]})
    with pytest.raises(ExpectationCrashError, match="trial"):
        findings_of(suite, frame, as_of=AS_OF)


@pytest.mark.slow
def test_dates_instants_and_whole_numbers_with_nulls_keep_their_types_on_the_way_to_gx() -> None:
    row = {**SOUND["core.recalled_batches"], "manufactured_on": None}
    broken = {**SOUND["core.recalled_batches"], **BROKEN["batch_made_before_its_notice"], "notice_id": "n2"}
    found = run_suite("core.recalled_batches", frame_of("core.recalled_batches", [row, broken]), as_of=AS_OF)
    assert [(f["notice_id"], f["rule"], f["value"]) for f in found] == [
        ("n2", "batch_made_before_its_notice", "15/10/2026")
    ]


@pytest.mark.slow
def test_rows_that_share_a_key_become_one_finding() -> None:
    row = {**SOUND["core.sign_offs"], **BROKEN["sign_off_names_a_known_notice"]}
    assert len(run_suite("core.sign_offs", frame_of("core.sign_offs", [row, row]), as_of=AS_OF)) == 1


@pytest.mark.slow
def test_the_same_row_gives_the_same_finding_id_on_another_night() -> None:
    row = {**SOUND["mart.compliance"], **BROKEN["none_missing"]}
    tonight, tomorrow = (
        run_suite("mart.compliance", frame_of("mart.compliance", [row | {"hours_late": hours}]), as_of=AS_OF)[0]
        for hours in (218.0, 242.0)
    )
    assert tonight["finding_id"] == tomorrow["finding_id"]
    assert tonight["message_vi"] != tomorrow["message_vi"]


@pytest.mark.slow
def test_a_scope_given_by_the_caller_wins() -> None:
    row = {**SOUND["mart.compliance"], **BROKEN["none_missing"]}
    [finding] = run_suite("mart.compliance", frame_of("mart.compliance", [row]), as_of=AS_OF, scope="all")
    assert finding["scope"] == "all"


def test_scopes_are_those_of_every_row_checked_not_only_of_the_broken_ones() -> None:
    rows = [told_apart("mart.compliance", SOUND["mart.compliance"], name) for name in ("b", "a", "a")]
    assert scopes_of("mart.compliance", frame_of("mart.compliance", rows)) == [
        "a~31-monthly|2026-10",
        "b~31-monthly|2026-10",
    ]


def test_a_frame_without_a_needed_column_is_refused_by_name() -> None:
    frame = frame_of("mart.compliance", [SOUND["mart.compliance"]]).drop("due_at", "state")
    with pytest.raises(ContractError, match=r"mart\.compliance: its frame lacks due_at, state"):
        run_suite("mart.compliance", frame, as_of=AS_OF)


def test_an_empty_frame_has_no_findings_and_needs_no_great_expectations() -> None:
    code = (
        "import sys; from expectations import *; from tests.expectations.examples import *; "
        "frame = frame_of('quality.sources', [SOUND['quality.sources']]).clear(); "
        "assert run_suite('quality.sources', frame, as_of=AS_OF) == []; "
        "assert 'great_expectations' not in sys.modules and 'pandas' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.slow
def test_great_expectations_is_imported_without_what_no_suite_needs_and_can_still_draw_on_it() -> None:
    code = (
        "import sys; from expectations.importing import great_expectations; gx = great_expectations(); "
        "assert not {'altair', 'scipy.stats'} & set(sys.modules); "
        "from great_expectations.expectations.core import expect_column_kl_divergence_to_be_less_than as charts; "
        "assert charts.alt.Chart.__module__.startswith('altair.') and charts.stats.norm.cdf(0) == 0.5; "
        "import altair.utils; assert altair.Chart is charts.alt.Chart"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


@pytest.mark.slow
def test_each_finding_tells_of_its_own_row() -> None:
    broken = BROKEN["sign_off_names_a_known_notice"]
    rows = [
        SOUND["core.sign_offs"] | {"cell": f"A{row}", "row": row} | (broken if row in {6, 8} else {})
        for row in range(5, 9)
    ]
    found = run_suite("core.sign_offs", frame_of("core.sign_offs", rows), as_of=AS_OF)
    assert {finding["cell"] for finding in found} == {"A6", "A8"}
    assert len({finding["finding_id"] for finding in found}) == 2
