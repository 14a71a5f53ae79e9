"""Onsets after the next one: the renewal of the gap law, kind of person by kind of person."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.gap_law import LawTable, tabulate
from offwatch.forecast.model.prior import Stage


@lru_cache(maxsize=32)
def renewal_table(stage: Stage, horizon: int) -> Floats:
    """Chance of an onset ``i`` days after an onset, any number of gaps later.

    **Shapes** ``(g, horizon)``; column 0 is one. **Source** the renewal equation
    u(i) = Σ f(j) u(i - j).
    """
    return renew(leading(tabulate(stage).pmf, horizon))


def renew(pmf: Floats) -> Floats:
    """The renewal of each row of gap chances: ``(g, horizon)`` to ``(g, horizon)``."""
    horizon = pmf.shape[1]
    onset = np.zeros_like(pmf)
    onset[:, 0] = 1.0
    for i in range(1, horizon):
        onset[:, i] = np.einsum("gj,gj->g", pmf[:, 1 : i + 1], onset[:, i - 1 :: -1])
    return onset


def next_table(stage: Stage, elapsed: int, horizon: int) -> tuple[Floats, Floats]:
    """The next onset by day from today, given none since the last, ``elapsed`` days ago.

    Not divided by its sum, so that rows still carry how likely it was to get this far.

    **Shapes** ``(g, horizon)`` and ``(g,)``: the same over all days. Day 0 is today; none when the
    last onset is today. When far more time has passed than any gap explains, logging has lapsed
    and the next onset may be any day of a gap (the residual life of the renewal process).
    A negative ``elapsed`` says that no onset is known at all.
    """
    table = tabulate(stage)
    if elapsed < 0:
        return _residual(table, horizon), np.ones(table.mean.size)
    if elapsed == 0:
        return leading(table.pmf, horizon), np.ones(table.mean.size)
    kept = 1.0 - stage.lapse
    reach = table.reach[:, min(elapsed, stage.max_day + 1)]
    begun = kept * leading(table.pmf[:, elapsed:], horizon)
    begun += stage.lapse * _residual(table, horizon)
    return begun, kept * reach + stage.lapse


@lru_cache(maxsize=192)
def onset_table(stage: Stage, elapsed: int, horizon: int) -> Floats:
    """Chance of any onset, the next or a later one, on each day: ``(g, horizon)``, undivided."""
    upcoming, _ = next_table(stage, elapsed, horizon)
    return convolve(upcoming, renewal_table(stage, horizon))


def convolve(left: Floats, right: Floats) -> Floats:
    """Row by row, as far as the rows go: ``(g, horizon)`` twice to ``(g, horizon)``."""
    horizon = left.shape[1]
    width = 1 << int(np.ceil(np.log2(2 * horizon)))
    wave = np.fft.rfft(left, width, axis=1) * np.fft.rfft(right, width, axis=1)
    return np.maximum(np.fft.irfft(wave, width, axis=1)[:, :horizon], 0.0)


def _residual(table: LawTable, horizon: int) -> Floats:
    return leading(table.reach[:, 1:], horizon) / table.mean[:, None]


def leading(values: Floats, horizon: int) -> Floats:
    """The first ``horizon`` columns, zeros where there are none."""
    out = np.zeros((values.shape[0], horizon))
    width = min(horizon, values.shape[1])
    out[:, :width] = values[:, :width]
    return out
