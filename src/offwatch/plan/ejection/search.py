"""The chain search: plans found and proved by ejection chains, with ever more people told.

A seat is taken over by somebody, who gives up what stands in the way, which others take over, and
so on. All such chains are tried that tell one person, then two, and so on (iterative deepening).
The first plan that leaves no seat open tells the fewest people, because every smaller number has
been refuted; each refutation raises the lower bound (destructive improvement). This holds for every
plan where rules only forbid too much. Where short runs, short rests or too few hours are forbidden
as well, more duties may help, and the proof is of chains alone (``links≤N``).

References
----------
F. Glover, *Ejection chains, reference structures and alternating path methods for traveling
salesman problems*, Discrete Applied Mathematics 65 (1996).
R. E. Korf, *Depth-first iterative-deepening: an optimal admissible tree search*, Artificial
Intelligence 27 (1985).
R. Klein, A. Scholl, *Computing lower bounds by destructive improvement*, European Journal of
Operational Research 112 (1999).
"""

from __future__ import annotations

import time
from collections.abc import Callable

from offwatch.plan.deadline import Deadline, OutOfTime
from offwatch.plan.ejection.best_plan import BestPlan
from offwatch.plan.ejection.chain import EjectionChain
from offwatch.plan.ejection.instance import Instance
from offwatch.plan.ejection.roots import Root, find_roots
from offwatch.plan.ejection.takeover_memo import TakeoverMemo
from offwatch.plan.objective import Objective, score
from offwatch.plan.roster.roster import Absences, Roster
from offwatch.plan.scope import CHAINS, GLOBAL, Scope, ScopeResult

MOST_TOLD = 12
OnFound = Callable[[ScopeResult, Roster], None]


class ChainSearch:
    """The chain search of one re-plan; it may be run again with more time.

    Parameters
    ----------
    base : Roster
        The roster in force.
    absent : Absences
        Who is away on which days.
    deadline : Deadline
        When the search must end.
    seed : int
        For breaking ties.
    allow_moves : bool
        Whether missions that lost somebody may move.

    Attributes
    ----------
    found : BestPlan
        The best plan so far that leaves no seat open.
    least_told : int
        How many people any such plan tells at least.
    """

    def __init__(
        self, base: Roster, absent: Absences, deadline: Deadline, *, seed: int, allow_moves: bool
    ) -> None:
        self.base, self.absent, self.allow_moves = base, absent, allow_moves
        self.deadline = deadline
        self.began = time.monotonic()
        self.instance = Instance(base, absent)
        self.memo = TakeoverMemo(self.instance, deadline)
        self.found = BestPlan(self.instance, seed)
        self.least_told = 1
        self.chains: list[EjectionChain] = []
        self.hopeless: list[Root] = []  # with a seat open that nobody could take
        self._was_complete = True
        self._certain: dict[tuple[int, int], bool] = {}

    @property
    def can_prove(self) -> bool:
        """Whether its proofs can hold for every plan."""
        return not self.instance.with_lower_limits

    @property
    def complete(self) -> bool:
        """Whether no takeover was left out for ejecting too much."""
        return self._was_complete and all(chain.complete for chain in self.chains)

    def run(self, on_found: OnFound | None = None) -> tuple[ScopeResult, Roster] | None:
        """Search until the deadline for the fewest people told that leave no seat open.

        Parameters
        ----------
        on_found : callable, optional
            Called with the first plan as soon as it is found.

        Returns
        -------
        tuple of ScopeResult and Roster, or None
            The plan and what is proved of it, or how many people are told at least, with the
            roster as the absences leave it; ``None`` if the time was too short to say.
        """
        if on_found is None:
            self.found.on_first = None
        else:
            self.found.on_first = lambda: on_found(*self._result(ended=False))
        ended = True
        try:
            self._deepen()
        except OutOfTime:
            ended = False
        if self.found.cost is None and self.least_told < 2:
            return None
        return self._result(ended=ended)

    def _deepen(self) -> None:
        self._was_complete = self.complete
        self._certain.clear()
        self.hopeless = []
        roots = find_roots(self.instance, self.deadline, allow_moves=self.allow_moves)
        self.chains = [
            EjectionChain(self.instance, self.memo, self.found, self.deadline, root)
            for root in roots
        ]
        for told in range(1, MOST_TOLD + 1):
            self.hopeless += [
                c.root for c in self.chains if c.least_told == told and c.without_taker
            ]
            for chain in self.chains:
                if chain.root not in self.hopeless:
                    chain.extend(told)
            if self.found.cost is not None:
                return
            if self.complete:
                self.least_told = told + 1

    def _result(self, *, ended: bool) -> tuple[ScopeResult, Roster]:
        seconds = time.monotonic() - self.began
        scope = self._scope(self.least_told - 1)
        bound = Objective(0, self.least_told, 0, 0, 0, 0)
        cost = self.found.cost
        if cost is None:
            after = self.instance.left.roster()
            cost = score(self.base, after, self.absent)
            return ScopeResult(scope, cost, bound, False, False, CHAINS, seconds), after
        proven = cost.told == self.least_told
        whole = ended and proven and self.complete
        done = whole and (scope != GLOBAL or self._is_certain(cost.told))
        bound = cost if done else bound
        return ScopeResult(scope, cost, bound, proven, done, CHAINS, seconds), self.found.roster

    def _scope(self, told: int) -> Scope:
        """Where it holds that all plans that tell so many have been looked at."""
        return GLOBAL if self._is_certain(told) else Scope("links", told)

    def _is_certain(self, told: int) -> bool:
        """Whether no plan telling so many can be anything but chains of this kind.

        From each root, another mission that moved as well would tell its whole crew, and those
        told would have to be enough for what is open, wherever it went.
        """
        if not self.can_prove:
            return False
        asked = told, len(self.hopeless)
        if asked not in self._certain:
            free = [m.id for m in self.base.missions if len(m.starts) > 1]
            crews = self.instance.crews
            crew = {m: set(crews.get(m, ())) - self.absent.keys() for m in free}
            self._certain[asked] = not self.allow_moves or not any(
                self._may_move_second(chain, crew, told)
                for chain in self.chains
                if len(chain.root.told) <= told
            )
        return self._certain[asked]

    def _may_move_second(self, chain: EjectionChain, crew: dict[str, set[str]], told: int) -> bool:
        """Whether yet another mission might move in a plan that tells so many.

        Where nobody could take some seats, these are a mission's that must move, or it is in vain.
        """
        root, may = chain.root, list(crew)
        if root in self.hopeless:
            stuck = chain.without_taker
            fixed = [key for key in stuck if not (isinstance(key, str) and key in crew)]
            may = [] if fixed or root.moved in stuck else list(map(str, stuck[:1]))
        for m in may:
            together = root.told | crew[m]
            if len(together) > told or m == root.moved or (root.moved is None and m in root.hit):
                continue
            near = {o for o, others in crew.items() if len(together | others) <= told}
            if chain.bound.least_more(together, near - {root.moved}) <= told - len(together):
                return True
        return False
