"""One national month for measuring: 4,080 monthly reports of wards and invented agencies of all 34 provinces.

Belongs here: the home that `make bench` reads. Does not: the measuring, or the stories of the sample.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from string import Template

import polars as pl

from pipelines.periods import month_window
from pipelines.places.units import read_units
from pipelines.reference import Reference, load
from pipelines.reference.lists import AGENCIES, read_list
from pipelines.sample.chance import stream
from pipelines.sample.character import characters
from pipelines.sample.contents import Span
from pipelines.sample.deliveries import Delivery
from pipelines.sample.files import Workshop
from pipelines.sample.home import claim_home
from pipelines.sample.scene import Scene
from pipelines.sample.staging import set_scene
from pipelines.sample.writing import Progress, replace_file, write_reports
from pipelines.settings import LOCAL_ZONE, Settings
from pipelines.workbooks.context import reading_context

_SOURCE = "tự đặt để đo tốc độ"
_ROLES = (
    "SYT", "SCT", "QLTT", "CA", "HQ", "THUE", "BDBP", "SNNMT", "SVHTTDL", "SKHCN", "SXD", "STC", "SNV", "STP",
    "SGDDT", "BQLKKT", "TT", "BCHQS", "BPTTH", "CDC", "TTKN", "SNG", "VPUB", "BTG",
)  # fmt: skip


def write_bench_month(
    settings: Settings,
    *,
    reporters: int = 4080,
    period: str = "2026-10",
    seed: int = 389,
    processes: int = 2,
    progress: Progress | None = None,
) -> Reference:
    """Fill the inbox of a demo home with one month: one monthly workbook of each reporter, all in time.

    The home's reference overlay gets an illustration of a directive for each province and invented agencies, so that
    every report is recognised. Returns the reference data that the home's night will read.

    Raises:
        HomeError: the home holds files that are no sample, or cannot be written.
    """
    window = month_window(period)
    until = window.end + timedelta(days=11)
    claim = claim_home(settings, seed=seed, until=until, first_period=period)
    _write_overlay(settings, reporters, period, window.start)
    reference = load(settings.shipped_reference, overlay=settings.reference, demo=True)
    scene = set_scene(
        reference,
        settings.shipped_reference,
        seed=seed,
        anchor=claim.anchor,
        until=until,
        months=(period, period),
        provinces=reference.provinces,
    )
    plan = {d[0]: [d[1]] for d in _deliveries(scene, period, reporters)}
    workshop = Workshop(scene, reading_context(reference, shipped=settings.shipped_reference))
    write_reports(workshop, settings.inbox_reports, plan, processes=processes, progress=progress)
    return reference


def _write_overlay(settings: Settings, reporters: int, period: str, start: date) -> None:
    """Write one directive for each province and the agencies that bring the reporters to their number."""
    shipped, overlay = settings.shipped_reference, settings.reference
    units = read_units(shipped / "units" / "corrections.csv")
    named = units.filter(pl.col("kind") == "province").sort("unit_code").select("unit_code", "name")
    provinces = dict(named.iter_rows())
    known = read_list(AGENCIES, [shipped])
    rows = list(_agencies(known, provinces, reporters - units["ward_code"].drop_nulls().len()))
    (overlay / "directives").mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    writer = csv.DictWriter(text, AGENCIES.columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    replace_file(overlay / AGENCIES.file, text.getvalue().encode())
    template = Template((shipped / "demo" / "directive.toml").read_text("utf-8"))
    for code, name in provinces.items():
        own = [str(row["reporter_id"]) for row in rows if row["province_code"] == code]
        values = {
            "province_code": code,
            "province_name": name,
            "receiver_id": f"{code}-SYT",
            "valid_from": start.isoformat(),
            "first_period": period,
            "agencies": json.dumps([reporter_id for reporter_id in own if reporter_id != f"{code}-SYT"]),
            "asked": "[]",
            "own_work": json.dumps([f"{code}-SYT"]),
        }
        replace_file(overlay / "directives" / f"{code}-MINH-HOA.toml", template.substitute(values).encode())


def _agencies(known: pl.DataFrame, provinces: Mapping[str, str], wanted: int) -> Iterator[dict[str, str]]:
    """The receiving department of each province, then further agencies in turn until there are enough."""
    shipped = {row["reporter_id"]: row for row in known.iter_rows(named=True)}
    made = 0
    for number, role in enumerate(_ROLES):
        for code, name in provinces.items():
            if number and made >= wanted:
                return
            reporter_id = f"{code}-{role}"
            kind = "agency" if number else "own"
            invented = {"reporter_id": reporter_id, "name": f"Sở minh họa {role} {name}", "province_code": code}
            row = {name: str(value) for name, value in shipped.get(reporter_id, invented).items()}
            yield row | {"kind": kind, "source": _SOURCE, "quote": "minh họa"}
            made += 1


def _deliveries(scene: Scene, period: str, wanted: int) -> Iterator[tuple[str, Delivery]]:
    window = month_window(period)
    for reporter in scene.reporters[:wanted]:
        character = characters(scene)[reporter.reporter_id]
        chance = stream(scene.seed, "bench", reporter.reporter_id)
        day = window.end + timedelta(days=1 + chance.randrange(9))
        at = datetime.combine(day, time(8 + chance.randrange(9), chance.randrange(60)), LOCAL_ZONE)
        yield (
            reporter.reporter_id,
            Delivery(
                path=str(Path(reporter.province_code) / f"{reporter.reporter_id}_{period}.xlsx"),
                form="monthly",
                flavour="plain",
                received_at=at,
                listed=True,
                sender=character.sender,
                channel=character.channel,
                signed_on=day,
                span=Span("monthly", period, window.start, window.end),
            ),
        )
