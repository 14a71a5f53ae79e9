"""Duties keep the times on the wall in nights in which the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import msgspec
import pytest
from django.test import Client
from hypothesis import assume, given
from hypothesis import strategies as st
from icalendar import Calendar

from offwatch.desk.models import Booking, Team
from offwatch.desk.people.calendar_address import calendar_token
from offwatch.desk.rosters.duties import held_duties, span_words, when
from offwatch.desk.rosters.team_form import TeamForm
from offwatch.errors import BadInput
from offwatch.plan import read_roster
from offwatch.spans import wall_instant
from tests.desk.sample import add_team_of, who

ZONES = sorted(zone for zone in available_timezones() if "/" in zone)
DAY_MIN = 24 * 60


@cache
def changes(zone: str, year: int) -> tuple[datetime, ...]:
    """The instants (to the hour) of one year before which the clocks of a zone showed otherwise."""
    tz = ZoneInfo(zone)
    days = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(366)]
    found = []
    for day, after in pairwise(days):
        if day.astimezone(tz).utcoffset() == after.astimezone(tz).utcoffset():
            continue
        hours = [day + timedelta(hours=n) for n in range(25)]
        found += [
            b
            for a, b in pairwise(hours)
            if a.astimezone(tz).utcoffset() != b.astimezone(tz).utcoffset()
        ]
    return tuple(found)


@st.composite
def changing_days(draw: st.DrawFn) -> tuple[str, date]:
    """A zone, and the day before one on which its clocks change."""
    zone = draw(st.sampled_from(ZONES))
    found = changes(zone, draw(st.integers(2015, 2035)))
    assume(found)
    local = draw(st.sampled_from(found)).astimezone(ZoneInfo(zone))
    return zone, local.date() - timedelta(days=1)


def form(zone: str, first: date, shifts: list[tuple[int, int]]) -> dict[str, Any]:
    """One person a shift; shift number n is held on day 1 by person n. Times in minutes."""
    ids = [f"s{n}" for n in range(len(shifts))]
    return {
        "form": "offwatch-roster/1",
        "team": "Crew",
        "zone": zone,
        "first_day": (first - timedelta(days=1)).isoformat(),
        "days": 5,
        "shifts": [
            {
                "id": name,
                "name": name,
                "start": f"{start % DAY_MIN // 60:02d}:{start % 60:02d}",
                "minutes": minutes,
            }
            for name, (start, minutes) in zip(ids, shifts, strict=True)
        ],
        "rules": {},
        "people": [{"id": f"p-{name}", "name": name} for name in ids],
        "demand": [],
        "missions": [],
        "roster": {
            f"p-{name}": {(first + timedelta(days=start // DAY_MIN)).isoformat(): name}
            for name, (start, _) in zip(ids, shifts, strict=True)
        },
    }


@given(changing_days(), st.integers(0, 2 * DAY_MIN), st.integers(0, 2 * DAY_MIN))
def test_later_on_the_wall_is_never_earlier(where: tuple[str, date], a: int, b: int) -> None:
    """In every zone, around every change of its clocks."""
    zone, day = where
    first, last = sorted((a, b))
    tz = ZoneInfo(zone)
    assert wall_instant(day, first, tz) <= wall_instant(day, last, tz)


@given(changing_days(), st.integers(0, 2 * DAY_MIN))
def test_an_instant_shows_the_time_that_was_meant(where: tuple[str, date], minute: int) -> None:
    """Unless the clocks skip that time; then it is the first one they show again."""
    zone, day = where
    tz = ZoneInfo(zone)
    at = wall_instant(day, minute, tz)
    meant = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    shown = at.astimezone(tz).replace(tzinfo=None)
    if shown != meant:
        assert shown > meant
        before = (at - timedelta(seconds=1)).astimezone(tz).replace(tzinfo=None)
        assert before < meant


@given(
    changing_days(), st.integers(0, DAY_MIN - 1), st.integers(180, DAY_MIN), st.integers(180, 720)
)
def test_a_duty_ends_when_the_next_begins(
    where: tuple[str, date], start: int, minutes: int, then: int
) -> None:
    """Two shifts that meet on the wall meet in time, whatever the clocks do between them."""
    zone, day = where
    roster = read_roster(form(zone, day, [(start, minutes), (start + minutes, then)]))
    first, second = held_duties(roster)
    assert first.ends_at == second.starts_at
    tz = ZoneInfo(zone)
    ends = first.ends_at.astimezone(tz)
    meant = (start + minutes) % DAY_MIN
    if ends.hour * 60 + ends.minute == meant:
        assert when(first, tz).endswith(f"{meant // 60:02d}:{meant % 60:02d}")


@given(
    changing_days(),
    st.integers(0, DAY_MIN - 1),
    st.integers(180, DAY_MIN),
    st.integers(0, 2 * DAY_MIN - 1),
    st.integers(180, 720),
)
def test_duties_overlap_as_they_do_on_the_wall(
    where: tuple[str, date], start: int, minutes: int, other: int, then: int
) -> None:
    """Neither a skipped nor a repeated hour makes or hides an overlap of more than itself."""
    zone, day = where
    first, second = held_duties(read_roster(form(zone, day, [(start, minutes), (other, then)])))
    in_time = first.starts_at < second.ends_at and second.starts_at < first.ends_at
    shared = min(start + minutes, other + then) - max(start, other)
    if shared <= 0:
        assert not in_time
    elif shared > 180:
        assert in_time


AUTUMN, SPRING = date(2026, 10, 24), date(2026, 3, 28)  # Europe: the clocks change that night
NIGHT, EARLY, DAWN = (22 * 60, 480), (30 * 60, 480), (29 * 60 + 30, 240)


def both(first: date, then: tuple[int, int]) -> dict[str, Any]:
    """One person's night and what follows it, in Zürich."""
    roster = form("Europe/Zurich", first, [NIGHT, then])
    lines = roster["roster"]
    roster["people"] = [{"id": "a", "name": "A"}]
    roster["roster"] = {"a": {**lines["p-s0"], **lines["p-s1"]}}
    return roster


