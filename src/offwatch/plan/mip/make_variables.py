"""The variables made, and what is known before any solver begins.

A variable is made only where something may change: inside the window, on days that are neither
absences nor frozen, and for runs of work and of rest that the rules leave room for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from offwatch.plan.mip.neighbourhood import Window
from offwatch.plan.mip.program import NO, YES, Var
from offwatch.plan.mip.run_automaton import EITHER, Kinds, RunAutomaton
from offwatch.plan.mip.variables import Variables
from offwatch.plan.objective import Goal
from offwatch.plan.roster.availability import whole_days
from offwatch.plan.roster.roster import Absences, Mission, Person, Roster

Follow = Callable[[Mission, int], Sequence[str]]


def make_variables(
    base: Roster,
    absent: Absences,
    window: Window,
    *,
    goal: Goal,
    allow_moves: bool,
    now: Roster,
    follow: Follow,
) -> Variables:
    """Make the variables for one window around one roster.

    Parameters
    ----------
    base, absent, window, goal, now
        As for `Variables`.
    allow_moves : bool
        Whether missions may move.
    follow : callable
        Which members of a mission go along when it starts on a given day.
    """
    maker = _Maker(Variables(base, absent, window, goal=goal, now=now))
    maker.add_missions(follow, allow_moves=allow_moves)
    maker.add_days()
    return maker.made


class _Maker:
    def __init__(self, made: Variables) -> None:
        self.made = made

    def add_missions(self, follow: Follow, *, allow_moves: bool) -> None:
        for m in self.made.base.missions:
            standing = self.made.now.mission[m.id].start
            if not (self.made.window.holds(m.span()) and self.made.window.holds(m.span(standing))):
                continue
            members = set(self.made.base.members(m.id))
            made = self.made.goal == "make" and bool(members)
            fixed = made or any((p, d) in self.made.base.fixed for p in members for d in m.span())
            starts = [
                s
                for s in (m.starts if allow_moves and not fixed else (standing,))
                if self.made.window.holds(m.span(s))
            ]
            self.made.starts[m.id] = starts
            for s in starts:
                self.made.at[m.id, s] = self.made.program.new() if len(starts) > 1 else YES
            if len(starts) > 1:
                self.made.program.add([(1, self.made.at[m.id, s]) for s in starts], low=1, high=1)
        for m in (m for m in self.made.base.missions if m.id in self.made.starts):
            members = set(self.made.base.members(m.id))
            for s in self.made.starts[m.id]:
                along = set(follow(m, s)) if s != m.start else set[str]()
                for person in self.made.base.people:
                    self._add_joining(person, m, s, members, along)

    def _add_joining(
        self, person: Person, m: Mission, s: int, members: set[str], follow: set[str]
    ) -> None:
        if not self._may_join(person, m, s):
            return
        mine = person.id in members
        kept = self.made.goal == "make" or any(self._frozen(person.id, d) for d in m.span())
        if mine and s == m.start and kept:
            self.made.on[person.id, m.id, s] = self.made.at[m.id, s]
            return
        join = self.made.on[person.id, m.id, s] = self.made.program.new()
        self.made.program.imply(join, self.made.at[m.id, s])
        if person.id in follow:
            self.made.program.imply(self.made.at[m.id, s], join)

    def _may_join(self, person: Person, mission: Mission, start: int) -> bool:
        now = self.made.now.duties.get(person.id, {})
        return self.made.free.may_hold(person.id, mission.id, start) and not any(
            self._constant(person.id, d) and now.get(d) != mission.id for d in mission.span(start)
        )

    def add_days(self) -> None:
        demanded: dict[int, list[str]] = {}
        for cell in self.made.base.demand:
            demanded.setdefault(cell.day, []).append(cell.shift)
        joining: dict[tuple[str, int], dict[str, list[Var]]] = {}
        for (p, m, s), join in self.made.on.items():
            for d in self.made.base.mission[m].span(s):
                joining.setdefault((p, d), {}).setdefault(m, []).append(join)
        for person in self.made.base.people:
            self._add_line(person, demanded, joining)

    def _add_line(
        self,
        person: Person,
        demanded: Mapping[int, list[str]],
        joining: Mapping[tuple[str, int], dict[str, list[Var]]],
    ) -> None:
        """One person's days in the window: what they may hold, where that leaves any choice."""
        away = whole_days(self.made.absent.get(person.id, frozenset()))
        shifts: dict[int, list[str]] = {}
        kinds: dict[int, Kinds] = {}
        for d in sorted(self.made.window.days):
            if d in away:
                kinds[d] = (False,)
                self.made.held[person.id, d], self.made.work[person.id, d] = {}, NO
            elif not self._constant(person.id, d):
                shifts[d] = self._shifts(person, d, demanded.get(d, []))
                kinds[d] = EITHER if shifts[d] or (person.id, d) in joining else (False,)
        self._drop_impossible(person, kinds)
        self.made.choices[person.id] = []
        for d, ids in shifts.items():
            self._add_day(person, d, ids, joining.get((person.id, d), {}), kinds[d])

    def _drop_impossible(self, person: Person, kinds: dict[int, Kinds]) -> None:
        """Leave out kinds of days that no run of work or of rest has room for."""
        line = self.made.base.duties.get(person.id, {})
        credited = self.made.free.credited.get(person.id, frozenset())
        automaton = self.made.automata[person.id] = RunAutomaton(
            person, self.made.base.days, line, credited
        )
        self.made.layers[person.id] = {}
        if automaton.bound:
            layers = automaton.layers(kinds, self.made.now.duties.get(person.id, {}).keys())
            if all(layers.values()):
                self.made.layers[person.id] = layers
                for d in kinds.keys() & layers.keys():
                    kinds[d] = tuple(sorted({busy for busy, _ in layers[d]}))

    def _constant(self, person: str, day: int) -> bool:
        """Frozen days, and days of a mission that reaches out of the window, stay as they are.

        So does every duty given before the rest of a roster is made.
        """
        if self.made.goal == "make" and day in self.made.base.duties.get(person, {}):
            return True
        held = self.made.now.duties.get(person, {}).get(day)
        away = held in self.made.base.mission and held not in self.made.starts
        return away or self._frozen(person, day)

    def _shifts(self, person: Person, d: int, demanded: list[str]) -> list[str]:
        """The shifts that somebody may hold on a day, what is held now among them."""
        was = self.made.base.duties.get(person.id, {}).get(d)
        now = self.made.now.duties.get(person.id, {}).get(d)
        ids = {*demanded, *(h for h in (was, now) if h in self.made.base.shift)}
        most = person.rules.max_shifts
        return [
            s
            for s in sorted(i for i in ids if i)
            if (s in (was, now) or most.get(s, 1) > 0) and self.made.free.may_hold(person.id, s, d)
        ]

    def _add_day(
        self,
        person: Person,
        d: int,
        shifts: list[str],
        joining: Mapping[str, list[Var]],
        kinds: Kinds,
    ) -> None:
        joins = [v for vars_ in joining.values() for v in vars_]
        if kinds == (False,):
            self.made.held[person.id, d], self.made.work[person.id, d] = {}, NO
            for join in joins:
                self.made.program.add([(1, join)], high=0)
            return
        alone = kinds == (True,) and len(shifts) == 1 and not joins
        found: dict[str, list[Var]] = {
            s: [YES if alone else self.made.program.new()] for s in shifts
        }
        found |= joining
        literals = [v for vars_ in found.values() for v in vars_]
        self.made.held[person.id, d] = found
        if not alone:
            self.made.choices[person.id].append(d)
        if len(kinds) == 1:
            self.made.work[person.id, d] = YES
            self.made.program.add([(1, v) for v in literals], low=1, high=1)
        elif len(literals) == 1:
            self.made.work[person.id, d] = literals[0]
        else:
            work = self.made.work[person.id, d] = self.made.program.new()
            self.made.program.add([*((1, v) for v in literals), (-1, work)], low=0, high=0)

            def fill(values: list[int]) -> None:
                values[work] = sum(values[v] for v in literals)

            self.made.program.derive(fill)

    def _frozen(self, person: str, day: int) -> bool:
        return (person, day) in self.made.base.fixed and day not in self.made.free.undone.get(
            person, ()
        )
