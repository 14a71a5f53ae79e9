"""A solver's process spoken to over its pipes, as the planner speaks to it."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator

import pytest
from tests.unit.plan.rosters import roster

from offwatch.plan import check, without_absent
from offwatch.plan.assignment import Assignment
from offwatch.plan.objective import score
from offwatch.plan.scope import GLOBAL, Scope
from offwatch.plan.solvers.messages import (
    Better,
    Drop,
    Finished,
    Ready,
    Report,
    Request,
    Solve,
    Solved,
    Stop,
    decode_report,
    encode,
    encode_roster,
)

ABSENT = {"a": frozenset({0})}
BASE = roster({"a": "l....", "b": "e....", "c": "....."}, own={"c": {"max_shifts": {"late": 0}}})
LEFT = Assignment.of(without_absent(BASE, ABSENT))
Worker = subprocess.Popen[bytes]


@pytest.fixture
def worker() -> Iterator[Worker]:
    command = [sys.executable, "-m", "offwatch.plan.solvers.worker", "highs", "1", "4096"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.stdin.close()  # type: ignore[union-attr]  # it ends with its parent
            try:
                process.wait(60)
            finally:
                process.kill()


def solve(number: int) -> Solve:
    return Solve(encode_roster(BASE), ABSENT, LEFT, "replan", id=number, seconds=600)


def tell(worker: Worker, *requests: Request) -> None:
    assert worker.stdin is not None
    worker.stdin.write(b"".join(map(encode, requests)))
    worker.stdin.flush()


def until_finished(worker: Worker, number: int) -> list[Report]:
    assert worker.stdout is not None
    said: list[Report] = []
    for line in worker.stdout:
        said.append(decode_report(line))
        if isinstance(said[-1], Finished) and said[-1].id == number:
            return said
    raise AssertionError(f"the process ended after {said}")


def test_it_answers_one_request_after_another_and_ends_with_its_parent(worker: Worker) -> None:
    """Words about a request that is over, or not yet known, are no fault."""
    tell(worker, Stop(9), Drop(9, GLOBAL, LEFT), solve(1), solve(2))
    said = until_finished(worker, 1)
    assert said[0] == Ready()
    assert said[-1] == Finished(1, True)
    assert {getattr(one, "id", 1) for one in said} == {1}
    [*_, last] = [one for one in said if isinstance(one, Solved)]
    after = last.assignment.apply_to(BASE)
    assert check(BASE, after, ABSENT) == ()
    assert (last.scope, last.bound, last.done) == (GLOBAL, score(BASE, after, ABSENT), True)
    assert last.bound[:2] == (0, 2)
    again = until_finished(worker, 2)
    assert again[-1] == Finished(2, True)
    assert worker.stdin is not None
    worker.stdin.close()
    assert worker.wait(60) == 0


def test_it_heeds_what_it_is_told_while_it_works(worker: Worker) -> None:
    """A scope that the other solver has proved is left; stopped, the request ends unanswered."""
    rng = random.Random(0)
    blocks = ("eeee...", "llll...", "eell...", "..eeee.", "...llll", "ee..ll.")
    rules = {"max_run": 5, "min_run": 2, "min_days_off": 2, "rest_h": 11, "max_minutes": 7200}
    lines = {f"p{i}": "".join(rng.choice(blocks) for _ in range(4)) for i in range(30)}
    base = roster(lines, rules=rules)
    absent = {"p3": frozenset(range(7, 14)), "p4": frozenset(range(9, 16))}
    left = Assignment.of(without_absent(base, absent))
    tell(worker, Solve(encode_roster(base), absent, left, "replan", id=1, seconds=600))
    assert worker.stdout is not None
    said = [decode_report(worker.stdout.readline()) for _ in range(2)]
    assert said[0] == Ready()
    assert not isinstance(said[1], Finished)
    tell(worker, Better(9, left), Better(1, left), Drop(1, Scope("days", 1), left), Stop(1))
    assert until_finished(worker, 1)[-1] == Finished(1, False)
    tell(worker, solve(2))
    assert until_finished(worker, 2)[-1] == Finished(2, True)
