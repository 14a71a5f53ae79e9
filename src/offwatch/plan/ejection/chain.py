"""Depth-first search over ejection chains from one root.

Somebody takes an open seat over and gives up what stands in the way; others take that over, and so
on, until no seat is open or too many people are told. The search branches on the open seat with the
fewest candidates, keeps a transposition table of states that were seen, and cuts branches by a
lower bound on people told (`capacity_bound`) and by reassignment among the people told
(`reassign`).

References
----------
F. Glover, *Ejection chains, reference structures and alternating path methods for traveling
salesman problems*, Discrete Applied Mathematics 65 (1996).
"""

from __future__ import annotations

from functools import cached_property

from offwatch.plan.deadline import Deadline
from offwatch.plan.ejection.best_plan import BestPlan
from offwatch.plan.ejection.bitset import bits, has_hitting_set, members_of, without
from offwatch.plan.ejection.capacity_bound import CapacityBound
from offwatch.plan.ejection.ejection_sets import Takeover
from offwatch.plan.ejection.instance import NO_DAYS, Instance
from offwatch.plan.ejection.reassign import Reassignment, StateLimit
from offwatch.plan.ejection.roots import Root
from offwatch.plan.ejection.takeover_memo import TakeoverMemo
from offwatch.plan.objective import Cover, Key, missing
from offwatch.plan.roster.availability import news
from offwatch.plan.roster.roster import Line

# After so many visits to one set of people, their reassignment is tried with so many states.
REASSIGN_AFTER = {30: 1_000, 200: 6_000, 1_000: 30_000}
State = frozenset[tuple[str, int]]


