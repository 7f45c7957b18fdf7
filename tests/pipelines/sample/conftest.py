"""The scene of the sample for all three provinces and twelve months, built once; nothing is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.reference import Reference, demo_directives, load
from pipelines.sample.files import Workshop
from pipelines.sample.scene import Scene
from pipelines.sample.staging import month_range, set_scene
from pipelines.settings import CHECKOUT
from pipelines.workbooks.context import reading_context

SHIPPED = CHECKOUT / "data" / "reference"
UNTIL = date(2026, 11, 23)


def reference_until(until: date, overlay: Path) -> Reference:
    """Reference data with the demo directives of the twelve months up to a day, written into a folder."""
    (overlay / "directives").mkdir()
    for name, text in demo_directives(*month_range(until, 12), shipped=SHIPPED).items():
        (overlay / "directives" / name).write_text(text, "utf-8")
    return load(SHIPPED, overlay=overlay, demo=True)


def scene_until(until: date, reference: Reference) -> Scene:
    """The scene of all three provinces in the twelve months up to a day."""
    return set_scene(
        reference,
        SHIPPED,
        seed=389,
        anchor=until,
        until=until,
        months=month_range(until, 12),
        provinces=("31", "82", "66"),
    )


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return reference_until(UNTIL, tmp_path_factory.mktemp("overlay"))


@pytest.fixture(scope="session")
def scene(reference: Reference) -> Scene:
    return scene_until(UNTIL, reference)


@pytest.fixture(scope="session")
def workshop(scene: Scene, reference: Reference) -> Workshop:
    return Workshop(scene, reading_context(reference, shipped=SHIPPED))
