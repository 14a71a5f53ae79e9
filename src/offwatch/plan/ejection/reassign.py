"""All that some people hold dealt out among them anew, day by day, so that nothing stays open.

Chains try one hand-over after another and may go round in circles among a few people. Here the
days are gone through once, with what people hold first; where it fails, what matters of the days
before (runs, weekends, rest) is remembered, so that it is not tried again. It ends with a plan, or
with the certainty that there is none.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from offwatch.plan.ejection.bitset import bits
from offwatch.plan.ejection.starts import OutOfTime
from offwatch.plan.objective import Key
from offwatch.plan.roster.roster import Line

if TYPE_CHECKING:
    from offwatch.plan.ejection.capacity_bound import Room

MOST_STATES = 20_000
DAY_MIN = 1440
State = tuple[object, ...]
Held = tuple[str | None, ...]  # by each of them on one day


class TooHard(Exception):
    """More had to be looked at than is worth it."""


class Regroup:
    """What some people hold, to be dealt out anew; none of their rules forbids too little."""

    def __init__(self, room: Room, told: frozenset[str], kept: dict[str, frozenset[int]]) -> None:
        self.room, self.ladder, self.base = room, room.ladder, room.base
        self.people = sorted(told)
        self.who = [self.base.person[p] for p in self.people]
        self.limits = [self.ladder.limits(p) for p in self.people]
        self.own = [room.line(p) for p in self.people]
        frozen = self.ladder.links.frozen
        self.fixed = [frozen.get(p, 0) | bits(kept.get(p, ())) for p in self.people]
        self.rest = [round((w.rules.rest_h or 0) * 60) for w in self.who]
        self.needs: dict[int, list[tuple[Key, int, tuple[tuple[str, int], ...]]]] = {}
        load: dict[int, int] = {}
        for key in room.keys(told):
            asked = dict(room.asked(self.ladder.held[key], told))
            n = asked.pop(None, 0)
            skills = tuple((s, m) for s, m in asked.items() if s is not None)
            if n:
                self.needs.setdefault(room.span(key)[0], []).append((key, n, skills))
            for d in room.span(key) if n else ():
                load[d] = load.get(d, 0) + n
        self.week = {d: week for week in self.ladder.weekends for d in week}
        self.ends_after = [
            sum(max(load.get(d, 0) for d in week) for week in self.ladder.weekends if week[0] >= k)
            for k in range(self.base.days + 1)
        ]
        starts = [s.start_min for s in self.base.shifts if s.start_min is not None]
        self.earliest = min([*starts, *(m.start_min for m in self.base.missions)], default=0)
        self.lines: list[list[str | None]] = [[] for _ in self.people]
        n_people = len(self.people)
        self.run, self.ends, self.minutes = [0] * n_people, [0] * n_people, [0] * n_people
        self.ready = [0] * n_people  # minutes from the first day, after which the next may begin
        self.failed: set[State] = set()
        self.counted = False  # whether hours or numbers of a shift have ruled something out
        self.looked, self.most = 0, MOST_STATES

    def find(self, most: int = MOST_STATES) -> dict[str, Line] | None:
        """Lines with everything dealt out; ``None`` if there are none.

        **Raises**: `TooHard` where more than ``most`` states would have to be looked at.
        """
        self.most = most
        if not self._day(0):
            return None
        return {p: tuple(line) for p, line in zip(self.people, self.lines, strict=True)}

    def _day(self, d: int) -> bool:
        if d == self.base.days:
            return True
        state = self._state(d)
        if state in self.failed:
            return False
        totals = (*state, *self.minutes, *self._had_so_far())
        if totals in self.failed:
            self.counted = True
            return False
        self._look()
        before, self.counted = self.counted, False
        if self._weekends_left() >= self.ends_after[d]:
            kept = self.run, self.ends, self.minutes, self.ready
            for held in self._options(d):
                self.run, self.ends, self.minutes, self.ready = (list(one) for one in kept)
                self._hold(d, held)
                if self._day(d + 1):
                    return True
                for line in self.lines:
                    line.pop()
            self.run, self.ends, self.minutes, self.ready = kept
        self.failed.add(totals if self.counted else state)
        self.counted |= before
        return False

    def _look(self) -> None:
        self.looked += 1
        if self.looked > self.most:
            raise TooHard
        if time.monotonic() > self.ladder.until:
            raise OutOfTime

    def _state(self, d: int) -> State:
        """What of the days before matters from here on, but for hours and numbers of shifts."""
        found: list[object] = [d]
        begins = d * DAY_MIN + self.earliest
        week = self.week.get(d, (d,))
        for i, line in enumerate(self.lines):
            last = line[-1] if line else None
            goes_on = last in self.base.mission or (last and self.base.shift[last].not_next)
            ended = any(line[k] is not None for k in range(week[0], d))
            found.append(
                (last if goes_on else None, max(0, self.ready[i] - begins), self.run[i], ended)
            )
            found.append(self.ends[i])
        return tuple(found)

    def _had_so_far(self) -> Iterator[int]:
        for who, line in zip(self.who, self.lines, strict=True):
            yield from (line.count(shift) for shift in who.rules.max_shifts)

    def _weekends_left(self) -> int:
        left = 0
        for one, had in zip(self.limits, self.ends, strict=True):
            if one.weekends is None:
                return self.ends_after[0]
            left += one.weekends - had
        return left

    def _options(self, d: int) -> list[Held]:
        """What they could hold on a day, with the fewest changes first."""
        held: list[str | None] = [None] * len(self.people)
        for i, line in enumerate(self.lines):
            last = line[-1] if line else None
            if last in self.base.mission and d in self.room.span(last):
                if not self._may(i, d, last):
                    return []
                held[i] = last
        found = list(self._dealt(d, held, self.needs.get(d, [])))
        found.sort(key=lambda one: sum(h != own[d] for h, own in zip(one, self.own, strict=True)))
        return found

    def _dealt(
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
                yield from self._dealt(d, then, needs[1:])

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
        return held not in self.base.mission or self.room.span(held)[0] == d

    def _may(self, i: int, d: int, held: str) -> bool:
        """Whether somebody may hold a duty on a day after what they have held so far."""
        base, rules, limits = self.base, self.who[i].rules, self.limits[i]
        line = self.lines[i]
        last = line[-1] if line else None
        mission, shift = base.mission.get(held), base.shift.get(held)
        span = range(d, d + 1) if mission is None or last == held else self.room.span(held)
        for k in span:
            if not limits.days >> k & 1 or (self.fixed[i] >> k & 1 and self.own[i][k] != held):
                return False
        if rules.max_run is not None and self.run[i] + len(span) > rules.max_run:
            return False
        if last in base.shift and held in base.shift[last].not_next:
            return False
        begin = mission.start_min if mission else shift.start_min if shift else None
        goes_on = mission is not None and last == held
        if not goes_on and begin is not None and d * DAY_MIN + begin < self.ready[i]:
            return False
        ends = self.ends[i] + self._new_weekend(i, d)
        if limits.weekends is not None and ends > limits.weekends:
            return False
        minutes = self.minutes[i] + len(span) * self.ladder.links.minutes[held]
        most = rules.max_shifts.get(held)
        if (limits.minutes is not None and minutes > limits.minutes) or (
            most is not None and line.count(held) >= most
        ):
            self.counted = True
            return False
        return True

    def _new_weekend(self, i: int, d: int) -> bool:
        week = self.week.get(d)
        return week is not None and all(self.lines[i][k] is None for k in range(week[0], d))

    def _hold(self, d: int, held: Held) -> None:
        for i, what in enumerate(held):
            if what is None:
                self.run[i] = 0
            else:
                self.run[i] += 1
                self.ends[i] += self._new_weekend(i, d)
                minutes = self.ladder.links.minutes[what]
                self.minutes[i] += minutes
                shift = self.base.shift.get(what)
                start = shift.start_min if shift else self.base.mission[what].start_min
                if start is not None:
                    ends = d * DAY_MIN + start + minutes + self.rest[i]
                    self.ready[i] = max(self.ready[i], ends)
            self.lines[i].append(what)
