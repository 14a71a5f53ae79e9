"""Passes beyond the norm's budget: no pad makes them, so a person did."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offwatch.mask.attacks.observations.nearness import NEAR_DAYS, nearness
from offwatch.mask.attacks.observations.observations import (
    Bools,
    Floats,
    Ints,
    Observations,
    weekend_days,
)
from offwatch.mask.attacks.whether.rayleigh import resultants
from offwatch.norm import Norm

BY_HAND_SHARE = 0.1
"""Assumed: of those who have something to hide, one in ten also passes by hand for it."""
FAR_DAYS = 14
LEAST_WEIGHT = 20.0


@dataclass(frozen=True, slots=True)
class OverBudget:
    """Where passes beyond the budget fell, and where they might have fallen.

    Parameters
    ----------
    days : array of int, shape (e,)
        Each such pass.
    near : array of int, shape (e,), days
        From each to the nearest day asked for.
    choices : tuple of e arrays
        For each the duties of its period on the same kind of day.
    choices_near : tuple of e arrays
        How far those lie from the nearest day asked for.
    length : int, days
        Of the history.
    """

    days: Ints
    near: Ints
    choices: tuple[Ints, ...]
    choices_near: tuple[Ints, ...]
    length: int

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.days)

    def draw(self, draws: int, rng: np.random.Generator) -> Floats:
        """Nearness to days asked for and regularity, of these passes and of drawn ones.

        Parameters
        ----------
        draws : int
        rng : numpy.random.Generator

        Returns
        -------
        array, shape (draws + 1, 2)
            The first row is of these passes.
        """
        picks = [rng.integers(len(some), size=draws) for some in self.choices]
        days = np.stack([c[p] for c, p in zip(self.choices, picks, strict=True)], axis=1)
        near = np.stack([c[p] for c, p in zip(self.choices_near, picks, strict=True)], axis=1)
        days, near = np.vstack([self.days, days]), np.vstack([self.near, near])
        series = np.zeros((draws + 1, self.length))
        np.add.at(series, (np.arange(draws + 1)[:, None], days), 1.0)
        hits = (near <= NEAR_DAYS).sum(axis=1) - near.mean(axis=1) / FAR_DAYS
        regular = resultants(series).max(axis=1) if self.count > 2 else np.zeros(draws + 1)
        return np.stack([hits, regular], axis=1)

    def draw_days(self, draws: int, rng: np.random.Generator) -> Bools:
        """As many passes drawn anywhere on the same choices.

        Parameters
        ----------
        draws : int
        rng : numpy.random.Generator

        Returns
        -------
        array of bool, shape (draws, length)
        """
        out = np.zeros((draws, self.length), dtype=np.bool_)
        for some in self.choices:
            out[np.arange(draws), rng.choice(some, size=draws)] = True
        return out


def find_over_budget(me: Observations, norm: Norm) -> OverBudget:
    """The passes of one person beyond the budget of each period.

    Which of a period's passes the pad made cannot be told. Those nearest to the days asked for are
    left to it, so that less is made of the others, never more.

    Parameters
    ----------
    me : Observations
        Of one person.
    norm : Norm

    Returns
    -------
    OverBudget
    """
    near = nearness(me)[0].astype(np.int64)
    weekend = weekend_days(me.first_weekday, me.days)
    duty, passed = me.duty[0], me.passed[0]
    days, choices = [], []
    for first in range(0, me.days, norm.period_days):
        span = np.arange(first, min(first + norm.period_days, me.days))
        here = span[passed[span]]
        if len(here) <= norm.passes:
            continue
        for day in here[np.argsort(near[here], kind="stable")][norm.passes :]:
            days.append(int(day))
            choices.append(span[duty[span] & (weekend[span] == weekend[day])])
    return OverBudget(
        np.array(days, dtype=np.int64),
        near[np.array(days, dtype=np.int64)],
        tuple(choices),
        tuple(near[places] for places in choices),
        me.days,
    )


def nearness_ratio(reference: Observations, in_episode: Bools) -> Floats:
    """How much likelier a pass for an episode falls at each distance than a pass for anything.

    Parameters
    ----------
    reference : Observations
        Of n members.
    in_episode : array of bool, shape (n, days)
        Their truth.

    Returns
    -------
    array, shape (15,)
        By days to the nearest day asked for, 0 to 14.
    """
    near = nearness(reference).astype(np.int64)
    true = np.bincount(near[reference.duty & in_episode], minlength=FAR_DAYS + 1)[: FAR_DAYS + 1]
    any_ = np.bincount(near[reference.duty], minlength=FAR_DAYS + 1)[: FAR_DAYS + 1]
    share = any_ / any_.sum()
    return np.asarray(
        (true + LEAST_WEIGHT * share) / (true.sum() + LEAST_WEIGHT) / np.maximum(share, 1e-6)
    )


def log_ratio_of(over_budget: OverBudget, ratio: Floats) -> float:
    """Log of what the places of passes beyond the budget make likelier, whatever their number.

    How often people pass by hand differs between people for no cause, so only *where* counts.

    Parameters
    ----------
    over_budget : OverBudget
    ratio : array, shape (15,)
        From `nearness_ratio`.

    Returns
    -------
    float
    """
    if not over_budget.count:
        return 0.0
    base = np.array([ratio[c].mean() for c in over_budget.choices_near])
    placed = float(np.log(ratio[over_budget.near] / base).sum())
    return float(np.logaddexp(np.log1p(-BY_HAND_SHARE), np.log(BY_HAND_SHARE) + placed))
