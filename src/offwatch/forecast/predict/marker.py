"""The second stage: a sign such as ovulation has been seen, and the onset is days away."""

from __future__ import annotations

import numpy as np

from offwatch.forecast.model.arrays import Floats, Ints

TRUST = 0.9  # people whose markers say when the next onset comes
_HISTORY_SHARE = 0.3  # what the gaps still say once the marker has spoken
_MISTAKEN = 0.05  # markers that were none, of people whose markers can be trusted
_NEVER = 1e-12


def weigh_marker(stretch: Floats, by_gaps: Floats, first_day: Ints) -> tuple[Floats, Floats]:
    """The forecast that heeds the marker, and the one from the gaps alone.

    Where the marker is heeded, the time from marker to onset speaks first and the gaps add what
    they know. Some markers are mistaken: such a one falls on any day of its gap, so that one on an
    unlikely day is sooner held for mistaken, and then the gaps speak alone.

    Parameters
    ----------
    stretch : array, shape (n, d)
        Column ``i``: chance of ``i + 1`` days from the marker's day to the onset.
    by_gaps : array, shape (n, d)
        Column ``i``: chance of a length of ``i + 1`` days.
    first_day : array of int, shape (n,), days
        The shortest length still possible, a day past the marker's.

    Returns
    -------
    heeded, alone : arrays, shape (n, d)
        Zero before ``first_day``; what is longer than ``d`` days is on the last.

    References
    ----------
    Logarithmic pool: Genest & Zidek, Statistical Science 1986, eq. 3.10; Bayes' rule on the
    marker's day.
    """
    width = stretch.shape[1]
    day = np.arange(1, width + 1)[None, :]
    still = by_gaps * (day >= np.minimum(first_day, width)[:, None])
    alone = _normalise(still)
    shifted = _shift(stretch, first_day)
    pooled = _normalise(shifted * (alone + _NEVER) ** _HISTORY_SHARE)
    if_true = (1.0 - _MISTAKEN) * ((shifted * still).sum(axis=1) + _NEVER)
    if_mistaken = _MISTAKEN * ((still / day).sum(axis=1) + _NEVER)
    mistaken = (if_mistaken / (if_true + if_mistaken))[:, None]
    return (1.0 - mistaken) * pooled + mistaken * alone, alone


def learn_trust(evidence: Floats) -> Floats:
    """The chance that a person's markers say anything, after what came of their past ones.

    Parameters
    ----------
    evidence : array, shape (n,)
        Summed log of how much likelier each past length was by the forecast that heeded its
        marker than by the gaps alone, each made before it came.

    Returns
    -------
    array, shape (n,)
        Chances.

    References
    ----------
    Bayes' rule; prequential evidence: Dawid, JRSS A 1984.

    >>> learn_trust(np.array([0.0, -9.0])).round(2).tolist()
    [0.9, 0.0]
    """
    odds = np.log(TRUST / (1.0 - TRUST)) + np.clip(evidence, -500.0, 500.0)
    return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float64)


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
