"""Attackers who see more than days, passes and rosters, on what pads themselves do."""

from __future__ import annotations

from functools import cache

import numpy as np
from benchmarks.mask.sights import BY_HAND, People, _hand_passes, draw_people, measure_sights

PEOPLE = 24


@cache
def people(condition: str) -> People:
    return draw_people(condition, PEOPLE, 3, 5)


def test_a_pad_s_pass_is_seen_when_it_is_said_and_one_by_hand_is_not() -> None:
    """Every pass is either the pad's, three to fourteen days ahead, or the person's own."""
    one = people("population")
    lead = one.seen.lead_days
    assert lead is not None
    assert ((lead >= 0) == (one.seen.passed & ~one.hand)).all()
    assert lead[lead >= 0].min() == 3
    assert lead.max() <= 14


def test_passing_by_hand_for_episodes_is_found_and_wishing_is_not() -> None:
    """The attack finds nothing where nobody passes for an episode, and much where half do."""
    rng = np.random.default_rng(4)
    pair = people("population"), people("none")
    nothing, _, half = (_hand_passes(pair, share, rng)["auc"] for share in BY_HAND)
    assert abs(nothing - 0.5) < 0.2
    assert half > 0.6


def test_every_attack_that_needs_more_than_days_is_tried() -> None:
    """A row for each attacker that the six of the cells leave out."""
    rows = measure_sights(36, 3, 4)
    assert {row["attack"] for row in rows} == {
        "restarts",
        "markers",
        "unlocks",
        "refusals",
        "hand passes",
        "co-absence",
        "next onset",
    }
    assert all(0 <= row["low"] <= row["high"] <= 1 for row in rows)
