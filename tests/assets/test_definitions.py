"""The graph: every table once, each with what a newcomer needs to know about it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import dagster as dg
import pytest

from assets import marts
from assets.automation import ASKING, NIGHTLY
from assets.declared import key_of
from assets.definitions import build_definitions
from assets.publishing import SNAPSHOT
from assets.quality import OBEYS, SOUND, STRUCTURE
from expectations import SUITES
from pipelines.marts import ORDER
from pipelines.settings import CHECKOUT, Settings
from pipelines.tables import PUBLISHED_SCHEMAS, TABLES, of_schema


@pytest.fixture(scope="module")
def graph() -> dg.Definitions:
    return build_definitions(Settings(home=Path("/nowhere")))


def _specs(graph: dg.Definitions) -> dict[dg.AssetKey, list[dg.AssetSpec]]:
    found: dict[dg.AssetKey, list[dg.AssetSpec]] = {}
    for asset in graph.assets or ():
        assert isinstance(asset, dg.AssetsDefinition)
        for spec in asset.specs:
            found.setdefault(spec.key, []).append(spec)
    return found


def test_workspace_and_project_name_the_same_module() -> None:
    with (CHECKOUT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["tool"]["dg"]["project"]
    named = [
        line.split(":", 1)[1].strip()
        for line in (CHECKOUT / "workspace.yaml").read_text("utf-8").splitlines()
        if "module_name" in line
    ]
    assert named == [project["code_location_target_module"]] == ["assets.definitions"]


def test_every_declared_table_is_exactly_one_asset(graph: dg.Definitions) -> None:
    specs = _specs(graph)
    assert {key for key in specs if key != SNAPSHOT} == {key_of(name) for name in TABLES}
    assert all(len(found) == 1 for found in specs.values())


def test_every_asset_has_description_owner_kinds_group_and_column_schema(graph: dg.Definitions) -> None:
    for key, [spec] in _specs(graph).items():
        assert spec.description, key
        assert spec.owners, key
        assert spec.kinds, key
        assert spec.group_name, key
        assert spec.metadata["dagster/column_schema"].columns, key


def test_an_asset_says_what_its_declaration_says(graph: dg.Definitions) -> None:
    [spec] = _specs(graph)[key_of("core.submissions")]
    table = TABLES["core.submissions"]
    assert str(spec.description).startswith(table.grain)
    columns = spec.metadata["dagster/column_schema"].columns
    assert [(c.name, c.type, c.description) for c in columns] == [
        (c.name, c.type, c.description) for c in table.columns
    ]
    by_name = {c.name: c.constraints for c in columns}
    assert not by_name["submission_id"].nullable
    assert by_name["submission_id"].unique
    assert by_name["state"].other == ["one of: " + ", ".join(table.columns[table.column_names.index("state")].codes)]


def test_the_graph_has_one_night_at_two_an_inbox_sensor_and_an_hourly_notice_sensor(graph: dg.Definitions) -> None:
    [schedule] = graph.schedules or ()
    assert isinstance(schedule, dg.ScheduleDefinition)
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Asia/Ho_Chi_Minh")
    assert schedule.job_name == NIGHTLY
    sensors = {sensor.name: sensor for sensor in graph.sensors or () if isinstance(sensor, dg.SensorDefinition)}
    assert {name: sensor.job_name for name, sensor in sensors.items()} == {"inbox": NIGHTLY, "notices": ASKING}
    assert sensors["notices"].minimum_interval_seconds == 3600
    assert graph.resolve_job_def(NIGHTLY).executor_def is dg.in_process_executor


def test_the_job_holds_every_asset_and_every_check(graph: dg.Definitions) -> None:
    job = graph.resolve_job_def(NIGHTLY)
    assert set(job.asset_layer.executable_asset_keys) == set(_specs(graph))
    checks = job.asset_layer.asset_graph.asset_check_keys
    assert len(checks) == len(SUITES) + 1 + len(of_schema(*PUBLISHED_SCHEMAS))


def test_no_step_is_in_a_pool(graph: dg.Definitions) -> None:
    """A night that is killed keeps its places in a pool for ever, and the next one waits for them for ever."""
    for definition in [*(graph.assets or ()), *(graph.asset_checks or ())]:
        assert isinstance(definition, dg.AssetsDefinition)
        assert definition.op.pool is None, definition.op.name


def test_only_the_structure_of_all_tables_blocks_publishing(graph: dg.Definitions) -> None:
    specs = [
        spec
        for definition in graph.asset_checks or ()
        if isinstance(definition, dg.AssetsDefinition)
        for spec in definition.check_specs
    ]
    assert [spec.name for spec in specs if spec.blocking] == [SOUND]
    assert {spec.asset_key for spec in specs if spec.name == STRUCTURE} == {
        key_of(table.full_name) for table in of_schema(*PUBLISHED_SCHEMAS)
    }
    assert {spec.asset_key for spec in specs if spec.name == OBEYS} == {key_of(name) for name in SUITES}


def test_the_lineage_of_a_mart_is_read_from_its_sql() -> None:
    assert {"core.inspection_lines", "reference.obligations", "mart.compliance"} <= set(marts.read_by("mart.trends"))
    assert "core.submissions" in marts.read_by("mart.compliance")
    assert all(name not in marts.read_by(name) for name in ORDER)


@pytest.mark.slow
def test_loading_the_graph_does_not_load_great_expectations() -> None:
    code = "import sys, assets.definitions; assert not {'great_expectations', 'pandas', 'streamlit'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=CHECKOUT)
