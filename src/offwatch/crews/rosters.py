"""Rosters made for whole teams: the load is kept, and days asked for push duties onto others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]

BLOCK_DAYS = 28
UNEVENNESS = 2.0
"""How far, in duties, the roster strays from giving every duty to whoever has had the fewest."""


def draw_team_duties(
    rng: np.random.Generator, clear: Bools, density: float, team_size: int
) -> tuple[Bools, NDArray[np.int64]]:
    """Fill the same number of seats every day from each team, and count the seats left open.

    Whoever has not asked for the day and has had few duties in the period is taken first, with some
    chance in it. The last team may be smaller.

    Parameters
    ----------
    rng : numpy.random.Generator
    clear : array of bool, shape (n, days)
        Days that were asked for.
    density : float
        How much of a team each day wants.
    team_size : int

    Returns
    -------
    duty : array of bool, shape (n, days)
    left_open : array of int, shape (teams, days)
        Seats that nobody takes.

    Examples
    --------
    >>> duty, empty = draw_team_duties(
    ...     np.random.default_rng(1), np.zeros((4, 2), dtype=np.bool_), 0.5, 4
    ... )
    >>> duty.sum(axis=0).tolist(), empty.tolist()
    ([2, 2], [[0, 0]])
    """
    n, days = clear.shape
    duty = np.zeros_like(clear)
    starts = range(0, n, team_size)
    left_open = np.zeros((len(starts), days), dtype=np.int64)
    for team, start in enumerate(starts):
        rows = slice(start, min(start + team_size, n))
        size = rows.stop - rows.start
        wanted = (
            rng.binomial(size, density, days) if size < 2 else _demand(rng, size, density, days)
        )
        had = np.zeros(size)
        for day in range(days):
            if day % BLOCK_DAYS == 0:
                had[:] = 0.0
            turn = np.where(clear[rows, day], np.inf, had + UNEVENNESS * rng.standard_normal(size))
            free = int(np.isfinite(turn).sum())
            chosen = np.argsort(turn, kind="stable")[: min(int(wanted[day]), free)]
            duty[start + chosen, day] = True
            had[chosen] += 1.0
            left_open[team, day] = max(0, int(wanted[day]) - free)
    return duty, left_open


def _demand(rng: np.random.Generator, size: int, density: float, days: int) -> NDArray[np.int64]:
    """Seats a day: ``density * size``, rounded up or down by chance so that the mean is exact."""
    exact = density * size
    return np.asarray(np.floor(exact) + (rng.random(days) < exact % 1.0), dtype=np.int64)
