"""What a diary makes of its events."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from offwatch.diary import Diary, Event
from offwatch.errors import BadInput

D = date(2026, 1, 1)


def day(n: int) -> date:
    return D + timedelta(days=n)


def test_it_sorts_its_events() -> None:
    """Events may be given in any order."""
    diary = Diary(UTC, [Event(day(30), "onset"), Event(day(2), "end"), Event(day(0), "onset")])
    assert [gap.days for gap in diary.gaps()] == [30]
    assert [e.last_day for e in diary.episodes()] == [day(2), None]


def test_a_duration_counts_both_ends() -> None:
    """An episode that begins and ends on one day lasted a day."""
    episode = Diary(UTC, [Event(D, "end"), Event(D, "onset")]).episodes()[0]
    assert episode.duration_days == 1


def test_days_are_counted_in_the_diarys_zone() -> None:
    """Half past eleven at night in UTC is the next day in Berlin."""
    at = datetime(2026, 1, 1, 23, 30, tzinfo=UTC)
    assert Diary(ZoneInfo("Europe/Berlin"), [Event(at, "onset")]).onset_days() == (day(1),)
    assert Diary(timezone(-timedelta(hours=5)), [Event(at, "onset")]).onset_days() == (day(0),)


def test_clock_changes_do_not_shift_days() -> None:
    """Local midnights around the spring change are one day apart, though 23 hours."""
    zone = ZoneInfo("Europe/Berlin")
    events = [
        Event(datetime(2026, 3, 29, 0, 30, tzinfo=zone), "onset"),
        Event(datetime(2026, 3, 30, 0, 15, tzinfo=zone), "end"),
    ]
    assert Diary(zone, events).episodes()[0].duration_days == 2


def test_a_regimen_stops_on_the_first_day_without_it() -> None:
    """In force from its start up to, not with, its stop."""
    events = [
        Event(day(0), "regimen_start", "pill", "suppressant"),
        Event(day(9), "regimen_stop", "pill"),
    ]
    (regimen,) = Diary(UTC, events).regimens()
    assert regimen.effect == "suppressant"
    assert [regimen.in_force(day(n)) for n in (-1, 0, 8, 9)] == [False, True, True, False]


def test_until_keeps_what_was_known() -> None:
    """Cut at a moment, a diary knows nothing of later days."""
    diary = Diary(UTC, [Event(day(0), "onset"), Event(day(28), "onset")])
    cut = diary.until(datetime(2026, 1, 20, tzinfo=UTC))
    assert cut.onset_days() == (day(0),)


def test_it_shows_nothing_private() -> None:
    """A diary printed by accident says how much it holds, not what."""
    assert "onset" not in repr(Diary(UTC, [Event(D, "onset", "migraine")]))


def test_an_event_needs_a_known_kind_and_a_zone() -> None:
    """Neither an unknown kind nor a zoneless instant becomes an event."""
    with pytest.raises(BadInput, match="kind"):
        Event(D, "mood")  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="zone"):
        Event(datetime(2026, 1, 1, 8), "onset")  # noqa: DTZ001


def test_a_crowded_day_and_a_long_life_are_read_quickly() -> None:
    """Ten thousand events in a day, and a century of onsets."""
    many = [Event(D, "severity", "", "1") for _ in range(10_000)]
    century = [Event(date(1920, 1, 1) + timedelta(days=28 * n), "onset") for n in range(1380)]
    diary = Diary(UTC, [*many, *century])
    assert len(diary.events) == 11_380
    assert {gap.days for gap in diary.gaps()} == {28}
