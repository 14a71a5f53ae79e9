"""A summary says what the diary says of some months, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.examples import some

from offwatch.diary import Diary, Event
from offwatch.diary.summary import Numbers, months_until, summarise

TODAY = date(2026, 6, 20)
SPAN = months_until(TODAY, 6)


def test_the_months_end_today() -> None:
    """Six months are this one up to today and the five before it."""
    assert (SPAN.start_day, SPAN.end_day) == (date(2026, 1, 1), date(2026, 6, 21))
    assert months_until(date(2026, 1, 31), 2).start_day == date(2025, 12, 1)


def test_lengths_days_and_severity_are_the_written_ones() -> None:
    """Only days that are written count; what began before the months is no onset in them."""
    events = [
        Event(date(2025, 12, 30), "onset", "Migraine"),
        Event(date(2026, 1, 2), "end", "Migraine"),
        Event(date(2026, 2, 10), "onset", "Migraine"),
        Event(date(2026, 2, 10), "severity", "migraine", "7"),
        Event(date(2026, 2, 11), "end", "Migraine"),
        Event(date(2026, 3, 1), "onset", "Migraine"),
        Event(date(2026, 3, 1), "severity", "Migraine", "4,5"),
        Event(date(2026, 2, 10), "medicine", "Sumatriptan"),
        Event(date(2026, 2, 10), "symptom", "nausea"),
        Event(date(2026, 2, 12), "note", "", "a walk"),
        Event(date(2026, 2, 10), "onset", "Period"),
    ]
    found = summarise(Diary(UTC, events), ["Migraine"], SPAN)
    (migraine,) = found.conditions
    assert [(m.onsets, m.days) for m in migraine.months[:3]] == [(0, 2), (1, 2), (1, 1)]
    assert migraine.lasting == Numbers(1, 2.0, 2.0, 2.0)
    assert migraine.gaps == Numbers(1, 19.0, 19.0, 19.0)
    assert migraine.severity == Numbers(2, 4.5, 5.75, 7.0)
    assert migraine.without_end == 1
    assert found.symptoms == (("nausea", 1),)
    assert found.notes == ()
    assert found.medicines[1].any_days == 1
    with_notes = summarise(Diary(UTC, events), [], SPAN, notes=True)
    assert with_notes.conditions == ()
    assert with_notes.notes == ((date(2026, 2, 12), "a walk"),)


def test_a_gap_across_a_pregnancy_is_no_length() -> None:
    """What the forecast does not learn from, a doctor is not told as a length."""
    events = [
        Event(date(2026, 1, 3), "onset", "Period"),
        Event(date(2026, 1, 20), "life_start", "pregnancy"),
        Event(date(2026, 3, 20), "life_end", "pregnancy"),
        Event(date(2026, 5, 1), "onset", "Period"),
        Event(date(2026, 5, 29), "onset", "Period"),
    ]
    found = summarise(Diary(UTC, events), ["Period"], SPAN)
    assert found.conditions[0].gaps == Numbers(1, 28.0, 28.0, 28.0)
    assert [each.name for each in found.lives] == ["pregnancy"]


@settings(max_examples=some(30), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 6)), max_size=20), st.booleans())
def test_sums_agree_with_each_other(episodes: list[tuple[int, int]], ended: bool) -> None:
    """Days by month add up to the days of the calendar, and all of them lie in the months."""
    events = []
    for ago, lasts in episodes:
        first = TODAY - timedelta(days=ago)
        events.append(Event(first, "onset", "a"))
        if ended:
            events.append(Event(min(first + timedelta(days=lasts), TODAY), "end", "a"))
    (one,) = summarise(Diary(UTC, events), ["a"], SPAN).conditions
    assert sum(month.days for month in one.months) == len(one.days)
    assert all(day in SPAN for day in one.days)
    assert {day for ago, _ in episodes if (day := TODAY - timedelta(days=ago)) in SPAN} <= one.days
