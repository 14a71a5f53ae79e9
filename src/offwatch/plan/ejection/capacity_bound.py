"""What people told could carry at most between them, whoever of them takes what.

Whatever is handed on among some people, others keep their seats; so what these must hold together
on each day does not change. Where it is more than they are on that day, more than their longest
runs, their weekends or their hours allow, somebody else has to be told, and often it shows who.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING, NamedTuple

from offwatch.plan.objective import Cover, Key
from offwatch.plan.roster.roster import Line

if TYPE_CHECKING:
    from offwatch.plan.ejection.search import Chains

Lacks = list[int]  # for each, people as bits of whom at least one more must be told
Skill = str | None  # None: anybody
NOWHERE: frozenset[str] = frozenset()
NEVER: frozenset[int] = frozenset()


class Limits(NamedTuple):
    """What one person can hold at most; ``None`` where nothing limits it."""

    days: int  # on which they may be on duty, as bits
    run: int | None
    weekends: int | None
    minutes: int | None


class Room:
    """From one root of a ladder: who else has to be told, seen from who is told."""

    def __init__(
        self,
        ladder: Chains,
        lines: dict[str, Line],
        crews: dict[Key, tuple[str, ...]],
        lacking: Iterable[Key],
        starts: dict[str, int],
    ) -> None:
        self.ladder, self.base = ladder, ladder.base
        self.lines, self.crews, self.lacking = lines, crews, frozenset(lacking)
        self.starts = starts
        self._lacks: dict[tuple[frozenset[str], frozenset[str]], tuple[int, Lacks]] = {}
        self._free: dict[tuple[int, Skill], int] = {}
        self._rested: dict[tuple[int, int], int] = {}

    def lacks(self, told: Set[str], more: int) -> Lacks | None:
        """Of which people more must be told; ``None`` if so many more cannot be enough."""
        least, found = self._look(frozenset(told), NOWHERE)
        return found if least <= more else None

    def least_more(self, told: Set[str], elsewhere: Set[str]) -> int:
        """How many people more must be told at least, wherever some missions may have moved to."""
        return self._look(frozenset(told), frozenset(elsewhere))[0]

    def _look(self, told: frozenset[str], elsewhere: frozenset[str]) -> tuple[int, Lacks]:
        asked = told, elsewhere
        if asked not in self._lacks:
            self._lacks[asked] = self._weigh(*asked)
        return self._lacks[asked]

    def _weigh(self, told: frozenset[str], elsewhere: frozenset[str]) -> tuple[int, Lacks]:
        load: dict[Skill, dict[int, int]] = {None: {}}
        minutes = 0
        for key in self.keys(told):
            cover = self.ladder.held[key]
            span = self.span(key)
            for skill, n in self.asked(cover, told):
                by_day = load.setdefault(skill, {})
                for d in span if key not in elsewhere else ():
                    by_day[d] = by_day.get(d, 0) + n
                if skill is None:
                    held = key if isinstance(key, str) else key[1]
                    minutes += n * len(span) * self.ladder.links.minutes[held]
        limits = [self.ladder.limits(p) for p in told]
        least, lacks = 0, dict[int, None]()
        for skill, by_day in load.items():
            able = self.ladder.able[skill]
            days = [one.days for p, one in zip(told, limits, strict=True) if p in able]
            for d, n in by_day.items():
                over = n - sum(mask >> d & 1 for mask in days)
                if over > 0:
                    least = max(least, over)
                    lacks[self._free_on(d, skill) & ~self._bits(told)] = None
        least = max(least, self._over_runs(load[None], limits, lacks, told))
        if self._over_totals(load[None], minutes, limits):
            least = max(least, 1)
        return least, list(lacks)

    def keys(self, told: frozenset[str]) -> dict[Key, None]:
        """The seats to look at: those open, and those that the people told hold."""
        keys: dict[Key, None] = dict.fromkeys(self.lacking)
        missions, held_by = self.base.mission, self.ladder.held
        for p in told:
            for d, held in enumerate(self.line(p)):
                if held is not None:
                    key: Key = held if held in missions else (d, held)
                    if key in held_by:
                        keys[key] = None
        return keys

    def asked(self, cover: Cover, told: frozenset[str]) -> Iterator[tuple[Skill, int]]:
        """How many seats of a cover the people told must hold, in all and with each skill."""
        others = [p for p in self.crews.get(cover.key, ()) if p not in told]
        most = cover.need - len(others)
        for skill, least in cover.skills:
            n = least - sum(p in self.ladder.able[skill] for p in others)
            most = max(most, n)
            if n > 0:
                yield skill, n
        if most > 0:
            yield None, most

    def _over_runs(
        self, load: dict[int, int], limits: list[Limits], lacks: dict[int, None], told: Set[str]
    ) -> int:
        """How many more people the longest runs ask for, and who they can be."""
        runs = {one.run for one in limits}
        run = runs.pop() if len(runs) == 1 else None
        if run is None:
            return 0
        least = 0
        for d in range(self.base.days - run):
            over = sum(load.get(k, 0) for k in range(d, d + run + 1)) - run * len(limits)
            if over > 0:
                lacks[self._rested_in(d, run + 1) & ~self._bits(told)] = None
                least = max(least, -(-over // (run + 1)))
        return least

    def _over_totals(self, load: dict[int, int], minutes: int, limits: list[Limits]) -> bool:
        """Whether it is more than their weekends or their hours."""
        most = [one.minutes for one in limits if one.minutes is not None]
        if len(most) == len(limits) and minutes > sum(most):
            return True
        ends = [one.weekends for one in limits if one.weekends is not None]
        weeks = (max(load.get(d, 0) for d in week) for week in self.ladder.weekends)
        return len(ends) == len(limits) and sum(weeks) > sum(ends)

    def _free_on(self, day: int, skill: Skill) -> int:
        """Who could be there on a day without a seat being missed for it, as bits."""
        asked = day, skill
        if asked not in self._free:
            self._free[asked] = self._bits(
                p
                for p in self.ladder.able[skill]
                if self.ladder.limits(p).days >> day & 1 and not self._needed(p, day, skill)
            )
        return self._free[asked]

    def _rested_in(self, first: int, days: int) -> int:
        """Who works less than they can in a stretch of days, as bits."""
        asked = first, days
        if asked not in self._rested:
            self._rested[asked] = self._bits(
                p
                for p in self.ladder.index
                if sum(self._needed(p, d, None) for d in range(first, first + days))
                < (self.ladder.limits(p).run or days)
            )
        return self._rested[asked]

    def _needed(self, person: str, day: int, skill: Skill) -> bool:
        """Whether somebody holds a seat on a day that others would then have to take."""
        held = self.line(person)[day]
        if held is None:
            return False
        key: Key = held if held in self.base.mission else (day, held)
        cover = self.ladder.held.get(key)
        if cover is None:
            return False
        crew = self.crews.get(key, ())
        if skill is None:
            return len(crew) <= cover.need and not (cover.skills and key in self.lacking)
        able = self.ladder.able[skill]
        return sum(p in able for p in crew) <= dict(cover.skills).get(skill, 0)

    def line(self, person: str) -> Line:
        return self.lines.get(person) or self.ladder.lines[person]

    def span(self, key: Key) -> range:
        if isinstance(key, str):
            return self.base.mission[key].span(self.starts.get(key))
        return range(key[0], key[0] + 1)

    def _bits(self, people: Iterable[str]) -> int:
        found = 0
        for p in people:
            found |= 1 << self.ladder.index[p]
        return found


def limits_of(ladder: Chains, person: str) -> Limits:
    """What one person can hold at most; what the line in force broke stays allowed."""
    base, who = ladder.base, ladder.base.person[person]
    was = base.duties.get(person, {})
    rules = who.rules
    away = ladder.absent.get(person, NEVER) | {d for d in who.off if d not in was}
    days = sum(1 << d for d in range(base.days) if d not in away)
    run = rules.max_run
    if run is not None and any(
        all(k in was for k in range(d, d + run + 1)) for d in range(base.days - run)
    ):
        run = None
    weekends = rules.max_weekends
    if weekends is not None:
        had = sum(any(d in was for d in week) for week in ladder.weekends)
        weekends = max(weekends, had)
    minutes = rules.max_minutes
    if minutes is not None:
        minutes = max(minutes, sum(base.minutes_of(h) for h in was.values()))
    return Limits(days, run, weekends, minutes)
