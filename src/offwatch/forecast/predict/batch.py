"""Many people's outlooks at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offwatch.errors import BadInput
from offwatch.forecast.inference.grid_posterior import posterior_weights
from offwatch.forecast.model.arrays import Bools, Floats, Ints
from offwatch.forecast.model.durations import duration_reach, running_unknown, still_running
from offwatch.forecast.model.gap_law import tabulate
from offwatch.forecast.model.prior import Prior
from offwatch.forecast.predict.next_onset import MOST_DAYS
from offwatch.forecast.predict.renewal import next_table, onset_table


@dataclass(frozen=True, slots=True)
class BatchOutlook:
    """Odds by day from today, a row a person.

    Attributes
    ----------
    next_onset, in_episode : arrays, shape (n, horizon)
        What ``next_onset`` lacks to one lies beyond the horizon.
    """

    next_onset: Floats
    in_episode: Floats


def batch_outlook(
    gaps: Floats,
    elapsed_days: Ints,
    prior: Prior,
    horizon: int,
    durations: Floats | None = None,
    *,
    running: Bools | None = None,
    weights: Floats | None = None,
) -> BatchOutlook:
    """Forecast many people under one prior.

    Parameters
    ----------
    gaps : array, shape (n, m), days
        NaN-padded, oldest first.
    elapsed_days : array of int, shape (n,), days
        Since the last onset: 0 is today, negative where none is known.
    prior : Prior
        The population prior.
    horizon : int, days
        How far to look, 1 to 1000.
    durations : array, shape (n, k), days, or None
        Past durations, NaN-padded.
    running : array of bool, shape (n,), or None
        Whether the last episode still runs; None where that is not known.
    weights : array, shape (n, g), or None
        From ``posterior_weights`` where the gaps have not changed since.

    Returns
    -------
    BatchOutlook
        Column 0 is today, not yet begun as the day starts.

    Raises
    ------
    BadInput
        The shapes disagree, or the horizon is not 1 to 1000 days.
    """
    elapsed = np.asarray(elapsed_days, dtype=np.int64)
    gaps = np.atleast_2d(np.asarray(gaps, dtype=np.float64))
    n = elapsed.shape[0]
    rows = gaps.shape[0] if weights is None else weights.shape[0]
    if elapsed.ndim != 1 or rows != n or (durations is not None and durations.shape[0] != n):
        raise BadInput("forecast.shape", "Give one row of gaps and one elapsed day to each person.")
    _check_horizon(horizon)
    if weights is None:
        weights = posterior_weights(gaps, prior.gap)
    upcoming, onsets = np.empty((n, horizon)), np.empty((n, horizon))
    capped = np.clip(elapsed, -1, prior.gap.max_day + 1)
    for days in np.unique(capped):
        at = np.flatnonzero(capped == days)
        first, got_here = next_table(prior.gap, int(days), horizon)
        scale = 1.0 / (weights[at] @ got_here)[:, None]
        upcoming[at] = (weights[at] @ first) * scale
        onsets[at] = (weights[at] @ onset_table(prior.gap, int(days), horizon)) * scale
    reach = duration_reach(durations, prior.durations, n)
    in_episode = np.where(
        (elapsed < 0)[:, None],
        running_unknown(reach, weights @ (1.0 / tabulate(prior.gap).mean), horizon),
        still_running(reach, np.maximum(elapsed, 0), running, horizon),
    )
    for k in range(min(reach.shape[1], horizon)):
        in_episode[:, k:] += reach[:, k : k + 1] * onsets[:, : horizon - k]
    return BatchOutlook(upcoming, np.clip(in_episode, 0.0, 1.0))


def _check_horizon(horizon: int) -> None:
    if not 1 <= horizon <= MOST_DAYS:
        raise BadInput("forecast.horizon", f"Ask for 1 to {MOST_DAYS} days ahead.")
