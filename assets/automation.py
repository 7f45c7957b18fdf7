"""When the graph runs: the night with its schedule and inbox sensor, and the hourly look at the sources of notices.

Belongs here: jobs, their clocks, and what wakes the night between nights. Does not: steps of the night.
"""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from pipelines.notices.sources.asking import NEWS, ask_sources
from pipelines.notices.sources.declared import enabled_sources
from pipelines.settings import LOCAL_ZONE, Settings

NIGHTLY = "nightly"
ASKING = "ask_sources"

nightly_job = dg.define_asset_job(
    NIGHTLY,
    selection=dg.AssetSelection.all(),
    description="The night: take in what arrived, rebuild, check, publish.",
    tags={"health389/kind": "night"},
)

nightly_schedule = dg.ScheduleDefinition(
    name="nightly_at_two",
    job=nightly_job,
    cron_schedule="0 2 * * *",
    execution_timezone=LOCAL_ZONE.key,
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Every night at 02:00 in Vietnam.",
)


def inbox_sensor_of(settings: Settings) -> dg.SensorDefinition:
    """A sensor that runs the night when files were added to the inbox, once they have stopped changing."""

    @dg.sensor(
        name="inbox",
        job=nightly_job,
        minimum_interval_seconds=300,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Runs the night early when the inbox holds something new.",
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        seen = listing_hash(settings.inbox, settings.archive / NEWS)
        settled, _, taken = (context.cursor or "|").partition("|")
        if seen in {taken, EMPTY}:
            return dg.SkipReason("Nothing new in the inbox.")
        if seen != settled:
            context.update_cursor(f"{seen}|{taken}")
            return dg.SkipReason("Files are still arriving; looking again before the night is run.")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=seen)], cursor=f"{seen}|{seen}")

    return inbox


def asking_job_of(settings: Settings) -> dg.JobDefinition:
    """A job that asks the sources once; it opens no warehouse, so it never waits for a night or keeps one waiting."""

    @dg.op(name="ask_each_source", description="Ask every enabled source for new notices; keep what they give.")
    def ask() -> None:
        visits = ask_sources(settings, os.environ, at=datetime.now(tz=UTC))
        for source_id, visit in visits.items():
            problems = "; ".join(f"{problem.rule}: {problem.value}" for problem in visit.problems)
            said = f"{source_id}: {visit.state}, {visit.listed} listed, {len(visit.waiting)} wait. {problems}"
            dg.get_dagster_logger().info(said)

    @dg.job(name=ASKING, executor_def=dg.in_process_executor, description="Ask the sources of notices.")
    def asking() -> None:
        ask()

    return asking


def notices_sensor_of(settings: Settings, job: dg.JobDefinition) -> dg.SensorDefinition:
    """A sensor that asks the sources every hour, if the operator enabled any."""

    @dg.sensor(
        name="notices",
        job=job,
        minimum_interval_seconds=3600,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Asks the enabled sources of notices every hour; new documents then wake the night.",
    )
    def notices(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if not enabled_sources(settings):
            return dg.SkipReason("No source is enabled in reference/sources.toml.")
        return dg.RunRequest()

    return notices


def listing_hash(folder: Path, *more: Path) -> str:
    """A hash of the names, sizes and modification times below a folder and of further files; none is opened."""
    digest = hashlib.sha256()
    for path in [*sorted(folder.rglob("*")), *more]:
        if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$")):
            status = path.stat()
            name = path.relative_to(folder) if path.is_relative_to(folder) else path.name
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode(errors="surrogateescape"))
    return digest.hexdigest()[:16]


EMPTY = hashlib.sha256().hexdigest()[:16]
"""What `listing_hash` says of an empty or missing folder."""
