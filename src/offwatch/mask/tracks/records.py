"""What one track has on record: one form for true and simulated rhythms.

Nothing in a ``Record`` says which kind it is, and everything that chooses takes records only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from offwatch.errors import BadInput
from offwatch.forecast import Prior, posterior_weights
from offwatch.forecast.model.durations import duration_reach, still_running
from offwatch.mask.odds.markers import HEEDED_DAYS, lengths_after_marker, onsets_after_marker
from offwatch.mask.odds.under_reporting import Logging, onset_odds, usual_logging
from offwatch.simulate import Life

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GAPS_KEPT = 24  # older gaps say little of how things are now
UNKNOWN = -(10**6)


@dataclass(frozen=True, slots=True)
class Record:
    """Logged onsets, oldest first, and what is known of how long the episodes lasted.

    Parameters
    ----------
    onsets : tuple of int
        As ``date.toordinal``.
    durations : tuple of int, days
        One for each onset, 0 where not known.
    delays : tuple of int, days
        From each onset to its being written down.
    markers : tuple of int
        Days of markers such as ovulation, as ``date.toordinal``; each is written down on its day.

    Raises
    ------
    BadInput
        ``mask.record-order`` or ``mask.record-shape``.
    """

    onsets: tuple[int, ...] = ()
    durations: tuple[int, ...] = ()
    delays: tuple[int, ...] = ()
    markers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if any(b <= a for a, b in zip(self.onsets, self.onsets[1:], strict=False)):
            raise BadInput("mask.record-order", "Onsets must be different days, oldest first.")
        if any(b <= a for a, b in zip(self.markers, self.markers[1:], strict=False)):
            raise BadInput("mask.record-order", "Markers must be different days, oldest first.")
        if not len(self.onsets) == len(self.durations) == len(self.delays):
            raise BadInput("mask.record-shape", "Each onset takes one duration and one delay.")

    def as_of(self, today: int) -> Record:
        """What of this had been written down before a day: what a simulated track shows.

        Parameters
        ----------
        today : int
            As ``date.toordinal``.

        Returns
        -------
        Record
        """
        kept = [i for i, o in enumerate(self.onsets) if o + self.delays[i] < today]
        markers = tuple(day for day in self.markers if day < today)
        if len(kept) == len(self.onsets) and len(markers) == len(self.markers):
            return self
        return Record(
            tuple(self.onsets[i] for i in kept),
            tuple(self.durations[i] for i in kept),
            tuple(self.delays[i] for i in kept),
            markers,
        )


def record_of_dates(
    entries: Iterable[tuple[date, date | None, date | None]], markers: Iterable[date] = ()
) -> Record:
    """The record of a diary.

    Parameters
    ----------
    entries : iterable of (onset_day, last_day or None, logged_day or None)
    markers : iterable of date

    Returns
    -------
    Record

    Examples
    --------
    >>> record_of_dates([(date(2026, 1, 1), date(2026, 1, 4), None)]).durations
    (4,)
    """
    known = {onset: (last, logged) for onset, last, logged in entries}
    onsets = sorted(known)
    return Record(
        tuple(day.toordinal() for day in onsets),
        tuple(
            max(0, (known[d][0] or d).toordinal() - d.toordinal() + 1) if known[d][0] else 0
            for d in onsets
        ),
        tuple(max(0, ((known[d][1] or d) - d).days) for d in onsets),
        tuple(day.toordinal() for day in sorted(set(markers))),
    )


def record_of_life(life: Life, today: int) -> Record:
    """What the record of a life shows in the morning.

    Parameters
    ----------
    life : Life
    today : int
        As ``date.toordinal``.

    Returns
    -------
    Record
    """
    shown = [e for e in life.episodes if e.logged_day is not None and e.logged_day < today]
    return Record(
        tuple(e.onset_day for e in shown),
        tuple(e.days if e.onset_day + e.days <= today else 0 for e in shown),
        tuple((e.logged_day or 0) - e.onset_day for e in shown),
        tuple(
            e.marker_day for e in life.episodes if e.marker_day is not None and e.marker_day < today
        ),
    )


@dataclass(frozen=True, slots=True)
class RecordArrays:
    """Many records as arrays, with what is believed of each rhythm.

    Parameters
    ----------
    gaps, durations : arrays, shape (n, GAPS_KEPT), days
        Padded with NaN.
    last_onset : array, shape (n,)
        As ``date.toordinal``.
    weights : array, shape (n, g)
        The posterior over the points of the prior's grid.
    marked : array, shape (n, LAST_DAY)
        From `lengths_after_marker`.
    """

    gaps: Floats
    durations: Floats
    last_onset: Ints
    weights: Floats
    marked: Floats

    def replace_rows(self, rows: Ints, records: Sequence[Record], prior: Prior) -> None:
        """Tabulate some of the records anew, in place.

        Parameters
        ----------
        rows : array of int, shape (m,)
        records : sequence of m records
        prior : Prior
        """
        fresh = tabulate_records(records, prior)
        for mine, new in zip(
            (self.gaps, self.durations, self.last_onset, self.weights, self.marked),
            (fresh.gaps, fresh.durations, fresh.last_onset, fresh.weights, fresh.marked),
            strict=True,
        ):
            mine[rows] = new


def tabulate_records(records: Sequence[Record], prior: Prior) -> RecordArrays:
    """Lay records out as arrays and learn each rhythm from them.

    Parameters
    ----------
    records : sequence of n records
    prior : Prior
        The population that the records are held beside.

    Returns
    -------
    RecordArrays
    """
    n = len(records)
    gaps, durations = np.full((n, GAPS_KEPT), np.nan), np.full((n, GAPS_KEPT), np.nan)
    last_onset = np.full(n, UNKNOWN, dtype=np.int64)
    for row, record in enumerate(records):
        onsets = record.onsets[-GAPS_KEPT - 1 :]
        if onsets:
            last_onset[row] = onsets[-1]
            gaps[row, : len(onsets) - 1] = np.diff(onsets)
        known = [days for days in record.durations[-GAPS_KEPT:] if days > 0]
        durations[row, : len(known)] = known
    marked = lengths_after_marker([(r.onsets, r.markers) for r in records], prior)
    return RecordArrays(gaps, durations, last_onset, posterior_weights(gaps, prior.gap), marked)


def odds_ahead(
    sight: RecordArrays, today: int, prior: Prior, horizon: int, logging: Logging | None = None
) -> Floats:
    """Odds of being in an episode on each day to come.

    Onsets that came and were not logged are allowed for, by the population's habits or those given.
    Odds are rounded to 1e-9, so that the order in which records are tabulated cannot matter.

    Parameters
    ----------
    sight : RecordArrays
        Of n records.
    today : int
        The first day, as ``date.toordinal``.
    prior : Prior
    horizon : int, days
    logging : Logging, optional

    Returns
    -------
    array, shape (n, horizon)
    """
    n, logging = len(sight.last_onset), logging or usual_logging()
    elapsed = np.where(sight.last_onset == UNKNOWN, 0, today - sight.last_onset)
    capped = np.clip(elapsed, 0, prior.gap.max_day + 1)
    reach = duration_reach(sight.durations, prior.durations, n)
    onsets, unseen = np.empty((n, horizon)), np.empty((n, reach.shape[1]))
    for days in np.unique(capped):
        at = np.flatnonzero(capped == days)
        ahead = onset_odds(prior.gap, int(days), horizon, logging)
        scale = 1.0 / (sight.weights[at] @ ahead.got_here)[:, None]
        onsets[at] = (sight.weights[at] @ ahead.onsets) * scale
        unseen[at] = (sight.weights[at] @ ahead.unseen) * scale
    heeded = np.flatnonzero(sight.marked.any(axis=1) & (elapsed <= HEEDED_DAYS))
    if heeded.size:
        onsets[heeded], unseen[heeded] = onsets_after_marker(
            sight.marked[heeded], elapsed[heeded], sight.weights[heeded], prior, horizon, logging
        )
    odds = np.zeros((n, horizon))
    known = elapsed > 0
    odds[known] = still_running(reach[known], elapsed[known], None, horizon)
    width = reach.shape[1]
    for k in range(min(width, horizon)):
        odds[:, k:] += reach[:, k : k + 1] * onsets[:, : horizon - k]
        odds[:, k] += (unseen[:, : width - 1 - k] * reach[:, k + 1 :]).sum(axis=1)
    return np.asarray(np.round(np.clip(odds, 0.0, 1.0), 9), dtype=np.float64)
