"""Signs that announce an onset: how much each moment gains by those written down, or by none.

A share of the onsets is announced, each by one sign some time before; other signs come by chance
and announce nothing. Which sign is which is not known, so all ways are added up. The share, how
long before, and how often by chance are learned from the person's own record.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.effects import SignLaw
from offwatch.forecast.model.noise import noise_below
from offwatch.forecast.model.prior import Noise

LONGEST = 10.0  # days; a sign longer before the onset announced nothing
_NOISE = Noise(8.0, 0.0, 0.0, 1.0)
_GRID = 21, 5  # medians, spreads
_REACH = 3.0
_WITHIN = (np.arange(6) + 0.5) / 6


Mark = tuple[float, float]  # from when to when a sign was; the same twice where that is known


@dataclass(frozen=True)
class SignBelief:
    """The posterior of one kind of sign.

    Attributes
    ----------
    weight, log_median, log_spread : arrays, shape (g,)
        Of the days from the sign to its onset.
    given : float
        Share of onsets that are announced.
    false : float
        Signs a day that announce nothing.
    """

    weight: Floats
    log_median: Floats
    log_spread: Floats
    given: float
    false: tuple[float, float]  # shape, days

    def below(self, days: Floats) -> Floats:
        """Chance that the onset comes within so many days of its sign.

        Parameters
        ----------
        days : array, any shape
            Days after the sign.

        Returns
        -------
        array, the shape of ``days``
            Chances.
        """
        flat = np.log(np.maximum(days.ravel(), 1e-9))
        z = (flat[:, None] - self.log_median) / np.exp(self.log_spread)
        return (noise_below(z, _NOISE) @ self.weight).reshape(days.shape)


def learn_signs(signs: Sequence[Mark], onsets: Sequence[float], law: SignLaw) -> SignBelief:
    """Learn from the signs before past onsets; the last one within reach of an onset is its own.

    Parameters
    ----------
    signs : sequence of Mark
        When signs were written, days as ``date.toordinal``.
    onsets : sequence of float, days as ``date.toordinal``
        Past onsets; each is anywhere within its day.
    law : SignLaw
        What is assumed before.

    Returns
    -------
    SignBelief
        The posterior.
    """
    across, down = (np.linspace(-_REACH, _REACH, points) for points in _GRID)
    log_median = np.repeat(law.log_median[0] + law.log_median[1] * across, down.size)
    log_spread = np.tile(law.log_spread[0] + law.log_spread[1] * down, across.size)
    weight = -0.5 * (across[:, None] ** 2 + down[None, :] ** 2).ravel()
    begins = np.array([mark[0] for mark in signs])
    days = np.array(onsets)
    announced, own = 0, 0
    gap_of = np.unique(np.searchsorted(days + 1.0, begins, side="right") - 1)
    for at in gap_of[(gap_of >= 0) & (gap_of < days.size - 1)].tolist():  # others hold no sign
        before, day = days[at], days[at + 1]
        inside = np.flatnonzero(
            (begins >= before + 1.0) & (begins < day + 1.0) & (begins > day - LONGEST)
        )
        if inside.size:
            announced += 1
            mark = _spread(signs[inside[-1]])
            edges = np.maximum([day - mark, day + 1.0 - mark], 1e-4)
            z = (np.log(edges)[:, :, None] - log_median) / np.exp(log_spread)
            low, high = noise_below(z, _NOISE).mean(axis=1)
            weight += np.log(np.maximum(high - low, 1e-12))
        own += int(((begins >= before + 1.0) & (begins < day + 1.0)).sum())
    learned = np.exp(weight - weight.max())
    kept = learned > 1e-3
    span = float(days[-1] - days[0]) if days.size else 0.0
    yes, no = law.given
    gaps = max(len(days) - 1, 0)
    return SignBelief(
        weight=learned[kept] / learned[kept].sum(),
        log_median=log_median[kept],
        log_spread=log_spread[kept],
        given=(yes + announced) / (yes + no + gaps),
        false=(law.false[0] + own - announced, law.false[1] + span),
    )


def _spread(mark: Mark) -> Floats:
    """Moments that stand for when a sign was: a few, where only its day is known."""
    first, last = mark
    return np.array([first]) if first == last else first + (last - first) * _WITHIN


def sign_factor(found: SignBelief, signs: Sequence[Mark], edges: Floats, since: float) -> Floats:
    """How much likelier each stretch of time to come is made by the signs since the last onset.

    Parameters
    ----------
    found : SignBelief
        The posterior of the sign.
    signs : sequence of Mark
        All signs written.
    edges : array, shape (c + 1,), days
        Edges of the stretches; the first is now.
    since : float, days
        The last onset.

    Returns
    -------
    array, shape (c,)
        Factors, up to one scale: an onset comes unannounced, or its sign is among those
        written, or is still to come.

    References
    ----------
    Bayes' rule over which sign is the true one; chance signs are a Poisson process.
    """
    now = float(edges[0])
    near = int(np.searchsorted(edges, now + LONGEST)) + 1  # beyond, all signs have had their time
    waits = np.ones(edges.size)
    waits[:near] = found.below(edges[:near] - now)
    to_come = 0.5 * (waits[1:] + waits[:-1])
    factor: Floats = (1.0 - found.given) + found.given * to_come
    shape, days = found.false
    recent = [mark for mark in signs if mark[0] > now - LONGEST]
    if recent:
        by_chance = max(shape + len(signs) - 1, 1e-6) / (days + max(now - since, 0.0))
        for mark in recent:
            below = found.below(edges[:near, None] - _spread(mark)).mean(axis=1)
            announced = np.diff(below) / np.diff(edges[:near])
            factor[: announced.size] += found.given / by_chance * announced
    return factor
