"""The account of rotated periods."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offwatch.errors import BadInput
from offwatch.mask.rare.exponential_mechanism import rotation_chances
from offwatch.mask.rare.privacy_accounting import bound_period, bound_years

forecasts = st.lists(st.sampled_from([0.0, 0.3, 1.0]), min_size=28, max_size=28).map(np.array)
shapes = st.sets(st.integers(0, 27), min_size=1, max_size=8).map(lambda s: np.array(sorted(s)))


@given(one=forecasts, other=forecasts, shape=shapes, strength=st.floats(0, 6))
def test_no_two_records_differ_by_more_than_the_bound(
    one: np.ndarray, other: np.ndarray, shape: np.ndarray, strength: float
) -> None:
    """Whatever two diaries say, no answer's log-odds differ by more than is stated."""
    logs = [np.log(rotation_chances(forecast, shape, strength)) for forecast in (one, other)]
    assert np.abs(logs[0] - logs[1]).max() <= bound_period(strength) + 1e-9


@pytest.mark.parametrize("strength", [0.5, 1.0, 4.0])
def test_the_bound_is_reached(strength: float) -> None:
    """It is no looser than it must be: two diaries attain it."""
    sure = np.zeros(28)
    sure[0] = 1.0
    logs = [np.log(rotation_chances(f, np.array([0]), strength)) for f in (sure, 1.0 - sure)]
    assert np.abs(logs[0] - logs[1]).max() == pytest.approx(bound_period(strength))


@pytest.mark.parametrize(
    ("strength", "periods", "delta", "by_dp_accounting"),
    [
        (0.5, 2, 0.01, 1.9067),
        (1.0, 2, 0.01, 3.8222),
        (4.0, 2, 0.01, 13.7795),
        (1.0, 20, 0.001, 38.3384),
        (0.25, 26, 1e-4, 10.4718),
    ],
)
def test_several_periods_add_up_as_another_accountant_says(
    strength: float, periods: int, delta: float, by_dp_accounting: float
) -> None:
    """Values of dp-accounting 0.6.0 (PLD at steps of 1e-4, rounded up) for the same mechanism."""
    mine = bound_years(strength, periods, delta=delta)
    assert by_dp_accounting - 0.003 < mine <= by_dp_accounting + 1e-4


@pytest.mark.parametrize(
    "call",
    [
        lambda: bound_period(-1.0),
        lambda: bound_period(float("nan")),
        lambda: bound_period(1.0, 1),
        lambda: bound_years(1.0, 0),
        lambda: bound_years(1.0, 2, delta=1.0),
    ],
)
def test_it_refuses_what_is_out_of_bounds(call: object) -> None:
    """Each number has bounds; beyond them there is no account."""
    with pytest.raises(BadInput) as caught:
        call()  # type: ignore[operator]
    assert caught.value.code == "mask.rare-account"
