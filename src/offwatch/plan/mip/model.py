"""The exact model of a re-plan as linear rows; whichever solver takes them.

It shares no code with the checker. Inside its window every rule is a row; outside, lines stay as
they are now. What the base already broke is let stand at that very place and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from offwatch.plan.mip.neighbourhood import Window
from offwatch.plan.mip.objective_terms import Parts
from offwatch.plan.mip.program import NO, YES, Linear, Var
from offwatch.plan.mip.rules import LineRules
from offwatch.plan.mip.run_automaton import EITHER, Kinds, RunStates, State
from offwatch.plan.mip.tie_break import tie_weight
from offwatch.plan.objective import Goal
from offwatch.plan.roster.roster import Absences, Mission, Person, Roster, hit_missions

Values = tuple[dict[str, dict[int, str]], dict[str, int]]  # duties, mission starts
Terms = list[tuple[int, Var]]
Runs = Literal["clauses", "flow"]


class Model:
    """Variables, rules and the parts of the objective, for one window around one roster.

    ``now`` is the roster that days outside the window keep: the base with the absent taken off,
    or a plan already found that is to be bettered here. ``follow`` says which members of a mission
    go along when it moves.
    """

    def __init__(
        self,
        base: Roster,
        absent: Absences,
        window: Window,
        *,
        goal: Goal,
        allow_moves: bool,
        now: Roster,
        follow: Callable[[Mission, int], Sequence[str]],
        runs: Runs,
    ) -> None:
        self.base, self.window, self.goal, self.now, self.runs = base, window, goal, now, runs
        self.soft = {} if goal == "replan" else absent
        self.absent: Absences = absent if goal == "replan" else {}
        self.allow_moves, self.follow = allow_moves, follow
        self.linear = Linear()
        self.held: dict[tuple[str, int], dict[str, list[Var]]] = {}
        self.on: dict[tuple[str, str, int], Var] = {}  # person, mission, start
        self.at: dict[tuple[str, int], Var] = {}  # mission, start
        self.work: dict[tuple[str, int], Var] = {}
        self.starts: dict[str, list[int]] = {}  # of the missions that are free
        self.loose: dict[str, list[int]] = {}  # days on which somebody may hold this or that
        self.states: dict[str, RunStates] = {}
        self.layers: dict[str, dict[int, list[State]]] = {}
        hit = hit_missions(base, self.absent)
        self.credited = {
            p: days | {d for d, h in base.duties.get(p, {}).items() if h in hit.get(p, ())}
            for p, days in self.absent.items()
        }
        self._missions()
        self._days()
        for person in base.people:
            if self.loose[person.id]:
                LineRules(self, person).add()
        self.parts = Parts(self)

    # -- variables ---------------------------------------------------------------------------

    def _missions(self) -> None:
        for m in self.base.missions:
            standing = self.now.mission[m.id].start
            if not (self.window.holds(m.span()) and self.window.holds(m.span(standing))):
                continue
            members = set(self.base.members(m.id))
            made = self.goal == "make" and bool(members)
            fixed = made or any((p, d) in self.base.frozen for p in members for d in m.span())
            starts = [
                s
                for s in (m.starts if self.allow_moves and not fixed else (standing,))
                if self.window.holds(m.span(s))
            ]
            self.starts[m.id] = starts
            for s in starts:
                self.at[m.id, s] = self.linear.new() if len(starts) > 1 else YES
            if len(starts) > 1:
                self.linear.add([(1, self.at[m.id, s]) for s in starts], low=1, high=1)
        for m in (m for m in self.base.missions if m.id in self.starts):
            members = set(self.base.members(m.id))
            for s in self.starts[m.id]:
                along = set(self.follow(m, s)) if s != m.start else set[str]()
                for person in self.base.people:
                    self._joining(person, m, s, members, along)

    def _joining(
        self, person: Person, m: Mission, s: int, members: set[str], follow: set[str]
    ) -> None:
        if not self._may_join(person, m, s):
            return
        mine = person.id in members
        kept = self.goal == "make" or any(self._frozen(person.id, d) for d in m.span())
        if mine and s == m.start and kept:
            self.on[person.id, m.id, s] = self.at[m.id, s]
            return
        join = self.on[person.id, m.id, s] = self.linear.new()
        self.linear.imply(join, self.at[m.id, s])
        if person.id in follow:
            self.linear.imply(self.at[m.id, s], join)

    def _may_join(self, person: Person, mission: Mission, start: int) -> bool:
        line = self.base.duties.get(person.id, {})
        now = self.now.duties.get(person.id, {})
        away = self.absent.get(person.id, frozenset())
        for d in mission.span(start):
            if d in away or (d in person.off and line.get(d) != mission.id):
                return False
            if self._constant(person.id, d) and now.get(d) != mission.id:
                return False
        return True

    def _days(self) -> None:
        demanded: dict[int, list[str]] = {}
        for cell in self.base.demand:
            demanded.setdefault(cell.day, []).append(cell.shift)
        joining: dict[tuple[str, int], dict[str, list[Var]]] = {}
        for (p, m, s), join in self.on.items():
            for d in self.base.mission[m].span(s):
                joining.setdefault((p, d), {}).setdefault(m, []).append(join)
        for person in self.base.people:
            self._line(person, demanded, joining)

    def _line(
        self,
        person: Person,
        demanded: Mapping[int, list[str]],
        joining: Mapping[tuple[str, int], dict[str, list[Var]]],
    ) -> None:
        """One person's days in the window: what they may hold, where that leaves any choice."""
        away = self.absent.get(person.id, frozenset())
        shifts: dict[int, list[str]] = {}
        kinds: dict[int, Kinds] = {}
        for d in sorted(self.window.days):
            if d in away:
                kinds[d] = (False,)
                self.held[person.id, d], self.work[person.id, d] = {}, NO
            elif not self._constant(person.id, d):
                shifts[d] = self._shifts(person, d, demanded.get(d, []))
                kinds[d] = EITHER if shifts[d] or (person.id, d) in joining else (False,)
        self._runs_left(person, kinds)
        self.loose[person.id] = []
        for d, ids in shifts.items():
            self._day(person, d, ids, joining.get((person.id, d), {}), kinds[d])

    def _runs_left(self, person: Person, kinds: dict[int, Kinds]) -> None:
        """Leave out kinds of days that no run of work or of rest has room for."""
        line = self.base.duties.get(person.id, {})
        credited = self.credited.get(person.id, frozenset())
        states = self.states[person.id] = RunStates(person.rules, self.base.days, line, credited)
        self.layers[person.id] = {}
        if states.bound:
            layers = states.layers(kinds, self.now.duties.get(person.id, {}).keys())
            if all(layers.values()):
                self.layers[person.id] = layers
                for d in kinds.keys() & layers.keys():
                    kinds[d] = tuple(sorted({busy for busy, _ in layers[d]}))

    def _constant(self, person: str, day: int) -> bool:
        """Frozen days, and days of a mission that reaches out of the window, stay as they are.

        So does every duty given before the rest of a roster is made.
        """
        if self.goal == "make" and day in self.base.duties.get(person, {}):
            return True
        held = self.now.duties.get(person, {}).get(day)
        away = held in self.base.mission and held not in self.starts
        return away or self._frozen(person, day)

    def _shifts(self, person: Person, d: int, demanded: list[str]) -> list[str]:
        """The shifts that somebody may hold on a day, what is held now among them."""
        was = self.base.duties.get(person.id, {}).get(d)
        now = self.now.duties.get(person.id, {}).get(d)
        ids = {*demanded, *(h for h in (was, now) if h in self.base.shift)}
        if d in person.off:
            ids &= {was}
        most = person.rules.max_shifts
        return [s for s in sorted(i for i in ids if i) if s in (was, now) or most.get(s, 1) > 0]

    def _day(
        self,
        person: Person,
        d: int,
        shifts: list[str],
        joining: Mapping[str, list[Var]],
        kinds: Kinds,
    ) -> None:
        joins = [v for vars_ in joining.values() for v in vars_]
        if kinds == (False,):
            self.held[person.id, d], self.work[person.id, d] = {}, NO
            for join in joins:
                self.linear.add([(1, join)], high=0)
            return
        alone = kinds == (True,) and len(shifts) == 1 and not joins
        found: dict[str, list[Var]] = {s: [YES if alone else self.linear.new()] for s in shifts}
        found |= joining
        lits = [v for vars_ in found.values() for v in vars_]
        self.held[person.id, d] = found
        if not alone:
            self.loose[person.id].append(d)
        if len(kinds) == 1:
            self.work[person.id, d] = YES
            self.linear.add([(1, v) for v in lits], low=1, high=1)
        elif len(lits) == 1:
            self.work[person.id, d] = lits[0]
        else:
            work = self.work[person.id, d] = self.linear.new()
            self.linear.add([*((1, v) for v in lits), (-1, work)], low=0, high=0)

            def fill(values: list[int]) -> None:
                values[work] = sum(values[v] for v in lits)

            self.linear.derive(fill)

    def _frozen(self, person: str, day: int) -> bool:
        return (person, day) in self.base.frozen and day not in self.credited.get(person, ())

    # -- what is held, as variables or constants ---------------------------------------------

    def lits(self, person: str, day: int, held: str) -> Sequence[Var]:
        if (person, day) in self.held:
            return self.held[person, day].get(held, ())
        return (YES,) if self.now.duties.get(person, {}).get(day) == held else ()

    def works(self, person: str, day: int) -> Var:
        if (person, day) in self.work:
            return self.work[person, day]
        return YES if day in self.now.duties.get(person, {}) else NO

    def ids(self, person: str, day: int) -> list[str]:
        if (person, day) in self.held:
            return list(self.held[person, day])
        now = self.now.duties.get(person, {}).get(day)
        return [now] if now is not None else []

    # -- ties and values ---------------------------------------------------------------------

    def tie(self, seed: int) -> Terms:
        """A fixed preference among equals, so that the same seed gives the same plan."""
        terms: Terms = []
        for (p, d), found in self.held.items():
            was = self.base.duties.get(p, {}).get(d)
            for h, vars_ in found.items():
                if h != was:
                    terms += [(tie_weight(seed, p, d, h), v) for v in vars_]
        for (m, s), var in self.at.items():
            if s != self.base.mission[m].start:
                terms.append((tie_weight(seed, m, s), var))
        return terms

    # -- values in and out -------------------------------------------------------------------

    def start(self, values: Values) -> list[int]:
        """Every variable's value for a roster that is known to be sound."""
        duties, starts = values
        found = [0] * len(self.linear.most)
        found[YES] = 1
        for (m, s), var in self.at.items():
            if var != YES:
                found[var] = int(starts[m] == s)
        for (p, m, s), var in self.on.items():
            if var != YES:
                found[var] = int(starts[m] == s and duties.get(p, {}).get(s) == m)
        for (p, d), by_id in self.held.items():
            held = duties.get(p, {}).get(d)
            for h, vars_ in by_id.items():
                if h in self.base.shift and vars_[0] != YES:
                    found[vars_[0]] = int(held == h)
        return self.linear.complete(found)

    def values(self, found: Sequence[int]) -> Values:
        """The roster that a solution stands for."""
        starts = {m.id: m.start for m in self.now.missions}
        for (m, s), var in self.at.items():
            if found[var]:
                starts[m] = s
        duties: dict[str, dict[int, str]] = {}
        for person in self.base.people:
            now = self.now.duties.get(person.id, {})
            duties[person.id] = {d: h for d, h in now.items() if (person.id, d) not in self.held}
        for (p, d), by_id in self.held.items():
            for h, vars_ in by_id.items():
                if h in self.base.shift and found[vars_[0]]:
                    duties[p][d] = h
        for (p, m, s), join in self.on.items():
            if found[join]:
                duties[p] |= dict.fromkeys(self.base.mission[m].span(s), m)
        return duties, starts
