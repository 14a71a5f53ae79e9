"""A posterior as weighted points: a fixed even lattice, moved to where the posterior lies.

For parameters whose prior is a standard normal. Nothing is drawn at random: the same record gives
the same points. **Source** population Monte Carlo with weights raised to a power (Koblents & Míguez
2015, sec. 4) from a Laplace approximation; the points are the additive recurrence of Roberts
(2018), a quasi-Monte Carlo rule of low discrepancy.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from offwatch.forecast.arrays import Floats

POINTS = 48  # a dimension, from four dimensions on
_ROUNDS = 16
_STEP = 0.1  # of the points must carry the weights that the next lattice is laid over
_ENOUGH = 0.2  # and this much of the last
_WIDER = 1.3  # proposals are this much wider than what they aim at
_LINE = np.linspace(-3.5, 3.5, 17)
_PRIOR = 0.25  # share of the points that stay where the prior lies, for summits far apart
_GUARD = 0.15  # share of the proposal that stays three times as wide, for what lies aside


def weigh(
    log_likelihood: Callable[[Floats], Floats], dimensions: int, density: int = 1
) -> tuple[Floats, Floats]:
    """Points and their weights, which stand for the posterior; ``density`` times as many.

    **Shapes** ``log_likelihood`` takes ``(n, dimensions)`` and returns ``(n,)``; the points come
    as ``(k, dimensions)`` in units of the standard normal prior, the weights ``(k,)`` sum to one.

    >>> points, weights = weigh(lambda u: -2.0 * (u[:, 0] - 1.0) ** 2, 1)
    >>> round(float(weights @ points[:, 0]), 2)
    0.8
    """
    even = even_normal(POINTS * density * max(4, dimensions), dimensions)
    points, proposal = _around(even, *_summit(log_likelihood, dimensions))
    for turn in range(_ROUNDS):
        log_weight = log_likelihood(points) + _log_normal(points) - proposal
        weights = _normalise(log_weight)
        if turn and 1.0 / float(weights @ weights) >= _ENOUGH * weights.size:
            break
        weights = _normalise(_sharpest(log_weight) * log_weight)
        middle = weights @ points
        away = points - middle
        spread = (away * weights[:, None]).T @ away + 1e-8 * np.eye(dimensions)
        points, proposal = _around(even, middle, spread)
    return points, weights


@lru_cache(maxsize=16)
def even_normal(n: int, dimensions: int) -> Floats:
    """``n`` points spread evenly over the standard normal law: ``(n, dimensions)``."""
    ratio = 2.0
    for _ in range(60):
        ratio = (1.0 + ratio) ** (1.0 / (dimensions + 1))
    steps = ratio ** -np.arange(1.0, dimensions + 1)
    even = (0.5 + np.arange(1, n + 1)[:, None] * steps[None, :]) % 1.0
    inverse = NormalDist().inv_cdf
    return np.array([[inverse(min(max(v, 1e-9), 1 - 1e-9)) for v in row] for row in even.tolist()])


def _summit(log_likelihood: Callable[[Floats], Floats], dimensions: int) -> tuple[Floats, Floats]:
    """Where to begin: the highest point that lines along each axis find, and the width there."""

    def height(points: Floats) -> Floats:
        return log_likelihood(points) + _log_normal(points)

    top, wide = np.zeros(dimensions), np.ones(dimensions)
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


def _around(even: Floats, middle: Floats, spread: Floats) -> tuple[Floats, Floats]:
    """The lattice laid over a normal law, a share of it wider, a share left where it was.

    Returns the points and the log-density they have, up to a constant.
    """
    n, dimensions = even.shape
    root = np.linalg.cholesky(spread)
    turn = (np.arange(n) % 20 + 0.5) / 20  # so that each share is spread evenly too
    left, wide = turn < _PRIOR, turn > 1.0 - _GUARD
    points = middle + (even * np.where(wide, 3.0 * _WIDER, _WIDER)[:, None]) @ root.T
    points[left] = even[left]
    away = (points - middle) @ np.linalg.inv(root).T
    size = dimensions * np.log(_WIDER) + float(np.log(np.diag(root)).sum())
    narrow = np.log(1 - _GUARD - _PRIOR) + _log_normal(away / _WIDER) - size
    broad = np.log(_GUARD) + _log_normal(away / (3 * _WIDER)) - size - dimensions * np.log(3.0)
    laid = np.logaddexp(narrow, broad)
    return points, np.logaddexp(laid, np.log(_PRIOR) + _log_normal(points))


def _sharpest(log_weight: Floats) -> float:
    """The power of the weights at which enough points still carry them."""
    low, high = 0.0, 1.0
    for _ in range(8):
        middle = (low + high) / 2
        enough = _effective(middle * log_weight) >= _STEP * log_weight.size
        low, high = (middle, high) if enough else (low, middle)
    return high


def _effective(log_weight: Floats) -> float:
    weights = _normalise(log_weight)
    return 1.0 / float(weights @ weights)


def _normalise(log_weight: Floats) -> Floats:
    weights = np.exp(log_weight - log_weight.max())
    return np.asarray(weights / weights.sum())


def _log_normal(points: Floats) -> Floats:
    """Up to a constant, which cancels."""
    return np.asarray(-0.5 * (points * points).sum(axis=1))
