"""Rosters made for whole teams."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from offwatch.crews.rosters import draw_team_duties


@given(
    st.integers(2, 9), st.integers(1, 3), st.floats(0, 1), st.floats(0, 1), st.integers(0, 2**32)
)
def test_every_seat_is_filled_or_counted_as_open(
    size: int, teams: int, density: float, asked: float, seed: int
) -> None:
    """Nobody stands on a day asked for; filled and open seats are the demand, each day and team."""
    rng = np.random.default_rng(seed)
    clear = rng.random((size * teams, 28)) < asked
    duty, left_open = draw_team_duties(rng, clear, density, size)
    assert not (duty & clear).any()
    filled = duty.reshape(teams, size, 28).sum(axis=1) + left_open
    assert (np.abs(filled - density * size) < 1).all()
    free = (~clear & ~duty).reshape(teams, size, 28).sum(axis=1)
    assert not ((left_open > 0) & (free > 0)).any()


def test_days_asked_for_push_duties_onto_others_days() -> None:
    """The load is kept: who asks for a week off works as much as before."""
    rng = np.random.default_rng(1)
    clear = np.zeros((300, 28), dtype=np.bool_)
    clear[::2, :7] = True
    duty, left_open = draw_team_duties(rng, clear, 0.5, 30)
    assert left_open.sum() == 0
    assert abs(duty[::2].sum(axis=1).mean() - 13.5) < 1.0
    assert abs(duty.mean() - 0.5) < 0.01
