"""Rayleigh test: whether the days gather on a circle of some length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.observations.observations import Floats, Observations, View

LENGTHS_DAYS = np.arange(20.0, 40.25, 0.5)


@dataclass(frozen=True, slots=True)
class Rayleigh(Attack):
    """Sees days and passes (or days off); knows only that episodes recur every 20 to 40 days.

    References
    ----------
    Mardia & Jupp, Directional Statistics, 2000, sec. 6.3.1 (the test of uniformity), largest over
    lengths.
    """

    name: ClassVar[str] = "rayleigh"
    view: View = "spoken"

    def score(self, observed: Observations) -> Floats:
        """See `Attack.score`."""
        return np.asarray(resultants(observed.look(self.view)).max(axis=1))


def resultants(series: Floats, lengths: Floats = LENGTHS_DAYS) -> Floats:
    """Resultant of the days of each row on circles of each length, scaled by √n.

    Parameters
    ----------
    series : array, shape (n, days)
        A row without days gives zeros.
    lengths : array, shape (l,), days

    Returns
    -------
    array, shape (n, l)

    Examples
    --------
    >>> days = np.zeros((1, 90)); days[0, ::30] = 1
    >>> float(LENGTHS_DAYS[resultants(days).argmax()])
    30.0
    """
    angle = 2 * np.pi * np.arange(series.shape[1])[:, None] / lengths[None, :]
    counts = np.maximum(series.sum(axis=1, keepdims=True), 1e-9)
    return np.asarray(np.hypot(series @ np.cos(angle), series @ np.sin(angle)) / np.sqrt(counts))
