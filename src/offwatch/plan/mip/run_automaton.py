"""The automaton of runs: states of work and of rest, which follow which, and which can be reached.

A state is a day of work or of rest and how many days of its kind have gone before, counted up to
the longest that any rule looks at. From one day to the next it goes on in its kind or changes it,
where the rules allow that, or the base already did.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

from offwatch.plan.roster.roster import Person

State = tuple[bool, int]  # works; days of this kind so far, at most the cap of the kind
Kinds = tuple[bool, ...]  # what a day may be: of rest, of work
EITHER: Kinds = (False, True)
LEAST_CAP = 2  # so that a first day of a kind is never its last state


class RunAutomaton:
    """The states of one person's days.

    Parameters
    ----------
    person : Person
        With their rules, and what came before the first day.
    days : int
        The days of the roster.
    line : mapping
        What the person holds in the base, by day.
    credited : set of int
        Days that an absence credits as worked.

    Attributes
    ----------
    cap : dict
        For work (``True``) and rest (``False``) the days up to which a state counts.
    bound : bool
        Whether any rule looks at runs.
    """

    def __init__(
        self, person: Person, days: int, line: Mapping[int, str], credited: Set[int]
    ) -> None:
        rules, self.past = person.rules, person.history.worked
        self.days, self.credited = days, credited
        self.line = {*line, *(d for d, busy in self.past.items() if busy)}
        self.before: State | None = None  # the day before the first, where it is known
        self.least = {True: rules.min_run or 1, False: rules.min_days_off or 1}
        self.most = rules.max_run
        self.cap = {
            True: max(rules.max_run or 0, self.least[True], LEAST_CAP),
            False: max(self.least[False], LEAST_CAP),
        }
        if self.past:
            busy, n = self.past[-1], len(self.past) - 1
            self.before = busy, min(n, self.cap[busy])
        self.bound = rules.max_run is not None or max(self.least.values()) > 1

    def layers(self, kinds: Mapping[int, Kinds], works: Set[int]) -> dict[int, list[State]]:
        """List the states that a path can pass on each day that matters.

        Those days reach from the block before the first day that may be either kind to the end of
        the block after the last.

        Parameters
        ----------
        kinds : mapping
            What each day of the window may be.
        works : set of int
            The days worked now, for days outside ``kinds``.

        Returns
        -------
        dict of list of State
            By day; a layer without a state means that the rules leave no path.
        """
        loose = [d for d, may in kinds.items() if len(may) > 1]
        if not loose:
            return {}
        fixed = {d: may[0] for d, may in kinds.items() if len(may) == 1}

        def at(d: int) -> Kinds:
            return EITHER if d in kinds and d not in fixed else (fixed.get(d, d in works),)

        first, n = self._before(min(loose), fixed, works)
        last = self._after(max(loose), fixed, works)
        if n:
            start = {(at(first)[0], n)}
        elif self.before is not None:
            start = set(self._next(-1, self.before, at(first)))
        else:
            start = {(busy, 1) for busy in at(first)}
        ahead: dict[int, set[State]] = {first: start}
        for d in range(first, last):
            ahead[d + 1] = {t for s in ahead[d] for t in self._next(d, s, at(d + 1))}
        found = {last: ahead[last]}
        for d in range(last - 1, first - 1, -1):
            then, may = found[d + 1], at(d + 1)
            found[d] = {s for s in ahead[d] if any(t in then for t in self._next(d, s, may))}
        return {d: sorted(found[d]) for d in range(first, last + 1)}

    def _before(self, loose: int, fixed: Mapping[int, bool], works: Set[int]) -> tuple[int, int]:
        """The day before the first loose one and its place in its block; 0 if there is none."""
        if loose == 0:
            return 0, 0
        d = loose - 1
        busy = fixed.get(d, d in works)
        n = 1
        while d - n >= 0 and n < self.cap[busy] and fixed.get(d - n, d - n in works) == busy:
            n += 1
        if d - n < 0 and self.before is not None and self.before[0] == busy:
            n = min(self.cap[busy], n + self.before[1])
        return d, n

    def _after(self, loose: int, fixed: Mapping[int, bool], works: Set[int]) -> int:
        """The first day after the last loose one on which another kind of block has begun."""
        d = loose + 1
        while d < self.days and fixed.get(d, d in works) == fixed.get(
            loose + 1, loose + 1 in works
        ):
            d += 1
        return min(d, self.days - 1)

    def _next(self, d: int, state: State, kinds: Kinds) -> list[State]:
        busy, n = state
        found = []
        if busy in kinds and self.goes_on(d, state):
            found.append((busy, min(n + 1, self.cap[busy])))
        if (not busy) in kinds and self.may_end(d, state):
            found.append((not busy, 1))
        return found

    def goes_on(self, d: int, state: State) -> bool:
        """Say whether a block may go on with day ``d + 1``: not too long, or as it was."""
        busy, n = state
        if not busy or self.most is None or n < self.most:
            return True
        return all(k in self.line for k in range(d + 1 - self.most, d + 2))

    def may_end(self, d: int, state: State) -> bool:
        """Say whether a block may end with day ``d``: long, at an edge, credited, or as it was."""
        busy, n = state
        first = d - n + 1
        if n >= self.least[busy] or (first == 0 and not self.past):
            return True
        inside, edges = range(first, d + 1), (first - 1, d + 1)
        rest, work = (edges, inside) if busy else (inside, edges)
        if any(k in self.credited for k in rest):
            return True
        return all(k in self.line for k in work) and not any(k in self.line for k in rest)
