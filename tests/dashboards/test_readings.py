from __future__ import annotations

import pytest

from dashboards import readings

STEADY = [0.80, 0.82, 0.79, 0.81, 0.80, 0.82, 0.80]


@pytest.mark.parametrize(
    ("last", "direction", "word"),
    [
        (0.81, "up", "unclear"),
        (0.99, "up", "better"),
        (0.40, "up", "worse"),
        (0.99, "down", "worse"),
        (0.40, "down", "better"),
        (0.99, "none", "rising"),
        (0.40, None, "falling"),
        (None, "up", "unclear"),
    ],
)
def test_a_change_is_called_one_only_outside_the_natural_limits(
    last: float | None, direction: str | None, word: str
) -> None:
    assert readings.change([*STEADY, last], direction) == word


def test_a_short_series_says_nothing() -> None:
    assert readings.limits([1.0] * (readings.POINTS_NEEDED - 1)) is None
    assert readings.change([1.0, 1.0, 100.0], "up") == "unclear"


def test_limits_are_mean_plus_and_minus_2_66_mean_moving_ranges() -> None:
    found = readings.limits([1, 3, 1, 3, 1, 3])
    assert found == readings.Limits(2, 2 - 2.66 * 2, 2 + 2.66 * 2)


@pytest.mark.parametrize(
    ("value", "target", "direction", "meets"),
    [(1, 1, "up", True), (0.9, 1, "up", False), (0, 0, "down", True), (3, 0, "down", False), (None, 1, "up", None)],
)
def test_a_target_is_met_in_its_own_direction(
    value: float | None, target: float, direction: str, meets: bool | None
) -> None:
    assert readings.meets(value, target, direction) is meets


def test_no_target_is_neither_met_nor_missed() -> None:
    assert readings.meets(1, None, "up") is None
