"""Exact Bayes under the generating law: the likelihood of a record, and weighted people for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import fft

from benchmarks.suppressed.law import (
    LONGEST_NOTICE_DAYS,
    Kinds,
    announced_below,
    even_gaps,
    gap_between,
    in_a_row,
)
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.prior import Stage

POINTS = 10_000
_PILOT = 2_500
_ROUNDS = 10
_ENOUGH = 0.2  # of the pilot's points must count before the last
_FREEDOM = 5.0  # of the proposal
_WIDER = 1.2
_LIKELY = 1e-3
_EVERY = 4


@dataclass(frozen=True, slots=True)
class Record:
    """Logged onset days, the regimen's first day, the sign's moments, and now."""

    onsets: tuple[int, ...]
    start: int
    marks: tuple[float, ...]
    now: float
    has_signs: bool

    @property
    def last(self) -> int:
        return self.onsets[-1]


def log_likelihood(kinds: Kinds, record: Record, stage: Stage) -> Floats:
    """Of the logged gaps and the signs up to the last onset's day: ``(n,)``."""
    logged = list(zip(record.onsets, record.onsets[1:], strict=False))
    free = [gap for gap in logged if gap[1] < record.start]
    under = [gap for gap in logged if gap[0] >= record.start]
    across = [gap for gap in logged if gap[0] < record.start <= gap[1]]
    announced = _given_signs(kinds, record)
    found = np.zeros(kinds.rate.size)
    for gaps, held in ((free, False), (under, True)):
        if not gaps:
            continue
        days = max(b - a for a, b in gaps) + 1
        once = even_gaps(kinds, stage.noise, days, under=held)
        twice, thrice = in_a_row(once)
        for a, b in gaps:
            sums = [table[:, : b - a + 1] for table in (once, twice)]
            two, three = twice[:, b - a], thrice[:, b - a]
            for h, more in announced(a, b):
                two = two + sums[0][:, h - a] * sums[0][:, b - h] * more
                three = three + more * (
                    sums[0][:, h - a] * sums[1][:, b - h] + sums[1][:, h - a] * sums[0][:, b - h]
                )
            found += _log_logged(kinds, record, stage, a, b, once[:, b - a], two, three)
    for a, b in across:
        found += _log_across(kinds, record, stage, a, b, announced)
    return found


Announced = Callable[[int, int], list[tuple[int, Floats]]]


def _given_signs(kinds: Kinds, record: Record) -> Announced:
    """How much more likely a hidden onset on a day is for the signs before it: less one."""

    def more(a: int, b: int) -> list[tuple[int, Floats]]:
        if not record.has_signs:
            return []
        marks = [m for m in record.marks if a + 1 <= m < b]
        days = {int(m) + i for m in marks for i in range(int(LONGEST_NOTICE_DAYS) + 1)}
        plain = _unannounced(kinds)
        return [
            (h, _sign_factor(kinds, record, a, h) / plain - 1.0) for h in sorted(days) if a < h < b
        ]

    return more


def _unannounced(kinds: Kinds) -> Floats:
    return 1.0 - kinds.given * announced_below(kinds, LONGEST_NOTICE_DAYS)[:, 0]


def _sign_factor(kinds: Kinds, record: Record, a: int, b: int) -> Floats:
    """Likelihood of the signs before an onset on day ``b``, over that of chance alone."""
    found = _unannounced(kinds)
    for mark in record.marks:
        if max(a + 1, b - LONGEST_NOTICE_DAYS) <= mark < b + 1:
            edges = np.clip([b - mark, b + 1 - mark], 0.0, LONGEST_NOTICE_DAYS)
            low, high = announced_below(kinds, edges).T
            found = found + kinds.given * (high - low) / kinds.false
    return found


