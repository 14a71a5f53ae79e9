"""The law of ordinary wishes: days off that people ask for with no condition behind them.

All of it is assumed, and stated here so that it can be argued with. A person has a rate of her
own (gamma, mean 1.2 wishes a period of 28 days before the roster is made and 0.4 passes after
it, shape 2). A wish before the roster is for one day, or for two running with probability 0.3;
Fridays, Saturdays and Sundays are three times as likely as other days. A pass after publication
falls on any duty, with the same weights. Day 0 is a Monday.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ASKS_PER_PERIOD = 1.2
PASSES_PER_PERIOD = 0.4
RATE_SHAPE = 2.0
TWO_DAYS_SHARE = 0.3
WEEKEND_WEIGHT = 3.0

Days = NDArray[np.bool_]


def draw_rates(rng: np.random.Generator, n_people: int) -> NDArray[np.float64]:
    """Each person's own eagerness, of mean one.

    Parameters
    ----------
    rng : numpy.random.Generator
    n_people : int

    Returns
    -------
    array, shape (n,)
    """
    return rng.gamma(RATE_SHAPE, 1.0 / RATE_SHAPE, size=n_people)


def draw_asked(
    rng: np.random.Generator, rates: NDArray[np.float64], first_day: int, n_days: int
) -> Days:
    """Wishes before the roster is made.

    Parameters
    ----------
    rng : numpy.random.Generator
    rates : array, shape (n,)
        From `draw_rates`.
    first_day : int
        Day 0 is a Monday.
    n_days : int, days

    Returns
    -------
    array of bool, shape (n, n_days)
    """
    asked = np.zeros((len(rates), n_days), dtype=np.bool_)
    weights = day_weights(first_day, n_days)
    counts = rng.poisson(rates * ASKS_PER_PERIOD * n_days / 28.0)
    for person in np.flatnonzero(counts):
        for start in rng.choice(n_days, size=counts[person], p=weights / weights.sum()):
            asked[person, start : start + 1 + int(rng.random() < TWO_DAYS_SHARE)] = True
    return asked


def draw_passes(
    rng: np.random.Generator, rates: NDArray[np.float64], duty: Days, first_day: int
) -> Days:
    """Wishes after publication: passes of rostered duties.

    Parameters
    ----------
    rng : numpy.random.Generator
    rates : array, shape (n,)
        From `draw_rates`.
    duty : array of bool, shape (n, days)
    first_day : int
        Day 0 is a Monday.

    Returns
    -------
    array of bool, shape (n, days)
    """
    n_days = duty.shape[1]
    weights = day_weights(first_day, n_days)
    chance = rates[:, None] * PASSES_PER_PERIOD * n_days / 28.0 * weights * duty
    total = (weights * duty).sum(axis=1, keepdims=True)
    share = chance / np.maximum(total, 1e-9)
    return np.asarray(rng.random(duty.shape) < share, dtype=np.bool_)


def day_weights(first_day: int, n_days: int) -> NDArray[np.float64]:
    """How likely each day is to be wished for; Friday to Sunday weigh more.

    Parameters
    ----------
    first_day : int
        Day 0 is a Monday.
    n_days : int, days

    Returns
    -------
    array, shape (n_days,)
    """
    weekday = (first_day + np.arange(n_days)) % 7
    return np.where(weekday >= 4, WEEKEND_WEIGHT, 1.0)
