"""Forecasts of other shapes as chances of whole days."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.predict.cycle_length import LAST_DAY

EDGES = np.arange(1, LAST_DAY) + 0.5  # between one whole day and the next
_ROUNDING_SD = float(np.sqrt(1 / 12))  # whole days can be told no more finely


def from_points(days: Floats) -> Floats:
    """All weight on one day, halves rounded up: ``(n,)`` to ``(n, 200)``."""
    at = np.clip(np.floor(days + 0.5), 1, LAST_DAY).astype(np.int64) - 1
    pmf = np.zeros((days.size, LAST_DAY))
    pmf[np.arange(days.size), at] = 1.0
    return pmf


def from_normal(mean: Floats, sd: Floats) -> Floats:
    """A normal law of each row, rounded to whole days: ``(n,)`` twice to ``(n, 200)``."""
    spread = np.maximum(sd, _ROUNDING_SD)[:, None]
    return from_cdf(np.asarray(ndtr((EDGES[None, :] - mean[:, None]) / spread)))


def from_cdf(below: Floats) -> Floats:
    """From the chances below ``EDGES``: ``(n, 199)`` to ``(n, 200)``."""
    return np.asarray(np.diff(below, axis=1, prepend=0.0, append=1.0), dtype=np.float64)


def from_quantiles(values: Floats, levels: Floats) -> Floats:
    """Straight between quantiles, exponential beyond the outermost.

    **Shapes** ``values: (n, q)`` days, crossings are sorted out; ``levels: (q,)`` rising. The tails
    fall as steeply as the outermost pair of quantiles says.
    """
    values = np.sort(values, axis=1)
    values = values + 1e-6 * np.arange(levels.size)  # equal quantiles are a step, not a fault
    below = np.empty((values.shape[0], EDGES.size))
    for row, (days, out) in enumerate(zip(values, below, strict=True)):
        out[:] = np.interp(EDGES, days, levels)
        early, late = days[0] > EDGES, days[-1] < EDGES
        fall = np.log(levels[1] / levels[0]) / max(days[1] - days[0], 0.1)
        out[early] = levels[0] * np.exp(-fall * (days[0] - EDGES[early]))
        rest = 1.0 - levels
        fall = np.log(rest[-2] / rest[-1]) / max(days[-1] - days[-2], 0.1)
        out[late] = 1.0 - rest[-1] * np.exp(-fall * (EDGES[late] - days[-1]))
        below[row] = out
    return from_cdf(below)
