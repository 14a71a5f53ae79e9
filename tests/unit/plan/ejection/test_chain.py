"""Reassignment among those told saves the search time; it changes nothing of what is found."""

from __future__ import annotations

import math
import random

import pytest
from tests.unit.plan.rosters import roster

from offwatch.plan import Absences, Roster
from offwatch.plan.deadline import Deadline
from offwatch.plan.ejection import chain
from offwatch.plan.ejection.search import ChainSearch
from offwatch.plan.scope import ScopeResult

SEEDS = range(24)
AT_EACH_VISIT = range(1, 10_000)


@pytest.mark.parametrize("states", [1, 30_000])
def test_tried_at_each_visit_it_changes_no_plan(
    states: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given up after one state or followed to its end, the same plans with the same proofs."""
    monkeypatch.setattr(chain, "REASSIGN_AFTER", {})
    without = [_found(*_drawn(random.Random(seed))) for seed in SEEDS]
    monkeypatch.setattr(chain, "REASSIGN_AFTER", dict.fromkeys(AT_EACH_VISIT, states))
    assert [_found(*_drawn(random.Random(seed))) for seed in SEEDS] == without
    assert len({plan and plan[0] for plan in without}) > 4


def _found(base: Roster, absent: Absences) -> tuple[object, ...] | None:
    found = ChainSearch(base, absent, Deadline(math.inf), seed=0, allow_moves=True).run()
    if found is None:
        return None
    result: ScopeResult = found[0]
    scope, bound, done = str(result.scope), result.bound, result.done
    return result.cost, scope, bound, result.proven, done, found[1].duties


def _drawn(rng: random.Random) -> tuple[Roster, Absences]:
    """Four people with little room, one of them away for two days."""
    people = "abcd"
    lines = {p: "".join(rng.choice("..el") for _ in range(5)) for p in people}
    own = {p: {"max_minutes": 480 * rng.randrange(2, 4)} for p in people}
    base = roster(lines, own=own, rules={"rest_h": 11})
    first = rng.randrange(3)
    return base, {rng.choice(people): frozenset(range(first, first + 2))}
