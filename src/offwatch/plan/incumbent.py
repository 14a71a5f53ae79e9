"""Keeps the best checked roster of a search, and what is proved of it and within which scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from offwatch.plan.checker.check import check, standing
from offwatch.plan.mip.neighbourhood import width
from offwatch.plan.objective import Goal, Objective, changed_days, cost_of, lost_seats
from offwatch.plan.result import Rung
from offwatch.plan.roster.roster import Absences, Roster, without_absent

ZERO = Objective(0, 0, 0, 0, 0, 0)
UNTIED = -1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a search stands: the best roster, its cost, the bound that holds within the scope."""

    roster: Roster
    cost: Objective
    bound: Objective
    proven: bool
    scope: str
    by: str


class Search:
    """One re-plan under way; nothing gets in that the checker does not pass."""

    def __init__(self, base: Roster, absent: Absences, goal: Goal, first: Roster) -> None:
        self.base, self.absent, self.goal = base, absent, goal
        self.hard: Absences = absent if goal == "replan" else {}
        self.standing = standing(base)
        self.least = least_possible(base, absent, goal)
        self.best = without_absent(base, self.hard)
        self.by = "greedy"
        self.tied = UNTIED  # the widest scope in which the best is the first among its equals
        if not check(base, first, self.hard):
            self.best = first
        self.cost = self._cost(self.best)
        self.refused = 0
        self._heard: dict[str, Objective] = {}
        self.rungs: list[Rung] = []

    @property
    def settled(self) -> bool:
        """Whether nothing better can be found, in any part of the objective."""
        return self.cost <= self.least

    @property
    def proved_everywhere(self) -> bool:
        """Whether every part of the best is proved, whatever may change."""
        return any(r.done and r.scope == "global" and r.cost == self.cost for r in self.rungs)

    def offer(self, after: Roster, by: str) -> None:
        """Take in a roster found without a solver, if it is better."""
        if not check(self.base, after, self.hard) and self._cost(after) < self.cost:
            self.best, self.cost, self.by, self.tied = after, self._cost(after), by, UNTIED

    def hear(self, message: Mapping[str, Any], seconds: float) -> None:
        """Take in what a solver says; a roster only if the checker passes it."""
        scope, by = str(message["scope"]), str(message["engine"])
        if "bound" in message:
            self._raise(scope, Objective(*message["bound"]))
        if "values" in message:
            rung = message["event"] == "rung"
            done = rung and bool(message["done"])
            cost = self._offer(message["values"], by, width(scope) if done else UNTIED)
            if cost is not None and rung:
                proven = bool(message["proven"])
                bound = Objective(*message["bound"])
                self.rungs.append(Rung(scope, cost, bound, proven, done, by, seconds))

    def prove(self, rung: Rung, roster: Roster) -> None:
        """Take in a roster, and the proof of it, found without a solver."""
        if check(self.base, roster, self.hard):
            self.refused += 1
            return
        if rung.cost < self.cost or (rung.done and rung.cost == self.cost):
            self.best, self.cost, self.by = roster, rung.cost, rung.by
            self.tied = width(rung.scope) if rung.done else UNTIED
        self._raise(rung.scope, rung.bound)
        self.rungs.append(rung)

    def state(self) -> dict[str, Any]:
        """How far it is, for somebody who waits: scope, objective and bound."""
        answer = self.answer()
        return {
            "scope": answer.scope,
            "objective": list(answer.cost),
            "bound": list(answer.bound),
            "proven": answer.proven,
        }

    def answer(self) -> Answer:
        """The best so far, with the widest scope in which its first two parts are proved."""
        scope, bound, proven = self._standing_proof()
        return Answer(self.best, self.cost, bound, proven, scope, self.by)

    def _standing_proof(self) -> tuple[str, Objective, bool]:
        known = {"global": self.least} | {
            scope: max(bound, self.least) for scope, bound in self._heard.items()
        }
        scopes = sorted(known, key=width)
        proven = [s for s in scopes if known[s][:2] == self.cost[:2]]
        if proven:
            return proven[-1], min(known[proven[-1]], self.cost), True
        last = max(self._heard, key=width, default="global")
        return last, min(known[last], self.cost), False

    def _raise(self, scope: str, bound: Objective) -> None:
        if width(scope):
            self._heard[scope] = max(bound, self._heard.get(scope, ZERO))

    def _offer(self, values: Mapping[str, Any], by: str, tied: float) -> Objective | None:
        duties = {p: {int(d): h for d, h in line.items()} for p, line in values["duties"].items()}
        after = self.base.with_duties(duties, values["starts"])
        cost = self._cost(after)
        if check(self.base, after, self.hard):
            self.refused += 1
            return None
        if cost < self.cost or (cost == self.cost and tied > self.tied):
            self.best, self.cost, self.by, self.tied = after, cost, by, tied
        return cost

    def _cost(self, after: Roster) -> Objective:
        return cost_of(self.goal, self.base, after, self.absent)


def least_possible(base: Roster, absent: Absences, goal: Goal) -> Objective:
    """What no plan can go below, seen without any search.

    Somebody taken off a mission for a part of it is told of the other days whatever happens; and
    where a seat was lost, to fill it tells at least one person and changes at least one day a seat.
    """
    if goal != "replan":
        return ZERO
    left = without_absent(base, absent)
    forced = [(p, d) for p, d in changed_days(base, left) if d not in absent.get(p, frozenset())]
    lost = lost_seats(base, absent)
    told = max(len({p for p, _ in forced}), int(lost > 0))
    return Objective(0, told, 0, max(len(forced), lost), 0, 0)
