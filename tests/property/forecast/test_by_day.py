"""Conditions that are no cycles: bursts, days on end, every other day; and what always holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary, Event
from offwatch.forecast import Outlook, outlook
from offwatch.spans import DaySpan

FIRST = date(2025, 1, 3)
names = st.sampled_from(["migraine", "headache", "seizure", "flare", "cluster", "it"])


def ask(days: list[int], name: str, today: int, hour: int = 0, ahead: int = 120) -> Outlook:
    """Onsets on days counted from the first."""
    events = [Event(FIRST + timedelta(days=day), "onset", name) for day in days]
    now = datetime(2025, 1, 3, hour, tzinfo=UTC) + timedelta(days=today)
    return outlook(Diary(UTC, events), now=now, days=ahead)


@settings(max_examples=some(10), deadline=None)
@given(
    st.integers(4, 8),
    st.integers(2, 3),
    st.integers(35, 90),
    st.integers(5, 7),
    st.integers(0, 2**32 - 1),
    st.sampled_from(["migraine", "headache", "cluster", "it"]),
)
def test_a_quiet_time_between_bursts_is_no_forgotten_entry(
    attacks: int, apart: int, quiet: int, bursts: int, seed: int, name: str
) -> None:
    """Once the burst is over little is expected until the quiet has lasted as long as it does."""
    rng = np.random.default_rng(seed)
    gaps: list[int] = []
    for _ in range(bursts):
        gaps += [apart] * (attacks - 1) + [quiet + int(rng.integers(-1, 2))]
    days = list(accumulate(gaps[:-1], initial=0))
    waited = int(rng.integers(12, quiet - 12))
    got = ask(days, name, days[-1] + waited)
    assert got.onset[:7].sum() <= 0.2
    left = quiet - waited
    assert got.onset[max(left - 8, 0) : left + 9].sum() >= 0.45  # four quiet times are few


@settings(max_examples=some(8), deadline=None)
@given(st.integers(30, 200), st.sampled_from(["headache", "migraine", "flare", "it"]))
def test_who_has_it_every_day_has_it_today(days: int, name: str) -> None:
    """However the days are named."""
    assert ask(list(range(days)), name, days).onset[0] >= 0.9


@settings(max_examples=some(10), deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(24, 40), st.sampled_from(["headache", "it"]))
def test_nearly_every_day_is_as_often_as_it_was(seed: int, ones: int, name: str) -> None:
    """Fifty gaps of one to three days in a random order: the share of ones comes tomorrow."""
    twos = round(0.75 * (50 - ones))
    gaps = [1] * ones + [2] * twos + [3] * (50 - ones - twos)
    mixed = np.random.default_rng(seed).permutation(gaps).tolist()
    days = list(accumulate(mixed, initial=0))
    got = ask(days, name, days[-1] + 1)
    assert abs(got.onset[0] - ones / 50) <= 0.17
    assert got.onset[:3].sum() >= 0.9


@settings(max_examples=some(8), deadline=None)
@given(st.integers(15, 90), st.sampled_from(["headache", "migraine", "seizure", "it"]))
def test_every_other_day_is_told_from_every_day(times: int, name: str) -> None:
    """The day between is free, the day after it is not."""
    days = list(range(0, 2 * times, 2))
    assert ask(days, name, days[-1] + 1).onset[0] <= 0.1
    assert ask(days, name, days[-1] + 2).onset[0] >= 0.9


@settings(max_examples=some(15), deadline=None)
@given(
    st.lists(st.integers(1, 40), max_size=30),
    names,
    st.integers(0, 300),
    st.integers(0, 23),
    st.booleans(),
)
def test_odds_are_chances_and_fit_each_other(
    gaps: list[int], name: str, waited: int, hour: int, ended: bool
) -> None:
    """Whatever was written: within 0 and 1, hours within their days, a span above each day."""
    days = list(accumulate(gaps, initial=0))
    events = [Event(FIRST + timedelta(days=day), "onset", name) for day in days]
    if ended:
        events += [Event(FIRST + timedelta(days=day), "end", name) for day in days]
    now = datetime(2025, 1, 3, hour, tzinfo=UTC) + timedelta(days=days[-1] + waited)
    got = outlook(Diary(UTC, events), now=now, days=60)
    for chances in (got.onset, got.hours, got.in_episode):
        assert np.isfinite(chances).all()
        assert chances.min() >= -1e-12
    assert got.in_episode.max() <= 1 + 1e-9
    assert got.onset.sum() <= 1 + 1e-9
    assert got.hours.sum() <= got.onset[:3].sum() + 1e-6
    span = DaySpan(got.first_day + timedelta(days=3), got.first_day + timedelta(days=9))
    clash = got.clash(span)
    assert got.in_episode[3:9].max() - 1e-6 <= clash <= got.in_episode[3:9].sum() + 1e-6
    longer = outlook(Diary(UTC, events), now=now, days=90)
    far = (got.quantile_day(0.5) - got.first_day).days
    assert abs((longer.quantile_day(0.5) - got.quantile_day(0.5)).days) <= 1 + far / 50
    np.testing.assert_allclose(longer.onset[:60], got.onset, atol=1e-5)
