"""The chain ladder: seats lost, then seats given up for them, told people one by one.

A seat is taken over by somebody, who gives up what stands in the way, which others take over, and
so on. With ever more people told, all such chains are tried; the first that leaves nothing open
tells the fewest, because a plan that tells fewer has been looked for. That holds for every plan
wherever rules only forbid too much; where short runs, short rests or too few hours are forbidden
too, more duties may help, and it holds of chains alone (``links≤N``).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from offwatch.plan.checker import must_follow
from offwatch.plan.greedy import Draft, came_along
from offwatch.plan.links import Links, TooMany, only_limits
from offwatch.plan.outcome import Rung
from offwatch.plan.roster import Absences, Line, Mission, Roster, hit_missions
from offwatch.plan.score import TOLERANCE_DAYS, Cover, Key, Objective, covers, crews, missing, score
from offwatch.plan.tie import tie_weight

MOST_TOLD = 6
Found = tuple[Objective, int, Draft]  # its cost, its place among equals, and what it is


class OutOfTime(Exception):
    """The ladder has used up its time."""


class Chains:
    """One re-plan's ladder, against a deadline on the clock of `time.monotonic`."""

    def __init__(
        self, base: Roster, absent: Absences, *, seed: int, until: float, allow_moves: bool
    ) -> None:
        self.base, self.absent, self.seed, self.until = base, absent, seed, until
        self.allow_moves = allow_moves
        self.held: dict[Key, Cover] = {c.key: c for c in covers(base)}
        self.best: Found | None = None
        self.whole = True  # nobody was left out for giving up too much
        self.on = crews(base)
        self.able: dict[str | None, list[str]] = {None: [p.id for p in base.people]}
        for skill in {s for cover in self.held.values() for s, _ in cover.skills}:
            self.able[skill] = [p.id for p in base.people if skill in p.skills]
        self.lines = {p.id: base.line(p.id) for p in base.people}
        self.ways: dict[tuple[str, Line, Key, int, frozenset[int]], list[Line]] = {}

    def climb(self) -> tuple[Rung, Roster] | None:
        """The fewest people told that leave nothing open, or how many at least; ``None`` if the
        time was too short to say."""
        began = time.monotonic()
        chains = [_Chain(self, root) for root in self._roots()]
        told, ended = 0, True
        try:
            for told in range(1, MOST_TOLD + 1):
                for chain in chains:
                    chain.extend(told)
                if self.best is not None:
                    break
        except OutOfTime:
            ended = False
        if told < 2 and not ended and self.best is None:
            return None
        return self._rung(told, ended, time.monotonic() - began)

    def _rung(self, told: int, ended: bool, seconds: float) -> tuple[Rung, Roster] | None:
        least = told if self.best is not None or not ended else told + 1
        if not self.whole:
            least = 0
        bound = Objective(0, least, 0, 0, 0, 0)
        if self.best is None:
            if not self.whole or least < 2:
                return None
            after = Draft(self.base, self.absent).roster()
            cost = score(self.base, after, self.absent)
            scope = self._scope(least - 1)
            return Rung(
                scope, cost, bound, proven=False, done=False, by="ladder", seconds=seconds
            ), after
        cost, _, draft = self.best
        after = draft.roster()
        proven = self.whole and cost.told == least
        scope = self._scope(cost.told - 1)
        done = ended and proven and (scope != "global" or self._certain(cost.told))
        return Rung(scope, cost, cost if done else bound, proven, done, "ladder", seconds), after

    def _scope(self, told: int) -> str:
        """Where it holds that all plans that tell so many have been looked at."""
        return "global" if self._certain(told) else f"links≤{told}"

    def _certain(self, told: int) -> bool:
        """Whether no plan telling so many can be anything but chains of this kind."""
        if not all(only_limits(p.rules) for p in self.base.people):
            return False
        if not self.allow_moves:
            return True
        hit = {m for ids in hit_missions(self.base, self.absent).values() for m in ids}
        free = [m for m in self.base.missions if len(m.starts) > 1]
        crew = {m.id: set(self.on.get(m.id, ())) - self.absent.keys() for m in free}
        others = all(len(crew[m.id]) > told for m in free if m.id not in hit)
        pairs = [crew[a.id] | crew[b.id] for a in free for b in free if a.id < b.id]
        return others and all(len(both) > told for both in pairs)

    def _roots(self) -> list[Draft]:
        start = Draft(self.base, self.absent)
        roots = [start]
        hit = {m for ids in hit_missions(self.base, self.absent).values() for m in ids}
        for mission in self.base.missions if self.allow_moves else ():
            if mission.id in hit:
                roots += self._moved(start, mission)
        return roots

    def _moved(self, start: Draft, mission: Mission) -> Iterator[Draft]:
        """The mission on its other days, with those who must go along; the rest stay behind."""
        members = self.base.members(mission.id)
        if any((p, d) in self.base.frozen for p in members for d in mission.span()):
            return
        for first in mission.starts[1:]:
            follow = must_follow(self.base, self.absent, mission, first)
            trial = came_along(start, mission, first, follow)
            if trial is not None:
                yield trial

    def offer(self, draft: Draft, told: set[str]) -> None:
        """Keep a draft that leaves nothing open, if it is the best of these so far."""
        base, moves = self.base, [(m.id, draft.starts[m.id]) for m in self.base.missions]
        moved = [(m, now) for m, now in moves if now != base.mission[m].start]
        changed, fairness, wishes = 0, 0, 0
        tie = sum(tie_weight(self.seed, m, now) for m, now in moved)
        for p in told:
            was, line = base.duties.get(p, {}), draft.lines[p]
            away = self.absent.get(p, frozenset())
            for d, held in enumerate(line):
                if held != was.get(d):
                    changed += d not in away
                    tie += tie_weight(self.seed, p, d, held) if held is not None else 0
            person, added = base.person[p], sum(h is not None for h in line) - len(was)
            if added > 0:
                fairness = max(fairness, added + person.credit - TOLERANCE_DAYS)
            wishes += sum(line[d] is not None and d not in was for d in person.wishes)
        cost = Objective(0, len(told), len(moved), changed, fairness, wishes)
        if self.best is None or (cost, tie) < self.best[:2]:
            self.best = cost, tie, draft.copy()

    def take_over(self, draft: Draft, person: str, key: Key, kept: frozenset[int]) -> list[Line]:
        """Every way in which one person takes over one seat, remembered."""
        line = tuple(draft.lines[person])
        start = draft.starts[key] if isinstance(key, str) else key[0]
        asked = person, line, key, start, kept
        if asked not in self.ways:
            days = (
                self.base.mission[key].span(start)
                if isinstance(key, str)
                else range(start, start + 1)
            )
            held = key if isinstance(key, str) else key[1]
            try:
                self.ways[asked] = Links(draft).ways(person, line, days, held, set(kept))
            except TooMany:
                self.whole, self.ways[asked] = False, []
        return self.ways[asked]


