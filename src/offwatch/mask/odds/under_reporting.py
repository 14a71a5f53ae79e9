"""Onsets that came and were not written down: missed, too mild, or not yet.

Where no onset was logged when one was due, the episode is late, or it came and was not logged. A
forecast that assumes that it is late calls each day of the following weeks likely, one by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.durations import LONGEST
from offwatch.forecast.model.gap_law import LawTable, tabulate
from offwatch.forecast.model.prior import Stage
from offwatch.forecast.predict.renewal import convolve, leading, renewal_table
from offwatch.simulate import population_law


@dataclass(frozen=True, slots=True)
class Logging:
    """How onsets are written down.

    Parameters
    ----------
    never : float
        The share that is never written down.
    late : float
        The share of the others that is written down late.
    late_days_mean : float, days
        How late on average, from 1 on.
    """

    never: float
    late: float
    late_days_mean: float

    def unlogged(self, days: int) -> Floats:
        """The chance that an onset is not on record this morning, by how long ago it was.

        Parameters
        ----------
        days : int, days

        Returns
        -------
        array, shape (days + 1,)
            For an onset 0, 1, … ``days`` days ago.

        Examples
        --------
        >>> Logging(0.08, 0.2, 1.5).unlogged(3).round(2).tolist()
        [1.0, 0.26, 0.14, 0.1]
        """
        ago = np.arange(days + 1)
        waits = self.late * (1.0 - 1.0 / self.late_days_mean) ** np.maximum(ago - 1.0, 0.0)
        return np.where(ago == 0, 1.0, self.never + (1.0 - self.never) * waits)


@lru_cache(maxsize=1)
def usual_logging() -> Logging:
    """The middle of the population's habits: a record does not show what is missing from it."""
    habits = population_law().parameters["habits"]
    missed, mild, late = (
        habits[name]["alpha"] / (habits[name]["alpha"] + habits[name]["beta"])
        for name in ("missed_share", "mild_share", "late_share")
    )
    return Logging(1.0 - (1.0 - missed) * (1.0 - mild), late, float(habits["late_days_mean"]))


@dataclass(frozen=True, slots=True)
class OnsetOdds:
    """Chances of onsets after the last logged one, a row a point of the prior's grid.

    Each is the joint chance of the onset and of nothing having been logged since. Divide by
    ``got_here`` for the chance given that nothing was logged.

    Parameters
    ----------
    onsets : array, shape (g, horizon)
        An onset on each day from today on.
    unseen : array, shape (g, LONGEST)
        In column ``i`` an unlogged onset ``i + 1`` days ago.
    got_here : array, shape (g,)
        That nothing was logged.
    """

    onsets: Floats
    unseen: Floats
    got_here: Floats


@lru_cache(maxsize=192)
def onset_odds(stage: Stage, elapsed: int, horizon: int, logging: Logging) -> OnsetOdds:
    """Chances of onsets between the last logged one and the horizon.

    A lapse in logging makes any day of a gap as likely as any other, as in the forecast.

    Parameters
    ----------
    stage : Stage
        The prior's law of gaps.
    elapsed : int, days
        Since the last logged onset; 0 where nothing was ever logged.
    horizon : int, days
    logging : Logging

    Returns
    -------
    OnsetOdds

    References
    ----------
    The renewal equation, thinned by what is logged (Cox, Renewal Theory, 1962, ch. 9).
    """
    table = tabulate(stage)
    anytime = leading(table.reach[:, 1:], horizon) / table.mean[:, None]
    before = np.repeat(1.0 / table.mean[:, None], LONGEST, axis=1)
    if elapsed == 0:
        onsets = convolve(anytime, renewal_table(stage, horizon))
        return OnsetOdds(onsets, before, np.ones(len(anytime)))
    hidden = _hidden_onsets(table, elapsed, logging)
    upcoming, got_here = np.zeros_like(anytime), np.zeros(len(anytime))
    for day in range(elapsed):
        wait = elapsed - day
        upcoming += hidden[:, day, None] * leading(table.pmf[:, wait:], horizon)
        got_here += hidden[:, day] * table.reach[:, min(wait, stage.max_day + 1)]
    kept = 1.0 - stage.lapse
    upcoming = kept * upcoming + stage.lapse * anytime
    unseen = kept * leading(hidden[:, :0:-1], LONGEST) + stage.lapse * before
    onsets = convolve(upcoming, renewal_table(stage, horizon))
    return OnsetOdds(onsets, unseen, kept * got_here + stage.lapse)


def _hidden_onsets(table: LawTable, elapsed: int, logging: Logging) -> Floats:
    """Chance of an onset on each day since the last logged one, none of them logged.

    Shape ``(g, elapsed)``; column 0 is the logged onset itself.
    """
    unlogged = logging.unlogged(elapsed)
    longest = table.pmf.shape[1] - 1
    hidden = np.zeros((table.pmf.shape[0], elapsed))
    hidden[:, 0] = 1.0
    for day in range(1, elapsed):
        first = max(0, day - longest)
        onset = np.einsum("gj,gj->g", hidden[:, first:day], table.pmf[:, day - first : 0 : -1])
        hidden[:, day] = unlogged[elapsed - day] * onset
    return hidden
