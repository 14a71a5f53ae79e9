"""A person lived out: what the law says of gaps, regimens, exposures, signs and what is written."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary
from offwatch.diary.check import contradictions
from offwatch.simulate import (
    Lived,
    MetExposure,
    Observation,
    Scatter,
    TakenRegimen,
    TrueSign,
    Truth,
    live,
)
from offwatch.simulate.person_course import LONGEST_GAP_DAYS, PersonCourse
from offwatch.simulate.person_life import instant

STEADY = Truth(math.log(20.0), math.log(1e-6), Scatter(8.0), (1.0, 0.0, 0.0), math.log(3.0), 1e-6)
HALVING = TakenRegimen("slow", "lengthening", 0, 0, math.log(2.0))
MIDDAY = 100.5


def _course(truth: Truth, seed: int = 0) -> PersonCourse:
    course = PersonCourse(truth, np.random.default_rng(seed), 100)
    course.reach_onset(0, 100)
    return course


def _lives(truth: Truth, plan: Observation, seed: int = 0) -> Lived:
    rng = np.random.default_rng(seed)
    while (found := live(truth, plan, rng)) is None:
        pass
    return found


def test_a_gap_is_counted_from_midday() -> None:
    """Without anything else the clock is the calendar."""
    assert _course(STEADY).next_onset(100, 0.0) == pytest.approx(MIDDAY + 20)


def test_a_regimen_slows_the_clock_by_the_share_taken() -> None:
    """Half the rate from its first day on, before it the full one."""
    begun = _course(replace(STEADY, regimens=(replace(HALVING, delay_days=5),)))
    assert begun.next_onset(100, 0.0) == pytest.approx(105 + 2 * (20 - 4.5))


def test_a_week_of_missed_doses_undoes_a_regimen() -> None:
    """None taken, the first day counts for six sevenths, the seventh for nothing."""
    never = replace(HALVING, dose_share=0.0)
    share = _course(replace(STEADY, regimens=(never,))).share(0, 100, 9)
    assert share * 7 == pytest.approx([6, 5, 4, 3, 2, 1, 0, 0, 0])


def test_doses_count_over_the_last_seven_days() -> None:
    """The share is that of the week's doses, in sevenths."""
    course = _course(replace(STEADY, regimens=(replace(HALVING, dose_share=0.5),)), seed=3)
    share, taken = course.share(0, 100, 30), course.doses(0, 130)
    for i in range(6, 30):
        assert share[i] * 7 == pytest.approx(sum(taken[i - 6 : i + 1]))


def test_an_exposure_brings_its_advance_and_two_at_once_no_more() -> None:
    """Two days sooner for a window of a day wholly lived; what overlaps is one stretch."""
    met = MetExposure("night", advance_days=2.0, window_days=1.0, per_day=1e-9)
    course = _course(replace(STEADY, exposures=(met,)))
    course._moments["exposure", 0] = [103.0, 1e9]
    assert course.next_onset(100, 0.0) == pytest.approx(MIDDAY + 18)
    course._moments["exposure", 0] = [103.0, 103.5, 1e9]
    assert course.next_onset(100, 0.0) == pytest.approx(MIDDAY + 17)


def test_a_gap_is_at_least_a_day() -> None:
    """However early the clock is done, there is one onset a day."""
    assert _course(STEADY).next_onset(100, -1e9) == 101.0


def test_a_gap_ends_before_the_calendar_does() -> None:
    """However late the clock is done, nobody waits for more than 16,384 days."""
    assert _course(STEADY).next_onset(100, 1e9) == 100 + LONGEST_GAP_DAYS


def test_a_regimen_shifts_the_spread_by_the_share_of_the_gap() -> None:
    """In force for half of the time lived, it shifts the log-spread by half."""
    moved = replace(HALVING, log_stretch=0.0, log_spread=1.0, delay_days=10)
    truth = replace(STEADY, log_spread=math.log(0.1), regimens=(moved,))
    at = _course(truth).next_onset(100, 1.0)
    share = (at - 110) / (at - MIDDAY)
    assert math.log((at - MIDDAY) / 20) == pytest.approx(0.1 * math.exp(share), rel=1e-6)


def test_gaps_follow_the_noise() -> None:
    """The middle and the spread of many first gaps are the person's."""
    truth = replace(STEADY, log_spread=math.log(0.2), scatter=Scatter(1e6))
    course, rng = _course(truth), np.random.default_rng(1)
    logs = [math.log(course.next_onset(100, truth.scatter.draw(rng)) - MIDDAY) for _ in range(800)]
    assert np.mean(logs) == pytest.approx(math.log(20), abs=0.03)
    assert np.std(logs) == pytest.approx(0.2, abs=0.02)


