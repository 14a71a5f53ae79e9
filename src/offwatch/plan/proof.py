"""Keeps the best checked roster of a search, and what is proved of it and within which scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from offwatch.plan.checker import check, standing
from offwatch.plan.roster import Absences, Roster, without_absent
from offwatch.plan.score import Goal, Objective, changed_days, cost_of, lost_seats

ZERO = Objective(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a search stands: the best roster, its cost, the bound that holds within the scope."""

    roster: Roster
    cost: Objective
    bound: Objective
    proven: bool
    scope: str
    greedy: bool


@dataclass(frozen=True, slots=True)
class _Proof:
    scope: str
    cost: Objective
    bound: Objective
    proven: bool


class Search:
    """One re-plan under way; nothing gets in that the checker does not pass."""

    def __init__(self, base: Roster, absent: Absences, goal: Goal, first: Roster) -> None:
        self.base, self.absent, self.goal = base, absent, goal
        self.hard: Absences = {} if goal == "settle" else absent
        self.standing = standing(base)
        self.least = least_possible(base, absent, goal)
        self.best = without_absent(base, self.hard)
        if not check(base, first, self.hard):
            self.best = first
        self.cost = self._cost(self.best)
        self.greedy = True
        self.refused = 0
        self._heard: dict[str, Objective] = {}
        self._proofs: list[_Proof] = []

    def hear(self, message: Mapping[str, Any]) -> None:
        """Take in what the solver says; a roster only if the checker passes it."""
        scope = str(message["scope"])
        if "bound" in message:
            self._heard[scope] = Objective(*message["bound"])
        if "values" in message:
            cost = self._offer(message["values"])
            if cost is not None and message["event"] == "rung":
                bound, proven = self._heard[scope], bool(message["proven"])
                self._proofs.append(_Proof(scope, cost, bound, proven))
        elif scope not in self._heard:
            self._heard[scope] = ZERO

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
        return Answer(self.best, self.cost, bound, proven, scope, self.greedy)

    def _standing_proof(self) -> tuple[str, Objective, bool]:
        same = [p for p in self._proofs if p.proven and p.cost[:2] == self.cost[:2]]
        if same:
            last = same[-1]
            everywhere = self.cost[:2] == self.least[:2]
            return ("global" if everywhere else last.scope), last.bound, True
        if self.cost[:2] == self.least[:2]:
            return "global", self.least, True
        if not self._heard:
            return "global", self.least, False
        scope, bound = list(self._heard.items())[-1]
        return scope, max(bound, self.least), False

    def _offer(self, values: Mapping[str, Any]) -> Objective | None:
        duties = {p: {int(d): h for d, h in line.items()} for p, line in values["duties"].items()}
        after = self.base.with_duties(duties, values["starts"])
        cost = self._cost(after)
        if check(self.base, after, self.hard):
            self.refused += 1
            return None
        if cost < self.cost:
            self.best, self.cost, self.greedy = after, cost, False
        return cost

    def _cost(self, after: Roster) -> Objective:
        return cost_of(self.goal, self.base, after, self.absent)


def least_possible(base: Roster, absent: Absences, goal: Goal) -> Objective:
    """What no plan can go below, seen without any search.

    Somebody taken off a mission for a part of it is told of the other days whatever happens; and
    where a seat was lost, to fill it tells at least one person and changes at least one day a seat.
    """
    if goal == "settle":
        return ZERO
    left = without_absent(base, absent)
    forced = [(p, d) for p, d in changed_days(base, left) if d not in absent.get(p, frozenset())]
    lost = lost_seats(base, absent)
    told = max(len({p for p, _ in forced}), int(lost > 0))
    return Objective(0, told, 0, max(len(forced), lost), 0, 0)
