"""Whatever befalls the solver, a checked answer comes back with a note that says what happened."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.unit.plan.rosters import roster

from offwatch.plan import Roster, SolverChild, check, replan

ABSENT = {"p00": frozenset({5, 6, 7}), "p07": frozenset({9, 10, 11})}


@pytest.fixture
def child() -> Iterator[SolverChild]:
    """A solver of the test's own, to be harmed."""
    with SolverChild() as own:
        yield own


def _hard() -> Roster:
    """A roster on which greedy leaves seats open and the solver has work for a while."""
    rng = random.Random(3)
    blocks = ("eeee...", "llll...", "nnn....", "eell...", "..eeee.", "...llll", "nn...ee")
    lines = {f"p{i:02d}": "".join(rng.choice(blocks) for _ in range(4)) for i in range(24)}
    rules = {"max_run": 5, "min_run": 2, "min_days_off": 2, "rest_h": 11, "max_minutes": 8640}
    return roster(lines, rules=rules)


def test_a_solver_killed_while_it_solves(child: SolverChild) -> None:
    """kill -9 in the middle: what was found so far comes back, checked, and the note says so."""
    base = _hard()

    def kill(state: Mapping[str, Any]) -> None:
        if child.pid is not None:
            os.kill(child.pid, signal.SIGKILL)

    plan = replan(base, ABSENT, deadline_s=20, solver=child, on_progress=kill)
    assert "ended by signal 9" in plan.solver
    assert plan.seconds < 10
    assert check(base, plan.roster, ABSENT) == ()
    again = replan(base, ABSENT, deadline_s=2, solver=child)
    assert "signal" not in again.solver


def test_a_hung_solver_is_waited_for_until_the_deadline_and_replaced(child: SolverChild) -> None:
    """Nothing heard: the greedy answer, and why; the next question has a new solver."""
    base = _hard()
    hung = child.pid
    assert hung is not None
    os.kill(hung, signal.SIGSTOP)
    plan = replan(base, ABSENT, deadline_s=0.6, solver=child)
    assert plan.solver == "greedy, because the solver had not finished at the deadline"
    assert plan.seconds < 1.0
    assert check(base, plan.roster, ABSENT) == ()
    again = replan(base, ABSENT, deadline_s=3, solver=child)
    assert child.pid != hung
    assert again.startup_seconds > 0
    assert again.objective < plan.objective


def test_without_the_solver_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No solver installed: the greedy answer, and why."""
    (tmp_path / "ortools").mkdir()
    (tmp_path / "ortools" / "__init__.py").write_text("raise ImportError('not here')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    plan = replan(_hard(), ABSENT, deadline_s=1)
    assert plan.solver == "greedy, because the solver did not start"


def test_without_memory() -> None:
    """Out of memory: the greedy answer, never an exception."""
    with SolverChild(memory_mb=150) as own:
        plan = replan(_hard(), ABSENT, deadline_s=1, solver=own)
    assert plan.solver.startswith("greedy, because the solver")


def test_the_answer_comes_at_the_deadline(solver: SolverChild) -> None:
    """The deadline is kept, with the bound of the time."""
    base = _hard()
    began = time.monotonic()
    plan = replan(base, ABSENT, deadline_s=0.5, solver=solver)
    assert time.monotonic() - began < 0.8
    assert plan.bound <= plan.objective


def test_the_same_question_gets_the_same_plan(solver: SolverChild) -> None:
    """Proved plans do not depend on chance: same inputs, same seed, same plan."""
    base = roster(
        {"a": "l....", "b": "e....", "c": ".....", "d": ".....", "f": "e...."},
        own={p: {"max_shifts": {"late": 0}} for p in ("c", "d")},
    )
    plans = [replan(base, {"a": frozenset({0})}, deadline_s=9, solver=solver) for _ in range(3)]
    assert all(p.proven and p.scope == "global" for p in plans)
    assert len({str(p.as_dict()["roster"]) for p in plans}) == 1
