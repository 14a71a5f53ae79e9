"""What is said of a span with hours, beside what is said of its days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary, Event
from offwatch.forecast import Outlook, outlook
from offwatch.forecast.predict.outlooks import Outlooks, outlooks
from offwatch.spans import DaySpan, InstantSpan

BERLIN = ZoneInfo("Europe/Berlin")
START = date(2025, 1, 6)
NOW = datetime(2025, 9, 1, 10, tzinfo=BERLIN)
HOURS = 24 * 9
SAME = 1e-9


def a_life(
    name: str, gaps: list[int], hours: list[int], lasts: list[int], seed: int = 0
) -> list[Event]:
    """Onsets at these hours, some with an end so many hours later."""
    rng, events, day = np.random.default_rng(seed), [], START
    for place in range(60):
        day += timedelta(days=gaps[place % len(gaps)] + int(rng.integers(0, 3)))
        at = datetime.combine(day, time(hours[place % len(hours)], 20), BERLIN)
        if day >= NOW.date() - timedelta(days=1):
            break
        events.append(Event(at, "onset", name))
        last = lasts[place % len(lasts)]
        if last:
            events.append(Event(min(at + timedelta(hours=last), NOW), "end", name))
    return events


@st.composite
def timed(draw: st.DrawFn) -> Diary:
    """A diary whose onsets have times, perhaps with another rhythm that has none."""
    few = st.lists
    events = a_life(
        draw(st.sampled_from(["period", "migraine", "seizure"])),
        draw(few(st.integers(3, 28), min_size=1, max_size=3)),
        draw(few(st.integers(0, 23), min_size=1, max_size=3)),
        draw(few(st.sampled_from([0, 1, 4, 11, 30, 60]), min_size=1, max_size=3)),
        draw(st.integers(0, 9)),
    )
    return Diary(BERLIN, events)


def moment(hour: int) -> datetime:
    """So many hours of the clock after today's midnight."""
    return datetime.combine(NOW.date() + timedelta(days=hour // 24), time(hour % 24), BERLIN)


def within(found: Outlook | Outlooks, start: int, end: int) -> float:
    return found.clash_within(InstantSpan(moment(start), moment(end)))


hours = st.lists(st.integers(11, HOURS), min_size=3, max_size=3, unique=True).map(sorted)


@settings(max_examples=some(10), deadline=None)
@given(timed(), st.lists(hours, min_size=12, max_size=12))
def test_a_part_is_no_likelier_than_the_whole_nor_the_whole_than_its_parts(
    diary: Diary, spans: list[list[int]]
) -> None:
    """And no span is likelier than its days."""
    found = outlook(diary, now=NOW, days=14)
    for start, middle, end in spans:
        whole, one, other = (
            within(found, *each) for each in ((start, end), (start, middle), (middle, end))
        )
        assert 0.0 <= max(one, other) <= whole + SAME
        assert whole <= one + other + SAME
        days = InstantSpan(moment(start), moment(end)).days_in(BERLIN)
        assert whole <= found.clash(days) + SAME


@settings(max_examples=some(5), deadline=None)
@given(timed(), st.integers(0, 8), st.integers(1, 4))
def test_whole_days_are_as_without_hours(diary: Diary, first: int, days: int) -> None:
    """From midnight to midnight; today from now on."""
    found = outlook(diary, now=NOW, days=14)
    span = DaySpan(NOW.date() + timedelta(days=first), NOW.date() + timedelta(days=first + days))
    assert within(found, 24 * first, 24 * (first + days)) == pytest.approx(found.clash(span))


def test_a_diary_without_times_says_the_same_of_each_part_of_a_day() -> None:
    """Of one rhythm and of two."""
    days = [Event(e.at.date(), e.kind, e.name) for e in a_life("migraine", [6], [8], [4])]  # type: ignore[union-attr]
    other = [Event(START + timedelta(days=28 * n), "onset", "period") for n in range(8)]
    for events in (days, [*days, *other]):
        found = outlooks(Diary(BERLIN, events), now=NOW, days=14)
        for start, end in ((30, 31), (40, 60), (24, 96)):
            span = InstantSpan(moment(start), moment(end)).days_in(BERLIN)
            assert within(found, start, end) == found.clash(span)


def test_a_duty_goes_by_the_hours_of_onsets_and_how_long_attacks_last() -> None:
    """Attacks that begin at 20 and last three hours hardly meet a morning or a night."""
    diary = Diary(BERLIN, a_life("migraine", [4], [20], [3]))
    found = outlook(diary, now=NOW, days=14)
    night, morning, evening = (within(found, *h) for h in ((48, 54), (55, 67), (66, 72)))
    day = found.clash(DaySpan(NOW.date() + timedelta(days=2), NOW.date() + timedelta(days=3)))
    assert night < 0.5 * day
    assert morning < 0.5 * day
    assert evening > 0.85 * day
    past_midnight = within(found, 66, 78)
    assert evening <= past_midnight < evening + 0.3 * day


def test_a_long_attack_is_met_the_next_morning() -> None:
    """What begins in the evening and lasts for a day is met then, what lasts an hour is not."""
    mornings = []
    for lasts in (1, 24):
        found = outlook(Diary(BERLIN, a_life("migraine", [4], [20], [lasts])), now=NOW, days=14)
        mornings.append(within(found, 56, 62))
    assert mornings[0] < 0.5 * mornings[1]


def test_with_two_rhythms_only_the_one_with_times_goes_by_hours() -> None:
    """The other counts with all of its day."""
    pains = a_life("migraine", [4], [20], [3])
    other = [Event(START + timedelta(days=28 * n), "onset", "period") for n in range(9)]
    found = outlooks(Diary(BERLIN, [*pains, *other]), now=NOW, days=14)
    alone = {one.rhythm: one for one in found.each}
    morning = within(found, 55, 61)
    assert morning >= alone["period"].clash_within(InstantSpan(moment(55), moment(61)))
    assert morning <= found.clash(InstantSpan(moment(55), moment(61)).days_in(BERLIN))
    assert morning < within(found, 66, 72)
