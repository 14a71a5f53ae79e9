"""The parts of the objective as sums over the exact model's variables, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from offwatch.plan.mip.program import NO, YES, Var, total
from offwatch.plan.objective import TOLERANCE_DAYS, Key, covers
from offwatch.plan.roster.roster import Person

if TYPE_CHECKING:
    from offwatch.plan.mip.model import Model

Terms = list[tuple[int, Var]]


class Parts:
    """Seats open, people told (or days to avoid on duty), missions moved, and the rest.

    ``first`` and ``second`` are the two that are proved; ``most_second`` is what the second can
    at most come to.
    """

    def __init__(self, model: Model) -> None:
        self.model, self.linear, self.base = model, model.linear, model.base
        self.told: dict[str, Var] = {}
        self.on = self._held()
        self.first = self._cover()
        self._disturbance()

    def _cover(self) -> Terms:
        return [
            (1, self._short(key, need, skills))
            for key, need, skills in covers(self.base, whole=self.model.goal == "make")
            if (
                key in self.model.starts
                if isinstance(key, str)
                else key[0] in self.model.window.days
            )
        ]

    def _held(self) -> dict[Key, dict[str, list[Var]]]:
        """Who may be on each shift of the window, and on each mission, as variables."""
        model, found = self.model, dict[Key, dict[str, list[Var]]]()
        for (p, d), by_id in model.held.items():
            for h, vars_ in by_id.items():
                if h in self.base.shift:
                    found.setdefault((d, h), {})[p] = vars_
        for person in self.base.people:
            for d, h in model.now.duties.get(person.id, {}).items():
                if d in model.window.days and (person.id, d) not in model.held:
                    found.setdefault((d, h), {})[person.id] = [YES]
        for (p, m, _), join in model.on.items():
            found.setdefault(m, {}).setdefault(p, []).append(join)
        return found

    def _short(self, key: Key, need: int, skills: tuple[tuple[str, int], ...]) -> Var:
        """Seats that stay open; a variable that follows from who is on."""
        crew = self.on.get(key, {})
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
            if d not in self.base.duties.get(p.id, {})
            and (works := self.model.works(p.id, d)) != NO
        ]
        if self.model.goal == "make":
            self.changed = [(1, self._hours_short(p)) for p in self.base.people]
        self.moved: Terms = []
        for m, starts in self.model.starts.items():
            self.moved += [
                (1, self.model.at[m, s]) for s in starts if s != self.base.mission[m].start
            ]
        if self.model.goal == "replan":
            self.second: Terms = [(1, told) for told in self.told.values()]
        else:
            self.second = [
                (1, self.model.works(p, d))
                for p, days in self.model.soft.items()
                for d in sorted(days)
            ]
        self.most_second = len(self.second)

    def _load(self, person: Person, fairness: Var) -> tuple[int, int, Terms]:
        """Rows that let fairness be no less than what one person's days ask for.

        Gives what is free of days, what more counts at once for the first beyond that, the days.
        """
        line = self.base.duties.get(person.id, {})
        load: Terms = [(1, self.model.works(person.id, d)) for d in range(self.base.days)]
        if self.model.goal == "make":
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
            for h in self.model.ids(person.id, d)
            for v in self.model.lits(person.id, d, h)
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
        now = self.model.now.duties.get(person.id, {})
        away = self.model.absent.get(person.id, frozenset())
        mine: list[Terms] = []
        for d in range(self.base.days):
            if d in away:
                continue
            if (person.id, d) not in self.model.held:
                if line.get(d) != now.get(d):
                    mine.append([(1, YES)])
            elif d in line:
                kept = self.model.lits(person.id, d, line[d])
                if list(kept) == [YES]:
                    continue
                mine.append([(1, YES), *((-1, v) for v in kept)])
            elif (works := self.model.works(person.id, d)) != NO:
                mine.append([(1, works)])
        return mine

    def _tell(self, told: Var, mine: list[Terms]) -> None:
        def fill(values: list[int]) -> None:
            values[told] = int(any(total(change, values) for change in mine))

        self.linear.derive(fill)


def _more(more: Var, had: int, load: Terms, values: list[int]) -> None:
    values[more] = int(total(load, values) > had)


def _most(fairness: Var, loads: list[tuple[int, int, Terms]], values: list[int]) -> None:
    most = 0
    for free, at_once, load in loads:
        days = total(load, values)
        more = days > free - TOLERANCE_DAYS
        most = max(most, days - free + (at_once if more else 0))
    values[fairness] = most
