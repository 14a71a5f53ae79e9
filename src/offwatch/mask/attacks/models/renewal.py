"""The renewal model that observers reason with: hidden episodes, and days asked around them.

An episode begins, lasts a window of days, and the next begins a gap later. On days inside the
window a person asks and passes more often than on others. What is computed is the ratio of the
chance of a history under this to its chance under no rhythm at all, for every length, spread and
lift on a grid, day by day: each day's rates come from the days before it, so looking daily and
stopping when one likes is allowed.

References
----------
Rabiner, A tutorial on hidden Markov models, 1989, eqs. 19-20 (forward recursion); Ferguson 1980
(explicit durations); Dawid, Statistical theory: the prequential approach, 1984.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from offwatch.mask.attacks.observations.observations import Floats, Observations, weekend_days

Singles = NDArray[np.float32]

WINDOW_DAYS = 5
AGES = 60
LENGTHS_DAYS = tuple(float(days) for days in range(21, 41, 2))
SPREADS_DAYS = (1.5, 3.0, 5.5)
LIFTS = ((0.75, 0.6), (0.0, 0.4), (0.0, 0.85))
"""Which share of the days asked for, and of the passes, lies inside the windows on purpose."""
DELAYED = (0.05, 9.0, 6.0)  # a share of gaps is longer: days later on average, and their spread
ASKED_BEFORE, PASSED_BEFORE = 0.1, 0.03  # rates thought likely before anything has been seen
MEMORY_DAYS = 28.0  # how many days that thought is worth
TOP = 0.95
ROWS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class RenewalGrid:
    """Points of the model.

    Parameters
    ----------
    length, spread : arrays, shape (g,), days
    lift : array, shape (2, g)
        The share of the days asked for, and of the passes, that lies inside the windows on purpose.
    hazard : array, shape (g, AGES)
        The chance that the next episode begins, by days since the last.
    start : array, shape (g, AGES)
        The chance of each age before anything has been observed.
    """

    length: Floats
    spread: Floats
    lift: Floats
    hazard: Floats
    start: Floats

    @property
    def size(self) -> int:
        """How many points there are."""
        return len(self.length)


@dataclass(frozen=True, slots=True)
class FilteredHistories:
    """What the model makes of histories at each checkpoint.

    Parameters
    ----------
    log_ratio : array, shape (n, c, g)
        Natural log of the ratio against no rhythm.
    ahead : array, shape (n, c, AGES)
        Chances, on the even mixture over the grid, that the next onset comes on the first, second …
        day after the checkpoint.
    """

    log_ratio: Floats
    ahead: Floats

    @property
    def evidence(self) -> Floats:
        """Log ratio on the even mixture over the grid: ``(n, c)``."""
        return mix(self.log_ratio, np.zeros(self.log_ratio.shape[2]))


@lru_cache(maxsize=4)
def make_grid(
    lengths: tuple[float, ...] = LENGTHS_DAYS,
    spreads: tuple[float, ...] = SPREADS_DAYS,
    lifts: tuple[tuple[float, float], ...] = LIFTS,
) -> RenewalGrid:
    """The grid of every length with every spread and lift.

    Parameters
    ----------
    lengths, spreads : tuples of float, days
    lifts : tuple of pairs of float
        See `RenewalGrid`.

    Returns
    -------
    RenewalGrid
    """
    points = [(a, b, c) for a in lengths for b in spreads for c in lifts]
    length, spread = (np.array([point[i] for point in points]) for i in (0, 1))
    lift = np.array([point[2] for point in points]).T
    gaps = np.stack([_gap_chances(point[0], point[1]) for point in points])
    reach = np.cumsum(gaps[:, ::-1], axis=1)[:, ::-1]  # chance that a gap is longer than each age
    hazard = gaps / np.maximum(reach, 1e-12)
    hazard[:, -1] = 1.0
    return RenewalGrid(length, spread, lift, hazard, reach / reach.sum(axis=1, keepdims=True))


def mix(log_ratio: Floats, log_weight: Floats) -> Floats:
    """Log of the weighted mean of ratios over the grid's axis, the last.

    Parameters
    ----------
    log_ratio : array, shape (…, g)
    log_weight : array, shape (g,)
        Weights need not sum to one.

    Returns
    -------
    array, shape (…)
    """
    raised = log_ratio + (log_weight - np.logaddexp.reduce(log_weight))
    return np.asarray(np.logaddexp.reduce(raised, axis=-1))


def filter_histories(
    observed: Observations, checkpoints: Sequence[int], grid: RenewalGrid | None = None
) -> FilteredHistories:
    """Run the model over histories, and read it at some days.

    Parameters
    ----------
    observed : Observations
        Of n people.
    checkpoints : sequence of int, days
        Rising; none above ``observed.days``.
    grid : RenewalGrid, optional

    Returns
    -------
    FilteredHistories

    References
    ----------
    Rabiner, A tutorial on hidden Markov models, 1989, eqs. 19-20 (forward recursion).
    """
    grid = grid or make_grid()
    parts = [
        _listen(
            observed.take(np.arange(i, min(i + ROWS_AT_ONCE, observed.people))), checkpoints, grid
        )
        for i in range(0, observed.people, ROWS_AT_ONCE)
    ]
    return FilteredHistories(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def _listen(
    observed: Observations, checkpoints: Sequence[int], grid: RenewalGrid
) -> tuple[Floats, Floats]:
    n, g = observed.people, grid.size
    hazard = grid.hazard.astype(np.float32)
    stay = 1.0 - hazard
    age: Singles = np.repeat(grid.start.astype(np.float32)[None], n, axis=0)
    total = np.zeros((n, g))
    inside, outside = _daily_ratios(observed, grid)
    told, ahead = [], []
    residual = _residual(grid)
    fresh = np.empty_like(age)
    for day in range(max(checkpoints, default=0)):
        if day:  # a day passes: an episode begins, or everything grows a day older
            np.multiply(age[:, :, :-1], stay[:, :-1], out=fresh[:, :, 1:])
            fresh[:, :, 0] = np.einsum("nga,ga->ng", age, hazard)
            age, fresh = fresh, age
        age[:, :, :WINDOW_DAYS] *= inside[day][:, :, None]
        age[:, :, WINDOW_DAYS:] *= outside[day][:, :, None]
        norm = age.sum(axis=2)
        age /= norm[:, :, None]
        total += np.log(norm)
        if day + 1 in checkpoints:
            told.append(total.copy())
            weight = np.exp(total - np.logaddexp.reduce(total, axis=1, keepdims=True))
            ahead.append(np.einsum("nga,gah->nh", age * weight[:, :, None], residual))
    return np.stack(told, axis=1), np.stack(ahead, axis=1)


def _daily_ratios(observed: Observations, grid: RenewalGrid) -> tuple[Singles, Singles]:
    """Ratio of each day's chance inside and outside a window to that without: ``(days, n, g)``."""
    share = WINDOW_DAYS / grid.length
    weekend = weekend_days(observed.first_weekday, observed.days)
    inside = np.ones((observed.days, observed.people, grid.size), dtype=np.float32)
    outside = np.ones_like(inside)
    every = np.ones_like(observed.duty)
    for said, could, before, lift in (
        (observed.asked, every, ASKED_BEFORE, grid.lift[0]),
        (observed.passed, observed.duty, PASSED_BEFORE, grid.lift[1]),
    ):
        rate = running_rate(said, could, weekend, before).T[:, :, None]
        high = rate * (1 - lift) + lift * np.minimum(TOP, rate / share)
        low = np.maximum((rate - share * high) / (1 - share), 1e-4)
        did, may = said.T[:, :, None], could.T[:, :, None]
        for ratio, chance in ((inside, high), (outside, low)):
            times = np.where(did, chance / rate, (1 - chance) / (1 - rate))
            np.multiply(ratio, np.where(may, times, 1.0).astype(np.float32), out=ratio)
    return inside, outside


