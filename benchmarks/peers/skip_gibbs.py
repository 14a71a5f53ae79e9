"""A skipTrack-like Gibbs sampler: log-normal gaps with skipped onsets.

The log of a logged gap less the log of the number of true gaps in it is normal with the person's
mean and precision; means are normal over people, precisions gamma, and the number of true gaps
categorical under a flat Dirichlet. The population is sampled given the training folds; people are
then sampled given their own gaps, the population's draws changing as they go. The length forecast
is one true gap.

**Source** Duttweiler et al., arXiv 2508.05845, and the R package skipTrack, read in its sources:
its priors (the mean of means N(0, 100), flat on their standard deviation, flat on θ and φ of the
precisions' gamma law). The random walks of θ and φ go over logs, which mixes better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy.special import gammaln, ndtr

from benchmarks.peers.peer import Training
from benchmarks.peers.shapes import EDGES, from_cdf
from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.predict.cycle_length import Origin

MOST_GAPS = 5
_BETA_PRECISION = 0.01
_LOG_GAPS = np.log(np.arange(1, MOST_GAPS + 1))


class Population(NamedTuple):
    """One draw: mean and precision of people's means, the precisions' law, how many gaps."""

    mean: float
    precision: float
    theta: float
    phi: float
    share: Floats


class _Logged(NamedTuple):
    """Log gaps in one row, whose each is, and how many each has."""

    log_gap: Floats
    of: Ints
    counts: Floats


@dataclass(frozen=True, slots=True)
class SkipGibbs:
    """``draws`` are kept after ``warm_up``, of the population and again of each person."""

    draws: int = 2000
    warm_up: int = 500
    seed: int = 0
    name: str = "skipTrack-like Gibbs"
    point_only: bool = False
    slow: bool = False

    def fit(self, training: Training) -> _Fitted:
        rng = np.random.default_rng(self.seed)
        found = sample_population(lay_end_to_end(training.gaps), self.draws, self.warm_up, rng)
        return _Fitted(tuple(found), self.warm_up // 2, rng)


@dataclass(frozen=True, slots=True)
class _Fitted:
    population: tuple[Population, ...]
    warm_up: int
    rng: np.random.Generator = field(repr=False)

    def predict(self, origins: Sequence[Origin]) -> Floats:
        logged = lay_end_to_end([o.gaps for o in origins])
        mean = _first_means(logged, self.population[0].mean)
        precision = np.full(mean.size, self.population[0].theta)
        below = np.zeros((mean.size, EDGES.size))
        log_edges = np.log(EDGES)
        last = len(self.population)
        for step in range(-self.warm_up, last):
            whole = self.population[step % last]
            true = _split(logged, mean, precision, whole.share, self.rng)[0]
            mean, precision = _draw_people(logged, true, precision, whole, self.rng)
            if step >= 0:
                below += ndtr((log_edges - mean[:, None]) * np.sqrt(precision)[:, None])
        return from_cdf(below / last)


def sample_population(
    logged: _Logged, draws: int, warm_up: int, rng: np.random.Generator
) -> list[Population]:
    """Sample the population jointly with the training people; the walks tune during warm-up."""
    now = Population(float(np.log(30.0)), 1.0, 100.0, 0.01, np.full(MOST_GAPS, 1 / MOST_GAPS))
    mean = _first_means(logged, now.mean)
    precision = np.full(mean.size, now.theta)
    walk = np.array([0.2, 0.2])
    found = []
    for step in range(warm_up + draws):
        true, gaps = _split(logged, mean, precision, now.share, rng)
        mean, precision = _draw_people(logged, true, precision, now, rng)
        spread = _BETA_PRECISION + now.precision * mean.size
        centre = rng.normal(now.precision * mean.sum() / spread, 1 / np.sqrt(spread))
        apart = 0.5 * float(((mean - centre) ** 2).sum())
        among = rng.gamma(0.5 * (mean.size - 1)) / max(apart, 1e-9)
        (theta, phi), moved = _walk(precision, np.array([now.theta, now.phi]), walk, rng)
        share = rng.dirichlet(1.0 + np.bincount(gaps, minlength=MOST_GAPS))
        now = Population(float(centre), float(among), float(theta), float(phi), share)
        if step < warm_up:
            walk *= np.where(moved, 1.05, 0.96)
        else:
            found.append(now)
    return found


def lay_end_to_end(rows: Sequence[Sequence[int]]) -> _Logged:
    """Rows of gaps of unequal length, in one."""
    count = np.array([len(row) for row in rows])
    gaps = np.concatenate([np.asarray(row, dtype=np.float64) for row in rows])
    return _Logged(np.log(gaps), np.repeat(np.arange(len(rows)), count), count.astype(np.float64))


def _first_means(logged: _Logged, otherwise: float) -> Floats:
    """Medians to begin at: the mean of a skipped log would start the walk between two truths."""
    out = np.full(logged.counts.size, otherwise)
    for person in range(out.size):
        own = logged.log_gap[logged.of == person]
        if own.size:
            out[person] = np.median(own)
    return out


def _split(
    logged: _Logged, mean: Floats, precision: Floats, share: Floats, rng: np.random.Generator
) -> tuple[Floats, Ints]:
    """Draw how many true gaps each holds: the log of one of them, and the number less one."""
    away = (logged.log_gap - mean[logged.of])[:, None] - _LOG_GAPS
    log_chance = -0.5 * precision[logged.of][:, None] * away**2 + np.log(share + 1e-300)
    chance = np.exp(log_chance - log_chance.max(axis=1, keepdims=True))
    below = np.cumsum(chance, axis=1)
    gaps = (below < rng.random((len(away), 1)) * below[:, -1:]).sum(axis=1)
    return logged.log_gap - _LOG_GAPS[gaps], gaps


def _draw_people(
    logged: _Logged, true: Floats, precision: Floats, whole: Population, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Everyone's mean and precision given their true gaps."""
    total = np.bincount(logged.of, true, logged.counts.size)
    weight = whole.precision + precision * logged.counts
    centre = (whole.precision * whole.mean + precision * total) / weight
    mean = centre + rng.standard_normal(centre.size) / np.sqrt(weight)
    squares = np.bincount(logged.of, (true - mean[logged.of]) ** 2, logged.counts.size)
    shape = whole.theta * whole.phi + 0.5 * logged.counts
    return mean, rng.gamma(shape) / (whole.phi + 0.5 * squares)


def _walk(
    precision: Floats, now: Floats, width: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """A Metropolis step in θ, then in φ: where it went, and which of the two moved."""
    moved = np.zeros(2)
    for which in range(2):
        tried = now.copy()
        tried[which] *= np.exp(width[which] * rng.standard_normal())
        gain = _log_density(precision, tried) - _log_density(precision, now)
        gain += np.log(tried[which] / now[which])
        if np.log(rng.random()) < gain:
            now, moved[which] = tried, 1.0
    return now, moved


def _log_density(precision: Floats, law: Floats) -> float:
    theta, phi = law
    shape = theta * phi
    each = shape * np.log(phi) - gammaln(shape) + (shape - 1) * np.log(precision) - phi * precision
    return float(each.sum())
