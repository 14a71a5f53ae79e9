"""Attackers who see more than days, passes and rosters, on what pads themselves do.

Each has one assumption of how people behave, named where it is made. People without a condition
keep the same norm, with ordinary wishes in either group.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.mask.measure import interval_of
from offwatch.crews.crew import SimulatedCrew, draw_lives
from offwatch.crews.masks import run_masks
from offwatch.mask.attacks import (
    Attack,
    HandPasses,
    Markers,
    Observations,
    Refusals,
    Restarts,
    Unlocks,
    guess_onset,
    judge,
    measure_auc,
    score_pairs,
    try_attack,
)
from offwatch.mask.attacks.models.renewal import filter_histories
from offwatch.mask.attacks.observations.observations import Bools
from offwatch.mask.attacks.when.next_onset import chance_of
from offwatch.norm import Norm
from offwatch.simulate import DAY_ZERO, Life, draw_duties, parse_condition, truth_by_day
from offwatch.simulate.wishes import draw_passes, draw_rates

UNLOCKED = (0.2, 0.5)  # assumed: of all days, with a pad opened for other causes
REFUSED = 0.2  # assumed: of all passes
ABSENT, ABSENT_IN_EPISODE = 0.02, (0.0, 0.1, 0.3)  # assumed: of duties, of refused ones
BY_HAND = (0.0, 0.1, 0.5)  # assumed: of uncovered days of an episode
TOGETHER = (0.0, 0.25, 0.5)  # assumed: of one's wishes after publication, shared with a partner
TEAM = 30
GUESS_CUT_DAYS = 42

Leads = NDArray[np.int64]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class People:
    """A crew under a norm: what is seen of it, its passes by hand, and the truth."""

    seen: Observations
    hand: Bools
    in_episode: Bools
    onset: Bools
    logged: Bools


Pair = tuple[People, People]
"""Those with a condition and those without."""


def measure_sights(people: int, seed: int, periods: int) -> list[Row]:
    """One row an attacker and assumption."""
    rng = np.random.default_rng(seed)
    having = draw_people("population", people, seed, periods)
    without = draw_people("none", people, seed + 1, periods)
    two = draw_people("population", people, seed, periods, tracks=2, days=8, passes=2)
    pair, seen = (having, without), (having.seen, without.seen)
    return [
        _auc("restarts", "", Restarts(), seen, rng),
        _auc("markers", "passes seen when they are said", Markers(), seen, rng),
        *(_unlocks(pair, share, rng) for share in UNLOCKED),
        *(_refusals(pair, share, rng) for share in ABSENT_IN_EPISODE),
        *(_hand_passes(pair, share, rng) for share in BY_HAND),
        *(_co_absence(without, share, rng) for share in TOGETHER),
        _next_onset("one track", having),
        _next_onset("two tracks, 8 days, 2 passes", two),
    ]


def draw_people(
    condition: str,
    people: int,
    seed: int,
    periods: int,
    tracks: int = 1,
    days: int = 6,
    passes: int = 1,
) -> People:
    """A crew that keeps a norm, with ordinary wishes after publication."""
    norm = Norm(first_day=DAY_ZERO, zone="UTC", tracks=tracks, days=days, passes=passes)
    crew = SimulatedCrew(
        people=people,
        condition=parse_condition(condition),
        policy="mask",
        seed=seed,
        periods=periods,
        norm=norm,
    )
    lives, nothing = draw_lives(crew), np.zeros((people, crew.days), dtype=np.bool_)
    rates, duties, wishes = (
        draw_rates(crew.rng("rates"), people),
        crew.rng("duties"),
        crew.rng("hand"),
    )
    hand, leads = nothing.copy(), np.full(nothing.shape, -1, dtype=np.int64)

    def by_hand(duty: Bools, first: int) -> Bools:
        span = slice(first, first + duty.shape[1])
        hand[:, span] = draw_passes(wishes, rates, duty, first)
        return hand[:, span]

    asked, duty, passed = run_masks(
        norm,
        periods,
        lives,
        crew.seeds("books"),
        nothing,
        lambda clear, first: draw_duties(duties, clear, crew.density, keep_load=False),
        by_hand,
        lambda done, total: None,
        leads,
    )
    seen = Observations(asked=asked, duty=duty, passed=passed, lead_days=leads)
    return People(
        seen, hand, *truth_by_day(lives, crew.first_day, crew.days), _logged(lives, nothing, norm)
    )


def _logged(lives: list[Life | None], nothing: Bools, norm: Norm) -> Bools:
    """Days on which somebody wrote an episode down."""
    logged, first = nothing.copy(), norm.first_day.toordinal()
    for row, life in enumerate(lives):
        for episode in life.episodes if life is not None else ():
            day = (episode.logged_day or 0) - first
            if 0 <= day < logged.shape[1]:
                logged[row, day] = True
    return logged


def _unlocks(pair: Pair, share: float, rng: np.random.Generator) -> Row:
    """Everybody opens the pad on some days; who logs an episode opens it on that day as well."""
    having, without = (
        replace(one.seen, present=one.logged | (rng.random(one.logged.shape) < share))
        for one in pair
    )
    return _auc("unlocks", f"pads opened on {share:.0%} of days", Unlocks(), (having, without), rng)


def _refusals(pair: Pair, share: float, rng: np.random.Generator) -> Row:
    """One pass in five is refused; who is in an episode then calls in sick more often."""

    def see(one: People) -> Observations:
        refused = one.seen.passed & (rng.random(one.hand.shape) < REFUSED)
        ill = rng.random(one.hand.shape) < np.where(refused & one.in_episode, share, ABSENT)
        return replace(one.seen, refused=refused, absent=one.seen.duty & ill)

    words = f"{share:.0%} absent when refused in an episode"
    return _auc("refusals", words, Refusals(), (see(pair[0]), see(pair[1])), rng)


def _hand_passes(pair: Pair, share: float, rng: np.random.Generator) -> Row:
    """A part of the episode days still on duty is passed by hand, beside ordinary wishes."""

    def see(one: People) -> Observations:
        left = one.seen.duty & one.in_episode & ~one.seen.passed
        hand = one.hand | (left & (rng.random(left.shape) < share))
        return replace(one.seen, passed=one.seen.passed | hand, by_hand=hand)

    words = f"{share:.0%} of uncovered episode days passed by hand"
    return _auc("hand passes", words, HandPasses(), (see(pair[0]), see(pair[1])), rng)


def _co_absence(one: People, share: float, rng: np.random.Generator) -> Row:
    """Couples pass the same days by hand; they are sought among strangers of their teams."""
    passed, duty = one.seen.passed.copy(), one.seen.duty.copy()
    mine = one.hand[::2] & (rng.random(one.hand[::2].shape) < share)
    together = mine[: len(passed[1::2])]
    passed[1::2] |= together
    duty[1::2] |= together
    seen = replace(one.seen, passed=passed, duty=duty, lead_days=None)
    couples, strangers = [], []
    for first in range(0, seen.people - TEAM + 1, TEAM):
        pairs = score_pairs(seen.take(slice(first, first + TEAM)))
        even = np.arange(0, TEAM, 2)
        couples += pairs[even, even + 1].tolist()
        strangers += pairs[even, (even + 3) % TEAM].tolist()
    auc = measure_auc(np.array(couples), np.array(strangers))
    return {"attack": "co-absence", "people": f"{share:.0%} of wishes shared", **auc.as_dict()}


def rate_guess(seen: Observations, onset: Bools) -> tuple[float, int, float]:
    """How often somebody sure of a condition guesses the next onset, two days either way.

    The share that is right, of how many people, and what chance would be.
    """
    day = onset.shape[1] - GUESS_CUT_DAYS
    heard = filter_histories(seen.first(day), [day])
    right, known = judge(guess_onset(heard, 0), onset, day)
    gaps = np.concatenate([np.diff(np.flatnonzero(row)) for row in onset])
    return float(right[known].mean()), int(known.sum()), chance_of(gaps.astype(np.int64))


def _next_onset(name: str, one: People) -> Row:
    share, n, chance = rate_guess(replace(one.seen, lead_days=None), one.onset)
    low, high = interval_of(share, n)
    return {
        "attack": "next onset",
        "people": name,
        "right": round(share, 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "chance": round(chance, 4),
    }


def _auc(
    name: str,
    people: str,
    attack: Attack,
    seen: tuple[Observations, Observations],
    rng: np.random.Generator,
) -> Row:
    return {"attack": name, "people": people, **try_attack(attack, *seen, rng).as_dict()}
