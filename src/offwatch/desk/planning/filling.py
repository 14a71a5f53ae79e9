"""A draft's open seats filled from what is needed, with word of how far that is."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from offwatch.desk.models import Search
from offwatch.desk.rosters.cover import seats_open
from offwatch.desk.rosters.horizon import hold_missions
from offwatch.desk.states import SearchState
from offwatch.plan import Absences, Plan, Roster, Solvers, make_roster
from offwatch.plan.replan import describe

TITLE = "Fill the open seats"
TELL_S = 1.0
"""How often the page is told how far it is, and whether to end is looked up."""
ALONE_S = 10.0
"""So long a filling goes on though another search waits for the worker."""


def fill_seats(
    search: Search, roster: Roster, avoid: Absences, *, deadline_s: float, solver: Solvers
) -> tuple[Plan, ...]:
    """The roster with its open seats filled; duties that are there stay, missions do not move.

    It ends early where its planner says so, and soon where somebody else's search waits.
    """
    watch = Watch(search, roster)
    still = hold_missions(roster)
    made = make_roster(
        still,
        avoid,
        deadline_s=deadline_s,
        solver=solver,
        on_progress=watch.hear,
        stop=watch.is_to_end,
    )
    plan = describe(still, {}, made.roster, made.solver)
    return (
        replace(
            plan,
            roster=made.roster,
            open=made.open,
            objective=made.objective,
            bound=made.bound,
            proven=made.proven,
            title=TITLE,
        ),
    )


class Watch:
    """Tells the page how far a filling is, and hears from it whether to end."""

    def __init__(self, search: Search, roster: Roster) -> None:
        self._search = search
        self._began = time.monotonic()
        self._told_at = self._looked_at = self._began - TELL_S
        self._wanted = seats_open(roster)
        self._ends = False

    def hear(self, state: Mapping[str, Any]) -> None:
        if time.monotonic() - self._told_at < TELL_S:
            return
        self._told_at = time.monotonic()
        said = {
            "wanted": self._wanted,
            "filled": max(0, self._wanted - int(state["objective"][0])),
            "most": self._wanted - int(state["bound"][0]),
        }
        Search.objects.filter(pk=self._search.pk).update(progress=said)

    def is_to_end(self) -> bool:
        if time.monotonic() - self._looked_at >= TELL_S:
            self._looked_at = time.monotonic()
            mine = Search.objects.filter(pk=self._search.pk).values_list("state", "stop").first()
            others = Search.objects.filter(state=SearchState.WAITING)
            hurried = time.monotonic() - self._began > ALONE_S and others.exists()
            self._ends = mine != (SearchState.WORKING, False) or hurried
        return self._ends
