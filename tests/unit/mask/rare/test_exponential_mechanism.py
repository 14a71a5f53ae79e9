"""Rare episodes: days turned towards a period's risk, softly and within the stated bound."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from offwatch.mask import MaskState, MemoryLedger, Norm, open_tracks, run_batch
from offwatch.mask.rare.exponential_mechanism import (
    AT_RISK,
    STRENGTH,
    PeriodForecast,
    rotate_days,
    rotation_chances,
)
from offwatch.spans import Period, nth_period

PERIOD = nth_period(3, date(2026, 1, 5), 28)
DAYS = tuple(PERIOD.span.start_day + timedelta(days=i) for i in (12, 13, 14, 15, 16, 17))
EARLY = np.array([0.2, 0.4, 0.4, 0.2] + [0.0] * 24)

odds = st.lists(st.floats(0, 1), min_size=28, max_size=28).map(np.array)
shapes = st.sets(st.integers(0, 27), min_size=1, max_size=14).map(lambda s: np.array(sorted(s)))


def turned(seed: int, onset: float = 0.9) -> tuple[int, ...]:
    days = rotate_days(DAYS, PeriodForecast(onset, EARLY), PERIOD, seed=seed)
    return tuple((day - PERIOD.span.start_day).days for day in days)


def test_a_period_without_risk_is_left_as_the_tracks_chose_it() -> None:
    """Outside the risk the pad speaks exactly like one with an empty diary."""
    assert turned(1, onset=AT_RISK - 1e-9) == (12, 13, 14, 15, 16, 17)


@given(shape=shapes, seed=st.integers(0, 2**40))
def test_number_and_shape_stay(shape: np.ndarray, seed: int) -> None:
    """As many days, all within the period, with the same steps between them around the period."""
    days = [PERIOD.span.start_day + timedelta(days=int(i)) for i in shape]
    after = rotate_days(days, PeriodForecast(0.9, EARLY), PERIOD, seed=seed)
    steps = np.sort(np.diff([*shape, shape[0] + 28]))
    found = np.array([(day - PERIOD.span.start_day).days for day in after])
    assert len(set(after)) == len(days)
    assert all(day in PERIOD.span for day in after)
    assert np.array_equal(np.sort(np.diff([*found, found[0] + 28])), steps)


@given(in_episode=odds, shape=shapes)
def test_no_forecast_shifts_the_odds_by_more_than_is_stated(
    in_episode: np.ndarray, shape: np.ndarray
) -> None:
    """Every turn's chance lies within exp(±4) of the even one, whatever the diary says."""
    chances = rotation_chances(in_episode, shape)
    assert chances.sum() == pytest.approx(1.0)
    assert np.abs(np.log(28 * chances)).max() <= STRENGTH + 1e-9


@given(one=odds, other=odds, shape=shapes)
def test_no_two_records_differ_by_more_than_twice_that(
    one: np.ndarray, other: np.ndarray, shape: np.ndarray
) -> None:
    """Between any two diaries the odds of any answer shift by at most exp(8)."""
    ratio = np.log(rotation_chances(one, shape)) - np.log(rotation_chances(other, shape))
    assert np.abs(ratio).max() <= 2 * STRENGTH + 1e-9


def test_the_draw_is_the_one_that_is_stated() -> None:
    """Over many pads each turn comes as often as its chance says (chi-squared, p > 1e-4)."""
    shape, draws = np.arange(12, 18), 3000
    rotations = [frozenset(((shape + k) % 28).tolist()) for k in range(28)]
    counts = np.zeros(28)
    for seed in range(draws):
        counts[rotations.index(frozenset(turned(seed)))] += 1
    expected = draws * rotation_chances(EARLY, shape)
    assert ((counts - expected) ** 2 / expected).sum() < chi2.ppf(1 - 1e-4, 27)


def test_an_onset_ahead_is_covered_far_more_often_than_by_chance() -> None:
    """What it costs is bounded; this is what it buys."""
    covered = np.mean([{1, 2} <= set(turned(seed)) for seed in range(400)])
    assert covered > 0.7  # five turns of 28 would be 0.18


def test_the_same_pad_asks_the_same_again() -> None:
    """Nothing is re-rolled by asking twice or restoring a backup."""
    assert turned(7) == turned(7)


def test_a_batch_turns_its_days_and_no_track_holds_the_record(norm: Norm) -> None:
    """The daily batch applies it to what the simulated rhythms chose."""
    ask_day = date(2026, 1, 19)
    period = norm.period(1)
    track_set = open_tracks(4, norm.tracks, ask_day.toordinal())
    asked: list[Period] = []

    def ahead(of: Period) -> PeriodForecast:
        asked.append(of)
        return PeriodForecast(0.9, EARLY)

    def days(rare: bool) -> str:
        outcome = run_batch(
            MemoryLedger(),
            track_set,
            MaskState(),
            norm,
            None,
            "suppressed",
            (),
            norm.batch_at(ask_day),
            rare=ahead if rare else None,
        )
        assert not outcome.track_set.has_real
        return str(outcome.released[0].days)

    assert days(rare=False) == days(rare=False)
    assert days(rare=True) != days(rare=False)
    assert asked == [period]
