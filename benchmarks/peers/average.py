"""The mean, or the median, of all gaps, with a normal law around it.

The law's spread leans on the people of the training folds: a person's own sum of squares and the
typical variance, in the shares that made the training people's next cycles the likeliest. A spread
of three gaps alone would be no honest opponent.

**Source** the predictive law of a normal mean; shrunken variances: Smyth 2004, eq. 4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.peers.peer import Training
from benchmarks.peers.shapes import from_normal
from offwatch.forecast.model.arrays import Floats, Ints, pad
from offwatch.forecast.predict.cycle_length import Origin

_LEANS = (0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0, 50.0)  # gaps that the others count for


@dataclass(frozen=True, slots=True)
class Average:
    name: str
    middle: Callable[[Floats], Floats]
    point_only: bool = False
    slow: bool = False

    def fit(self, training: Training) -> Spread:
        came = np.array([o.cycle.length_days for o in training.origins])
        middle, squares, count = _sum_up(training.origins, self.middle)
        typical = float(np.median(squares / np.maximum(count - 1, 1)))
        missed = float(np.mean((came - middle) ** 2))
        tried = [
            Spread(self.middle, lean, variance) for lean in _LEANS for variance in (typical, missed)
        ]
        return max(tried, key=lambda one: one.likelihood(training.origins, came))


MEAN = Average("mean of all", lambda rows: np.nanmean(rows, axis=1))
MEDIAN = Average("median of all", lambda rows: np.nanmedian(rows, axis=1))


@dataclass(frozen=True, slots=True)
class Spread:
    """``variance`` is other people's, and counts for ``lean`` gaps."""

    middle: Callable[[Floats], Floats]
    lean: float
    variance: float

    def predict(self, origins: Sequence[Origin]) -> Floats:
        middle, squares, count = _sum_up(origins, self.middle)
        own = (squares + self.lean * self.variance) / np.maximum(count - 1 + self.lean, 1.0)
        return from_normal(middle, np.sqrt(own * (1.0 + 1.0 / count)))

    def likelihood(self, origins: Sequence[Origin], came: Ints) -> float:
        chance = self.predict(origins)[np.arange(came.size), np.clip(came, 1, 200) - 1]
        return float(np.log(np.maximum(chance, 1e-12)).sum())


def _sum_up(
    origins: Sequence[Origin], middle: Callable[[Floats], Floats]
) -> tuple[Floats, Floats, Floats]:
    """Each person's middle, squared distances from their mean, and gaps: ``(n,)`` each."""
    rows = pad([o.gaps for o in origins])
    mean = np.nanmean(rows, axis=1)
    squares = np.nansum((rows - mean[:, None]) ** 2, axis=1)
    return middle(rows), squares, np.isfinite(rows).sum(axis=1).astype(np.float64)
