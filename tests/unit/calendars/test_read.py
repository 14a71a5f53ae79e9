"""Calendars as programs write them: what is read, on which days, and what is left out by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.calendars.text import BERLIN, calendar, event

from offwatch.calendars.read import CalendarReading, read_calendars
from offwatch.errors import BadInput
from offwatch.spans import DaySpan

HERE = ZoneInfo("Europe/Berlin")
YEAR = DaySpan(date(2026, 3, 1), date(2027, 3, 1))


def read(*parts: str, days: DaySpan = YEAR) -> CalendarReading:
    return read_calendars([calendar(*parts)], days, HERE)


def starts(reading: CalendarReading) -> list[str]:
    return [f"{one.start_at.astimezone(HERE):%m-%d %H:%M}" for one in reading.occurrences]


def one_start(*lines: str) -> str:
    return starts(read(*lines))[0]


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Europe/Berlin", "06-01 08:00"),
        ("europe/berlin", "06-01 08:00"),
        ("W. Europe Standard Time", "06-01 08:00"),
        ("/freeassociation.sourceforge.net/Europe/London", "06-01 09:00"),
        ("tzone://Microsoft/Utc", "06-01 10:00"),
        ("GMT+0100", "06-01 09:00"),
        ("America/Argentina/Buenos_Aires", "06-01 13:00"),
    ],
)
def test_zones_by_the_names_that_programs_give_them(zone: str, at: str) -> None:
    """Of the database, of Windows, with a maker's name before it, as an offset."""
    reading = read(event("UID:1", f"DTSTART;TZID={zone}:20260601T080000", "DURATION:PT8H"))
    assert starts(reading) == [at]
    assert reading.occurrences[0].doubt == ""


def test_a_zone_that_the_calendar_defines() -> None:
    """Its own rules count, over the change of the clocks."""
    reading = read(
        BERLIN,
        event(
            "UID:1",
            "DTSTART;TZID=Customized Time Zone:20260320T080000",
            "RRULE:FREQ=WEEKLY;COUNT=3",
        ),
    )
    assert starts(reading) == ["03-20 08:00", "03-27 08:00", "04-03 08:00"]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../../etc/passwd", "Europe", ""])
def test_a_zone_that_nobody_knows_is_named_as_doubtful(zone: str) -> None:
    """Its hours are by the owner's clock, and the name is there to be shown."""
    reading = read(event("UID:1", f"DTSTART;TZID={zone}:20260601T080000"))
    assert starts(reading) == ["06-01 08:00"]
    assert reading.occurrences[0].doubt == zone


def test_a_zone_whose_rules_are_no_zones_is_doubtful() -> None:
    """A rule that changes the clocks each second is not worked out."""
    wild = BERLIN.replace("FREQ=YEARLY", "FREQ=SECONDLY")
    reading = read(wild, event("UID:1", "DTSTART;TZID=Customized Time Zone:20260601T080000"))
    assert reading.occurrences[0].doubt == "Customized Time Zone"


def test_days_instants_and_floating_times() -> None:
    """Whole days and times without a zone are where the owner is; UTC is UTC."""
    reading = read(
        event("UID:1", "DTSTART;VALUE=DATE:20260601", "DTEND;VALUE=DATE:20260603"),
        event("UID:2", "DTSTART:20260604T080000", "DTEND:20260604T160000"),
        event("UID:3", "DTSTART:20260605T080000Z"),
        event("UID:4", "DTSTART;VALUE=DATE:20260606"),
    )
    assert starts(reading) == ["06-01 00:00", "06-04 08:00", "06-05 10:00", "06-06 00:00"]
    first, _, moment, day = reading.occurrences
    assert (first.all_day, first.end_at - first.start_at) == (True, timedelta(days=2))
    assert moment.end_at > moment.start_at
    assert day.end_at - day.start_at == timedelta(days=1)


def test_a_calendars_own_zone_is_for_times_without_one() -> None:
    """As Google says it, beside the events."""
    reading = read("X-WR-TIMEZONE:America/New_York", event("UID:1", "DTSTART:20260601T080000"))
    assert starts(reading) == ["06-01 14:00"]


