"""What a forecast does not look at does not change it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np

from offwatch.diary import Diary, Event
from offwatch.diary.event import UNUSED
from offwatch.forecast.inference.rhythm import each_rhythm, one_rhythm
from offwatch.forecast.predict.outlooks import outlooks

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_symptoms_medicines_and_notes_change_no_odds() -> None:
    """However many there are, before and after an onset: the odds are the same to the bit."""
    onsets = [Event(date(2026, 1, 4) + timedelta(days=28 * n), "onset", "period") for n in range(2)]
    kinds = sorted(UNUSED)
    more = [
        Event(date(2026, 1, 1) + timedelta(days=n), kinds[n % len(kinds)], "period", "3")
        for n in range(60)
    ]
    one, other = (
        outlooks(Diary(UTC, events), now=NOW, days=60) for events in (onsets, [*onsets, *more])
    )
    assert np.array_equal(one.in_episode, other.in_episode)
    assert [each.rhythm for each in other.each] == ["period"]


def test_a_forecast_reads_the_kinds_it_looks_at_alone() -> None:
    """Thousands of notes are passed over once, not by every rhythm and every question."""
    named = [Event(date(2026, 1, 4), "onset", name) for name in ("period", "migraine")]
    notes = [Event(date(2026, 1, 1) + timedelta(days=n), "note", "", "quiet") for n in range(9)]
    for diary in (Diary(UTC, [*named, *notes]), Diary(UTC, [named[0], *notes])):
        for _, one in each_rhythm(diary):
            assert {event.kind for event in one.events} == {"onset"}
        assert one_rhythm(diary)[0] is one_rhythm(diary)[0]
    plain = Diary(UTC, named)
    assert plain.used() is plain
