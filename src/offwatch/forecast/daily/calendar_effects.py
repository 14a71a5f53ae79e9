"""What the calendar adds to a model: weekdays, and rhythms of several days learned per person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.daily.sums import fades, forgetful_sums
from offwatch.forecast.model.arrays import Complexes, Floats, Ints

SHORTEST, LONGEST = 3.0, 60.0  # days of a rhythm
_APART = 1.02  # ratio of neighbouring periods
_MEMORY = 8.0  # periods after which a day counts half
_AMPLITUDE = 0.5  # log-odds: standard deviation of either wave before anything is known
_NO_RHYTHM = 0.5  # chance that a person has none
_WEEKDAY = 0.3  # log-odds: standard deviation of a weekday's effect
_WEEKDAY_MEMORY = 365.0  # days
_WEIGHT_MEMORY = 365.0  # days
_TABLED = (512, 1500)  # days of a record whose phases are kept
_STEEPEST = 0.7  # mean resultant length past which a rhythm is taken for no steeper


class CalendarEffect(Protocol):
    """Log-odds that the calendar adds to the chance of an episode."""

    def tilts(self, at: Ints, days: int) -> Floats:
        """What was known at the end of some days says of the days after them.

        Parameters
        ----------
        at : array of int, shape (n,)
            Places of recorded days.
        days : int
            How many days after each.

        Returns
        -------
        array, shape (n, days)
            Log-odds to add.
        """

    def tomorrow(self) -> Floats:
        """What was known at the end of each recorded day says of the day after: ``(m,)``."""


@dataclass(frozen=True)
class Weekdays(CalendarEffect):
    """An effect of each day of the week: ``(m, 7)``."""

    day: Ints
    effect: Floats

    def tilts(self, at: Ints, days: int) -> Floats:
        """The effects of the weekdays."""
        ahead = np.arange(1, days + 1)
        return np.asarray(self.effect[at[:, None], (self.day[at][:, None] + ahead) % 7])

    def tomorrow(self) -> Floats:
        """The effect of the weekday that follows each day."""
        return np.asarray(self.effect[np.arange(self.day.size), (self.day + 1) % 7])


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

    def tilts(self, at: Ints, days: int) -> Floats:
        """The waves, each carried on by its own turn."""
        cosine, sine = _turned(days)
        waves = self.along[at] @ cosine + self.across[at] @ sine
        return np.asarray(waves + self.level[at][:, None])

    def tomorrow(self) -> Floats:
        """The waves a day on."""
        cosine, sine = _turned(1)
        return np.asarray(self.along @ cosine[:, 0] + self.across @ sine[:, 0] + self.level)


@lru_cache(maxsize=1)
def _turns() -> Floats:
    """Radians a day of each period."""
    count = int(np.ceil(np.log(LONGEST / SHORTEST) / np.log(_APART))) + 1
    return np.asarray(2.0 * np.pi / np.geomspace(SHORTEST, LONGEST, count))


@lru_cache(maxsize=1)
def _kept() -> Floats:
    """What is left of a day's weight one day later, for each period."""
    return np.asarray(0.5 ** (_turns() / (2.0 * np.pi * _MEMORY)))


@lru_cache(maxsize=8)
def _turned(days: int) -> tuple[Floats, Floats]:
    """Cosine and sine of each period's turn in 1 to ``days`` days: ``(n, days)``."""
    turned = _turns()[:, None] * np.arange(1, days + 1)
    return np.cos(turned), np.sin(turned)


@lru_cache(maxsize=2)
def _phases(days: int) -> Complexes:
    """How far each period has turned on the first days of a record: ``(days, n)``."""
    return np.asarray(np.exp(1j * (np.arange(days)[:, None] * _turns())))


