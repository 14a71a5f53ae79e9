"""A. Whether a history stands out from what the norm, or chance, would have given."""

from __future__ import annotations

import numpy as np

from offwatch.mask.attacks.observations.observations import (
    Bools,
    Floats,
    Ints,
    Observations,
    runs_of,
    weekend_days,
)
from offwatch.mask.attacks.whether.autocorrelation import combs
from offwatch.mask.attacks.whether.rayleigh import resultants
from offwatch.mask.meter.over_budget import OverBudget

DRAWS = 399


def p_under_norm(
    me: Observations,
    regular: Floats,
    ratios: tuple[float, Floats] | None,
    over_budget: OverBudget,
    rng: np.random.Generator,
) -> float:
    """The p-value against members without a condition who keep the norm.

    Passes beyond the norm's budget are compared with as many placed anywhere on the duties of their
    periods.

    Parameters
    ----------
    me : Observations
        Of one person.
    regular : array, shape (n, 2)
        How regular what such members asked for on as many days is.
    ratios : pair of a float and an array, shape (n,), or None
        The observer's raw ratio of this history, and theirs.
    over_budget : OverBudget
        This person's passes beyond the budget.
    rng : numpy.random.Generator

    Returns
    -------
    float

    References
    ----------
    Barnard 1963 (Monte-Carlo test), p = (1 + #)/(1 + B); the largest of several standardised
    statistics as Westfall & Young, Resampling-based Multiple Testing, 1993, sec. 2.3.
    """
    columns = [np.vstack([measure_regularity(me.asked), regular])]
    if ratios is not None:
        columns.append(np.concatenate([[ratios[0]], ratios[1]])[:, None])
    if over_budget.count:
        columns.append(over_budget.draw(len(regular), rng))
    return _largest(np.hstack(columns))


def p_by_permutation(me: Observations, rng: np.random.Generator, draws: int = DRAWS) -> float:
    """The p-value where no norm is kept: the same wishes, moved within period and kind of day.

    Runs of days asked for move as they are. A pass moves to another duty of its period on the same
    kind of day (Friday to Sunday, or not).

    Parameters
    ----------
    me : Observations
        Of one person.
    rng : numpy.random.Generator
    draws : int

    Returns
    -------
    float
    """
    every = np.ones_like(me.duty[0])
    weekend = weekend_days(me.first_weekday, me.days)
    asked = _move(runs_of(me.asked[0]), every, weekend, me.period_days, draws, rng)
    singles = [(int(day), int(day) + 1) for day in np.flatnonzero(me.passed[0])]
    passed = _move(singles, me.duty[0], weekend, me.period_days, draws, rng)
    asked, passed = np.vstack([me.asked, asked]), np.vstack([me.passed, passed])
    return _largest(np.hstack([measure_regularity(asked | passed), measure_regularity(passed)]))


def measure_regularity(days: Bools) -> Floats:
    """How days gather on circles of 20 to 40 days, and repeat a rhythm later.

    Parameters
    ----------
    days : array of bool, shape (n, days)

    Returns
    -------
    array, shape (n, 2)
    """
    series = days.astype(np.float64)
    return np.stack([resultants(series).max(axis=1), combs(series).max(axis=1)], axis=1)


def _largest(statistics: Floats) -> float:
    """The p-value of the first row among all, by the largest standardised statistic."""
    middle = statistics.mean(axis=0)
    spread = statistics.std(axis=0)
    worst = ((statistics - middle) / np.maximum(spread, 1e-9)).max(axis=1)
    return float((worst >= worst[0] - 1e-9).sum() / len(worst))


def _move(
    runs: list[tuple[int, int]],
    allowed: Bools,
    weekend: Bools,
    period_days: int,
    draws: int,
    rng: np.random.Generator,
) -> Bools:
    """Each run begun on another allowed day of its period and kind: ``(draws, days)``."""
    days = len(allowed)
    out = np.zeros((draws, days), dtype=np.bool_)
    period = np.arange(days) // period_days
    for first, end in runs:
        places: Ints = np.flatnonzero(
            allowed & (period == period[first]) & (weekend == weekend[first])
        )
        starts = rng.choice(places, size=draws)
        for step in range(end - first):
            out[np.arange(draws), np.minimum(starts + step, days - 1)] = True
    return out
