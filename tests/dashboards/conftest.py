"""Published worlds that the tests of the pages share; each is built once a session."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipelines.settings import Settings
from tests.dashboards import worlds

World = Callable[[str], Settings]


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Build a world by name, the first time it is asked for."""
    built: dict[str, Settings] = {}

    def named(name: str) -> Settings:
        if name not in built:
            built[name] = getattr(worlds, name)(tmp_path_factory.mktemp(name))
        return built[name]

    return named
