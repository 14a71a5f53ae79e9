"""Rolling origins: every forecast that could have been made, with what was known then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from offwatch.diary.readers.cycles import Cycle, PersonCycles
from offwatch.forecast.model.arrays import Bools, Floats


@dataclass(frozen=True, slots=True)
class PastMarker:
    """A marker of an earlier cycle.

    Attributes
    ----------
    day, length : int, days
        The marker's day in its cycle, and the length of that cycle.
    gaps : int
        How many gaps were known at the onset of that cycle.
    """

    gaps: int
    day: int
    length: int

    @property
    def stretch(self) -> int:
        """Days from the marker to the onset that followed."""
        return self.length - self.day + 1

    @property
    def was_open(self) -> bool:
        """Whether the cycle still ran on the day after the marker."""
        return self.day < self.length


@dataclass(frozen=True, slots=True)
class Origin:
    """One forecast to make: at the onset of a cycle, or on the day after its marker.

    ``gaps`` are the logged gaps before it; ``markers`` those of cycles that were logged at both
    ends.
    """

    person_at: int
    person: str
    cycle: Cycle
    gaps: tuple[int, ...]
    markers: tuple[PastMarker, ...]

    @property
    def stretches(self) -> tuple[int, ...]:
        """The past times from marker to onset."""
        return tuple(marker.stretch for marker in self.markers)


def rolling_origins(
    people: Sequence[PersonCycles],
    *,
    min_history: int = 3,
    marker: bool = False,
    drop_logs: float = 0.0,
    seed: int = 0,
) -> list[Origin]:
    """List the forecasts to make, people in the given order.

    Parameters
    ----------
    people : sequence of PersonCycles
        Everyone's cycles.
    min_history : int
        The fewest logged gaps before a forecast.
    marker : bool
        Forecast on the day after the marker: cycles without one are left out, and so are those
        that were over by then.
    drop_logs : float
        The chance that an onset goes unlogged. Forecasts are made at the logged onsets, from
        the gaps between them.
    seed : int
        Of the draw of unlogged onsets.

    Returns
    -------
    list of Origin
        In file order.
    """
    rng = np.random.default_rng(seed)
    found: list[Origin] = []
    for at, person in enumerate(people):
        n = len(person.cycles)
        kept = np.r_[True, rng.random(n) > drop_logs] if drop_logs > 0 else np.ones(n + 1, bool)
        for origin in _of_person(at, person, kept):
            if len(origin.gaps) < min_history:
                continue
            if not marker or _was_open(origin.cycle):
                found.append(origin)
    return found


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


def _of_person(at: int, person: PersonCycles, kept: Bools) -> list[Origin]:
    """A break in logging keeps what was learned before it and hides the time it took."""
    found: list[Origin] = []
    gaps: list[int] = []
    markers: list[PastMarker] = []
    since: int | None = None  # days since the last logged onset; None after a break
    for i, cycle in enumerate(person.cycles):
        logged = bool(kept[i])
        if cycle.follows_break:
            if since:
                gaps.append(since)  # the last day before the break is known
            since = None
        elif logged and since:
            gaps.append(since)
        if logged:
            found.append(Origin(at, person.person, cycle, tuple(gaps), tuple(markers)))
            since = 0
        if since is not None:
            since += cycle.length_days
        ends_logged = bool(kept[i + 1])
        if logged and ends_logged and cycle.ovulation_day is not None:
            markers.append(PastMarker(len(gaps), cycle.ovulation_day, cycle.length_days))
    return found


def _was_open(cycle: Cycle) -> bool:
    """Whether the cycle still ran on the day after its marker."""
    return cycle.ovulation_day is not None and cycle.ovulation_day < cycle.length_days


def marker_stretch(cycle: Cycle) -> int:
    """Days from the marker to the onset that follows the cycle."""
    assert cycle.ovulation_day is not None
    return cycle.length_days - cycle.ovulation_day + 1
