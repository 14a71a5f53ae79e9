"""From a person's logged gaps to what is believed of their rhythm now, on the grid.

A rhythm may have changed for good. Before each gap there is a small chance that it begins a new
median, as in the population, while how regular the person is stays; a change counts once it has
lasted for some gaps, so that one odd gap is not followed. Or it drifts: see ``drift``. The more
gaps are known, the less the population's law of spreads is heeded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from offwatch.forecast.inference.drift import LEAST_GAPS, Singles, if_drifting
from offwatch.forecast.model.arrays import Floats, Ints, count_days
from offwatch.forecast.model.gap_law import LawTable, tabulate
from offwatch.forecast.model.grid import anew, flattened, share_released
from offwatch.forecast.model.prior import Prior, Release, Stage
from offwatch.forecast.model.weights import normalise

GAPS_KEPT = 60  # older ones say little of how things are now
LASTED = 4  # gaps of a new rhythm before it counts
_BEFORE = 5  # gaps of an old rhythm before there can be a new one
_MOST_LIKELIER = 60.0  # nats
_CHUNK = 256  # rows at a time: they stay in the processor's cache


def posterior_weights(gaps: Floats, stage: Stage) -> Floats:
    """Weigh each kind of person of the grid by a person's logged gaps.

    Parameters
    ----------
    gaps : array, shape (n, m), days
        Logged gaps, oldest first, NaN where there is none. Gaps as long as ``stage.max_day`` are
        breaks in logging and teach nothing.
    stage : Stage
        The law of gaps, and its grid of ``g`` kinds.

    Returns
    -------
    array, shape (n, g)
        Weights; rows sum to one.

    References
    ----------
    Adams & MacKay, Bayesian online changepoint detection, 2007, arXiv 0710.3742: the mixture over
    when the last change was, summed in one pass because the new median does not depend on the old.
    """
    if stage.change == 0.0:
        table = tabulate(stage)
        counts = count_days(gaps, stage.max_day)
        used = np.flatnonzero(counts.any(axis=0))
        return normalise(counts[:, used] @ table.loglik[:, used].T + table.log_weight)
    days = np.rint(_latest_last(gaps, stage.max_day)).astype(np.int64)
    out = np.empty((days.shape[0], tabulate(stage).log_weight.size))
    for start in range(0, days.shape[0], _CHUNK):
        rows = slice(start, start + _CHUNK)
        weight, evidence = _weigh(days[rows], stage, stage.change)
        weight = _heed_drift(weight, evidence, days[rows], stage)
        out[rows] = _let_go(weight, days[rows], stage)
    return np.asarray(out / out.sum(axis=1, keepdims=True))


def posterior_sample(gaps: Floats, prior: Prior, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Draw one rhythm for each person from their posterior.

    Parameters
    ----------
    gaps : array, shape (n, m), days
        Logged gaps, oldest first, NaN-padded.
    prior : Prior
        The population prior.
    rng : Generator
        The source of chance.

    Returns
    -------
    log_median, log_spread : arrays, shape (n,), log-days
        The rhythms drawn.
    """
    table = tabulate(prior.gap)
    weights = posterior_weights(gaps, prior.gap)
    return _draw(table, weights, rng)


@dataclass(frozen=True)
class _Steps:
    """What one gap does to the weights, in single precision, which is exact enough and quick.

    A change adds up each level of spread and lays it out anew over its medians.
    """

    prior: Singles  # (g,)
    likelihood: Singles  # (max_day + 1, g); ones where there is no gap
    fresh: Singles  # (g,); each level sums to one
    level: Ints  # (g,)
    starts: Ints  # (l,)


@lru_cache(maxsize=16)
def _steps(stage: Stage) -> _Steps:
    table = tabulate(stage)
    grid = table.grid
    likelihood = np.exp(table.loglik.T)
    likelihood[0] = 1.0
    return _Steps(
        np.exp(grid.log_weight).astype(np.float32),
        np.ascontiguousarray(likelihood, dtype=np.float32),
        anew(grid).astype(np.float32),
        grid.level,
        np.flatnonzero(np.diff(grid.level, prepend=-1)),
    )


