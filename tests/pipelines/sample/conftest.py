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


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    overlay: Path = tmp_path_factory.mktemp("overlay")
    (overlay / "directives").mkdir()
    for name, text in demo_directives(*month_range(UNTIL, 12), shipped=SHIPPED).items():
        (overlay / "directives" / name).write_text(text, "utf-8")
    return load(SHIPPED, overlay=overlay, demo=True)


@pytest.fixture(scope="session")
def scene(reference: Reference) -> Scene:
    return set_scene(
        reference,
        SHIPPED,
        seed=389,
        anchor=UNTIL,
        until=UNTIL,
        months=month_range(UNTIL, 12),
        provinces=("31", "82", "66"),
    )


@pytest.fixture(scope="session")
def workshop(scene: Scene, reference: Reference) -> Workshop:
    return Workshop(scene, reading_context(reference, shipped=SHIPPED))
