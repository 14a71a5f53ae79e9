"""Episodes once or twice a year: only the period at risk is chosen with regard to them.

Such a record fits no track: it would be silent for months and then speak. So the pad runs simulated
rhythms like everyone's. Only in a period that probably holds an onset does it *rotate* the days
that the tracks chose: as many days, the same distances, another place in the period. The
exponential mechanism draws the rotation.

References
----------
McSherry & Talwar, Mechanism design via differential privacy, 2007, eq. 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from offwatch.mask.tracks.records import Floats, Ints
from offwatch.spans import Period

STRENGTH = 4.0
"""How strongly the better turns are preferred; log-odds against no preference shift by no more."""

AT_RISK = 0.5
"""Chance of an onset in the period from which it is turned."""


@dataclass(frozen=True, slots=True)
class PeriodForecast:
    """What the owner's own forecast says of one period.

    Parameters
    ----------
    onset : float
        The chance that the next onset falls in it.
    in_episode : array, shape (days,)
        Odds of being in an episode on each of its days.
    """

    onset: float
    in_episode: Floats


def rotate_days(
    days: Sequence[date], ahead: PeriodForecast, period: Period, *, seed: int
) -> tuple[date, ...]:
    """The tracks' days as they are, or rotated towards the onset that the forecast makes likely.

    The draw follows from the seed and the period alone: asked again, it answers the same.

    Parameters
    ----------
    days : sequence of date
        What the tracks chose.
    ahead : PeriodForecast
    period : Period
    seed : int
        The pad's own.

    Returns
    -------
    tuple of date
        As many days.
    """
    if ahead.onset < AT_RISK:
        return tuple(days)
    start, length = period.span.start_day, period.span.days
    shape = np.array([(day - start).days for day in days], dtype=np.int64)
    chances = rotation_chances(ahead.in_episode, shape)
    rng = np.random.default_rng((seed, 11, period.number + 2**20))
    turned = np.sort((shape + rng.choice(length, p=chances)) % length)
    return tuple(start + timedelta(days=int(i)) for i in turned)


def rotation_chances(in_episode: Floats, shape: Ints, strength: float = STRENGTH) -> Floats:
    """The chance of each rotation of some days within a period.

    Utility is scaled to [0, 1], so each chance is within ``exp(±strength)`` of the even one, ``1 /
    days``, whatever the odds.

    Parameters
    ----------
    in_episode : array, shape (days,)
        Odds of being in an episode.
    shape : array of int, shape (q,)
        Indices of the days chosen.
    strength : float
        How strongly better rotations are preferred.

    Returns
    -------
    array, shape (days,)
        Summing to one.

    References
    ----------
    McSherry & Talwar, Mechanism design via differential privacy, 2007, eq. 2.

    Examples
    --------
    >>> rotation_chances(np.zeros(4), np.array([0, 1])).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    length = in_episode.size
    rotations = (shape[None, :] + np.arange(length)[:, None]) % length
    covered = in_episode[rotations].sum(axis=1)
    best = covered.max()
    weight = np.exp(strength * (covered / best if best > 0 else covered))
    return np.asarray(weight / weight.sum(), dtype=np.float64)
