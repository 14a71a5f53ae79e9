"""Change-points: a rhythm that breaks off and begins anew shows when something changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.observations.observations import Floats, Observations, View
from offwatch.mask.attacks.whether.rayleigh import LENGTHS_DAYS

EDGE_PERIODS = 3
"""Nearer to either end than this many periods no break can be told."""


@dataclass(frozen=True, slots=True)
class Restarts(Attack):
    """Sees days and passes, and suspects who shows a break: a first diary, a pregnancy, a remedy.

    The score is how much better two sines with a break between them fit than one, at the best day.

    References
    ----------
    Killick, Fearnhead & Eckley, Optimal detection of changepoints, 2012, eq. 1 (one change, costs
    of a sinusoid).
    """

    name: ClassVar[str] = "restarts"
    view: View = "spoken"

    def score(self, observed: Observations) -> Floats:
        """See `Attack.score`."""
        return np.asarray(break_gains(observed.look(self.view), observed.period_days).max(axis=1))


def break_gains(series: Floats, step_days: int) -> Floats:
    """Gain of a break at the end of each period away from both ends.

    Parameters
    ----------
    series : array, shape (n, days)
    step_days : int, days
        The length of a period.

    Returns
    -------
    array, shape (n, breaks)
        Zeros where there is no room for a break.
    """
    n, days = series.shape
    breaks = range(EDGE_PERIODS * step_days, days - EDGE_PERIODS * step_days + 1, step_days)
    if not breaks:
        return np.zeros((n, 1))
    whole = _explained(series)
    gains = [_explained(series[:, :b]) + _explained(series[:, b:]) - whole for b in breaks]
    return np.stack(gains, axis=1)


def _explained(series: Floats) -> Floats:
    """Half the drop in log-variance times the days, for the best sine: ``(n,)``."""
    n_days = series.shape[1]
    angle = 2 * np.pi * np.arange(n_days)[:, None] / LENGTHS_DAYS[None, :]
    centred = series - series.mean(axis=1, keepdims=True)
    power = 2 * ((centred @ np.cos(angle)) ** 2 + (centred @ np.sin(angle)) ** 2) / n_days
    share = power.max(axis=1) / np.maximum((centred**2).sum(axis=1), 1e-9)
    return np.asarray(-0.5 * n_days * np.log1p(-np.minimum(share, 0.999)))
