"""Lomb–Scargle: the power of the daily series at every length of a rhythm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.observations.observations import Floats, Observations, View
from offwatch.mask.attacks.whether.rayleigh import LENGTHS_DAYS


@dataclass(frozen=True, slots=True)
class LombScargle(Attack):
    """Sees days and passes (or days off); knows only that episodes recur every 20 to 40 days.

    References
    ----------
    Scargle, Studies in astronomical time series analysis II, 1982, eq. 10; normalised as
    Zechmeister & Kürster 2009, eq. 4.
    """

    name: ClassVar[str] = "lomb-scargle"
    view: View = "spoken"

    def score(self, observed: Observations) -> Floats:
        """See `Attack.score`."""
        return np.asarray(powers(observed.look(self.view)).max(axis=1))


def powers(series: Floats, lengths: Floats = LENGTHS_DAYS) -> Floats:
    """Share of each row's variance that a sine of each length explains, from 0 to 1.

    Parameters
    ----------
    series : array, shape (n, days)
        A constant row gives zeros.
    lengths : array, shape (l,), days

    Returns
    -------
    array, shape (n, l)
    """
    days = np.arange(series.shape[1], dtype=np.float64)
    omega = 2 * np.pi / lengths
    double = 2 * omega[None, :] * days[:, None]
    tau = np.arctan2(np.sin(double).sum(axis=0), np.cos(double).sum(axis=0)) / (2 * omega)
    angle = omega[None, :] * (days[:, None] - tau[None, :])
    cos, sin = np.cos(angle), np.sin(angle)
    centred = series - series.mean(axis=1, keepdims=True)
    explained = (centred @ cos) ** 2 / np.maximum((cos**2).sum(axis=0), 1e-9)
    explained += (centred @ sin) ** 2 / np.maximum((sin**2).sum(axis=0), 1e-9)
    return np.asarray(explained / np.maximum((centred**2).sum(axis=1, keepdims=True), 1e-9))
