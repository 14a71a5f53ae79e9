"""One person's duties as iCalendar text (RFC 5545)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from offwatch.errors import BadInput

REFRESH = timedelta(minutes=15)
PRODUCT = "-//Offwatch//Offwatch 1//EN"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; the same ``uid`` with a higher ``sequence`` replaces what it was before."""

    uid: str
    summary: str
    starts_at: datetime
    ends_at: datetime
    sequence: int
    made_at: datetime
    cancelled: bool = False
    place: str = ""
    notes: str = ""


def write_calendar(name: str, entries: Iterable[Entry], *, refresh: timedelta = REFRESH) -> bytes:
    """Write entries as one published calendar; equal input gives equal bytes.

    Parameters
    ----------
    name : str
        What calendar programs call it. Here, as in summaries, a character that iCalendar cannot
        hold, such as a control character, is written as a space.
    entries : iterable of Entry
        Aware instants; they are written in UTC.
    refresh : timedelta
        How often a program should look again.

    Returns
    -------
    bytes
        UTF-8 text whose lines end in CR LF and are at most 75 octets long.

    Raises
    ------
    BadInput
        ``calendar.no-zone`` for an instant without a zone, ``calendar.twice`` for two entries with
        one uid.

    References
    ----------
    RFC 5545, 3.1 (lines), 3.3.11 (text), 3.6.1 and 3.8.7.4; RFC 7986, 5.7 (refresh interval).
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _text(name))
    calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", _duration(refresh))
    seen: set[str] = set()
    for entry in entries:
        if entry.uid in seen:
            raise BadInput("calendar.twice", "Two entries of a calendar cannot share one uid.")
        seen.add(entry.uid)
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    if None in (entry.starts_at.tzinfo, entry.ends_at.tzinfo, entry.made_at.tzinfo):
        raise BadInput("calendar.no-zone", "An instant needs a time zone: 2026-03-01T08:00Z.")
    event = Event()
    event.add("uid", _text(entry.uid))
    event.add("dtstamp", entry.made_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", _text(entry.summary))
    if entry.place:
        event.add("location", _text(entry.place))
    if entry.notes:
        event.add("description", "\n".join(map(_text, entry.notes.splitlines())))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.cancelled else "OPAQUE")
    return event


def _text(value: str) -> str:
    """One line of text that iCalendar can hold: no control, line break or half character."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in value)


def _duration(span: timedelta) -> str:
    return f"PT{int(span.total_seconds()) // 60}M"
