"""Calendars that stand at the edge of the form: what is read of each, and what is said of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.refusals import refused
from tests.unit.calendars.text import BERLIN, calendar, event

from offwatch.calendars import read as reading_of_calendars
from offwatch.calendars.faults import TooCostly
from offwatch.calendars.read import CalendarReading, read_calendars
from offwatch.spans import DaySpan

HERE = ZoneInfo("Europe/Berlin")
YEAR = DaySpan(date(2026, 3, 1), date(2027, 3, 1))
OWN = "DTSTART;TZID=Customized Time Zone:20260601T080000"


def read(*parts: str) -> CalendarReading:
    return read_calendars([calendar(*parts)], YEAR, HERE)


def spans(reading: CalendarReading) -> list[str]:
    return [
        f"{one.start_at.astimezone(HERE):%m-%d %H:%M} {one.end_at.astimezone(HERE):%m-%d %H:%M}"
        for one in reading.occurrences
    ]


@pytest.mark.parametrize(
    ("lines", "span"),
    [
        (("DTSTART;VALUE=DATE:20260601", "DTEND:20260603T080000"), "06-01 00:00 06-03 00:00"),
        (("DTSTART:20260601T080000", "DTEND;VALUE=DATE:20260602"), "06-01 08:00 06-02 00:00"),
        (("DTSTART;VALUE=DATE:20260601", "DTEND;VALUE=DATE:20260601"), "06-01 00:00 06-02 00:00"),
        (("DTSTART:20260601T080000", "DTEND:20260601T080000"), "06-01 08:00 06-01 08:01"),
        (("DTSTART:20260601T080000", "SEQUENCE:first"), "06-01 08:00 06-01 08:01"),
    ],
)
def test_ends_of_another_kind_than_their_starts(lines: tuple[str, ...], span: str) -> None:
    """A day stays a day, an instant an instant, and nothing lasts for no time."""
    assert spans(read(event("UID:1", *lines))) == [span]


@pytest.mark.parametrize(
    "line",
    [
        "DURATION:20260601T090000",
        "EXDATE:PT8H",
        "RRULE:COUNT=3",
        "RRULE:FREQ=DAILY;COUNT=x",
    ],
)
def test_values_of_the_wrong_kind_are_named_as_unreadable(line: str) -> None:
    """A day where a length belongs, a length where a day does, a rule without how often."""
    broken = event("UID:1", "SUMMARY:Odd", "DTSTART:20260601T080000", line)
    reading = read(broken, event("UID:2", "SUMMARY:Good", "DTSTART:20260602T080000"))
    assert [one.name for one in reading.occurrences] == ["Good"]
    assert [(fault.name, fault.why) for fault in reading.faults] == [("Odd", "unreadable")]


def test_a_start_in_no_year_of_calendars_is_unreadable() -> None:
    """A year that a program writes for nothing."""
    reading = read(event("UID:1", "DTSTART:00010101T000000", "RRULE:FREQ=DAILY"))
    assert [fault.why for fault in reading.faults] == ["unreadable"]


@pytest.mark.parametrize(
    "extra",
    [
        "RDATE;VALUE=PERIOD:20260610T080000/20260610T120000",
        "RDATE;VALUE=PERIOD:20260610T080000/PT4H",
    ],
)
def test_a_repetition_may_have_a_length_of_its_own(extra: str) -> None:
    """Added as a period, by its end or by how long it lasts."""
    reading = read(event("UID:1", "DTSTART:20260601T080000", "DURATION:PT8H", extra))
    assert spans(reading) == ["06-01 08:00 06-01 16:00", "06-10 08:00 06-10 12:00"]


def test_a_rule_that_ends_by_the_clock_where_the_event_is() -> None:
    """The last repetition is on that very hour, although the end is not given in UTC."""
    lines = ("DTSTART;TZID=Europe/Berlin:20260601T080000", "RRULE:FREQ=DAILY;UNTIL=20260603T080000")
    starts = [span[:5] for span in spans(read(event("UID:1", *lines)))]
    assert starts == ["06-01", "06-02", "06-03"]


def test_times_in_utc_are_shown_in_the_zone_that_the_calendar_names() -> None:
    """The day of an event is the day where its calendar is."""
    reading = read("X-WR-TIMEZONE:America/New_York", event("UID:1", "DTSTART:20260601T080000Z"))
    assert [one.start_at for one in reading.occurrences] == [datetime(2026, 6, 1, 8, tzinfo=UTC)]


def test_a_name_with_broken_parameters_is_shown_as_far_as_it_goes() -> None:
    """Whoever looks for the broken event finds it by its name."""
    reading = read(event("UID:1", "SUMMARY;X:Late: ward 3", "DTSTART:20260601T080000"))
    assert [(fault.name, fault.why) for fault in reading.faults] == [("Late: ward 3", "unreadable")]


def test_a_broken_line_of_the_calendar_itself_takes_nothing_away() -> None:
    """Its events are read, under the name that can be read."""
    good = event("UID:1", "DTSTART:20260601T080000")
    reading = read("X-WR-CALNAME;=:Broken", "NAME:Ward 3", good)
    assert (reading.name, len(reading.occurrences)) == ("Ward 3", 1)


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART;VALUE=DATE:20200601",),
        ("DTSTART;VALUE=DATE:20300601",),
        ("DTSTART;VALUE=DATE:20200601", "RRULE:FREQ=DAILY;UNTIL=20210601"),
        ("DTSTART;VALUE=DATE:20251201",),
        ("DTSTART;VALUE=DATE:20251201", "RRULE:FREQ=DAILY;COUNT=2"),
    ],
)
def test_what_is_on_other_days_is_counted(lines: tuple[str, ...]) -> None:
    """Long ago, far ahead or just before: no duty of these days, and no fault either."""
    reading = read(event("UID:1", *lines))
    assert (reading.events, reading.outside, reading.occurrences, reading.faults) == (1, 1, (), ())


def test_a_rule_whose_end_is_no_day_is_not_taken_for_one_of_old() -> None:
    """It may concern these days: it is named, not passed over."""
    reading = read(event("UID:1", "DTSTART:20200601T080000", "RRULE:FREQ=DAILY;UNTIL=20269999"))
    assert [fault.why for fault in reading.faults] == ["unreadable"]
    assert reading.outside == 0


BUSY_DAYS = """BEGIN:VFREEBUSY
FREEBUSY;VALUE=PERIOD:{}
END:VFREEBUSY"""


@pytest.mark.parametrize(
    ("value", "whys"),
    [
        ("20260601T080000/PT8H", []),
        ("20260601/PT8H", []),
        ("20260601T080000Z", []),  # says of no span whether somebody is busy
        ("20260601T080000Z/PT0S", ["backwards"]),
        ("20260602T080000Z/20260601T080000Z", ["backwards"]),
        ("PT8H,20260601T080000Z/PT8H", ["unreadable"]),
    ],
)
def test_busy_times_as_servers_write_them(value: str, whys: list[str]) -> None:
    """Where they have no zone they are where the owner is; what is no span is named."""
    reading = read(BUSY_DAYS.format(value))
    assert [fault.why for fault in reading.faults] == whys
    for one in reading.occurrences:
        assert one.start_at.astimezone(HERE).date() == date(2026, 6, 1)
        assert one.end_at - one.start_at == timedelta(hours=8)


def test_a_part_within_an_event_says_nothing_of_it() -> None:
    """The start of an alarm is not that of the event, and a task is no event at all."""
    alarm = event("UID:1", "BEGIN:VALARM", "DTSTART:20260701T080000", "END:VALARM",
                  "DTSTART:20260601T080000")  # fmt: skip
    task = "BEGIN:VTODO\nDTSTART:20260801T080000\nEND:VTODO"
    assert [span[:5] for span in spans(read(alarm, task))] == ["06-01"]


def test_an_event_cut_off_by_the_end_of_its_calendar_is_named() -> None:
    """The calendar after it is read."""
    broken = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260601T080000\nEND:VCALENDAR\n"
    reading = read_calendars(
        [broken + calendar(event("UID:2", "DTSTART:20260602T080000"))], YEAR, HERE
    )
    assert [span[:5] for span in spans(reading)] == ["06-02"]
    assert [fault.why for fault in reading.faults] == ["cut-off"]


def test_a_line_too_long_for_any_program_spoils_its_event_only() -> None:
    """A picture in the name of one."""
    long = event("UID:1", "DTSTART:20260601T080000", "SUMMARY:" + "x" * 70_000)
    reading = read(long, event("UID:2", "DTSTART:20260602T080000"))
    assert [span[:5] for span in spans(reading)] == ["06-02"]
    assert [fault.why for fault in reading.faults] == ["unreadable"]


def test_a_zone_may_name_the_place_that_it_stands_for() -> None:
    """What the calendar says of it beside that does not count."""
    zone = "BEGIN:VTIMEZONE\nTZID:Mine\nX-LIC-LOCATION:America/New_York\nEND:VTIMEZONE"
    reading = read(zone, event("UID:1", "DTSTART;TZID=Mine:20260601T080000"))
    assert spans(reading)[0][:11] == "06-01 14:00"
    assert reading.occurrences[0].doubt == ""


@pytest.mark.parametrize(
    "zone",
    [
        BERLIN.replace("TZOFFSETTO:+0100", "TZOFFSETTO:soon"),
        BERLIN.replace("TZID:Customized Time Zone\n", ""),
        BERLIN.replace("TZOFFSETTO:+0100", "TZOFFSETTO:+0100\nX-LIC-LOCATION:Nowhere\nRRULE:X"),
    ],
)
def test_a_zone_that_says_nothing_of_use_is_doubtful(zone: str) -> None:
    """Its hours are by the owner's clock, and its name is there to be shown."""
    reading = read(zone, event("UID:1", OWN))
    assert spans(reading)[0][:11] == "06-01 08:00"
    assert reading.occurrences[0].doubt == "Customized Time Zone"


