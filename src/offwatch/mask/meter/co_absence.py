"""D. Linked absences: colleagues away on the same days more often than by chance."""

from __future__ import annotations

import numpy as np

from offwatch.mask.attacks.observations.observations import (
    Bools,
    Floats,
    Observations,
    weekend_days,
)
from offwatch.mask.attacks.side_channels.co_absence import shared_days
from offwatch.mask.meter.over_budget import OverBudget

DRAWS = 499

Draws = tuple[Bools, Bools]
"""Days asked and days passed of people who are strangers to all: ``(draws, days)`` each."""


def p_of_links(me: Observations, others: Observations, draws: Draws) -> Floats:
    """A p-value for each colleague.

    Two numbers are looked at: shared days (asked or passed) and shared passes. The larger counts
    once both are standardised over the draws.

    Parameters
    ----------
    me : Observations
        Of one person.
    others : Observations
        Of n colleagues, on the same days.
    draws : pair of arrays of bool, shape (draws, days)
        Days asked for and passed by people who are strangers to all.

    Returns
    -------
    array, shape (n,)
    """
    asked, passed = draws
    days = min(me.days, asked.shape[1])
    asked, passed = asked[:, :days], passed[:, :days]
    me, others = me.first(days), others.first(days)
    mine = [np.vstack([me.asked | me.passed, asked | passed]), np.vstack([me.passed, passed])]
    theirs = [others.asked | others.passed, others.passed]
    scores = []
    for some, their in zip(mine, theirs, strict=True):
        shared = shared_days(some, their).astype(np.float64)
        scores.append((shared - shared.mean(axis=0)) / np.maximum(shared.std(axis=0), 0.25))
    best = np.maximum(*scores)
    return np.asarray((best >= best[0] - 1e-9).sum(axis=0) / len(best), dtype=np.float64)


def draw_members(spoken: Observations, over_budget: OverBudget, rng: np.random.Generator) -> Draws:
    """Strangers where the norm is kept: other members, with as many passes beyond the budget.

    Everybody's days follow some rhythm, so two people's may fall together for months. Moving one's
    own days about would not show how often.

    Parameters
    ----------
    spoken : Observations
        Of members without a condition.
    over_budget : OverBudget
        One's own passes beyond the budget.
    rng : numpy.random.Generator

    Returns
    -------
    pair of arrays of bool
        As for `p_of_links`.
    """
    added = over_budget.draw_days(spoken.people, rng)
    days = min(spoken.days, over_budget.length)
    return spoken.asked[:, :days], spoken.passed[:, :days] | added[:, :days]


def draw_moved(me: Observations, rng: np.random.Generator, draws: int = DRAWS) -> Draws:
    """Strangers where no norm is kept: one's own days and passes, moved about.

    Days are moved within their period and kind of day, passes among one's duties.

    Parameters
    ----------
    me : Observations
        Of one person.
    rng : numpy.random.Generator
    draws : int

    Returns
    -------
    pair of arrays of bool
        As for `p_of_links`.
    """
    every = np.ones(me.days, dtype=np.bool_)
    asked = _move_within(me.asked[0], every, me, draws, rng)
    return asked, _move_within(me.passed[0], me.duty[0], me, draws, rng)


def _move_within(
    days: Bools, allowed: Bools, me: Observations, draws: int, rng: np.random.Generator
) -> Bools:
    out = np.zeros((draws, me.days), dtype=np.bool_)
    weekend = weekend_days(me.first_weekday, me.days)
    period = np.arange(me.days) // me.period_days
    for number in np.unique(period):
        for kind in (weekend, ~weekend):
            places = np.flatnonzero(allowed & kind & (period == number))
            count = int(days[places].sum())
            if count:
                order = rng.random((draws, len(places))).argsort(axis=1)[:, :count]
                out[np.arange(draws)[:, None], places[order]] = True
    return out
