"""The whole graph on one screen; `workspace.yaml` and `[tool.dg]` point here.

Belongs here: putting assets, checks, job, schedule, sensor and resources together, and running the night. Does not:
any of them.
"""

from __future__ import annotations

import os
from datetime import datetime

import dagster as dg

from assets import automation, core, marts, publishing, quality, raw, running
from assets.resources import night_of
from assets.running import NightResult
from pipelines.settings import Settings


def build_definitions(settings: Settings) -> dg.Definitions:
    """The graph of one home."""
    asking = automation.asking_job_of(settings)
    return dg.Definitions(
        assets=[*raw.ASSETS, *core.ASSETS, *marts.ASSETS, *quality.ASSETS, *publishing.ASSETS],
        asset_checks=quality.CHECKS,
        jobs=[automation.nightly_job, asking],
        schedules=[automation.nightly_schedule],
        sensors=[automation.inbox_sensor_of(settings), automation.notices_sensor_of(settings, asking)],
        resources={"night": night_of(settings)},
        # In process: the default executor takes seven seconds a step and lets two steps fight for DuckDB's lock.
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The graph of the home that `HEALTH389_HOME` names; read when Dagster loads it, not when this is imported."""
    return build_definitions(Settings.from_environment(os.environ))


def run_nightly(
    settings: Settings,
    as_of: datetime,
    run_id: str | None = None,
    *,
    check_everything: bool = False,
    patience_seconds: int = 600,
) -> NightResult:
    """Run the night in this process and return what it did; wait for another one that is still writing.

    Raises:
        Health389Error: nothing was published; the text says why.
    """
    definitions = build_definitions(settings)
    return running.run(
        definitions,
        settings,
        as_of=as_of,
        run_id=run_id,
        check_everything=check_everything,
        patience_seconds=patience_seconds,
    )
