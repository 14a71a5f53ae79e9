"""Make the rolling-origin forecasts, all at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from offwatch.diary.readers.cycles import PersonCycles
from offwatch.errors import BadInput
from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.prior import Prior
from offwatch.forecast.predict.cycle_length import LAST_DAY, Origin, forecast_lengths


def cross_fitted(
    origins: Sequence[Origin],
    people: Sequence[PersonCycles],
    folds: int,
    fit: Callable[[Sequence[PersonCycles]], Prior],
    *,
    marker: bool = False,
) -> Floats:
    """Forecast as ``forecast_lengths`` does, each person under a prior fitted without them.

    Parameters
    ----------
    origins : sequence of Origin, length n
        The forecasts to make.
    people : sequence of PersonCycles
        Everyone in the data; the ``i``-th is in fold ``i`` modulo ``folds``.
    folds : int
        Number of folds, at least 2.
    fit : callable
        Fits a prior to some of the people.
    marker : bool
        Whether the forecasts are made on the day after the marker.

    Returns
    -------
    array, shape (n, 200)
        As from ``forecast_lengths``.

    Raises
    ------
    BadInput
        There are fewer than two folds, or more than people.
    """
    if not 2 <= folds <= len(people):
        raise BadInput("forecast.folds", "Ask for at least 2 folds, and no more than people.")
    pmf = np.zeros((len(origins), LAST_DAY))
    for fold in range(folds):
        prior = fit([p for at, p in enumerate(people) if at % folds != fold])
        held_out = [i for i, o in enumerate(origins) if o.person_at % folds == fold]
        if held_out:
            pmf[held_out] = forecast_lengths([origins[i] for i in held_out], prior, marker=marker)
    return pmf


def lengths(origins: Sequence[Origin]) -> Ints:
    """What came: the true length of each origin's cycle.

    Parameters
    ----------
    origins : sequence of Origin, length n
        The forecasts that were made.

    Returns
    -------
    array, shape (n,), days
        The lengths.
    """
    return np.array([o.cycle.length_days for o in origins], dtype=np.int64)
