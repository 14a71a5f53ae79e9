"""How long episodes last: log-normal, person by person, and by regimen.

A person has a log-median and a log-spread of their own; whole days are the rounded time, at least
one. All of it is laid out on a small grid, so what is learned is exact.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from offwatch.forecast.model.arrays import Bools, Floats, Ints, count_days
from offwatch.forecast.model.noise import noise_below
from offwatch.forecast.model.prior import Durations, Noise
from offwatch.forecast.model.weights import log_sum, normalise

_SHARES = 14  # a regimen's share is told apart this finely, as the clock does
LONGEST = 31  # days; longer episodes count as this long
_NORMAL = Noise(1e7, 0.0, 0.0, 1.0)
_Z_MEDIAN = np.linspace(-4.0, 4.0, 33)
_Z_SPREAD = np.linspace(-2.5, 2.5, 7)
_Z_SHIFT = np.linspace(-2.5, 2.5, 9)


@lru_cache(maxsize=2048)
def _laid_out(population: Durations, shift: float) -> tuple[Floats, Floats]:
    """Log-weights ``(g,)`` and chances of each number of days ``(g, LONGEST)``."""
    median = population.log_median[0] + shift + population.log_median[1] * _Z_MEDIAN
    spread = np.exp(population.log_spread[0] + population.log_spread[1] * _Z_SPREAD)
    edges = np.log(np.arange(1, LONGEST) + 0.5)
    z = (edges[None, None, :] - median[:, None, None]) / spread[None, :, None]
    below = noise_below(z, _NORMAL).reshape(-1, LONGEST - 1)
    pmf = np.diff(np.pad(below, ((0, 0), (1, 1)), constant_values=(0.0, 1.0)), axis=1)
    weight = -0.5 * (_Z_MEDIAN[:, None] ** 2 + _Z_SPREAD[None, :] ** 2)
    return weight.ravel(), 0.999 * pmf + 0.001 / LONGEST


def duration_reach(durations: Floats | None, population: Durations, n: int) -> Floats:
    """Chance that an episode lasts more than ``k`` days, for many people without regimens.

    Parameters
    ----------
    durations : array, shape (n, m), days, or None
        Past durations, NaN-padded.
    population : Durations
        The population law.
    n : int
        Number of people.

    Returns
    -------
    array, shape (n, LONGEST)
        Column ``k``; column 0 is one, as the day of the onset always counts.
    """
    weight, pmf = _laid_out(population, 0.0)
    fit = np.repeat(weight[None, :], n, axis=0)
    if durations is not None and durations.size:
        fit = fit + _counts(durations) @ np.log(pmf).T
    return _reach(normalise(fit) @ pmf)


def reach_under(
    durations: Floats,
    share: Floats,
    now: float,
    population: Durations,
    shift: tuple[float, float],
) -> Floats:
    """The same for one person with a regimen whose effect on durations is learned.

    Parameters
    ----------
    durations, share : arrays, shape (m,)
        Days, and how much of the regimen was taken.
    now : float
        How much of it is taken now.
    population : Durations
        The population law.
    shift : (mean, sd)
        Prior of the effect on the log of durations.

    Returns
    -------
    array, shape (LONGEST,)
        Chances.
    """
    shares = np.round(share * _SHARES) / _SHARES
    steps = shift[0] + shift[1] * _Z_SHIFT
    fit = np.zeros((steps.size, _Z_MEDIAN.size * _Z_SPREAD.size))
    fit += _laid_out(population, 0.0)[0] - 0.5 * _Z_SHIFT[:, None] ** 2
    for taken in np.unique(shares):
        counts = _counts(durations[shares == taken][None, :])[0]
        for i, step in enumerate(steps):
            fit[i] += np.log(_laid_out(population, round(step * taken, 6))[1]) @ counts
    weight = normalise(fit.reshape(1, -1)).reshape(fit.shape)
    taken = round(_SHARES * now) / _SHARES
    found = np.zeros((1, LONGEST))
    for each, step in zip(weight, steps, strict=True):
        found += each @ _laid_out(population, round(step * taken, 6))[1]
    return np.asarray(_reach(found)[0])


def still_running(reach: Floats, elapsed: Ints, running: Bools | None, horizon: int) -> Floats:
    """Chance that the episode begun ``elapsed`` days ago covers each day from today on.

    Parameters
    ----------
    reach : array, shape (n, k)
        From ``duration_reach``.
    elapsed : array of int, shape (n,), days
        Since the onset.
    running : array of bool, shape (n,), or None
        Whether it still runs; None where that is not known.
    horizon : int, days
        How far to look.

    Returns
    -------
    array, shape (n, horizon)
        An episode already longer than any on record has half a chance for each further day.
    """
    n, k = reach.shape
    ahead = elapsed[:, None] + np.arange(horizon)[None, :]
    later = np.where(ahead < k, np.take_along_axis(reach, np.minimum(ahead, k - 1), axis=1), 0.0)
    if running is None:
        return later
    now = later[:, :1]
    known = np.where(now > 1e-9, later / np.maximum(now, 1e-9), 0.5 ** np.arange(horizon)[None, :])
    return np.where(running[:, None], known, np.zeros((n, 1)))


def running_unknown(reach: Floats, rate: Floats, horizon: int) -> Floats:
    """Chance that an episode begun before today covers each day, where no onset is known.

    Parameters
    ----------
    reach : array, shape (n, k)
        From ``duration_reach``.
    rate : array, shape (n,), onsets a day
        How often onsets come.
    horizon : int, days
        How far to look.

    Returns
    -------
    array, shape (n, horizon)
        Chances.
    """
    out = np.zeros((reach.shape[0], horizon))
    tail = np.cumsum(reach[:, ::-1], axis=1)[:, ::-1]  # column i: the days an episode has past i
    width = min(horizon, reach.shape[1] - 1)
    out[:, :width] = tail[:, 1 : width + 1] * rate[:, None]
    return np.minimum(out, 1.0)


def fit_durations(durations: Floats) -> Durations:
    """The population that makes everyone's durations likeliest, by a search over a small grid.

    Parameters
    ----------
    durations : array, shape (n, m), days
        NaN-padded.

    Returns
    -------
    Durations
        The population law.
    """
    counts = _counts(durations)
    middle = float(np.nanmedian(np.log(durations)))
    best, found = -math.inf, Durations((middle, 0.2), (-1.5, 0.4))
    for sd in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4):
        for spread in (0.12, 0.15, 0.18, 0.21, 0.25, 0.3, 0.4):
            for offset in (-0.05, 0.0, 0.05):
                tried = Durations(
                    (round(middle + offset, 4), sd), (round(math.log(spread), 4), 0.4)
                )
                weight, pmf = _laid_out.__wrapped__(tried, 0.0)
                each = counts @ np.log(pmf).T + weight - np.log(np.exp(weight).sum())
                fit = float(log_sum(each).sum())
                if fit > best:
                    best, found = fit, tried
    return found


def _counts(durations: Floats) -> Floats:
    """How often each length occurs, the longest together: ``(n, m)`` to ``(n, LONGEST)``."""
    return count_days(np.minimum(durations, LONGEST), LONGEST + 1)[:, 1 : LONGEST + 1]


def _reach(pmf: Floats) -> Floats:
    return np.asarray(np.cumsum(pmf[:, ::-1], axis=1)[:, ::-1])
