"""A solver that dies, hangs or talks nonsense costs its share and no more; the note says what."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.unit.plan.rosters import roster

from offwatch.plan import Plan, Roster, Solvers, check, make_roster, propose, replan
from offwatch.plan.assignment import Assignment
from offwatch.plan.construct.repair import repair
from offwatch.plan.objective import score
from offwatch.plan.solvers import portfolio, process
from offwatch.plan.solvers.messages import Solve, encode_roster

WORKER = Path(__file__).with_name("bad_worker.py")
ABSENT = {"a": frozenset({0, 1})}
Misbehave = Callable[[str], Solvers]


@pytest.fixture
def misbehave(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Misbehave]:
    """Solvers whose processes misbehave in one way."""
    shutil.copy(WORKER, tmp_path / "bad_worker.py")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("HEARD", str(tmp_path / "heard"))
    monkeypatch.setattr(process, "WORKER", "bad_worker")
    monkeypatch.setattr(process, "END_LIMIT_S", 0.1)
    opened: list[Solvers] = []

    def start(kind: str) -> Solvers:
        monkeypatch.setenv("KIND", kind)
        opened.append(Solvers())
        return opened[-1]

    yield start
    for solvers in opened:
        solvers.close()


def base() -> Roster:
    """Runs of two at the least: chains prove nothing everywhere, so the solvers are asked."""
    lines = {"a": "ll...", "b": "ee...", "c": "....."}
    return roster(lines, rules={"min_run": 2}, own={"c": {"max_shifts": {"late": 0}}})


def plan_with(solvers: Solvers, deadline_s: float = 600.0) -> Plan:
    """The plan, which comes though nobody answers: long before the deadline, if it is long."""
    plan = replan(base(), ABSENT, deadline_s=deadline_s, solver=solvers, most_told=3)
    assert check(base(), plan.roster, ABSENT) == ()
    assert plan.objective == score(base(), repair(base(), ABSENT), ABSENT)
    return plan


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        ("nonsense", "highs said what cannot be read; cp-sat said what cannot be read"),
        ("unknown type", "highs said what cannot be read; cp-sat said what cannot be read"),
        ("dies", "highs stopped before it had finished; cp-sat stopped before it had finished"),
        (
            "closes its mouth",
            "highs stopped before it had finished; cp-sat stopped before it had finished",
        ),
    ],
)
def test_who_can_no_longer_answer_is_not_waited_for(
    misbehave: Misbehave, kind: str, note: str
) -> None:
    """The answer comes at once, the process is gone, and the note says what it did."""
    solvers = misbehave(kind)
    plan = plan_with(solvers)
    assert plan.solver == f"greedy, because {note}"
    assert not plan.results
    assert solvers.pids == {}


def test_a_roster_of_nobody_is_dropped_and_counted(misbehave: Misbehave) -> None:
    """Unknown people, days, shifts and missions are refused by the checker, without an error."""
    plan = plan_with(misbehave("wrong roster"))
    assert "of its answers failed the check and were dropped" in plan.solver
    assert not plan.proven


def test_news_of_another_question_is_not_heard(misbehave: Misbehave) -> None:
    """What belongs to an earlier request says nothing about this one."""
    assert plan_with(misbehave("late news")).solver.endswith("found nothing better")


def test_a_proof_is_told_to_the_other_and_both_are_stopped(
    misbehave: Misbehave, tmp_path: Path
) -> None:
    """The other hears of the roster and of the proof; at the deadline nobody works on."""
    solvers = misbehave("claims")
    solvers.make_ready(every=True)
    plan = plan_with(solvers, deadline_s=2.0)
    assert "had not finished at the deadline" in plan.solver
    for engine, heard in (
        ("cp-sat", ["solve", "better", "drop", "stop"]),
        ("highs", ["solve", "stop"]),
    ):
        _await(lambda: (tmp_path / f"heard-{engine}").read_text().split() == heard)  # noqa: B023


def test_who_does_not_stop_is_replaced(
    misbehave: Misbehave, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After its grace a busy process gives way to a new one."""
    solvers = misbehave("claims")
    plan_with(solvers, deadline_s=1.0)
    before = dict(solvers.pids)
    monkeypatch.setattr(process, "BUSY_LIMIT_S", {"cp-sat": 0.0, "highs": 0.0})
    solvers.make_ready(every=True)
    assert len(solvers.pids) == 2
    assert not set(solvers.pids.values()) & set(before.values())


def test_who_is_never_ready_is_replaced_until_time_is_up(
    misbehave: Misbehave, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start that hangs is tried again, and the question does not wait for ever."""
    monkeypatch.setattr(portfolio, "START_LIMIT_S", 1.0)
    monkeypatch.setattr(process, "START_LIMIT_S", 0.2)
    solvers = misbehave("never ready")
    plan = plan_with(solvers, deadline_s=0.5)
    assert "was still starting at the deadline" in plan.solver
    assert all(child.life > 1 for child in solvers.children)


def test_no_process_can_be_started(misbehave: Misbehave, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a Python to run them, the answer is greedy's."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    plan = plan_with(misbehave("dies"))
    assert plan.solver == "greedy, because highs could not be started; cp-sat could not be started"


def test_who_dies_unnoticed_is_noted_when_asked(misbehave: Misbehave) -> None:
    """What cannot be sent any more is no error, and nobody is waited for."""
    solvers = misbehave("claims")
    solvers.make_ready(every=True)
    for pid in solvers.pids.values():
        os.kill(pid, signal.SIGKILL)
    _await(lambda: not solvers.pids)
    request = Solve(encode_roster(base()), ABSENT, Assignment.of(base()), "replan")
    assert list(solvers.ask(request, time.monotonic() + 600)) == []
    note = "was ended by signal 9 before it had finished"
    assert solvers.note == f"highs {note}; cp-sat {note}"


def test_no_solver_can_be_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the libraries a re-plan, proposals and a new roster come from greedy, with why."""
    for name in ("ortools", "highspy"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise ImportError('not here')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    none = "highs did not start; cp-sat did not start"
    with Solvers() as solvers:
        assert plan_with(solvers).solver == f"greedy, because {none}"
        plans = propose(base(), ABSENT, deadline_s=30, solver=solvers)
        assert [p.objective for p in plans] == sorted(p.objective for p in plans)
        assert all(check(base(), p.roster, ABSENT) == () for p in plans)
        wishes = {"a": [0], "b": [0]}  # not both can be kept, so the solvers are asked
        blank = roster({"a": "...", "b": "..."}, need={"early": 1}, wishes=wishes)
        made = make_roster(blank, {}, deadline_s=30, solver=solvers)
    assert made.solver.endswith(none)
    assert made.open == ()
    assert made.bound <= made.objective


def _await(seen: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not seen() and time.monotonic() < until:
        time.sleep(0.01)
    assert seen()
