"""How far a re-plan may reach: the rungs of the ladder, and what is free to change on each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from offwatch.plan.roster.roster import Absences, Mission, Roster, hit_missions

LINKS = 0.5  # whoever is told may change one day and no other: narrower than any window
REACHES: tuple[int | None, ...] = (1, 3, 7, None)  # days around the absences; None is everything


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which anything may change; ``scope`` is its name in a plan."""

    scope: str
    days: frozenset[int]

    def holds(self, span: Iterable[int]) -> bool:
        return all(d in self.days for d in span)


def windows(
    base: Roster, absent: Absences, *, allow_moves: bool, reach: int | None = None
) -> tuple[Window, ...]:
    """The rungs from the nearest to ``reach`` days or the whole horizon, each one wider.

    A mission that loses somebody brings its own days along, and the days that it could move to.
    """
    core = {d for days in absent.values() for d in days}
    for mission in _hit(base, absent):
        for start in mission.starts if allow_moves else (mission.start,):
            core |= set(mission.span(start))
    found: list[Window] = []
    for n in [r for r in REACHES if r is None or reach is None or r <= reach]:
        if n is None and reach is not None:
            continue
        days = around(core, n, base.days)
        scope = "global" if len(days) == base.days else f"days±{n}"
        if not found or days != found[-1].days:
            found.append(Window(scope, days))
    return tuple(found)


def around(core: Iterable[int], reach: int | None, days: int) -> frozenset[int]:
    """The days within ``reach`` of any in ``core``; without a reach all of the horizon."""
    if reach is None:
        return frozenset(range(days))
    near = {d + k for d in core for k in range(-reach, reach + 1)}
    return frozenset(d for d in near if 0 <= d < days)


def width(scope: str) -> float:
    """How wide a scope is, to compare two: the days it reaches; 0 for what is no scope."""
    if scope == "global":
        return float("inf")
    kind, _, n = scope.partition("±")
    return float(n) if kind == "days" else LINKS if scope.startswith("links") else 0.0


def _hit(base: Roster, absent: Absences) -> list[Mission]:
    hit = {m for ids in hit_missions(base, absent).values() for m in ids}
    return [m for m in base.missions if m.id in hit]
