"""When the graph runs: one job, one schedule, one inbox sensor.

Belongs here: the nightly job, its clock, and what wakes it between nights. Does not: steps of the night.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import dagster as dg

from pipelines.settings import LOCAL_ZONE, Settings

NIGHTLY = "nightly"

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
        seen = listing_hash(settings.inbox)
        settled, _, taken = (context.cursor or "|").partition("|")
        if seen in {taken, EMPTY}:
            return dg.SkipReason("Nothing new in the inbox.")
        if seen != settled:
            context.update_cursor(f"{seen}|{taken}")
            return dg.SkipReason("Files are still arriving; looking again before the night is run.")
        return dg.SensorResult(run_requests=[dg.RunRequest(run_key=seen)], cursor=f"{seen}|{seen}")

    return inbox


def listing_hash(folder: Path) -> str:
    """A hash of the names, sizes and modification times below a folder; files are not opened."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith((".", "~$")):
            status = path.stat()
            line = f"{path.relative_to(folder)}\0{status.st_size}\0{status.st_mtime_ns}\n"
            digest.update(line.encode(errors="surrogateescape"))
    return digest.hexdigest()[:16]


EMPTY = hashlib.sha256().hexdigest()[:16]
"""What `listing_hash` says of an empty or missing folder."""