def put(roster: dict[str, Any]) -> Team:
    return add_team_of(roster, msgspec.convert({"people": {"a": {}}}, TeamForm))


@pytest.mark.parametrize("first", [AUTUMN, SPRING, AUTUMN - timedelta(days=7)])
def test_a_night_is_followed_by_the_early(db: None, client: Client, first: date) -> None:
    """Bookings, calendar and page agree on 06:00, in spring, in autumn and in between."""
    team = put(both(first, EARLY))
    night, early = Booking.objects.order_by("starts_at")
    six = datetime.combine(first + timedelta(days=1), datetime.min.time().replace(hour=6))
    assert night.ends_at == early.starts_at == six.replace(tzinfo=team.tz).astimezone(UTC)
    me = who(team, "a")
    text = client.get(f"/feed/{calendar_token(me)}.ics").content
    events = sorted(Calendar.from_ical(text).walk("VEVENT"), key=lambda e: e.decoded("dtstart"))
    assert events[0].decoded("dtend") == events[1].decoded("dtstart") == night.ends_at


@pytest.mark.parametrize("first", [AUTUMN, SPRING, AUTUMN - timedelta(days=7)])
def test_a_night_and_the_dawn_within_it_are_refused(db: None, first: date) -> None:
    """The night ends at 06:00 and the dawn shift begins at 05:30, whatever the clocks do."""
    with pytest.raises(BadInput) as refused:
        put(both(first, DAWN))
    assert refused.value.code == "roster.double-booking"


def test_a_duty_of_days_says_on_which_it_ends() -> None:
    """The hour alone would be any day's; up to a day it says no more than the hours."""
    for minutes, words in (
        (480, "Sat 24 Oct 22:00–06:00"),
        (1440, "Sat 24 Oct 22:00–Sun 25 Oct 22:00"),
        (2880, "Sat 24 Oct 22:00–Mon 26 Oct 22:00"),
    ):
        start = wall_instant(AUTUMN, 22 * 60, ZoneInfo("Europe/Zurich"))
        end = wall_instant(AUTUMN, 22 * 60 + minutes, ZoneInfo("Europe/Zurich"))
        assert span_words(start, end, False, ZoneInfo("Europe/Zurich")) == words
