"""Widening windows: what they find, prove and say, and how they heed the other solver."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.unit.plan.milp import DecidingMilp, Milp
from tests.unit.plan.rosters import mission, roster

from offwatch.plan import Absences, Roster, check, without_absent
from offwatch.plan.assignment import Assignment
from offwatch.plan.construct.repair import repair
from offwatch.plan.mip.program import Program
from offwatch.plan.objective import Goal, score
from offwatch.plan.scope import GLOBAL, Scope
from offwatch.plan.solvers.expanding import ExpandingWindows
from offwatch.plan.solvers.large_neighbourhood import LargeNeighbourhoodSearch
from offwatch.plan.solvers.messages import Bound, Found, Report, Solve, Solved, encode_roster

NO_LATE = {"max_shifts": {"late": 0}}
ABSENT = {"a": frozenset({0})}
Setting = dict[str, object]


def swap() -> Roster:
    """Nobody alone can take the late shift: B takes it, and C takes B's early shift."""
    lines = {"a": "l........", "b": "e........", "c": "........."}
    return roster(lines, own={"c": NO_LATE}, rules={"min_run": 1, "rest_h": 11})


def ask(base: Roster, absent: Absences, goal: Goal = "replan", **more: object) -> Solve:
    first = without_absent(base, absent) if goal == "replan" else base
    request = Solve(encode_roster(base), dict(absent), Assignment.of(first), goal, id=7)
    fields = {"seconds": 600.0, **more}
    return Solve(**{f: fields.get(f, getattr(request, f)) for f in request.__struct_fields__})


def windows(
    request: Solve,
    *,
    flow: bool = False,
    deciding: bool = False,
    before: Callable[[ExpandingWindows], None] = lambda job: None,
) -> tuple[bool, list[Report], ExpandingWindows]:
    """Run a job; whether it was complete, what it said, and the job."""
    said: list[Report] = []
    kind = DecidingMilp if deciding else Milp
    job = ExpandingWindows(
        request, said.append, lambda program, seed: kind(program, lambda: before(job)), flow=flow
    )
    return job.run(), said, job


def open_milp(program: Program, seed: int) -> Milp:
    return Milp(program)


def solved(said: list[Report]) -> list[Solved]:
    return [one for one in said if isinstance(one, Solved)]


@pytest.mark.parametrize("flow", [False, True])
@pytest.mark.parametrize("deciding", [False, True])
def test_the_fewest_people_told_are_found_and_proved(flow: bool, deciding: bool) -> None:
    """Clauses or flow, asked number by number or minimised: the same plan, complete."""
    base = swap()
    complete, said, job = windows(ask(base, ABSENT), flow=flow, deciding=deciding)
    last = solved(said)[-1]
    assert complete
    assert (last.id, last.scope, last.proven, last.done) == (7, GLOBAL, True, True)
    after = last.assignment.apply_to(base)
    assert check(base, after, ABSENT) == ()
    assert score(base, after, ABSENT) == last.bound == (0, 2, 0, 2, 0, 0)
    assert job.best == last.assignment


def test_bounds_rise_on_the_way() -> None:
    """Whoever waits hears of each number of people that was refused."""
    _, said, _ = windows(ask(swap(), ABSENT, part="ends"), deciding=True)
    bounds = [one.bound[:2] for one in said if isinstance(one, Bound) and one.scope == GLOBAL]
    assert bounds == sorted(bounds)
    assert bounds[-1] == (0, 2)


def test_each_part_takes_its_windows() -> None:
    """All; all but the widest where that is large; the first and the widest."""
    base = roster({f"p{i:02d}": "e" + "." * 41 for i in range(12)})
    absent = {"p00": frozenset({0})}

    def scopes(**more: object) -> list[str]:
        job = ExpandingWindows(ask(base, absent, **more), print, open_milp, flow=True)
        return [str(window.scope) for window in job.windows]

    assert scopes(part="all") == ["days±1", "days±3", "days±7", "global"]
    assert scopes(part="near") == ["days±1", "days±3", "days±7"]
    assert scopes(part="ends") == ["global"]
    assert scopes(part="ends", seconds=0.01) == ["days±1", "global"]
    assert scopes(full=True) == ["global"]
    assert scopes(reach=3) == ["days±1", "days±3"]


def test_what_the_other_has_proved_is_left() -> None:
    """A scope proved elsewhere is dropped, and its roster is taken."""
    base = swap()
    _, said, _ = windows(ask(base, ABSENT))
    best = solved(said)[-1].assignment

    def drop(job: ExpandingWindows) -> None:
        job.drop(GLOBAL, best)

    complete, said, job = windows(ask(base, ABSENT), before=drop)
    assert not complete
    assert job.best == best
    assert not any(one.done for one in solved(said))


