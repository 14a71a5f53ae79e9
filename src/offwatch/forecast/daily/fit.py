"""Fit the prior of a condition by day on the records of many people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from offwatch.errors import BadInput
from offwatch.forecast.daily.models import design
from offwatch.forecast.daily.prior import STEPS, DailyPrior, Population
from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.model.arrays import Floats

LEAST_PEOPLE = 10
_FROM = 5  # recorded days before a row counts: of fewer, the personal share says little
_RIDGE = 10.0  # on standardised columns
_STEPS = 40
_HALF = 0.5  # an episode and a day without more than were seen, so that no share is 0 or 1


def fit_daily(records: Sequence[DayRecord], start: DailyPrior, name: str = "fitted") -> DailyPrior:
    """Fit the shares of the first population and the logistic model; the rest stays as given.

    Parameters
    ----------
    records : sequence of DayRecord
        Everyone's days.
    start : DailyPrior
        Its other populations, its strength and its trust are kept.
    name : str
        What the people of the data are called.

    Returns
    -------
    DailyPrior
        The prior.

    Raises
    ------
    BadInput
        There are too few people.

    References
    ----------
    Ridge logistic regression by Newton's method: Hastie et al., The Elements of Statistical
    Learning, section 4.4.
    """
    if len(records) < LEAST_PEOPLE:
        raise BadInput("forecast.too-few-days", "A prior by day needs at least ten people.")
    first = start.populations[0]
    rate, after_free, after_episode = shares(records)
    fitted = Population(name, first.share, rate, after_free, after_episode)
    prior = replace(start, populations=(fitted, *start.populations[1:]))
    rows, came = [], []
    for record in records:
        kept = record.foretells & (np.arange(1, record.day.size + 1) >= _FROM)
        rows.append(design(record, prior.rate)[kept])
        came.append(record.tomorrow[kept])
    steps = _regress(np.vstack(rows), np.concatenate(came))
    return replace(prior, logistic=(steps[0], steps[1], steps[2], steps[3]))


def shares(records: Sequence[DayRecord]) -> tuple[float, float, float]:
    """The shares of episode days: of all days, after a day without, and after a day with one.

    Parameters
    ----------
    records : sequence of DayRecord
        Everyone's days.

    Returns
    -------
    rate, after_free, after_episode : float
        Strictly between 0 and 1.
    """
    counts = np.zeros((3, 2))
    for record in records:
        before = np.append(0, record.state[:-1])
        counts[0] += np.bincount(record.state, minlength=2)
        for state in (0, 1):
            after = record.state[record.follows & (before == state)]
            counts[1 + state] += np.bincount(after, minlength=2)
    rate, free, ill = (counts[:, 1] + _HALF) / (counts.sum(axis=1) + 2 * _HALF)
    return float(rate), float(free), float(ill)


def _regress(rows: Floats, came: Floats) -> list[float]:
    if rows.shape[0] == 0:
        return [0.0, 0.0, 1.0, 0.0]  # the personal share
    middle = np.append(0.0, rows[:, 1:].mean(axis=0))
    spread = np.append(1.0, np.maximum(rows[:, 1:].std(axis=0), 1e-6))
    columns = (rows - middle) / spread
    ridge = _RIDGE * np.diag([1e-3] + [1.0] * (len(STEPS) - 1))
    steps: Floats = np.zeros(len(STEPS))
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(columns @ steps, -30.0, 30.0)))
        held = (columns * (chance * (1.0 - chance))[:, None]).T @ columns + ridge
        step = np.linalg.solve(held, columns.T @ (came - chance) - ridge @ steps)
        steps = steps + step
        if np.abs(step).max() < 1e-10:
            break
    steps = steps / spread
    steps[0] -= float(steps[1:] @ middle[1:])
    return [float(step) for step in steps]
