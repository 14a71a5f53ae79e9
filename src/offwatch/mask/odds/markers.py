"""What a marker since the last logged onset, such as ovulation, says of the onsets to come."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from offwatch.diary.readers.cycles import Cycle
from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.durations import LONGEST
from offwatch.forecast.model.prior import Prior
from offwatch.forecast.predict.cycle_length import LAST_DAY, Origin, PastMarker, forecast_lengths
from offwatch.forecast.predict.renewal import renewal_table
from offwatch.mask.odds.under_reporting import Logging

MARKERS_KEPT = 12
HEEDED_DAYS = 2 * LONGEST
"""After so many days without an onset on record, a marker in the gap says nothing any more."""
Days = tuple[int, ...]


def last_markers(onsets: Days, markers: Days) -> list[int | None]:
    """The last marker in each gap, the one still open at the end.

    Parameters
    ----------
    onsets, markers : tuples of int, days
        Oldest first.

    Returns
    -------
    list of int or None
        One for each onset.

    Examples
    --------
    >>> last_markers((0, 28, 57), (14, 16, 70))
    [16, None, 70]
    """
    spans = pairwise((*onsets, np.inf))
    return [max((m for m in markers if a <= m < b), default=None) for a, b in spans]


def lengths_after_marker(records: Sequence[tuple[Days, Days]], prior: Prior) -> Floats:
    """How long the gap now open is, where a marker lies in it.

    The forecast weighs each marker against the gaps, and trusts a person's markers as far as her
    past ones held.

    Parameters
    ----------
    records : sequence of n pairs (onsets, markers)
        In days, oldest first.
    prior : Prior

    Returns
    -------
    array, shape (n, LAST_DAY)
        Column ``i`` is the chance of a length of ``i + 1`` days; zeros where there is no marker.
    """
    found = np.zeros((len(records), LAST_DAY))
    if prior.marker is None:
        return found
    origins = [(row, _origin(*record)) for row, record in enumerate(records) if record[1]]
    open_now = [(row, origin) for row, origin in origins if origin is not None]
    if open_now:
        rows, asked = zip(*open_now, strict=True)
        found[list(rows)] = forecast_lengths(asked, prior, marker=True)
    return found


def onsets_after_marker(
    lengths: Floats,
    elapsed: Ints,
    weights: Floats,
    prior: Prior,
    horizon: int,
    logging: Logging,
) -> tuple[Floats, Floats]:
    """Chances of onsets on each day from today on, and of unlogged ones on the days before.

    Parameters
    ----------
    lengths : array, shape (n, LAST_DAY)
        From `lengths_after_marker`.
    elapsed : array of int, shape (n,), days
        Since the last logged onset, at most ``HEEDED_DAYS``.
    weights : array, shape (n, g)
        The posterior of each record.
    prior : Prior
    horizon : int, days
    logging : Logging

    Returns
    -------
    onsets, unseen : arrays, shapes (n, horizon) and (n, LONGEST)
        As in `OnsetOdds`, divided by the chance that nothing was logged.

    References
    ----------
    The renewal equation, its first gap as the marker has it (Cox, Renewal Theory, 1962, ch. 4).
    """
    n = len(elapsed)
    ago = elapsed[:, None] - np.arange(1, LAST_DAY + 1)[None, :]  # of an onset of such a length
    unlogged = logging.unlogged(int(max(1, elapsed.max())))
    possible = lengths * unlogged[np.maximum(ago, 0)]
    possible /= np.maximum(possible.sum(axis=1, keepdims=True), 1e-12)
    width = HEEDED_DAYS + horizon
    length = elapsed[:, None] + np.arange(-HEEDED_DAYS, horizon)[None, :]
    inside = (length >= 1) & (length <= LAST_DAY)
    at = np.clip(length - 1, 0, LAST_DAY - 1)
    first = np.where(inside, np.take_along_axis(possible, at, axis=1), 0.0)
    later = weights @ renewal_table(prior.gap, width)
    onsets = np.zeros((n, width))
    for day in range(width):
        onsets[:, day:] += first[:, day : day + 1] * later[:, : width - day]
    return onsets[:, HEEDED_DAYS:], first[:, HEEDED_DAYS - 1 : HEEDED_DAYS - LONGEST - 1 : -1]


def _origin(onsets: Days, markers: Days) -> Origin | None:
    """The gap now open and its marker, with the past ones, as a rolling origin has them."""
    inside = last_markers(onsets, markers)
    if not inside or inside[-1] is None:
        return None
    gaps = tuple(b - a for a, b in pairwise(onsets))
    past = [
        PastMarker(gaps=i, day=marker - onsets[i] + 1, length=gaps[i])
        for i, marker in enumerate(inside[:-1])
        if marker is not None
    ]
    day = inside[-1] - onsets[-1] + 1
    cycle = Cycle(len(onsets), day, ovulation_day=day)
    return Origin(0, "", cycle, gaps, tuple(past[-MARKERS_KEPT:]))
