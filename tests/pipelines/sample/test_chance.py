"""Chance can be repeated, and its distributions have the means they promise."""

from __future__ import annotations

import statistics

import pytest

from pipelines.sample.chance import happens, log_normal, pick, poisson, stream


def test_the_same_name_gives_the_same_stream_and_another_name_another() -> None:
    first = [stream(389, "visits", "11304").random() for _ in range(2)]
    assert first[0] == first[1]
    assert stream(389, "visits", "11305").random() != first[0]
    assert stream(390, "visits", "11304").random() != first[0]


@pytest.mark.parametrize("mean", [0.4, 3.0, 60.0])
def test_counts_have_the_mean_and_spread_of_rare_events(mean: float) -> None:
    chance = stream(1, "poisson", mean)
    counts = [poisson(chance, mean) for _ in range(6000)]
    assert statistics.mean(counts) == pytest.approx(mean, rel=0.06)
    assert statistics.variance(counts) == pytest.approx(mean, rel=0.12)


def test_a_mean_of_nothing_gives_nothing() -> None:
    assert poisson(stream(1, "none"), 0.0) == 0


def test_amounts_have_the_median_they_promise_and_a_long_tail() -> None:
    chance = stream(1, "amounts")
    amounts = [log_normal(chance, 20.0, 0.8) for _ in range(6000)]
    assert statistics.median(amounts) == pytest.approx(20.0, rel=0.05)
    assert statistics.mean(amounts) > 1.2 * statistics.median(amounts)


def test_choices_follow_their_weights() -> None:
    chance = stream(1, "choices")
    picked = [pick(chance, {"a": 3.0, "b": 1.0}) for _ in range(4000)]
    assert picked.count("a") / 4000 == pytest.approx(0.75, abs=0.03)
    assert sum(happens(chance, 0.1) for _ in range(4000)) / 4000 == pytest.approx(0.1, abs=0.02)
