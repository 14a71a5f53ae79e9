"""What holds for every outlook, whatever the diary."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary, Event
from offwatch.forecast import batch_outlook, load_prior, outlook
from offwatch.forecast.present.picture import strip_svg, strip_text
from offwatch.spans import DaySpan

START = date(2020, 1, 1)
zones = st.sampled_from([UTC, ZoneInfo("Pacific/Apia"), ZoneInfo("Europe/Berlin")])
gaps = st.lists(st.integers(1, 500), max_size=12)
regimens = st.lists(
    st.tuples(st.integers(0, 900), st.sampled_from(["suppressant", "lengthening", "none", ""])),
    max_size=3,
    unique_by=lambda r: r[0],
)


@settings(max_examples=some(15), deadline=None)
@given(zones, gaps, regimens, st.integers(0, 900), st.integers(0, 86_399), st.integers(1, 120))
def test_every_diary_gets_whole_odds(
    zone: object, steps: list[int], begun: list[tuple[int, str]], wait: int, second: int, days: int
) -> None:
    """Chances are chances, sum to one with what lies beyond, and none is in the past."""
    onsets = [START + timedelta(days=int(n)) for n in np.cumsum([0, *steps])]
    events = [Event(day, "onset") for day in onsets]
    events += [
        Event(START + timedelta(days=n), "regimen_start", f"r{n}", effect) for n, effect in begun
    ]
    now = datetime(onsets[-1].year, onsets[-1].month, onsets[-1].day, tzinfo=UTC)
    now += timedelta(days=wait + 1, seconds=second)
    got = outlook(Diary(zone, events), now=now, days=days)  # type: ignore[arg-type]
    assert got.first_day >= onsets[-1]
    for odds in (got.onset, got.in_episode):
        assert odds.shape == (days,)
        assert np.isfinite(odds).all()
        assert odds.min() >= 0.0
        assert odds.max() <= 1.0
    assert abs(got.onset.sum() + got.beyond - 1.0) < 1e-9
    quantiles = [got.quantile_day(q) for q in (0.01, 0.5, 0.99)]
    assert got.first_day <= quantiles[0] <= quantiles[1] <= quantiles[2]
    assert got.likely.start_day >= got.first_day
    spans = [DaySpan(got.first_day, got.first_day + timedelta(days=n)) for n in range(1, days + 1)]
    clashes = [got.clash(span) for span in spans[:: max(days // 5, 1)]]
    assert all(0 <= a <= b + 1e-9 <= 1 + 1e-6 for a, b in pairwise(clashes))
    assert strip_svg(got).startswith("<svg")
    assert strip_text(got)


@settings(max_examples=some(12), deadline=None)
@given(
    st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=5),
    st.integers(-3, 5000),
    st.sampled_from(["menstrual", "migraine"]),
)
def test_any_gaps_give_finite_odds(row: list[float], elapsed: int, preset: str) -> None:
    """Even numbers that are no gaps at all."""
    got = batch_outlook(np.array([row]), np.array([elapsed]), load_prior(preset), 30)
    assert np.isfinite(got.next_onset).all()
    assert np.isfinite(got.in_episode).all()
    assert got.next_onset.sum() <= 1.0 + 1e-9


@settings(max_examples=some(6), deadline=None)
@given(st.lists(st.integers(20, 40), min_size=1, max_size=5), st.integers(0, 40))
def test_the_order_of_few_gaps_does_not_matter(row: list[int], elapsed: int) -> None:
    """Until there are enough for a lasting change, the same gaps in any order say the same."""
    both = np.array([row, sorted(row)], dtype=np.float64)
    got = batch_outlook(both, np.array([elapsed, elapsed]), load_prior("menstrual"), 40)
    np.testing.assert_allclose(got.next_onset[0], got.next_onset[1], rtol=1e-4, atol=1e-7)


@settings(max_examples=some(4), deadline=None)
@given(
    st.lists(st.integers(3, 400), max_size=8),
    st.sampled_from(["period", "migraine", "flare", ""]),
    st.integers(0, 300),
    st.booleans(),
)
def test_the_band_is_the_same_however_far_one_looks(
    steps: list[int], name: str, wait: int, held: bool
) -> None:
    """The band and the median are of the next onset, not of the days that are shown."""
    days = [START + timedelta(days=int(n)) for n in np.cumsum([0, *steps])]
    rows = [Event(day, "onset", name) for day in days]
    rows += [Event(days[-1], "regimen_start", "tablet", "suppressant")] if held else []
    today = days[-1] + timedelta(days=wait)
    now = datetime(today.year, today.month, today.day, 7, tzinfo=UTC)
    looks = [outlook(Diary(UTC, rows), now=now, days=n) for n in (1, 45, 100, 250, 1000)]
    assert len({(got.likely.start_day, got.likely.end_day) for got in looks}) == 1
    assert len({tuple(got.quantile_day(q) for q in (0.1, 0.5, 0.9)) for got in looks}) == 1