def _log_logged(
    kinds: Kinds,
    record: Record,
    stage: Stage,
    a: int,
    b: int,
    one: Floats,
    two: Floats,
    three: Floats,
) -> Floats:
    """One, two or three true gaps, with the signs of all their onsets."""
    hidden = _unannounced(kinds) if record.has_signs else 1.0
    total = stage.skip[0] * one + stage.skip[1] * two * hidden + stage.skip[2] * three * hidden**2
    if record.has_signs:
        total = total * _sign_factor(kinds, record, a, b)
    return np.asarray(np.log(np.maximum(total, 1e-300)))


def _log_across(
    kinds: Kinds, record: Record, stage: Stage, a: int, b: int, announced: Announced
) -> Floats:
    """The gap in which the regimen began: its hidden onsets day by day.

    Of three gaps in a row of which the second began before the regimen, every fourth day of its
    end stands for four, and a first gap that is hardly likely is left out.
    """
    noise, start, inner = stage.noise, record.start, np.arange(a + 1, b)
    one = gap_between(kinds, noise, a, np.array([b]), start)[:, 0]
    under = even_gaps(kinds, noise, b - a + 1, under=True)
    first = gap_between(kinds, noise, a, inner, start)
    last = under[:, b - inner]
    before = np.flatnonzero(inner < start)
    for i in before:
        last[:, i] = gap_between(kinds, noise, int(inner[i]), np.array([b]), start)[:, 0]
    both = first * last
    two = both.sum(axis=1)
    for h, more in announced(a, b):
        two = two + both[:, h - a - 1] * more
    held = first.copy()
    held[:, before] = 0.0
    width = fft.next_fast_len(2 * inner.size, real=True)
    steps = fft.rfft(under[:, :-2], width, axis=1) * fft.rfft(held, width, axis=1)
    second = np.maximum(fft.irfft(steps, width, axis=1)[:, : inner.size], 0.0)
    three = (second * last).sum(axis=1)
    for i in before:
        if float(first[:, i].mean()) > _LIKELY:
            ends = inner[i + 1 :: _EVERY]
            middle = gap_between(kinds, noise, int(inner[i]), ends, start)
            three += _EVERY * first[:, i] * (middle * last[:, i + 1 :: _EVERY]).sum(axis=1)
    return _log_logged(kinds, record, stage, a, b, one, two, three)


def sample_posterior(
    log_posterior: Callable[[Floats], Floats],
    dimensions: int,
    rng: np.random.Generator,
    points: int = POINTS,
) -> tuple[Floats, Floats]:
    """Weighted standard normal points by adaptive importance sampling: ``(n, d)`` and ``(n,)``.

    ``log_posterior`` includes the standard normal prior. **Source** Oh & Berger 1992.
    """
    middle: Floats = np.zeros(dimensions)
    root: Floats = np.eye(dimensions)
    turn, final = 0, False
    while True:
        n = points if final else _PILOT
        free = rng.chisquare(_FREEDOM, n) / _FREEDOM
        away = rng.standard_normal((n, dimensions)) / np.sqrt(free)[:, None]
        x = middle + away @ root.T
        proposal = -0.5 * (_FREEDOM + dimensions) * np.log1p((away**2).sum(axis=1) / _FREEDOM)
        log_weight = log_posterior(x) - proposal
        if final:
            break
        weight = _normalise(log_weight)
        turn, power = turn + 1, 1.0
        final = turn >= _ROUNDS or effective(weight) >= _ENOUGH * n
        while 1.0 / float(weight @ weight) < 0.05 * n and power > 0.02:
            power *= 0.7
            weight = _normalise(power * log_weight)
        middle = np.asarray(weight @ x)
        spread = ((x - middle) * weight[:, None]).T @ (x - middle)
        root = np.asarray(_WIDER * np.linalg.cholesky(spread + 1e-8 * np.eye(dimensions)))
    return x, _normalise(log_weight)


def effective(weight: Floats) -> float:
    """How many even points the weights are worth."""
    return 1.0 / float(weight @ weight)


def _normalise(log_weight: Floats) -> Floats:
    weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())
