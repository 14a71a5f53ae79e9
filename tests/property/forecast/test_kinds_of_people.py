"""Made-up people of many kinds, each kind forecast as it deserves."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary, Event
from offwatch.forecast import Prior, load_prior, outlook, posterior_weights
from offwatch.forecast.evaluate.score import covered, crps, point
from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.gap_law import tabulate
from offwatch.forecast.model.prior import Release

START = date(2015, 1, 1)


def next_gap(gaps: Ints, prior: Prior) -> Floats:
    """Chances of the next gap, from one day up: ``(n, max_day)``."""
    law = tabulate(prior.gap).pmf[:, 1:]
    return np.asarray(posterior_weights(gaps.astype(np.float64), prior.gap) @ law)


def draw(median: float, spread: float, shape: tuple[int, int], seed: int = 5) -> Ints:
    rng = np.random.default_rng(seed)
    gaps = np.rint(np.exp(rng.normal(np.log(median), spread, shape)))
    return np.asarray(np.maximum(gaps, 1.0), dtype=np.int64)


@pytest.mark.parametrize("spread", [0.2, 0.3, 0.4, 0.6])
@pytest.mark.parametrize("median", [24, 30, 40, 60])
def test_very_irregular_people_keep_bands_that_hold(median: float, spread: float) -> None:
    """Twelve log-normal gaps known: the 80 % band holds 80 times in 100, within 10."""
    gaps = draw(median, spread, (800, 13))
    prior = load_prior("menstrual" if median < 46 else "generic")
    said = next_gap(gaps[:, :-1], prior)
    held = 100 * covered(said, np.minimum(gaps[:, -1], said.shape[1])).mean()
    assert 70 <= held <= 90


@pytest.mark.parametrize(("median", "spread"), [(24, 0.1), (28, 0.2), (40, 0.4), (36, 0.05)])
def test_ten_gaps_of_ones_own_count_more_than_the_population(median: float, spread: float) -> None:
    """People steadier or less steady than most of their length: held 80 times in 100, within 10."""
    gaps = draw(median, spread, (1000, 11), seed=41)
    said = next_gap(gaps[:, :-1], load_prior("menstrual"))
    held = 100 * covered(said, np.minimum(gaps[:, -1], said.shape[1])).mean()
    assert 73 <= held <= 90


@settings(max_examples=some(12), deadline=None)
@given(st.lists(st.integers(20, 45), min_size=1, max_size=14))
def test_the_population_is_let_go_of_from_the_seventh_gap_on(gaps: list[int]) -> None:
    """Up to six gaps it is heeded in full, from ten on it is let go of no further."""
    stage = load_prior("menstrual").gap
    held = posterior_weights(np.array([gaps]) * 1.0, replace(stage, release=Release()))
    ours = posterior_weights(np.array([gaps]) * 1.0, stage)
    assert ours.sum() == pytest.approx(1.0)
    assert np.allclose(held, ours, atol=1e-7) == (len(gaps) <= 6)


@pytest.mark.parametrize("factor", [0.8, 1.2, 1.3])
def test_a_lasting_change_is_followed_within_four_gaps(factor: float) -> None:
    """Ten gaps of 28, then four of another length: as if told of the change, or nearly."""
    steps = draw(28, 0.04, (300, 15)) * 1.0
    steps[:, 10:] = np.rint(steps[:, 10:] * factor)
    gaps, came = steps[:, :-1].astype(np.int64), steps[:, -1].astype(np.int64)
    prior = load_prior("menstrual")
    said, told = next_gap(gaps, prior), next_gap(gaps[:, 10:], prior)
    assert crps(said, came).mean() <= 1.05 * crps(told, came).mean()
    assert abs(point(said).mean() - 28 * factor) <= 0.25 * 28 * abs(factor - 1)


@pytest.mark.parametrize(("slope", "most"), [(-0.035, 1.0), (-0.02, 1.0), (0.035, 3.0)])
def test_a_rhythm_that_drifts_is_followed(slope: float, most: float) -> None:
    """Twelve gaps, each a few hundredths shorter or longer: the next median lags by little.

    A rhythm that grows longer looks like gaps that are delayed, and is followed less surely. The
    mean of the gaps would lag by six steps.
    """
    rng = np.random.default_rng(3)
    middle = np.log(30) + slope * (np.arange(13) - 6)
    gaps = np.rint(np.exp(middle + 0.02 * rng.standard_normal((300, 13)))).astype(np.int64)
    stage = load_prior("menstrual").gap
    said = next_gap(gaps[:, :-1], load_prior("menstrual"))
    assert abs(point(said).mean() - np.exp(middle[-1])) <= most
    steady = replace(load_prior("menstrual"), gap=replace(stage, drift=0.0))
    came = gaps[:, -1]
    assert crps(said, came).mean() <= 0.75 * crps(next_gap(gaps[:, :-1], steady), came).mean()


@settings(max_examples=some(12), deadline=None)
@given(st.integers(31, 40), st.integers(8, 10))
def test_a_day_less_each_time_goes_on(first: int, known: int) -> None:
    """The next step down, or more, has a chance of a quarter at least."""
    gaps = first - np.arange(known)[None, :]
    said = next_gap(gaps, load_prior("menstrual"))[0]
    assert said[: gaps[0, -1] - 1].sum() >= 0.25


@pytest.mark.parametrize("spread", [0.03, 0.06, 0.12])
def test_who_does_not_drift_loses_nothing(spread: float) -> None:
    """CRPS is the same within half a hundredth whether drifts are looked for or not."""
    gaps = draw(28, spread, (500, 13))
    prior = load_prior("menstrual")
    steady = replace(prior, gap=replace(prior.gap, drift=0.0))
    said, before = next_gap(gaps[:, :-1], prior), next_gap(gaps[:, :-1], steady)
    came = gaps[:, -1]
    assert crps(said, came).mean() <= 1.005 * crps(before, came).mean()


@settings(max_examples=some(12), deadline=None)
@given(
    st.integers(24, 34), st.sampled_from([-8, -6, 6, 8]), st.integers(6, 20), st.integers(0, 2**20)
)
def test_a_single_odd_gap_is_not_followed(length: int, off: int, known: int, seed: int) -> None:
    """It moves the median by at most a third of how odd it is."""
    gaps = draw(length, 0.03, (1, known), seed)
    odd = np.concatenate([gaps, [[length + off]]], axis=1)
    prior = load_prior("menstrual")
    assert (
        abs(int(point(next_gap(odd, prior))[0] - point(next_gap(gaps, prior))[0])) <= abs(off) / 3
    )


@settings(max_examples=some(12), deadline=None)
@given(
    st.sampled_from(["flare", "period", "something"]),
    st.integers(56, 370),
    st.integers(5, 10),
    st.integers(0, 2**20),
)
@example(name="flare", length=245, known=5, seed=1)
def test_a_steady_rhythm_of_months_gets_a_narrow_band(
    name: str, length: int, known: int, seed: int
) -> None:
    """Gaps of a day more or less: at most a sixth of the rhythm, and around what is next."""
    rng = np.random.default_rng(seed)
    days = START.toordinal() + np.cumsum(np.r_[0, length + rng.integers(-1, 2, known)])
    diary = Diary(UTC, [Event(date.fromordinal(int(day)), "onset", name) for day in days])
    last = date.fromordinal(int(days[-1]))
    now = datetime.combine(last + timedelta(days=1), datetime.min.time(), UTC)
    likely = outlook(diary, now=now).likely
    assert (likely.end_day - likely.start_day).days <= max(length / 6, 10)
    assert likely.start_day <= last + timedelta(days=length) < likely.end_day


@settings(max_examples=some(6), deadline=None)
@given(
    st.sampled_from(["flare", "cluster", "migraine"]),
    st.integers(320, 380),
    st.integers(5, 9),
    st.sampled_from([0, 7, 30]),
    st.integers(0, 2**20),
)
def test_a_yearly_rhythm_gets_a_band_of_weeks(
    name: str, length: int, known: int, lasting: int, seed: int
) -> None:
    """Gaps of three days more or less, of days or of weeks: a quarter of the rhythm at most.

    The record by day reaches back for three of those gaps; the law of gaps knows them all.
    """
    rng = np.random.default_rng(seed)
    days = START.toordinal() + np.cumsum(np.r_[0, length + rng.integers(-3, 4, known)])
    onsets = [date.fromordinal(int(day)) for day in days]
    events = [Event(day, "onset", name) for day in onsets]
    if lasting:
        events += [Event(day + timedelta(days=lasting), "end", name) for day in onsets]
    now = datetime.combine(onsets[-1] + timedelta(days=lasting + 1), datetime.min.time(), UTC)
    likely = outlook(Diary(UTC, events), now=now).likely
    assert (likely.end_day - likely.start_day).days <= length / 4
    assert likely.start_day <= onsets[-1] + timedelta(days=length) < likely.end_day


@settings(max_examples=some(8), deadline=None)
@given(
    st.sampled_from(["flare", "cluster", "migraine"]),
    st.integers(120, 260),
    st.integers(4, 9),
    st.sampled_from([0, 5, 14]),
    st.integers(0, 2**20),
)
@example(name="flare", length=183, known=4, lasting=14, seed=0)
@example(name="migraine", length=183, known=6, lasting=5, seed=0)
def test_a_half_yearly_rhythm_whose_ends_are_written_gets_a_band_of_months(
    name: str, length: int, known: int, lasting: int, seed: int
) -> None:
    """Gaps of a twentieth more or less: the models by day wait on past the days told apart."""
    rng = np.random.default_rng(seed)
    gaps = np.rint(length * (1.0 + 0.045 * np.clip(rng.standard_normal(known), -2, 2)))
    days = START.toordinal() + np.cumsum(np.r_[0, gaps.astype(np.int64)])
    onsets = [date.fromordinal(int(day)) for day in days]
    events = [Event(day, "onset", name) for day in onsets]
    if lasting:
        events += [Event(day + timedelta(days=lasting), "end", name) for day in onsets]
    now = datetime.combine(onsets[-1] + timedelta(days=lasting + 3), datetime.min.time(), UTC)
    likely = outlook(Diary(UTC, events), now=now).likely
    assert (likely.end_day - likely.start_day).days <= 1.2 * length
    assert likely.start_day <= onsets[-1] + timedelta(days=length) <= likely.end_day


@settings(max_examples=some(20), deadline=None)
@given(st.integers(300, 395), st.integers(7, 12))
def test_a_drift_past_the_longest_gap_told_apart_is_no_rhythm(length: int, known: int) -> None:
    """Steady gaps near the end of the law are steady, whatever a drift would make of them."""
    stage = load_prior("migraine").gap
    gaps = np.full((1, known), float(length))
    steady = posterior_weights(gaps, replace(stage, drift=0.0))
    assert abs(posterior_weights(gaps, stage) - steady).sum() <= 0.05


@settings(max_examples=some(12), deadline=None)
@given(
    st.one_of(
        st.lists(st.integers(1, 4), max_size=8),
        st.lists(st.integers(1, 40_000), max_size=8),
        st.integers(1, 4000).map(lambda n: [1] * n),
        st.integers(1, 4000).map(lambda n: [29] * n),
    ),
    st.sampled_from(["menstrual", "generic", "suppressed", "flare"]),
)
def test_any_gaps_give_a_law(gaps: list[int], preset: str) -> None:
    """One gap or four thousand, of a day or of a century: chances that sum to one."""
    rows = np.array([gaps or [np.nan]], dtype=np.float64)
    weights = posterior_weights(rows, load_prior(preset).gap)
    assert np.isfinite(weights).all()
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1.0)


def test_where_gaps_are_missing_does_not_matter() -> None:
    """Breaks and padding teach nothing, wherever they stand."""
    stage = load_prior("menstrual").gap
    gaps = [28.0, 29, 27, 28, 33, 34, 33]
    plain = posterior_weights(np.array([gaps]), stage)
    holed = [np.nan, *gaps[:3], 5000.0, *gaps[3:], np.nan]
    np.testing.assert_allclose(posterior_weights(np.array([holed]), stage), plain)
