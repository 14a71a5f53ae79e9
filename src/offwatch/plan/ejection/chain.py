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

from offwatch.plan.bitset import bits, has_hitting_set, members_of, without
from offwatch.plan.deadline import Deadline
from offwatch.plan.ejection.best_plan import BestPlan
from offwatch.plan.ejection.capacity_bound import CapacityBound
from offwatch.plan.ejection.chain_state import ChainState
from offwatch.plan.ejection.instance import NO_DAYS, Instance
from offwatch.plan.ejection.reassign import Reassignment, StateLimit
from offwatch.plan.ejection.roots import Root
from offwatch.plan.ejection.takeover_memo import TakeoverMemo
from offwatch.plan.objective import Key
from offwatch.plan.roster.availability import news

# After so many visits to one set of people, their reassignment is tried with so many states.
REASSIGN_AFTER = {30: 1_000, 200: 6_000, 1_000: 30_000}
Lines = frozenset[tuple[str, int]]  # each person told, with the number of their line


class EjectionChain:
    """The chains from one root, extended depth first.

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
    state : ChainState
        Where the chain stands.
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
        self.instance, self.memo, self.root = instance, memo, root
        self.found, self.deadline = found, deadline
        self.complete = True
        self.state = ChainState(instance, memo, root)
        self.most_told = 0
        self.seen: set[Lines] = set()
        self.visits: dict[frozenset[str], int] = {}
        self.infeasible: set[frozenset[str]] = set()  # who cannot fill what is open between them
        self.feasible: set[frozenset[str]] = set()  # and who can
        starts = {} if root.moved is None else {root.moved: root.start}
        state = self.state
        self.bound = CapacityBound(
            instance, dict(state.lines), dict(state.crews), state.open, starts
        )

    @property
    def least_told(self) -> int:
        """How many people any plan from this root tells."""
        return max(1, len(self.root.told))

    @cached_property
    def without_taker(self) -> list[Key]:
        """Seats open at the root that nobody could take, whatever they gave up for it."""
        takers = [(key, *self.state.takers(key)) for key in self.state.open]
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
        if len(self.state.told) <= most_told and not worse:
            self._extend()

    def _extend(self) -> None:
        self.deadline.check()
        if not self.state.open:
            self.found.offer(self.root, self.state.lines, self.state.told)
            return
        lines = frozenset((p, self.state.line_ids[p]) for p in self.state.told)
        if lines in self.seen or self._is_dominated() or self._is_refuted():
            return
        self.seen.add(lines)
        branch = self._branch()
        if branch is not None:
            key, who = branch
            can: dict[Key, bool] = {}  # whether somebody told could take a seat from here
            for person in who:
                self._try(person, key, can)

    def _is_dominated(self) -> bool:
        """Whether no plan from here can be as good as the best found: days changed only add up."""
        best = self.found.cost
        if best is None or best.told > len(self.state.told):
            return False
        free = self.instance.facts.free
        changed = sum(len(news(free, p, self.state.lines[p])) for p in self.state.told)
        return (int(self.root.moved is not None), changed) > (best.moved, best.changed)

    def _is_refuted(self) -> bool:
        """Whether those told cannot fill what is open, if nobody else may be told."""
        if len(self.state.told) < self.most_told:
            return False
        told = frozenset(self.state.told)
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
        more = self.most_told - len(self.state.told)
        lacks = self.bound.lacks(self.state.told, more)
        if lacks is None or (more <= 0 and self._is_crowded()):
            return None
        fewest: tuple[int, Key, list[str], int] | None = None
        to_hit: list[int] = [*lacks]
        for key in self.state.open:
            told, new = self.state.takers(key, ask_new=more > 0)
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
        return key, told + self.memo.by_least_ejected(new, key, self.state.start_of(key))

    def _try(self, person: str, key: Key, can: dict[Key, bool]) -> None:
        """Let somebody take a seat over in each way, and go on from there."""
        state, saved = self.state, self.state.save(person)
        new = person not in state.told
        ways = state.takeovers(person, key)
        if len(state.told) + new >= self.most_told:  # nobody else can be told of what is given up
            if ways is None:
                pinned = state.pinned(person, state.line(person), can)
                ways = state.takeovers(person, key, pinned)
            else:
                ways = [w for w in ways if not w.ejected or state.is_left_to_told(person, w, can)]
        if ways is None:
            self.complete = False
        if not ways:
            return
        state.told.add(person)
        for way in ways:
            crews = state.apply(person, way, saved)
            self._extend()
            state.crews.update(crews)
        state.restore(person, saved)
        if new:
            state.told.discard(person)

    def _is_crowded(self) -> bool:
        """Whether more seats are open on one day than people told could still be there."""
        asked: dict[int, int] = {}
        for key in self.state.open:
            for d in self.bound.span(key):
                asked[d] = asked.get(d, 0) + 1
        kept = [self.state.kept.get(p, NO_DAYS) for p in self.state.told]
        return any(n > sum(d not in days for days in kept) for d, n in asked.items())
