"""Autocorrelation: whether the series resembles itself a rhythm's length later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.observations.observations import Floats, Observations, View

SHORTEST, LONGEST = 20, 40


@dataclass(frozen=True, slots=True)
class Autocorrelation(Attack):
    """Sees days and passes (or days off); knows only that episodes recur every 20 to 40 days.

    The score is the largest, over lengths, of the correlation at the length plus half of that at
    twice it, each smoothed over three lags.

    References
    ----------
    Box & Jenkins, Time Series Analysis, 1976, eq. 2.1.13.
    """

    name: ClassVar[str] = "autocorrelation"
    view: View = "spoken"

    def score(self, observed: Observations) -> Floats:
        """See `Attack.score`."""
        return np.asarray(combs(observed.look(self.view)).max(axis=1))


def correlations(series: Floats, longest: int) -> Floats:
    """Autocorrelation at lags from 0 on.

    Parameters
    ----------
    series : array, shape (n, days)
        A constant row gives zeros.
    longest : int, days
        The last lag.

    Returns
    -------
    array, shape (n, longest + 1)
    """
    centred = series - series.mean(axis=1, keepdims=True)
    size = 1 << int(np.ceil(np.log2(series.shape[1] + longest + 1)))
    spectrum = np.abs(np.fft.rfft(centred, size, axis=1)) ** 2
    lagged = np.fft.irfft(spectrum, size, axis=1)[:, : longest + 1]
    scale = (centred**2).sum(axis=1, keepdims=True)
    return np.asarray(np.where(scale > 1e-9, lagged / np.maximum(scale, 1e-9), 0.0))


def combs(series: Floats) -> Floats:
    """The comb of each length from 20 to 40 days.

    Parameters
    ----------
    series : array, shape (n, days)

    Returns
    -------
    array, shape (n, 21)
    """
    r = correlations(series, 2 * LONGEST + 2)
    smooth = (r[:, :-2] + r[:, 1:-1] + r[:, 2:]) / 3  # column i is lag i + 1
    lags = np.arange(SHORTEST, LONGEST + 1)
    return np.asarray(smooth[:, lags - 1] + 0.5 * smooth[:, 2 * lags - 1])
