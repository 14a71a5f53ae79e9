"""What the calendar adds to a model: weekdays, and rhythms of several days learned per person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

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
BLOCK = 64  # days at a time
_STEEPEST = 0.7  # mean resultant length past which a rhythm is taken for no steeper

Singles = NDArray[np.float32]


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
    first : int
        From which recorded day on the waves are kept.
    along, across : arrays, shape (m - first, n)
        Each wave at its place on the day, and a quarter of a turn on, in log-odds.
    level : array, shape (m - first,)
        What keeps the mean where it was.
    next_day : array, shape (m,)
        What all of them say of the day after each recorded day.

    References
    ----------
    Karoly et al., Lancet Neurology 2018 and 2021: seizures keep to rhythms of days to weeks.
    """

    first: int
    along: Singles
    across: Singles
    level: Floats
    next_day: Floats

    def tilts(self, at: Ints, days: int) -> Floats:
        """The waves, each carried on by its own turn."""
        cosine, sine = _turned(days)
        at = at - self.first
        waves = self.along[at] @ cosine + self.across[at] @ sine
        return np.asarray(waves + self.level[at][:, None])

    def tomorrow(self) -> Floats:
        """The waves a day on."""
        return self.next_day


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


def learn_rhythms(record: DayRecord, foretold: Floats, *, last_only: bool = False) -> Rhythms:
    """Learn waves of many periods and how far each is to be trusted.

    Parameters
    ----------
    record : DayRecord
        The record, ``m`` days.
    foretold : array, shape (m,)
        The chance that was given for each day the day before; counted where that was recorded.
    last_only : bool
        Whether the waves of the last day are enough.

    Returns
    -------
    Rhythms
        The waves as they were known at the end of each day. They are laid out in single precision,
        some days at a time, so that they stay in the processor's cache.
    """
    missed, held = _surprise(record, foretold)
    m, n = missed.size, _turns().size
    first = m - 1 if last_only else 0
    along, across = np.empty((m - first, n), np.float32), np.empty((m - first, n), np.float32)
    level, next_day = np.empty(m - first), np.empty(m)
    learning = _Learning(n)
    for start in range(0, m, BLOCK):
        part = slice(start, min(start + BLOCK, m))
        found = learning.go_on(record.day[part], missed[part], held[part])
        next_day[part] = found[3]
        kept = max(first - start, 0)
        to = slice(start + kept - first, part.stop - first)
        if kept < part.stop - start:
            along[to], across[to], level[to] = (each[kept:] for each in found[:3])
    return Rhythms(first, along, across, level, next_day)


class _Learning:
    """What each period's wave has come to by some day, and how well it has foretold.

    What is carried from block to block is kept in double precision.
    """

    def __init__(self, periods: int) -> None:
        self._day = 0
        self._waves: Complexes = np.zeros(periods, np.complex128)
        self._weight: Floats = np.zeros(periods)
        self._evidence: Floats = np.zeros(periods)
        self._wave = np.zeros((BLOCK + 1, periods), np.float32)  # of the day after each

    def go_on(self, day: Ints, missed: Floats, held: Floats) -> tuple[Singles, ...]:
        """Learn from some days in a row of the record: at most `BLOCK`.

        Gives the waves along and across, the level and what they say of the next day.
        """
        k, tables = day.size, _block_tables()
        along, across = self._turn(day, missed)
        weight = _staggered(0.5 * held) @ tables.kept[:k]
        weight += tables.kept_on[:k] * self._weight.astype(np.float32)
        self._weight = weight[-1].astype(np.float64)
        weight += np.float32(_AMPLITUDE**-2)
        along /= weight
        across /= weight
        height = along * along
        height += np.multiply(across, across, out=weight)
        steep = _steeper(height)
        along *= steep
        across *= steep
        steep *= steep
        height *= steep
        cosine, sine = tables.turn
        wave = self._wave[: k + 1]  # the first is what was said the day before the first
        np.multiply(along, cosine, out=wave[1:])
        wave[1:] += np.multiply(across, sine, out=weight)
        wave[1:] -= np.multiply(height, np.float32(0.25), out=weight)
        trust = self._trust(_gained(wave[:-1], missed, held))
        next_day = np.einsum("mn,mn->m", trust, wave[1:])
        self._wave[0] = wave[k]
        level = -0.25 * np.einsum("mn,mn->m", trust, height)
        along *= trust
        across *= trust
        return along, across, level, next_day

    def _turn(self, day: Ints, missed: Floats) -> tuple[Singles, Singles]:
        """What each period's wave of days past comes to on each day, in the phase of that day.

        Entries fade with each recorded day and turn with each day of the calendar.
        """
        k, tables = day.size, _block_tables()
        carried = self._waves * np.exp(1j * _turns() * (self._day - day[0] + 1))
        if day[-1] - day[0] == k - 1:
            each = _staggered(missed)
            along, across = each @ tables.real[:k], each @ tables.imaginary[:k]
            real, imaginary = carried.real.astype(np.float32), carried.imag.astype(np.float32)
            on = tables.real_on[:k], tables.imaginary_on[:k]
            along += on[0] * real
            along -= on[1] * imaginary
            across += on[0] * imaginary
            across += on[1] * real
        else:
            phases = np.exp(1j * ((day - day[0])[:, None] * _turns()))
            fade, unfade = fades(_kept(), k)
            sums = np.cumsum(phases * (unfade * missed[:, None]), axis=0)
            sums = (sums + carried * np.exp(-1j * _turns())) * np.conj(phases) * fade
            along, across = sums.real.astype(np.float32), sums.imag.astype(np.float32)
        self._day = int(day[-1])
        self._waves = along[-1] + 1j * across[-1].astype(np.float64)
        return along, across

    def _trust(self, gained: Singles) -> Singles:
        """The weight of each period's wave, beside no rhythm at all: ``(k, n)``."""
        k, tables = gained.shape[0], _block_tables()
        evidence = tables.forgetting[:k, :k] @ gained
        evidence += np.multiply.outer(tables.forgotten[:k], self._evidence).astype(np.float32)
        self._evidence = evidence[-1].astype(np.float64)
        most = np.maximum(evidence.max(axis=1), np.float32(0.0))
        evidence -= most[:, None]
        trust: Singles = np.exp(evidence, out=evidence)
        trust *= np.float32((1.0 - _NO_RHYTHM) / trust.shape[1])
        none = np.float32(_NO_RHYTHM) * np.exp(-most)
        trust /= (none + trust.sum(axis=1))[:, None]
        return trust


