"""The forecast on the morning of day ``t`` of a cycle that has not begun anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.forecast.run import Forecasts
from offwatch.forecast.model.arrays import Floats

DAYS = tuple(range(21, 31))
LATE = tuple(range(31, 36))


def on_day(said: Forecasts, days: Sequence[int]) -> Forecasts:
    """The forecasts of every cycle that still runs on each of the days, one below the other."""
    kept = [said.came >= day for day in days]
    return replace(
        said,
        pmf=np.concatenate(
            [not_before(said.pmf[rows], day) for rows, day in zip(kept, days, strict=True)]
        ),
        came=np.concatenate([said.came[rows] for rows in kept]),
        person_at=np.concatenate([said.person_at[rows] for rows in kept]),
    )


def not_before(pmf: Floats, day: int) -> Floats:
    """What is left once no onset came before the day: a length of at least ``day`` days."""
    left = pmf.copy()
    left[:, : day - 1] = 0.0
    total = left.sum(axis=1, keepdims=True)
    out = left / np.maximum(total, 1e-300)
    hopeless = total[:, 0] <= 1e-300  # the method held it for impossible: then any day now
    out[hopeless] = 0.0
    out[hopeless, day - 1] = 1.0
    return np.asarray(out, dtype=np.float64)
