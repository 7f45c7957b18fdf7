"""A site that misbehaves while real nights run: nothing is lost or doubled, the page says how old it is, it heals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets.definitions import run_nightly
from pipelines.sample.site import Site
from pipelines.settings import Settings
from tests.pipelines.notices.sources.standing_in import home_asking, sheet

pytestmark = pytest.mark.slow

AS_OF = datetime(2026, 10, 20, 19, 0, tzinfo=UTC)
FAULTS = {
    "error_500": "failed",
    "slow": "failed",
    "cut_off": "failed",
    "garbage": "failed",
    "redirect_loop": "failed",
    "endless": "failed",
    "changed": "changed",
    "duplicates": "ok",
    "reordered": "ok",
}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site([sheet(number) for number in range(1, 4)]).serve() as serving:
        yield serving


def night(settings: Settings, number: int) -> Path:
    """One night, so many days after the first."""
    return run_nightly(settings, AS_OF + timedelta(days=number)).published


def ask(snapshot: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        return connection.sql(sql).fetchall()


def numbers(snapshot: Path) -> list[str]:
    return [number for (number,) in ask(snapshot, "SELECT document_number FROM core.notices ORDER BY 1")]


def batches(snapshot: Path) -> list[tuple[Any, ...]]:
    return ask(
        snapshot,
        "SELECT n.document_number, p.registration_number, b.batch_number, b.expires_on FROM core.notices n "
        "JOIN core.recalled_products p USING (notice_id) JOIN core.recalled_batches b USING (notice_id, product_no) "
        "ORDER BY ALL",
    )


def source(snapshot: Path) -> dict[str, Any]:
    names = ("state", "read_at", "changed_at", "loaded_at", "newest_listed", "newest_loaded")
    [row] = ask(snapshot, f"SELECT {', '.join(names)} FROM quality.sources WHERE source_id = 'dav'")
    return dict(zip(names, row, strict=True))


def open_rules(snapshot: Path) -> set[str]:
    rows = ask(snapshot, "SELECT rule FROM quality.findings WHERE rule LIKE 'source_%' AND resolved_at IS NULL")
    return {rule for (rule,) in rows} - {"source_is_read"}


def test_nothing_is_lost_or_doubled_while_the_site_misbehaves(site: Site, tmp_path: Path) -> None:
    settings = home_asking(tmp_path, site.url)
    before = night(settings, 0)
    expected = [f"92{number:02d}/QLD-MH" for number in (1, 2, 3)]
    assert numbers(before) == expected
    assert batches(before) == [
        (f"92{n:02d}/QLD-MH", f"VD-300{n:02d}-26", f"{n:02d}0526", date(2029, 5, 5)) for n in (1, 2, 3)
    ]
    assert source(before)["state"] == "ok"
    # Each fault meets a list with something new on it; the night after it the site is itself again.
    for step, (fault, state) in enumerate(FAULTS.items()):
        site.sheets = [*site.sheets, sheet(50 + step, day=date(2026, 10, 21) + timedelta(days=step))]
        site.fault = fault
        troubled = night(settings, 2 * step + 2)
        told, was = source(troubled), source(before)
        assert (fault, told["state"]) == (fault, state)
        if state != "ok":
            assert (fault, numbers(troubled), batches(troubled)) == (fault, numbers(before), batches(before))
            # The page says how old the data are.
            assert told["loaded_at"] == was["loaded_at"]
            assert state == "changed" or told["read_at"] == was["read_at"]
            assert open_rules(troubled)

        site.fault = "none"
        expected.append(f"92{50 + step}/QLD-MH")
        before = night(settings, 2 * step + 3)
        healed = source(before)
        assert (fault, healed["state"], healed["read_at"]) == (fault, "ok", AS_OF + timedelta(days=2 * step + 3))
        assert healed["newest_listed"] == healed["newest_loaded"] == expected[-1]
        assert (fault, numbers(before), len(batches(before))) == (fault, sorted(expected), len(expected))
        assert (fault, open_rules(before)) == (fault, set())


def test_a_notice_known_only_by_its_line_is_one_notice_before_and_after_its_document_came(
    site: Site, tmp_path: Path
) -> None:
    site.fault, site.fault_on = "error_500", "minh-hoa"
    settings = home_asking(tmp_path, site.url)
    first = night(settings, 0)
    assert numbers(first) == ["9201/QLD-MH", "9202/QLD-MH", "9203/QLD-MH"]
    assert batches(first) == []
    assert open_rules(first) == {"source_waiting"}
    assert source(first)["newest_loaded"] == "9201/QLD-MH"
    site.fault = "none"
    second = night(settings, 1)
    assert numbers(second) == ["9201/QLD-MH", "9202/QLD-MH", "9203/QLD-MH"]
    assert len(batches(second)) == 3
    sources = ask(
        second, "SELECT DISTINCT source_id, url LIKE 'http%', published_on IS NOT NULL FROM core.notice_sources"
    )
    assert sources == [("dav", True, True)]


def test_a_past_morning_asks_nobody(site: Site, tmp_path: Path) -> None:
    settings = home_asking(tmp_path, site.url)
    night(settings, 5)
    site.asked.clear()
    past = night(settings, 1)
    assert site.asked == []
    assert numbers(past) == []
    assert source(past)["state"] == "empty"


def test_a_source_silent_for_a_day_and_a_newest_number_not_loaded_are_errors(site: Site, tmp_path: Path) -> None:
    settings = home_asking(tmp_path, site.url)
    night(settings, 0)
    site.fault = "error_500"
    assert "source_silent" in open_rules(night(settings, 2))
    # The canary: the newest line says no number by which it could be known, and its document cannot be had.
    newest = sheet(60, day=date(2026, 10, 22))
    newest = type(newest)("Thông báo thu hồi thuốc Minhocef", newest.published, newest.text)
    site.sheets = [newest, *site.sheets]
    site.fault_on = newest.page
    third = night(settings, 3)
    assert open_rules(third) == {"source_behind", "source_waiting"}
    assert source(third)["state"] == "stale"
