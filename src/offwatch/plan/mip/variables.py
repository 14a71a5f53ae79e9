"""The variables of the exact model: what they mean, and values in and out."""

from __future__ import annotations

from collections.abc import Sequence

from offwatch.plan.assignment import Assignment
from offwatch.plan.mip.neighbourhood import Window
from offwatch.plan.mip.program import NO, YES, Program, Var
from offwatch.plan.mip.run_automaton import RunAutomaton, State
from offwatch.plan.objective import Goal
from offwatch.plan.roster.availability import (
    Availability,
    days_lasting,
    days_touched,
    duty_span,
    overlap,
    parts_of,
)
from offwatch.plan.roster.roster import DAY_MIN, Absences, MinuteSpan, Roster
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
    now : Roster
        What days outside the window keep: the base with the absent taken off, or a plan already
        found that is to be bettered here.

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
        now: Roster,
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
