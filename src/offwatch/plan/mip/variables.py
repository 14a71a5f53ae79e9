"""The variables of the exact model, and what is known before any solver begins.

A variable is made only where something may change: inside the window, on days that are neither
absences nor frozen, and for runs of work and of rest that the rules leave room for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from offwatch.plan.assignment import Assignment
from offwatch.plan.mip.neighbourhood import Window
from offwatch.plan.mip.program import NO, YES, Program, Var
from offwatch.plan.mip.run_automaton import EITHER, Kinds, RunAutomaton, State
from offwatch.plan.objective import Goal
from offwatch.plan.roster.availability import (
    Availability,
    days_lasting,
    days_touched,
    duty_span,
    overlap,
    parts_of,
    whole_days,
)
from offwatch.plan.roster.roster import DAY_MIN, Absences, MinuteSpan, Mission, Person, Roster
from offwatch.plan.tie_break import tie_weight

Terms = list[tuple[int, Var]]


class Variables:
    """The variables for one window around one roster.

    Parameters
    ----------
    base : Roster
        The roster in force.
    absent : Absences
        Who is away; for a draft or a new roster the days to avoid.
    window : Window
        The days on which anything may change.
    goal : Goal
        What is asked: a re-plan, a draft or a new roster.
    allow_moves : bool
        Whether missions may move.
    now : Roster
        What days outside the window keep: the base with the absent taken off, or a plan already
        found that is to be bettered here.
    follow : callable
        Which members of a mission go along when it starts on a given day.

    Attributes
    ----------
    program : Program
        Where the variables live.
    held : dict
        By person and day the variables of each shift or mission that may be held then.
    work : dict
        By person and day the variable that says whether they are on duty.
    on, at : dict
        Who joins which mission at which start, and where each mission starts.
    starts : dict
        The starts that each mission inside the window may have.
    choices : dict
        For each person the days on which something is to be chosen.
    automata, layers : dict
        For each person the automaton of runs, and its states on each day that matters.
    avoid : Absences
        Days to avoid, where they are not absences.
    free : Availability
        Who may hold what when.
    lasting : int
        The most calendar days that any shift reaches beyond the one on which it begins.
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
    ) -> None:
        self.base, self.window, self.goal, self.now = base, window, goal, now
        self.avoid: Absences = {} if goal == "replan" else absent
        self.absent: Absences = absent if goal == "replan" else {}
        self.program = Program()
        self.held: dict[tuple[str, int], dict[str, list[Var]]] = {}
        self.on: dict[tuple[str, str, int], Var] = {}  # person, mission, start
        self.at: dict[tuple[str, int], Var] = {}  # mission, start
        self.work: dict[tuple[str, int], Var] = {}
        self.starts: dict[str, list[int]] = {}
        self.choices: dict[str, list[int]] = {}
        self.automata: dict[str, RunAutomaton] = {}
        self.layers: dict[str, dict[int, list[State]]] = {}
        self.free = Availability(base, self.absent)
        self.lasting = max((days_lasting(base, s) for s in base.shift), default=0)
        self._add_missions(follow, allow_moves=allow_moves)
        self._add_days()

    # -- what is held, as variables or constants ---------------------------------------------

    def literals(self, person: str, day: int, held: str) -> Sequence[Var]:
        """Give the variables of which one is 1 if somebody holds something on a day.

        Parameters
        ----------
        person, held : str
            Who holds which shift or mission.
        day : int
            On which day (index).
        """
        if (person, day) in self.held:
            return self.held[person, day].get(held, ())
        return (YES,) if self.now.duties.get(person, {}).get(day) == held else ()

    def works(self, person: str, day: int) -> Var:
        """Give the variable that is 1 if somebody is on duty on a day."""
        if (person, day) in self.work:
            return self.work[person, day]
        return YES if day in self.now.duties.get(person, {}) else NO

    def may_hold(self, person: str, day: int) -> list[str]:
        """List the shifts and missions that somebody may hold on a day."""
        if (person, day) in self.held:
            return list(self.held[person, day])
        now = self.now.duties.get(person, {}).get(day)
        return [now] if now is not None else []

    def reaching_into(self, person: str, span: MinuteSpan, days: Sequence[int]) -> list[Var]:
        """Give what somebody may hold that overlaps a stretch of time, but for its whole days.

        Parameters
        ----------
        person : str
            Whose duties are meant.
        span : MinuteSpan
            The stretch of time.
        days : sequence of int
            The whole days of it, of which `works` already tells.
        """
        found: list[Var] = []
        first = max(0, span.start_min // DAY_MIN - self.lasting)
        for d in range(first, min(self.base.days, days_touched(span).stop)):
            for h in self.may_hold(person, d) if d not in days else ():
                if h in self.base.shift:
                    part = duty_span(self.base, h, d)
                elif (person, d) not in self.held:
                    part = parts_of(self.base, h, self.now.mission[h].start)[d]
                else:
                    continue  # of a mission that may move: below
                if overlap(part, span):
                    found += self.literals(person, d, h)
        for (p, m, s), join in self.on.items():
            held = self.base.mission[m].span(s)
            if p != person or any(d in held for d in days):
                continue
            if overlap(duty_span(self.base, m, s), span):
                found.append(join)
        return found

    # -- ties, and values in and out ---------------------------------------------------------

    def tie_terms(self, seed: int) -> Terms:
        """Weigh each choice that differs from the base, to prefer one of equal plans."""
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

    def start(self, assignment: Assignment) -> list[int]:
        """Give every variable its value for a roster that breaks no rule."""
        duties, starts = assignment
        found = [0] * len(self.program.most)
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
        return self.program.complete(found)

    def assignment(self, found: Sequence[int]) -> Assignment:
        """Read the roster off a solution."""
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
        return Assignment(duties, starts)

    # -- making them -------------------------------------------------------------------------

    def _add_missions(
        self, follow: Callable[[Mission, int], Sequence[str]], *, allow_moves: bool
    ) -> None:
        for m in self.base.missions:
            standing = self.now.mission[m.id].start
            if not (self.window.holds(m.span()) and self.window.holds(m.span(standing))):
                continue
            members = set(self.base.members(m.id))
            made = self.goal == "make" and bool(members)
            fixed = made or any((p, d) in self.base.frozen for p in members for d in m.span())
            starts = [
                s
                for s in (m.starts if allow_moves and not fixed else (standing,))
                if self.window.holds(m.span(s))
            ]
            self.starts[m.id] = starts
            for s in starts:
                self.at[m.id, s] = self.program.new() if len(starts) > 1 else YES
            if len(starts) > 1:
                self.program.add([(1, self.at[m.id, s]) for s in starts], low=1, high=1)
        for m in (m for m in self.base.missions if m.id in self.starts):
            members = set(self.base.members(m.id))
            for s in self.starts[m.id]:
                along = set(follow(m, s)) if s != m.start else set[str]()
                for person in self.base.people:
                    self._add_joining(person, m, s, members, along)

    def _add_joining(
        self, person: Person, m: Mission, s: int, members: set[str], follow: set[str]
    ) -> None:
        if not self._may_join(person, m, s):
            return
        mine = person.id in members
        kept = self.goal == "make" or any(self._frozen(person.id, d) for d in m.span())
        if mine and s == m.start and kept:
            self.on[person.id, m.id, s] = self.at[m.id, s]
            return
        join = self.on[person.id, m.id, s] = self.program.new()
        self.program.imply(join, self.at[m.id, s])
        if person.id in follow:
            self.program.imply(self.at[m.id, s], join)

    def _may_join(self, person: Person, mission: Mission, start: int) -> bool:
        now = self.now.duties.get(person.id, {})
        return self.free.may_hold(person.id, mission.id, start) and not any(
            self._constant(person.id, d) and now.get(d) != mission.id for d in mission.span(start)
        )

    def _add_days(self) -> None:
        demanded: dict[int, list[str]] = {}
        for cell in self.base.demand:
            demanded.setdefault(cell.day, []).append(cell.shift)
        joining: dict[tuple[str, int], dict[str, list[Var]]] = {}
        for (p, m, s), join in self.on.items():
            for d in self.base.mission[m].span(s):
                joining.setdefault((p, d), {}).setdefault(m, []).append(join)
        for person in self.base.people:
            self._add_line(person, demanded, joining)

    def _add_line(
        self,
        person: Person,
        demanded: Mapping[int, list[str]],
        joining: Mapping[tuple[str, int], dict[str, list[Var]]],
    ) -> None:
        """One person's days in the window: what they may hold, where that leaves any choice."""
        away = whole_days(self.absent.get(person.id, frozenset()))
        shifts: dict[int, list[str]] = {}
        kinds: dict[int, Kinds] = {}
        for d in sorted(self.window.days):
            if d in away:
                kinds[d] = (False,)
                self.held[person.id, d], self.work[person.id, d] = {}, NO
            elif not self._constant(person.id, d):
                shifts[d] = self._shifts(person, d, demanded.get(d, []))
                kinds[d] = EITHER if shifts[d] or (person.id, d) in joining else (False,)
        self._drop_impossible(person, kinds)
        self.choices[person.id] = []
        for d, ids in shifts.items():
            self._add_day(person, d, ids, joining.get((person.id, d), {}), kinds[d])

    def _drop_impossible(self, person: Person, kinds: dict[int, Kinds]) -> None:
        """Leave out kinds of days that no run of work or of rest has room for."""
        line = self.base.duties.get(person.id, {})
        credited = self.free.credited.get(person.id, frozenset())
        automaton = self.automata[person.id] = RunAutomaton(person, self.base.days, line, credited)
        self.layers[person.id] = {}
        if automaton.bound:
            layers = automaton.layers(kinds, self.now.duties.get(person.id, {}).keys())
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
        most = person.rules.max_shifts
        return [
            s
            for s in sorted(i for i in ids if i)
            if (s in (was, now) or most.get(s, 1) > 0) and self.free.may_hold(person.id, s, d)
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
            self.held[person.id, d], self.work[person.id, d] = {}, NO
            for join in joins:
                self.program.add([(1, join)], high=0)
            return
        alone = kinds == (True,) and len(shifts) == 1 and not joins
        found: dict[str, list[Var]] = {s: [YES if alone else self.program.new()] for s in shifts}
        found |= joining
        literals = [v for vars_ in found.values() for v in vars_]
        self.held[person.id, d] = found
        if not alone:
            self.choices[person.id].append(d)
        if len(kinds) == 1:
            self.work[person.id, d] = YES
            self.program.add([(1, v) for v in literals], low=1, high=1)
        elif len(literals) == 1:
            self.work[person.id, d] = literals[0]
        else:
            work = self.work[person.id, d] = self.program.new()
            self.program.add([*((1, v) for v in literals), (-1, work)], low=0, high=0)

            def fill(values: list[int]) -> None:
                values[work] = sum(values[v] for v in literals)

            self.program.derive(fill)

    def _frozen(self, person: str, day: int) -> bool:
        return (person, day) in self.base.frozen and day not in self.free.undone.get(person, ())
