"""How answers are judged and told: nothing counts that breaks a rule, nothing is hidden."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from benchmarks.plan.answers import judge, milestones
from benchmarks.plan.cases import Case, make_case
from benchmarks.plan.child import Child
from benchmarks.plan.methods import CPSAT, GREEDY, OURS, SCRATCH, Greedy, Scratch
from benchmarks.plan.missions import draw_absences, make_crew
from benchmarks.plan.show import summaries
from benchmarks.plan.targets import beaten, check_targets, contradictions, outdone
from benchmarks.plan.timefold_peer import flatten

from offwatch.plan import without_absent

EFFORT = {"short_s": 1.0, "long_s": 10.0}


@pytest.fixture(scope="module")
def case() -> Case:
    crew = make_crew(20, 2, 5)
    return make_case("a crew", crew, draw_absences(crew, 2, np.random.default_rng(5)))


def row(method: str, objective: list[int] | None, **more: Any) -> dict[str, Any]:
    return {
        "case": "one",
        "group": "singles",
        "people": 20,
        "lost": 3,
        "method": method,
        "deadline_s": 10.0,
        "objective": objective,
        "bound": [0, 0],
        "proof_s": None,
        "near_s": None,
        "first_s": None,
        "best_s": None,
        "seconds": 1.0,
        "peak_mb": 1.0,
        "breaches": 0,
    } | more


def test_a_plan_that_breaks_a_rule_is_counted_as_broken(case: Case) -> None:
    """Somebody put on duty while away is a breach, whoever made the plan."""
    sound = without_absent(case.base, case.absent)
    assert judge(case, sound)[1] == 0
    assert judge(case, case.base)[1] > 0
    cost, _ = judge(case, sound)
    assert cost is not None
    assert cost.open == case.lost
    assert judge(case, None) == (None, 0)


def test_milestones_are_the_first_that_helps_and_the_best(case: Case) -> None:
    """A plan no better than doing nothing is not yet a first plan."""
    found = [
        (0.1, [case.lost, 0, 0, 0, 0, 0]),
        (0.2, [case.lost - 1, 5, 0, 9, 0, 0]),
        (0.3, [0, 4, 0, 9, 0, 0]),
        (0.9, [0, 4, 0, 7, 0, 0]),
    ]
    assert milestones(case, found) == (0.2 if case.lost > 1 else 0.3, 0.3)
    assert milestones(case, []) == (None, None)


def test_a_peer_that_tells_fewer_with_equal_cover_is_named() -> None:
    """Only in no more time or with a proof, and only if it keeps the rules."""
    ours = row(OURS, [0, 3, 0, 5, 0, 0])
    assert beaten([ours, row(CPSAT, [0, 2, 0, 5, 0, 0])]) == [f"one: {CPSAT}"]
    assert beaten([ours, row(CPSAT, [0, 3, 0, 2, 0, 0])]) == []
    assert beaten([ours, row(CPSAT, [1, 1, 0, 2, 0, 0])]) == []
    assert beaten([ours, row(CPSAT, [0, 2, 0, 5, 0, 0], breaches=1)]) == []
    late = row(CPSAT, [0, 2, 0, 5, 0, 0], deadline_s=60.0)
    assert beaten([ours, late]) == []
    assert beaten([ours, late | {"proof_s": 59.0}]) == [f"one: {CPSAT}"]


def test_a_peer_that_leaves_fewer_open_is_named() -> None:
    """It is not promised that there is none, and it is not hidden."""
    ours = row(OURS, [1, 3, 0, 5, 0, 0])
    assert outdone([ours, row(CPSAT, [0, 9, 0, 5, 0, 0])]) == [f"one: {CPSAT}"]
    assert outdone([ours, row(CPSAT, [1, 0, 0, 5, 0, 0])]) == []
    assert outdone([ours, row(CPSAT, [0, 9, 0, 5, 0, 0], breaches=1)]) == []


def test_a_plan_better_than_a_proved_one_is_a_contradiction() -> None:
    """Two proofs cannot both be right; scratch proves the seats alone."""
    proved = row(OURS, [0, 3, 0, 5, 0, 0], proof_s=1.0)
    assert contradictions([proved, row(CPSAT, [0, 2, 0, 9, 0, 0])]) == [f"one: {OURS} and {CPSAT}"]
    assert contradictions([proved, row(CPSAT, [0, 3, 0, 9, 0, 0])]) == []
    scratch = row(SCRATCH, [0, 20, 0, 99, 0, 0], proof_s=1.0)
    assert contradictions([scratch, proved | {"proof_s": None}]) == []


def test_a_miss_is_told_like_a_hit() -> None:
    """Each target has a measured value and a yes or no; what could not be measured is a no."""
    rows = [
        row(OURS, [2, 4, 0, 5, 0, 0], deadline_s=1.0, near_s=0.4),
        row(OURS, [2, 4, 0, 5, 0, 0], near_s=0.4, proof_s=None),
        row(GREEDY, [4, 0, 0, 0, 0, 0]),
    ]
    found = {t.what.split(":")[-1].strip(): t for t in check_targets({"singles": rows}, EFFORT)}
    assert found["proved within ±1 day or wider at 1 s, %"].reached
    assert not found["proved globally at 10 s, %"].reached
    assert found["open seats over greedy's at 10 s"].got == 0.5
    assert not found["open seats over greedy's at 10 s"].reached
    scratch = found["people told over warm scratch's"]
    assert (scratch.got, scratch.reached) == (None, False)


def test_sums_leave_out_who_had_no_plan() -> None:
    """A method without an answer counts among the cases and not among the plans."""
    (one,) = summaries([row(CPSAT, [1, 2, 0, 3, 0, 0]), row(CPSAT, None)])
    assert (one["cases"], one["plans"], one["open"], one["told"]) == (2, 1, 1, 2)


def test_scratch_fills_no_fewer_seats_than_greedy_and_keeps_the_rules(case: Case) -> None:
    """A roster made anew is a sound plan, with a proof of its open seats on a small crew."""
    scratch = Scratch()
    try:
        answer = scratch.answer(case, 60.0)
    finally:
        scratch.close()
    greedy = Greedy().answer(case, 5.0)
    assert answer.objective is not None
    assert greedy.objective is not None
    assert answer.breaches == greedy.breaches == 0
    assert answer.objective.open <= greedy.objective.open


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("raise SystemExit('no such thing')", "did not start; lost: no such thing"),
        ("print('{}', flush=True); input(); raise SystemExit('gone')", "lost: gone"),
        ("import time; print('{}', flush=True); time.sleep(60)", "silent past its deadline"),
    ],
)
def test_a_lost_peer_is_a_note_and_not_a_failure(program: str, said: str) -> None:
    """A peer that dies, cannot start or is silent has no plan and a word on what happened."""
    child = Child(["-c", program], overtime_s=0.3)
    try:
        assert said in child.ask({}, 0.2)["note"]
    finally:
        child.close()


def test_timefold_is_given_the_seats_that_count(case: Case) -> None:
    """As many seats as the objective counts, nobody standing on a day away."""
    flat = flatten(case)
    needed = sum(cell["need"] for cell in (*flat["shifts"], *flat["missions"]))
    held = sum(len(line) for line in case.base.duties.values())
    assert 0 < needed <= held
    for person in flat["people"]:
        assert not {int(d) for d in person["now"]} & set(person["away"])


def test_a_forced_move_counts_where_it_leaves_nothing_open() -> None:
    """A mission that stays, or moves and leaves seats open, is not a move that was made."""
    for objective, got in (([0, 4, 1, 9, 0, 0], 100), ([1, 4, 1, 9, 0, 0], 0), ([0, 0] * 3, 0)):
        rows = [row(OURS, objective, group="both off", best_s=0.2)]
        found = {t.what: t for t in check_targets({"moves": rows}, EFFORT)}
        assert found["forced move, both off: moved, none open ≤ 1 s, %"].got == got
        assert not found["forced move, both off: proved ≤ 1 s, %"].reached
