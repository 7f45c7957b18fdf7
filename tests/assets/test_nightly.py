"""The night as a whole, in process, on a home of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import polars as pl
import pytest

from assets import history, publishing, quality
from assets.declared import key_of
from assets.definitions import build_definitions, run_nightly
from assets.resources import Night, night_of
from assets.running import NightResult, write_instance_settings
from pipelines.errors import ContractError, HomeError
from pipelines.publishing import current_snapshot, fingerprint
from pipelines.settings import CHECKOUT, Settings
from pipelines.tables import PUBLISHED_SCHEMAS, TABLES, of_schema
from pipelines.warehouse import open_warehouse

pytestmark = pytest.mark.slow

AS_OF = datetime(2026, 11, 2, 19, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, NightResult]:
    """A home without files after one night: every report that was due is missing."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    return settings, run_nightly(settings, AS_OF)


def _rows(snapshot: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        return connection.sql(sql).fetchall()


def test_a_night_publishes_a_snapshot_and_says_what_it_saw(empty_home: tuple[Settings, NightResult]) -> None:
    settings, result = empty_home
    assert result.published == current_snapshot(settings)
    assert (result.as_of, result.files_seen, result.files_new, result.files_failed) == (AS_OF, 0, 0, 0)
    assert _rows(result.published, "SELECT run_id, finished_at FROM quality.runs") == [(result.run_id, None)]


def test_every_missing_report_is_one_finding_that_names_reporter_and_deadline(
    empty_home: tuple[Settings, NightResult],
) -> None:
    _, result = empty_home
    [(missing,)] = _rows(result.published, "SELECT count(*) FROM mart.compliance WHERE status = 'missing'")
    findings = _rows(
        result.published,
        "SELECT f.message_vi, c.name, f.province_code FROM quality.findings f JOIN reference.reporters c "
        "USING (reporter_id) WHERE rule = 'none_missing' AND resolved_at IS NULL",
    )
    assert len(findings) == missing > 100
    assert all(name in message and "hạn trước" in message for message, name, _ in findings)


def test_missing_reports_are_rows_and_the_run_succeeds_with_a_warning(
    empty_home: tuple[Settings, NightResult],
) -> None:
    settings, _ = empty_home
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        [run] = instance.get_runs()
        assert run.status == dg.DagsterRunStatus.SUCCESS
        checks = [
            entry.dagster_event.asset_check_evaluation_data
            for entry in instance.all_logs(run.run_id, dg.DagsterEventType.ASSET_CHECK_EVALUATION)
            if entry.dagster_event
        ]
        by_key = {(check.asset_key, check.check_name): check for check in checks}
        compliance = by_key[key_of("mart.compliance"), quality.OBEYS]
        assert not compliance.passed
        assert compliance.severity == dg.AssetCheckSeverity.WARN
        assert by_key[key_of("quality.runs"), quality.SOUND].passed
        counted = [
            entry.dagster_event.materialization.metadata["dagster/row_count"]
            for entry in instance.all_logs(run.run_id, dg.DagsterEventType.ASSET_MATERIALIZATION)
            if entry.dagster_event
        ]
        assert len(counted) == len(TABLES) + 1


def test_dagster_s_history_has_telemetry_off(empty_home: tuple[Settings, NightResult]) -> None:
    settings, _ = empty_home
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        assert not instance.telemetry_enabled


def test_an_operator_s_own_dagster_settings_stay(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.dagster_home.mkdir()
    (settings.dagster_home / "dagster.yaml").write_text("telemetry: {enabled: false}\n", "utf-8")
    write_instance_settings(settings)
    assert (settings.dagster_home / "dagster.yaml").read_text("utf-8") == "telemetry: {enabled: false}\n"


def test_a_history_that_the_operator_keeps_elsewhere_stays_there(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (tmp_path / "dagster.yaml").write_text(f"storage: {{sqlite: {{base_dir: {elsewhere}}}}}\n", "utf-8")
    with history.opened(tmp_path) as instance:
        instance.add_run(dg.DagsterRun("nightly"))
    assert (elsewhere / "history" / "runs.db").is_file()
    with dg.DagsterInstance.from_config(str(tmp_path)) as plain:
        assert [run.job_name for run in plain.get_runs()] == ["nightly"]


def test_a_history_that_is_no_file_of_dagster_s_is_left_to_the_operator(tmp_path: Path) -> None:
    kinds = {
        "run_storage": ("runs", "SqliteRunStorage"),
        "event_log_storage": ("event_log", "ConsolidatedSqliteEventLogStorage"),
        "schedule_storage": ("schedules", "SqliteScheduleStorage"),
    }
    own = "\n".join(
        f"{name}: {{module: dagster._core.storage.{module}, class: {kind}, config: {{base_dir: {tmp_path}}}}}"
        for name, (module, kind) in kinds.items()
    )
    (tmp_path / "dagster.yaml").write_text(own, "utf-8")
    with history.opened(tmp_path) as instance:
        assert type(instance.event_log_storage).__name__ == "ConsolidatedSqliteEventLogStorage"


def test_the_same_night_again_publishes_equal_tables(empty_home: tuple[Settings, NightResult]) -> None:
    settings, first = empty_home
    before = fingerprint(first.published, ("reference", "core", "mart"))
    findings = _rows(first.published, "SELECT * FROM quality.findings ORDER BY finding_id")
    again = run_nightly(settings, AS_OF)
    assert again.run_id != first.run_id
    assert fingerprint(again.published, ("reference", "core", "mart")) == before
    assert _rows(again.published, "SELECT * FROM quality.findings ORDER BY finding_id") == findings


def test_a_run_id_given_by_the_caller_names_the_night(tmp_path: Path) -> None:
    result = run_nightly(Settings(home=tmp_path), AS_OF, run_id="demo1", check_everything=True)
    assert result.run_id == "demo1"
    assert result.published.name == "2026-11-03T020000-demo1.duckdb"


def test_a_night_beside_another_process_is_refused_in_plain_words(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    code = (
        "import sys, pathlib; from pipelines.settings import Settings; from pipelines.warehouse import open_warehouse\n"
        "with open_warehouse(Settings(home=pathlib.Path(sys.argv[1]))): print('open', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "open\n"
        with pytest.raises(Exception, match="một đêm khác đang chạy") as refused:
            run_nightly(settings, AS_OF, patience_seconds=1)
        other.communicate("")
    assert isinstance(refused.value, HomeError)


def _breaking_graph(settings: Settings, *, broken: bool) -> dg.Definitions:
    """The real gate and the real snapshot behind a step that may write a submission without a state."""
    names = [table.full_name for table in of_schema(*PUBLISHED_SCHEMAS, "restricted")]

    @dg.multi_asset(name="everything", specs=[dg.AssetSpec(key_of(name)) for name in names])
    def everything(night: dg.ResourceParam[Night]) -> Iterator[dg.MaterializeResult[Any]]:
        night.begin()
        if broken:
            night.warehouse.append("core.notices", pl.DataFrame({"notice_id": ["n1"]}))
        for name in names:
            yield dg.MaterializeResult(asset_key=key_of(name))

    return dg.Definitions(
        assets=[everything, *publishing.ASSETS],
        asset_checks=[quality.structure],
        jobs=[dg.define_asset_job("gate")],
        resources={"night": night_of(settings)},
        executor=dg.in_process_executor,
    )


def test_a_broken_structure_stops_publishing_and_names_table_and_column(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with dg.DagsterInstance.ephemeral() as instance:
        gate = _breaking_graph(settings, broken=True).resolve_job_def("gate")
        with pytest.raises(ContractError, match=r"core\.notices: 1 rows lack kind, e\.g\. 'n1'"):
            gate.execute_in_process(instance=instance)
    assert current_snapshot(settings) is None
    with open_warehouse(settings) as warehouse:
        [run] = warehouse.read("raw.runs").iter_rows(named=True)
    assert run["published"] is None
    assert run["finished_at"] is not None


def test_a_sound_structure_is_published(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with dg.DagsterInstance.ephemeral() as instance:
        assert (
            _breaking_graph(settings, broken=False)
            .resolve_job_def("gate")
            .execute_in_process(instance=instance)
            .success
        )
    assert current_snapshot(settings) is not None


@pytest.mark.parametrize(
    ("stated", "tag", "expected"),
    [
        ("2026-10-26", None, datetime(2026, 10, 25, 17, 0, tzinfo=UTC)),
        ("2026-10-26T02:10+00:00", "2026-10-01", datetime(2026, 10, 26, 2, 10, tzinfo=UTC)),
        (None, "2026-10-26", datetime(2026, 10, 25, 17, 0, tzinfo=UTC)),
        (None, None, None),
    ],
)
def test_the_as_of_comes_from_config_then_tag_then_the_start_of_the_run(
    tmp_path: Path, stated: str | None, tag: str | None, expected: datetime | None
) -> None:
    seen: list[Night] = []

    @dg.asset
    def look(night: dg.ResourceParam[Night]) -> None:
        seen.append(night)

    before = datetime.now(tz=UTC)
    with dg.DagsterInstance.ephemeral() as instance:
        dg.materialize(
            [look],
            instance=instance,
            resources={"night": night_of(Settings(home=tmp_path))},
            run_config={"resources": {"night": {"config": {"as_of": stated} if stated else {}}}},
            tags={"health389/as_of": tag} if tag else {},
        )
    if expected is None:
        assert before - timedelta(seconds=1) <= seen[0].as_of <= datetime.now(tz=UTC)
    else:
        assert seen[0].as_of == expected


def test_the_graph_of_a_home_can_be_built_before_the_home_exists(tmp_path: Path) -> None:
    dg.Definitions.validate_loadable(build_definitions(Settings(home=tmp_path / "later")))
    assert not (tmp_path / "later").exists()
