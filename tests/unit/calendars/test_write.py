"""Duties as iCalendar text that any calendar can read."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from offwatch.calendars.write import Entry, write_calendar
from offwatch.errors import BadInput

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
instants = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
).map(lambda at: at.replace(microsecond=0))


def entry(uid: str = "1", **changes: object) -> Entry:
    values = {
        "uid": uid,
        "summary": "Landing",
        "starts_at": START,
        "ends_at": START + timedelta(hours=34),
        "sequence": 1,
        "made_at": START,
    }
    return Entry(**{**values, **changes})  # type: ignore[arg-type]


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200),
    instants,
    st.integers(1, 10_000),
    st.integers(0, 2**31 - 1),
    st.booleans(),
)
def test_what_is_written_is_read_back(
    summary: str, start: datetime, minutes: int, sequence: int, cancelled: bool
) -> None:
    """Any name, any time, any sequence: the same from the text as was put in."""
    end = start + timedelta(minutes=minutes)
    text = write_calendar(
        "x",
        [
            entry(
                summary=summary,
                starts_at=start,
                ends_at=end,
                sequence=sequence,
                cancelled=cancelled,
            )
        ],
    )
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert isinstance(event, Event)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (start, end)
    assert (str(event["summary"]), int(event["sequence"])) == (summary, sequence)
    assert (str(event["status"]) == "CANCELLED") == cancelled


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_text_injects_a_line(name: str, summary: str, uid: str) -> None:
    """Any text at all, controls and half characters too: the lines are those of a harmless one."""
    plain = write_calendar("x", [entry("x", summary="x")]).decode()
    text = write_calendar(name, [entry(uid, summary=summary)]).decode().replace("\r\n ", "")
    assert "\r" not in text.replace("\r\n", "")
    assert "\n" not in text.replace("\r\n", "")
    kinds = [re.split("[:;]", line)[0] for line in text.split("\r\n")]
    assert kinds == [re.split("[:;]", line)[0] for line in plain.split("\r\n")]
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    shown = "".join(
        " " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in summary
    )
    assert str(event["summary"]) == shown


def test_lines_are_folded_and_end_as_the_standard_wants() -> None:
    """At most 75 octets a line, CR LF at each end."""
    text = write_calendar("x" * 300, [entry(summary="漢" * 200)])
    assert text.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))


def test_equal_input_gives_equal_bytes() -> None:
    """So that a client can see that nothing changed."""
    assert write_calendar("x", [entry()]) == write_calendar("x", [entry()])


def test_it_says_how_often_to_look_again() -> None:
    """Both spellings of the refresh interval are there."""
    text = write_calendar("x", []).decode()
    assert "X-PUBLISHED-TTL:PT15M" in text
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT15M" in text


def test_one_uid_twice_is_refused() -> None:
    """Two events under one name would overwrite each other."""
    with pytest.raises(BadInput) as refused:
        write_calendar("x", [entry(), entry()])
    assert refused.value.code == "calendar.twice"


def test_an_instant_without_a_zone_is_refused() -> None:
    """A time without a zone means a different hour to every reader."""
    with pytest.raises(BadInput) as refused:
        write_calendar("x", [entry(starts_at=START.replace(tzinfo=None))])
    assert refused.value.code == "calendar.no-zone"
