"""Rolling origins: every forecast that could have been made, with what was known then."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from offwatch.diary.readers.cycles import Cycle, PersonCycles
from offwatch.forecast.model.arrays import Bools
from offwatch.forecast.predict.cycle_length import Origin, PastMarker


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
