"""Many people at once."""

import numpy as np
import pytest

from offwatch.errors import BadInput
from offwatch.forecast import batch_outlook, draw_gap, load_prior
from offwatch.forecast.model.durations import duration_reach
from offwatch.forecast.model.gap_law import draw_rhythm
from offwatch.forecast.predict.renewal import renew

NO_GAPS = np.full((1, 1), np.nan)


def test_the_renewal_equation_by_hand() -> None:
    """Gaps of 1 or 2 days, half each: onsets on days 1, 2, 3 with 1/2, 3/4, 5/8."""
    onsets = renew(np.array([[0.0, 0.5, 0.5, 0.0]]))
    np.testing.assert_allclose(onsets, [[1.0, 0.5, 0.75, 0.625]])


def test_the_longer_the_wait_the_nearer_the_onset() -> None:
    """Given that it has not begun, chances before today go to the days to come."""
    gaps = np.tile([28.0, 28, 29, 27, 28], (3, 1))
    got = batch_outlook(gaps, np.array([20, 26, 29]), load_prior("menstrual"), 200)
    np.testing.assert_allclose(got.next_onset.sum(axis=1), 1.0, atol=2e-3)
    mean = got.next_onset @ np.arange(200)
    assert mean[0] > mean[1] > mean[2]


def test_a_lapsed_log_may_begin_any_day() -> None:
    """A year after the last onset, the next is as likely today as in any day of a gap."""
    got = batch_outlook(NO_GAPS, np.array([400]), load_prior("menstrual"), 60)
    assert got.next_onset[0, 0] == pytest.approx(1 / 29, rel=0.1)
    assert got.next_onset[0].sum() == pytest.approx(1.0, abs=0.01)


def test_today_it_began() -> None:
    """On the day of an onset one is in an episode, and the next is not today."""
    got = batch_outlook(NO_GAPS, np.array([0]), load_prior("menstrual"), 30)
    assert got.next_onset[0, 0] == 0.0
    assert got.in_episode[0, 0] == pytest.approx(1.0)


def test_an_episode_known_to_be_over_is_over() -> None:
    """Two days after the onset: running, over, or not known."""
    gaps, elapsed = np.tile([28.0, 28, 28], (3, 1)), np.array([2, 2, 2])
    prior = load_prior("menstrual")
    known = batch_outlook(gaps, elapsed, prior, 10, running=np.array([True, False, True]))
    unknown = batch_outlook(gaps, elapsed, prior, 10)
    assert known.in_episode[0, 0] == pytest.approx(1.0)
    assert known.in_episode[1, 0] < 0.01
    assert known.in_episode[1, 0] < unknown.in_episode[0, 3] < known.in_episode[0, 3]


def test_ones_own_durations_count() -> None:
    """Twenty episodes of a day pull a five-day preset down."""
    gaps, elapsed = np.tile([28.0, 28, 28], (2, 1)), np.array([0, 0])
    durations = np.vstack([np.ones(20), np.full(20, np.nan)])
    got = batch_outlook(gaps, elapsed, load_prior("menstrual"), 10, durations)
    assert got.in_episode[0, 3] < 0.3 < got.in_episode[1, 3]


def test_it_matches_simulated_rhythms() -> None:
    """Being in an episode, day by day, against people drawn from the same law."""
    prior = load_prior("migraine")
    rng = np.random.default_rng(11)
    log_median, log_spread = draw_rhythm(prior.gap, rng, 20_000)
    onset = np.zeros((20_000, 40), dtype=bool)
    day = np.zeros(20_000, dtype=np.int64)
    while (day < 40).any():
        day = day + draw_gap(log_median, log_spread, prior, rng)
        onset[np.flatnonzero(day < 40), day[day < 40]] = True
    got = batch_outlook(NO_GAPS, np.array([0]), prior, 40)
    seen = onset.mean(axis=0)
    expected = got.in_episode[0].copy()
    reach = duration_reach(None, prior.durations, 1)[0]
    seen_in = np.convolve(seen, reach)[:40]
    seen_in[: reach.size] += reach
    assert np.abs(seen_in - expected).max() < 0.015


def test_rows_that_do_not_match_are_refused() -> None:
    """One row of gaps a person, a horizon of days."""
    prior = load_prior("menstrual")
    with pytest.raises(BadInput):
        batch_outlook(np.zeros((2, 1)), np.array([1]), prior, 10)
    with pytest.raises(BadInput):
        batch_outlook(NO_GAPS, np.array([1]), prior, 0)
