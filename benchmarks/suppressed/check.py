"""Exact Bayes held against a long random walk over the same posterior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.suppressed.cases import SIGN, draw_by_day, draw_by_hour
from benchmarks.suppressed.exact import effective
from benchmarks.suppressed.law import unpack
from benchmarks.suppressed.predict import by_day, by_hour, log_posterior, weigh, whole
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.effects import Effects
from offwatch.forecast.model.prior import Prior

CHAINS, STEPS, BURN = 100, 400, 150
_STEP = 1.2  # over the root of the dimensions, in units of the posterior's own spread


@dataclass(frozen=True, slots=True)
class Agreement:
    """The furthest that the two distributions of one person's next onset are apart."""

    apart: float
    points: float
    accepted: float


def agree(
    prior: Prior, effects: Effects, rng: np.random.Generator, points: int, *, days: bool
) -> Agreement:
    """Weighted points and walks for one person drawn by day or by hour."""
    case = (draw_by_day if days else draw_by_hour)(prior, effects, rng)
    kinds, weight, found = weigh(case, prior, effects, rng, points)
    height = log_posterior(case, prior, effects)
    middle = weight @ found
    root = np.linalg.cholesky(((found - middle) * weight[:, None]).T @ (found - middle))
    at = found[rng.integers(0, len(found), CHAINS)]  # of the proposal: too wide to begin with
    kept, moved = [], 0.0
    here = height(at)
    for step in range(STEPS):
        away = rng.standard_normal(at.shape) @ root.T
        tried = at + _STEP / np.sqrt(at.shape[1]) * away
        there = height(tried)
        goes = np.log(rng.random(CHAINS)) < there - here
        at, here = np.where(goes[:, None], tried, at), np.where(goes, there, here)
        moved += float(goes.mean()) / STEPS
        if step >= BURN and step % 5 == 0:
            kept.append(at)
    walked: Floats = np.concatenate(kept)
    people = unpack(whole(walked), prior, effects, SIGN)
    even = np.full(len(walked), 1.0 / len(walked))
    law = by_day if days else by_hour
    apart = np.abs(law(case, kinds, weight, prior) - law(case, people, even, prior)).max()
    return Agreement(float(apart), effective(weight), moved)
