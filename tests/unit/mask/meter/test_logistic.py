"""The curves that turn raw numbers into odds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offwatch.errors import Unavailable
from offwatch.mask.meter.logistic import PENALTY, fit_curve, fit_ratio


@given(seed=st.integers(0, 2**32), people=st.integers(2, 300), slope=st.floats(-20, 20))
def test_the_fit_is_the_best_there_is(seed: int, people: int, slope: float) -> None:
    """No step away from the weights found makes the penalised likelihood greater."""
    rng = np.random.default_rng(seed)
    raw = rng.standard_normal(people)
    came = rng.random(people) < 1 / (1 + np.exp(-slope * raw))
    curve = fit_curve(raw, came)
    z = (np.clip(raw, curve.low, curve.high) - curve.middle) / curve.scale
    design = np.stack([np.ones_like(z), z, z * z], axis=1)

    def loss(weights: np.ndarray) -> float:
        log_odds = design @ weights
        likelihood = np.logaddexp(0.0, log_odds).sum() - log_odds[came].sum()
        return float(likelihood + 0.5 * weights @ PENALTY @ weights)

    best = loss(curve.weights)
    for step in (*np.eye(3), *-np.eye(3)):
        assert loss(curve.weights + 0.05 * step) > best - 1e-9


def test_a_fit_that_does_not_converge_is_refused() -> None:
    """A number that is none gives no odds, rather than odds made up."""
    with pytest.raises(Unavailable) as caught:
        fit_curve(np.array([0.0, 1.0, np.nan]), np.array([True, False, True]))
    assert caught.value.code == "meter.no-fit"


def test_a_ratio_claims_no_more_than_the_people_can_show() -> None:
    """Beyond the greatest number seen it stays level, and below the log of the fewer people."""
    ratio = fit_ratio(np.linspace(5, 6, 40), np.linspace(-6, -5, 200))
    assert ratio.log_at(1e9) == ratio.log_at(1e6) <= np.log(40)
    assert ratio.log_at(-1e9) >= -np.log(40)
