"""Calibrated odds from raw numbers: logistic curves fitted on people of known truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import root
from scipy.special import expit

from offwatch.errors import Unavailable
from offwatch.mask.attacks.observations.observations import Bools, Floats

PENALTY = 0.1 * np.diag([1e-3, 1.0, 4.0])
"""A ridge: least on the level, most on the bend."""
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Curve:
    """Log-odds as a smooth curve of a raw number, level beyond what has been seen of it."""

    weights: Floats
    low: float
    high: float
    middle: float
    scale: float

    def log_odds(self, raw: float) -> float:
        """Log-odds at a raw number.

        Parameters
        ----------
        raw : float
        """
        z = (min(max(raw, self.low), self.high) - self.middle) / self.scale
        return float(self.weights @ np.array([1.0, z, z * z]))


def fit_curve(raw: Floats, came: Bools) -> Curve:
    """Fit a quadratic logistic curve by penalised maximum likelihood.

    Parameters
    ----------
    raw : array, shape (n,)
        A raw number of each person.
    came : array of bool, shape (n,)
        What came of it. Both kinds weigh as they are given: no balancing.

    Raises
    ------
    Unavailable
        ``meter.no-fit`` where the fit does not converge.

    References
    ----------
    Platt, Probabilistic outputs for support vector machines, 1999. Hastie, Tibshirani & Friedman,
    The Elements of Statistical Learning, 2009, sec. 4.4.
    """
    low, high = (float(q) for q in np.quantile(raw, [0.01, 0.99]))
    middle, scale = float(np.median(raw)), max(float(raw.std()), 1e-6)
    z = (np.clip(raw, low, high) - middle) / scale
    design = np.stack([np.ones_like(z), z, z * z], axis=1)

    def slope(weights: Floats) -> Floats:
        return np.asarray(design.T @ (expit(design @ weights) - came) + PENALTY @ weights)

    def bend(weights: Floats) -> Floats:
        chance = expit(design @ weights)
        return np.asarray((design * (chance * (1 - chance))[:, None]).T @ design + PENALTY)

    found = root(slope, np.zeros(3), jac=bend)  # the penalty makes the slope's zero the only one
    if not found.success or np.abs(slope(found.x)).max() > TOLERANCE:
        raise Unavailable(
            "meter.no-fit", "The meter's reference cannot be fitted; install Offwatch anew."
        )
    return Curve(np.asarray(found.x), low, high, middle, scale)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Log of the ratio of the chances of a raw number among those having and those without."""

    curve: Curve
    offset: float
    most: float

    def log_at(self, raw: float) -> float:
        """The log ratio at a raw number; no more is claimed than as many people can show.

        Parameters
        ----------
        raw : float
        """
        return float(np.clip(self.curve.log_odds(raw) - self.offset, -self.most, self.most))


def fit_ratio(having: Floats, without: Floats) -> Ratio:
    """Learn the ratio from people of known truth.

    Parameters
    ----------
    having, without : arrays, shapes (m,) and (n,)
        Raw numbers of people with and without.

    Returns
    -------
    Ratio
    """
    curve = fit_curve(
        np.concatenate([having, without]), np.repeat([True, False], [len(having), len(without)])
    )
    offset = float(np.log(len(having) / len(without)))
    return Ratio(curve, offset, float(np.log(min(len(having), len(without)))))
