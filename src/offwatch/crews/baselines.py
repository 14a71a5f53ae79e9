"""What people do without a mask: policies to compare with; none of them hides anything.

``naive``: at the start of a period pass every duty whose odds of a clash reach 0.25.
``late``: pass a duty of an episode once the episode has been logged.
``uniform``: as ``late``, and fill the period with duties drawn at random up to the quota.
``none``: nothing but ordinary wishes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from offwatch.forecast import load_prior
from offwatch.mask.policy.many_pads import RARE_MEDIAN_DAYS
from offwatch.mask.tracks.records import odds_ahead, record_of_life, tabulate_records
from offwatch.norm import Norm
from offwatch.simulate import Life

Bools = NDArray[np.bool_]
Baseline = Literal["naive", "late", "uniform", "none"]

NAIVE_ODDS = 0.25


def pass_by_baseline(
    policy: Baseline,
    lives: Sequence[Life | None],
    duty: Bools,
    in_episode: Bools,
    norm: Norm,
    rng: np.random.Generator,
    tick: Callable[[int, int], None],
) -> Bools:
    """The passes of a policy besides ordinary wishes.

    Parameters
    ----------
    policy : str
        ``naive``, ``late``, ``uniform`` or ``none``.
    lives : sequence of n lives
        None for somebody without a condition.
    duty, in_episode : arrays of bool, shape (n, days)
    norm : Norm
    rng : numpy.random.Generator
    tick : callable
        Told how many days are done, and of how many.

    Returns
    -------
    array of bool, shape (n, days)
    """
    passed = np.zeros_like(duty)
    if policy == "naive":
        passed = _pass_on_odds(lives, duty, norm, tick)
    elif policy in ("late", "uniform"):
        passed = duty & in_episode & _known(lives, duty.shape[1], norm)
    if policy == "uniform":
        passed |= _cover(passed, duty, norm, rng)
    tick(1, 1)
    return passed


def _known(lives: Sequence[Life | None], n_days: int, norm: Norm) -> Bools:
    """Days of an episode from the day on which it was logged."""
    known = np.zeros((len(lives), n_days), dtype=np.bool_)
    first_day = norm.first_day.toordinal()
    for person, life in enumerate(lives):
        for episode in life.episodes if life is not None else ():
            if episode.logged_day is not None:
                start, end = episode.logged_day, episode.onset_day + episode.days
                known[person, max(0, start - first_day) : max(0, end - first_day)] = True
    return known


def _pass_on_odds(
    lives: Sequence[Life | None], duty: Bools, norm: Norm, tick: Callable[[int, int], None]
) -> Bools:
    passed = np.zeros_like(duty)
    having = [(person, life) for person, life in enumerate(lives) if life is not None]
    if not having:
        return passed
    rows = [person for person, _ in having]
    rare = having[0][1].traits.rhythm.median_days > RARE_MEDIAN_DAYS
    prior = load_prior("suppressed" if rare else "menstrual")
    first_day, length = norm.first_day.toordinal(), norm.period_days
    for first in range(0, duty.shape[1], length):
        records = [record_of_life(life, first_day + first) for _, life in having]
        odds = odds_ahead(tabulate_records(records, prior), first_day + first, prior, length)
        passed[rows, first : first + length] = odds >= NAIVE_ODDS
        tick(first + length, duty.shape[1])
    return passed & duty


def _cover(passed: Bools, duty: Bools, norm: Norm, rng: np.random.Generator) -> Bools:
    """Random duties that fill each period's passes up to the quota."""
    n, n_days = duty.shape
    shape = (n, n_days // norm.period_days, norm.period_days)
    free = (duty & ~passed).reshape(shape)
    wanted = np.maximum(0, norm.passes - passed.reshape(shape).sum(axis=2))
    rank = np.where(free, rng.random(shape), np.inf).argsort(axis=2).argsort(axis=2)
    cover = free & (rank < wanted[:, :, None])
    return np.asarray(cover.reshape(n, n_days), dtype=np.bool_)