def test_logged_gaps_hold_as_many_true_ones_as_the_law_says() -> None:
    """A third each of one, two and three."""
    truth, rng = replace(STEADY, skip=(1 / 3, 1 / 3, 1 / 3)), np.random.default_rng(2)
    counts = Counter(truth.draw_gaps_within(rng) for _ in range(3000))
    assert [counts[n] / 3000 for n in (1, 2, 3)] == pytest.approx([1 / 3] * 3, abs=0.03)
    gaps = {gap.days for gap in _lives(truth, Observation(40, 0.1, 20.0)).diary.gaps()}
    assert gaps == {20, 40, 60}  # begun midday to midday


def test_the_wait_does_not_look_ahead() -> None:
    """Whoever's next onset comes before now is not shown; all others are after it."""
    truth, rng = replace(STEADY, log_spread=math.log(0.3)), np.random.default_rng(3)
    lives = [live(truth, Observation(4, 1.0, 20.0), rng) for _ in range(200)]
    shown = [lived for lived in lives if lived is not None]
    assert 20 < len(shown) < 180
    assert all(instant(lived.next_onset) > lived.now for lived in shown)


def test_a_given_sign_announces_each_onset() -> None:
    """With all given and none false there is one sign a gap, as long before as it says."""
    sign = TrueSign("aura", math.log(2.0), math.log(1e-6), given=1.0, false_per_day=0.0)
    lived = _lives(replace(STEADY, signs=(sign,)), Observation(6, 0.95, 20.0))
    signs = [e.instant(UTC) for e in lived.diary.events if e.kind == "precursor"]
    days = lived.diary.onset_days()[1:]
    assert len(signs) == 7
    assert all(s.date() == day - timedelta(days=2) for s, day in zip(signs, days, strict=False))
    assert lived.announced == (True,)


def test_chance_signs_come_at_their_rate_and_announce_nothing() -> None:
    """About a hundred in a thousand days."""
    sign = TrueSign("aura", 0.0, 0.0, given=0.0, false_per_day=0.1)
    lived = _lives(replace(STEADY, signs=(sign,)), Observation(50, 0.1, 20.0))
    assert 70 < sum(e.kind == "precursor" for e in lived.diary.events) < 130
    assert lived.announced == (False,)


def test_a_regimen_makes_episodes_longer() -> None:
    """Twice as long while it is in force, three days before."""
    longer = replace(HALVING, log_stretch=0.0, log_duration=math.log(2.0), after_gap=3)
    diary = _lives(replace(STEADY, regimens=(longer,)), Observation(6, 0.5, 20.0)).diary
    assert [e.duration_days for e in diary.episodes()] == [3, 3, 3, 6, 6, 6, 6]


@settings(max_examples=some(30), deadline=None)
@given(
    seed=st.integers(0, 10_000),
    gaps=st.integers(0, 6),
    wait=st.floats(0.0, 1.0),
    dose_share=st.none() | st.floats(0.0, 1.0),
    stop=st.none() | st.integers(1, 6),
)
def test_every_diary_can_stand(
    seed: int, gaps: int, wait: float, dose_share: float | None, stop: int | None
) -> None:
    """No contradiction, nothing written after now, and the truth ahead lies ahead, in order."""
    truth = replace(
        STEADY,
        log_spread=math.log(0.5),
        skip=(0.8, 0.1, 0.1),
        duration_log_spread=0.8,
        regimens=(replace(HALVING, dose_share=dose_share, after_gap=1, stop_after_gap=stop),),
        exposures=(MetExposure("night", 1.0, 1.0, 0.05),),
        signs=(TrueSign("", 0.0, 0.5, 0.5, 0.02),),
    )
    lived = _lives(truth, Observation(gaps, wait, 20.0, days_ahead=100), seed)
    assert not contradictions(lived.diary.events, UTC, lived.now)
    assert all(e.instant(UTC) <= lived.now for e in lived.diary.events)
    assert len(lived.diary.onset_days()) == gaps + 1
    assert lived.diary == Diary(UTC, reversed(lived.diary.events))
    for (first, days), (after, _) in pairwise(lived.episodes):
        assert days >= 1
        assert first + days <= after
    assert lived.episodes[-1][0] >= lived.now.toordinal() + 100
