"""One line made sound by giving duties up, one breach at a time, as the checker names them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from offwatch.plan.checker.check import Breach, new_breaches
from offwatch.plan.roster.roster import Line, Person

if TYPE_CHECKING:
    from offwatch.plan.ejection.ejection_sets import Links

MOST_GIVEN = 3  # duties one person gives up; past that the ladder leaves it to the solvers
HOPELESS = frozenset({"absent", "frozen", "off"})
NOBODY: frozenset[int] = frozenset()


class TooMany(Exception):
    """Somebody would have to give up more than the ladder looks at."""


def mend_line(
    links: Links, who: Person, line: Line, days: range, held: str, kept: frozenset[int]
) -> list[Line]:
    """Every line with a duty taken over and no more given up than ends the breaches.

    **Raises**: `TooMany`.
    """
    mending = _Mending(links, who)
    trial = list(line)
    for d in days:
        mending.give(trial, d)
        trial[d] = held
    mending.repair(tuple(trial), kept | set(days), 0)
    found = mending.found
    return [a for a in found if not any(_gives_less(b, a) for b in found if b != a)]


class _Mending:
    def __init__(self, links: Links, who: Person) -> None:
        self.base, self.who = links.base, who
        self.away = links.absent.get(who.id, NOBODY)
        self.credited = links.credited.get(who.id, NOBODY)
        self.found: dict[Line, None] = {}
        self.seen: set[Line] = set()

    def repair(self, line: Line, kept: frozenset[int], given: int) -> None:
        if line in self.seen:
            return
        self.seen.add(line)
        breaches = new_breaches(self.base, self.who, line, self.away, self.credited)
        if not breaches:
            self.found[line] = None
            return
        if any(b.rule in HOPELESS for b in breaches):
            return
        if given == MOST_GIVEN:
            raise TooMany
        blamed = min((list(self._blame(line, b)) for b in breaches), key=len)
        for day in blamed:
            if day not in kept:
                rest = list(line)
                self.give(rest, day)
                self.repair(tuple(rest), kept, given + 1)

    def _blame(self, line: Line, breach: Breach) -> Iterator[int]:
        """Days on which a duty given up may end a breach."""
        key = breach.key
        if breach.rule == "rest":
            yield from (d for d in key[1:3] if isinstance(d, int))
        elif breach.rule == "not_next" and isinstance(key[1], int):
            yield from (key[1], key[1] + 1)
        elif breach.rule == "max_run" and isinstance(key[1], int):
            yield from range(key[1], key[1] + (self.who.rules.max_run or 0) + 1)
        elif breach.rule in ("min_run", "min_days_off"):
            first, stop = key[1], key[2]
            if isinstance(first, int) and isinstance(stop, int):
                near = range(first, stop) if breach.rule == "min_run" else (first - 1, stop)
                yield from (d for d in near if line[d] is not None)
        elif breach.rule == "max_weekends":
            first = self.base.first_day.weekday()
            yield from (d for d, h in enumerate(line) if h and (first + d) % 7 >= 5)
        elif breach.rule == "max_shifts":
            yield from (d for d, h in enumerate(line) if h == key[1])
        elif breach.rule == "max_minutes":
            yield from (d for d, h in enumerate(line) if h)

    def give(self, line: list[str | None], day: int) -> None:
        held = line[day]
        for d in range(len(line)) if held in self.base.mission else (day,):
            if line[d] == held:
                line[d] = None


def _gives_less(one: Line, other: Line) -> bool:
    return all(a == b or b is None for a, b in zip(one, other, strict=True))
