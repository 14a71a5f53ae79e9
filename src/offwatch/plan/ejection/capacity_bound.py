"""A lower bound on people told: what those told could carry together at most.

Whatever is handed on among some people, others keep their seats; so what these must hold together
on each day does not change. This relaxes whose line each seat falls on. Where it is more than they
are on that day, or more than their longest runs, weekends or hours allow, somebody else must be
told, and often it shows who.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set

from offwatch.plan.ejection.instance import Instance, Limits, Skill
from offwatch.plan.objective import Cover, Key
from offwatch.plan.roster.roster import Line

Lacks = list[int]  # sets of people, as bits: of each at least one more must be told
NOWHERE: frozenset[str] = frozenset()


class CapacityBound:
    """From one root of the search: who else has to be told, seen from who is told.

    Parameters
    ----------
    instance : Instance
        The re-plan.
    lines : dict
        The lines that differ at the root from what the absences leave.
    crews : dict
        Who is on each seat at the root.
    open_seats : iterable of Key
        The seats that are open there.
    starts : dict
        Where missions stand that have been moved.
    """

    def __init__(
        self,
        instance: Instance,
        lines: dict[str, Line],
        crews: dict[Key, tuple[str, ...]],
        open_seats: Iterable[Key],
        starts: dict[str, int],
    ) -> None:
        self.instance, self.base = instance, instance.base
        self.lines, self.crews, self.open = lines, crews, frozenset(open_seats)
        self.starts = starts
        self._lacks: dict[tuple[frozenset[str], frozenset[str]], tuple[int, Lacks]] = {}
        self._free: dict[tuple[int, Skill], int] = {}
        self._rested: dict[tuple[int, int], int] = {}

    def lacks(self, told: Set[str], more: int) -> Lacks | None:
        """Give the sets of people of each of which one more must be told.

        Parameters
        ----------
        told : set of str
            Who is told.
        more : int
            How many more may be told.

        Returns
        -------
        list of int or None
            Sets as bits; ``None`` if so many more cannot be enough.
        """
        least, found = self._bound(frozenset(told), NOWHERE)
        return found if least <= more else None

    def least_more(self, told: Set[str], elsewhere: Set[str]) -> int:
        """Give a lower bound on how many more people must be told.

        Parameters
        ----------
        told : set of str
            Who is told.
        elsewhere : set of str
            Missions that may have moved to any day.

        Returns
        -------
        int
            People beyond those told.
        """
        return self._bound(frozenset(told), frozenset(elsewhere))[0]

    def _bound(self, told: frozenset[str], elsewhere: frozenset[str]) -> tuple[int, Lacks]:
        asked = told, elsewhere
        if asked not in self._lacks:
            self._lacks[asked] = self._bound_of(*asked)
        return self._lacks[asked]

    def _bound_of(self, told: frozenset[str], elsewhere: frozenset[str]) -> tuple[int, Lacks]:
        load: dict[Skill, dict[int, int]] = {None: {}}
        minutes = 0
        for key in self.seats_of(told):
            cover = self.instance.covers[key]
            span = self.span(key)
            for skill, n in self.share(cover, told):
                by_day = load.setdefault(skill, {})
                for d in span if key not in elsewhere else ():
                    by_day[d] = by_day.get(d, 0) + n
                if skill is None:
                    held = key if isinstance(key, str) else key[1]
                    minutes += n * len(span) * self.instance.facts.minutes[held]
        limits = [self.instance.limits(p) for p in told]
        least, lacks = 0, dict[int, None]()
        for skill, by_day in load.items():
            able = self.instance.able[skill]
            days = [one.days for p, one in zip(told, limits, strict=True) if p in able]
            for d, n in by_day.items():
                over = n - sum(mask >> d & 1 for mask in days)
                if over > 0:
                    least = max(least, over)
                    lacks[self._free_on(d, skill) & ~self.instance.bits_of(told)] = None
        least = max(least, self._over_runs(load[None], limits, lacks, told))
        if self._over_totals(load[None], minutes, limits):
            least = max(least, 1)
        return least, list(lacks)

    def seats_of(self, told: frozenset[str]) -> dict[Key, None]:
        """List the seats that are open, and those that the people told hold."""
        keys: dict[Key, None] = dict.fromkeys(self.open)
        missions, held_by = self.base.mission, self.instance.covers
        for p in told:
            for d, held in enumerate(self.line(p)):
                if held is not None:
                    key: Key = held if held in missions else (d, held)
                    if key in held_by:
                        keys[key] = None
        return keys

    def share(self, cover: Cover, told: frozenset[str]) -> Iterator[tuple[Skill, int]]:
        """Give how many seats of a cover the people told must hold, in all and with each skill."""
        others = [p for p in self.crews.get(cover.key, ()) if p not in told]
        most = cover.need - len(others)
        for skill, least in cover.skills:
            n = least - sum(p in self.instance.able[skill] for p in others)
            most = max(most, n)
            if n > 0:
                yield skill, n
        if most > 0:
            yield None, most

    def _over_runs(
        self, load: dict[int, int], limits: list[Limits], lacks: dict[int, None], told: Set[str]
    ) -> int:
        """Count the people more that the longest runs ask for; add who they can be to ``lacks``."""
        runs = {one.run for one in limits}
        run = runs.pop() if len(runs) == 1 else None
        if run is None:
            return 0
        least = 0
        for d in range(self.base.days - run):
            over = sum(load.get(k, 0) for k in range(d, d + run + 1)) - run * len(limits)
            if over > 0:
                lacks[self._rested_in(d, run + 1) & ~self.instance.bits_of(told)] = None
                least = max(least, -(-over // (run + 1)))
        return least

    def _over_totals(self, load: dict[int, int], minutes: int, limits: list[Limits]) -> bool:
        """Whether it is more than their weekends or their hours together."""
        most = [one.minutes for one in limits if one.minutes is not None]
        if len(most) == len(limits) and minutes > sum(most):
            return True
        ends = [one.weekends for one in limits if one.weekends is not None]
        weeks = (max(load.get(d, 0) for d in weekend) for weekend in self.instance.weekends)
        return len(ends) == len(limits) and sum(weeks) > sum(ends)

    def _free_on(self, day: int, skill: Skill) -> int:
        """Who could be on duty on a day without leaving a seat that is needed, as bits."""
        asked = day, skill
        if asked not in self._free:
            self._free[asked] = self.instance.bits_of(
                p
                for p in self.instance.able[skill]
                if self.instance.limits(p).days >> day & 1 and not self._needed(p, day, skill)
            )
        return self._free[asked]

    def _rested_in(self, first: int, days: int) -> int:
        """Who works less than they can in a stretch of days, as bits."""
        asked = first, days
        if asked not in self._rested:
            self._rested[asked] = self.instance.bits_of(
                p
                for p in self.instance.index
                if sum(self._needed(p, d, None) for d in range(first, first + days))
                < (self.instance.limits(p).run or days)
            )
        return self._rested[asked]

    def _needed(self, person: str, day: int, skill: Skill) -> bool:
        """Whether somebody holds a seat on a day that others would then have to take."""
        held = self.line(person)[day]
        if held is None:
            return False
        key: Key = held if held in self.base.mission else (day, held)
        cover = self.instance.covers.get(key)
        if cover is None:
            return False
        crew = self.crews.get(key, ())
        if skill is None:
            return len(crew) <= cover.need and not (cover.skills and key in self.open)
        able = self.instance.able[skill]
        return sum(p in able for p in crew) <= dict(cover.skills).get(skill, 0)

    def line(self, person: str) -> Line:
        """Give what somebody holds at the root."""
        return self.lines.get(person) or self.instance.lines[person]

    def span(self, key: Key) -> range:
        """Give the days of a seat at the root."""
        if isinstance(key, str):
            return self.base.mission[key].span(self.starts.get(key))
        return range(key[0], key[0] + 1)
