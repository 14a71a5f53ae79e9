"""The three-over-six rule, with its two exceptions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Event
from offwatch.diary.temperatures import Temperature, find_rises, temperatures_of

D = date(2026, 3, 1)
LOW = [36.40, 36.50, 36.40, 36.30, 36.50, 36.40]


def measured(values: list[float], disturbed: tuple[int, ...] = ()) -> list[Temperature]:
    return [Temperature(D + timedelta(days=n), t, n in disturbed) for n, t in enumerate(values)]


def first(values: list[float], disturbed: tuple[int, ...] = ()) -> tuple[int, int] | None:
    """The places of the first higher temperature and of the day on which it was sure."""
    rises = find_rises(measured(values, disturbed), [])
    if not rises:
        return None
    return (rises[0].first_day - D).days, (rises[0].sure_day - D).days


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([*LOW, 36.60, 36.65, 36.70], (6, 8)),
        ([*LOW, 36.60, 36.65, 36.65], None),
        ([*LOW, 36.60, 36.65, 36.65, 36.55], (6, 9)),  # the fourth need only be higher
        ([*LOW, 36.60, 36.65, 36.65, 36.50], None),
        ([*LOW, 36.60, 36.50, 36.65, 36.70], (6, 9)),  # one of the three may fall back
        ([*LOW, 36.60, 36.50, 36.65, 36.65], None),  # but the exceptions do not go together
        ([*LOW, 36.60, 36.50, 36.50, 36.80], None),
        ([*LOW[1:], 36.60, 36.65, 36.70], None),  # five before it are not six
        (LOW, None),
    ],
)
def test_the_rule(values: list[float], found: tuple[int, int] | None) -> None:
    """By the tables of the method."""
    assert first(values) == found


def test_a_disturbed_one_stands_apart() -> None:
    """Fever among the six would hide the rise; marked, it does not count."""
    values = [*LOW[:3], 38.9, *LOW[3:], 36.60, 36.65, 36.70]
    assert first(values) is None
    assert first(values, (3,)) == (7, 9)


def test_one_rise_a_cycle() -> None:
    """It is looked for anew after each period."""
    values = [*LOW, 36.6, 36.7, 36.8, *LOW, 36.6, 36.7, 36.8]
    assert len(find_rises(measured(values), [])) == 1
    assert len(find_rises(measured(values), [D + timedelta(days=9)])) == 2


def test_one_temperature_a_day_in_either_unit() -> None:
    """The first that was not disturbed; Fahrenheit is converted."""
    at = datetime(2026, 3, 1, 6, tzinfo=UTC)
    events = [
        Event(at, "temperature", "disturbed", "38.0"),
        Event(at + timedelta(hours=1), "temperature", "", "97.7"),
        Event(at + timedelta(hours=9), "temperature", "", "36.9"),
        Event(D + timedelta(days=1), "temperature", "", "high"),
    ]
    (one,) = temperatures_of(events, UTC)
    assert one.celsius == pytest.approx(36.5)
    assert not one.is_disturbed


@settings(max_examples=some(40), deadline=None)
@given(
    st.lists(st.integers(3600, 3720), max_size=40),
    st.sets(st.integers(0, 39), max_size=12),
    st.integers(-50, 50),
)
def test_a_rise_is_above_the_six_before_it_wherever_the_scale_begins(
    hundredths: list[int], disturbed: set[int], shift: int
) -> None:
    """Each rise that is found keeps the rule, and a thermometer that is off finds the same."""
    values = [value / 100 for value in hundredths]
    found = first(values, tuple(disturbed))
    assert first([value + shift / 100 for value in values], tuple(disturbed)) == found
    if found is not None:
        kept = [value for n, value in enumerate(values) if n not in disturbed and n < found[0]]
        assert values[found[0]] > max(kept[-6:])
        assert found[1] >= found[0] + 2
