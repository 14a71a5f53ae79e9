"""From raw numbers to odds that come true: logistic curves fitted on people of known truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offwatch.mask.attacks.observations.observations import Bools, Floats

RIDGE = 0.1
STEPS = 25


@dataclass(frozen=True, slots=True)
class Curve:
    """Log-odds as a smooth curve of a raw number, level beyond what has been seen of it."""

    weights: Floats
    low: float
    high: float
    middle: float
    scale: float

    def log_odds(self, raw: float) -> float:
        """Log-odds at ``raw``."""
        z = (min(max(raw, self.low), self.high) - self.middle) / self.scale
        return float(self.weights @ np.array([1.0, z, z * z]))


def fit_curve(raw: Floats, came: Bools) -> Curve:
    """Fit a quadratic logistic curve: ``raw, came: (n,)``, balanced so that both kinds weigh alike
    only as they were given.

    **Source** Platt 1999; ridge and Newton steps as Hastie, Tibshirani & Friedman 2009, sec. 4.4.1.
    """
    low, high = (float(q) for q in np.quantile(raw, [0.01, 0.99]))
    middle, scale = float(np.median(raw)), max(float(raw.std()), 1e-6)
    z = (np.clip(raw, low, high) - middle) / scale
    design = np.stack([np.ones_like(z), z, z * z], axis=1)
    ridge = RIDGE * np.diag([1e-3, 1.0, 4.0])
    weights = np.zeros(3)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (came - chance) - ridge @ weights
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + ridge
        weights = weights + np.clip(np.linalg.solve(bend, slope), -3, 3)
    return Curve(weights, low, high, middle, scale)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Log of the ratio of the chances of a raw number among those having and those without."""

    curve: Curve
    offset: float
    most: float

    def log_at(self, raw: float) -> float:
        """The log ratio at ``raw``; no more is claimed than so many people can show."""
        return float(np.clip(self.curve.log_odds(raw) - self.offset, -self.most, self.most))


def fit_ratio(having: Floats, without: Floats) -> Ratio:
    """Learn the ratio from people of known truth."""
    curve = fit_curve(
        np.concatenate([having, without]), np.repeat([True, False], [len(having), len(without)])
    )
    offset = float(np.log(len(having) / len(without)))
    return Ratio(curve, offset, float(np.log(min(len(having), len(without)))))
