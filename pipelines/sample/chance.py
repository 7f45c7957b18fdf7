"""Chance that can be repeated: one stream of random numbers per named thing, and the distributions drawn from it.

Belongs here: streams and distributions. Does not: any number about the world. A stream depends on the seed and its
name only, so that adding a reporter or a month changes nothing about the others.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def stream(seed: int, *name: object) -> Random:
    """The stream of random numbers of one thing."""
    return Random("|".join(map(str, (seed, *name))))


def poisson(chance: Random, mean: float) -> int:
    """A count of rare events (Knuth's product below 30, a rounded normal above)."""
    if mean <= 0:
        return 0
    if mean > 30:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def log_normal(chance: Random, median: float, sigma: float) -> float:
    """A skewed positive amount."""
    return median * math.exp(chance.gauss(0.0, sigma))


def pick(chance: Random, weights: Mapping[T, float]) -> T:
    """One key, with probability in proportion to its weight."""
    return chance.choices(list(weights), list(weights.values()))[0]


def happens(chance: Random, probability: float) -> bool:
    """Whether something of this probability happens."""
    return chance.random() < probability


def one_of(chance: Random, items: Sequence[T]) -> T:
    """One item, all equally likely."""
    return items[chance.randrange(len(items))]
