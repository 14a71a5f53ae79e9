from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offwatch.errors import BadInput
from offwatch.simulate import draw_duties
from offwatch.simulate.wishes import PASSES_PER_PERIOD, draw_asked, draw_passes, draw_rates


@settings(deadline=None)
@given(st.integers(0, 2**32), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_duties_keep_clear_days_clear(seed: int, share: float, density: float, keep: bool) -> None:
    """Whatever the density, no duty falls on a day that was asked for."""
    rng = np.random.default_rng(seed)
    clear = rng.random((5, 28)) < share
    duty = draw_duties(rng, clear, density, keep_load=keep)
    assert not (duty & clear).any()


@pytest.mark.parametrize(("density", "days"), [(0.0, 0), (1.0, 22)])
def test_the_ends_of_density(density: float, days: int) -> None:
    """No duty at 0, every free day at 1, with the load kept or not."""
    clear = np.zeros((4, 28), dtype=np.bool_)
    clear[:, :6] = True
    for keep in (False, True):
        duty = draw_duties(np.random.default_rng(1), clear, density, keep_load=keep)
        assert (duty.sum(axis=1) == days).all()


@pytest.mark.parametrize("density", [-0.1, 1.1, float("nan")])
def test_a_density_out_of_bounds_is_refused(density: float) -> None:
    """A share lies between 0 and 1."""
    with pytest.raises(BadInput):
        draw_duties(np.random.default_rng(1), np.zeros((1, 1), dtype=np.bool_), density)


def test_wishes_prefer_the_end_of_the_week() -> None:
    """Fridays to Sundays are asked for about three times as often as other days."""
    rng = np.random.default_rng(2)
    asked = draw_asked(rng, np.ones(4000), 0, 28).reshape(4000, 4, 7).sum(axis=(0, 1))
    assert 2.0 < asked[4:].mean() / asked[:4].mean() < 3.5


def test_wishes_pass_duties_only() -> None:
    """A wish after publication falls on a duty, at the stated rate a period."""
    rng = np.random.default_rng(3)
    duty = rng.random((6000, 28)) < 0.5
    passed = draw_passes(rng, draw_rates(rng, 6000), duty, 0)
    assert not (passed & ~duty).any()
    assert abs(passed.sum() / 6000 - PASSES_PER_PERIOD) < 0.05