def running_rate(
    said: NDArray[np.bool_], could: NDArray[np.bool_], weekend: NDArray[np.bool_], before: float
) -> Floats:
    """How often something was said on such a day of the week, up to the day before.

    Parameters
    ----------
    said, could : arrays of bool, shape (n, days)
        Whether it was said, and could have been.
    weekend : array of bool, shape (days,)
    before : float
        The rate thought likely before anything was observed.

    Returns
    -------
    array, shape (n, days)
    """
    rate = np.empty(said.shape)
    for kind in (weekend, ~weekend):
        hits, tries = np.cumsum(said & kind, axis=1), np.cumsum(could & kind, axis=1)
        hits, tries = (np.pad(a[:, :-1], ((0, 0), (1, 0))) for a in (hits, tries))
        rate[:, kind] = ((hits + before * MEMORY_DAYS) / (tries + MEMORY_DAYS))[:, kind]
    return np.clip(rate, 1e-3, 0.8)


def _residual(grid: RenewalGrid) -> Singles:
    """Chance that the next onset comes 1, 2 … days after a day of each age: ``(g, ages, AGES)``."""
    out = np.zeros((grid.size, AGES, AGES), dtype=np.float32)
    left = np.ones((grid.size, AGES))
    for ahead in range(AGES):
        ages = np.minimum(np.arange(AGES) + ahead, AGES - 1)
        hazard = grid.hazard[:, ages]
        out[:, :, ahead] = left * hazard
        left = left * (1 - hazard)
    return out


def _gap_chances(length: float, spread: float) -> Floats:
    """Chance that a gap is 1, 2 … AGES days."""
    later, by, wide = DELAYED

    def below(day: int) -> float:
        usual = math.erf((day + 0.5 - length) / (spread * math.sqrt(2)))
        late = math.erf((day + 0.5 - length - by) / (math.hypot(spread, wide) * math.sqrt(2)))
        return 0.5 + 0.5 * ((1 - later) * usual + later * late)

    steps = np.diff([below(day) for day in range(AGES + 1)])
    return np.asarray(np.maximum(steps, 0.0) / steps.sum(), dtype=np.float64)
