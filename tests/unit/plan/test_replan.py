"""A re-plan fills what it can with the fewest people told, and says how it knows."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from tests.unit.plan.rosters import mission, redrawn, roster

from offwatch.plan import Solvers, arrange, check, propose, replan
from offwatch.plan.objective import score


def test_a_free_person_takes_the_seat() -> None:
    """One seat, one person free: told once, proved at once, and no solver needed."""
    base = roster({"a": "e....", "b": "....."})
    plan = replan(base, {"a": frozenset({0})}, deadline_s=1)
    assert plan.told == ("b",)
    assert plan.objective == plan.bound == (0, 1, 0, 1, 0, 0)
    assert plan.proven
    assert plan.scope.kind == "global"
    assert plan.title == "B takes over"


def test_a_chain_is_found(solver: Solvers) -> None:
    """Where nobody can simply take the seat, two people change places."""
    base = roster(
        {"a": "l....", "b": "e....", "c": "....."},
        own={"c": {"max_shifts": {"late": 0}}},
    )
    plan = replan(base, {"a": frozenset({0})}, deadline_s=5, solver=solver)
    assert plan.objective[:2] == (0, 2)
    assert plan.proven
    assert {c.person: c.now for c in plan.changes} == {"a": None, "b": "late", "c": "early"}
    assert plan.title == "Swap two people"


def test_a_mission_moves_when_nobody_else_can_lead(solver: Solvers) -> None:
    """The only lead away: the mission moves a week, with everybody, and each is told."""
    base = roster(
        {"a": ".AA...........", "b": ".AA...........", "c": ".............."},
        missions=[mission("A", "a", 1, 2, latest=8, step_days=7, need=2, skills={"lead": 1})],
        skills={"a": ["lead"]},
    )
    plan = replan(base, {"a": frozenset({1, 2})}, deadline_s=5, solver=solver)
    assert [(m.mission, m.from_day, m.to_day) for m in plan.moves] == [("A", 1, 8)]
    assert plan.objective[:3] == (0, 2, 1)
    assert plan.proven
    assert plan.title == "Move Mission A a week"


def test_proposals_differ_in_what_they_cost(solver: Solvers) -> None:
    """Move it, make do without, or leave it: none better than another in every way."""
    base = roster(
        {"a": ".AA...........", "b": ".AA...........", "c": ".ee..........."},
        missions=[mission("A", "a", 1, 2, latest=8, step_days=7, need=2, skills={"lead": 1})],
        skills={"a": ["lead"]},
    )
    plans = propose(base, {"a": frozenset({1, 2})}, deadline_s=4, solver=solver)
    assert [p.title for p in plans] == ["Move Mission A a week", "Leave it open"]
    assert [p.objective[:3] for p in plans] == [(0, 2, 1), (1, 0, 0)]
    assert all(c.why for p in plans for c in p.changes)


def test_a_draft_keeps_clear_of_days_to_avoid(solver: Solvers) -> None:
    """Days to avoid are freed where no seat is lost for it, and nobody is told of a draft."""
    base = roster({"a": "ee...", "b": "..ee.", "c": "....."}, rules={"max_run": 2})
    plan = arrange(base, {"a": frozenset({0, 1})}, deadline_s=4, solver=solver)
    assert plan.told == ()
    assert plan.objective[:3] == (0, 0, 0)
    assert plan.proven
    assert not {0, 1} & plan.roster.duties["a"].keys()
    assert check(base, plan.roster, {}) == ()


def test_a_draft_gives_no_seat_up_for_a_day_to_avoid(solver: Solvers) -> None:
    """Where nobody else can, the day to avoid stays on duty."""
    base = roster({"a": "ee..."})
    plan = arrange(base, {"a": frozenset({0})}, deadline_s=4, solver=solver)
    assert plan.roster == base
    assert plan.objective[:2] == (0, 1)


def test_no_absence_changes_nothing() -> None:
    """An absence on a day off costs nobody anything."""
    base = roster({"a": "e....", "b": "....."})
    plan = replan(base, {"a": frozenset({3})}, deadline_s=1)
    assert plan.roster == base
    assert plan.proven
    assert plan.title == "Change nothing"


def test_the_public_form_of_a_plan() -> None:
    """The fields that others build on, days ISO or counted from 0."""
    base = roster({"a": "ee...", "b": "....."}, own={"b": {"max_run": 1}})
    plan = replan(base, {"a": frozenset({0})}, deadline_s=1)
    fields = ["roster", "told", "open", "objective", "bound", "proven", "scope", "seconds"]
    assert list(plan.as_dict())[:9] == [*fields, "startup_seconds"]
    assert plan.as_dict()["roster"]["b"] == {"2026-11-16": "early"}
    assert plan.as_dict(days="number")["roster"]["b"] == {"0": "early"}


def test_the_planner_imports_no_solver() -> None:
    """A web process may import the planner: the solvers live in child processes."""
    code = (
        "import sys, offwatch.plan; "
        "sys.exit(any(name.split('.')[0] in ('ortools', 'highspy') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_frozen_member_holds_the_mission(solver: Solvers) -> None:
    """A mission with a frozen day stays, even where it would still cover that day."""
    base = roster(
        {"a": ".AA....", "b": ".AA....", "c": "......."},
        missions=[mission("A", "a", 1, 2, latest=3, need=2, skills={"lead": 1})],
        skills={"a": ["lead"]},
        frozen=[("b", 2)],
    )
    plan = replan(base, {"a": frozenset({1})}, deadline_s=5, solver=solver)
    assert plan.moves == ()
    assert plan.objective.open == 1
    assert "failed the check" not in plan.solver


def test_whoever_waits_hears_of_what_chains_find() -> None:
    """Progress is told before any solver has started."""
    base = roster(
        {"a": "l....", "b": "e....", "c": "....."}, own={"c": {"max_shifts": {"late": 0}}}
    )
    heard: list[list[int]] = []
    plan = replan(
        base,
        {"a": frozenset({0})},
        deadline_s=5,
        on_progress=lambda state: heard.append(list(state["objective"])),
    )
    assert plan.solver == "chains"
    assert heard[-1][:2] == [0, 2]


def test_no_plan_changes_what_is_nearer_than_the_notice(solver: Solvers) -> None:
    """A seat lost tomorrow stays open; one lost later is taken by whoever is told in time."""
    base = replace(roster({"a": "ee..e", "b": "....."}, rules={"notice_days": 3}), as_of=0)
    plan = replan(base, {"a": frozenset({1, 4})}, deadline_s=5, solver=solver)
    assert plan.open == ((1, "early", 1),)
    assert plan.roster.duties["b"] == {4: "early"}
    assert plan.proven


def test_a_wanted_duty_lost_with_its_holders_own_absence_is_no_wish_lost(solver: Solvers) -> None:
    """Nobody else can help that; one handed on for somebody else counts."""
    base = roster({"a": "e..", "b": "..e"}, wants={"a": {0: "early"}, "b": {2: None}})
    plan = replan(base, {"a": frozenset({0})}, deadline_s=5, solver=solver)
    assert plan.objective.wishes == 0
    assert score(base, redrawn(base, {"a": ".e.", "b": "e.."}), {"a": frozenset({0})}).wishes == 1
