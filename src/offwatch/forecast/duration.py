"""How long episodes last: the preset's durations, giving way to a person's own."""

from __future__ import annotations

import numpy as np

from offwatch.forecast.arrays import Bools, Floats, Ints
from offwatch.forecast.prior import Durations


def duration_reach(durations: Floats | None, population: Durations, n: int) -> Floats:
    """Chance that an episode lasts more than ``k`` days.

    **Shapes** ``durations: (n, m)`` past durations, NaN-padded, or None; returns ``(n, k_max)``;
    column 0 is one: the day of the onset always counts. **Units** days.
    """
    pmf = np.asarray(population.pmf, dtype=np.float64)
    counts = np.zeros((n, pmf.size))
    if durations is not None and durations.size:
        days = np.rint(np.nan_to_num(durations, nan=0.0))
        for k in range(1, pmf.size):
            counts[:, k - 1] = (days == k).sum(axis=1)
        counts[:, -1] = (days >= pmf.size).sum(axis=1)
    own = counts + population.weight * pmf
    own /= own.sum(axis=1, keepdims=True)
    return np.asarray(np.cumsum(own[:, ::-1], axis=1)[:, ::-1], dtype=np.float64)


def still_running(reach: Floats, elapsed: Ints, running: Bools | None, horizon: int) -> Floats:
    """Chance that the episode begun ``elapsed`` days ago covers each day from today on.

    **Shapes** ``reach: (n, k)``, ``elapsed: (n,)``, ``running: (n,) bool`` or None where it is not
    known whether it is over; returns ``(n, horizon)``. An episode already longer than any on
    record is given half a chance for each further day.
    """
    n, k = reach.shape
    ahead = elapsed[:, None] + np.arange(horizon)[None, :]
    later = np.where(ahead < k, np.take_along_axis(reach, np.minimum(ahead, k - 1), axis=1), 0.0)
    if running is None:
        return later
    now = later[:, :1]
    known = np.where(now > 1e-9, later / np.maximum(now, 1e-9), 0.5 ** np.arange(horizon)[None, :])
    return np.where(running[:, None], known, np.zeros((n, 1)))


def running_unknown(reach: Floats, rate: Floats, horizon: int) -> Floats:
    """Chance that an episode begun before today covers each day, where no onset is known.

    **Shapes** ``reach: (n, k)``, ``rate: (n,)`` onsets a day; returns ``(n, horizon)``.
    """
    out = np.zeros((reach.shape[0], horizon))
    tail = np.cumsum(reach[:, ::-1], axis=1)[:, ::-1]  # column i: the days an episode has past i
    width = min(horizon, reach.shape[1] - 1)
    out[:, :width] = tail[:, 1 : width + 1] * rate[:, None]
    return np.minimum(out, 1.0)
