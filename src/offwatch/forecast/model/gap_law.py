"""The law of a gap: its distribution, draws from it, and its table over a grid of people.

Everything that forecasts or simulates a gap goes through this one law.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.grid import MEDIAN_REACH, SPREAD_REACH, Grid, lay_out
from offwatch.forecast.model.noise import noise_cdf
from offwatch.forecast.model.prior import Noise, Prior, Stage


@dataclass(frozen=True)
class LawTable:
    """The law laid out over ``g`` kinds of people and days ``0 … max_day``.

    Attributes
    ----------
    grid : Grid
        The kinds, and how common each is.
    pmf : array, shape (g, max_day + 1)
        Chance of a true gap of ``d`` days; all that is longer is on the last day.
    reach : array, shape (g, max_day + 2)
        Chance of ``d`` days or more.
    loglik : array, shape (g, max_day + 1)
        Log-chance of *logging* a gap of ``d`` days, skips and lapses included.
    mean : array, shape (g,), days
        The mean gap.
    """

    grid: Grid
    pmf: Floats
    reach: Floats
    loglik: Floats
    mean: Floats

    @property
    def log_median(self) -> Floats:
        """Of each kind: ``(g,)``, log-days."""
        return self.grid.log_median

    @property
    def log_spread(self) -> Floats:
        """Of each kind: ``(g,)``, log-days."""
        return self.grid.log_spread

    @property
    def log_weight(self) -> Floats:
        """How common each kind is: ``(g,)``."""
        return self.grid.log_weight


@lru_cache(maxsize=16)
def tabulate(stage: Stage) -> LawTable:
    """Lay a stage's law out over its grid; cached, so treat the arrays as read-only.

    Parameters
    ----------
    stage : Stage
        The law.

    Returns
    -------
    LawTable
        The law on its grid.
    """
    grid = lay_out(stage)
    pmf = gap_pmf(grid.log_median, grid.log_spread, stage.noise, stage.max_day)
    reach = np.zeros((pmf.shape[0], stage.max_day + 2))
    reach[:, :-1] = np.cumsum(pmf[:, ::-1], axis=1)[:, ::-1]
    return LawTable(
        grid=grid,
        pmf=pmf,
        reach=reach,
        loglik=np.log(logged_pmf(pmf, stage, grid.log_spread)),
        mean=pmf @ np.arange(stage.max_day + 1, dtype=np.float64),
    )


def gap_pmf(log_median: Floats, log_spread: Floats, noise: Noise, max_day: int) -> Floats:
    """Chance of each whole number of days for each kind of person.

    Parameters
    ----------
    log_median, log_spread : arrays, shape (g,), log-days
        The kinds.
    noise : Noise
        The scatter of a person's gaps.
    max_day : int, days
        The longest gap told apart.

    Returns
    -------
    array, shape (g, max_day + 1)
        A gap is at least a day; the last day holds all that is longer.
    """
    edges = np.log(np.arange(1, max_day) + 0.5)
    z = (edges[None, :] - log_median[:, None]) / np.exp(log_spread)[:, None]
    below = noise_cdf(z, noise, noise.late_weight(log_spread)[:, None])
    pmf = np.empty((log_median.size, max_day + 1))
    pmf[:, 0] = 0.0
    pmf[:, 1] = below[:, 0]
    pmf[:, 2:max_day] = np.diff(below, axis=1)
    pmf[:, max_day] = 1.0 - below[:, -1]
    return pmf


def logged_pmf(pmf: Floats, stage: Stage, log_spread: Floats) -> Floats:
    """Chance of logging a gap: one true gap, or two or three whose onsets were not all logged.

    Parameters
    ----------
    pmf : array, shape (g, max_day + 1)
        Chances of true gaps.
    stage : Stage
        With the chances of skips and of a lapse.

    Returns
    -------
    array, shape (g, max_day + 1)
        Exact convolutions up to ``max_day``; a lapse (a break in logging of any length) keeps
        a single strange gap from deciding everything.
    """
    days = stage.max_day
    if stage.skip[0] == 1.0:
        return (1.0 - stage.lapse) * pmf + stage.lapse / days
    inner = pmf.copy()
    inner[:, days] = 0.0  # "longer" cannot be added up
    width = 1 << int(np.ceil(np.log2(3 * days + 1)))
    wave = np.fft.rfft(inner, width, axis=1)
    twice = np.fft.irfft(wave * wave, width, axis=1)[:, : days + 1]
    thrice = np.fft.irfft(wave * wave * wave, width, axis=1)[:, : days + 1]
    once, two, three = (share[:, None] for share in stage.skip_at(log_spread))
    logged = once * pmf + two * np.maximum(twice, 0.0) + three * np.maximum(thrice, 0.0)
    return np.asarray((1.0 - stage.lapse) * logged + stage.lapse / days, dtype=np.float64)


def draw_rhythm(stage: Stage, rng: np.random.Generator, n: int) -> tuple[Floats, Floats]:
    """Draw people from the population.

    Parameters
    ----------
    stage : Stage
        The law.
    rng : Generator
        The source of chance.
    n : int
        How many.

    Returns
    -------
    log_median, log_spread : arrays, shape (n,), log-days
        Their rhythms.
    """
    reach = MEDIAN_REACH[0], SPREAD_REACH
    z_median = np.clip(rng.standard_normal(n), -reach[0], reach[0])
    z_spread = np.clip(rng.standard_normal(n), -reach[1], reach[1])
    log_median = stage.log_median[0] + stage.log_median[1] * z_median
    log_spread = stage.log_spread[0] + stage.log_spread[1] * z_spread + stage.tilt * z_median
    which, below = rng.random(n), 0.0
    for others in stage.others:
        own = (which >= below) & (which < below + others.share)
        log_median[own] = others.log_median[0] + others.log_median[1] * z_median[own]
        log_spread[own] = others.log_spread[0] + others.log_spread[1] * z_spread[own]
        below += others.share
    return log_median, log_spread


def draw_gap(
    log_median: Floats | float,
    log_spread: Floats | float,
    prior: Prior,
    rng: np.random.Generator,
    size: int | tuple[int, ...] | None = None,
) -> Ints:
    """Draw true gaps, in whole days, of people with these rhythms.

    Parameters
    ----------
    log_median : float or array, log-days
        Of each person.
    log_spread : float or array, log-days
        Of each person.
    prior : Prior
        With the scatter of gaps.
    rng : Generator
        The source of chance.
    size : int, tuple or None
        Shape of the draw; by default the common shape of the two rhythms, which are broadcast
        against it.

    Returns
    -------
    array of int, days
        At least 1 and at most ``prior.gap.max_day``.
    """
    noise = prior.gap.noise
    shape = (
        np.broadcast_shapes(np.shape(log_median), np.shape(log_spread)) if size is None else size
    )
    core = rng.standard_t(noise.core_freedom, shape)
    late = np.exp(noise.right_log_mean + noise.right_log_sd * rng.standard_normal(shape))
    delayed = rng.random(shape) < noise.late_weight(np.asarray(log_spread, dtype=np.float64))
    z = np.where(delayed, late, core)
    log_gap = np.asarray(log_median) + np.exp(np.asarray(log_spread)) * z
    longest = np.log(prior.gap.max_day)
    days = np.maximum(np.rint(np.exp(np.minimum(log_gap, longest))), 1.0)
    return np.asarray(days, dtype=np.int64)
