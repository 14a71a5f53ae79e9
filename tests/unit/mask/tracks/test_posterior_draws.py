"""Tracks drawn like the leading one follow the published law, given what its record shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np
import pytest
from scipy.stats import ks_2samp, kstest

from offwatch.forecast import Prior, load_prior
from offwatch.mask import Record
from offwatch.mask.tracks.posterior_draws import draw_like, skipped_share
from offwatch.mask.tracks.records import record_of_life
from offwatch.mask.tracks.synthetic import begin_owner_phantom, phantom_traits
from offwatch.simulate import Traits, begin_life, extend_life, population_law

TODAY = 739_000
FEW, MANY = 45, 250
LAST = date(2026, 1, 10)


@cache
def people(count: int) -> list[tuple[Traits, Record]]:
    """People of the published law whose lives have not changed, and a year of their diaries."""
    law = population_law()
    found = []
    for seed in range(10_000):
        life = extend_life(begin_life(seed, law, TODAY - 365), law, TODAY)
        if not life.changes:
            found.append((life.traits, record_of_life(life, TODAY)))
        if len(found) == count:
            break
    return found


MEASURES: dict[str, Callable[[Traits], float]] = {
    "length": lambda t: t.rhythm.median_days,
    "spread": lambda t: t.rhythm.spread,
    "episodes": lambda t: t.rhythm.episode_days,
    "lateness": lambda t: t.habits.late_share,
    "skipping": lambda t: skipped_share(t.habits),
}


@cache
def draws(count: int) -> list[list[Traits]]:
    """Nine people like each of them, by her record alone."""
    rngs = [np.random.default_rng((seed, 1)) for seed in range(count)]
    return [
        [draw_like(record, rng) for _ in range(9)]
        for rng, (_, record) in zip(rngs, people(count), strict=True)
    ]


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", MEASURES)
def test_the_truth_is_any_one_of_many_drawn_from_its_record(name: str, count: int) -> None:
    """Its rank among draws is even: only then can nobody tell the truth from a draw."""
    of, rng = MEASURES[name], np.random.default_rng(9)
    ranks = [
        (sum(of(traits) < of(truth) for traits in drawn) + rng.random()) / 10
        for (truth, _), drawn in zip(people(count), draws(count), strict=True)
    ]
    assert kstest(ranks, "uniform").pvalue > 0.005


def test_a_long_record_is_followed(steady: Callable[[date], Record]) -> None:
    """Even gaps of 28 days give even lengths near 28, whatever the population does."""
    rng = np.random.default_rng(2)
    drawn = [draw_like(steady(LAST), rng).rhythm for _ in range(20)]
    assert all(27 < rhythm.median_days < 29 for rhythm in drawn)
    assert np.mean([rhythm.spread for rhythm in drawn]) < 0.045


def test_double_gaps_are_taken_for_episodes_that_were_not_logged() -> None:
    """Who forgets one episode in four has phantoms that forget more than most, at her rhythm."""
    onsets = [TODAY]
    for i in range(16):
        onsets.append(onsets[-1] + (57 if i % 4 == 3 else 29))
    record = Record(tuple(onsets), (5,) * 17, (0,) * 17)
    drawn = [draw_like(record, np.random.default_rng(seed)) for seed in range(40)]
    usual = [population_law().draw_traits(np.random.default_rng(seed)) for seed in range(40)]
    assert all(27 < traits.rhythm.median_days < 31 for traits in drawn)
    shares = [np.mean([skipped_share(t.habits) for t in some]) for some in (drawn, usual)]
    assert shares[0] > 1.4 * shares[1]


def test_an_empty_record_gives_somebody_of_the_population() -> None:
    """Nothing seen, nothing learned."""
    law = population_law()
    drawn = [draw_like(Record(), np.random.default_rng(seed)) for seed in range(150)]
    usual = [law.draw_traits(np.random.default_rng(1000 + seed)) for seed in range(150)]
    for of in MEASURES.values():
        assert ks_2samp([of(t) for t in drawn], [of(t) for t in usual]).pvalue > 0.005


def test_a_record_that_nothing_explains_is_no_failure() -> None:
    """A gap of two years, or of one day, is survived."""
    for onsets in ((TODAY, TODAY + 800), (TODAY, TODAY + 1, TODAY + 2)):
        known = (0,) * len(onsets)
        drawn = draw_like(Record(onsets, known, known), np.random.default_rng(3))
        assert 15 < drawn.rhythm.median_days < 60


def test_another_preset_keeps_its_own_lengths(
    prior: Prior, steady: Callable[[date], Record]
) -> None:
    """Where the published law is not the record's, the forecast's posterior is drawn from."""
    long = Record(tuple(TODAY + 90 * i for i in range(9)), (1,) * 9, (2,) * 9)
    other = load_prior("suppressed")
    drawn = [phantom_traits(long, other, np.random.default_rng(seed)) for seed in range(40)]
    assert np.median([t.rhythm.median_days for t in drawn]) > 60
    assert np.mean([t.habits.late_share for t in drawn]) > 0.5
    assert phantom_traits(steady(LAST), prior, np.random.default_rng(1)) == draw_like(
        steady(LAST), np.random.default_rng(1)
    )


def test_a_drawn_record_is_as_old_as_the_one_it_is_like(prior: Prior) -> None:
    """Its first onset lies neither before nor after, taken over people."""
    law = population_law()
    older = []
    for seed, (_, record) in enumerate(people(FEW)):
        life = begin_owner_phantom(seed, record, prior, TODAY)
        shown = record_of_life(extend_life(life, law, TODAY), TODAY)
        older.append(shown.onsets[0] - record.onsets[0])
    error = np.std(older) / np.sqrt(len(older))
    assert abs(np.mean(older)) < 3 * error + 1
