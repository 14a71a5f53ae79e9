"""Attackers with a sight of their own: each finds its sign, and nothing where there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from offwatch.errors import BadInput
from offwatch.mask.attacks import (
    Attack,
    CoAbsence,
    HandPasses,
    Observations,
    Refusals,
    TrackNaming,
    Unlocks,
    measure_auc,
    name_tracks,
    named_right,
    score_pairs,
    try_attack,
)
from offwatch.mask.attacks.observations.observations import Bools

N, DAYS = 80, 364


def draw(share: float, rng: np.random.Generator) -> Bools:
    return rng.random((N, DAYS)) < share


def team(rng: np.random.Generator) -> Observations:
    """Six days of asking around a rhythm for each person, half of the rest on duty, some passes."""
    days = np.arange(DAYS)[None, :]
    asked = (days + rng.uniform(0, 28, (N, 1))) % rng.uniform(25, 32, (N, 1)) < 6
    duty = draw(0.5, rng) & ~asked
    return Observations(asked=asked, duty=duty, passed=duty & draw(0.05, rng))


def beside(asked: Bools) -> Bools:
    """Days right after a run of days asked."""
    after = np.zeros_like(asked)
    after[:, 1:] = asked[:, :-1] & ~asked[:, 1:]
    return after


def auc_of(attack: Attack, having: Observations, without: Observations) -> float:
    return try_attack(attack, having, without, np.random.default_rng(0)).value


def test_hand_passes_beside_the_days_asked_tell() -> None:
    """Passes by hand that gather beside the rhythm days give their owner away; others do not."""
    rng = np.random.default_rng(1)
    some, other, third = team(rng), team(rng), team(rng)
    true = replace(some, by_hand=some.duty & beside(some.asked))
    wishes = replace(other, by_hand=other.duty & draw(0.03, rng))
    again = replace(third, by_hand=third.duty & draw(0.03, rng))
    assert auc_of(HandPasses(), true, wishes) > 0.9
    assert abs(auc_of(HandPasses(), again, wishes) - 0.5) < 0.2


def test_absence_after_a_refusal_tells() -> None:
    """Who is absent where a pass was refused is told from who comes all the same."""
    rng = np.random.default_rng(2)
    one, other, third = (replace(s, refused=s.passed) for s in (team(rng), team(rng), team(rng)))
    sick = [s.duty & draw(0.02, rng) for s in (one, other, third)]
    sick[1] |= other.duty & ~other.passed & draw(0.05, rng)  # as often absent, but elsewhere
    sick[2] |= third.duty & ~third.passed & draw(0.05, rng)
    true = replace(one, absent=sick[0] | (one.passed & draw(0.5, rng)))
    assert auc_of(Refusals(), true, replace(other, absent=sick[1])) > 0.9
    alike = auc_of(Refusals(), replace(third, absent=sick[2]), replace(other, absent=sick[1]))
    assert abs(alike - 0.5) < 0.2


def test_passes_that_wait_for_an_unlock_tell() -> None:
    """Passes said only once the pad was unlocked give its owner away; on a clock they do not."""
    rng = np.random.default_rng(3)

    def people(waits: bool) -> Observations:
        seen = team(rng)
        present = draw(0.3, rng)
        lead = np.full((N, DAYS), -1)
        for row, day in zip(*np.nonzero(seen.passed), strict=True):
            wanted = int(rng.integers(3, 9))
            if waits:
                open_days = np.flatnonzero(present[row, : max(0, day - 3)])
                wanted = int(day - open_days[-1]) if open_days.size else wanted
            lead[row, day] = wanted
        return replace(seen, present=present, lead_days=lead)

    assert auc_of(Unlocks(), people(True), people(False)) > 0.9
    assert abs(auc_of(Unlocks(), people(False), people(False)) - 0.5) < 0.2


def test_two_people_away_together_are_found() -> None:
    """A pair that passes the same days stands out among all pairs; strangers do not."""
    rng = np.random.default_rng(4)
    seen = team(rng)
    passed = seen.passed.copy()
    duty = seen.duty.copy()
    duty[1] |= passed[0]
    passed[1] = passed[0]
    linked = replace(seen, passed=passed, duty=duty)
    pairs = score_pairs(linked)
    np.fill_diagonal(pairs, -np.inf)
    assert np.unravel_index(pairs.argmax(), pairs.shape) in ((0, 1), (1, 0))
    scores = CoAbsence().score(linked)
    assert {0, 1} == set(np.argsort(-scores)[:2].tolist())


def test_a_true_track_of_another_form_is_named() -> None:
    """Simulated tracks of another regularity than the real one give it away; like ones do not."""
    rng = np.random.default_rng(5)
    days = np.arange(DAYS)[None, :]

    def tracks(wobble: float) -> Observations:
        drift = np.cumsum(rng.normal(0, wobble / np.sqrt(28), (N, DAYS)), axis=1)
        asked = (days + rng.uniform(0, 28, (N, 1)) + drift) % 28 < 6
        none = np.zeros_like(asked)
        return Observations(asked=asked, duty=none, passed=none)

    def named(real: Observations, other: Observations) -> float:
        half = np.arange(N) < N // 2
        attack = TrackNaming().fit(real.take(half), other.take(half), rng)
        scores = np.stack([attack.score(s.take(~half)) for s in (real, other)], axis=1)
        at = rng.integers(0, 2, len(scores))
        shown = np.where(at[:, None] == 0, scores, scores[:, ::-1])
        return float(named_right(name_tracks(shown.ravel(), 2), at).mean())

    assert named(tracks(0.5), tracks(5.0)) > 0.85
    assert abs(named(tracks(2.0), tracks(2.0)) - 0.5) < 0.3


def test_an_episode_known_from_outside_names_the_track() -> None:
    """One track that asked for the days somebody was seen ill is named without any training."""
    rng = np.random.default_rng(6)
    real, other = team(rng), team(rng)
    attack = TrackNaming().fit(real, real, rng)
    known = real.asked & (np.arange(DAYS) > 300)
    scores = [attack.score(replace(s, absent=known)) for s in (real, other)]
    assert measure_auc(scores[0], scores[1]).value > 0.9


@pytest.mark.parametrize("attack", [HandPasses(), Refusals(), Unlocks()], ids=lambda a: a.name)
def test_an_attack_says_what_it_needs(attack: Attack) -> None:
    """Without the sight it is made for, an attack refuses instead of guessing."""
    seen = team(np.random.default_rng(7))
    assert attack.needs
    with pytest.raises(BadInput) as refusal:
        attack.score(seen)
    assert refusal.value.code == "mask.attack-unseen"
