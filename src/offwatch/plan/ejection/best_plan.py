"""The best plan without an open seat that the chain search has found so far."""

from __future__ import annotations

from collections.abc import Callable

from offwatch.plan.ejection.instance import Instance
from offwatch.plan.ejection.roots import Root
from offwatch.plan.objective import TOLERANCE_DAYS, Objective, is_wanted
from offwatch.plan.roster.availability import news
from offwatch.plan.roster.roster import Line, Roster
from offwatch.plan.tie_break import tie_weight


class BestPlan:
    """Keeps the best of the plans offered; among equals the one with the least tie weight.

    Parameters
    ----------
    instance : Instance
        The re-plan.
    seed : int
        For the tie weights.

    Attributes
    ----------
    cost : Objective or None
        Of the best plan; ``None`` until there is one.
    roster : Roster
        The best plan.
    on_first : callable or None
        Called when the first plan has been taken in.
    """

    def __init__(self, instance: Instance, seed: int) -> None:
        self.instance, self.seed = instance, seed
        self.on_first: Callable[[], None] | None = None
        self.cost: Objective | None = None
        self.roster: Roster = instance.base
        self._tie = 0

    def offer(self, root: Root, lines: dict[str, Line], told: set[str]) -> None:
        """Take a plan in if it is better.

        Parameters
        ----------
        root : Root
            Where its chains begin.
        lines : dict
            The lines that differ from what the absences leave; no seat is open with them.
        told : set of str
            Whose lines differ from the roster in force.
        """
        cost, tie = self._cost(root, lines, told)
        first = self.cost is None
        if self.cost is None or (cost, tie) < (self.cost, self._tie):
            self.cost, self._tie, self.roster = cost, tie, self._apply(root, lines)
        if first and self.on_first is not None:
            self.on_first()

    def _cost(self, root: Root, lines: dict[str, Line], told: set[str]) -> tuple[Objective, int]:
        base = self.instance.base
        tie = 0 if root.moved is None else tie_weight(self.seed, root.moved, root.start)
        changed, fairness, wishes = 0, 0, 0
        for p in told:
            was, line = base.duties.get(p, {}), lines[p]
            changed += len(news(self.instance.facts.free, p, line))
            for d, held in enumerate(line):
                if held != was.get(d):
                    tie += tie_weight(self.seed, p, d, held) if held is not None else 0
            person, added = base.person[p], sum(h is not None for h in line) - len(was)
            if added > 0:
                fairness = max(fairness, added + person.credit - TOLERANCE_DAYS)
            wishes += sum(line[d] is not None and d not in was for d in person.wishes)
            gone = self.instance.facts.free.undone.get(p, ())
            wishes += sum(
                d not in gone and is_wanted(was.get(d), shift) and not is_wanted(line[d], shift)
                for d, shift in person.wants.items()
            )
        moved = int(root.moved is not None)
        return Objective(0, len(told), moved, changed, fairness, wishes), tie

    def _apply(self, root: Root, lines: dict[str, Line]) -> Roster:
        base = self.instance.base
        duties = {
            p: {d: held for d, held in enumerate(line) if held is not None}
            for p, line in {**self.instance.lines, **lines}.items()
        }
        starts = {m.id: m.start for m in base.missions}
        if root.moved is not None:
            starts[root.moved] = root.start
        return base.with_duties(duties, starts)
