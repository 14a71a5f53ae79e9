"""A whole crew under the mask, day by day: everybody asks, is rostered and passes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from offwatch.mask.policy.many_pads import PUBLISHED_AHEAD_DAYS, Pads
from offwatch.mask.policy.select import (
    KEEP_WINDOW_H,
    PASS_AHEAD_DAYS,
    draw_ties,
    pick_days,
    worth_passing,
)
from offwatch.mask.tracks.records import Floats
from offwatch.norm import Norm
from offwatch.simulate import Life

Bools = NDArray[np.bool_]
ByPeriod = Callable[[Bools, int], Bools]


def run_masks(
    norm: Norm,
    periods: int,
    lives: Sequence[Life | None],
    seeds: NDArray[np.uint64],
    wished: Bools,
    rostered: ByPeriod,
    by_hand: ByPeriod,
    tick: Callable[[int, int], None],
    leads: NDArray[np.int64] | None = None,
) -> tuple[Bools, Bools, Bools]:
    """Ask, roster and pass for every period.

    Every duty begins after the team's hour, so a freeze of 72 h leaves the day three days ahead as
    the last that can be passed.

    Parameters
    ----------
    norm : Norm
    periods : int
    lives : sequence of n lives
        None for somebody without a condition.
    seeds : array of uint64, shape (n,)
        One for each pad's tracks.
    wished : array of bool, shape (n, days)
        Ordinary wishes before the roster.
    rostered : callable (clear, first)
        Draws a period's duties off the clear days.
    by_hand : callable (duty, first)
        The passes that people ask for themselves, which use the budget first.
    tick : callable
        Told how many days are done, and of how many.
    leads : array of int, shape (n, days), optional
        Filled with the days from each of the pads' passes to its duty.

    Returns
    -------
    asked, duty, passed : arrays of bool, shape (n, days)
    """
    n, length = len(lives), norm.period_days
    days = periods * length
    asked, duty, passed = (np.zeros((n, days), dtype=np.bool_) for _ in range(3))
    left = np.full((n, periods), norm.passes)
    first_day = norm.first_day.toordinal()
    pads = Pads(norm, lives, [int(seed) for seed in seeds], first_day + days)
    looked_from = PUBLISHED_AHEAD_DAYS - KEEP_WINDOW_H // 24
    nearest = -(-norm.freeze_h // 24)
    for today in range(-norm.ask_ahead_days, days):
        number, rest = divmod(today + norm.ask_ahead_days, length)
        if rest == 0 and number < periods:
            first = number * length
            span = slice(first, first + length)
            pads.apply_changes(first_day + today)
            odds = pads.odds(first_day + today, norm.ask_ahead_days + length)
            ties = np.array([draw_ties(seed, norm.period(number)) for seed in pads.seeds])
            asked[:, span] = pick_days(odds[:, norm.ask_ahead_days :], norm.days, ties)
            duty[:, span] = rostered(asked[:, span] | wished[:, span], first)
            passed[:, span] = by_hand(duty[:, span], first)
            used = passed[:, span].sum(axis=1)
            left[:, number] = np.maximum(0, norm.passes - used)
        near, far = max(0, today + nearest), min(days, today + PASS_AHEAD_DAYS + 1)
        far = min(far, ((today + looked_from) // length + 1) * length)  # published and looked at
        if norm.passes and near < far:
            odds = pads.odds(first_day + today, PASS_AHEAD_DAYS + 1)[:, near - today : far - today]
            last_call = np.arange(near, far) == today + nearest
            wanted = duty[:, near:far] & ~passed[:, near:far] & worth_passing(odds, last_call)
            before = passed[:, near:far].copy()
            _spend(np.where(wanted, odds, 0.0), near, length, left, passed)
            if leads is not None:
                rows, columns = np.nonzero(passed[:, near:far] & ~before)
                leads[rows, near + columns] = near + columns - today
        tick(today + norm.ask_ahead_days + 1, days + norm.ask_ahead_days)
    return asked, duty, passed


def _spend(odds: Floats, near: int, length: int, left: NDArray[np.int64], passed: Bools) -> None:
    """Pass the likeliest wanted duties of each person while the budget of their period lasts."""
    rows = np.flatnonzero(odds.any(axis=1))
    for row in rows:
        for column in np.argsort(-odds[row], kind="stable"):
            day = near + int(column)
            if odds[row, column] > 0.0 and left[row, day // length] > 0:
                left[row, day // length] -= 1
                passed[row, day] = True
