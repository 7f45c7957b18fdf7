"""Empirical Bayes: small places are drawn towards the rest, large ones speak for themselves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pipelines.signals.shrinkage import STRONGEST_PRIOR, WEAKEST_PRIOR, Prior, fit_prior, posterior


def _array(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)


def test_the_posterior_is_the_beta_binomial_of_the_textbook() -> None:
    belief = posterior(_array(3), _array(10), Prior(0.1, 20), threshold=0.2)
    reference = stats.beta(0.1 * 20 + 3, 0.9 * 20 + 7)
    assert belief.mean[0] == pytest.approx(reference.mean())
    assert belief.low[0] == pytest.approx(reference.ppf(0.05))
    assert belief.high[0] == pytest.approx(reference.ppf(0.95))
    assert belief.above[0] == pytest.approx(reference.sf(0.2))


def test_one_of_one_does_not_lead_over_thirty_of_hundred() -> None:
    successes, trials = _array(1, 30, 5, 8, 3), _array(1, 100, 60, 90, 40)
    belief = posterior(successes, trials, fit_prior(successes, trials, fallback_mean=0.1), threshold=0.15)
    assert belief.mean[0] < belief.mean[1]


def test_places_that_differ_no_more_than_chance_are_drawn_together() -> None:
    rng = np.random.default_rng(389)
    trials = np.full(400, 20.0)
    prior = fit_prior(rng.binomial(20, 0.1, 400).astype(float), trials, fallback_mean=0.5)
    assert prior.weight > 0.5 * STRONGEST_PRIOR


def test_places_that_really_differ_keep_their_own_rates() -> None:
    rng = np.random.default_rng(389)
    rates = rng.beta(2, 8, 400)
    prior = fit_prior(rng.binomial(200, rates).astype(float), np.full(400, 200.0), fallback_mean=0.5)
    assert prior.mean == pytest.approx(0.2, abs=0.02)
    assert prior.weight == pytest.approx(10, rel=0.3)


def test_without_any_observation_the_fallback_speaks_weakly() -> None:
    assert fit_prior(_array(0), _array(0), fallback_mean=0.3) == Prior(0.3, WEAKEST_PRIOR)


def test_a_category_without_any_event_has_its_mean_inside_its_interval() -> None:
    zeros, trials = np.zeros(100), np.full(100, 400.0)
    belief = posterior(zeros, trials, fit_prior(zeros, trials, fallback_mean=0.1), threshold=0.1)
    assert (belief.mean < belief.high).all()


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=30))
def test_rates_stay_between_zero_and_one_and_inside_their_interval(pairs: list[tuple[int, int]]) -> None:
    successes = np.array([min(x, n) for x, n in pairs], dtype=float)
    trials = np.array([n for _, n in pairs], dtype=float)
    belief = posterior(successes, trials, fit_prior(successes, trials, fallback_mean=0.1), threshold=0.1)
    assert ((belief.low >= 0) & (belief.low <= belief.high) & (belief.high <= 1)).all()
    assert (belief.mean <= belief.high + 1e-12).all()
    assert ((belief.mean > 0) & (belief.mean < 1)).all()
    assert ((belief.above >= 0) & (belief.above <= 1)).all()
