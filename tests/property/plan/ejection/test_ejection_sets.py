"""Ejection sets found by bits are just those that the checker asks for step by step."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from tests.unit.plan.rosters import mission, roster

from offwatch.plan import standing
from offwatch.plan.ejection.ejection_sets import can_take_over, takeovers
from offwatch.plan.ejection.line_facts import LineFacts
from offwatch.plan.ejection.repair_line import TooManySets, repair_line

DAYS = 14
OPTIONS: dict[str, tuple[object, ...]] = {
    "max_run": (2, 3, 4),
    "rest_h": (11, 20, 36),
    "max_minutes": (1440, 2400, 3360),
    "max_weekends": (0, 1),
    "max_shifts": ({"late": 1}, {"early": 2}),
}


@pytest.mark.parametrize("part", range(4))
def test_the_least_to_give_up_is_the_same_both_ways(part: int) -> None:
    """For every seat of two weeks, under limits drawn at random, the same lines or none."""
    compared = 0
    for seed in range(30 * part, 30 * part + 30):
        rng = random.Random(seed)
        rules = {name: rng.choice(v) for name, v in OPTIONS.items() if rng.random() < 0.5}
        line = "".join(rng.choice("...el") for _ in range(DAYS))
        line = line[:4] + "AA" + line[6:]
        frozen = [("a", rng.randrange(DAYS))] if rng.random() < 0.3 else []
        missions = [mission("A", "a", 4, 2), mission("B", "b", 8, 3)]
        lines = {"a": line, "b": "........BBB..."}
        base = roster(lines, rules=rules, missions=missions, frozen=frozen)
        if any(breach.person == "a" for breach in standing(base)):
            continue
        facts, was, who = LineFacts(base, {}), base.line("a"), base.person["a"]
        for day, held in [*((d, s) for d in range(DAYS) for s in ("early", "late")), (8, "B")]:
            days = base.mission["B"].span() if held == "B" else range(day, day + 1)
            if was[day] == held:
                continue
            with suppress(TooManySets):
                slow = set(repair_line(facts, who, was, days, held, frozenset()))
                fast = {w.line for w in takeovers(facts, who, was, days, held, frozenset())}
                assert fast == slow, (seed, day, held)
                compared += bool(slow)
                can = can_take_over(facts, who, was, days, held, frozenset())
                assert can == bool(fast), (seed, day, held)
                kept = frozenset(d for d in (0, 1, 9, 12) if was[d] is not None)
                some = takeovers(facts, who, was, days, held, kept)
                can = can_take_over(facts, who, was, days, held, kept)
                assert can == bool(some), (seed, day, held)
    assert compared > 20
