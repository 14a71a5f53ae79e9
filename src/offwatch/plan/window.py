"""How far a re-plan may reach: the rungs of the ladder, and what is free to change on each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from offwatch.plan.roster import Absences, Mission, Roster, hit_missions

REACHES: tuple[int | None, ...] = (1, 3, None)  # days around the absences; None is everything


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which anything may change; ``scope`` is its name in a plan."""

    scope: str
    days: frozenset[int]

    def holds(self, span: Iterable[int]) -> bool:
        return all(d in self.days for d in span)


def windows(base: Roster, absent: Absences, *, allow_moves: bool) -> tuple[Window, ...]:
    """The rungs from the nearest to the whole horizon, each one wider than the one before.

    A mission that loses somebody brings its own days along, and the days that it could move to.
    """
    core = {d for days in absent.values() for d in days}
    for mission in _hit(base, absent):
        for start in mission.starts if allow_moves else (mission.start,):
            core |= set(mission.span(start))
    found: list[Window] = []
    for reach in REACHES:
        if reach is None:
            days = frozenset(range(base.days))
        else:
            near = {d + k for d in core for k in range(-reach, reach + 1)}
            days = frozenset(d for d in near if 0 <= d < base.days)
        scope = "global" if len(days) == base.days else f"days±{reach}"
        if not found or days != found[-1].days:
            found.append(Window(scope, days))
    return tuple(found)


def _hit(base: Roster, absent: Absences) -> list[Mission]:
    hit = {m for ids in hit_missions(base, absent).values() for m in ids}
    return [m for m in base.missions if m.id in hit]
