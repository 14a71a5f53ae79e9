"""The first answer, in milliseconds: give each open seat to whoever can simply take it.

It is the incumbent that the solver starts from and the fallback when there is no solver.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence, Set

from offwatch.plan.objective import Cover, Key, covers, crews, missing, score
from offwatch.plan.roster.availability import (
    Availability,
    duties_on,
    hit_missions,
    without_absent,
)
from offwatch.plan.roster.line_rules import must_follow, new_faults
from offwatch.plan.roster.roster import Absences, Mission, Roster


class RosterDraft:
    """A roster under repair: lines of ids, changed only where every rule allows it.

    Parameters
    ----------
    base : Roster
        The roster in force.
    absent : Absences
        Who is away on which days (indexes).
    """

    def __init__(self, base: Roster, absent: Absences) -> None:
        self.base = base
        self.absent = absent
        self.free = Availability(base, absent)
        left = without_absent(base, absent)
        self.lines = {p.id: list(left.line(p.id)) for p in base.people}
        self.starts = {m.id: m.start for m in base.missions}
        self.touched: set[str] = set()
        self.held = covers(base)

    def copy(self) -> RosterDraft:
        """Make a draft that can be changed without this one."""
        twin = object.__new__(RosterDraft)
        twin.base, twin.absent, twin.held = self.base, self.absent, self.held
        twin.free = self.free
        twin.lines = {p: list(line) for p, line in self.lines.items()}
        twin.starts = dict(self.starts)
        twin.touched = set(self.touched)
        return twin

    def allows(self, person: str, line: list[str | None]) -> bool:
        """Say whether a line would break no rule that the base kept."""
        return not new_faults(self.free, self.base.person[person], tuple(line))

    def put(self, person: str, days: range, held: str) -> bool:
        """Give somebody a duty on days that they have off, if every rule allows it.

        Parameters
        ----------
        person, held : str
            Who is given which shift or mission.
        days : range
            The days of the duty.

        Returns
        -------
        bool
            Whether it was given.
        """
        line = list(self.lines[person])
        if any(line[d] is not None for d in days):
            return False
        for d in days:
            line[d] = held
        if not self.allows(person, line):
            return False
        self.lines[person] = line
        self.touched.add(person)
        return True

    def roster(self) -> Roster:
        """Give the roster as it stands now."""
        duties = {
            p: {d: held for d, held in enumerate(line) if held is not None}
            for p, line in self.lines.items()
        }
        return self.base.with_duties(duties, self.starts)


def repair(
    base: Roster, absent: Absences, *, allow_moves: bool = True, until: float = math.inf
) -> Roster:
    """Find the best of simple repairs: seats taken directly, with each move of a mission hit.

    Parameters
    ----------
    base : Roster
        The roster in force.
    absent : Absences
        Who is away on which days (indexes).
    allow_moves : bool
        Whether missions that lost somebody may move.
    until : float, seconds
        No further move is tried after it, on the clock of `time.monotonic`.

    Returns
    -------
    Roster
        It breaks no rule that ``base`` kept and leaves no more seats open than doing nothing.
    """
    start = RosterDraft(base, absent)
    found = start.copy()
    _fill(found)
    best, cost = found, score(base, found.roster(), absent)
    hit = {m for ids in hit_missions(base, absent).values() for m in ids}
    for mission in base.missions if allow_moves and cost.open else ():
        if mission.id in hit:
            for trial in _moves(start, mission):
                if time.monotonic() > until:
                    return best.roster()
                _fill(trial)
                trial_cost = score(base, trial.roster(), absent)
                if trial_cost < cost:
                    best, cost = trial, trial_cost
    return best.roster()


def spare(base: Roster, avoid: Absences) -> Roster:
    """Hand the shifts of a draft on days to avoid to others, where that loses no seat.

    Parameters
    ----------
    base : Roster
        The draft.
    avoid : Absences
        For each person the days to avoid (indexes).
    """
    draft = RosterDraft(base, {})
    held_by = {cover.key: cover for cover in draft.held}
    wanted = Availability(base, avoid)
    hit = {(p, d) for p in avoid for span in wanted.spans(p) for d in duties_on(base, p, span)}
    for person, day in sorted(hit):
        held = draft.lines[person][day]
        if held is None or held not in base.shift:
            continue
        trial = draft.copy()
        trial.lines[person][day] = None
        if not trial.allows(person, trial.lines[person]):
            continue
        cover = held_by.get((day, held))
        crew = crews(trial.roster()).get((day, held), [])
        if cover is not None and missing(base, cover, crew):
            barred = {p for p in avoid if wanted.is_away(p, held, day)}
            taker = take_seat(trial, cover, crew, barred)
            if taker is None or missing(base, cover, [*crew, taker]):
                continue
        draft = trial
    return draft.roster()


def _fill(draft: RosterDraft) -> None:
    """Offer every open seat in turn; a taker holds one seat before the next is looked at."""
    on = crews(draft.roster())
    for cover in draft.held:
        crew = list(on.get(cover.key, ()))
        for _ in range(missing(draft.base, cover, crew)):
            taker = take_seat(draft, cover, crew)
            if taker is None:
                break
            crew.append(taker)


def take_seat(
    draft: RosterDraft, cover: Cover, crew: Sequence[str], barred: Set[str] = frozenset()
) -> str | None:
    """Give a seat to whoever can take it most easily.

    Parameters
    ----------
    draft : RosterDraft
        The roster under repair; it is changed.
    cover : Cover
        The seat.
    crew : sequence of str
        Who is on it.
    barred : set of str
        Who may not take it.

    Returns
    -------
    str or None
        Who has taken it; ``None`` if nobody can.
    """
    held = cover.key if isinstance(cover.key, str) else cover.key[1]
    wanted = {
        skill
        for skill, least in cover.skills
        if sum(skill in draft.base.person[p].skills for p in crew) < least
    }
    for person in _by_ease(draft, wanted):
        if wanted and not wanted & draft.base.person[person].skills:
            return None
        if person not in barred and draft.put(person, _days(draft, cover.key), held):
            return person
    return None


def _by_ease(draft: RosterDraft, wanted: set[str]) -> Iterator[str]:
    """Most of the wanted skills first, then who is told anyway, then who has worked least."""

    def ease(person: str) -> tuple[int, bool, int, str]:
        has = len(wanted & draft.base.person[person].skills)
        work = sum(held is not None for held in draft.lines[person])
        return (-has, person not in draft.touched, work, person)

    return iter(sorted(draft.lines, key=ease))


def _moves(start: RosterDraft, mission: Mission) -> Iterator[RosterDraft]:
    """The mission on each of its other days, with everybody of its crew who is there then."""
    members = start.base.members(mission.id)
    frozen = any((p, d) in start.base.fixed for p in members for d in mission.span())
    for first in () if frozen else mission.starts[1:]:
        trial = came_along(start, mission, first, members)
        if trial is not None:
            yield trial


def came_along(
    start: RosterDraft, mission: Mission, first: int, willing: tuple[str, ...]
) -> RosterDraft | None:
    """Move a mission in a draft, with those of its crew who can come along.

    Parameters
    ----------
    start : RosterDraft
        The roster as the absences leave it; it is not changed.
    mission : Mission
        The mission that moves.
    first : int
        Its new first day.
    willing : tuple of str
        Whom of the crew to take along.

    Returns
    -------
    RosterDraft or None
        ``None`` where somebody who must go along cannot, or whose line breaks a rule without it.
    """
    trial = start.copy()
    trial.starts[mission.id] = first
    members = start.base.members(mission.id)
    for person in members:
        was = trial.lines[person]
        trial.lines[person] = [None if held == mission.id else held for held in was]
        if person in willing:
            _come_along(trial, person, mission, first)
    along = all(
        trial.lines[p][first] == mission.id
        for p in must_follow(start.base, start.absent, mission, first)
    )
    sound = along and all(trial.allows(p, trial.lines[p]) for p in members)
    return trial if sound else None


def _come_along(trial: RosterDraft, person: str, mission: Mission, first: int) -> None:
    """Join on the new days, giving up single shifts in the way (others may take those seats)."""
    if trial.put(person, mission.span(first), mission.id):
        return
    line = list(trial.lines[person])
    for d in mission.span(first):
        if line[d] in trial.base.mission:
            return
        line[d] = mission.id
    if trial.allows(person, line):
        trial.lines[person] = line
        trial.touched.add(person)


def _days(draft: RosterDraft, key: Key) -> range:
    if isinstance(key, str):
        return draft.base.mission[key].span(draft.starts[key])
    return range(key[0], key[0] + 1)
