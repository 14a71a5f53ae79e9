"""Onsets that came and were not written down are reckoned with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from offwatch.forecast import Prior, batch_outlook
from offwatch.mask import Record
from offwatch.mask.odds.under_reporting import Logging, onset_odds, usual_logging
from offwatch.mask.tracks.records import odds_ahead, record_of_life, tabulate_records
from offwatch.simulate import begin_life, extend_life, population_law

LAST = date(2026, 3, 2)
ALL_AT_ONCE = Logging(never=0.0, late=0.0, late_days_mean=1.0)


def test_who_logs_everything_at_once_is_forecast_like_anybody(prior: Prior) -> None:
    """With nothing ever unlogged the chances of coming onsets are the forecast's own."""
    gaps = np.array([[28.0, 29.0, 27.0, 30.0]])
    weights = tabulate_records([Record((0, 28, 57, 84, 114), (5,) * 5, (0,) * 5)], prior).weights
    for elapsed in (1, 17, 30, 45):
        ahead = onset_odds(prior.gap, elapsed, 28, ALL_AT_ONCE)
        none_begun = np.full((1, 1), 1.0)  # episodes of a day: in one is where one begins
        expected = batch_outlook(gaps, np.array([elapsed]), prior, 28, none_begun).next_onset
        found = (weights @ ahead.onsets) / (weights @ ahead.got_here)
        assert found[0, :6] == pytest.approx(expected[0, :6], abs=2e-3)  # before a second one


def test_an_onset_long_overdue_is_held_for_unlogged(
    prior: Prior, steady: Callable[[date], Record]
) -> None:
    """Twelve days after a steady rhythm was due, the days to come are no longer likely ones."""
    record = tabulate_records([steady(LAST)], prior)
    due = odds_ahead(record, (LAST + timedelta(days=26)).toordinal(), prior, 8)[0]
    overdue = odds_ahead(record, (LAST + timedelta(days=40)).toordinal(), prior, 8)[0]
    assert due[3:6].min() > 0.6
    assert overdue[3:].max() < 0.3


def test_after_an_unlogged_onset_the_next_one_is_expected_in_its_time(
    prior: Prior, steady: Callable[[date], Record]
) -> None:
    """Two gaps after the last logged onset the odds rise again."""
    record = tabulate_records([steady(LAST)], prior)
    odds = odds_ahead(record, (LAST + timedelta(days=40)).toordinal(), prior, 24)[0]
    assert odds[16:19].min() > 2 * odds[3:9].max()


def test_the_unlogged_share_falls_to_what_is_never_logged() -> None:
    """Late entries come in; missed and mild ones never do."""
    share = usual_logging().unlogged(40)
    assert share[0] == 1.0
    assert (np.diff(share) <= 0).all()
    assert share[-1] == pytest.approx(usual_logging().never, abs=1e-9)


def test_what_is_called_likely_comes_as_often_as_was_said(prior: Prior) -> None:
    """Over simulated people with the population's habits, odds three days ahead hold."""
    law, said, came = population_law(), [], []
    lives = [extend_life(begin_life(seed, law, -300), law, 120) for seed in range(120)]
    truth = np.zeros((len(lives), 160), dtype=np.bool_)
    for row, life in enumerate(lives):
        for episode in life.episodes:
            truth[row, max(0, episode.onset_day) : max(0, episode.onset_day + episode.days)] = True
    for today in range(0, 100, 5):
        sight = tabulate_records([record_of_life(life, today) for life in lives], prior)
        said.append(odds_ahead(sight, today, prior, 4)[:, 3])
        came.append(truth[:, today + 3])
    odds, hit = np.concatenate(said), np.concatenate(came)
    likely = (odds > 0.5) & (odds < 0.9)
    assert likely.sum() > 200
    assert hit[likely].mean() == pytest.approx(odds[likely].mean(), abs=0.06)