class _Chain:
    """One chain being extended: a draft, who is told so far and what is still open."""

    def __init__(self, ladder: Chains, draft: Draft) -> None:
        self.ladder, self.base, self.draft = ladder, ladder.base, draft.copy()
        self.crews, self.told, self.most = ladder.on, set[str](), 0
        for p, was in ladder.lines.items():
            now = tuple(draft.lines[p])
            if now != was:
                self.crews = self._moved(self.crews, p, was, now)
                away = ladder.absent.get(p, frozenset())
                if any(
                    a != b and d not in away for d, (a, b) in enumerate(zip(was, now, strict=True))
                ):
                    self.told.add(p)
        self.lacking = [key for key, cover in ladder.held.items() if self._lack(cover)]
        self.kept: dict[str, frozenset[int]] = {}

    def extend(self, most: int) -> None:
        """Offer every plan that fills what is open and tells at most so many."""
        self.most = most
        if len(self.told) <= most:
            self._extend()

    def _extend(self) -> None:
        if time.monotonic() > self.ladder.until:
            raise OutOfTime
        if not self.lacking:
            self.ladder.offer(self.draft, self.told)
            return
        seats = [self.ladder.held[key] for key in self.lacking]
        key, helpers = min(
            ((cover.key, self._helpers(cover)) for cover in seats), key=lambda found: len(found[1])
        )
        for person in helpers:
            if time.monotonic() > self.ladder.until:
                raise OutOfTime
            self._try(person, key)

    def _helpers(self, cover: Cover) -> list[str]:
        """People of whom one must come in: with a skill that lacks, or else anybody."""
        crew = self.crews.get(cover.key, [])
        short = (
            skill
            for skill, least in cover.skills
            if sum(skill in self.base.person[p].skills for p in crew) < least
        )
        able = self.ladder.able[next(short, None)]
        more = len(self.told) < self.most
        return [p for p in able if p not in crew and (more or p in self.told)]

    def _try(self, person: str, key: Key) -> None:
        kept = self.kept.get(person, frozenset())
        before, lacking = self.draft.lines[person], self.lacking
        told, on = self.told, self.crews
        for line in self.ladder.take_over(self.draft, person, key, kept):
            new = {d for d, (a, b) in enumerate(zip(before, line, strict=True)) if b and a != b}
            self.draft.lines[person] = list(line)
            self.kept[person] = kept | new
            self.told = told | {person}
            self.crews = self._moved(on, person, before, line)
            near = dict.fromkeys(
                [*lacking, *sorted(self._seats(before) - self._seats(line), key=str)]
            )
            held = self.ladder.held
            self.lacking = [k for k in near if k in held and self._lack(held[k])]
            self._extend()
        self.draft.lines[person] = before
        self.kept[person], self.told, self.crews, self.lacking = kept, told, on, lacking

    def _moved(
        self, on: dict[Key, list[str]], person: str, was: Sequence[str | None], now: Line
    ) -> dict[Key, list[str]]:
        after = dict(on)
        left, joined = self._seats(was), self._seats(now)
        for key in left - joined:
            after[key] = [p for p in after.get(key, ()) if p != person]
        for key in joined - left:
            after[key] = [*after.get(key, ()), person]
        return after

    def _seats(self, line: Sequence[str | None]) -> set[Key]:
        missions = self.base.mission
        return {h if h in missions else (d, h) for d, h in enumerate(line) if h is not None}

    def _lack(self, cover: Cover) -> int:
        return missing(self.base, cover, self.crews.get(cover.key, ()))