def test_repetitions_with_exceptions_and_changes() -> None:
    """A day left out, a day moved, one added; each keeps its key when it is moved."""
    core = event(
        "UID:1", "SUMMARY:Night", "DTSTART;TZID=Europe/Berlin:20260601T220000", "DURATION:PT8H",
        "RRULE:FREQ=DAILY;COUNT=5", "EXDATE;TZID=Europe/Berlin:20260603T220000",
        "RDATE;TZID=Europe/Berlin:20260610T220000",
    )  # fmt: skip
    moved = event(
        "UID:1", "SUMMARY:Late", "RECURRENCE-ID;TZID=Europe/Berlin:20260604T220000",
        "DTSTART;TZID=Europe/Berlin:20260604T140000", "DURATION:PT8H",
    )  # fmt: skip
    before, after = read(core), read(core, moved)
    assert [at[:5] for at in starts(before)] == ["06-01", "06-02", "06-04", "06-05", "06-10"]
    assert starts(after)[2] == "06-04 14:00"
    assert after.occurrences[2].name == "Late"
    assert [one.key for one in before.occurrences] == [one.key for one in after.occurrences]


def test_only_the_days_asked_for_are_worked_out() -> None:
    """Without end, from long ago: as many as there are days."""
    reading = read(event("UID:1", "DTSTART;VALUE=DATE:20000101", "RRULE:FREQ=DAILY"))
    assert len(reading.occurrences) == YEAR.days


def test_cancelled_and_free_events_are_marked() -> None:
    """They are read, and it is said of them."""
    reading = read(
        event("UID:1", "DTSTART:20260601T080000Z", "STATUS:CANCELLED"),
        event("UID:2", "DTSTART:20260602T080000Z", "TRANSP:TRANSPARENT"),
        event("UID:3", "DTSTART:20260603T080000Z", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"),
    )
    said = [(one.cancelled, one.free) for one in reading.occurrences]
    assert said == [(True, False), (False, True), (False, True)]


def test_each_broken_event_is_left_out_and_named() -> None:
    """The others are read."""
    reading = read(
        event("UID:1", "SUMMARY:Good", "DTSTART:20260601T080000Z"),
        event("UID:2", "SUMMARY:No start"),
        event("UID:3", "SUMMARY:Backwards", "DTSTART:20260601T080000Z", "DTEND:20260531T080000Z"),
        event("UID:4", "SUMMARY:Nonsense", "DTSTART:tomorrow"),
        event("UID:5", "SUMMARY:Ages", "DTSTART:20260601T080000Z", "DURATION:P9000D"),
        event("UID:6", "SUMMARY:Seconds", "DTSTART:20260601T080000Z", "RRULE:FREQ=SECONDLY"),
        event("UID:7", "SUMMARY:Never", "DTSTART:20260601T080000Z", "RRULE:FREQ=DAILY;INTERVAL=0"),
        event("UID:8", "SUMMARY:Far", "DTSTART:99991231T235959Z", "RRULE:FREQ=DAILY"),
        event("UID:9", "SUMMARY:Long", "DTSTART:20260601T080000Z", "EXDATE:" + "20260601," * 9000),
        event("UID:10", "SUMMARY:Also good", "DTSTART:20260701T080000Z"),
    )
    assert [one.name for one in reading.occurrences] == ["Good", "Also good"]
    assert [(fault.number, fault.name, fault.why) for fault in reading.faults] == [
        (2, "No start", "no-start"),
        (3, "Backwards", "backwards"),
        (4, "Nonsense", "unreadable"),
        (5, "Ages", "too-long"),
        (6, "Seconds", "too-often"),
        (7, "Never", "unreadable"),
        (8, "Far", "unreadable"),
        (9, "Long", "unreadable"),
    ]


def test_a_calendar_that_breaks_off_gives_what_is_whole() -> None:
    """The last event is named."""
    text = calendar(event("UID:1", "DTSTART:20260601"), event("UID:2", "DTSTART:20260602"))
    reading = read_calendars([text[: text.rindex(b"END:VEVENT")]], YEAR, HERE)
    assert [one.start_at.day for one in reading.occurrences] == [31]
    assert [(fault.number, fault.why) for fault in reading.faults] == [(2, "cut-off")]


def test_many_events_with_one_uid_are_all_read() -> None:
    """Some makers number their events by the holiday; a later version replaces an earlier one."""
    reading = read(
        event("UID:7", "DTSTART;VALUE=DATE:20260601"),
        event("UID:7", "DTSTART;VALUE=DATE:20260701"),
        event("UID:8", "DTSTART;VALUE=DATE:20260801", "SEQUENCE:1"),
        event("UID:8", "DTSTART;VALUE=DATE:20260802", "SEQUENCE:2"),
    )
    assert [day[:5] for day in starts(reading)] == ["06-01", "07-01", "08-02"]


def test_times_somebody_is_busy() -> None:
    """A free-busy answer, without a calendar around it, has no names."""
    text = (
        b"BEGIN:VFREEBUSY\r\nFREEBUSY;FBTYPE=BUSY:20260601T080000Z/PT8H,20260602T080000Z/"
        b"20260602T160000Z\r\nFREEBUSY;FBTYPE=FREE:20260603T080000Z/PT8H\r\nEND:VFREEBUSY\r\n"
    )
    reading = read_calendars([text], YEAR, HERE)
    assert [one.name for one in reading.occurrences] == ["Busy", "Busy"]


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
def test_lines_fold_in_the_middle_of_a_letter(ends: str) -> None:
    """Folded by bytes, with any line ends, with a mark of the encoding before all."""
    text = calendar(event("UID:1", "SUMMARY:Frühdienst", "DTSTART:20260601T080000Z"), ends=ends)
    cut = text.index("ü".encode()) + 1
    folded = b"\xef\xbb\xbf" + text[:cut] + ends.encode() + b" " + text[cut:]
    assert read_calendars([folded], YEAR, HERE).occurrences[0].name == "Frühdienst"
    wide = text.decode().encode("utf-16")
    assert read_calendars([wide], YEAR, HERE).occurrences[0].name == "Frühdienst"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "calendar.none"),
        (b"<html>Log in</html>", "calendar.none"),
        (b"\0" * 1000, "calendar.none"),
        (b"BEGIN:VCALENDAR\r\n" * 9, "calendar.nested"),
        (b" " * (16 * 1024 * 1024 + 1), "calendar.too-large"),
        (calendar(*["BEGIN:VEVENT\nEND:VEVENT"] * 50_001), "calendar.too-many"),
    ],
)
def test_what_is_beyond_the_bounds_is_refused(text: bytes, code: str) -> None:
    """At once, by a code."""
    with pytest.raises(BadInput) as refused:
        read_calendars([text], YEAR, HERE)
    assert refused.value.code == code


