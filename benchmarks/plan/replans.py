"""The ways of re-planning that are compared, each as one call: ours, simpler ones, one solver."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, nullcontext
from dataclasses import replace
from typing import Literal

from offwatch.plan import Absences, Plan, Roster, Solvers, make_roster, replan
from offwatch.plan.construct.repair import repair
from offwatch.plan.replan import describe
from offwatch.plan.roster.availability import whole_days
from offwatch.plan.solve import Progress
from offwatch.plan.solvers.messages import Engine
from offwatch.plan.solvers.portfolio import ENGINES

Way = Literal["ours", "greedy", "scratch", "cp-sat", "highs"]
WAYS: tuple[Way, ...] = ("ours", "greedy", "scratch", "cp-sat", "highs")
ALONE: Mapping[Way, tuple[Engine, ...]] = {"cp-sat": ("cp-sat",), "highs": ("highs",)}


def solvers_of(way: Way) -> Solvers:
    """The solver processes that one way uses."""
    return Solvers(engines=ALONE.get(way, ENGINES))


def replan_by(
    way: Way,
    base: Roster,
    absent: Absences,
    *,
    deadline_s: float,
    solver: Solvers | None = None,
    seed: int = 0,
    reach: int | None = None,
    on_progress: Progress | None = None,
) -> Plan:
    """One re-plan in one of the ways that are compared, checked and scored alike.

    ``greedy`` gives each seat to whoever can simply take it; ``scratch`` draws the roster up anew
    around the absences, knowing the old one only as a start; ``cp-sat`` and ``highs`` solve the
    whole exact model at once, from greedy's answer: the same model over the whole horizon and the
    same settings, but neither chains, nor windows, nor a second solver beside it.
    """
    if way == "greedy":
        return describe(base, absent, repair(base, absent), "greedy")
    with nullcontext(solver) if solver is not None else closing(solvers_of(way)) as portfolio:
        if way == "scratch":
            away = {p.id: p.off | whole_days(absent.get(p.id, frozenset())) for p in base.people}
            people = tuple(replace(p, off=away[p.id]) for p in base.people)
            blank = replace(base, people=people).with_duties({})
            made = make_roster(blank, {}, deadline_s=deadline_s, solver=portfolio, seed=seed)
            return describe(base, absent, base.with_duties(made.roster.duties), "scratch")
        return replan(
            base,
            absent,
            deadline_s=deadline_s,
            solver=portfolio,
            seed=seed,
            reach=reach,
            full=way != "ours",
            on_progress=on_progress,
        )
