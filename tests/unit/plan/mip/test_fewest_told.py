"""Told by told: the first yes is the fewest people told, and every no before it a bound."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest
from tests.examples import seeds
from tests.unit.plan.rosters import roster

from offwatch.plan import Solvers, check, replan

BLOCKS = ("eeee...", "llll...", "eell...", "..eeee.", "...llll", "ee..ll.")
RULES = {"max_run": 5, "min_run": 2, "min_days_off": 2, "rest_h": 11, "max_minutes": 7200}


@pytest.mark.parametrize("seed", seeds(2, 8))
def test_bounds_rise_to_the_fewest_told_and_no_further(solver: Solvers, seed: int) -> None:
    """Over short runs and rests, what is proved everywhere was never below a bound on the way."""
    rng = random.Random(seed)
    lines = {f"p{i:02d}": "".join(rng.choice(BLOCKS) for _ in range(3)) for i in range(8)}
    base = roster(lines, rules=RULES)
    absent = {"p03": frozenset(range(7, 10))}
    heard: list[Mapping[str, Any]] = []
    plan = replan(base, absent, deadline_s=20, solver=solver, on_progress=heard.append)
    assert check(base, plan.roster, absent) == ()
    assert plan.proven
    assert plan.scope.kind == "global"
    bounds = [tuple(h["bound"][:2]) for h in heard if h["scope"] == "global"]
    assert all(bound <= plan.objective[:2] for bound in bounds)
    fewer = plan.objective.told - 1
    again = replan(base, absent, deadline_s=4, solver=solver, most_told=fewer)
    assert again.objective.open > plan.objective.open or fewer < 1
