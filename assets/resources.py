"""One night: the open warehouse and everything its steps share.

Belongs here: opening and closing the writer's files once per run, the run's as-of, what the night counted. Does not:
any step of the night.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import dagster as dg

from assets.automation import NIGHTLY
from pipelines import quality, reference, runs
from pipelines.decision_values import parse_instant
from pipelines.reference import Reference
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse, open_warehouse

AS_OF_TAG = "health389/as_of"
"""A run's tag that says for which instant it speaks, as an ISO date or instant."""

CONFIG = {
    "as_of": dg.Field(
        str,
        is_required=False,
        description="ISO instant or date (= that local midnight) the run speaks for; default: the tag "
        f"{AS_OF_TAG}, else the instant the run began.",
    ),
    "patience_seconds": dg.Field(
        int,
        default_value=600,
        description="How long to wait for another night that is still writing: longer than any should take.",
    ),
    "check_everything": dg.Field(
        bool, default_value=False, description="Let the suites see every row, not only those new this night."
    ),
}


@dataclass
class Counts:
    """What the night saw."""

    files_seen: int = 0
    files_new: int = 0
    files_failed: int = 0


@dataclass
class Night:
    """What the steps of one run share."""

    settings: Settings
    warehouse: Warehouse
    as_of: datetime
    run_id: str
    started_at: datetime
    check_everything: bool = False
    counts: Counts = field(default_factory=Counts)
    is_recorded: bool = False
    """Whether `raw.runs` holds this run as begun and not as ended."""

    @cached_property
    def reference(self) -> Reference:
        """Directives, reporters, code lists: read once per run."""
        shipped, overlay = self.settings.shipped_reference, self.settings.reference
        return reference.load(shipped, overlay=overlay, demo=self.settings.is_demo)

    @property
    def is_past(self) -> bool:
        """Whether the night speaks for an instant before one that was already lived: nobody is asked for it."""
        latest = quality.last_checked_at(self.warehouse)
        return latest is not None and self.as_of < latest

    @property
    def checks_since(self) -> datetime | None:
        """As-of of the last night that finished; None = the suites see everything."""
        return None if self.check_everything else quality.last_checked_at(self.warehouse)

    def begin(self) -> None:
        """Record that the night began."""
        runs.start(self.warehouse, self.run_id, as_of=self.as_of, started_at=self.started_at)
        self.is_recorded = True

    def end(self, *, published: str | None) -> None:
        """Record how the night ended."""
        now = datetime.now(tz=UTC)
        runs.finish(self.warehouse, self.run_id, finished_at=now, published=published)
        self.is_recorded = False


def night_of(settings: Settings) -> dg.ResourceDefinition:
    """The resource `night` of a home: opened when a run begins, closed when it ends, however it ends."""

    @dg.resource(description="The night's open warehouse, as-of and reference data.", config_schema=CONFIG)
    def night(context: dg.InitResourceContext) -> Iterator[Night]:
        run = context.run
        if run is None or context.instance is None:  # Dagster's types allow it; a run always has both
            message = "The night opens only inside a run."
            raise dg.DagsterInvariantViolationError(message)
        record = context.instance.get_run_record_by_id(run.run_id)
        began = record.start_time if record else None
        started_at = datetime.fromtimestamp(began, tz=UTC) if began else datetime.now(tz=UTC)
        stated = context.resource_config.get("as_of") or run.tags.get(AS_OF_TAG)
        settings.create_folders()
        with open_warehouse(settings, patience_seconds=context.resource_config["patience_seconds"]) as warehouse:
            _close_dead_runs(context.instance, run.run_id)
            opened = Night(
                settings=settings,
                warehouse=warehouse,
                as_of=parse_instant(stated).astimezone(UTC) if stated else started_at,
                run_id=run.tags.get(RUN_TAG) or run.run_id[:8],
                started_at=started_at,
                check_everything=context.resource_config["check_everything"],
            )
            try:
                yield opened
            finally:
                if opened.is_recorded:
                    opened.end(published=None)

    return night


def _close_dead_runs(instance: dg.DagsterInstance, own_run_id: str) -> None:
    """Say of nights that Dagster still shows as running that they failed: we hold the files, so they were killed."""
    unfinished = dg.RunsFilter(job_name=NIGHTLY, statuses=[dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED])
    for dead in instance.get_runs(unfinished):
        if dead.run_id != own_run_id:
            instance.report_run_failed(dead, "The process of this night was killed; a later night did its work.")


RUN_TAG = "health389/run_id"
"""A run's tag that names it in `quality.runs` and in the snapshot's name; default: the start of Dagster's own id."""
