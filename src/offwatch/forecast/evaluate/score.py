"""How good forecasts are: one definition, for tests, benchmarks and a person's own hit rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offwatch.errors import BadInput
from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.predict.cycle_length import LAST_DAY


@dataclass(frozen=True, slots=True)
class Scores:
    """Means over forecasts, in days; ``cov80`` and ``in2`` (within two days) in per cent."""

    n: int
    mae: float
    rmse: float
    crps: float
    nll: float
    cov80: float
    width80: float
    in2: float


def score(pmf: Floats, length_days: Ints) -> Scores:
    """Score forecasts of a length against what came.

    Parameters
    ----------
    pmf : array, shape (n, 200)
        Column ``i`` is the chance of ``i + 1`` days; rows sum to one.
    length_days : array, shape (n,), days
        What came.

    Returns
    -------
    Scores
        Means over the forecasts.

    Raises
    ------
    BadInput
        There is nothing to score.

    References
    ----------
    CRPS: Gneiting & Raftery, JASA 2007, eq. 20, on whole days. Coverage: the mean chance that
    the randomised PIT (Czado, Gneiting & Held, Biometrics 2009) falls between 0.1 and 0.9.
    """
    if pmf.shape[0] == 0:
        raise BadInput("forecast.nothing-to-score", "No cycle has enough history to forecast.")
    came = np.clip(length_days, 1, LAST_DAY)
    below = np.cumsum(pmf, axis=1)
    error = point(pmf) - came
    return Scores(
        n=int(pmf.shape[0]),
        mae=float(np.abs(error).mean()),
        rmse=float(np.sqrt((error.astype(np.float64) ** 2).mean())),
        crps=float(crps(pmf, came).mean()),
        nll=float(-np.log(np.maximum(_at(pmf, came), 1e-300)).mean()),
        cov80=float(100 * covered(pmf, came).mean()),
        width80=float((_first_day(below, 0.9) - _first_day(below, 0.1)).mean()),
        in2=float(100 * (np.abs(error) <= 2).mean()),
    )


def point(pmf: Floats) -> Ints:
    """The first day by which the chance is a half.

    Parameters
    ----------
    pmf : array, shape (n, 200)
        Forecasts.

    Returns
    -------
    array, shape (n,), days
        The medians.
    """
    return _first_day(np.cumsum(pmf, axis=1), 0.5)


def crps(pmf: Floats, length_days: Ints) -> Floats:
    """The continuous ranked probability score on whole days: Σ (F(d) - 1[d >= length])².

    Parameters
    ----------
    pmf : array, shape (n, 200)
        Forecasts.
    length_days : array, shape (n,), days
        What came.

    Returns
    -------
    array, shape (n,), days
        The scores; smaller is better.

    References
    ----------
    Gneiting & Raftery, JASA 2007, eq. 20.
    """
    below = np.cumsum(pmf, axis=1)
    came = np.arange(1, pmf.shape[1] + 1)[None, :] >= length_days[:, None]
    return np.asarray(((below - came) ** 2).sum(axis=1), dtype=np.float64)


def covered(pmf: Floats, length_days: Ints, share: float = 0.8) -> Floats:
    """Chance that the randomised PIT falls in the central ``share``.

    Whole days straddle the ends of an interval; counting a straddling day as inside would flatter
    the forecast by about six points.

    Parameters
    ----------
    pmf : array, shape (n, 200)
        Forecasts.
    length_days : array, shape (n,), days
        What came.
    share : float
        The share that the interval should hold.

    Returns
    -------
    array, shape (n,)
        Chances.

    References
    ----------
    Czado, Gneiting & Held, Biometrics 2009.
    """
    high = _at(np.cumsum(pmf, axis=1), length_days)
    mass = np.maximum(_at(pmf, length_days), 1e-300)
    low = high - mass
    edge = (1.0 - share) / 2.0
    inside = np.minimum(high, 1.0 - edge) - np.maximum(low, edge)
    return np.asarray(np.clip(inside, 0.0, mass) / mass, dtype=np.float64)


def _at(values: Floats, length_days: Ints) -> Floats:
    picked = np.take_along_axis(values, length_days[:, None] - 1, axis=1)
    return np.asarray(picked[:, 0], dtype=np.float64)


def _first_day(below: Floats, chance: float) -> Ints:
    reached = below >= chance - 1e-12
    reached[:, -1] = True
    return np.asarray(reached.argmax(axis=1) + 1, dtype=np.int64)