class EjectionChain:
    """A chain under way: the lines changed, who is told so far, and which seats are open.

    Parameters
    ----------
    instance : Instance
        The re-plan.
    memo : TakeoverMemo
        Who can take which seat over.
    found : BestPlan
        Where plans without an open seat go.
    deadline : Deadline
        Looked at in every state.
    root : Root
        Where the chain begins.

    Attributes
    ----------
    complete : bool
        Whether no takeover was left out for ejecting too much.
    bound : CapacityBound
        How many more people must be told, seen from the root.
    """

    def __init__(
        self,
        instance: Instance,
        memo: TakeoverMemo,
        found: BestPlan,
        deadline: Deadline,
        root: Root,
    ) -> None:
        self.instance, self.base, self.root = instance, instance.base, root
        self.memo, self.found, self.deadline = memo, found, deadline
        self.complete = True
        self.crews = dict(instance.crews)
        self.lines: dict[str, Line] = {}
        self.told, self.most_told = set(root.told), 0
        self.kept = dict(root.kept)
        self.line_ids: dict[str, int] = {}
        self.seen: set[State] = set()
        lines = instance.lines
        first = {p: lines[p] for p in instance.absent if p in lines} | root.lines
        if root.moved is not None:
            self.crews[root.moved] = ()  # whoever stays on it joins again, below
        for p, line in first.items():
            self._move(p, self.base.line(p), line)
            self.lines[p] = line
            self.line_ids[p] = memo.line_id(line, self.kept.get(p, NO_DAYS))
        if root.moved is not None:
            moved = root.moved
            self.crews[moved] = tuple(p for p, ln in first.items() if ln[root.start] == moved)
        self.own = frozenset(root.lines)  # whose line here is not the one that others begin with
        self.not_new = instance.bits_of(self.own)
        self.open = [key for key, cover in instance.covers.items() if self._missing(cover)]
        self.visits: dict[frozenset[str], int] = {}
        self.infeasible: set[frozenset[str]] = set()  # who cannot fill what is open between them
        self.feasible: set[frozenset[str]] = set()  # and who can
        starts = {} if root.moved is None else {root.moved: root.start}
        self.bound = CapacityBound(instance, dict(self.lines), dict(self.crews), self.open, starts)

    @property
    def least_told(self) -> int:
        """How many people any plan from this root tells."""
        return max(1, len(self.root.told))

    @cached_property
    def without_taker(self) -> list[Key]:
        """Seats open at the root that nobody could take, whatever they gave up for it."""
        takers = [(key, *self._takers(key)) for key in self.open]
        return [key for key, told, new in takers if not told and not new]

    def extend(self, most_told: int) -> None:
        """Offer every plan that leaves no seat open and is not worse than the best.

        Parameters
        ----------
        most_told : int
            How many people a plan may tell.

        Raises
        ------
        OutOfTime
            The deadline has passed.
        """
        self.most_told = most_told
        self.seen.clear()
        best = self.found.cost
        worse = best is not None and best.moved < int(self.root.moved is not None)
        if len(self.told) <= most_told and not worse:
            self._extend()

    def _extend(self) -> None:
        self.deadline.check()
        if not self.open:
            self.found.offer(self.root, self.lines, self.told)
            return
        state = frozenset((p, self.line_ids[p]) for p in self.told)
        if state in self.seen or self._is_dominated() or self._is_refuted():
            return
        self.seen.add(state)
        branch = self._branch()
        if branch is not None:
            key, who = branch
            can: dict[Key, bool] = {}  # whether somebody told could take a seat from here
            for person in who:
                self._try(person, key, can)

    def _is_dominated(self) -> bool:
        """Whether no plan from here can be as good as the best found: days changed only add up."""
        best = self.found.cost
        if best is None or best.told > len(self.told):
            return False
        free = self.instance.facts.free
        changed = sum(len(news(free, p, self.lines[p])) for p in self.told)
        return (int(self.root.moved is not None), changed) > (best.moved, best.changed)

    def _is_refuted(self) -> bool:
        """Whether those told cannot fill what is open, if nobody else may be told."""
        if len(self.told) < self.most_told:
            return False
        told = frozenset(self.told)
        if told in self.infeasible:
            return True
        visits = self.visits[told] = self.visits.get(told, 0) + 1
        if (
            visits not in REASSIGN_AFTER
            or told in self.feasible
            or not all(map(self.instance.is_monotone, told))
        ):
            return False
        search = Reassignment(self.bound, told, self.root.kept, self.deadline)
        try:
            found = search.find(REASSIGN_AFTER[visits])
        except StateLimit:
            return False
        if found is None:
            self.infeasible.add(told)
            return True
        lines = self.bound.lines | found
        self.found.offer(self.root, lines, {p for p in told if self.instance.differs(p, lines[p])})
        self.feasible.add(told)
        return self._is_dominated()

    def _branch(self) -> tuple[Key, list[str]] | None:
        """The open seat with the fewest takers, and they; ``None`` if there is no hope.

        Seats that nobody told can take need somebody new: no more of them than may still be told.
        """
        more = self.most_told - len(self.told)
        lacks = self.bound.lacks(self.told, more)
        if lacks is None or (more <= 0 and self._is_crowded()):
            return None
        fewest: tuple[int, Key, list[str], int] | None = None
        to_hit: list[int] = [*lacks]
        for key in self.open:
            told, new = self._takers(key, ask_new=more > 0)
            if not told:
                if more <= 0 or not new:
                    return None
                to_hit.append(new)
            n = len(told) + (new.bit_count() if more > 0 else 0)
            if fewest is None or n < fewest[0]:
                fewest = n, key, told, new
        if fewest is None:
            return None
        _, key, told, new = fewest
        if more <= 0:
            return key, told
        to_hit = [*dict.fromkeys(to_hit)]
        if not has_hitting_set(to_hit, more):
            return None
        new = bits(i for i in members_of(new) if has_hitting_set(without(to_hit, i), more - 1))
        return key, told + self.memo.by_least_ejected(new, key, self._start(key))

    def _is_crowded(self) -> bool:
        """Whether more seats are open on one day than people told could still be there."""
        asked: dict[int, int] = {}
        for key in self.open:
            for d in self.bound.span(key):
                asked[d] = asked.get(d, 0) + 1
        kept = [self.kept.get(p, NO_DAYS) for p in self.told]
        return any(n > sum(d not in days for days in kept) for d, n in asked.items())

    def _takers(self, key: Key, *, ask_new: bool = True) -> tuple[list[str], int]:
        """Of the people of whom one must come in: those told, and the others as bits."""
        instance, start = self.instance, self._start(key)
        crew = self.crews.get(key, ())
        short: list[str | None] = [
            skill
            for skill, least in instance.covers[key].skills
            if sum(p in instance.able[skill] for p in crew) < least
        ] or [None]
        skill = short[0]
        if len(short) > 1:
            skill = min(short, key=lambda s: self.memo.helpers(key, start, s).bit_count())
        able = instance.able[skill]
        told = [p for p in sorted(self.told) if p in able and p not in crew and self._can(p, key)]
        if not ask_new:
            return told, 0
        new = self.memo.helpers(key, start, skill) & ~self.not_new
        for p in self.told:
            new &= ~(1 << instance.index[p])
        for p in self.own - self.told:
            if p in able and p not in crew and self._can(p, key):
                new |= 1 << instance.index[p]
        return told, new

    def _can(self, person: str, key: Key) -> bool:
        if person in self.instance.with_lower_limits:
            return True
        return self.memo.can_take(person, self._line_id(person), key, self._start(key))

    def _takeovers(self, person: str, key: Key, pinned: int = 0) -> list[Takeover] | None:
        return self.memo.takeovers(person, self._line_id(person), key, self._start(key), pinned)

    def _line_id(self, person: str) -> int:
        found = self.line_ids.get(person)
        return self.memo.line_id(self.instance.lines[person]) if found is None else found

    def _line(self, person: str) -> Line:
        return self.lines.get(person) or self.instance.lines[person]

    def _start(self, key: Key) -> int:
        if not isinstance(key, str):
            return key[0]
        return self.root.start if key == self.root.moved else self.base.mission[key].start

    def _try(self, person: str, key: Key, can: dict[Key, bool]) -> None:
        """Let somebody take a seat over in each way, and go on from there."""
        before, kept = self._line(person), self.kept.get(person, NO_DAYS)
        new = person not in self.told
        ways = self._takeovers(person, key)
        if len(self.told) + new >= self.most_told:  # nobody else can be told of what is given up
            if ways is None:
                ways = self._takeovers(person, key, self._pinned(person, before, can))
            else:
                ways = [w for w in ways if not w.ejected or self._left_to_told(person, w, can)]
        if ways is None:
            self.complete = False
        if not ways:
            return
        self.told.add(person)
        was_open, had, line_id = self.open, self.lines.get(person), self.line_ids.get(person)
        covers = self.instance.covers
        for way in ways:
            undo = self._move(person, before, way.line)
            seats = self._seats(before, way.ejected)
            gone = [k for k in seats if k in covers and k not in was_open]
            self.open = [k for k in [*was_open, *gone] if self._missing(covers[k])]
            self.lines[person], self.kept[person] = way.line, kept | way.taken
            self.line_ids[person] = self.memo.line_id(way.line, self.kept[person])
            self._extend()
            self.crews.update(undo)
        self.open = was_open
        self.kept[person] = kept
        if had is None or line_id is None:
            del self.lines[person], self.line_ids[person]
        else:
            self.lines[person], self.line_ids[person] = had, line_id
        if new:
            self.told.discard(person)

    def _left_to_told(self, person: str, way: Takeover, can: dict[Key, bool]) -> bool:
        """Whether all that is given up is to spare, or could be taken by others already told."""
        seats = self._seats(self._line(person), way.ejected)
        return all(self._is_spared(person, key, can) for key in seats)

    def _pinned(self, person: str, line: Line, can: dict[Key, bool]) -> int:
        """Days of duties neither to spare nor for others already told, as bits."""
        days = [d for d, held in enumerate(line) if held is not None]
        pinned = [key for key in self._seats(line, days) if not self._is_spared(person, key, can)]
        return bits(d for d in days if line[d] in pinned or (d, line[d]) in pinned)

    def _is_spared(self, person: str, key: Key, can: dict[Key, bool]) -> bool:
        """Whether somebody may leave a seat: it stays covered, or others told could take it."""
        cover = self.instance.covers.get(key)
        if cover is None:
            return True
        crew = self.crews.get(key, ())
        if person in self.told:  # who is asked about is among those told: remember nothing
            return self._is_spared_by_others(person, cover, crew)
        if key not in can:
            can[key] = any(q not in crew and self._can(q, key) for q in self.told)
        return can[key] or not missing(self.base, cover, [p for p in crew if p != person])

    def _is_spared_by_others(self, person: str, cover: Cover, crew: tuple[str, ...]) -> bool:
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

    def _missing(self, cover: Cover) -> int:
        return missing(self.base, cover, self.crews.get(cover.key, ()))
