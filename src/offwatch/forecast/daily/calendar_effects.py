"""What the calendar adds to a model: weekdays, and rhythms of several days learned per person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from offwatch.forecast.daily.models import log_odds
from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.daily.sums import forgetful_sums
from offwatch.forecast.model.arrays import Bools, Floats, Ints

SHORTEST, LONGEST = 3.0, 60.0  # days of a rhythm
_APART = 1.02  # ratio of neighbouring periods
_MEMORY = 8.0  # periods after which a day counts half
_AMPLITUDE = 0.5  # log-odds: standard deviation of either wave before anything is known
_NO_RHYTHM = 0.5  # chance that a person has none
_WEEKDAY = 0.3  # log-odds: standard deviation of a weekday's effect
_WEEKDAY_MEMORY = 365.0  # days
_WEIGHT_MEMORY = 365.0  # days
_STEEPEST = 0.85  # mean resultant length past which a rhythm is taken for no steeper


class Effect(Protocol):
    """Log-odds that the calendar adds to the chance of an episode."""

    def tilt(self, at: Ints, ahead: Ints | int) -> Floats:
        """What was known at the end of ``at`` says of the day ``ahead`` days later.

        Parameters
        ----------
        at : array of int
            Places of recorded days.
        ahead : int or array of int, broadcast with ``at``
            Days after each.

        Returns
        -------
        array
            Log-odds to add.
        """


@dataclass(frozen=True)
class Weekdays(Effect):
    """An effect of each day of the week: ``(m, 7)``."""

    day: Ints
    effect: Floats

    def tilt(self, at: Ints, ahead: Ints | int) -> Floats:
        """The effect of the weekday."""
        return np.asarray(self.effect[at, (self.day[at] + ahead) % 7])


@dataclass(frozen=True)
class Rhythms(Effect):
    """Waves of many periods, weighted by how well each has foretold.

    Attributes
    ----------
    day : array of int, shape (m,)
        The recorded days.
    along, across : arrays, shape (m, n)
        Log-odds by the cosine and the sine of each period's phase, times the period's weight.
    level : array, shape (m,)
        What keeps the mean where it was.

    References
    ----------
    Karoly et al., Lancet Neurology 2018 and 2021: seizures keep to rhythms of days to weeks.
    """

    day: Ints
    along: Floats
    across: Floats
    level: Floats

    def tilt(self, at: Ints, ahead: Ints | int) -> Floats:
        """The waves of that day."""
        phase = (self.day[at] + ahead)[..., None] * _turns()
        waves = self.along[at] * np.cos(phase) + self.across[at] * np.sin(phase)
        return np.asarray(waves.sum(axis=-1) + self.level[at])


@lru_cache(maxsize=1)
def _turns() -> Floats:
    """Radians a day of each period."""
    count = int(np.ceil(np.log(LONGEST / SHORTEST) / np.log(_APART))) + 1
    return np.asarray(2.0 * np.pi / np.geomspace(SHORTEST, LONGEST, count))


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
    phase = record.day[:, None] * turns
    cosine, sine = np.cos(phase), np.sin(phase)
    kept = 0.5 ** (turns / (2.0 * np.pi * _MEMORY))
    weight = 0.5 * forgetful_sums(np.repeat(held[:, None], turns.size, axis=1), kept)
    weight += _AMPLITUDE**-2
    along = forgetful_sums(cosine * missed[:, None], kept) / weight
    across = forgetful_sums(sine * missed[:, None], kept) / weight
    steep = _steeper(np.hypot(along, across))
    along, across = along * steep, across * steep
    height = np.hypot(along, across)
    # How well each period foretold the next day, beside no rhythm at all.
    waves = np.zeros(height.shape)
    waves[1:] = along[:-1] * cosine[1:] + across[:-1] * sine[1:] - 0.25 * height[:-1] ** 2
    odds = log_odds(foretold)
    happened = record.state == 1
    usual = _log_chance(odds, happened)
    gained = _log_chance(odds[:, None] + waves, happened[:, None]) - usual[:, None]
    gained[~record.follows] = 0.0
    evidence = forgetful_sums(gained, 0.5 ** (1.0 / _WEIGHT_MEMORY))
    trust = np.exp(evidence - np.maximum(evidence.max(axis=1, keepdims=True), 0.0))
    none = np.exp(-np.maximum(evidence.max(axis=1), 0.0))
    prior = (1.0 - _NO_RHYTHM) / turns.size
    trust *= prior / (_NO_RHYTHM * none + prior * trust.sum(axis=1))[:, None]
    level = -0.25 * (trust * height**2).sum(axis=1)
    return Rhythms(record.day, trust * along, trust * across, level)


def _surprise(record: DayRecord, foretold: Floats) -> tuple[Floats, Floats]:
    """What came less what was foretold, and its variance; nothing where nothing was."""
    missed = np.where(record.follows, record.state - foretold, 0.0)
    return missed, np.where(record.follows, foretold * (1.0 - foretold), 0.0)


def _steeper(height: Floats) -> Floats:
    """From a first step to the height of a wave: Banerjee et al., JMLR 2005, eq. 4.4."""
    length = np.minimum(0.5 * height, _STEEPEST)
    return np.asarray(0.5 * (2.0 - length**2) / (1.0 - length**2))


def _log_chance(odds: Floats, happened: Bools) -> Floats:
    return np.asarray(-np.logaddexp(0.0, np.where(happened, -odds, odds)))
