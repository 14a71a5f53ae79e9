"""The exact model of a re-plan for CP-SAT; imported in the solver's child process only.

It shares no code with the checker. Inside its window every rule is a constraint; outside, lines are
constants. What the base already broke is let stand at that very place and nowhere else.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from ortools.sat.python import cp_model

from offwatch.plan.cpsat_rules import LineRules
from offwatch.plan.roster import Absences, Mission, Person, Roster, hit_missions
from offwatch.plan.score import Goal, covers
from offwatch.plan.window import Window

Expr = Any  # a CP-SAT variable or linear expression, or a plain 0 or 1
Values = tuple[dict[str, dict[int, str]], dict[str, int]]  # duties, mission starts


class Model:
    """Variables, rules and the parts of the objective, for one window."""

    def __init__(
        self, base: Roster, absent: Absences, window: Window, *, goal: Goal, allow_moves: bool
    ) -> None:
        self.base, self.window, self.goal = base, window, goal
        self.soft = absent if goal == "settle" else {}
        self.absent: Absences = {} if goal == "settle" else absent
        self.allow_moves = allow_moves
        self.cp = cp_model.CpModel()
        self.held: dict[tuple[str, int], dict[str, Expr]] = {}
        self.on: dict[tuple[str, str, int], Expr] = {}  # person, mission, start
        self.at: dict[tuple[str, int], Expr] = {}  # mission, start
        self.work: dict[tuple[str, int], Expr] = {}
        self.told: dict[str, Expr] = {}
        self.open: dict[Any, tuple[Expr, list[tuple[int, list[Expr]]]]] = {}
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
        self._cover()
        self._disturbance()

    # -- variables ---------------------------------------------------------------------------

    def _missions(self) -> None:
        for m in self.base.missions:
            if not self.window.holds(m.span()):
                continue
            members = set(self.base.members(m.id))
            fixed = any((p, d) in self.base.frozen for p in members for d in m.span())
            starts = [
                s
                for s in (m.starts if self.allow_moves and not fixed else (m.start,))
                if self.window.holds(m.span(s))
            ]
            for s in starts:
                self.at[m.id, s] = self.cp.new_bool_var("") if len(starts) > 1 else 1
            if len(starts) > 1:
                self.cp.add_exactly_one(self.at[m.id, s] for s in starts)
            for person in self.base.people:
                for s in starts:
                    if self._may_join(person, m, s):
                        join = self.on[person.id, m.id, s] = self.cp.new_bool_var("")
                        if len(starts) > 1:
                            self.cp.add_implication(join, self.at[m.id, s])
                        if s != m.start and person.id in members and not self._bound(person, m, s):
                            self.cp.add_implication(self.at[m.id, s], join)

    def _bound(self, person: Person, mission: Mission, start: int) -> bool:
        """Whether another mission holds somebody on days that this one would move to."""
        line = self.base.duties.get(person.id, {})
        others = self.base.mission.keys() - {mission.id}
        return any(line.get(d) in others for d in mission.span(start))

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
        joining: dict[tuple[str, int], dict[str, list[Expr]]] = {}
        for (p, m, s), join in self.on.items():
            for d in self.base.mission[m].span(s):
                joining.setdefault((p, d), {}).setdefault(m, []).append(join)
        for person in self.base.people:
            line = self.base.duties.get(person.id, {})
            for d in sorted(self.window.days):
                if d in self.absent.get(person.id, frozenset()):
                    self.held[person.id, d] = {}
                    self.work[person.id, d] = 0
                elif not self._constant(line.get(d)):
                    self._day(person, d, demanded.get(d, []), joining.get((person.id, d), {}))

    def _constant(self, was: str | None) -> bool:
        """Days of a mission that reaches out of the window stay as they are."""
        mission = self.base.mission.get(was or "")
        return mission is not None and not self.window.holds(mission.span())

    def _day(
        self, person: Person, d: int, demanded: list[str], joining: Mapping[str, list[Expr]]
    ) -> None:
        was = self.base.duties.get(person.id, {}).get(d)
        ids = set(demanded) | ({was} if was in self.base.shift else set())
        if d in person.off or self._frozen(person.id, d):
            ids &= {was}
        found: dict[str, Expr] = {
            s: self.cp.new_bool_var("")
            for s in sorted(i for i in ids if i)
            if s == was or person.rules.max_shifts.get(s, 1) > 0
        }
        for m, joins in joining.items():
            found[m] = joins[0] if len(joins) == 1 else sum(joins)
        self.held[person.id, d] = found
        work = self.work[person.id, d] = self.cp.new_bool_var("")
        self.cp.add(sum(found.values()) == work)
        if self._frozen(person.id, d):
            self.cp.add((found[was] if was is not None else 1 - work) == 1)

    def _frozen(self, person: str, day: int) -> bool:
        return (person, day) in self.base.frozen and day not in self.credited.get(person, ())

    # -- what is held, as an expression or a constant ----------------------------------------

    def lit(self, person: str, day: int, held: str) -> Expr:
        if (person, day) in self.held:
            return self.held[person, day].get(held, 0)
        return int(self.base.duties.get(person, {}).get(day) == held)

    def works(self, person: str, day: int) -> Expr:
        if (person, day) in self.work:
            return self.work[person, day]
        return int(day in self.base.duties.get(person, {}))

    def ids(self, person: str, day: int) -> list[str]:
        if (person, day) in self.held:
            return list(self.held[person, day])
        was = self.base.duties.get(person, {}).get(day)
        return [was] if was is not None else []

    # -- objective ---------------------------------------------------------------------------

    def _cover(self) -> None:
        for cover in covers(self.base):
            key = cover.key
            if isinstance(key, str):
                starts = [s for m, s in self.at if m == key]
                if not starts:
                    continue
                crew = {
                    p.id: [self.on[p.id, key, s] for s in starts if (p.id, key, s) in self.on]
                    for p in self.base.people
                }
            elif key[0] in self.window.days:
                crew = {p.id: [self.lit(p.id, *key)] for p in self.base.people}
            else:
                continue
            lacks = [(cover.need, [lit for lits in crew.values() for lit in lits])]
            for skill, least in cover.skills:
                able = [p for p in crew if skill in self.base.person[p].skills]
                lacks.append((least, [lit for p in able for lit in crew[p]]))
            short = self.cp.new_int_var(0, cover.need, "")
            for least, lits in lacks:
                self.cp.add(short + sum(lits) >= least)
            self.open[key] = (short, lacks)

    def _disturbance(self) -> None:
        changed: list[Expr] = []
        self.fairness: Expr = self.cp.new_int_var(0, self.base.days, "")
        for person in self.base.people:
            line = self.base.duties.get(person.id, {})
            away = self.absent.get(person.id, frozenset())
            mine = []
            for d in sorted(self.window.days):
                if (person.id, d) in self.held and d not in away:
                    lit = self.lit(person.id, d, line[d]) if d in line else None
                    mine.append(self.works(person.id, d) if lit is None else 1 - lit)
            if not mine:
                continue
            told = self.told[person.id] = self.cp.new_bool_var("")
            for change in mine:
                self.cp.add(told >= change)
            self.cp.add(sum(mine) >= told)
            changed += mine
            added = sum(self.works(person.id, d) for d in range(self.base.days)) - len(line)
            self.cp.add(self.fairness >= added - 1)
        self.changed: Expr = sum(changed)
        self.moved: Expr = sum(
            1 - self.at[m.id, m.start] for m in self.base.missions if (m.id, m.start) in self.at
        )
        self.most_second = (
            sum(map(len, self.soft.values())) if self.goal == "settle" else len(self.told)
        )
        hits = sum(self.works(p, d) for p, days in self.soft.items() for d in days)
        self.second: Expr = hits if self.goal == "settle" else sum(self.told.values())
        self.first: Expr = sum(short for short, _ in self.open.values())

    def tie(self, seed: int) -> Expr:
        """A fixed preference among equals, so that the same seed gives the same plan."""
        terms = []
        for (p, d), found in self.held.items():
            was = self.base.duties.get(p, {}).get(d)
            terms += [
                (zlib.crc32(f"{seed}|{p}|{d}|{h}".encode()) % 997 + 1) * lit
                for h, lit in found.items()
                if h != was
            ]
        for (m, s), lit in self.at.items():
            if s != self.base.mission[m].start:
                terms.append((zlib.crc32(f"{seed}|{m}|{s}".encode()) % 997 + 1) * lit)
        return sum(terms)

    # -- values in and out -------------------------------------------------------------------

    def hint(self, values: Values) -> None:
        """Start from a roster known to be sound."""
        duties, starts = values
        self.cp.clear_hints()  # type: ignore[no-untyped-call]
        for (m, s), lit in self.at.items():
            self._hint(lit, starts[m] == s)
        for (p, m, s), lit in self.on.items():
            self._hint(lit, starts[m] == s and duties.get(p, {}).get(s) == m)
        for (p, d), found in self.held.items():
            held = duties.get(p, {}).get(d)
            for h, lit in found.items():
                if h in self.base.shift:
                    self._hint(lit, held == h)
            self._hint(self.work[p, d], held is not None)
        for p, lit in self.told.items():
            line, now = self.base.duties.get(p, {}), duties.get(p, {})
            away = self.absent.get(p, frozenset())
            days = (line.keys() | now.keys()) - away
            self._hint(lit, any(line.get(d) != now.get(d) for d in days))

    def _hint(self, lit: Expr, value: bool) -> None:
        if not isinstance(lit, int):
            self.cp.add_hint(lit, int(value))

    def values(self, value: Any) -> Values:
        """The roster that a solution stands for; ``value`` reads a variable."""
        starts = {m.id: m.start for m in self.base.missions}
        for (m, s), lit in self.at.items():
            if value(lit):
                starts[m] = s
        duties: dict[str, dict[int, str]] = {}
        for person in self.base.people:
            line = {
                d: h
                for d, h in self.base.duties.get(person.id, {}).items()
                if (person.id, d) not in self.held
            }
            for d in self.window.days:
                for h, lit in self.held.get((person.id, d), {}).items():
                    if h in self.base.shift and value(lit):
                        line[d] = h
            duties[person.id] = line
        for (p, m, s), join in self.on.items():
            if value(join):
                duties[p] |= dict.fromkeys(self.base.mission[m].span(s), m)
        return duties, starts
