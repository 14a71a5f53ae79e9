"""The neighbourhoods of a re-plan: ever wider windows of days around the absences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from offwatch.plan.roster.availability import Availability, days_touched, hit_missions
from offwatch.plan.roster.roster import Absences, Mission, Roster
from offwatch.plan.scope import GLOBAL, Scope

REACHES: tuple[int | None, ...] = (1, 3, 7, None)  # days around the absences; None is everything


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which anything may change, and the scope that they stand for."""

    scope: Scope
    days: frozenset[int]

    def holds(self, span: Iterable[int]) -> bool:
        """Say whether all days of a span may change."""
        return all(d in self.days for d in span)


def windows(
    base: Roster, absent: Absences, *, allow_moves: bool, reach: int | None = None
) -> tuple[Window, ...]:
    """List the windows from the nearest to the widest.

    A mission that loses somebody brings its own days along, and the days that it could move to.

    Parameters
    ----------
    base : Roster
        The roster in force.
    absent : Absences
        Who is away on which days.
    allow_moves : bool
        Whether missions may move.
    reach : int, optional
        How many days around the absences the widest window goes; the whole roster without it.
    """
    free = Availability(base, absent)
    core = {d for p in absent for span in free.spans(p) for d in days_touched(span)}
    core |= {d for days in free.undone.values() for d in days}
    for mission in _hit(base, absent):
        for start in mission.starts if allow_moves else (mission.start,):
            core |= set(mission.span(start))
    found: list[Window] = []
    for n in [r for r in REACHES if r is None or reach is None or r <= reach]:
        if n is None and reach is not None:
            continue
        days = around(core, n, base.days)
        scope = GLOBAL if n is None or len(days) == base.days else Scope("days", n)
        if not found or days != found[-1].days:
            found.append(Window(scope, days))
    return tuple(found)


def around(core: Iterable[int], reach: int | None, days: int) -> frozenset[int]:
    """List the days near some days.

    Parameters
    ----------
    core : iterable of int
        The days in the middle.
    reach : int or None
        How far the others lie at most; ``None`` for all days.
    days : int
        The days of the roster.
    """
    if reach is None:
        return frozenset(range(days))
    near = {d + k for d in core for k in range(-reach, reach + 1)}
    return frozenset(d for d in near if 0 <= d < days)


def _hit(base: Roster, absent: Absences) -> list[Mission]:
    hit = {m for ids in hit_missions(base, absent).values() for m in ids}
    return [m for m in base.missions if m.id in hit]
