"""Empirical Bayes for rates of small places.

Belongs here: the beta-binomial model. Does not: which places or categories are compared (`pipelines.marts.risk`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

WEAKEST_PRIOR = 2.0
STRONGEST_PRIOR = 200.0
"""Bounds of the prior's weight, in observations: places are neither unrelated nor all alike."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """A beta distribution: what is believed of a place before its own counts are seen."""

    mean: float
    weight: float
    """How many observations of the place count as much as the prior."""


def fit_prior(successes: Numbers, trials: Numbers, *, fallback_mean: float) -> Prior:
    """Fit a beta prior to the rates of many places by moments.

    Args:
        successes: events per place, shape (n,).
        trials: observations per place, shape (n,); places without any say nothing.
        fallback_mean: mean to use when no place has an observation.

    The between-place variance is the weighted variance of the raw rates minus what chance alone would give
    (Kleinman 1973, "Proportions with extraneous variance").
    """
    seen = trials > 0
    n, x = trials[seen], successes[seen]
    total = float(n.sum())
    if total == 0.0:
        return Prior(min(max(fallback_mean, 0.01), 0.99), WEAKEST_PRIOR)
    # Half an event and half a non-event more (Jeffreys): no events in a few places do not mean that none can happen.
    mean = (float(x.sum()) + 0.5) / (total + 1)
    spread = float((n * (x / n - mean) ** 2).sum()) / total
    chance = mean * (1 - mean) * len(n) / total
    between = (spread - chance) / max(1.0 - len(n) / total, 1e-9)
    weight = mean * (1 - mean) / between - 1 if between > 0.0 else STRONGEST_PRIOR
    weight = min(max(weight, WEAKEST_PRIOR), STRONGEST_PRIOR)
    # Never less than half an event in the prior: below that the mean of a beta lies outside its own interval.
    return Prior(mean, float(max(weight, 0.5 / mean)))


@dataclass(frozen=True)
class Posterior:
    """What is believed of each place after its counts, arrays of shape (n,)."""

    mean: Numbers
    low: Numbers
    high: Numbers
    above: Numbers
    """Probability that the rate exceeds the threshold."""


def posterior(
    successes: Numbers, trials: Numbers, prior: Prior, *, threshold: float, coverage: float = 0.9
) -> Posterior:
    """Combine a prior with each place's counts.

    Args:
        successes: events per place, shape (n,).
        trials: observations per place, shape (n,).
        prior: from `fit_prior`.
        threshold: rate to compare with, 0–1.
        coverage: mass of the equal-tailed interval.
    """
    a = prior.mean * prior.weight + successes
    b = (1 - prior.mean) * prior.weight + (trials - successes)
    tail = (1 - coverage) / 2
    return Posterior(
        mean=a / (a + b),
        low=special.betaincinv(a, b, tail),
        high=special.betaincinv(a, b, 1 - tail),
        above=1 - special.betainc(a, b, threshold),
    )
