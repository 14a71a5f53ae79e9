"""The generalised Poisson peer."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.peers.generalised_poisson import GeneralisedPoisson, law
from scipy.stats import poisson
from tests.benchmarks.records import origin, training

from offwatch.forecast.evaluate.score import point


def test_without_dispersion_the_law_is_poisson() -> None:
    """ξ = 0 is the Poisson law, given at least a day."""
    chances = law(np.array([28.0]), np.array([0.0]))[0]
    days = np.arange(1, 60)
    assert chances[1:60] == pytest.approx(poisson.pmf(days, 28.0), rel=1e-6)


def test_a_low_dispersion_narrows_the_law() -> None:
    """At ξ = -1 the variance is a quarter of the mean."""
    chances = law(np.array([56.0]), np.array([-1.0]))[0]
    days = np.arange(chances.size)
    mean = float(chances @ days)
    assert mean == pytest.approx(28.0, abs=0.1)
    assert float(chances @ (days - mean) ** 2) == pytest.approx(7.0, abs=0.2)


def test_a_skipped_log_does_not_move_the_forecast() -> None:
    """A gap of twice the usual length is two gaps, where people are known to skip."""
    rng = np.random.default_rng(1)
    rows = [[*rng.integers(26, 31, 6).tolist(), 56] for _ in range(20)]
    forecaster = GeneralisedPoisson().fit(training(rows))
    said = forecaster.predict([origin([28, 27, 28, 29]), origin([28, 27, 56, 28, 29])])
    assert said.sum(axis=1) == pytest.approx(1.0)
    assert abs(int(point(said)[0]) - int(point(said)[1])) <= 1
