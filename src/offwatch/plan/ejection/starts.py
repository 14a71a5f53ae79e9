"""Where chains begin: seats lost, and each day to which a mission that lost somebody can move."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from offwatch.plan.checker.check import must_follow
from offwatch.plan.construct.repair import Draft, came_along
from offwatch.plan.roster.roster import Line, Mission, hit_missions


class OutOfTime(Exception):
    """The ladder has used up its time."""


@dataclass(frozen=True, slots=True)
class Root:
    """What is changed before any seat is taken over: the lines that differ, and who is told.

    ``hit`` are the missions that lost somebody; ``kept`` the days that who goes along must keep.
    """

    hit: frozenset[str]
    moved: str | None = None
    start: int = 0
    lines: dict[str, Line] = field(default_factory=dict)
    kept: dict[str, frozenset[int]] = field(default_factory=dict)
    told: frozenset[str] = frozenset()


def find_roots(left: Draft, until: float, *, allow_moves: bool) -> list[Root]:
    """The roster as the absences leave it, and with each hit mission on each of its other days.

    **Raises**: `OutOfTime`.
    """
    base = left.base
    hit = frozenset(m for ids in hit_missions(base, left.absent).values() for m in ids)
    told = _told(left, {p: tuple(left.lines[p]) for p in left.absent})
    roots = [Root(hit, told=told)]
    for mission in base.missions if allow_moves else ():
        if mission.id in hit:
            for root in _moved(left, mission, hit, told):
                roots.append(root)
                if time.monotonic() > until:
                    raise OutOfTime
    return roots


def _moved(
    left: Draft, mission: Mission, hit: frozenset[str], told: frozenset[str]
) -> Iterator[Root]:
    base = left.base
    members = base.members(mission.id)
    if any((p, d) in base.frozen for p in members for d in mission.span()):
        return
    for first in mission.starts[1:]:
        follow = must_follow(base, left.absent, mission, first)
        trial = came_along(left, mission, first, follow)
        if trial is not None:
            lines = {p: tuple(trial.lines[p]) for p in members}
            kept = {p: frozenset(mission.span(first)) for p in follow}
            yield Root(hit, mission.id, first, lines, kept, told | _told(left, lines))


def _told(left: Draft, lines: dict[str, Line]) -> frozenset[str]:
    """Whose line differs from the base outside their own absence."""
    base, absent = left.base, left.absent
    return frozenset(
        p
        for p, line in lines.items()
        if any(
            a != b and d not in absent.get(p, frozenset())
            for d, (a, b) in enumerate(zip(base.line(p), line, strict=True))
        )
    )
