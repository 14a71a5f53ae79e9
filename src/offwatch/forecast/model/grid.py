"""The kinds of people that a posterior is laid out over: how close together, and how common each.

A median is told apart the more finely the less a person's gaps scatter, so each level of spread has
its own steps: a share of the scatter of one gap, the rounding to whole days counted in.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.prior import Stage

MEDIAN_REACH = 3.0, 6.0  # standard deviations of the population: people are drawn within the
_FARTHEST = 0.45  # first; the grid spans up to the second, or this much of the log of the median
SPREAD_REACH = 2.5
_STEP = 0.8  # of the scatter of one gap
_DAY = 0.3  # of a day: the standard deviation of rounding to whole days
_LEAST_STEPS, _LEAST_LEVELS = 7, 5
_LINE = 801  # points on which steps are added up
OTHERS_REACH = 2.6  # standard deviations, in medians and in spreads
_WIDER = 1.5  # new medians are spread so many times as wide as those of people
_OTHERS_STEP = 0.35  # of log-spread, between levels
_HELD_UNTIL, _RELEASED_FROM = 6, 10  # gaps: the population is heeded in full, and least
_WIDE = -1.8, 1.3  # mean and standard deviation of log-spreads of which nothing is known
_MOST_RELEASED = 6.0  # nats


@dataclass(frozen=True)
class Grid:
    """``g`` kinds of people in ``l`` levels of spread, each level a run of neighbours.

    Attributes
    ----------
    log_median, log_spread, log_weight : arrays, shape (g,)
        The kinds, and how common each is.
    median_step, spread_step : arrays, shape (g,)
        Width of each kind's cell.
    level : array of int, shape (g,)
        Which level.
    """

    log_median: Floats
    log_spread: Floats
    log_weight: Floats
    median_step: Floats
    spread_step: Floats
    level: Ints


def lay_out(stage: Stage) -> Grid:
    """Lay a population out over kinds of people.

    Parameters
    ----------
    stage : Stage
        The law.

    Returns
    -------
    Grid
        The kinds.
    """
    mean, sd = stage.log_spread
    reach = median_reach(stage)
    like_most = 1.0 - sum(others.share for others in stage.others)
    levels = [
        _level(stage.log_median, reach, mean + sd * z, stage.tilt, like_most * common, sd * width)
        for z, common, width in _normal_cells(SPREAD_REACH, stage.grid[1])
    ]
    levels += _levels_of_others(stage)
    log_median, log_spread, weight, median_step, spread_step = (
        np.concatenate(part) for part in zip(*levels, strict=True)
    )
    return Grid(
        log_median,
        log_spread,
        np.log(weight / weight.sum()),
        median_step,
        spread_step,
        np.repeat(np.arange(len(levels)), [part[0].size for part in levels]),
    )


def anew(grid: Grid) -> Floats:
    """How common each kind is among those of its level whose rhythm has moved.

    Parameters
    ----------
    grid : Grid
        The kinds.

    Returns
    -------
    array, shape (g,)
        Medians are half as far spread again as those of people; each level sums to one.
    """
    wider = 1.0 / _WIDER**2
    weight = np.exp(wider * grid.log_weight + (1.0 - wider) * np.log(grid.median_step))
    return np.asarray(weight / np.bincount(grid.level, weight)[grid.level])


def normal_density(at: Floats, mean: float | Floats, sd: float) -> Floats:
    """The density of a normal law, but for a factor that all share.

    Parameters
    ----------
    at : array, any shape
        Where it is wanted.
    mean : float or array that broadcasts against ``at``
        The mean.
    sd : float
        The standard deviation.

    Returns
    -------
    array, the shape of ``at``
        Densities times the root of two pi.
    """
    z = (at - mean) / sd
    return np.asarray(np.exp(-0.5 * z * z) / sd)


def spread_density(stage: Stage, log_median: Floats, log_spread: Floats) -> Floats:
    """How densely people of a median are spread over log-spreads, those unlike most included.

    Parameters
    ----------
    stage : Stage
        The law.
    log_median, log_spread : arrays, shape (g,), log-days
        Where it is wanted.

    Returns
    -------
    array, shape (g,)
        Densities, in the unit of ``normal_density``.
    """
    leaning = stage.log_spread[0] + stage.tilt * (
        (log_median - stage.log_median[0]) / stage.log_median[1]
    )
    of_median = (1.0 - sum(o.share for o in stage.others)) * normal_density(
        log_median, *stage.log_median
    )
    of_both = of_median * normal_density(log_spread, leaning, stage.log_spread[1])
    for others in stage.others:
        here = others.share * normal_density(log_median, *others.log_median)
        of_median = of_median + here
        of_both = of_both + here * normal_density(log_spread, *others.log_spread)
    return np.asarray(of_both / of_median)


def rhythm_weight(stage: Stage, log_median: Floats, log_spread: Floats, released: float) -> Floats:
    """How common rhythms are beside the law of those like most alone.

    Parameters
    ----------
    stage : Stage
        The law.
    log_median, log_spread : arrays, shape (g,), log-days
        The rhythms.
    released : float
        How much of ``stage.release`` holds, from 0 to 1.

    Returns
    -------
    array, shape (g,)
        Ratios of densities: that of the whole population, as far as it is heeded, over that of
        those like most.
    """
    leaning = stage.log_spread[0] + stage.tilt * (
        (log_median - stage.log_median[0]) / stage.log_median[1]
    )
    most = normal_density(log_median, *stage.log_median)
    most = np.maximum(most * normal_density(log_spread, leaning, stage.log_spread[1]), 1e-300)
    weight = np.full(log_median.shape, 1.0 - sum(others.share for others in stage.others))
    likelier = np.exp(released * stage.release.others)
    for others in stage.others:
        here = normal_density(log_median, *others.log_median)
        here *= normal_density(log_spread, *others.log_spread)
        weight += likelier * others.share * here / most
    return weight * np.exp(released * flattened(stage, log_median, log_spread))


def flattened(stage: Stage, log_median: Floats, log_spread: Floats) -> Floats:
    """How far people's spreads are let go of: what is added to the log of their weight in the end.

    Parameters
    ----------
    stage : Stage
        The law.
    log_median, log_spread : arrays, shape (g,), log-days
        The rhythms.

    Returns
    -------
    array, shape (g,)
        Nats.
    """
    if not stage.release.spread:
        return np.zeros(log_median.shape)
    wide = normal_density(log_spread, *_WIDE)
    held = np.log(wide / np.maximum(spread_density(stage, log_median, log_spread), 1e-300))
    return np.asarray(stage.release.spread * np.clip(held, -_MOST_RELEASED, _MOST_RELEASED))


def share_released(gaps: Floats | int) -> Floats:
    """How much of a release holds once so many gaps are known.

    Parameters
    ----------
    gaps : int or array, any shape
        Gaps known.

    Returns
    -------
    array, the shape of ``gaps``
        From none to all.
    """
    share = (np.asarray(gaps) - _HELD_UNTIL) / (_RELEASED_FROM - _HELD_UNTIL)
    return np.asarray(np.clip(share, 0.0, 1.0))


def even_grid(stage: Stage) -> tuple[Floats, Floats, Floats]:
    """Those like most in even steps, which move smoothly with the parameters: for fitting.

    Parameters
    ----------
    stage : Stage
        The law; its ``grid`` says how many medians and spreads.

    Returns
    -------
    log_median, log_spread, log_weight : arrays, shape (g,)
        The kinds, and how common each is.
    """
    reach = median_reach(stage)
    z_median = np.linspace(-reach, reach, stage.grid[0])
    z_spread = np.linspace(-SPREAD_REACH, SPREAD_REACH, stage.grid[1])
    log_median = np.repeat(stage.log_median[0] + stage.log_median[1] * z_median, stage.grid[1])
    log_spread = stage.log_spread[0] + stage.log_spread[1] * z_spread[None, :]
    log_spread = (log_spread + stage.tilt * z_median[:, None]).ravel()
    log_weight = -0.5 * (z_median[:, None] ** 2 + z_spread[None, :] ** 2).ravel()
    return log_median, log_spread, log_weight - np.log(np.exp(log_weight).sum())


def _levels_of_others(stage: Stage) -> list[tuple[Floats, Floats, Floats, Floats, Floats]]:
    found = []
    for others in stage.others:
        mean, sd = others.log_spread
        count = max(int(np.ceil(2 * OTHERS_REACH * sd / _OTHERS_STEP)) + 1, _LEAST_LEVELS)
        for z, common, width in _normal_cells(OTHERS_REACH, count):
            at, share = mean + sd * z, others.share * common
            found.append(_level(others.log_median, OTHERS_REACH, at, 0.0, share, sd * width))
    return found


def median_reach(stage: Stage) -> float:
    """How many standard deviations of the population the grid spans to either side.

    Parameters
    ----------
    stage : Stage
        The law.

    Returns
    -------
    float
        More where people are much alike: somebody's own gaps may say otherwise.
    """
    return float(np.clip(_FARTHEST / stage.log_median[1], *MEDIAN_REACH))


def _normal_cells(reach: float, count: int) -> list[tuple[float, float, float]]:
    """Even points of a standard normal law: where, how common, and how far apart."""
    z = np.linspace(-reach, reach, count)
    common = np.exp(-0.5 * z * z)
    common /= common.sum()
    step = np.full(count, z[1] - z[0])
    return list(zip(z.tolist(), common.tolist(), step.tolist(), strict=True))


def _level(
    law: tuple[float, float], reach: float, spread: float, tilt: float, common: float, width: float
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """The medians of one level, each step as wide as a median there can be told apart."""
    line = np.linspace(-reach, reach, _LINE)
    day = _DAY * np.exp(-law[0] - law[1] * line)
    scatter = np.exp(spread + tilt * line)
    per_unit = law[1] / (_STEP * np.hypot(scatter, day))
    steps = np.zeros(_LINE)
    np.cumsum(0.5 * (per_unit[1:] + per_unit[:-1]) * np.diff(line), out=steps[1:])
    count = max(int(np.ceil(steps[-1])), _LEAST_STEPS)
    edges = np.interp(np.linspace(0.0, steps[-1], count + 1), steps, line)
    z, cell = 0.5 * (edges[1:] + edges[:-1]), np.diff(edges)
    weight = cell * np.exp(-0.5 * z * z)
    weight *= common / weight.sum()
    return law[0] + law[1] * z, spread + tilt * z, weight, cell * law[1], np.full(count, width)
