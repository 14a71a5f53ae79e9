"""A posterior as weighted points: fixed even lattices, laid where the posterior lies.

For parameters whose prior is a standard normal. Nothing is drawn at random: the same record gives
the same points. One lattice lies over the prior, so that no summit is missed while little is known;
one, narrow and wide, around the highest summit; more, until enough points carry the weight, over
what those before have found. All points count, each by the target over all the layers' densities.
**Source** adaptive multiple importance sampling (Cornuet et al. 2012), next layers from weights
raised to a power (Koblents & Míguez 2015, sec. 4); the points are the additive recurrence of
Roberts (2018), a quasi-Monte Carlo rule of low discrepancy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.weights import normalise

POINTS = 24  # a layer and dimension, from four dimensions on
_LAYERS = 8
_ENOUGH = 72.0  # points, as counted by their weights
_STEP = 0.1  # of the points must carry the weights that the next layer is laid over
_WIDER = 1.3  # layers are this much wider than what they aim at
_LINE = np.linspace(-3.5, 3.5, 17)


@dataclass(frozen=True)
class _Layer:
    """A normal law with a lattice of its own."""

    middle: Floats
    root: Floats
    points: Floats

    @classmethod
    def over(cls, middle: Floats, root: Floats, count: int) -> _Layer:
        return cls(middle, root, middle + even_normal(count, middle.size) @ root.T)

    def log_density(self, points: Floats) -> Floats:
        """Up to a constant, the same for all layers."""
        away = (points - self.middle) @ np.linalg.inv(self.root).T
        return _log_normal(away) - float(np.log(np.diag(self.root)).sum())


def weigh(
    log_likelihood: Callable[[Floats], Floats],
    dimensions: int,
    elsewhere: Sequence[tuple[Floats, Floats]] = (),
) -> tuple[Floats, Floats]:
    """Points and weights that stand for a posterior over standard normal priors.

    Parameters
    ----------
    log_likelihood : callable
        Takes ``(n, dimensions)`` in units of the prior, returns ``(n,)``: with what the prior
        differs from a standard normal law by.
    dimensions : int
        Number of parameters.
    elsewhere : sequence of (middle, root), shapes (dimensions,) and (dimensions, dimensions)
        Where else than around zero the prior has weight: normal laws, each by its mean and a root
        of its covariance.

    Returns
    -------
    points, weights : arrays, shapes (k, dimensions) and (k,)
        The weights sum to one.

    References
    ----------
    Cornuet et al., Scandinavian Journal of Statistics 2012; Koblents & Míguez, Statistics and
    Computing 2015, sec. 4; Roberts 2018.

    >>> points, weights = weigh(lambda u: -2.0 * (u[:, 0] - 1.0) ** 2, 1)
    >>> round(float(weights @ points[:, 0]), 2)
    0.8
    """
    count = POINTS * max(4, dimensions)
    layers = [
        _Layer.over(np.zeros(dimensions), np.eye(dimensions), count),
        *(_Layer.over(middle, root, count // 2) for middle, root in elsewhere),
    ]
    points = np.concatenate([layer.points for layer in layers])
    target = log_likelihood(points) + _log_normal(points)
    begin = points[int(np.argmax(target))] if elsewhere else np.zeros(dimensions)
    middle, spread = _summit(log_likelihood, begin)
    root = _root(spread)
    layers += [
        _Layer.over(middle, root * _WIDER, count),
        _Layer.over(middle, root * (3.0 * _WIDER), count // 2),
    ]
    near = np.concatenate([layer.points for layer in layers[-2:]])
    points = np.concatenate([points, near])
    target = np.concatenate([target, log_likelihood(near) + _log_normal(near)])
    while True:
        share = [np.log(layer.points.shape[0] / points.shape[0]) for layer in layers]
        each = [layer.log_density(points) + s for layer, s in zip(layers, share, strict=True)]
        log_weight = target - np.logaddexp.reduce(each, axis=0)
        weights = normalise(log_weight)
        if 1.0 / float(weights @ weights) >= _ENOUGH or len(layers) == _LAYERS:
            return points, weights
        aim = normalise(_sharpest(log_weight) * log_weight)
        middle = aim @ points
        away = points - middle
        spread = (away * aim[:, None]).T @ away + 1e-8 * np.eye(dimensions)
        root = _root(spread)
        layers.append(_Layer.over(middle, root * _WIDER, count))
        points = np.concatenate([points, layers[-1].points])
        fresh = log_likelihood(layers[-1].points) + _log_normal(layers[-1].points)
        target = np.concatenate([target, fresh])


@lru_cache(maxsize=16)
def even_normal(n: int, dimensions: int) -> Floats:
    """Spread points evenly over the standard normal law.

    Parameters
    ----------
    n, dimensions : int
        How many points, in how many dimensions.

    Returns
    -------
    array, shape (n, dimensions)
        The points of an additive recurrence, through the normal quantile.

    References
    ----------
    Roberts, The unreasonable effectiveness of quasirandom sequences, 2018.
    """
    ratio = 2.0
    for _ in range(60):
        ratio = (1.0 + ratio) ** (1.0 / (dimensions + 1))
    steps = ratio ** -np.arange(1.0, dimensions + 1)
    even = (0.5 + np.arange(1, n + 1)[:, None] * steps[None, :]) % 1.0
    inverse = NormalDist().inv_cdf
    return np.array([[inverse(min(max(v, 1e-9), 1 - 1e-9)) for v in row] for row in even.tolist()])


def _summit(log_likelihood: Callable[[Floats], Floats], begin: Floats) -> tuple[Floats, Floats]:
    """The highest point that lines along each axis find, from a beginning; and the width there."""
    dimensions = begin.size

    def height(points: Floats) -> Floats:
        return log_likelihood(points) + _log_normal(points)

    top, wide = begin.copy(), np.ones(dimensions)
    for turn in range(2):
        for axis in range(dimensions):
            line = _LINE if turn == 0 else _LINE * 0.6 * wide[axis]
            tried = np.repeat(top[None, :], line.size, axis=0)
            tried[:, axis] += line
            found = height(tried)
            top = tried[int(np.argmax(found))]
            near = found > found.max() - 0.5
            wide[axis] = max(np.ptp(line[near]) / 2, line[1] - line[0])
    steps = np.diag(wide)
    sums, differences = steps[:, None] + steps[None], steps[:, None] - steps[None]
    corners = np.concatenate([sums, -sums, differences, -differences]).reshape(-1, dimensions)
    found = height(top + corners).reshape(4, dimensions, dimensions)
    bend = (found[2] + found[3] - found[0] - found[1]) / (4 * wide[:, None] * wide[None, :])
    sizes, axes = np.linalg.eigh((bend + bend.T) / 2)
    spread = (axes / np.clip(sizes, 1.0, 1e8)) @ axes.T
    slope = (found[0] - found[1]).diagonal() / (4 * wide)
    return top + np.clip(spread @ slope, -wide, wide), spread


def _root(spread: Floats) -> Floats:
    return np.asarray(np.linalg.cholesky(spread), dtype=np.float64)


def _sharpest(log_weight: Floats) -> float:
    """The power of the weights at which enough points still carry them."""
    low, high = 0.0, 1.0
    for _ in range(8):
        middle = (low + high) / 2
        enough = _effective(middle * log_weight) >= _STEP * log_weight.size
        low, high = (middle, high) if enough else (low, middle)
    return high


def _effective(log_weight: Floats) -> float:
    weights = normalise(log_weight)
    return 1.0 / float(weights @ weights)


def _log_normal(points: Floats) -> Floats:
    """Up to a constant, which cancels."""
    return np.asarray(-0.5 * (points * points).sum(axis=1))
