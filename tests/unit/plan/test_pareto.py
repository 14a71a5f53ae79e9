"""Several plans to choose from, near and wide, with credit and wishes: what is offered and said."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from tests.unit.plan.rosters import roster

from offwatch.plan import Plan, Solvers, check, pareto, propose, replan

NO_LATE = {"max_shifts": {"late": 0}}


def test_a_plan_that_tells_fewer_people_is_offered(solver: Solvers) -> None:
    """Two seats at one and at two people: fill both, fill the easy one, or leave both."""
    base = roster(
        {"a": "l.e..", "b": "e....", "c": "....."},
        own={"c": NO_LATE},
        off={"c": [2], "b": [2]},
    )
    absent = {"a": frozenset({0}), "b": frozenset({2})}
    plans = propose(base, absent, deadline_s=6, solver=solver)
    costs = [tuple(p.objective[:3]) for p in plans]
    assert costs == sorted(costs)
    assert all(x[0] < y[0] and x[1] > y[1] for x, y in pairwise(costs))
    assert len(plans) <= 3
    assert all(check(base, p.roster, absent) == () for p in plans)


def test_at_most_so_many_told(solver: Solvers) -> None:
    """With a limit on people told the fewest seats stay open that the limit allows, proved."""
    base = roster({"a": "l....", "b": "e....", "c": "....."}, own={"c": NO_LATE})
    plan = replan(base, {"a": frozenset({0})}, deadline_s=5, solver=solver, most_told=1)
    assert plan.objective[:2] == (1, 0)
    assert plan.proven


def test_a_near_reach_changes_near_days_alone(solver: Solvers) -> None:
    """What needs a change further off is left, and the scope says how far was looked."""
    base = roster(
        {"a": "l........", "b": "......e..", "c": "........."},
        own={"b": {"max_minutes": 480}, "c": NO_LATE},
    )
    near = replan(base, {"a": frozenset({0})}, deadline_s=5, solver=solver, reach=1)
    assert near.objective.open == 1
    assert near.proven
    assert str(near.scope) == "days±1"
    assert replan(base, {"a": frozenset({0})}, deadline_s=5, solver=solver).objective.open == 0


def test_everybody_away_leaves_everything_open(solver: Solvers) -> None:
    """With nobody left the seats stay open, proved, and nobody is told."""
    base = roster({"a": "ee...", "b": "ll..."})
    everyone = {p: frozenset(range(5)) for p in "ab"}
    plan = replan(base, everyone, deadline_s=5, solver=solver)
    assert plan.objective[:2] == (4, 0)
    assert plan.proven


def test_equal_credit_decides_who_is_asked(solver: Solvers) -> None:
    """Between two who could take the seats, the one with less credit carried takes more."""
    base = roster({"a": "ee...", "b": ".....", "c": "....."}, credit={"b": 3})
    plan = replan(base, {"a": frozenset({0, 1})}, deadline_s=5, solver=solver)
    assert plan.told == ("c",)


def test_a_wish_decides_between_equals(solver: Solvers) -> None:
    """All else equal, whoever wished the day off keeps it off."""
    base = roster({"a": "e....", "b": ".....", "c": "....."}, wishes={"b": [0]})
    plan = replan(base, {"a": frozenset({0})}, deadline_s=5, solver=solver)
    assert plan.told == ("c",)
    assert plan.objective.wishes == 0


@pytest.mark.parametrize("zone", ["Europe/Zurich", "Australia/Lord_Howe"])
def test_clock_changes_do_not_break_rest(zone: str, solver: Solvers) -> None:
    """Hours are counted by the clock on the wall, so the night the clocks change is as others."""
    base = roster({"a": "n.e....", "b": "......."}, rules={"rest_h": 11}, zone=zone)
    plan = replan(base, {"a": frozenset({0})}, deadline_s=5, solver=solver)
    assert plan.told == ("b",)


def test_the_first_proposal_has_all_the_time(
    monkeypatch: pytest.MonkeyPatch, solver: Solvers
) -> None:
    """Whoever chooses between plans is offered one as good as whoever asks for one alone."""
    base = roster({"a": "l....", "b": "e....", "c": "....."}, own={"c": NO_LATE})
    asked, heard = list[float](), list[Plan]()

    def record(*args: Any, deadline_s: float, **more: Any) -> Plan:
        asked.append(deadline_s)
        return replan(*args, deadline_s=deadline_s, **more)

    monkeypatch.setattr(pareto, "replan", record)
    plans = propose(base, {"a": frozenset({0})}, deadline_s=3, solver=solver, on_best=heard.append)
    assert asked[0] == 3
    assert heard == [plans[0]]
