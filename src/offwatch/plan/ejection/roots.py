"""Where chains begin: the seats lost, and each other day for a mission that lost somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from offwatch.plan.construct.repair import came_along
from offwatch.plan.deadline import Deadline
from offwatch.plan.ejection.instance import Instance
from offwatch.plan.roster.availability import hit_missions
from offwatch.plan.roster.line_rules import must_follow
from offwatch.plan.roster.roster import Line, Mission


@dataclass(frozen=True, slots=True)
class Root:
    """What is changed before any seat is taken over: the root of one search tree.

    Parameters
    ----------
    hit : frozenset of str
        The missions that lost somebody.
    moved : str or None
        The mission that is moved, if any.
    start : int
        The day it moves to.
    lines : dict
        The lines that differ from what the absences leave.
    kept : dict
        For each person who goes along the days they must keep.
    told : frozenset of str
        Who is told so far.
    """

    hit: frozenset[str]
    moved: str | None = None
    start: int = 0
    lines: dict[str, Line] = field(default_factory=dict)
    kept: dict[str, frozenset[int]] = field(default_factory=dict)
    told: frozenset[str] = frozenset()


def find_roots(instance: Instance, deadline: Deadline, *, allow_moves: bool) -> list[Root]:
    """List the roots: no mission moved, and each mission that lost somebody on each other day.

    Parameters
    ----------
    instance : Instance
        The re-plan.
    deadline : Deadline
        Looked at after each root.
    allow_moves : bool
        Whether missions may move at all.

    Raises
    ------
    OutOfTime
        The deadline has passed.
    """
    base, left = instance.base, instance.left
    hit = frozenset(m for ids in hit_missions(base, instance.absent).values() for m in ids)
    told = _told(instance, {p: tuple(left.lines[p]) for p in instance.absent})
    roots = [Root(hit, told=told)]
    for mission in base.missions if allow_moves else ():
        if mission.id in hit:
            for root in _moved(instance, mission, hit, told):
                roots.append(root)
                deadline.check()
    return roots


def _moved(
    instance: Instance, mission: Mission, hit: frozenset[str], told: frozenset[str]
) -> Iterator[Root]:
    base = instance.base
    members = base.members(mission.id)
    if any((p, d) in base.fixed for p in members for d in mission.span()):
        return
    for first in mission.starts[1:]:
        follow = must_follow(base, instance.absent, mission, first)
        trial = came_along(instance.left, mission, first, follow)
        if trial is not None:
            lines = {p: tuple(trial.lines[p]) for p in members}
            kept = {p: frozenset(mission.span(first)) for p in follow}
            yield Root(hit, mission.id, first, lines, kept, told | _told(instance, lines))


def _told(instance: Instance, lines: dict[str, Line]) -> frozenset[str]:
    return frozenset(p for p, line in lines.items() if instance.differs(p, line))
