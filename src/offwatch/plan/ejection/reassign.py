"""All duties of a few people assigned among them anew, day by day, so that no seat stays open.

Chains try one handover after another and may go round in circles among a few people. This search
backtracks over the days once, trying first what people hold. It ends with a plan, or with the proof
that there is none. Each state that has failed is remembered with what matters of the days before it
(runs, weekends, rest): a no-good, which rules the same state out when it comes again.

References
----------
R. Dechter, *Enhancement schemes for constraint processing: backjumping, learning, and cutset
decomposition*, Artificial Intelligence 41 (1990): learning of no-goods.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from offwatch.plan.bitset import bits
from offwatch.plan.deadline import Deadline
from offwatch.plan.ejection.capacity_bound import CapacityBound
from offwatch.plan.objective import Key
from offwatch.plan.roster.roster import DAY_MIN, Line

MOST_STATES = 20_000
State = tuple[object, ...]
Held = tuple[str | None, ...]  # by each of them on one day


class StateLimit(Exception):
    """More states would have to be looked at than were allowed."""


class Reassignment:
    """The search for lines of a few people that leave no seat open; nobody else's line changes.

    Parameters
    ----------
    bound : CapacityBound
        The root of the search: the lines and crews there, and the seats to be held.
    told : frozenset of str
        The people; their rules forbid only too much.
    kept : dict
        For each of them the days that must stay as they are.
    deadline : Deadline
        Looked at in every state.
    """

    def __init__(
        self,
        bound: CapacityBound,
        told: frozenset[str],
        kept: dict[str, frozenset[int]],
        deadline: Deadline,
    ) -> None:
        self.bound, self.base, self.deadline = bound, bound.base, deadline
        instance = bound.instance
        self.minutes_of = instance.facts.minutes
        self.people = sorted(told)
        self.who = [self.base.person[p] for p in self.people]
        self.limits = [instance.limits(p) for p in self.people]
        self.own = [bound.line(p) for p in self.people]
        frozen, self.free = instance.facts.frozen, instance.facts.free
        self.clock = instance.facts.successions.clock
        self.fixed = [frozen.get(p, 0) | bits(kept.get(p, ())) for p in self.people]
        self.rest = [w.rules.rest_min for w in self.who]
        self.needs: dict[int, list[tuple[Key, int, tuple[tuple[str, int], ...]]]] = {}
        load: dict[int, int] = {}
        for key in bound.seats_of(told):
            share = dict(bound.share(instance.covers[key], told))
            n = share.pop(None, 0)
            skills = tuple((s, m) for s, m in share.items() if s is not None)
            if n:
                self.needs.setdefault(bound.span(key)[0], []).append((key, n, skills))
            for d in bound.span(key) if n else ():
                load[d] = load.get(d, 0) + n
        self.weekend = {d: days for days in instance.weekends for d in days}
        self.weekend_load_after = [
            sum(max(load.get(d, 0) for d in days) for days in instance.weekends if days[0] >= k)
            for k in range(self.base.days + 1)
        ]
        starts = [s.start_min for s in self.base.shifts if s.start_min is not None]
        self.earliest = min([*starts, *(m.start_min for m in self.base.missions)], default=0)
        self.lines: list[list[str | None]] = [[] for _ in self.people]
        n_people = len(self.people)
        self.run, self.weekends, self.minutes = [0] * n_people, [0] * n_people, [0] * n_people
        self.ready = [0] * n_people  # minutes from the first day, after which the next may begin
        self.nogoods: set[State] = set()
        self.by_totals = False  # whether hours or numbers of a shift have ruled something out
        self.states, self.most = 0, MOST_STATES

    def find(self, most: int = MOST_STATES) -> dict[str, Line] | None:
        """Find lines with which no seat is open.

        Parameters
        ----------
        most : int
            How many states are looked at, at most.

        Returns
        -------
        dict or None
            Each person's line; ``None`` if there are none.

        Raises
        ------
        StateLimit
            There were more states.
        OutOfTime
            The deadline has passed.
        """
        self.most = most
        if not self._day(0):
            return None
        return {p: tuple(line) for p, line in zip(self.people, self.lines, strict=True)}

    def _day(self, d: int) -> bool:
        if d == self.base.days:
            return True
        state = self._state(d)
        if state in self.nogoods:
            return False
        totals = (*state, *self.minutes, *self._had_so_far())
        if totals in self.nogoods:
            self.by_totals = True
            return False
        self._count()
        before, self.by_totals = self.by_totals, False
        if self._weekends_left() >= self.weekend_load_after[d]:
            before_day = self.run, self.weekends, self.minutes, self.ready
            for held in self._options(d):
                self.run, self.weekends, self.minutes, self.ready = (
                    list(one) for one in before_day
                )
                self._hold(d, held)
                if self._day(d + 1):
                    return True
                for line in self.lines:
                    line.pop()
            self.run, self.weekends, self.minutes, self.ready = before_day
        self.nogoods.add(totals if self.by_totals else state)
        self.by_totals |= before
        return False

    def _count(self) -> None:
        self.states += 1
        if self.states > self.most:
            raise StateLimit
        self.deadline.check()

    def _state(self, d: int) -> State:
        """What of the days before matters from here on, but for hours and numbers of shifts."""
        found: list[object] = [d]
        begins = self.clock.real(d * DAY_MIN + self.earliest)
        week = self.weekend.get(d, (d,))
        for i, line in enumerate(self.lines):
            last = line[-1] if line else None
            goes_on = last in self.base.mission or (last and self.base.shift[last].not_next)
            ended = any(line[k] is not None for k in range(week[0], d))
            found.append(
                (last if goes_on else None, max(0, self.ready[i] - begins), self.run[i], ended)
            )
            found.append(self.weekends[i])
        return tuple(found)

    def _had_so_far(self) -> Iterator[int]:
        for who, line in zip(self.who, self.lines, strict=True):
            yield from (line.count(shift) for shift in who.rules.max_shifts)

    def _weekends_left(self) -> int:
        left = 0
        for one, had in zip(self.limits, self.weekends, strict=True):
            if one.weekends is None:
                return self.weekend_load_after[0]
            left += one.weekends - had
        return left

    def _options(self, d: int) -> list[Held]:
        """What they could hold on a day, with the fewest changes first."""
        held: list[str | None] = [None] * len(self.people)
        for i, line in enumerate(self.lines):
            last = line[-1] if line else None
            if last in self.base.mission and d in self.bound.span(last):
                if not self._may(i, d, last):
                    return []
                held[i] = last
        found = list(self._assigned(d, held, self.needs.get(d, [])))
        found.sort(key=lambda one: sum(h != own[d] for h, own in zip(one, self.own, strict=True)))
        return found

    def _assigned(
        self,
        d: int,
        held: list[str | None],
        needs: list[tuple[Key, int, tuple[tuple[str, int], ...]]],
    ) -> Iterator[Held]:
        if not needs:
            yield from self._with_spare(d, held, 0)
            return
        key, n, skills = needs[0]
        what = key if isinstance(key, str) else key[1]
        can = [i for i, h in enumerate(held) if h is None and self._may(i, d, what)]
        for chosen in combinations(can, n):
            if all(sum(s in self.who[i].skills for i in chosen) >= m for s, m in skills):
                then = list(held)
                for i in chosen:
                    then[i] = what
                yield from self._assigned(d, then, needs[1:])

    def _with_spare(self, d: int, held: list[str | None], first: int) -> Iterator[Held]:
        """Whoever has nothing yet keeps a duty that is not needed, or has the day off."""
        for i in range(first, len(held)):
            if held[i] is not None:
                continue
            own = self.own[i][d]
            if own is not None and self._begins(own, d) and self._may(i, d, own):
                then = list(held)
                then[i] = own
                yield from self._with_spare(d, then, i + 1)
            if own is not None and self.fixed[i] >> d & 1:
                return
        yield tuple(held)

    def _begins(self, held: str, d: int) -> bool:
        return held not in self.base.mission or self.bound.span(held)[0] == d

    def _may(self, i: int, d: int, held: str) -> bool:
        """Whether somebody may hold a duty on a day after what they have held so far."""
        base, rules, limits = self.base, self.who[i].rules, self.limits[i]
        line = self.lines[i]
        last = line[-1] if line else None
        mission, shift = base.mission.get(held), base.shift.get(held)
        span = range(d, d + 1) if mission is None or last == held else self.bound.span(held)
        for k in span:
            if not limits.days >> k & 1 or (self.fixed[i] >> k & 1 and self.own[i][k] != held):
                return False
        if rules.max_run is not None and self.run[i] + len(span) > rules.max_run:
            return False
        if last in base.shift and held in base.shift[last].not_next:
            return False
        begin = mission.start_min if mission else shift.start_min if shift else None
        goes_on = mission is not None and last == held
        if not goes_on and not self.free.may_hold(self.people[i], held, d):
            return False
        begins = None if goes_on or begin is None else self.clock.real(d * DAY_MIN + begin)
        if begins is not None and begins < self.ready[i]:
            return False
        ends = self.weekends[i] + self._new_weekend(i, d)
        if limits.weekends is not None and ends > limits.weekends:
            return False
        minutes = self.minutes[i] + len(span) * self.minutes_of[held]
        most = rules.max_shifts.get(held)
        if (limits.minutes is not None and minutes > limits.minutes) or (
            most is not None and line.count(held) >= most
        ):
            self.by_totals = True
            return False
        return True

    def _new_weekend(self, i: int, d: int) -> bool:
        week = self.weekend.get(d)
        return week is not None and all(self.lines[i][k] is None for k in range(week[0], d))

    def _hold(self, d: int, held: Held) -> None:
        for i, what in enumerate(held):
            if what is None:
                self.run[i] = 0
            else:
                self.run[i] += 1
                self.weekends[i] += self._new_weekend(i, d)
                minutes = self.minutes_of[what]
                self.minutes[i] += minutes
                shift = self.base.shift.get(what)
                start = shift.start_min if shift else self.base.mission[what].start_min
                if start is not None:
                    ends = self.clock.real(d * DAY_MIN + start + minutes) + self.rest[i]
                    self.ready[i] = max(self.ready[i], ends)
            self.lines[i].append(what)
