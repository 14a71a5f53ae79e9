"""The measure that the meter is held to is itself right."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.meter.people import Group, draw_people, measure_people
from benchmarks.meter.run import compare, restart
from benchmarks.meter.targets import hold_targets


def test_odds_that_come_true_have_no_error() -> None:
    """Half of what was said to be even came, and all that was sure: the error is nil."""
    said = [0.5] * 10 + [1.0] * 4
    came = [True, False] * 5 + [True] * 4
    report, odds = compare("right", said, came, [1.0] * 14)
    assert report["error"] == 0.0
    assert odds.reached


def test_odds_that_are_off_by_a_fifth_have_that_error() -> None:
    """Said 30 of 100 where 50 came, for everybody: the error is a fifth, by weight."""
    report, odds = compare("wrong", [0.3] * 10, [True, False] * 5, [1.0] * 10)
    assert report["error"] == pytest.approx(0.2)
    assert not odds.reached
    weighted, _ = compare("weighed", [0.3] * 2, [True, False], [0.3, 0.7])
    assert weighted["error"] == pytest.approx(0.0)


def test_another_start_is_the_same_ratio() -> None:
    """What was measured from one half is turned into any other start."""
    assert restart(0.5, 0.1) == pytest.approx(0.1)
    assert restart(0.9, 0.1) == pytest.approx(0.5)


def test_people_are_measured_and_their_guess_judged() -> None:
    """Everybody gets an exposure; with days held back, a guess is right, wrong or unknown."""
    history = draw_people(Group("population", "late", periods=4), 6, seed=3)
    told: list[str] = []
    found = list(measure_people(history, 0.5, told.append, cut_days=42))
    assert len(found) == len(told) == 6
    assert {one.guessed_right for one in found} <= {True, False, None}
    assert all(one.exposure.days == 70 for one in found)


def test_passes_by_hand_are_true_ones() -> None:
    """By hand, only duties of an episode are added, and about half of those left."""
    plain = draw_people(Group("population", "mask", periods=5), 20, seed=4)
    hand = draw_people(Group("population", "mask", by_hand=True, periods=5), 20, seed=4)
    added = hand.passed & ~plain.passed
    left = plain.duty & plain.in_episode & ~plain.passed
    assert (added <= left).all()
    assert added.sum() / left.sum() == pytest.approx(0.5, abs=0.12)
    assert not np.any(plain.passed & ~hand.passed)


def test_a_crowd_outside_the_law_is_no_target() -> None:
    """Each level and error is held, but for the crowd that the meter is said not to cover."""
    report = {
        "level": [{"group": "none, mask", "share": 0.061}],
        "observer": [
            {"question": "norm kept, from 50%", "error": 0.02},
            {"question": "norm kept, all with one rhythm, from 50%", "error": 0.2},
        ],
        "seconds": {"mean": 0.1, "most": 0.2},
    }
    assert [row["met"] for row in hold_targets(report)] == [False, True, True]
