"""A mission that moves takes its crew along; only who cannot come is replaced."""

from __future__ import annotations

from tests.unit.plan.rosters import mission, redrawn, roster

from offwatch.plan import Roster, Solvers, check, replan
from offwatch.plan.construct.repair import repair


def _crew(line_b: str, **more: object) -> Roster:
    """Only A can lead; B is on the mission too, C is free."""
    return roster(
        {"a": ".AA....", "b": line_b, "c": "......."},
        missions=[mission("A", "a", 1, 2, latest=5, step_days=4, need=2, skills={"lead": 1})],
        skills={"a": ["lead"]},
        **more,  # type: ignore[arg-type]
    )


def test_a_member_on_a_shift_then_goes_along(solver: Solvers) -> None:
    """The shift is handed over, not the seat on the mission."""
    plan = replan(_crew(".AA..l."), {"a": frozenset({1})}, deadline_s=5, solver=solver)
    assert [m.to_day for m in plan.moves] == [5]
    assert plan.roster.members("A") == ("a", "b")
    assert plan.roster.duties["c"] == {5: "late"}
    assert plan.proven


def test_a_member_is_not_swapped_to_make_a_move_cheaper(solver: Solvers) -> None:
    """Where a member's shift on the new days would stay open, the mission had better stay."""
    base = _crew(".AA..l.", own={"c": {"max_shifts": {"late": 0}}, "a": {"max_run": 2}})
    absent = {"a": frozenset({1})}
    plan = replan(base, absent, deadline_s=5, solver=solver)
    assert plan.moves == ()
    assert plan.objective[:2] == (1, 1)
    assert "failed the check" not in plan.solver
    swapped = redrawn(base, {"a": ".....AA", "b": ".....l.", "c": ".....AA"}, {"A": 5})
    assert [(b.rule, b.person) for b in check(base, swapped, absent)] == [("follow", "b")]


def test_who_is_away_then_is_replaced_and_told_so(solver: Solvers) -> None:
    """A member who cannot come is replaced, and nobody says that they move with it."""
    absent = {"a": frozenset({1}), "b": frozenset({6})}
    plan = replan(_crew(".AA...."), absent, deadline_s=5, solver=solver)
    assert plan.roster.members("A") == ("a", "c")
    assert check(_crew(".AA...."), plan.roster, absent) == ()
    assert {c.why for c in plan.changes if c.person == "b"} == {
        "cannot come along: Mission A moves to Sat 21 Nov"
    }
    assert plan.moves[0].why == "everybody away from it before can be there then"


def test_a_joiner_is_not_said_to_be_in_two_places(solver: Solvers) -> None:
    """Who comes new to a moved mission joins it, whatever they held."""
    base = _crew(".AA....", own={"b": {}})
    base = redrawn(base, {"c": ".....e."})
    absent = {"a": frozenset({1}), "b": frozenset({6})}
    plan = replan(base, absent, deadline_s=5, solver=solver)
    whys = {c.why for c in plan.changes if c.person == "c" and c.now == "A"}
    assert whys == {"joins Mission A, which now starts on Sat 21 Nov"}


def test_a_member_whom_a_rule_binds_then_is_replaced(solver: Solvers) -> None:
    """The mission moves with somebody else in that seat, rather than not at all."""
    base = _crew(".AA....", own={"b": {"max_weekends": 0}})
    absent = {"a": frozenset({1})}
    for after in (
        repair(base, absent),
        replan(base, absent, deadline_s=5, solver=solver).roster,
    ):
        assert after.mission["A"].start == 5
        assert after.members("A") == ("a", "c")
        assert check(base, after, absent) == ()


def test_nobody_able_is_left_behind() -> None:
    """A move that leaves somebody behind who could come is a breach."""
    base = _crew(".AA....")
    swapped = redrawn(base, {"a": ".....AA", "b": ".......", "c": ".....AA"}, {"A": 5})
    found = check(base, swapped, {"a": frozenset({1})})
    assert [(b.rule, b.person) for b in found] == [("follow", "b")]
