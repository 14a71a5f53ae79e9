"""Arrays of the forecast: their types, and rows of unequal length."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def pad(rows: Sequence[Sequence[int]]) -> Floats:
    """Put rows of unequal length into one array, NaN at the end.

    Parameters
    ----------
    rows : sequence of sequences
        The rows.

    Returns
    -------
    array, shape (n, m)
        ``m`` is the longest row, at least one.

    >>> pad([[28, 30], []]).shape
    (2, 2)
    """
    out = np.full((len(rows), max((len(row) for row in rows), default=0)), np.nan)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return out


def count_days(gaps: Floats, max_day: int) -> Floats:
    """Count how often each gap length occurs in each row.

    Parameters
    ----------
    gaps : array, shape (n, m), days
        NaN where there is none.
    max_day : int
        The longest gap told apart.

    Returns
    -------
    array, shape (n, max_day + 1)
        Counts.
    """
    days = np.rint(np.nan_to_num(np.atleast_2d(gaps), nan=0.0, posinf=0.0, neginf=0.0))
    days = np.where((days < 1) | (days >= max_day), 0, days).astype(np.int64)
    n = days.shape[0]
    flat = np.arange(n)[:, None] * (max_day + 1) + days
    counts = np.bincount(flat.ravel(), minlength=n * (max_day + 1)).reshape(n, max_day + 1)
    counts[:, 0] = 0
    return counts.astype(np.float64)
