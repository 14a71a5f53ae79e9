"""Models of one person's days, all in one form: the chance of an episode on the next day.

It depends on the state, on how many days the state has lasted, and on what was known at the end of
some recorded day; so whatever a model says of tomorrow it can say of any day ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from offwatch.forecast.daily.prior import DailyPrior
from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.daily.sums import forgetful_sums, last_sums
from offwatch.forecast.model.arrays import Floats, Ints

RECENT_DAYS = 4.0  # half-life of the recent share
_OWN_DAYS = 0.7  # so many recorded days does the population's share count for in the logistic model
_NARROW = 0.03  # keeps the recent share, which may be 0 or 1, inside


class DailyModel(Protocol):
    """A model of one person's days, as it stood at the end of each recorded day."""

    def chance(self, at: Ints, state: int, run: Ints) -> Floats:
        """The chance of an episode on the next day.

        Parameters
        ----------
        at : array of int
            Places of recorded days: what was known at their end is all that counts.
        state : {0, 1}
            The state, on ``at`` or on a day after it.
        run : array of int, days, broadcast with ``at``
            How long the state has lasted.

        Returns
        -------
        array
            Chances, strictly between 0 and 1.
        """


@dataclass(frozen=True)
class Share(DailyModel):
    """A share of episode days that heeds neither the state nor how long it has lasted."""

    share: Floats

    def chance(self, at: Ints, state: int, run: Ints) -> Floats:
        """The share, whatever the state."""
        return _laid_out(self.share[at], run)


@dataclass(frozen=True)
class TwoStates(DailyModel):
    """A Markov chain: a share of episode days after either state."""

    shares: tuple[Floats, Floats]

    def chance(self, at: Ints, state: int, run: Ints) -> Floats:
        """The share after that state."""
        return _laid_out(self.shares[state][at], run)


def _laid_out(share: Floats, run: Ints) -> Floats:
    """A share for each of some runs, none of which matters."""
    if share.shape == run.shape:
        return share
    return np.asarray(np.broadcast_to(share, np.broadcast(share, run).shape))


def personal_rate(record: DayRecord, rate: float, strength: float) -> Share:
    """The person's share of episode days so far, leaning on a population's."""
    count = np.arange(1, record.day.size + 1)
    episodes = np.cumsum(record.state)
    return Share((episodes + strength * rate) / (count + strength))


def moving_rate(record: DayRecord, width: int) -> Share:
    """The share of episode days among the last recorded ones, leaning on the person's own."""
    count = np.arange(1, record.day.size + 1)
    own = np.cumsum(record.state) / count
    recent = last_sums(record.state.astype(np.float64), width)
    return Share(np.clip((recent + own) / (np.minimum(count, width) + 1), 1e-4, 1 - 1e-4))


@dataclass(frozen=True)
class DayPairs:
    """Recorded days in a row, counted until each day by the state of the first.

    Attributes
    ----------
    count, episodes : arrays, shape (2, m)
        All, and those whose second day has an episode.
    """

    count: Floats
    episodes: Floats


def day_pairs(record: DayRecord, kept: float = 1.0) -> DayPairs:
    """Count the days that follow on a day in either state, perhaps with forgetting."""
    before = np.append(-1, record.state[:-1])
    counted = record.follows & (before == np.array([[0], [1]]))
    both = np.concatenate([counted, counted & (record.state == 1)]).astype(np.float64)
    sums = forgetful_sums(both.T, kept).T
    return DayPairs(sums[:2], sums[2:])


def markov(pairs: DayPairs, lean: tuple[float, float], strength: float) -> TwoStates:
    """A two-state Markov chain, leaning on shares after either state."""
    leaned = strength * np.array(lean)[:, None]
    shares = (pairs.episodes + leaned) / (pairs.count + strength)
    return TwoStates((shares[0], shares[1]))


@dataclass(frozen=True)
class Logistic(DailyModel):
    """A logistic regression on the state, the person's rate and their recent share of days.

    The recent share forgets by half in ``RECENT_DAYS``. While a run goes on it moves on from what
    it was when the run began, so the model can be carried ahead.

    References
    ----------
    Houle et al., Headache 2017, doi:10.1111/head.13119: lagged days forecast the next.
    """

    record: DayRecord
    level: Floats
    step: float
    weight: float
    recent: Floats
    recent_before: Floats

    def chance(self, at: Ints, state: int, run: Ints) -> Floats:
        """The logistic model of that state."""
        fade = 0.5 ** (run / RECENT_DAYS)
        present = (self.record.state[at] == state) & (run >= self.record.run[at])
        begun = np.where(present, self.recent_before[at], self.recent[at])
        recent = fade * begun + (1.0 - fade) * state
        odds = self.level[at] + self.step * state + self.weight * log_odds(_inside(recent))
        return np.asarray(1.0 / (1.0 + np.exp(-odds)))


def logistic_columns(record: DayRecord, rate: float) -> tuple[Floats, Floats, Floats]:
    """What the logistic model looks at, at the end of each recorded day.

    Parameters
    ----------
    record : DayRecord
        The record, ``m`` days.
    rate : float
        The population's share of episode days, from which both shares begin.

    Returns
    -------
    own, recent, recent_before : arrays, shape (m,)
        Log-odds of the person's share; the recent share; the recent share when the run began.
    """
    count = np.arange(1, record.day.size + 1)
    own = log_odds((np.cumsum(record.state) + _OWN_DAYS * rate) / (count + _OWN_DAYS))
    kept = 0.5 ** (1.0 / RECENT_DAYS)
    recent = (1.0 - kept) * forgetful_sums(record.state.astype(np.float64), kept)
    recent += rate * kept**count
    return own, recent, np.append(rate, recent)[record.run_from]


def logistic(record: DayRecord, prior: DailyPrior) -> Logistic:
    """The logistic model of a person under the population's coefficients."""
    own, recent, before = logistic_columns(record, prior.rate)
    level, step, rate, weight = prior.logistic
    return Logistic(record, level + rate * own, step, weight, recent, before)


def log_odds(chance: Floats) -> Floats:
    """The logarithm of the odds."""
    return np.asarray(np.log(chance) - np.log1p(-chance))


def _inside(share: Floats) -> Floats:
    return np.asarray(_NARROW + (1.0 - 2.0 * _NARROW) * share)


def design(record: DayRecord, rate: float) -> Floats:
    """The rows that the logistic model is fitted on: ``(m, 4)``, in the order of ``STEPS``."""
    own, recent, _ = logistic_columns(record, rate)
    state = record.state.astype(np.float64)
    return np.column_stack([np.ones(state.size), state, own, log_odds(_inside(recent))])
