"""What can be counted in a history: the features that trained attackers learn from."""

from __future__ import annotations

import numpy as np

from offwatch.mask.attacks.observations.nearness import NEAR_DAYS, count_runs, nearness
from offwatch.mask.attacks.observations.observations import (
    Bools,
    Floats,
    Observations,
    View,
    weekend_days,
)
from offwatch.mask.attacks.whether.autocorrelation import combs, correlations
from offwatch.mask.attacks.whether.lomb_scargle import powers
from offwatch.mask.attacks.whether.rayleigh import resultants

VIEWS: tuple[View, ...] = ("spoken", "passed", "off")
LENGTHS_DAYS = np.arange(20.0, 40.5, 1.0)
LONGEST_LAG = 70


def count_features(observed: Observations) -> Floats:
    """All features of each row.

    Spectra and autocorrelations of what was said, passed and off; runs of days asked for and the
    gaps between them; counts by period and by the day of the week; how near passes lie to days
    asked for.

    Parameters
    ----------
    observed : Observations
        Of n people.

    Returns
    -------
    array, shape (n, f)
        Finite.
    """
    series = [_series_features(observed.look(view)) for view in VIEWS]
    return np.hstack([*series, count_runs(observed), _counts(observed)])


def _series_features(series: Floats) -> Floats:
    round_, power = resultants(series, LENGTHS_DAYS), powers(series, LENGTHS_DAYS)
    peak = LENGTHS_DAYS[power.argmax(axis=1)]
    lagged = correlations(series, LONGEST_LAG)[:, 1:]
    comb = combs(series)
    tops = [round_.max(axis=1), power.max(axis=1), comb.max(axis=1), peak]
    return np.hstack([round_, power, lagged, np.stack(tops, axis=1)])


def _counts(observed: Observations) -> Floats:
    weekend = weekend_days(observed.first_weekday, observed.days)
    near = nearness(observed)
    passes = np.maximum(observed.passed.sum(axis=1), 1)
    columns = [
        observed.asked.mean(axis=1),
        observed.passed.mean(axis=1),
        observed.duty.mean(axis=1),
        _share(observed.asked, weekend),
        _share(observed.passed, weekend),
        (observed.passed * near).sum(axis=1) / passes,
        (observed.passed & (near <= NEAR_DAYS)).sum(axis=1) / passes,
        *_by_period(observed.asked, observed.period_days),
        *_by_period(observed.passed, observed.period_days),
    ]
    return np.stack(columns, axis=1)


def _share(days: Bools, which: Bools) -> Floats:
    return np.asarray((days & which).sum(axis=1) / np.maximum(days.sum(axis=1), 1))


def _by_period(days: Bools, period_days: int) -> list[Floats]:
    """Spread, most and least of the counts of whole periods."""
    whole = days.shape[1] // period_days
    if not whole:
        return [np.zeros(len(days))] * 3
    counts = days[:, : whole * period_days].reshape(len(days), whole, period_days).sum(axis=2)
    return [counts.std(axis=1), counts.max(axis=1) * 1.0, counts.min(axis=1) * 1.0]
