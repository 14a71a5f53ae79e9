"""Attackers find what is there to find, and nothing where nothing is."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from offwatch.crews.crew import Policy, SimulatedCrew, simulate_crew
from offwatch.mask.attacks import (
    FIVE,
    Attack,
    Boosting,
    Markers,
    Observations,
    RenewalRatio,
    Restarts,
    try_attack,
)
from offwatch.simulate import parse_condition

PEOPLE, PERIODS = 50, 8
MORE_PEOPLE, YEAR = 70, 13


@cache
def crew(condition: str, policy: Policy, seed: int = 1, periods: int = PERIODS) -> Observations:
    """What is seen of a simulated crew over some periods."""
    plan = SimulatedCrew(
        periods=periods,
        people=PEOPLE if periods == PERIODS else MORE_PEOPLE,
        condition=parse_condition(condition),
        policy=policy,
        seed=seed,
    )
    return simulate_crew(plan).observed()


@pytest.mark.parametrize("attack", FIVE, ids=lambda a: a.name)
@pytest.mark.parametrize(
    ("policy", "periods", "least"),
    [
        ("late", PERIODS, 0.8),
        pytest.param("late", YEAR, 0.85, marks=pytest.mark.slow),
        pytest.param("naive", YEAR, 0.9, marks=pytest.mark.slow),
    ],
)
def test_without_a_mask_it_tells_who(
    attack: Attack, policy: Policy, periods: int, least: float
) -> None:
    """Passing when the forecast says so, or late and honestly, gives people away in a year."""
    having = crew("population", policy, periods=periods)
    without = crew("none", "none", periods=periods)
    found = try_attack(attack, having, without, np.random.default_rng(1))
    assert found.value > least
    assert found.low > 0.7


SLOW_ONE = pytest.param(RenewalRatio(), marks=pytest.mark.slow)


@pytest.mark.parametrize(
    "attack", [*FIVE[:3], SLOW_ONE, Boosting(), Restarts(), Markers()], ids=lambda a: a.name
)
def test_it_finds_nothing_among_people_alike(attack: Attack) -> None:
    """Two crews without a condition are a coin toss."""
    one, other = crew("none", "none"), crew("none", "none", seed=2)
    found = try_attack(attack, one, other, np.random.default_rng(2))
    assert abs(found.value - 0.5) < 4 * found.error


def test_the_best_of_five_beats_late_and_honest() -> None:
    """Late and honest passes are nearly sure to be found out: prototypes gave 0.99."""
    pair = (crew("population", "late"), crew("none", "none"))
    assert try_attack(Boosting(), *pair, np.random.default_rng(3)).value > 0.97


@pytest.mark.parametrize("attack", [Boosting(), SLOW_ONE])
def test_a_trained_attack_scores_people_it_has_not_seen(attack: Attack) -> None:
    """What is trained on noise finds no noise elsewhere: labels at random give a coin toss."""
    seen = crew("none", "none")
    rows = np.random.default_rng(4).permutation(PEOPLE)
    halves = (seen.take(rows[: PEOPLE // 2]), seen.take(rows[PEOPLE // 2 :]))
    found = try_attack(attack, *halves, np.random.default_rng(5))
    assert abs(found.value - 0.5) < 4 * found.error


@pytest.mark.parametrize("attack", [*FIVE, Restarts(), Markers()], ids=lambda a: a.name)
def test_a_score_is_finite_for_silence_and_noise(attack: Attack) -> None:
    """People who say nothing, and people who say everything, get a finite score of their own."""
    rng = np.random.default_rng(6)
    duty = rng.random((6, 84)) < 0.5
    passed = duty & np.array([0, 1, 0, 1, 0, 1], dtype=np.bool_)[:, None]
    asked = np.zeros_like(duty)
    asked[4:] = ~duty[4:]
    seen = Observations(asked=asked, duty=duty, passed=passed)
    scores = attack.fit(seen, seen, rng).score(seen)
    assert scores.shape == (6,)
    assert np.isfinite(scores).all()


def test_restarts_finds_who_began_anew() -> None:
    """A rhythm that breaks off in the middle of the record stands out from one that goes on."""
    days = np.arange(364)
    rng = np.random.default_rng(7)

    def people(breaks: bool) -> Observations:
        asked = np.zeros((60, 364), dtype=np.bool_)
        for row in range(60):
            gap, phase = rng.uniform(25, 32), rng.uniform(0, 28)
            shift = np.where((days >= 180) & breaks, rng.uniform(8, 18), 0.0)
            asked[row] = (days + phase + shift) % gap < 6
        none = np.zeros_like(asked)
        return Observations(asked=asked, duty=none, passed=none)

    found = try_attack(Restarts(), people(True), people(False), rng)
    assert found.value > 0.9


def test_markers_finds_who_is_surer() -> None:
    """Days close together give away a sharper forecast, whatever the rhythm."""
    rng = np.random.default_rng(8)

    def people(sure: bool) -> Observations:
        asked = np.zeros((60, 364), dtype=np.bool_)
        for row in range(60):
            for first in range(0, 364, 28):
                start = first + int(rng.integers(0, 18))
                days = start + (np.arange(6) if sure else rng.permutation(10)[:6])
                asked[row, np.minimum(days, 363)] = True
        none = np.zeros_like(asked)
        return Observations(asked=asked, duty=none, passed=none)

    assert try_attack(Markers(), people(True), people(False), rng).value > 0.95
