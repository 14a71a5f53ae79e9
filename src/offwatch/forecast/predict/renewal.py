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

    Parameters
    ----------
    stage : Stage
        The law of gaps.
    horizon : int, days
        How far to look.

    Returns
    -------
    array, shape (g, horizon)
        Column 0 is one.

    References
    ----------
    The renewal equation u(i) = Σ f(j) u(i - j): Feller I, ch. XIII.
    """
    return renew(leading(tabulate(stage).pmf, horizon))


def renew(pmf: Floats) -> Floats:
    """The renewal of each row of gap chances.

    Parameters
    ----------
    pmf : array, shape (g, horizon)
        Chances of gaps.

    Returns
    -------
    array, shape (g, horizon)
        Chances of any onset.
    """
    horizon = pmf.shape[1]
    onset = np.zeros_like(pmf)
    onset[:, 0] = 1.0
    for i in range(1, horizon):
        onset[:, i] = np.einsum("gj,gj->g", pmf[:, 1 : i + 1], onset[:, i - 1 :: -1])
    return onset


def next_table(stage: Stage, elapsed: int, horizon: int) -> tuple[Floats, Floats]:
    """The next onset by day from today, given none since the last.

    Parameters
    ----------
    stage : Stage
        The law of gaps.
    elapsed : int, days
        Since the last onset; negative where no onset is known.
    horizon : int, days
        How far to look; day 0 is today.

    Returns
    -------
    chances, sums : arrays, shapes (g, horizon) and (g,)
        Not divided by their sums, so that rows still carry how likely it was to get this far.
        No onset today when the last one is today.

    References
    ----------
    Where far more time has passed than any gap explains, logging has lapsed: the residual
    life of the renewal process, Feller II, ch. XI.4.
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
    """Chance of any onset, the next or a later one, on each day.

    Parameters
    ----------
    stage : Stage
        The law of gaps.
    elapsed : int, days
        Since the last onset.
    horizon : int, days
        How far to look.

    Returns
    -------
    array, shape (g, horizon)
        Undivided, as in ``next_table``.
    """
    upcoming, _ = next_table(stage, elapsed, horizon)
    return convolve(upcoming, renewal_table(stage, horizon))


def convolve(left: Floats, right: Floats) -> Floats:
    """Convolve row by row, as far as the rows go.

    Parameters
    ----------
    left, right : arrays, shape (g, horizon)
        Chances.

    Returns
    -------
    array, shape (g, horizon)
        Chances of sums.
    """
    horizon = left.shape[1]
    width = 1 << int(np.ceil(np.log2(2 * horizon)))
    wave = np.fft.rfft(left, width, axis=1) * np.fft.rfft(right, width, axis=1)
    return np.maximum(np.fft.irfft(wave, width, axis=1)[:, :horizon], 0.0)


def _residual(table: LawTable, horizon: int) -> Floats:
    return leading(table.reach[:, 1:], horizon) / table.mean[:, None]


def leading(values: Floats, horizon: int) -> Floats:
    """The first ``horizon`` columns, zeros where there are none.

    Parameters
    ----------
    values : array, shape (g, m)
        Any values.
    horizon : int
        How many columns.

    Returns
    -------
    array, shape (g, horizon)
        The columns.
    """
    out = np.zeros((values.shape[0], horizon))
    width = min(horizon, values.shape[1])
    out[:, :width] = values[:, :width]
    return out
