"""The hours of the day at which onsets come: learned where there are any, and never at a cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary, Event
from offwatch.forecast import outlook
from offwatch.forecast.daily.hours import foretell_hours, shares_before, weigh_hours

EVEN = np.log(24.0)


def losses(hours: np.ndarray) -> np.ndarray:
    """Minus the log of the chance that was given to each hour before it came."""
    return -np.log(foretell_hours(hours.tolist())[np.arange(hours.size), hours])


def drawn(seed: int, count: int, sharp: float) -> np.ndarray:
    """Hours of one person around one time of day; none is likelier where ``sharp`` is 0."""
    rng = np.random.default_rng(seed)
    at = rng.vonmises(rng.uniform(-np.pi, np.pi), sharp, count)
    return np.asarray(np.floor((at + np.pi) / (2 * np.pi) * 24).astype(int) % 24)


@given(st.lists(st.integers(0, 23), max_size=120))
@settings(max_examples=some(60), deadline=None)
def test_hours_cost_next_to_nothing_whatever_they_are(hours: list[int]) -> None:
    """The sum over any onsets is at most a quarter of a nat more than an even spread's."""
    said = foretell_hours(hours)
    assert said.sum(axis=1) == pytest.approx(np.ones(len(hours) + 1))
    assert losses(np.array(hours, dtype=int)).sum() <= len(hours) * EVEN + 0.23


def test_people_without_hours_lose_less_than_a_hundredth() -> None:
    """From the first onset on, over many people."""
    each = np.array([losses(drawn(seed, 40, 0.0)) for seed in range(200)])
    assert each[:, :10].mean() <= 1.01 * EVEN
    assert each.mean(axis=1).max() <= 1.01 * EVEN


@pytest.mark.parametrize(("sharp", "share"), [(1.0, 0.97), (4.0, 0.80)])
def test_hours_are_learned_and_held_to(sharp: float, share: float) -> None:
    """Of simulated people: the loss falls, and the hours named hold as often as they say."""
    loss, held, said = [], [], []
    for seed in range(150):
        hours = drawn(seed, 60, sharp)
        loss.append(losses(hours)[30:].mean())
        for row, hour in zip(foretell_hours(hours.tolist())[30:-1], hours[30:], strict=True):
            likely = np.argsort(-row)[:8]
            held.append(hour in likely)
            said.append(row[likely].sum())
    assert np.mean(loss) <= share * EVEN
    # A slight habit is believed slowly.
    assert np.mean(held) == pytest.approx(np.mean(said), abs=0.04)


def mornings(name: str, gaps: list[int], hour: int) -> tuple[Diary, date]:
    day, events = date(2025, 1, 1), []
    for gap in gaps:
        day += timedelta(days=gap)
        events.append(Event(datetime.combine(day, time(hour, 20), UTC), "onset", name))
        events.append(Event(datetime.combine(day, time(hour + 2), UTC), "end", name))
    return Diary(UTC, events), day


@pytest.mark.parametrize("name", ["period", "migraine", "seizure"])
def test_the_next_two_days_go_by_a_persons_hours(name: str) -> None:
    """Cycles and what goes by days alike; and once today's hour has passed little is left of it."""
    gaps = [28, 27, 29, 28] * 4 if name == "period" else [5, 9, 3, 12, 7, 4] * 5
    diary, last = mornings(name, gaps, 6)
    day = last + timedelta(days=27 if name == "period" else 4)
    before = outlook(diary, now=datetime.combine(day, time(0, 0), UTC))
    at_six = before.hours[[5, 6, 7]].sum() + before.hours[[29, 30, 31]].sum()
    assert at_six > 0.6 * before.hours.sum()
    late = outlook(diary, now=datetime.combine(day, time(12, 0), UTC))
    assert late.onset[0] < 0.4 * before.onset[0]
    for found in (before, late):
        assert found.onset.sum() + found.beyond == pytest.approx(1.0)
        assert found.hours[: 24 - found.made_at.hour].sum() == pytest.approx(found.onset[0])


def test_days_without_times_are_spread_evenly() -> None:
    """Nothing changes where no time was ever written."""
    assert shares_before([]) == pytest.approx(np.arange(25) / 24)
    edges = np.array([10.3, 10.5, 11.0, 12.0, 19.0])
    chances = np.full((3, 4), 0.05)
    assert weigh_hours(chances, edges, shares_before([])) == pytest.approx(chances)
