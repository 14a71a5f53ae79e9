"""Whatever befalls the solver, a checked answer comes back with a note that says what happened."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.unit.plan.rosters import roster

from offwatch.plan import Roster, Solvers, check, replan
from offwatch.plan.construct.repair import repair
from offwatch.plan.objective import score
from offwatch.plan.scope import GLOBAL
from offwatch.plan.solvers import portfolio, process

NEVER_S = 600.0  # a deadline that no answer waits for
ABSENT = {"p00": frozenset({5, 6, 7}), "p07": frozenset({9, 10, 11})}


@pytest.fixture
def pair() -> Iterator[Solvers]:
    """Both solvers, of the test's own, to be harmed."""
    with Solvers() as own:
        own.make_ready(every=True)
        assert len(own.pids) == 2
        yield own


def _hard() -> Roster:
    """A roster on which greedy leaves seats open and the solver has work for a while."""
    rng = random.Random(8)
    blocks = ("eeee...", "llll...", "nnn....", "eell...", "..eeee.", "...llll", "nn...ee")
    lines = {f"p{i:02d}": "".join(rng.choice(blocks) for _ in range(4)) for i in range(24)}
    rules = {"max_run": 5, "min_run": 2, "min_days_off": 2, "rest_h": 11, "max_minutes": 8640}
    return roster(lines, rules=rules)


def test_both_solvers_killed_while_they_solve(pair: Solvers) -> None:
    """kill -9 in the middle: what was found so far comes back, checked, and the note says so."""
    base = _hard()

    def kill(state: Mapping[str, Any]) -> None:
        for pid in pair.pids.values():
            os.kill(pid, signal.SIGKILL)

    plan = replan(base, ABSENT, deadline_s=NEVER_S, solver=pair, on_progress=kill)
    assert "ended by signal 9" in plan.solver
    assert check(base, plan.roster, ABSENT) == ()
    again = replan(base, ABSENT, deadline_s=2, solver=pair)
    assert "signal" not in again.solver


@pytest.mark.parametrize("engine", ["highs", "cp-sat"])
def test_one_solver_killed_leaves_the_other(pair: Solvers, engine: str) -> None:
    """With one solver gone from the start the other still betters the greedy answer."""
    base = _hard()
    greedy = score(base, repair(base, ABSENT), ABSENT)
    gone = pair.pids[engine]
    os.kill(gone, signal.SIGKILL)

    def end_when_better(state: Mapping[str, Any]) -> None:
        if tuple(state["objective"]) < greedy:
            for pid in pair.pids.values():
                os.kill(pid, signal.SIGKILL)

    plan = replan(base, ABSENT, deadline_s=NEVER_S, solver=pair, on_progress=end_when_better)
    assert plan.objective < greedy
    assert check(base, plan.roster, ABSENT) == ()


def test_hung_solvers_are_waited_for_until_the_deadline_and_replaced(
    pair: Solvers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing heard: the greedy answer, and why; the next question has new solvers."""
    base = _hard()
    hung = pair.pids
    for pid in hung.values():
        os.kill(pid, signal.SIGSTOP)
    plan = replan(base, ABSENT, deadline_s=0.6, solver=pair)
    assert "highs had not finished at the deadline" in plan.solver
    assert "cp-sat had not finished at the deadline" in plan.solver
    assert check(base, plan.roster, ABSENT) == ()
    monkeypatch.setattr(process, "BUSY_LIMIT_S", {"highs": 0.0, "cp-sat": 0.0})
    pair.make_ready(every=True)
    assert len(pair.pids) == 2
    assert not set(pair.pids.values()) & set(hung.values())


def test_a_solver_that_hangs_while_it_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A start is waited for no longer than its limit, and the greedy answer comes."""
    for name in ("ortools", "highspy"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("import time\ntime.sleep(6000)\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(portfolio, "START_LIMIT_S", 0.5)
    plan = replan(_hard(), ABSENT, deadline_s=0.5)
    assert "was still starting" in plan.solver


def test_without_memory() -> None:
    """Out of memory: the answer without solvers, never an exception."""
    with Solvers(memory_mb=60) as own:
        plan = replan(_hard(), ABSENT, deadline_s=1, solver=own)
    assert "highs" in plan.solver
    assert plan.results == () or plan.results[0].by == "chains"


def test_the_answer_comes_at_the_deadline(solver: Solvers) -> None:
    """However much is left to prove, the plan comes, with the bound of the time."""
    base = _hard()
    plan = replan(base, ABSENT, deadline_s=0.5, solver=solver)
    assert plan.bound <= plan.objective
    assert plan.seconds < NEVER_S / 10  # and not when all is proved, however slow the machine


def test_the_same_question_gets_the_same_plan(solver: Solvers) -> None:
    """Proved plans do not depend on chance: same inputs, same seed, same plan."""
    base = roster(
        {"a": "l....", "b": "e....", "c": ".....", "d": ".....", "f": "e...."},
        own={p: {"max_shifts": {"late": 0}} for p in ("c", "d")},
    )
    plans = [
        replan(base, {"a": frozenset({0})}, deadline_s=NEVER_S, solver=solver) for _ in range(3)
    ]
    assert all(p.proven and p.scope == GLOBAL for p in plans)
    assert len({str(p.as_dict()["roster"]) for p in plans}) == 1


def test_solvers_end_with_their_parent() -> None:
    """A worker killed outright leaves no solver behind."""
    code = (
        "import time; from offwatch.plan import Solvers; s = Solvers(); s.make_ready(); "
        "print(*s.pids.values(), flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert len(pids) == 2
    until = time.monotonic() + 20
    while any(_lives(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_lives(pid) for pid in pids)


def _lives(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