@dataclass(frozen=True)
class _BlockTables:
    """What a wave has turned and faded by after 0 … BLOCK - 1 days, and after a day more."""

    real: Singles  # (BLOCK, n)
    imaginary: Singles
    real_on: Singles
    imaginary_on: Singles
    kept: Singles
    kept_on: Singles
    turn: tuple[Singles, Singles]  # cosine and sine of a day
    forgetting: Singles  # (BLOCK, BLOCK): what evidence of a day counts on another
    forgotten: Floats  # (BLOCK,)


@lru_cache(maxsize=1)
def _block_tables() -> _BlockTables:
    place = np.arange(BLOCK + 1)
    kept = np.power(_kept(), place[:, None])
    turned = kept * np.exp(-1j * (place[:, None] * _turns()))
    singly = turned.real.astype(np.float32), turned.imag.astype(np.float32)
    lasting = 0.5 ** (place / _WEIGHT_MEMORY)
    apart = place[:BLOCK, None] - place[:BLOCK]
    forgetting = np.where(apart >= 0, lasting[np.maximum(apart, 0)], 0.0).astype(np.float32)
    cosine, sine = _turned(1)
    return _BlockTables(
        *(singly[0][:-1], singly[1][:-1], singly[0][1:], singly[1][1:]),
        *(kept[:-1].astype(np.float32), kept[1:].astype(np.float32)),
        (cosine[:, 0].astype(np.float32), sine[:, 0].astype(np.float32)),
        forgetting,
        lasting[1:],
    )


def _staggered(values: Floats) -> Singles:
    """Each row the values up to its place, the latest first: ``(k, k)``."""
    k = values.size
    line = np.zeros(2 * k - 1, np.float32)
    line[k - 1 :] = values
    step = line.itemsize
    rows: Singles = np.ndarray((k, k), line.dtype, line, (k - 1) * step, (step, -step))
    return rows.copy()


def _gained(wave: Singles, missed: Floats, held: Floats) -> Singles:
    """What each period's wave of the day before adds to the log-likelihood of a day: ``(k, n)``.

    The third order of its expansion about no wave is enough.
    """
    skew = held * np.sqrt(np.maximum(1.0 - 4.0 * held, 0.0))
    gained: Singles = wave * (skew / 6.0)[:, None].astype(np.float32)
    gained += (0.5 * held)[:, None].astype(np.float32)
    gained *= wave
    np.subtract(missed[:, None].astype(np.float32), gained, out=gained)
    gained *= wave
    return gained


def _surprise(record: DayRecord, foretold: Floats) -> tuple[Floats, Floats]:
    """What came less what was foretold, and its variance; nothing where nothing was."""
    missed = np.where(record.follows, record.state - foretold, 0.0)
    return missed, np.where(record.follows, foretold * (1.0 - foretold), 0.0)


def _steeper(height: Singles) -> Singles:
    """From a first step to the height of a wave: Banerjee et al., JMLR 2005, eq. 4.4."""
    square = height * np.float32(0.25)
    np.minimum(square, np.float32(_STEEPEST**2), out=square)  # of its mean resultant length
    steep: Singles = square * np.float32(-0.5)
    steep += np.float32(1.0)
    np.subtract(np.float32(1.0), square, out=square)
    steep /= square
    return steep
