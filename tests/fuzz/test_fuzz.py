"""A short run of the fuzz; `make fuzz` is the long one."""

import pytest

from tests.fuzz.running import run


@pytest.mark.slow
@pytest.mark.parametrize("seed", [389, 2026])
def test_broken_files_cost_only_themselves(seed: int) -> None:
    figures = run(300, seed)
    assert figures.broken_demands == []
    assert figures.files == 300
    # It breaks files, and not all of them beyond reading.
    assert figures.states["unreadable"] > 30
    assert figures.states.total() - figures.states["unreadable"] > 30
