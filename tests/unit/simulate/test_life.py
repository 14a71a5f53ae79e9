from __future__ import annotations

import itertools
import json
from dataclasses import dataclass

import numpy as np
import pytest

from offwatch.simulate import (
    Habits,
    Life,
    Rhythm,
    Traits,
    begin_life,
    extend_life,
    law_of,
    parse_condition,
    population_law,
)
from offwatch.simulate.life import SHORTEST_GAP_DAYS


@dataclass(frozen=True)
class WildLaw:
    """Gaps that go backwards, episodes that never end: what a life must hold together."""

    changes_per_year: float = 50.0

    def draw_traits(self, rng: np.random.Generator) -> Traits:
        return Traits(Rhythm(3.0, 5.0, 20.0, 30.0), Habits(0.5, 0.5, 1.0, 1.0))

    def draw_gap(self, rhythm: Rhythm, rng: np.random.Generator) -> float:
        return float(rng.normal(-3.0, 30.0))


@pytest.mark.parametrize("step", [1, 7, 100])
def test_a_life_grown_in_steps_is_the_life_grown_at_once(step: int) -> None:
    """However it is grown, and written and read on the way, it is the same life."""
    law = population_law()
    whole = extend_life(begin_life(11, law, 1000), law, 1900)
    life = begin_life(11, law, 1000)
    for day in range(1000, 1900, step):
        life = Life.from_dict(json.loads(json.dumps(extend_life(life, law, day).as_dict())))
    assert extend_life(life, law, 1900) == whole


def test_episodes_never_touch() -> None:
    """Even under an absurd law onsets move forward and one episode ends before the next."""
    law = WildLaw()
    for seed in range(30):
        life = extend_life(begin_life(seed, law, 0), law, 500)
        onsets = [e.onset_day for e in life.episodes]
        assert all(b - a >= SHORTEST_GAP_DAYS for a, b in itertools.pairwise(onsets))
        for first, second in zip(life.episodes, life.episodes[1:], strict=False):
            assert first.days >= 1
            assert first.onset_day + first.days < second.onset_day


def test_mild_episodes_are_never_logged() -> None:
    """What was too mild to act on is not written down; nothing is logged before its onset."""
    law = WildLaw()
    episodes = extend_life(begin_life(1, law, 0), law, 5000).episodes
    assert any(e.mild for e in episodes)
    assert all(e.logged_day is None for e in episodes if e.mild)
    assert all(e.logged_day > e.onset_day for e in episodes if e.logged_day is not None)


def test_lives_change() -> None:
    """About one change in ten years under the population law, and none under a fixed one."""
    law, fixed = population_law(), law_of(parse_condition("28:2.5"))
    assert fixed is not None
    lives = [extend_life(begin_life(seed, law, 0), law, 3652) for seed in range(60)]
    changes = np.mean([len(life.changes) for life in lives])
    assert 0.6 < changes < 1.4
    steady = extend_life(begin_life(1, fixed, 0), fixed, 3652)
    assert steady.changes == ()


def test_gaps_follow_their_condition() -> None:
    """Mean and spread of simulated gaps are those asked for, in days."""
    for text, mean, sd in (("28:2.5", 28.0, 2.5), ("35:0", 35.0, 0.0)):
        law = law_of(parse_condition(text))
        assert law is not None
        lives = [extend_life(begin_life(seed, law, 0), law, 2000) for seed in range(40)]
        gaps = np.concatenate([np.diff([e.onset_day for e in life.episodes]) for life in lives])
        assert abs(gaps.mean() - mean) < 0.2
        assert abs(gaps.std() - sd) < 0.25


def test_the_population_is_as_published() -> None:
    """Mean length near 29 days and 95 % of gaps about 22 to 38: the moments in the data file."""
    law = population_law()
    lives = [extend_life(begin_life(seed, law, 0), law, 800) for seed in range(150)]
    gaps = np.concatenate([np.diff([e.onset_day for e in life.episodes]) for life in lives])
    low, high = np.quantile(gaps, [0.025, 0.975])
    assert 28.5 < gaps.mean() < 30.5
    assert 21 <= low <= 25
    assert 34 <= high <= 42


def test_twice_yearly_means_two_days() -> None:
    """About two episodes of two days a year."""
    law = law_of(parse_condition("twice-yearly"))
    assert law is not None
    episodes = extend_life(begin_life(2, law, 0), law, 3652).episodes
    assert 18 <= len(episodes) <= 22
    assert {e.days for e in episodes} == {2}


def test_the_law_names_its_sources() -> None:
    """Every group of parameters has a source, and what is assumed says so."""
    parameters = population_law().parameters
    sources = " ".join(parameters["sources"])
    for group in ("median_days", "spread", "episode_days", "delayed", "habits", "changes_per_year"):
        assert group in sources
    assert parameters["sources"]["habits"].startswith("Assumed")
