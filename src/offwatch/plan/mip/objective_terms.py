"""The parts of the objective as sums over the exact model's variables, in their order."""

from __future__ import annotations

from offwatch.plan.mip.program import NO, YES, Var, total
from offwatch.plan.mip.variables import Terms, Variables
from offwatch.plan.objective import TOLERANCE_DAYS, Key, covers, is_wanted
from offwatch.plan.roster.availability import spans_of
from offwatch.plan.roster.roster import DAY_MIN, MinuteSpan, Person


class ObjectiveTerms:
    """The parts of the objective; making it adds the rows that they need to the program.

    Parameters
    ----------
    variables : Variables
        The variables of the model.

    Attributes
    ----------
    first, second : Terms
        The two parts that are proved: seats open, and people told (or days to avoid on duty).
    most_second : int
        What the second can come to at most.
    moved, changed, fairness, wishes : Terms
        The other parts.
    """

    def __init__(self, variables: Variables) -> None:
        self._variables, self._program, self._base = variables, variables.program, variables.base
        self._told: dict[str, Var] = {}
        self._crews = self._held()
        self.first = self._cover()
        self._disturbance()

    def _cover(self) -> Terms:
        return [
            (1, self._short(key, need, skills))
            for key, need, skills in covers(self._base, whole=self._variables.goal == "make")
            if (
                key in self._variables.starts
                if isinstance(key, str)
                else key[0] in self._variables.window.days
            )
        ]

    def _held(self) -> dict[Key, dict[str, list[Var]]]:
        """Who may be on each shift of the window, and on each mission, as variables."""
        variables, found = self._variables, dict[Key, dict[str, list[Var]]]()
        for (p, d), by_id in variables.held.items():
            for h, vars_ in by_id.items():
                if h in self._base.shift:
                    found.setdefault((d, h), {})[p] = vars_
        for person in self._base.people:
            for d, h in variables.now.duties.get(person.id, {}).items():
                if d in variables.window.days and (person.id, d) not in variables.held:
                    found.setdefault((d, h), {})[person.id] = [YES]
        for (p, m, _), join in variables.on.items():
            found.setdefault(m, {}).setdefault(p, []).append(join)
        return found

    def _short(self, key: Key, need: int, skills: tuple[tuple[str, int], ...]) -> Var:
        """Seats that stay open; a variable that follows from who is on."""
        crew = self._crews.get(key, {})
        lacks = [(need, [v for vars_ in crew.values() for v in vars_])]
        for skill, least in skills:
            able = [p for p in crew if skill in self._base.person[p].skills]
            lacks.append((least, [v for p in able for v in crew[p]]))
        short = self._program.new(need)
        for least, vars_ in lacks:
            self._program.add([(1, short), *((1, v) for v in vars_)], low=least)

        def fill(values: list[int]) -> None:
            values[short] = max(0, *(n - sum(values[v] for v in vs) for n, vs in lacks))

        self._program.derive(fill)
        return short

    def _disturbance(self) -> None:
        self.changed: Terms = []
        fairness = self._program.new(
            2 * self._base.days + max((p.credit for p in self._base.people), default=0)
        )
        loads: list[tuple[int, int, Terms]] = []
        for person in self._base.people:
            mine = self._changes(person)
            if not mine:
                continue
            told = self._told[person.id] = YES if [(1, YES)] in mine else self._program.new()
            for change in mine:
                self._program.add([*change, (-1, told)], high=0)
                self.changed += change
            if told != YES:
                self._tell(told, mine)
            loads.append(self._load(person, fairness))
        self._program.derive(lambda values: _most(fairness, loads, values))
        self.fairness: Terms = [(1, fairness)]
        self.wishes: Terms = [
            (1, works)
            for p in self._base.people
            for d in sorted(p.wishes)
            if d not in self._base.duties.get(p.id, {})
            and (works := self._variables.works(p.id, d)) != NO
        ]
        for person in self._base.people:
            self.wishes += self._wanted(person)
        if self._variables.goal == "make":
            self.changed = [(1, self._hours_short(p)) for p in self._base.people]
        self.moved: Terms = []
        for m, starts in self._variables.starts.items():
            self.moved += [
                (1, self._variables.at[m, s]) for s in starts if s != self._base.mission[m].start
            ]
        if self._variables.goal == "replan":
            self.second: Terms = [(1, told) for told in self._told.values()]
        else:
            self.second = [
                (1, self._hit(p, span))
                for p, away in self._variables.avoid.items()
                for span in spans_of(away)
            ]
        self.most_second = len(self.second)

    def _wanted(self, person: Person) -> Terms:
        """One for each wanted duty that counts, less one where it is held."""
        terms: Terms = []
        was = self._base.duties.get(person.id, {})
        gone = self._variables.free.undone.get(person.id, ())
        for d, shift in sorted(person.wants.items()):
            held = d not in gone and is_wanted(was.get(d), shift)
            if self._variables.goal != "make" and not held:
                continue
            terms.append((1, YES))
            if shift is None:
                terms.append((-1, self._variables.works(person.id, d)))
            else:
                terms += [(-1, v) for v in self._variables.literals(person.id, d, shift)]
        return terms

    def _hit(self, person: str, span: MinuteSpan) -> Var:
        """Whether somebody is on duty in a stretch of time; follows from what is held."""
        day = span.start_min // DAY_MIN
        whole = span == (day * DAY_MIN, (day + 1) * DAY_MIN) and 0 <= day < self._base.days
        days = [day] if whole else []
        found = {self._variables.works(person, d) for d in days}
        found |= {*self._variables.reaching_into(person, span, days)}
        found -= {NO}
        if YES in found or not found:
            return YES if found else NO
        vars_ = sorted(found)
        if len(vars_) == 1:
            return vars_[0]
        hit = self._program.new()
        for var in vars_:
            self._program.imply(var, hit)

        def fill(values: list[int]) -> None:
            values[hit] = max(values[v] for v in vars_)

        self._program.derive(fill)
        return hit

    def _load(self, person: Person, fairness: Var) -> tuple[int, int, Terms]:
        """Add the rows that keep fairness from being less than one person's added days.

        Returns how many days count as nothing, what the first day beyond them counts on top
        (the credit carried), and the days worked as terms.
        """
        line = self._base.duties.get(person.id, {})
        load: Terms = [(1, self._variables.works(person.id, d)) for d in range(self._base.days)]
        if self._variables.goal == "make":
            self._program.add([*load, (-1, fairness)], high=-person.credit)
            return -person.credit, 0, load
        if person.credit <= 0:
            free = len(line) + TOLERANCE_DAYS - person.credit
            self._program.add([*load, (-1, fairness)], high=free)
            return free, 0, load
        more = self._program.new()
        self._program.add([*load, (-self._base.days, more)], high=len(line))
        self._program.derive(lambda values: _more(more, len(line), load, values))
        free = len(line) + TOLERANCE_DAYS
        self._program.add([*load, (person.credit, more), (-1, fairness)], high=free)
        return free, person.credit, load

    def _hours_short(self, person: Person) -> Var:
        """Hours somebody lacks to the least, rounded up; follows from what is held."""
        least = person.least_minutes
        if not least:
            return NO
        minutes: Terms = [
            (self._base.minutes_of(h), v)
            for d in range(self._base.days)
            for h in self._variables.may_hold(person.id, d)
            for v in self._variables.literals(person.id, d, h)
        ]
        short = self._program.new(-(-least // 60))
        self._program.add([*minutes, (60, short)], low=least)

        def fill(values: list[int]) -> None:
            values[short] = max(0, -(-(least - total(minutes, values)) // 60))

        self._program.derive(fill)
        return short

    def _changes(self, person: Person) -> list[Terms]:
        """For each day outside the absence that can differ or does, 1 if it does, as terms."""
        line = self._base.duties.get(person.id, {})
        now = self._variables.now.duties.get(person.id, {})
        lost = self._variables.free.lost.get(person.id, frozenset())
        mine: list[Terms] = []
        for d in range(self._base.days):
            if (person.id, d) not in self._variables.held:
                if line.get(d) != now.get(d) and not (d in lost and d not in now):
                    mine.append([(1, YES)])
            elif d in line and d not in lost:
                kept = self._variables.literals(person.id, d, line[d])
                if list(kept) == [YES]:
                    continue
                mine.append([(1, YES), *((-1, v) for v in kept)])
            elif (works := self._variables.works(person.id, d)) != NO:
                mine.append([(1, works)])
        return mine

    def _tell(self, told: Var, mine: list[Terms]) -> None:
        def fill(values: list[int]) -> None:
            values[told] = int(any(total(change, values) for change in mine))

        self._program.derive(fill)


def _more(more: Var, had: int, load: Terms, values: list[int]) -> None:
    values[more] = int(total(load, values) > had)


def _most(fairness: Var, loads: list[tuple[int, int, Terms]], values: list[int]) -> None:
    most = 0
    for free, at_once, load in loads:
        days = total(load, values)
        more = days > free - TOLERANCE_DAYS
        most = max(most, days - free + (at_once if more else 0))
    values[fairness] = most
