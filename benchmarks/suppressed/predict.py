"""The next onset from weighted people, by day and by hour, and the scores."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from benchmarks.suppressed.cases import HOUR, SIGN, Case
from benchmarks.suppressed.exact import POINTS, effective, log_likelihood, sample_posterior
from benchmarks.suppressed.law import (
    LONGEST_NOTICE_DAYS,
    Kinds,
    announced_below,
    below,
    unpack,
)
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.effects import Effects
from offwatch.forecast.model.prior import Prior

DAYS, HOURS = 400, 48
_PARTS = 4  # of an hour
_DIMENSIONS = {False: 4, True: 9}
_PART = 2_000  # people at a time, to stay small in memory


def exact_by_day(
    case: Case, prior: Prior, effects: Effects, rng: np.random.Generator, points: int = POINTS
) -> tuple[Floats, float]:
    """Chance by each day from today on that the onset has come, and how many points it took."""
    kinds, weight, _ = weigh(case, prior, effects, rng, points)
    return by_day(case, kinds, weight, prior), effective(weight)


def exact_by_hour(
    case: Case, prior: Prior, effects: Effects, rng: np.random.Generator, points: int = POINTS
) -> tuple[Floats, float]:
    """Chance by each hour from now on that the onset has come, and how many points it took."""
    kinds, weight, _ = weigh(case, prior, effects, rng, points)
    return by_hour(case, kinds, weight, prior), effective(weight)


def weigh(
    case: Case, prior: Prior, effects: Effects, rng: np.random.Generator, points: int
) -> tuple[Kinds, Floats, Floats]:
    """People, their weights and their points, given the gaps and the signs in them."""
    height = log_posterior(case, prior, effects)
    found, weight = sample_posterior(height, _DIMENSIONS[case.record.has_signs], rng, points)
    return unpack(whole(found), prior, effects, SIGN), weight, found


def log_posterior(case: Case, prior: Prior, effects: Effects) -> Callable[[Floats], Floats]:
    """Up to a constant, of standard normal points, prior and all."""
    record = case.record

    def height(points: Floats) -> Floats:
        parts = np.array_split(points, math.ceil(len(points) / _PART))
        return np.concatenate([part_height(part) for part in parts])

    def part_height(points: Floats) -> Floats:
        kinds = unpack(whole(points), prior, effects, SIGN)
        found = log_likelihood(kinds, record, prior.gap)
        if record.has_signs:
            span = record.now - record.onsets[0]
            found = found + len(record.marks) * np.log(kinds.false) - kinds.false * span
        got_here = _hours(case, kinds, prior)[1] if record.has_signs else _wait(case, kinds, prior)
        found = found + np.log(np.maximum(got_here, 1e-300))
        return np.asarray(found - 0.5 * (points**2).sum(axis=1))

    return height


def by_day(case: Case, kinds: Kinds, weight: Floats, prior: Prior) -> Floats:
    """The distribution function at the end of each day: ``(DAYS,)``."""
    edges = np.asarray(math.floor(case.record.now) + 1.0 + np.arange(DAYS), dtype=np.float64)
    left = _wait(case, kinds, prior)
    reached = _reached(case, kinds, edges, prior)
    return np.asarray(1.0 - (weight / np.maximum(left, 1e-300)) @ (1.0 - reached))


def by_hour(case: Case, kinds: Kinds, weight: Floats, prior: Prior) -> Floats:
    """The distribution function at the end of each hour: ``(HOURS,)``."""
    chance, total = _hours(case, kinds, prior)
    return np.asarray((weight / np.maximum(total, 1e-300)) @ np.cumsum(chance, axis=1))


def _wait(case: Case, kinds: Kinds, prior: Prior) -> Floats:
    """Chance that it has not come yet: ``(n,)``."""
    return np.asarray(1.0 - _reached(case, kinds, np.array([case.record.now]), prior)[:, 0])


def _hours(case: Case, kinds: Kinds, prior: Prior) -> tuple[Floats, Floats]:
    """Chance of an onset in each hour with the signs as they are, and at any time: ``(n,)``."""
    near = np.arange(0.0, 2.0, HOUR / _PARTS)
    far = np.concatenate([near, np.arange(2.0, 16.0, 0.5), np.geomspace(16.0, 3000.0, 60)])
    edges = case.record.now + far
    reached = _reached(case, kinds, edges, prior)
    chance = np.diff(reached, axis=1)
    chance *= _sign_factors(case, kinds, (edges[1:] + edges[:-1]) / 2)
    beyond = (1.0 - reached[:, -1]) * (1.0 - kinds.given)
    hours = chance[:, : _PARTS * HOURS].reshape(len(chance), HOURS, _PARTS).sum(axis=2)
    return hours, chance.sum(axis=1) + beyond


def crps(below_at: Floats, came: int) -> float:
    """The score of a distribution over whole steps, ``came`` the step of the onset."""
    return float(((below_at - (np.arange(below_at.size) >= came)) ** 2).sum())


def _reached(case: Case, kinds: Kinds, moments: Floats, prior: Prior) -> Floats:
    """Chance that the gap since the last onset is over: ``(n, m)``."""
    record = case.record
    clock = (moments - record.last - 0.5)[None, :] * kinds.rate[:, None]
    if record.has_signs:
        met = np.clip(moments - (record.now - HOUR / 2), 0.0, 1.0)
        clock = clock + (kinds.advance * kinds.rate)[:, None] * met[None, :]
    return below(kinds.noise_at(clock, 1.0), prior.gap.noise)


def _sign_factors(case: Case, kinds: Kinds, moments: Floats) -> Floats:
    """How likely the signs since the last onset are for an onset at each moment: ``(n, m)``."""
    record, given = case.record, kinds.given[:, None]
    far = 1.0 - announced_below(kinds, LONGEST_NOTICE_DAYS)
    ahead = announced_below(kinds, np.minimum(moments - record.now, LONGEST_NOTICE_DAYS))
    found = 1.0 - given + given * (ahead + far)
    spread = kinds.sign_spread[:, None]
    for mark in record.marks:
        if mark < record.last + 1:
            continue
        notice = moments - mark
        z = (np.log(notice)[None, :] - kinds.sign_median[:, None]) / spread
        density = student_density(z) / (spread * notice[None, :])
        density[:, notice > LONGEST_NOTICE_DAYS] = 0.0
        found = found + given * density / kinds.false[:, None]
    return np.asarray(found)


def student_density(z: Floats, freedom: float = 8.0) -> Floats:
    """Of Student's law."""
    constant = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2))
    constant /= math.sqrt(freedom * math.pi)
    return np.asarray(constant * (1.0 + z * z / freedom) ** (-(freedom + 1) / 2))


def whole(points: Floats) -> Floats:
    """Zeros for what this record says nothing of."""
    return np.pad(points, ((0, 0), (0, 9 - points.shape[1])))