class Budget:
    """Gives a guard that ends the work within it from some call on."""

    def __init__(self, free: int) -> None:
        self.free = free

    def __call__(self) -> AbstractContextManager[None]:
        self.free -= 1
        return nullcontext() if self.free >= 0 else self._ended()

    @contextmanager
    def _ended(self) -> Iterator[None]:
        raise TooCostly
        yield


def test_what_takes_too_long_is_left_out_and_named() -> None:
    """Work without end on one event, on its zone or on its repetitions is that event's fault."""
    parts = [BERLIN, event("UID:1", "SUMMARY:Wild", OWN, "RRULE:FREQ=DAILY;COUNT=2")]
    for free, whys, doubts in ((0, ["too-costly"], []), (1, ["too-costly"], []), (3, [], [""])):
        reading = read_calendars([calendar(*parts)], YEAR, HERE, guard=Budget(free))
        assert [fault.why for fault in reading.faults] == whys
        assert sorted({one.doubt for one in reading.occurrences}) == doubts


def test_more_than_ten_events_that_take_too_long_end_the_reading() -> None:
    """Each may cost as much as the guard allows; all of them together may not."""
    text = calendar(*(event(f"UID:{n}", "DTSTART:20260601T080000") for n in range(11)))
    with refused("calendar.too-costly"):
        read_calendars([text], YEAR, HERE, guard=Budget(0))


