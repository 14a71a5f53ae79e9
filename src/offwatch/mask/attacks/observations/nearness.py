"""Runs of days asked for, and how near other days lie to them."""

from __future__ import annotations

import numpy as np

from offwatch.mask.attacks.observations.observations import Floats, Observations, runs_of

NEAR_DAYS = 3


def count_runs(observed: Observations) -> Floats:
    """Runs of days asked for: how many, how long, and how even the gaps between them.

    Parameters
    ----------
    observed : Observations
        Of n people.

    Returns
    -------
    array, shape (n, 9)
    """
    out = np.zeros((observed.people, 9))
    for row in range(observed.people):
        runs = np.array(runs_of(observed.asked[row]), dtype=np.float64).reshape(-1, 2)
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


def nearness(observed: Observations) -> Floats:
    """How far each day lies from the nearest day asked for.

    Parameters
    ----------
    observed : Observations
        Of n people.

    Returns
    -------
    array, shape (n, days), days
        14 at most.
    """
    far = np.full(observed.asked.shape, 14.0)
    far[observed.asked] = 0.0
    for day in range(1, observed.days):
        far[:, day] = np.minimum(far[:, day], far[:, day - 1] + 1)
    for day in range(observed.days - 2, -1, -1):
        far[:, day] = np.minimum(far[:, day], far[:, day + 1] + 1)
    return far
