"""Both solvers find what SciPy's finds, and heed stops and deadlines."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.unit.plan.milp import fits, solve

from offwatch.plan.mip.program import Program, total

CHILD = Path(__file__).with_name("solve_programs.py")
CASES = 12
VARS = range(2, 14)  # after the two constants


def _draw(seed: int) -> tuple[Program, dict[str, Any]]:
    """A program that has a solution, and what is asked of it."""
    rng = random.Random(seed)
    most = [rng.choice((1, 1, 1, 3)) for _ in VARS]
    start = [0, 1, *(rng.randint(0, m) for m in most)]
    rows = []
    for _ in range(10):
        terms = [(rng.choice((-2, -1, 1, 1, 3)), v) for v in rng.sample(VARS, 4)]
        held = total(terms, start)
        low = held - rng.randrange(2) if rng.random() < 0.7 else None
        rows.append((terms, low, held + rng.randrange(3) if rng.random() < 0.7 else None))
    program = Program()
    for high in most:
        program.new(high)
    for terms, low, up in rows:
        program.add(terms, low, up)
    first = [(rng.randint(1, 4), v) for v in VARS]
    then = [(rng.randint(1, 4), v) for v in rng.sample(VARS, 6)]
    asked = {"most": most, "rows": rows, "start": start, "terms": first, "then": then}
    return program, asked


@pytest.mark.parametrize("engine", ["cp-sat", "highs"])
def test_a_solver_finds_the_least_and_heeds_stops(engine: str) -> None:
    """First one sum, then another with the first held; late or stopped it claims nothing."""
    drawn = []
    for seed in range(CASES):
        program, asked = _draw(seed)
        best = solve(program, asked["terms"])
        assert best is not None
        # Held at what the start comes to, so that the start stays sound.
        asked["hold"] = total(asked["terms"], asked["start"])
        program.add(asked["terms"], high=asked["hold"])
        then = solve(program, asked["then"])
        assert then is not None
        least = total(asked["then"], then)
        asked["caps"] = [least - 1, least]
        drawn.append((program, asked, total(asked["terms"], best), least))
    done = subprocess.run(
        [sys.executable, CHILD, engine],
        input="".join(json.dumps(asked) + "\n" for _, asked, _, _ in drawn),
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    for (program, asked, first, second), answer in zip(drawn, answers, strict=True):
        for name, terms, least in (
            ("first", asked["terms"], first),
            ("second", asked["then"], second),
            ("resumed", asked["then"], second),
        ):
            assert answer[name]["optimal"]
            assert total(terms, answer[name]["values"]) == least
            assert round(answer[name]["bound"]) == least
            assert name == "first" or fits(program, answer[name]["values"])
        for name in ("late", "stopped"):
            assert answer[name]["optimal"] is False
            assert answer[name]["values"] is None
        assert all(value >= first for value in answer["found"])
        if engine == "cp-sat":
            assert answer["decided"] == [False, True]
            assert answer["too late"] is None
