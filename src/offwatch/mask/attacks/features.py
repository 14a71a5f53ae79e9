"""What can be counted in a history: the features that trained attackers learn from."""

from __future__ import annotations

import numpy as np

from offwatch.mask.attacks.autocorrelation import combs, correlations
from offwatch.mask.attacks.lomb_scargle import powers
from offwatch.mask.attacks.rayleigh import resultants
from offwatch.mask.attacks.seen import Bools, Floats, Seen, View, runs_of, weekend_days

VIEWS: tuple[View, ...] = ("spoken", "passed", "off")
LENGTHS_DAYS = np.arange(20.0, 40.5, 1.0)
LONGEST_LAG = 70
NEAR_DAYS = 3


def count_features(seen: Seen) -> Floats:
    """All features of each row: ``(n, f)``, finite.

    Spectra and autocorrelations of what was said, passed and off; runs of days asked and the
    gaps between them; counts by period and by the day of the week; how near passes lie to days
    asked for.
    """
    series = [_series_features(seen.look(view)) for view in VIEWS]
    return np.hstack([*series, count_runs(seen), _counts(seen)])


def _series_features(series: Floats) -> Floats:
    round_, power = resultants(series, LENGTHS_DAYS), powers(series, LENGTHS_DAYS)
    peak = LENGTHS_DAYS[power.argmax(axis=1)]
    lagged = correlations(series, LONGEST_LAG)[:, 1:]
    comb = combs(series)
    tops = [round_.max(axis=1), power.max(axis=1), comb.max(axis=1), peak]
    return np.hstack([round_, power, lagged, np.stack(tops, axis=1)])


def count_runs(seen: Seen) -> Floats:
    """Runs of days asked: how many, how long, and how even the gaps between them: ``(n, 9)``."""
    out = np.zeros((seen.people, 9))
    for row in range(seen.people):
        runs = np.array(runs_of(seen.asked[row]), dtype=np.float64).reshape(-1, 2)
        if not len(runs):
            continue
        length = runs[:, 1] - runs[:, 0]
        long = runs[length >= min(3.0, length.max())]
        gaps = np.diff(long.mean(axis=1))
        gaps = gaps if len(gaps) else np.zeros(1)
        out[row] = [
            len(runs),
            length.mean(),
            length.max(),
            length.std(),
            len(long),
            gaps.mean(),
            gaps.std(),
            np.median(gaps),
            np.abs(np.diff(gaps)).mean() if len(gaps) > 1 else 0.0,
        ]
    return out


def nearness(seen: Seen) -> Floats:
    """Days from each day to the nearest day asked for, at most 14: ``(n, days)``."""
    far = np.full(seen.asked.shape, 14.0)
    far[seen.asked] = 0.0
    for day in range(1, seen.days):
        far[:, day] = np.minimum(far[:, day], far[:, day - 1] + 1)
    for day in range(seen.days - 2, -1, -1):
        far[:, day] = np.minimum(far[:, day], far[:, day + 1] + 1)
    return far


def _counts(seen: Seen) -> Floats:
    weekend = weekend_days(seen.first_weekday, seen.days)
    near = nearness(seen)
    passes = np.maximum(seen.passed.sum(axis=1), 1)
    columns = [
        seen.asked.mean(axis=1),
        seen.passed.mean(axis=1),
        seen.duty.mean(axis=1),
        _share(seen.asked, weekend),
        _share(seen.passed, weekend),
        (seen.passed * near).sum(axis=1) / passes,
        (seen.passed & (near <= NEAR_DAYS)).sum(axis=1) / passes,
        *_by_period(seen.asked, seen.period_days),
        *_by_period(seen.passed, seen.period_days),
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
