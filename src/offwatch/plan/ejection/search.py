"""The chain ladder: seats lost, then seats given up for them, told people one by one.

A seat is taken over by somebody, who gives up what stands in the way, which others take over, and
so on. With ever more people told, all such chains are tried; the first that leaves nothing open
tells the fewest, because a plan that tells fewer has been looked for. That holds for every plan
wherever rules only forbid too much; where short runs, short rests or too few hours are forbidden
too, more duties may help, and it holds of chains alone (``links≤N``).
"""

from __future__ import annotations

import time
from collections.abc import Callable

from offwatch.plan.construct.repair import Draft
from offwatch.plan.ejection.bitset import days_of
from offwatch.plan.ejection.capacity_bound import Limits, limits_of
from offwatch.plan.ejection.chain import Chain
from offwatch.plan.ejection.ejection_sets import Links, Way, only_limits
from offwatch.plan.ejection.repair_line import TooMany
from offwatch.plan.ejection.starts import OutOfTime, Root, find_roots
from offwatch.plan.mip.tie_break import tie_weight
from offwatch.plan.objective import TOLERANCE_DAYS, Cover, Key, Objective, covers, crews, score
from offwatch.plan.result import Rung
from offwatch.plan.roster.roster import Absences, Line, Roster

MOST_TOLD = 12
Found = tuple[Objective, int, Roster]  # its cost, its place among equals, and what it is
OnFound = Callable[[Rung, Roster], None]
Asked = tuple[str, int, Key, int, int]  # who, from which line, takes what, where; what must stay