def test_many_files_together_keep_to_the_bounds_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of calendars can hold no more events, and give no more, than one calendar."""
    text = calendar(*(event(f"UID:{n}", "DTSTART:20260601T080000") for n in range(3)))
    other = text.replace(b"UID:", b"UID:other-")
    monkeypatch.setattr(reading_of_calendars, "MOST", 5)
    with refused("calendar.too-many"):
        read_calendars([text, other], YEAR, HERE)
    monkeypatch.setattr(reading_of_calendars, "MOST", 6)
    assert len(read_calendars([text, other], YEAR, HERE).occurrences) == 6
    monkeypatch.setattr(reading_of_calendars, "MOST_EVENTS", 5)
    with refused("calendar.too-many"):
        read_calendars([text, other], YEAR, HERE)
    monkeypatch.setattr(reading_of_calendars, "MOST_BYTES", len(text + other) - 1)
    with refused("calendar.too-large"):
        read_calendars([text, other], YEAR, HERE)


def _calls(work: Callable[[], object]) -> int:
    """How often functions and generators are entered while ``work`` is done."""
    calls = 0

    def count(frame: object, what: str, value: object) -> None:
        nonlocal calls
        calls += what == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


def test_a_calendar_of_broken_events_costs_no_more_for_each_than_a_short_one() -> None:
    """A fault is written down without a look at all the faults before it."""
    few, many = (_calls(lambda n=n: read(*["BEGIN:VEVENT\nEND:VEVENT"] * n)) for n in (100, 400))
    assert many < 5 * few