def if_moved(told: Floats, stage: Stage) -> tuple[Floats, Floats]:
    """Weigh each kind of person if the rhythm has changed for good or drifts.

    Parameters
    ----------
    told : array, shape (n, m), days
        Gaps, oldest first, told in parts of days; those shorter than half a day or as long as
        ``stage.max_day`` teach nothing.
    stage : Stage
        The law of gaps, and its grid of ``g`` kinds.

    Returns
    -------
    weight, odds : arrays, shapes (n, g) and (n,)
        Rows sum to one; the odds that it has moved, where it may not have.
    """
    n, g = told.shape[0], tabulate(stage).log_weight.size
    days = _latest_last(told, stage.max_day)
    days = np.where(days > 0.0, np.maximum(days, 1.0), 0.0)
    may_change = stage.change > 0.0 and days.shape[1] >= _BEFORE + LASTED
    may_drift = stage.drift > 0.0 and days.shape[1] >= LEAST_GAPS
    if not may_change and not may_drift:
        return np.full((n, g), 1.0 / g), np.zeros(n)
    still, evidence = _weigh(days, stage, 0.0)
    moved, kept = np.zeros((n, g)), 1.0
    if may_change:
        changed, likely = _weigh(days, stage, stage.change)
        kept = (1.0 - stage.change) ** (days.shape[1] - _BEFORE - LASTED + 1)
        ratio = np.exp(np.clip(likely - evidence, -_MOST_LIKELIER, _MOST_LIKELIER))
        moved += np.maximum(ratio[:, None] * changed - kept * still, 0.0)
    if may_drift:
        drifting = if_drifting(days, stage)
        ratio = np.exp(np.clip(drifting.evidence - evidence, -_MOST_LIKELIER, _MOST_LIKELIER))
        moved += (stage.drift / (1.0 - stage.drift) * ratio)[:, None] * drifting.weight
    heeded = [_let_go(part.astype(np.float32), days, stage) for part in (moved, still)]
    total, rest = (part.sum(axis=1) for part in heeded)
    weight = heeded[0]
    weight[total == 0.0] = 1.0
    return np.asarray(weight / weight.sum(axis=1, keepdims=True)), np.asarray(total / (kept * rest))


def _latest_last(gaps: Floats, max_day: int) -> Floats:
    """The latest gaps, each row's at its end; 0 where there is none."""
    days = np.nan_to_num(np.atleast_2d(gaps), nan=0.0, posinf=0.0, neginf=0.0)
    days = np.where((days < 0.5) | (days >= max_day - 0.5), 0.0, days)
    order = np.argsort(days > 0, axis=1, kind="stable")
    days = np.take_along_axis(days, order, axis=1)[:, -GAPS_KEPT:]
    return np.asarray(days[:, days.any(axis=0)])


def _weigh(days: Floats | Ints, stage: Stage, change: float) -> tuple[Singles, Floats]:
    """The weights, and the log-likelihood of the gaps: in whole days, or between two of them."""
    steps = _steps(stage)
    whole = np.floor(days).astype(np.int64)
    part = (days - whole).astype(np.float32)
    is_whole = not part.any()
    n, m = days.shape
    weight = np.repeat(steps.prior[None, :], n, axis=0)
    evidence = np.zeros(n)
    for at in range(m):
        if change > 0.0 and at >= _BEFORE and m - at >= LASTED:
            chance = np.where(days[:, at - _BEFORE] > 0, change, 0.0).astype(np.float32)
            sums = np.add.reduceat(weight, steps.starts, axis=1) * chance[:, None]
            weight *= (1.0 - chance)[:, None]
            moved = sums[:, steps.level]
            moved *= steps.fresh
            weight += moved
        likelihood = steps.likelihood[whole[:, at]]
        if not is_whole:
            above = steps.likelihood[whole[:, at] + 1]
            likelihood = likelihood + part[:, at, None] * (above - likelihood)
        weight *= likelihood
        total = weight.sum(axis=1, keepdims=True)
        weight /= total
        evidence += np.log(total[:, 0])
    return weight, evidence


def _heed_drift(weight: Singles, evidence: Floats, days: Ints, stage: Stage) -> Singles:
    """Average with what holds if the rhythm drifts, for people with gaps enough."""
    if stage.drift == 0.0 or days.shape[1] < LEAST_GAPS:
        return weight
    rows = np.flatnonzero(days[:, -LEAST_GAPS])
    if rows.size == 0:
        return weight
    drifting = if_drifting(days[rows], stage)
    gained = np.clip(evidence[rows] - drifting.evidence, -500.0, 500.0)
    share = 1.0 / (1.0 + (1.0 - stage.drift) / stage.drift * np.exp(gained))
    kept = weight[rows]
    weight[rows] = kept + share.astype(np.float32)[:, None] * (drifting.weight - kept)
    return weight


def _let_go(weight: Singles, days: Floats | Ints, stage: Stage) -> Singles:
    """Take back a part of what the population said of spreads, from people with gaps enough."""
    if stage.release == Release():
        return weight
    share = share_released(np.count_nonzero(days, axis=1))
    for part in np.unique(share[share > 0.0]).tolist():
        weight[share == part] *= _released(stage, part)
    return weight


@lru_cache(maxsize=64)
def _released(stage: Stage, part: float) -> Singles:
    """The factor of each kind's weight: ``(g,)``."""
    grid = tabulate(stage).grid
    gained = flattened(stage, grid.log_median, grid.log_spread)
    gained += np.where(grid.level >= stage.grid[1], stage.release.others, 0.0)
    return np.exp(part * gained).astype(np.float32)


def _draw(table: LawTable, weights: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    n, grid = weights.shape[0], table.grid
    below = np.cumsum(weights, axis=1)
    mark: Floats = rng.random((n, 1))
    picked: Ints = (below < mark * below[:, -1:]).sum(axis=1)
    within = rng.random((2, n)) - 0.5  # anywhere in the picked cell
    return (
        grid.log_median[picked] + grid.median_step[picked] * within[0],
        grid.log_spread[picked] + grid.spread_step[picked] * within[1],
    )
