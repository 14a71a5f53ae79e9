"""The incumbent of a search: the best checked roster, and what is proved of it in which scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from offwatch.plan.assignment import Assignment
from offwatch.plan.checker.check import check, standing
from offwatch.plan.construct.fair_shares import FairShares
from offwatch.plan.objective import Goal, Objective, cost_of, lost_seats, news_of
from offwatch.plan.roster.availability import without_absent
from offwatch.plan.roster.roster import Absences, Roster
from offwatch.plan.scope import GLOBAL, GREEDY, Scope, ScopeResult
from offwatch.plan.solvers.messages import Bound, Engine, Finding, Found, Solved

ZERO = Objective(0, 0, 0, 0, 0, 0)
UNTIED = -1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a search stands: the best roster, its cost, the bound that holds within the scope."""

    roster: Roster
    cost: Objective
    bound: Objective
    proven: bool
    scope: Scope
    by: str


class Incumbent:
    """The best roster of one search under way; nothing gets in that the checker does not pass.

    Parameters
    ----------
    base : Roster
        The roster in force.
    absent : Absences
        Who is away; for a draft or a new roster the days to avoid.
    goal : Goal
        What is asked.
    first : Roster
        The roster to start from; the base without the absent if it breaks a rule.

    Attributes
    ----------
    best : Roster
        The best roster so far.
    cost : Objective
        What it costs.
    by : str
        Which search or solver found it.
    refused : int
        How many rosters of the solvers the checker did not pass.
    results : list of ScopeResult
        What each scope on the way came to.
    """

    def __init__(self, base: Roster, absent: Absences, goal: Goal, first: Roster) -> None:
        self.base, self.absent, self.goal = base, absent, goal
        self.hard: Absences = absent if goal == "replan" else {}
        self.standing = standing(base)
        self.least = least_possible(base, absent, goal)
        self.best = without_absent(base, self.hard)
        self.by = GREEDY
        self.refused = 0
        self.results: list[ScopeResult] = []
        self._bounds: dict[Scope, Objective] = {}
        self._tied = UNTIED  # width of the widest scope in which the best is first among equals
        if not check(base, first, self.hard):
            self.best = first
        self.cost = self._cost(self.best)

    @property
    def is_optimal(self) -> bool:
        """Whether nothing better can be found, in any part of the objective."""
        return self.cost <= self.least

    @property
    def is_proved_everywhere(self) -> bool:
        """Whether every part of the best is proved, whatever may change."""
        return any(r.done and r.scope == GLOBAL and r.cost == self.cost for r in self.results)

    def offer(self, after: Roster, by: str) -> None:
        """Take in a roster found without a solver, if it is better."""
        if not check(self.base, after, self.hard) and self._cost(after) < self.cost:
            self.best, self.cost, self.by, self._tied = after, self._cost(after), by, UNTIED

    def replace_equal(self, after: Roster) -> None:
        """Take in a roster that costs the same and is to be preferred for what is not counted."""
        if not check(self.base, after, self.hard) and self._cost(after) == self.cost:
            self.best = after

    def hear(self, finding: Finding, engine: Engine, seconds: float) -> None:
        """Take in what a solver says; a roster only if the checker passes it.

        Parameters
        ----------
        finding : Finding
            A roster, a bound, or what a scope came to.
        engine : Engine
            Which solver.
        seconds : float, seconds
            When, from the start of the search.
        """
        match finding:
            case Found():
                self._offer(finding.assignment, engine, UNTIED)
            case Bound():
                self._raise_bound(finding.scope, finding.bound)
            case Solved():
                self._raise_bound(finding.scope, finding.bound)
                tied = finding.scope.width if finding.done else UNTIED
                cost = self._offer(finding.assignment, engine, tied)
                if cost is not None:
                    self.results.append(
                        ScopeResult(
                            finding.scope,
                            cost,
                            finding.bound,
                            proven=finding.proven,
                            done=finding.done,
                            by=engine,
                            seconds=seconds,
                        )
                    )

    def prove(self, result: ScopeResult, roster: Roster) -> None:
        """Take in a roster, and the proof of it, found without a solver."""
        if check(self.base, roster, self.hard):
            self.refused += 1
            return
        if result.cost < self.cost or (result.done and result.cost == self.cost):
            self.best, self.cost, self.by = roster, result.cost, result.by
            self._tied = result.scope.width if result.done else UNTIED
        self._raise_bound(result.scope, result.bound)
        self.results.append(result)

    def state(self) -> dict[str, Any]:
        """Say how far it is, for somebody who waits: scope, objective and bound."""
        answer = self.answer()
        return {
            "scope": str(answer.scope),
            "objective": list(answer.cost),
            "bound": list(answer.bound),
            "proven": answer.proven,
        }

    def answer(self) -> Answer:
        """Give the best so far, with the widest scope in which its first two parts are proved."""
        scope, bound, proven = self._proof()
        return Answer(self.best, self.cost, bound, proven, scope, self.by)

    def _proof(self) -> tuple[Scope, Objective, bool]:
        known = {GLOBAL: self.least} | {
            scope: max(bound, self.least) for scope, bound in self._bounds.items()
        }
        scopes = sorted(known, key=lambda scope: scope.width)
        proven = [s for s in scopes if known[s][:2] == self.cost[:2]]
        if proven:
            return proven[-1], min(known[proven[-1]], self.cost), True
        last = max(self._bounds, key=lambda scope: scope.width, default=GLOBAL)
        return last, min(known[last], self.cost), False

    def _raise_bound(self, scope: Scope, bound: Objective) -> None:
        if scope.width:
            self._bounds[scope] = max(bound, self._bounds.get(scope, ZERO))

    def _offer(self, assignment: Assignment, by: str, tied: float) -> Objective | None:
        after = assignment.apply_to(self.base)
        if check(self.base, after, self.hard):
            self.refused += 1
            return None
        cost = self._cost(after)
        if cost < self.cost or (cost == self.cost and tied > self._tied):
            self.best, self.cost, self.by, self._tied = after, cost, by, tied
        return cost

    def _cost(self, after: Roster) -> Objective:
        return cost_of(self.goal, self.base, after, self.absent)


def least_possible(base: Roster, absent: Absences, goal: Goal) -> Objective:
    """Give what no plan can go below, seen without any search.

    Somebody taken off a mission for a part of it is told of the other days whatever happens; and
    where a seat was lost, to fill it tells at least one person and changes at least one day a seat.
    A new roster has somebody work at least an even share.

    Parameters
    ----------
    base, absent, goal
        As for `Incumbent`.
    """
    if goal == "make":
        return Objective(0, 0, 0, 0, FairShares(base).least_most, 0)
    if goal != "replan":
        return ZERO
    left = without_absent(base, absent)
    forced = news_of(base, left, absent)
    lost = lost_seats(base, absent)
    told = max(len({p for p, _ in forced}), int(lost > 0))
    return Objective(0, told, 0, max(len(forced), lost), 0, 0)
