"""The second stage: a sign such as ovulation has been seen, and the onset is days away."""

from __future__ import annotations

import numpy as np

from offwatch.forecast.arrays import Floats, Ints

_HISTORY_SHARE = 0.3  # what the gaps still say once the marker has spoken
_MISTAKEN = 0.03  # markers that were none


def lengths_after_marker(stretch: Floats, by_gaps: Floats, first_day: Ints) -> Floats:
    """Forecast lengths on the day after the marker, when the next onset has not begun.

    The time from marker to onset speaks first, the gaps add what they know, and some markers are
    mistaken: then the gaps speak alone. The two shares were set on open data, folds held out.

    **Shapes** ``stretch: (n, d)``, column ``i`` the chance of ``i + 1`` days from the marker's day
    to the onset; ``by_gaps: (n, d)``, column ``i`` the chance of a length of ``i + 1`` days;
    ``first_day: (n,)`` the shortest length still possible, a day past the marker's. Returns
    ``(n, d)``, zero before ``first_day``; what is longer than ``d`` days is on the last.
    **Source** logarithmic pool: Genest & Zidek 1986, eq. 3.10.
    """
    width = stretch.shape[1]
    day = np.arange(1, width + 1)[None, :]
    still = (day >= np.minimum(first_day, width)[:, None]).astype(np.float64)
    alone = _normalise(by_gaps * still)
    pooled = _normalise(_shift(stretch, first_day) * (alone + 1e-12) ** _HISTORY_SHARE * still)
    mixed: Floats = (1.0 - _MISTAKEN) * pooled + _MISTAKEN * alone
    return mixed


def _shift(stretch: Floats, first_day: Ints) -> Floats:
    """Count from the cycle's first day: a stretch of two days makes a length of ``first_day``."""
    width = stretch.shape[1]
    out = np.zeros_like(stretch)
    for first in np.unique(first_day):
        at = np.flatnonzero(first_day == first)
        start = min(int(first) - 1, width - 1)
        room = width - start
        out[at, start:] = stretch[at, 1 : room + 1] if room < width else stretch[at]
        out[at, -1] += stretch[at, room + 1 :].sum(axis=1)
    return out


def _normalise(chances: Floats) -> Floats:
    """Rows that sum to one; a row with nothing left goes to its last day."""
    total = chances.sum(axis=1, keepdims=True)
    out = chances / np.where(total > 0, total, 1.0)
    out[total[:, 0] <= 0, -1] = 1.0
    return out
