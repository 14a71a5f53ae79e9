"""Chains of seats are found and proved without a solver where the rules allow such a proof."""

from __future__ import annotations

import time

from tests.unit.plan.rosters import mission, roster

from offwatch.plan import Absences, Roster, Solvers, check, replan
from offwatch.plan.deadline import Deadline
from offwatch.plan.ejection.search import ChainSearch
from offwatch.plan.objective import score
from offwatch.plan.scope import GLOBAL, Scope, ScopeResult

NO_LATE = {"max_shifts": {"late": 0}}


def search(
    base: Roster, absent: Absences, *, seconds: float = 5.0
) -> tuple[ScopeResult, Roster] | None:
    deadline = Deadline(time.monotonic() + seconds)
    return ChainSearch(base, absent, deadline, seed=0, allow_moves=True).run()


def test_a_chain_of_two_is_proved_everywhere() -> None:
    """Nobody alone can fill the seat, so two told are the fewest, whatever else may change."""
    base = roster({"a": "l....", "b": "e....", "c": "....."}, own={"c": NO_LATE})
    found = search(base, {"a": frozenset({0})})
    assert found is not None
    result, after = found
    assert (result.scope, result.proven, result.done) == (GLOBAL, True, True)
    assert result.cost == result.bound == score(base, after, {"a": frozenset({0})})
    assert result.cost[:2] == (0, 2)


def test_a_limit_on_minutes_makes_somebody_give_up_another_day() -> None:
    """Where the month is full, taking one seat over means giving up another, which is filled."""
    base = roster(
        {"a": "l....", "b": "..e..", "c": "....."},
        own={"b": {"max_minutes": 480}, "c": NO_LATE},
    )
    found = search(base, {"a": frozenset({0})})
    assert found is not None
    assert found[1].duties["b"] == {0: "late"}
    assert found[1].duties["c"] == {2: "early"}
    assert check(base, found[1], {"a": frozenset({0})}) == ()


def test_where_runs_must_not_be_short_the_proof_is_of_chains_alone() -> None:
    """More duties may help there, which chains do not try: the scope says so."""
    base = roster(
        {"a": "ll...", "b": "ee...", "c": "....."}, rules={"min_run": 2}, own={"c": NO_LATE}
    )
    found = search(base, {"a": frozenset({0, 1})})
    assert found is not None
    assert found[0].scope == Scope("links", 1)
    assert found[0].proven


def test_a_small_crew_that_could_move_limits_the_proof() -> None:
    """A mission of one could move and free its member for the cost of one told."""
    base = roster(
        {"a": "l......", "b": ".A.....", "c": "e......", "d": "......."},
        missions=[mission("A", "b", 1, 1, latest=5)],
        own={"d": NO_LATE, "b": {"rest_h": 20}},
    )
    found = search(base, {"a": frozenset({0})})
    assert found is not None
    assert found[0].scope == Scope("links", 1)


def test_a_mission_that_lost_somebody_may_move() -> None:
    """The search tries the mission's other days too, with all its members along."""
    base = roster(
        {"a": ".AA...........", "b": ".AA...........", "c": ".............."},
        missions=[
            mission("A", "a", 1, 2, earliest=0, latest=8, step_days=1, need=2, skills={"lead": 1})
        ],
        skills={"a": ["lead"]},
    )
    found = search(base, {"a": frozenset({1})})
    assert found is not None
    assert found[1].mission["A"].start in (2, 3, 4, 5, 6, 7, 8)
    assert check(base, found[1], {"a": frozenset({1})}) == ()


def test_out_of_time_it_says_nothing() -> None:
    """Without time there is no answer, and none is made up."""
    base = roster({"a": "l....", "b": "e....", "c": "....."}, own={"c": NO_LATE})
    assert search(base, {"a": frozenset({0})}, seconds=-1) is None


def test_a_re_plan_proved_by_chains_asks_no_solver() -> None:
    """No child is started where chains have answered for good."""
    base = roster({"a": "l....", "b": "e....", "c": "....."}, own={"c": NO_LATE})
    solver = Solvers()
    plan = replan(base, {"a": frozenset({0})}, deadline_s=5, solver=solver)
    assert plan.solver == "chains"
    assert plan.proven
    assert solver.pids == {}
