"""One chain being extended, seat by seat, until nothing is open or too many people are told."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

from offwatch.plan.ejection.bitset import covered, days_of, without
from offwatch.plan.ejection.capacity_bound import Room
from offwatch.plan.ejection.ejection_sets import Way
from offwatch.plan.ejection.reassign import Regroup, TooHard
from offwatch.plan.ejection.starts import OutOfTime, Root
from offwatch.plan.objective import Cover, Key, missing
from offwatch.plan.roster.roster import Line

if TYPE_CHECKING:
    from offwatch.plan.ejection.search import Chains

NONE: frozenset[int] = frozenset()
# After so many states of one set of people all they hold is dealt out anew, looking at so many.
AT_LENGTH = {30: 1_000, 200: 6_000, 1_000: 30_000}
State = frozenset[tuple[str, int]]


class Chain:
    """From one root: the lines changed, who is told so far and what is still open."""

    def __init__(self, ladder: Chains, root: Root) -> None:
        self.ladder, self.base, self.root = ladder, ladder.base, root
        self.crews = dict(ladder.on)
        self.lines: dict[str, Line] = {}
        self.told, self.most = set(root.told), 0
        self.kept = dict(root.kept)
        self.marks: dict[str, int] = {}  # one number for a line and what is kept of it
        self.seen: set[State] = set()
        first = {p: ladder.lines[p] for p in ladder.absent if p in ladder.lines} | root.lines
        if root.moved is not None:
            self.crews[root.moved] = ()  # whoever stays on it joins again, below
        for p, line in first.items():
            self._move(p, self.base.line(p), line)
            self.lines[p] = line
            self.marks[p] = ladder.mark(line, self.kept.get(p, NONE))
        if root.moved is not None:
            moved = root.moved
            self.crews[moved] = tuple(p for p, ln in first.items() if ln[root.start] == moved)
        self.own = frozenset(root.lines)  # whose line here is not the one that others begin with
        self.not_new = sum(1 << ladder.index[p] for p in self.own)
        self.lacking = [key for key, cover in ladder.held.items() if self._lack(cover)]
        self.spent: dict[frozenset[str], int] = {}
        self.dead: set[frozenset[str]] = set()  # who cannot fill what is open between them
        self.filled: set[frozenset[str]] = set()  # and who can
        starts = {} if root.moved is None else {root.moved: root.start}
        self.room = Room(ladder, dict(self.lines), dict(self.crews), self.lacking, starts)

    @property
    def first_at(self) -> int:
        """With how many told it is first extended."""
        return max(1, len(self.root.told))

    def extend(self, most: int) -> None:
        """Offer every plan that fills what is open and tells at most so many."""
        self.most = most
        self.seen.clear()
        best = self.ladder.best
        worse = best is not None and best[0].moved < int(self.root.moved is not None)
        if len(self.told) <= most and not worse:
            self._extend()

    def _extend(self) -> None:
        ladder = self.ladder
        if time.monotonic() > ladder.until:
            raise OutOfTime
        if not self.lacking:
            ladder.offer(self.root, self.lines, self.told)
            return
        state = frozenset((p, self.marks[p]) for p in self.told)
        if state in self.seen or self._too_much() or self._given_up():
            return
        self.seen.add(state)
        chosen = self._choose()
        if chosen is not None:
            key, who = chosen
            can: dict[Key, bool] = {}  # whether somebody told could take a seat from here
            for person in who:
                self._try(person, key, can)

    def _too_much(self) -> bool:
        """Whether no plan from here can be as good as the best found: days changed only add up."""
        best = self.ladder.best
        if best is None or best[0].told > len(self.told):
            return False
        cost, changed = best[0], 0
        for p in self.told:
            away = self.ladder.absent.get(p, NONE)
            was = self.base.line(p)
            changed += sum(
                a != b and d not in away
                for d, (a, b) in enumerate(zip(was, self.lines[p], strict=True))
            )
        return (int(self.root.moved is not None), changed) > (cost.moved, cost.changed)

    def _given_up(self) -> bool:
        """Whether those told cannot fill what is open, if nobody else may be told."""
        if len(self.told) < self.most:
            return False
        told = frozenset(self.told)
        if told in self.dead:
            return True
        spent = self.spent[told] = self.spent.get(told, 0) + 1
        if spent in AT_LENGTH and told not in self.filled and all(map(self.ladder.plain, told)):
            try:
                found = Regroup(self.room, told, self.root.kept).find(AT_LENGTH[spent])
            except TooHard:
                return False
            if found is None:
                self.dead.add(told)
                return True
            lines = self.room.lines | found
            changed = {p for p in told if self.ladder.differs(p, lines[p])}
            self.ladder.offer(self.root, lines, changed)
            self.filled.add(told)
            return self._too_much()
        return False

    def _choose(self) -> tuple[Key, list[str]] | None:
        """The open seat with the fewest who could take it, and they; ``None`` if there is no hope.

        Seats that nobody told can take need somebody new: no more of them than may still be told.
        """
        more = self.most - len(self.told)
        lacks = self.room.lacks(self.told, more)
        if lacks is None or (more <= 0 and self._crowded()):
            return None
        fewest: tuple[int, Key, list[str], int] | None = None
        news: list[int] = [*lacks]
        for key in self.lacking:
            told, new = self._who(key, ask_new=more > 0)
            if not told:
                if more <= 0 or not new:
                    return None
                news.append(new)
            n = len(told) + (new.bit_count() if more > 0 else 0)
            if fewest is None or n < fewest[0]:
                fewest = n, key, told, new
        if fewest is None:
            return None
        _, key, told, new = fewest
        if more <= 0:
            return key, told
        news = [*dict.fromkeys(news)]
        if not covered(news, more):
            return None
        new = sum(1 << i for i in days_of(new) if covered(without(news, i), more - 1))
        return key, told + self.ladder.named(new, key, self._start(key))

    def _crowded(self) -> bool:
        """Whether more seats are open on one day than people told could still be there."""
        asked: dict[int, int] = {}
        for key in self.lacking:
            span = (key[0],) if not isinstance(key, str) else self._span(key)
            for d in span:
                asked[d] = asked.get(d, 0) + 1
        kept = [self.kept.get(p, NONE) for p in self.told]
        return any(n > sum(d not in days for days in kept) for d, n in asked.items())

    def _span(self, mission: str) -> range:
        return self.base.mission[mission].span(self._start(mission))

    @cached_property
    def stuck(self) -> list[Key]:
        """Seats open at the root that nobody could take, whatever they gave up for it."""
        whos = [(key, *self._who(key)) for key in self.lacking]
        return [key for key, told, new in whos if not told and not new]

    def _who(self, key: Key, *, ask_new: bool = True) -> tuple[list[str], int]:
        """Of the people of whom one must come in: those told, and the others as bits."""
        cover, ladder, start = self.ladder.held[key], self.ladder, self._start(key)
        crew = self.crews.get(key, ())
        short: list[str | None] = [
            skill
            for skill, least in cover.skills
            if sum(p in ladder.able[skill] for p in crew) < least
        ] or [None]
        skill = short[0]
        if len(short) > 1:
            skill = min(short, key=lambda s: ladder.helpers(key, start, s).bit_count())
        able = ladder.able[skill]
        told = [p for p in sorted(self.told) if p in able and p not in crew and self._can(p, key)]
        if not ask_new:
            return told, 0
        new = ladder.helpers(key, start, skill) & ~self.not_new
        for p in self.told:
            new &= ~(1 << ladder.index[p])
        for p in self.own - self.told:
            if p in able and p not in crew and self._can(p, key):
                new |= 1 << ladder.index[p]
        return told, new

    def _can(self, person: str, key: Key) -> bool:
        if person in self.ladder.fussy:
            return True
        return self.ladder.can_take(person, self._mark(person), key, self._start(key))

    def _ways(self, person: str, key: Key, stuck: int = 0) -> list[Way] | None:
        return self.ladder.take_over(person, self._mark(person), key, self._start(key), stuck)

    def _mark(self, person: str) -> int:
        mark = self.marks.get(person)
        return self.ladder.mark(self.ladder.lines[person], NONE) if mark is None else mark

    def _line(self, person: str) -> Line:
        return self.lines.get(person) or self.ladder.lines[person]

    def _start(self, key: Key) -> int:
        if not isinstance(key, str):
            return key[0]
        return self.root.start if key == self.root.moved else self.base.mission[key].start

    def _try(self, person: str, key: Key, can: dict[Key, bool]) -> None:
        before, kept = self._line(person), self.kept.get(person, NONE)
        new = person not in self.told
        ways = self._ways(person, key)
        if len(self.told) + new >= self.most:  # nobody else can be told of what is given up
            if ways is None:
                ways = self._ways(person, key, self._stuck(person, before, can))
            else:
                ways = [w for w in ways if not w.given or self._left_to_told(person, w, can)]
        if ways is None:
            self.ladder.whole = False
        if not ways:
            return
        self.told.add(person)
        lacking, had, mark = self.lacking, self.lines.get(person), self.marks.get(person)
        for way in ways:
            undo = self._move(person, before, way.line)
            held = self.ladder.held
            gone = [k for k in self._seats(before, way.given) if k in held and k not in lacking]
            self.lacking = [k for k in [*lacking, *gone] if self._lack(held[k])]
            self.lines[person], self.kept[person] = way.line, kept | way.taken
            self.marks[person] = self.ladder.mark(way.line, self.kept[person])
            self._extend()
            self.crews.update(undo)
        self.lacking = lacking
        self.kept[person] = kept
        if had is None or mark is None:
            del self.lines[person], self.marks[person]
        else:
            self.lines[person], self.marks[person] = had, mark
        if new:
            self.told.discard(person)

    def _left_to_told(self, person: str, way: Way, can: dict[Key, bool]) -> bool:
        """Whether all that is given up is to spare, or could be taken by others already told."""
        seats = self._seats(self._line(person), way.given)
        return all(self._spared(person, key, can) for key in seats)

    def _stuck(self, person: str, line: Line, can: dict[Key, bool]) -> int:
        """Days of duties neither to spare nor for others already told, as bits."""
        days = [d for d, held in enumerate(line) if held is not None]
        stuck = [key for key in self._seats(line, days) if not self._spared(person, key, can)]
        return sum(1 << d for d in days if line[d] in stuck or (d, line[d]) in stuck)

    def _spared(self, person: str, key: Key, can: dict[Key, bool]) -> bool:
        cover = self.ladder.held.get(key)
        if cover is None:
            return True
        crew = self.crews.get(key, ())
        if person in self.told:  # who is asked about is among those told: remember nothing
            return self._spared_by(person, cover, crew)
        if key not in can:
            can[key] = any(q not in crew and self._can(q, key) for q in self.told)
        return can[key] or not missing(self.base, cover, [p for p in crew if p != person])

    def _spared_by(self, person: str, cover: Cover, crew: tuple[str, ...]) -> bool:
        others = (q for q in self.told if q != person and q not in crew)
        rest = [p for p in crew if p != person]
        return not missing(self.base, cover, rest) or any(self._can(q, cover.key) for q in others)

    def _move(self, person: str, was: Line, now: Line) -> dict[Key, tuple[str, ...]]:
        """Take somebody off the seats they leave and onto those they join; what to undo it with."""
        differ = [d for d, (a, b) in enumerate(zip(was, now, strict=True)) if a != b]
        left, joined = set(self._seats(was, differ)), set(self._seats(now, differ))
        undo = {}
        for key in left ^ joined:
            crew = undo[key] = self.crews.get(key, ())
            self.crews[key] = (
                tuple(p for p in crew if p != person) if key in left else (*crew, person)
            )
        return undo

    def _seats(self, line: Line, days: list[int] | tuple[int, ...]) -> dict[Key, None]:
        missions = self.base.mission
        return dict.fromkeys(
            held if held in missions else (d, held) for d in days if (held := line[d]) is not None
        )

    def _lack(self, cover: Cover) -> int:
        return missing(self.base, cover, self.crews.get(cover.key, ()))
