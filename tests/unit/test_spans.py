"""Half-open spans: what touches does not overlap, and lengths add up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.refusals import refused

from offwatch.spans import DaySpan, InstantSpan, period_of, wall_instant

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def days(start: int, end: int) -> DaySpan:
    return DaySpan(MONDAY + timedelta(days=start), MONDAY + timedelta(days=end))


def hours(start: float, end: float) -> InstantSpan:
    return InstantSpan(NOON + timedelta(hours=start), NOON + timedelta(hours=end))


def test_a_span_of_days_holds_its_start_and_not_its_end() -> None:
    """As many as its length says, one after another."""
    span = days(0, 3)
    assert list(span) == [MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)]
    assert [day in span for day in (*span, span.end_day)] == [True, True, True, False]
    assert span.shift(-2) == days(-2, 1)


@pytest.mark.parametrize("span", [days, hours])
def test_what_touches_does_not_overlap(span: type[DaySpan] | type[InstantSpan]) -> None:
    """Of days and of instants alike, whichever is asked."""
    for one, other, shared in (
        ((0, 3), (3, 5), False),
        ((0, 3), (2, 5), True),
        ((0, 9), (2, 5), True),
        ((0, 3), (4, 5), False),
    ):
        first, second = span(*one), span(*other)
        assert first.overlaps(second) is second.overlaps(first) is shared  # type: ignore[arg-type]


@pytest.mark.parametrize("end", [0, -1])
def test_a_span_ends_after_it_starts(end: int) -> None:
    """There is no empty span."""
    with refused("span.empty"):
        days(0, end)
    with refused("span.empty"):
        hours(0, end)


def test_an_instant_has_a_zone() -> None:
    """At both ends."""
    naive = NOON.replace(tzinfo=None)
    for start, end in ((naive, NOON + timedelta(hours=1)), (NOON, naive + timedelta(hours=1))):
        with refused("span.no-zone"):
            InstantSpan(start, end)


def test_a_period_has_a_day_at_least() -> None:
    """And days before the first period have numbers below nought."""
    with refused("period.too-short"):
        period_of(MONDAY, MONDAY, 0)
    assert period_of(MONDAY - timedelta(days=1), MONDAY, 28).number == -1


@given(
    day=st.dates(date(1990, 1, 1), date(2030, 12, 31)),
    minute=st.integers(-1440, 4000),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"]),
)
def test_a_time_on_the_wall_is_an_instant_that_shows_it(day: date, minute: int, zone: str) -> None:
    """Or, where the clock skips it, the instant at which the clock jumps over it."""
    tz = ZoneInfo(zone)
    wall = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    found = wall_instant(day, minute, tz)
    shown = found.astimezone(tz).replace(tzinfo=None)
    before = (found - timedelta(seconds=1)).astimezone(tz).replace(tzinfo=None)
    assert shown == wall or before < wall < shown
