"""How well scores tell two groups apart, with an interval over people."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from offwatch.errors import BadInput
from offwatch.mask.attacks.observations.observations import Floats

Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Auc:
    """The chance that one with a condition scores above one without; 0.5 is a coin.

    Parameters
    ----------
    value : float
    error : float
        Its standard error, people being the units drawn.
    """

    value: float
    error: float

    @property
    def low(self) -> float:
        """The lower limit of the 95 % interval."""
        return max(0.0, self.value - Z95 * self.error)

    @property
    def high(self) -> float:
        """The upper limit of the 95 % interval."""
        return min(1.0, self.value + Z95 * self.error)

    def as_dict(self) -> dict[str, float]:
        """Value and limits as JSON-able values."""
        return {"auc": round(self.value, 4), "low": round(self.low, 4), "high": round(self.high, 4)}


def measure_auc(having: Floats, without: Floats) -> Auc:
    """AUC of scores with its standard error.

    Parameters
    ----------
    having : array, shape (m,)
        Scores of people with a condition, two at least.
    without : array, shape (n,)
        Scores of people without, two at least; equal scores count half.

    Returns
    -------
    Auc

    Raises
    ------
    BadInput
        ``mask.auc-people`` for too few people, ``mask.auc-score`` for a score that is not finite.

    References
    ----------
    DeLong, DeLong & Clarke-Pearson, Comparing the areas under two or more correlated ROC curves,
    1988, eqs. 1-6; by midranks as Sun & Xu 2014.

    Examples
    --------
    >>> measure_auc(np.array([2.0, 3.0]), np.array([0.0, 1.0])).value
    1.0
    """
    m, n = len(having), len(without)
    if m < 2 or n < 2:
        raise BadInput("mask.auc-people", "An AUC needs two people or more on each side.")
    if not (np.isfinite(having).all() and np.isfinite(without).all()):
        raise BadInput("mask.auc-score", "A score must be a finite number.")
    both = rankdata(np.concatenate([having, without]))
    above = (both[:m] - rankdata(having)) / n  # the share of the others that each one beats
    below = 1.0 - (both[m:] - rankdata(without)) / m
    variance = above.var(ddof=1) / m + below.var(ddof=1) / n
    return Auc(float(above.mean()), max(math.sqrt(variance), 0.5 / math.sqrt(m * n)))


def pool(parts: list[Auc]) -> Auc:
    """The mean of AUCs measured on different people.

    Parameters
    ----------
    parts : list of Auc
    """
    value = sum(part.value for part in parts) / len(parts)
    return Auc(value, math.sqrt(sum(part.error**2 for part in parts)) / len(parts))