class Chains:
    """One re-plan's ladder, against a deadline on the clock of `time.monotonic`.

    ``on_found`` hears the first plan that leaves nothing open, as soon as it is there.
    """

    def __init__(
        self,
        base: Roster,
        absent: Absences,
        *,
        seed: int,
        until: float,
        allow_moves: bool,
        on_found: OnFound | None = None,
    ) -> None:
        self.base, self.absent, self.seed, self.until = base, absent, seed, until
        self.allow_moves, self.on_found = allow_moves, on_found
        self.began = time.monotonic()
        self.held: dict[Key, Cover] = {c.key: c for c in covers(base)}
        self.best: Found | None = None
        self.whole = True  # nobody was left out for giving up too much
        self.least = 1  # people told by any plan that leaves nothing open
        self.roots: list[Root] = []
        self.hopeless: list[Root] = []  # with a seat open that nobody could take
        self.links = Links(base, absent)
        self.chains: list[Chain] = []
        self._sure: dict[tuple[int, int], bool] = {}  # whether all plans of so many are chains
        self.weekends = [tuple(days_of(week)) for week in self.links.weeks]
        self._limits: dict[str, Limits] = {}
        self.left = Draft(base, absent)
        self.lines: dict[str, Line] = {p: tuple(line) for p, line in self.left.lines.items()}
        self.on = {key: tuple(crew) for key, crew in crews(base).items()}
        self.index = {p.id: i for i, p in enumerate(base.people)}
        self.able: dict[str | None, dict[str, None]] = {None: dict.fromkeys(self.index)}
        for skill in {s for cover in self.held.values() for s, _ in cover.skills}:
            self.able[skill] = {p.id: None for p in base.people if skill in p.skills}
        self._ways: dict[Asked, list[Way] | None] = {}
        self._can: dict[tuple[str, int, Key, int], bool] = {}
        self._marks: dict[tuple[Line, frozenset[int]], int] = {}
        self._marked: list[tuple[Line, frozenset[int]]] = []
        self._helpers: dict[tuple[Key, int, str | None], int] = {}
        # Whose rules forbid too little, too, may take one seat because they have taken another.
        self.fussy = {p.id for p in base.people if not only_limits(p.rules)}

    def climb(self) -> tuple[Rung, Roster] | None:
        """The fewest people told that leave nothing open, or how many at least; ``None`` if the
        time was too short to say."""
        ended, self.hopeless = True, []
        self._sure.clear()
        try:
            roots = self.roots = find_roots(self.left, self.until, allow_moves=self.allow_moves)
            chains = self.chains = [Chain(self, root) for root in roots]
            for told in range(1, MOST_TOLD + 1):
                self.hopeless += [c.root for c in chains if c.first_at == told and c.stuck]
                for chain in chains:
                    if chain.root not in self.hopeless:
                        chain.extend(told)
                if self.best is not None:
                    break
                if self.whole:
                    self.least = told + 1
        except OutOfTime:
            ended = False
        if self.best is None and self.least < 2:
            return None
        return self._rung(ended=ended)

    def _rung(self, *, ended: bool) -> tuple[Rung, Roster]:
        seconds = time.monotonic() - self.began
        scope = self._scope(self.least - 1)
        bound = Objective(0, self.least, 0, 0, 0, 0)
        if self.best is None:
            after = self.left.roster()
            cost = score(self.base, after, self.absent)
            return Rung(scope, cost, bound, False, False, "ladder", seconds), after
        cost, _, after = self.best
        proven = cost.told == self.least
        whole = ended and proven and self.whole
        done = whole and (scope != "global" or self._certain(cost.told))
        return Rung(scope, cost, cost if done else bound, proven, done, "ladder", seconds), after

    def _scope(self, told: int) -> str:
        """Where it holds that all plans that tell so many have been looked at."""
        return "global" if self._certain(told) else f"links≤{told}"

    def _certain(self, told: int) -> bool:
        """Whether no plan telling so many can be anything but chains of this kind.

        From each root, another mission that moved as well would tell its whole crew, and those
        told would have to be enough for what is open, wherever it went.
        """
        if self.fussy:
            return False
        asked = told, len(self.hopeless)
        if asked not in self._sure:
            free = [m.id for m in self.base.missions if len(m.starts) > 1]
            crew = {m: set(self.on.get(m, ())) - self.absent.keys() for m in free}
            self._sure[asked] = not self.allow_moves or not any(
                self._second_move(chain, crew, told)
                for chain in self.chains
                if len(chain.root.told) <= told
            )
        return self._sure[asked]

    def _second_move(self, chain: Chain, crew: dict[str, set[str]], told: int) -> bool:
        """Whether yet another mission might move in a plan that tells so many.

        Where nobody could take some seats, these are a mission's that must move, or it is in vain.
        """
        root, may = chain.root, list(crew)
        if root in self.hopeless:
            stuck = [key for key in chain.stuck if not (isinstance(key, str) and key in crew)]
            may = [] if stuck or root.moved in chain.stuck else list(map(str, chain.stuck[:1]))
        for m in may:
            together = root.told | crew[m]
            if len(together) > told or m == root.moved or (root.moved is None and m in root.hit):
                continue
            near = {o for o, others in crew.items() if len(together | others) <= told}
            if chain.room.least_more(together, near - {root.moved}) <= told - len(together):
                return True
        return False

    def offer(self, root: Root, lines: dict[str, Line], told: set[str]) -> None:
        """Keep lines that leave nothing open, if they are the best of these so far."""
        base = self.base
        tie = 0 if root.moved is None else tie_weight(self.seed, root.moved, root.start)
        changed, fairness, wishes = 0, 0, 0
        for p in told:
            was, line = base.duties.get(p, {}), lines[p]
            away = self.absent.get(p, frozenset())
            for d, held in enumerate(line):
                if held != was.get(d):
                    changed += d not in away
                    tie += tie_weight(self.seed, p, d, held) if held is not None else 0
            person, added = base.person[p], sum(h is not None for h in line) - len(was)
            if added > 0:
                fairness = max(fairness, added + person.credit - TOLERANCE_DAYS)
            wishes += sum(line[d] is not None and d not in was for d in person.wishes)
        moved = int(root.moved is not None)
        cost = Objective(0, len(told), moved, changed, fairness, wishes)
        first = self.best is None
        if self.best is None or (cost, tie) < self.best[:2]:
            self.best = cost, tie, self._roster(root, lines)
        if first and self.on_found is not None:
            self.on_found(*self._rung(ended=False))

    def _roster(self, root: Root, lines: dict[str, Line]) -> Roster:
        duties = {
            p: {d: held for d, held in enumerate(line) if held is not None}
            for p, line in {**self.lines, **lines}.items()
        }
        starts = {m.id: m.start for m in self.base.missions}
        if root.moved is not None:
            starts[root.moved] = root.start
        return self.base.with_duties(duties, starts)

    def limits(self, person: str) -> Limits:
        """What one person can hold at most, remembered."""
        if person not in self._limits:
            self._limits[person] = limits_of(self, person)
        return self._limits[person]

    def plain(self, person: str) -> bool:
        """Whether somebody's rules forbid only too much, and none was broken before."""
        return self.links.is_plain(self.base.person[person])

    def differs(self, person: str, line: Line) -> bool:
        """Whether somebody's line is not as it was outside their own absence."""
        away, was = self.absent.get(person, frozenset()), self.base.line(person)
        return any(a != b and d not in away for d, (a, b) in enumerate(zip(was, line, strict=True)))

    def mark(self, line: Line, kept: frozenset[int]) -> int:
        """One number for a line and the days of it that are not given up again."""
        found = self._marks.get((line, kept))
        if found is None:
            found = self._marks[line, kept] = len(self._marked)
            self._marked.append((line, kept))
        return found

    def take_over(
        self, person: str, mark: int, key: Key, start: int, stuck: int = 0
    ) -> list[Way] | None:
        """Every way in which one person takes over one seat, remembered; ``None`` if too many."""
        asked = person, mark, key, start, stuck
        if asked not in self._ways:
            if time.monotonic() > self.until:
                raise OutOfTime
            line, kept = self._marked[mark]
            days, held = self._duty(key, start)
            try:
                self._ways[asked] = self.links.ways(person, line, days, held, kept, stuck)
            except TooMany:
                self._ways[asked] = None
        return self._ways[asked]

    def can_take(self, person: str, mark: int, key: Key, start: int) -> bool:
        """Whether there is any way for one person to take over one seat, remembered."""
        asked = person, mark, key, start
        if asked not in self._can:
            line, kept = self._marked[mark]
            can = self.links.can(person, line, *self._duty(key, start), kept)
            if can is None:
                can = self.take_over(person, mark, key, start) != []
            self._can[asked] = can
        return self._can[asked]

    def _duty(self, key: Key, start: int) -> tuple[range, str]:
        if isinstance(key, str):
            return self.base.mission[key].span(start), key
        return range(start, start + 1), key[1]

    def helpers(self, key: Key, start: int, skill: str | None) -> int:
        """People not on a seat who can take it over from the line they have, as bits."""
        asked = key, start, skill
        if asked not in self._helpers:
            found = 0
            held = key if isinstance(key, str) else key[1]
            for p in self.able[skill]:
                line = self.lines[p]
                if line[start] != held and (
                    p in self.fussy or self.can_take(p, self.mark(line, frozenset()), key, start)
                ):
                    found |= 1 << self.index[p]
            self._helpers[asked] = found
        return self._helpers[asked]

    def named(self, people: int, key: Key, start: int) -> list[str]:
        """Who people given as bits are, those first who give up least for a seat."""

        def given(person: str) -> tuple[int, str]:
            if person in self.fussy:
                return 99, person
            ways = self.take_over(person, self.mark(self.lines[person], frozenset()), key, start)
            return (len(ways[0].given) if ways else 99), person

        return sorted((self.base.people[i].id for i in days_of(people)), key=given)
