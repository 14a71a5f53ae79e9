"""Several rhythms in one diary: a forecast of each, and the chance of any."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary, Event
from offwatch.forecast import outlook, outlooks
from offwatch.forecast.inference.dependence import Together, either
from offwatch.spans import DaySpan

D = date(2024, 1, 1)
chances = st.floats(0.0, 1.0)


@given(chances, chances, st.floats(-8.0, 8.0))
def test_either_lies_between_the_larger_and_the_sum(p: float, q: float, log_ratio: float) -> None:
    """However far two things come together; more so, the less their chances add up."""
    ratio = float(np.exp(log_ratio))
    any_of = float(either(np.array(p), np.array(q), ratio))
    assert max(p, q) <= any_of <= min(1.0, p + q) + 1e-12
    assert any_of == pytest.approx(float(either(np.array(q), np.array(p), ratio)))
    assert float(either(np.array(p), np.array(q), 1.0)) == pytest.approx(1 - (1 - p) * (1 - q))
    closer = float(either(np.array(p), np.array(q), 2.0 * ratio))
    assert closer <= any_of + 1e-9


steps = st.lists(st.integers(7, 60), min_size=0, max_size=9)


@settings(max_examples=some(6), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), steps), min_size=1, max_size=3), st.integers(0, 40))
def test_any_lies_between_the_likeliest_and_the_sum(
    lives: list[tuple[int, list[int]]], wait: int
) -> None:
    """For every diary, on every day and over every span; each rhythm is forecast as if alone."""
    names = ("period", "Migräne", "flare")
    rows = {
        name: [D + timedelta(days=int(n)) for n in np.cumsum([begun, *gaps])]
        for name, (begun, gaps) in zip(names, lives, strict=False)
    }
    diary = Diary(UTC, [Event(d, "onset", name) for name, days in rows.items() for d in days])
    today = max(day for days in rows.values() for day in days) + timedelta(days=wait)
    now = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
    got = outlooks(diary, now=now, days=30)
    assert sorted(one.rhythm for one in got.each) == sorted(rows)
    table = np.array([one.in_episode for one in got.each])
    assert (got.in_episode >= table.max(axis=0) - 1e-9).all()
    assert (got.in_episode <= np.minimum(1.0, table.sum(axis=0)) + 1e-9).all()
    for start, end in ((0, 1), (0, 7), (5, 6), (10, 30)):
        span = DaySpan(today + timedelta(days=start), today + timedelta(days=end))
        each = [one.clash(span) for one in got.each]
        assert max(each) - 1e-9 <= got.clash(span) <= min(1.0, sum(each)) + 1e-9
        assert got.clash(span) >= got.in_episode[start:end].max() - 0.01
    for one in got.each:
        alone = outlook(diary, now=now, days=30, rhythm=one.rhythm)
        np.testing.assert_allclose(one.in_episode, alone.in_episode)
        assert one.preset == alone.preset


def two_lives(*, near: bool, seed: int) -> tuple[Diary, date]:
    """Two years of periods, and of headaches that come around them or at any time."""
    rng = np.random.default_rng(seed)
    periods = [int(n) for n in np.cumsum(rng.integers(27, 31, 26))]
    if near:
        pains = [n + int(rng.integers(-2, 2)) for n in periods]
    else:
        pains = [int(n) for n in np.cumsum(rng.integers(12, 45, 26))]
    days = [Event(D + timedelta(days=n), "onset", "period") for n in periods]
    days += [Event(D + timedelta(days=n + 4), "end", "period") for n in periods]
    days += [
        Event(D + timedelta(days=n), kind, "headache") for n in pains for kind in ("onset", "end")
    ]
    today = D + timedelta(days=periods[-1] + 20)
    return Diary(UTC, [one for one in days if one.day(UTC) <= today]), today


def test_what_comes_together_is_counted_once() -> None:
    """A headache around each period adds little to its odds; one at any time adds its own."""
    diary, today = two_lives(near=True, seed=1)
    got = outlooks(diary, now=datetime(today.year, today.month, today.day, tzinfo=UTC))
    span = DaySpan(today + timedelta(days=5), today + timedelta(days=10))
    each = [one.clash(span) for one in got.each]
    product = 1.0 - float(np.prod([1.0 - p for p in each]))
    assert got.clash(span) < product - 0.02
    assert got.come_together() == [tuple(one.rhythm for one in got.each)]


def test_what_comes_at_any_time_is_independent() -> None:
    """Where the record shows no dependence, the chance of any is the product's."""
    shown = 0
    for seed in range(12):
        diary, today = two_lives(near=False, seed=seed)
        got = outlooks(diary, now=datetime(today.year, today.month, today.day, tzinfo=UTC), days=14)
        shown += bool(got.come_together())
        table = np.array([one.in_episode for one in got.each])
        if not got.come_together(1):
            np.testing.assert_allclose(got.in_episode, 1.0 - (1.0 - table).prod(axis=0), atol=1e-9)
    assert shown <= 2


def test_a_few_episodes_show_no_dependence() -> None:
    """Three times on one day is chance."""
    together = np.zeros(120, dtype=bool)
    together[[10, 50, 90]] = True
    assert Together(together, together).odds_ratio(1) == 1.0


def test_a_longer_span_is_no_likelier_to_be_free() -> None:
    """Of nested spans from today."""
    for near in (True, False):
        diary, today = two_lives(near=near, seed=3)
        got = outlooks(diary, now=datetime(today.year, today.month, today.day, tzinfo=UTC))
        ends = [today + timedelta(days=n) for n in range(1, 40)]
        clashes = [got.clash(DaySpan(today, end)) for end in ends]
        assert all(a <= b + 0.02 for a, b in pairwise(clashes))