def test_an_event_repeats_so_often_at_most() -> None:
    """Every half an hour is no duty."""
    bell = event(
        "SUMMARY:Bell", "DTSTART:20260301T000000Z", "RRULE:FREQ=HOURLY;BYMINUTE=0,30;BYSECOND=0"
    )
    reading = read(bell, days=DaySpan(date(2026, 3, 1), date(2026, 4, 3)))
    assert [(fault.name, fault.why) for fault in reading.faults] == [("Bell", "too-often")]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["DTSTART", "DTEND", "RRULE", "DURATION", "EXDATE", "RDATE", "UID", "SUMMARY",
                 "RECURRENCE-ID", "SEQUENCE", "STATUS", "BEGIN", "END", ""]
            ),
            st.sampled_from(["", ";TZID=Europe/Berlin", ";TZID=", ";VALUE=DATE", ";X", ";=", '"']),
            st.one_of(
                st.text(max_size=20),
                st.sampled_from(["20260601", "20260601T080000", "PT8H", "FREQ=WEEKLY;COUNT=3",
                                 "VEVENT", "VALARM", "20260601T080000Z/PT1H", "-P3D", "1"]),
            ),
        ),
        max_size=8,
    )
)  # fmt: skip
def test_whatever_an_event_says_its_neighbour_is_read(lines: list[tuple[str, str, str]]) -> None:
    """A broken event takes nothing but itself away."""
    odd = event(*(f"{name}{more}:{value}" for name, more, value in lines))
    good = event("UID:good", "SUMMARY:Good", "DTSTART:20260601T080000Z")
    reading = read(good, odd)
    found = [one for one in reading.occurrences if one.name == "Good"]
    assert [one.start_at for one in found] == [datetime(2026, 6, 1, 8, tzinfo=UTC)]
    for one in reading.occurrences:
        assert one.start_at < one.end_at
