"""When the night runs."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from assets.automation import EMPTY, asking_job_of, inbox_sensor_of, listing_hash, notices_sensor_of
from pipelines.notices.sources.journal import open_journal
from pipelines.sample.site import Site
from pipelines.settings import Settings
from tests.pipelines.notices.sources.standing_in import home_asking, sheet


def _tick(settings: Settings, cursor: str | None) -> tuple[list[dg.RunRequest], str | None]:
    """Evaluate the sensor once; returns its run requests and the cursor it leaves."""
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, cursor=cursor)
        answer = inbox_sensor_of(settings)(context)
        if isinstance(answer, dg.SensorResult):
            return list(answer.run_requests or ()), answer.cursor
        assert isinstance(answer, dg.SkipReason)
        return [], context.cursor


@pytest.mark.slow
def test_an_empty_inbox_wakes_nobody(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert _tick(settings, None) == ([], None)
    settings.create_folders()
    assert listing_hash(settings.inbox) == EMPTY
    assert _tick(settings, None) == ([], None)


def test_a_new_file_runs_the_night_once_it_has_stopped_changing(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.create_folders()
    (settings.inbox_reports / "a.xlsx").write_bytes(b"half")
    runs, cursor = _tick(settings, None)
    assert not runs
    (settings.inbox_reports / "a.xlsx").write_bytes(b"half and half")
    runs, cursor = _tick(settings, cursor)
    assert not runs
    runs, cursor = _tick(settings, cursor)
    assert len(runs) == 1
    assert _tick(settings, cursor) == ([], cursor)


def test_another_file_later_runs_another_night(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.create_folders()
    cursor, keys = None, []
    for name in ("a.xlsx", "b.xlsx"):
        (settings.inbox_reports / name).write_bytes(b"x")
        _, cursor = _tick(settings, cursor)
        [run], cursor = _tick(settings, cursor)
        keys.append(run.run_key)
    assert len(set(keys)) == 2


def test_lock_files_and_hidden_files_are_no_news(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    settings.create_folders()
    for name in ("~$a.xlsx", ".part"):
        (settings.inbox_reports / name).write_bytes(b"x")
    assert _tick(settings, None) == ([], None)


def test_without_an_enabled_source_nobody_is_asked(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    with dg.DagsterInstance.ephemeral() as instance:
        answer = notices_sensor_of(settings, asking_job_of(settings))(dg.build_sensor_context(instance=instance))
    assert isinstance(answer, dg.SkipReason)


def test_every_hour_the_sources_are_asked_and_news_wakes_the_night(tmp_path: Path) -> None:
    with Site([sheet(1)]).serve() as site:
        settings = home_asking(tmp_path, site.url)
        job = asking_job_of(settings)
        sensor = notices_sensor_of(settings, job)
        assert sensor.minimum_interval_seconds == 3600
        with dg.DagsterInstance.ephemeral() as instance:
            assert isinstance(sensor(dg.build_sensor_context(instance=instance)), dg.RunRequest)
            assert job.execute_in_process(instance=instance).success
            _, cursor = _tick(settings, None)
            runs, cursor = _tick(settings, cursor)
            assert len(runs) == 1
            # The next hour brings nothing new, and nobody is woken.
            assert job.execute_in_process(instance=instance).success
        assert len(open_journal(settings, "dav").visits) == 2
        assert _tick(settings, cursor) == ([], cursor)
