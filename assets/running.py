"""Running the night in this process, for the command line.

Belongs here: Dagster's home, and turning a finished run into a result or an error that a person can read. Does not:
the graph (`assets.definitions`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import dagster as dg

from assets import history
from assets.automation import NIGHTLY
from assets.publishing import SNAPSHOT
from assets.resources import AS_OF_TAG, RUN_TAG
from pipelines.cycles import what_is_there_stays
from pipelines.errors import Health389Error
from pipelines.settings import Settings

_HOME = """\
# Written by health389 when missing; yours to change.
telemetry:
  enabled: false
"""


@dataclass(frozen=True)
class NightResult:
    """What one night did."""

    run_id: str
    as_of: datetime
    files_seen: int
    files_new: int
    files_failed: int
    published: Path
    """The snapshot that was written."""


def write_instance_settings(settings: Settings) -> None:
    """Write `dagster.yaml` unless there is one: no telemetry."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    target = settings.dagster_home / "dagster.yaml"
    if not target.exists():
        target.write_text(_HOME, "utf-8")


def run(
    definitions: dg.Definitions,
    settings: Settings,
    *,
    as_of: datetime,
    run_id: str | None,
    check_everything: bool,
    patience_seconds: int,
) -> NightResult:
    """Run the nightly job in this process, on the home's own Dagster instance.

    Raises:
        Health389Error: a step refused, in the step's own words; nothing was published.
    """
    write_instance_settings(settings)
    config = {"check_everything": check_everything, "patience_seconds": patience_seconds}
    tags = {AS_OF_TAG: as_of.isoformat()} | ({RUN_TAG: run_id} if run_id else {})
    with _own_words(), what_is_there_stays(), history.opened(settings.dagster_home) as instance:
        result = definitions.resolve_job_def(NIGHTLY).execute_in_process(
            instance=instance,
            tags=tags,
            run_config={
                "resources": {"night": {"config": config}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
        )
    return _what_it_did(result, as_of)


@contextmanager
def _own_words() -> Iterator[None]:
    """Raise what a verb raised, not the error that Dagster wraps around one from the opening of a resource."""
    try:
        yield
    except dg.DagsterUserCodeExecutionError as error:
        if isinstance(error.user_exception, Health389Error):
            raise error.user_exception from error
        raise


def _what_it_did(result: dg.ExecuteInProcessResult, as_of: datetime) -> NightResult:
    """What the snapshot's materialisation says of the night."""
    [said] = [m for m in result.get_asset_materialization_events() if m.asset_key == SNAPSHOT]
    metadata = said.materialization.metadata
    return NightResult(
        run_id=str(metadata["run_id"].value),
        as_of=as_of,
        files_seen=_whole(metadata["files_seen"].value),
        files_new=_whole(metadata["files_new"].value),
        files_failed=_whole(metadata["files_failed"].value),
        published=Path(str(metadata["path"].value)),
    )


def _whole(value: object) -> int:
    return int(str(value))
