"""Forecasts of other shapes as chances of whole days."""

from __future__ import annotations

import numpy as np
import pytest
from benchmarks.peers.shapes import from_normal, from_points, from_quantiles
from hypothesis import given
from hypothesis import strategies as st

from offwatch.forecast.evaluate.score import point

LEVELS = np.array([0.1, 0.25, 0.5, 0.75, 0.9])


def test_a_point_is_rounded_half_up() -> None:
    """A rule that says 28.5 days is held to 29, as the trackers show it."""
    assert point(from_points(np.array([28.4, 28.5, 0.2, 900.0]))).tolist() == [28, 29, 1, 200]


def test_a_normal_law_is_cut_at_the_half_days() -> None:
    """The chance of 28 days is that of 27.5 to 28.5."""
    pmf = from_normal(np.array([28.0]), np.array([1.0]))
    assert pmf[0, 27] == pytest.approx(0.382925, abs=1e-6)
    assert pmf.sum() == pytest.approx(1.0)


def test_no_spread_is_as_sharp_as_whole_days_allow() -> None:
    """Three equal gaps do not make the next one certain."""
    pmf = from_normal(np.array([28.0]), np.array([0.0]))
    assert 0.5 < pmf[0, 27] < 0.95


@given(st.lists(st.floats(-50, 400), min_size=5, max_size=5))
def test_any_quantiles_make_chances(values: list[float]) -> None:
    """Crossed, equal or absurd quantiles still give chances that sum to one."""
    pmf = from_quantiles(np.array([values]), LEVELS)
    assert (pmf >= 0).all()
    assert pmf.sum() == pytest.approx(1.0)


def test_quantiles_come_back() -> None:
    """A quarter of the chance lies below the quarter quantile."""
    pmf = from_quantiles(np.array([[24.5, 26.5, 28.5, 30.5, 34.5]]), LEVELS)
    below = np.cumsum(pmf[0])
    assert below[[23, 25, 27, 29, 33]] == pytest.approx(LEVELS, abs=1e-6)
