"""One person's part in a chain: which duties to give up so that others can be taken over.

Giving up a duty never breaks a rule that only forbids too much; so the least sets of duties to give
up are found exactly by looking at one breach at a time and at the duties that can end it.
"""

from __future__ import annotations

from collections.abc import Iterator

from offwatch.plan.checker import Breach, new_breaches
from offwatch.plan.greedy import NOBODY, Draft
from offwatch.plan.roster import Line, Person, Rules

MOST_GIVEN = 3  # duties one person gives up; past that the ladder leaves it to the solvers
HOPELESS = frozenset({"absent", "frozen", "off"})


class TooMany(Exception):
    """Somebody would have to give up more than the ladder looks at."""


def only_limits(rules: Rules) -> bool:
    """Whether a person's rules forbid only too much, so that to give up a duty breaks none."""
    return (rules.min_run or 1) <= 1 and (rules.min_days_off or 1) <= 1 and not rules.min_minutes


class Links:
    """Finds how people can take over duties, in one draft's frame."""

    def __init__(self, draft: Draft) -> None:
        self.draft, self.base = draft, draft.base

    def ways(self, person: str, line: Line, days: range, held: str, kept: set[int]) -> list[Line]:
        """Lines in which somebody takes over a duty, with as little given up as can be.

        ``kept`` are the days taken over before, which are not given up again.
        """
        who = self.base.person[person]
        away = self.draft.absent.get(person, NOBODY)
        if any(d in away or d in who.off or d in kept for d in days):
            return []
        trial = list(line)
        for d in days:
            self._give(trial, d)
            trial[d] = held
        found: dict[Line, None] = {}
        self._repair(who, tuple(trial), kept | set(days), 0, found, set())
        return [a for a in found if not any(_gives_less(b, a) for b in found if b != a)]

    def _repair(
        self,
        who: Person,
        line: Line,
        kept: set[int],
        given: int,
        found: dict[Line, None],
        seen: set[Line],
    ) -> None:
        if line in seen:
            return
        seen.add(line)
        breaches = self._breaches(who, line)
        if not breaches:
            found[line] = None
            return
        if any(b.rule in HOPELESS for b in breaches):
            return
        if given == MOST_GIVEN:
            raise TooMany
        breach = min(breaches, key=lambda b: len(list(self._blame(who, line, b))))
        for day in self._blame(who, line, breach):
            if day not in kept:
                rest = list(line)
                self._give(rest, day)
                self._repair(who, tuple(rest), kept, given + 1, found, seen)

    def _breaches(self, who: Person, line: Line) -> list[Breach]:
        draft = self.draft
        credited = draft.credited.get(who.id, NOBODY)
        return new_breaches(self.base, who, line, draft.absent.get(who.id, NOBODY), credited)

    def _blame(self, who: Person, line: Line, breach: Breach) -> Iterator[int]:
        """Days on which a duty given up may end a breach."""
        key = breach.key
        if breach.rule == "rest":
            yield from (d for d in key[1:3] if isinstance(d, int))
        elif breach.rule == "not_next" and isinstance(key[1], int):
            yield from (key[1], key[1] + 1)
        elif breach.rule == "max_run" and isinstance(key[1], int):
            yield from range(key[1], key[1] + (who.rules.max_run or 0) + 1)
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

    def _give(self, line: list[str | None], day: int) -> None:
        held = line[day]
        for d in range(len(line)) if held in self.base.mission else (day,):
            if line[d] == held:
                line[d] = None


def _gives_less(one: Line, other: Line) -> bool:
    return all(a == b or b is None for a, b in zip(one, other, strict=True))
