"""An alternating renewal: attacks and remissions with laws of their own, both learned.

How likely a state is to end after so many days is read off the person's own runs, each counted
for the days near its length, and leans on their Markov chain where few runs got that far. Bursts
with quiet times between them, every other day, and attacks of a settled length all come out of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from offwatch.forecast.daily.models import DailyModel, TwoStates
from offwatch.forecast.daily.record import LONGEST_RUN, DayRecord
from offwatch.forecast.daily.sums import forgetful_sums
from offwatch.forecast.model.arrays import Floats, Ints


@dataclass(frozen=True)
class Renewal(DailyModel):
    """The chance that a state ends after so many days.

    Attributes
    ----------
    base : TwoStates
        The Markov chain it leans on.
    lean : float
        How many runs the chain counts for at each length.
    ended, reached : two arrays each, shape (runs + 1, d + 1)
        Runs of each state that ended after, and that got to, so many days; the last for all longer.
    known : two arrays of int, shape (m,)
        How many of the runs were over by the end of each recorded day.

    References
    ----------
    Beta-Stacy process: Walker & Muliere, Annals of Statistics 1997.
    """

    base: TwoStates
    lean: float
    ended: tuple[Floats, Floats]
    reached: tuple[Floats, Floats]
    known: tuple[Ints, Ints]

    def chance(self, at: Ints, state: int, run: Ints) -> Floats:
        """What the person's runs say of one that has got so far."""
        usual = self.base.chance(at, state, run)
        change = usual if state == 0 else 1.0 - usual
        known = self.known[state][at]
        days = np.minimum(run, self.ended[state].shape[1] - 1)
        ended, reached = self.ended[state][known, days], self.reached[state][known, days]
        change = (self.lean * change + ended) / (self.lean + reached)
        return np.asarray(change if state == 0 else 1.0 - change)


def renewal(
    record: DayRecord, base: TwoStates, *, width: float, lean: float, kept: float, attacks: bool
) -> Renewal:
    """Learn the laws of attack and remission.

    Parameters
    ----------
    record : DayRecord
        The record.
    base : TwoStates
        The Markov chain it leans on.
    width : float
        How far a run speaks for others: standard deviation as a share of its length.
    lean : float
        How many runs the chain counts for.
    kept : float
        What is left of a run's weight one run later.
    attacks : bool
        Whether attacks have a length; else each of their days is one of its own, and what follows
        it is left to the chain.

    Returns
    -------
    Renewal
        The model.
    """
    after, states, lengths = record.runs
    ended: list[Floats] = []
    reached: list[Floats] = []
    known: list[Ints] = []
    for state in (0, 1):
        mine = (states == state) & (attacks or state == 0)
        for found, table in zip((ended, reached), _near(width), strict=True):
            rows = table[np.minimum(lengths[mine], LONGEST_RUN), : record.told_apart + 1]
            found.append(np.concatenate([np.zeros((1, rows.shape[1])), forgetful_sums(rows, kept)]))
        known.append(np.searchsorted(after[mine], np.arange(record.day.size), side="right"))
    return Renewal(base, lean, (ended[0], ended[1]), (reached[0], reached[1]), (known[0], known[1]))


@lru_cache(maxsize=4)
def _near(width: float) -> tuple[Floats, Floats]:
    """Each length spread over the days near it, and the share of it that gets to each day.

    Both are of shape ``(LONGEST_RUN + 1, LONGEST_RUN + 1)``; the rows of the first sum to one.
    """
    days = np.arange(LONGEST_RUN + 1)
    spread = np.maximum(width * days, 0.2)[:, None]
    z = (days - days[:, None]) / spread
    near = np.exp(-0.5 * z * z)
    near[:, 0] = 0.0
    near /= near.sum(axis=1, keepdims=True)
    return near, np.cumsum(near[:, ::-1], axis=1)[:, ::-1].copy()