def _phases_on(days: Ints) -> Complexes:
    """How far each period has turned since the first of some days."""
    since = days - days[0]
    if since[-1] >= _TABLED[-1]:
        return np.asarray(np.exp(1j * (since[:, None] * _turns())))
    table = _phases(next(size for size in _TABLED if since[-1] < size))
    return table[: since.size] if since[-1] == since.size - 1 else table[since]


def _turning_sums(record: DayRecord, missed: Floats) -> Complexes:
    """What each period's wave of days past comes to on each day, in the phase of that day.

    As in `forgetful_sums`, whose entries turn as they fade.
    """
    turns, kept = _turns(), _kept()
    out = np.empty((missed.size, turns.size), dtype=np.complex128)
    carried: Complexes = np.zeros(turns.size, dtype=np.complex128)
    for start in range(0, missed.size, _TABLED[-1]):
        part = slice(start, start + _TABLED[-1])
        day = record.day[part]
        phases, fade, unfade = _phases_on(day), *fades(kept, day.size)
        if start:
            carried = out[start - 1] * np.exp(1j * turns * (record.day[start - 1] - day[0]))
        sums = np.cumsum(phases * (unfade * missed[part, None]), axis=0)
        if start:
            sums += carried
        sums *= np.conj(phases)
        np.multiply(sums, fade, out=out[part])
    return out


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
    waves = _turning_sums(record, missed)
    weight = forgetful_sums(np.repeat(0.5 * held[:, None], waves.shape[1], axis=1), _kept())
    weight += _AMPLITUDE**-2
    along, across = waves.real / weight, waves.imag / weight
    height = along * along
    height += across * across
    steep = _steeper(height)
    height *= steep
    height *= steep
    along *= steep
    across *= steep
    trust = _trust(_gained(along, across, height, missed, held))
    level = -0.25 * np.einsum("mn,mn->m", trust, height)
    along *= trust
    across *= trust
    return Rhythms(along, across, level)


def _gained(along: Floats, across: Floats, height: Floats, missed: Floats, held: Floats) -> Floats:
    """What each period's wave of the day before adds to the log-likelihood of a day: ``(m, n)``.

    The third order of its expansion about no wave is enough.
    """
    cosine, sine = _turned(1)
    wave = np.empty(height.shape)
    wave[0] = 0.0
    np.multiply(along[:-1], cosine[:, 0], out=wave[1:])
    wave[1:] += across[:-1] * sine[:, 0]
    wave[1:] -= 0.25 * height[:-1]
    skew = held * np.sqrt(np.maximum(1.0 - 4.0 * held, 0.0))
    gained = wave * (skew / 6.0)[:, None]
    gained += 0.5 * held[:, None]
    gained *= wave
    np.subtract(missed[:, None], gained, out=gained)
    gained *= wave
    return gained


def _trust(gained: Floats) -> Floats:
    """The weight of each period's wave, beside no rhythm at all: ``(m, n)``."""
    evidence = forgetful_sums(gained, 0.5 ** (1.0 / _WEIGHT_MEMORY))
    most = np.maximum(evidence.max(axis=1, keepdims=True), 0.0)
    evidence -= most
    trust = np.exp(evidence, out=evidence)
    trust *= (1.0 - _NO_RHYTHM) / trust.shape[1]
    trust /= _NO_RHYTHM * np.exp(-most) + trust.sum(axis=1, keepdims=True)
    return trust


def _surprise(record: DayRecord, foretold: Floats) -> tuple[Floats, Floats]:
    """What came less what was foretold, and its variance; nothing where nothing was."""
    missed = np.where(record.follows, record.state - foretold, 0.0)
    return missed, np.where(record.follows, foretold * (1.0 - foretold), 0.0)


def _steeper(height: Floats) -> Floats:
    """From a first step to the height of a wave: Banerjee et al., JMLR 2005, eq. 4.4."""
    square = np.minimum(0.25 * height, _STEEPEST**2)  # of its mean resultant length
    return np.asarray((1.0 - 0.5 * square) / (1.0 - square))
