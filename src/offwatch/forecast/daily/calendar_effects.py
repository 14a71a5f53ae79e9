"""What the calendar adds to a model: weekdays, and rhythms of several days learned per person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.daily.sums import forgetful_sums
from offwatch.forecast.model.arrays import Floats, Ints

SHORTEST, LONGEST = 3.0, 60.0  # days of a rhythm
_APART = 1.02  # ratio of neighbouring periods
_MEMORY = 8.0  # periods after which a day counts half
_AMPLITUDE = 0.5  # log-odds: standard deviation of either wave before anything is known
_NO_RHYTHM = 0.5  # chance that a person has none
_WEEKDAY = 0.3  # log-odds: standard deviation of a weekday's effect
_WEEKDAY_MEMORY = 365.0  # days
_WEIGHT_MEMORY = 365.0  # days
_TABLED = 1500  # days of a record whose phases are kept
_STEEPEST = 0.7  # mean resultant length past which a rhythm is taken for no steeper


class CalendarEffect(Protocol):
    """Log-odds that the calendar adds to the chance of an episode."""

    def tilts(self, at: Ints, ahead: Ints) -> Floats:
        """What was known at the end of some days says of days after them.

        Parameters
        ----------
        at : array of int, shape (n,)
            Places of recorded days.
        ahead : array of int, shape (k,), days
            How many days after each.

        Returns
        -------
        array, shape (n, k)
            Log-odds to add.
        """


@dataclass(frozen=True)
class Weekdays(CalendarEffect):
    """An effect of each day of the week: ``(m, 7)``."""

    day: Ints
    effect: Floats

    def tilts(self, at: Ints, ahead: Ints) -> Floats:
        """The effects of the weekdays."""
        return np.asarray(self.effect[at[:, None], (self.day[at][:, None] + ahead) % 7])


@dataclass(frozen=True)
class Rhythms(CalendarEffect):
    """Waves of many periods, weighted by how well each has foretold.

    Attributes
    ----------
    along, across : arrays, shape (m, n)
        Each wave at its place on the day, and a quarter of a turn on, in log-odds.
    level : array, shape (m,)
        What keeps the mean where it was.

    References
    ----------
    Karoly et al., Lancet Neurology 2018 and 2021: seizures keep to rhythms of days to weeks.
    """

    along: Floats
    across: Floats
    level: Floats

    def tilts(self, at: Ints, ahead: Ints) -> Floats:
        """The waves, each carried on by its own turn."""
        turned = _turns()[:, None] * ahead
        waves = self.along[at] @ np.cos(turned) + self.across[at] @ np.sin(turned)
        return np.asarray(waves + self.level[at][:, None])


@lru_cache(maxsize=1)
def _turns() -> Floats:
    """Radians a day of each period."""
    count = int(np.ceil(np.log(LONGEST / SHORTEST) / np.log(_APART))) + 1
    return np.asarray(2.0 * np.pi / np.geomspace(SHORTEST, LONGEST, count))


@lru_cache(maxsize=2)
def _phases(days: int) -> tuple[Floats, Floats]:
    """Cosine and sine of each period's phase on the first days of a record: ``(days, n)``."""
    phase = np.arange(days)[:, None] * _turns()
    return np.cos(phase), np.sin(phase)


def _waves_on(record: DayRecord) -> tuple[Floats, Floats]:
    since = record.day - record.day[0]
    if since[-1] < _TABLED:
        cosine, sine = _phases(_TABLED)
        return cosine[since], sine[since]
    phase = since[:, None] * _turns()
    return np.cos(phase), np.sin(phase)


def learn_weekdays(record: DayRecord, foretold: Floats) -> Weekdays:
    """Learn an effect for each day of the week.

    Parameters
    ----------
    record : DayRecord
        The record, ``m`` days.
    foretold : array, shape (m,)
        The chance that was given for each day the day before; counted where that was recorded.

    Returns
    -------
    Weekdays
        The effects as they were known at the end of each day.
    """
    missed, held = _surprise(record, foretold)
    mine = (record.day[:, None] % 7 == np.arange(7)).astype(np.float64)
    kept = 0.5 ** (1.0 / _WEEKDAY_MEMORY)
    pull = forgetful_sums(mine * missed[:, None], kept)
    weight = forgetful_sums(mine * held[:, None], kept)
    return Weekdays(record.day, pull / (weight + _WEEKDAY**-2))


def learn_rhythms(record: DayRecord, foretold: Floats) -> Rhythms:
    """Learn waves of many periods and how far each is to be trusted.

    Parameters
    ----------
    record : DayRecord
        The record, ``m`` days.
    foretold : array, shape (m,)
        The chance that was given for each day the day before; counted where that was recorded.

    Returns
    -------
    Rhythms
        The waves as they were known at the end of each day.
    """
    missed, held = _surprise(record, foretold)
    turns = _turns()
    cosine, sine = _waves_on(record)
    kept = 0.5 ** (turns / (2.0 * np.pi * _MEMORY))
    weight = 0.5 * forgetful_sums(np.repeat(held[:, None], turns.size, axis=1), kept)
    weight += _AMPLITUDE**-2
    along = forgetful_sums(cosine * missed[:, None], kept) / weight
    across = forgetful_sums(sine * missed[:, None], kept) / weight
    steep = _steeper(np.hypot(along, across))
    along *= steep
    across *= steep
    height = along**2 + across**2
    trust = _trust(_gained(along, across, cosine, sine, height, missed, held))
    level = -0.25 * (trust * height).sum(axis=1)
    along *= trust
    across *= trust
    return Rhythms(along * cosine + across * sine, across * cosine - along * sine, level)


def _gained(
    along: Floats, across: Floats, cosine: Floats, sine: Floats, height: Floats,
    missed: Floats, held: Floats,
) -> Floats:  # fmt: skip
    """What each period's wave of the day before adds to the log-likelihood of a day: ``(m, n)``.

    The third order of its expansion about no wave is enough.
    """
    waves = np.zeros(height.shape)
    waves[1:] = along[:-1] * cosine[1:] + across[:-1] * sine[1:] - 0.25 * height[:-1]
    skew = held * np.sqrt(np.maximum(1.0 - 4.0 * held, 0.0))
    return np.asarray(
        waves * (missed[:, None] - waves * (0.5 * held[:, None] + waves * (skew / 6.0)[:, None]))
    )


def _trust(gained: Floats) -> Floats:
    """The weight of each period's wave, beside no rhythm at all: ``(m, n)``."""
    evidence = forgetful_sums(gained, 0.5 ** (1.0 / _WEIGHT_MEMORY))
    most = np.maximum(evidence.max(axis=1, keepdims=True), 0.0)
    prior = (1.0 - _NO_RHYTHM) / evidence.shape[1]
    trust = prior * np.exp(evidence - most)
    none = _NO_RHYTHM * np.exp(-most)
    return np.asarray(trust / (none + trust.sum(axis=1, keepdims=True)))


def _surprise(record: DayRecord, foretold: Floats) -> tuple[Floats, Floats]:
    """What came less what was foretold, and its variance; nothing where nothing was."""
    missed = np.where(record.follows, record.state - foretold, 0.0)
    return missed, np.where(record.follows, foretold * (1.0 - foretold), 0.0)


def _steeper(height: Floats) -> Floats:
    """From a first step to the height of a wave: Banerjee et al., JMLR 2005, eq. 4.4."""
    length = np.minimum(0.5 * height, _STEEPEST)
    return np.asarray(0.5 * (2.0 - length**2) / (1.0 - length**2))
