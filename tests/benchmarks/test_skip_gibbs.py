"""The Gibbs sampler."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.peers.skip_gibbs import SkipGibbs, lay_end_to_end, sample_population
from tests.benchmarks.records import origin, training

from offwatch.forecast.evaluate.score import point


def draw_rows(people: int, gaps: int, skipped: float, seed: int) -> list[list[int]]:
    """Log-normal people of its own law: means of 28 days by 8 %, spreads near 7 %."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(people):
        median = rng.normal(np.log(28.0), 0.08)
        spread = 1 / np.sqrt(rng.gamma(4.0) * 50.0)
        days = np.exp(rng.normal(median, spread, (gaps, 2)))
        twice = rng.random(gaps) < skipped
        rows.append(np.rint(days[:, 0] + np.where(twice, days[:, 1], 0.0)).astype(int).tolist())
    return rows


def test_it_finds_the_population_that_made_the_gaps() -> None:
    """The mean and spread of people, the precision and the share of skipped logs come back."""
    rows = draw_rows(120, 12, 0.15, 3)
    found = sample_population(lay_end_to_end(rows), 400, 300, np.random.default_rng(0))
    assert np.mean([one.mean for one in found]) == pytest.approx(np.log(28.0), abs=0.03)
    assert np.mean([one.precision**-0.5 for one in found]) == pytest.approx(0.08, abs=0.02)
    assert np.mean([one.theta for one in found]) == pytest.approx(200.0, rel=0.3)
    assert np.mean([one.share[1] for one in found]) == pytest.approx(0.15, abs=0.04)


def test_a_skipped_log_does_not_move_the_forecast() -> None:
    """A gap of twice the usual length is two gaps."""
    forecaster = SkipGibbs(draws=200, warm_up=200).fit(training(draw_rows(40, 8, 0.15, 4)))
    said = forecaster.predict([origin([28, 27, 28, 29]), origin([28, 27, 56, 28, 29])])
    assert said.sum(axis=1) == pytest.approx(1.0)
    assert abs(int(point(said)[0]) - int(point(said)[1])) <= 1


def test_it_says_the_same_again() -> None:
    """The same seed, the same forecast."""
    rows = training(draw_rows(20, 6, 0.1, 5))
    told = [
        SkipGibbs(draws=30, warm_up=30).fit(rows).predict([origin([28, 30, 31])]) for _ in range(2)
    ]
    assert np.array_equal(told[0], told[1])
