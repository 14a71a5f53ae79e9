"""What a person's record has taught of their regimens and exposures, as a few numbers each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from offwatch.forecast.inference.posterior import Belief
from offwatch.forecast.inference.time_warp import Clock
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.prior import Prior

_SHARE = (0.1, 0.5, 0.9)
OWN_FROM_GAPS = 3  # with fewer, the answer is mostly the population's and says so
_NARROWER = 0.5  # and so it is while the length of gaps is not known better than this, beside it

Level = Literal["own", "population"]


@dataclass(frozen=True, slots=True)
class Effect:
    """The posterior of one regimen's or exposure's effect: its median and its 80 % interval.

    A regimen's is the factor on the length of gaps, fully taken; an exposure's is how many days
    sooner the onset comes.
    """

    name: str
    kind: Literal["regimen", "exposure"]
    low: float
    middle: float
    high: float


def level_of(
    belief: Belief, clock: Clock, now: float, prior: Prior, gaps: int, got_here: float
) -> Level:
    """Say whether the person's own record carries the length of a gap, or the population's.

    Parameters
    ----------
    belief : Belief
        The posterior.
    clock : Clock
        The clock of the diary.
    now : float, days
        The moment of the forecast.
    prior : Prior
        The population prior.
    gaps : int
        Number of own gaps.
    got_here : float
        How likely a wait such as this was. Where a lapse in logging explains it better, nothing
        of the person's own does.

    Returns
    -------
    Level
        ``own`` or ``population``.
    """
    if got_here < 2.0 * prior.gap.lapse:
        return "population"
    share = clock.taken[clock.state_at(np.array([now]))[0]]
    length = belief.log_median + belief.stretch @ share
    away = length - belief.weight @ length
    before = [prior.gap.log_median[1], *(r.log_stretch[1] for r in clock.regimens)]
    population = float(np.linalg.norm(np.array(before) * np.array([1.0, *share])))
    known = (
        gaps >= OWN_FROM_GAPS and float(belief.weight @ away**2) <= (_NARROWER * population) ** 2
    )
    return "own" if known else "population"


def effects_of(belief: Belief, clock: Clock) -> tuple[Effect, ...]:
    """The effects in the clock's order.

    Parameters
    ----------
    belief : Belief
        The posterior.
    clock : Clock
        The clock of the diary.

    Returns
    -------
    tuple of Effect
        Regimens first, then exposures.
    """
    found = []
    for r, name in enumerate(clock.regimen_names):
        low, middle, high = np.exp(_quantiles(belief.stretch[:, r], belief.weight)).tolist()
        found.append(Effect(name, "regimen", low, middle, high))
    for e, name in enumerate(clock.exposures):
        low, middle, high = _quantiles(belief.advance[:, e], belief.weight).tolist()
        found.append(Effect(name, "exposure", low, middle, high))
    return tuple(found)


def _quantiles(values: Floats, weight: Floats) -> Floats:
    order = np.argsort(values)
    below = np.cumsum(weight[order]) - 0.5 * weight[order]
    return np.asarray(np.interp(_SHARE, below, values[order]))