def test_a_roster_found_elsewhere_is_where_it_goes_on_from() -> None:
    """It is not said again, as it is not better than what is known."""
    base = swap()
    _, said, _ = windows(ask(base, ABSENT))
    best = solved(said)[-1].assignment
    _, said, job = windows(ask(base, ABSENT), before=lambda job: job.hear(best))
    assert job.best == best
    assert not any(isinstance(one, Found) for one in said)


def test_stopped_it_ends_without_a_claim() -> None:
    """Nothing that was not solved is said to be proved."""
    complete, said, _ = windows(ask(swap(), ABSENT), before=ExpandingWindows.stop)
    assert not complete
    assert not any(one.proven for one in solved(said))


def test_without_time_nothing_is_tried() -> None:
    """A window that cannot even be built is left out."""
    assert windows(ask(swap(), ABSENT, seconds=0.0))[:2] == (False, [])


def test_at_most_so_many_told() -> None:
    """With a limit on people told the fewest seats stay open that it allows."""
    base = swap()
    complete, said, _ = windows(ask(base, ABSENT, most_told=1), deciding=True)
    assert complete
    assert solved(said)[-1].bound[:2] == (1, 0)


def test_a_draft_and_a_new_roster() -> None:
    """The other goals are solved with the same windows."""
    base = roster({"a": "ee...", "b": "..ee.", "c": "....."}, rules={"max_run": 2})
    complete, said, _ = windows(ask(base, {"a": frozenset({0, 1})}, "arrange"))
    assert complete
    assert solved(said)[-1].bound[:2] == (0, 0)
    blank = roster({"a": "..", "b": ".."}, need={"early": 1}, rules={"min_minutes": 480})
    complete, said, _ = windows(ask(blank, {"a": frozenset({0})}, "make"), flow=True)
    assert complete
    assert solved(said)[-1].assignment.duties == {"a": {1: "early"}, "b": {0: "early"}}


def test_a_mission_moves_with_its_crew() -> None:
    """The only lead is away: the mission moves, and both are told."""
    base = roster(
        {"a": ".AA...........", "b": ".AA...........", "c": ".............."},
        missions=[mission("A", "a", 1, 2, latest=8, step_days=7, need=2, skills={"lead": 1})],
        skills={"a": ["lead"]},
    )
    complete, said, _ = windows(ask(base, {"a": frozenset({1, 2})}), deciding=True)
    assert complete
    assert solved(said)[-1].assignment.starts == {"A": 8}
    assert solved(said)[-1].bound[:3] == (0, 2, 1)


def test_pieces_better_the_plan_and_prove_nothing() -> None:
    """Large-neighbourhood search says better rosters, no bounds, and ends when pieces are large."""
    base = roster(
        {"a": "ll.ll....", "b": "ee.ee....", "c": ".........", "d": "........."},
        own=dict.fromkeys("cd", NO_LATE),
        rules={"max_run": 4},
    )
    absent = {"a": frozenset({0, 1, 3, 4})}
    said: list[Report] = []
    request = ask(base, absent, method="pieces")
    job = LargeNeighbourhoodSearch(request, said.append, open_milp, flow=True)
    assert job.run() is False
    assert {type(one) for one in said} == {Found}
    cost = score(base, job.best.apply_to(base), absent)
    assert cost < score(base, repair(base, absent), absent)
    assert cost.open == 0
    assert check(base, job.best.apply_to(base), absent) == ()


def test_pieces_end_when_stopped() -> None:
    """A stop in the middle of a piece keeps what was found before."""
    base = swap()
    said: list[Report] = []
    job = LargeNeighbourhoodSearch(
        ask(base, ABSENT, method="pieces"),
        said.append,
        lambda program, _: Milp(program, job.stop),
        flow=False,
    )
    assert job.run() is False
    assert said == []


def test_a_narrow_scope_is_left_where_a_wider_one_is_proved() -> None:
    """Widths are compared, not names."""
    job = ExpandingWindows(ask(swap(), ABSENT), print, open_milp, flow=True)
    job.drop(Scope("days", 3), job.best)
    assert job.is_given_up(Scope("days", 1))
    assert job.is_given_up(Scope("days", 3))
    assert not job.is_given_up(GLOBAL)
    assert not job.is_given_up(Scope("piece"))
