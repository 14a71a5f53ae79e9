"""The exact model of a re-plan as linear rows; whichever solver takes them.

It shares no code with the checker. Inside its window every rule is a row; outside, lines stay as
they are now. What the base already broke is let stand at that very place and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from offwatch.plan.linear import NO, YES, Linear, Var, total
from offwatch.plan.model_rules import LineRules
from offwatch.plan.roster import Absences, Mission, Person, Roster, hit_missions
from offwatch.plan.score import TOLERANCE_DAYS, Goal, Key, covers
from offwatch.plan.tie import tie_weight
from offwatch.plan.window import Window

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
        self.told: dict[str, Var] = {}
        self.starts: dict[str, list[int]] = {}  # of the missions that are free
        hit = hit_missions(base, self.absent)
        self.credited = {
            p: days | {d for d, h in base.duties.get(p, {}).items() if h in hit.get(p, ())}
            for p, days in self.absent.items()
        }
        self._missions()
        self._days()
        for person in base.people:
            if any((person.id, d) in self.work for d in window.days):
                LineRules(self, person).add()
        self.first = self._cover()
        self._disturbance()

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
            for s in starts:
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
        away = self.absent.get(person.id, frozenset())
        for d in mission.span(start):
            if d in away or (d in person.off and line.get(d) != mission.id):
                return False
            if self._frozen(person.id, d) and line.get(d) != mission.id:
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
            away = self.absent.get(person.id, frozenset())
            for d in sorted(self.window.days):
                if d in away:
                    self.held[person.id, d] = {}
                    self.work[person.id, d] = NO
                elif not self._constant(person.id, d):
                    self._day(person, d, demanded.get(d, []), joining.get((person.id, d), {}))

    def _constant(self, person: str, day: int) -> bool:
        """Frozen days, and days of a mission that reaches out of the window, stay as they are.

        So does every duty given before the rest of a roster is made.
        """
        if self.goal == "make" and day in self.base.duties.get(person, {}):
            return True
        held = self.now.duties.get(person, {}).get(day)
        away = held in self.base.mission and held not in self.starts
        return away or self._frozen(person, day)

    def _day(
        self, person: Person, d: int, demanded: list[str], joining: Mapping[str, list[Var]]
    ) -> None:
        was = self.base.duties.get(person.id, {}).get(d)
        now = self.now.duties.get(person.id, {}).get(d)
        ids = {*demanded, *(h for h in (was, now) if h in self.base.shift)}
        if d in person.off:
            ids &= {was}
        found: dict[str, list[Var]] = {
            s: [self.linear.new()]
            for s in sorted(i for i in ids if i)
            if s in (was, now) or person.rules.max_shifts.get(s, 1) > 0
        }
        found |= joining
        lits = [v for vars_ in found.values() for v in vars_]
        self.held[person.id, d] = found
        if not lits:
            self.work[person.id, d] = NO
            return
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

    # -- objective ---------------------------------------------------------------------------

    def _cover(self) -> Terms:
        return [
            (1, self._short(key, need, skills))
            for key, need, skills in covers(self.base, whole=self.goal == "make")
            if (key in self.starts if isinstance(key, str) else key[0] in self.window.days)
        ]

    def _short(self, key: Key, need: int, skills: tuple[tuple[str, int], ...]) -> Var:
        """Seats that stay open; a variable that follows from who is on."""
        if isinstance(key, str):
            crew = {
                p.id: [self.on[p.id, key, s] for s in self.starts[key] if (p.id, key, s) in self.on]
                for p in self.base.people
            }
        else:
            crew = {p.id: list(self.lits(p.id, *key)) for p in self.base.people}
        lacks = [(need, [v for vars_ in crew.values() for v in vars_])]
        for skill, least in skills:
            able = [p for p in crew if skill in self.base.person[p].skills]
            lacks.append((least, [v for p in able for v in crew[p]]))
        short = self.linear.new(need)
        for least, vars_ in lacks:
            self.linear.add([(1, short), *((1, v) for v in vars_)], low=least)

        def fill(values: list[int]) -> None:
            values[short] = max(0, *(n - sum(values[v] for v in vs) for n, vs in lacks))

        self.linear.derive(fill)
        return short

    def _disturbance(self) -> None:
        self.changed: Terms = []
        fairness = self.linear.new(
            2 * self.base.days + max((p.credit for p in self.base.people), default=0)
        )
        loads: list[tuple[int, int, Terms]] = []
        for person in self.base.people:
            mine = self._changes(person)
            if not mine:
                continue
            told = self.told[person.id] = YES if [(1, YES)] in mine else self.linear.new()
            for change in mine:
                self.linear.add([*change, (-1, told)], high=0)
                self.changed += change
            if told != YES:
                self._tell(told, mine)
            loads.append(self._load(person, fairness))
        self.linear.derive(lambda values: _most(fairness, loads, values))
        self.fairness: Terms = [(1, fairness)]
        self.wishes: Terms = [
            (1, works)
            for p in self.base.people
            for d in sorted(p.wishes)
            if d not in self.base.duties.get(p.id, {}) and (works := self.works(p.id, d)) != NO
        ]
        if self.goal == "make":
            self.changed = [(1, self._hours_short(p)) for p in self.base.people]
        self.moved: Terms = []
        for m, starts in self.starts.items():
            self.moved += [(1, self.at[m, s]) for s in starts if s != self.base.mission[m].start]
        if self.goal == "replan":
            self.second: Terms = [(1, told) for told in self.told.values()]
        else:
            self.second = [
                (1, self.works(p, d)) for p, days in self.soft.items() for d in sorted(days)
            ]
        self.most_second = len(self.second)

    def _load(self, person: Person, fairness: Var) -> tuple[int, int, Terms]:
        """Rows that let fairness be no less than what one person's days ask for.

        Gives what is free of days, what more counts at once for the first beyond that, the days.
        """
        line = self.base.duties.get(person.id, {})
        load: Terms = [(1, self.works(person.id, d)) for d in range(self.base.days)]
        if self.goal == "make":
            self.linear.add([*load, (-1, fairness)], high=-person.credit)
            return -person.credit, 0, load
        if person.credit <= 0:
            free = len(line) + TOLERANCE_DAYS - person.credit
            self.linear.add([*load, (-1, fairness)], high=free)
            return free, 0, load
        more = self.linear.new()
        self.linear.add([*load, (-self.base.days, more)], high=len(line))
        self.linear.derive(lambda values: _more(more, len(line), load, values))
        free = len(line) + TOLERANCE_DAYS
        self.linear.add([*load, (person.credit, more), (-1, fairness)], high=free)
        return free, person.credit, load

    def _hours_short(self, person: Person) -> Var:
        """Hours somebody lacks to the least, rounded up; follows from what is held."""
        least = person.rules.min_minutes
        if not least:
            return NO
        minutes: Terms = [
            (self.base.minutes_of(h), v)
            for d in range(self.base.days)
            for h in self.ids(person.id, d)
            for v in self.lits(person.id, d, h)
        ]
        short = self.linear.new(-(-least // 60))
        self.linear.add([*minutes, (60, short)], low=least)

        def fill(values: list[int]) -> None:
            values[short] = max(0, -(-(least - total(minutes, values)) // 60))

        self.linear.derive(fill)
        return short

    def _changes(self, person: Person) -> list[Terms]:
        """For each day outside the absence that can differ or does, 1 if it does, as terms."""
        line = self.base.duties.get(person.id, {})
        now = self.now.duties.get(person.id, {})
        away = self.absent.get(person.id, frozenset())
        mine: list[Terms] = []
        for d in range(self.base.days):
            if d in away:
                continue
            if (person.id, d) not in self.held:
                if line.get(d) != now.get(d):
                    mine.append([(1, YES)])
            elif d in line:
                kept = self.lits(person.id, d, line[d])
                mine.append([(1, YES), *((-1, v) for v in kept)])
            elif (works := self.works(person.id, d)) != NO:
                mine.append([(1, works)])
        return mine

    def _tell(self, told: Var, mine: list[Terms]) -> None:
        def fill(values: list[int]) -> None:
            values[told] = int(any(total(change, values) for change in mine))

        self.linear.derive(fill)

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
                if h in self.base.shift:
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


def _more(more: Var, had: int, load: Terms, values: list[int]) -> None:
    values[more] = int(total(load, values) > had)


def _most(fairness: Var, loads: list[tuple[int, int, Terms]], values: list[int]) -> None:
    most = 0
    for free, at_once, load in loads:
        days = total(load, values)
        more = days > free - TOLERANCE_DAYS
        most = max(most, days - free + (at_once if more else 0))
    values[fairness] = most
