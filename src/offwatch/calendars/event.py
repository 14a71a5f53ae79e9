"""One event of a calendar as it stands there: read, with its times in zones, not yet repeated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import cast

from icalendar import Event, vRecur

from offwatch.calendars.blocks import Block
from offwatch.calendars.faults import BrokenEvent
from offwatch.calendars.values import line_parts, read_text, read_value
from offwatch.calendars.zones import Zones

LONGEST = timedelta(days=366)
MOST_NAME = 200
YEARS = range(1900, 2200)
_MOMENT = timedelta(minutes=1)
_TOO_OFTEN = ("SECONDLY", "MINUTELY")

Moment = date | datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where a calendar's times are: its zones by name, and the owner's own for the rest."""

    zones: Zones
    here: tzinfo
    floating: tzinfo


@dataclass(slots=True)
class Raw:
    """One event: ``start`` and ``end`` are both days, or both aware instants."""

    number: int
    uid: str
    name: str
    start: Moment
    end: Moment
    sequence: int
    cancelled: bool
    free: bool
    doubt: str
    recurrence: Moment | None
    later_too: bool
    rules: list[vRecur]
    extra: list[Moment | tuple[Moment, timedelta]]
    left_out: list[Moment]

    @property
    def repeats(self) -> bool:
        """Whether others belong to it, or it to others."""
        return bool(self.rules or self.extra or self.left_out or self.recurrence)

    def as_event(self) -> Event:
        """The event as the library that works out repetitions takes it."""
        event = Event()
        event.add("uid", self.uid)
        event.add("sequence", self.sequence)
        event.add("summary", self.name)
        event.add("dtstart", self.start)
        event.add("dtend", self.end)
        event.add("x-number", str(self.number))
        for rule in self.rules:
            event.add("rrule", rule)
        for day in self.extra:
            event.add("rdate", [day])
        for day in self.left_out:
            event.add("exdate", [day])
        if self.recurrence is not None:
            parameters = {"RANGE": "THISANDFUTURE"} if self.later_too else {}
            event.add("recurrence-id", self.recurrence, parameters=parameters)
        return event


def read_event(block: Block, place: Place) -> Raw:
    """Read one event.

    Parameters
    ----------
    block : Block
        Its lines.
    place : Place
        The zones of its calendar.

    Returns
    -------
    Raw
        With its times in zones; a time without one is in ``place.floating``.

    Raises
    ------
    BrokenEvent
        It has no start, ends before it begins, lasts for more than a year, repeats by the minute,
        or is cut off.
    ValueError
        A line of it cannot be read; the libraries raise others as well, see ``FAULTS``.

    References
    ----------
    RFC 5545, 3.3.10 (recurrence), 3.6.1 (events), 3.8.2 and 3.8.4.4.
    """
    if not block.whole:
        raise BrokenEvent("cut-off")
    if block.too_long:
        raise BrokenEvent("unreadable")
    values = _Values(block, place)
    start = values.moment("DTSTART")
    if start is None:
        raise BrokenEvent("no-start")
    if start.year not in YEARS:
        raise BrokenEvent("unreadable")
    return Raw(
        number=block.number,
        uid=values.text("UID") or f"no-uid-{block.number}",
        name=event_name(block),
        start=start,
        end=_end(start, values.moment("DTEND"), values.text("DURATION")),
        sequence=_whole_number(values.text("SEQUENCE")),
        cancelled=values.text("STATUS").upper() == "CANCELLED",
        free=values.text("TRANSP").upper() == "TRANSPARENT"
        or values.text("X-MICROSOFT-CDO-BUSYSTATUS").upper() == "FREE",
        recurrence=values.moment("RECURRENCE-ID"),
        later_too=values.parameter("RECURRENCE-ID", "RANGE").upper() == "THISANDFUTURE",
        rules=[_rule(text, start) for text in values.texts("RRULE")],
        extra=list(values.moments("RDATE")),
        left_out=[each for each in values.moments("EXDATE") if not isinstance(each, tuple)],
        doubt=values.doubt,  # last: by now every name of a zone has been looked for
    )


def event_name(block: Block) -> str:
    """The name of an event, as far as it can be read.

    Parameters
    ----------
    block : Block
        Its lines.

    Returns
    -------
    str
        One line of at most 200 characters; nothing where it has none.
    """
    for line in block.lines:
        if line.upper().startswith(b"SUMMARY"):
            try:
                return read_text(line_parts(line)[2])[:MOST_NAME]
            except ValueError:
                return read_text(line.partition(b":")[2].decode("utf-8", "replace"))[:MOST_NAME]
    return ""


def busy_spans(block: Block, place: Place) -> Iterator[tuple[datetime, datetime]]:
    """The times at which somebody is busy, by a free-busy component.

    Parameters
    ----------
    block : Block
        Its lines.
    place : Place
        The zones of its calendar.

    Yields
    ------
    tuple of datetime
        Start and end of each, aware.
    """
    for _, parameters, value in map(line_parts, block.lines):
        if str(parameters.get("FBTYPE", "BUSY")).upper() == "FREE" or "/" not in value:
            continue
        for text in value.split(","):
            span = read_value(text)
            if not isinstance(span, tuple):
                raise ValueError("not a span of time")
            start, end = _aware(span[0], place.floating), span[1]
            yield start, start + end if isinstance(end, timedelta) else _aware(end, place.floating)


class _Values:
    """The lines of one event by their names."""

    def __init__(self, block: Block, place: Place) -> None:
        self._place = place
        self._lines: dict[str, list[tuple[dict[str, str], str]]] = {}
        self.doubt = ""
        for line in block.lines:
            name, parameters, value = line_parts(line)
            self._lines.setdefault(name, []).append((parameters, value))

    def texts(self, name: str) -> list[str]:
        return [value.strip() for _, value in self._lines.get(name, [])]

    def text(self, name: str) -> str:
        return next(iter(self.texts(name)), "")

    def parameter(self, name: str, of: str) -> str:
        lines = self._lines.get(name)
        return str(lines[0][0].get(of, "")) if lines else ""

    def moment(self, name: str) -> Moment | None:
        found = next(self.moments(name), None)
        return found if not isinstance(found, tuple) else found[0]

    def moments(self, name: str) -> Iterator[Moment | tuple[Moment, timedelta]]:
        for parameters, value in self._lines.get(name, []):
            for text in value.strip().split(","):
                read = read_value(text)
                zone = str(parameters.get("TZID", ""))
                if isinstance(read, tuple):
                    start, end = self._in_zone(read[0], zone), read[1]
                    if not isinstance(end, timedelta):
                        end = _length(start, self._in_zone(end, zone))
                    yield start, end
                elif isinstance(read, date):
                    yield self._in_zone(read, zone)
                else:
                    raise ValueError("a length of time where an instant should be")

    def _in_zone(self, at: Moment, name: str) -> Moment:
        if not isinstance(at, datetime):
            return at
        place = self._place
        if at.tzinfo is not None:  # in UTC; some calendars name the zone it is meant in
            return at if place.floating is place.here else at.astimezone(place.floating)
        if not name:
            return at.replace(tzinfo=place.floating)
        zone = place.zones.find(name)
        if zone is None:
            self.doubt = name[:MOST_NAME]
        return at.replace(tzinfo=zone or place.floating)


def _end(start: Moment, end: Moment | None, duration: str) -> Moment:
    """When it ends; a day without an end is a whole one, an instant without one a moment."""
    is_day = not isinstance(start, datetime)
    shortest = timedelta(days=1) if is_day else _MOMENT
    if end is None and duration:
        lasts = read_value(duration)
        if not isinstance(lasts, timedelta):
            raise ValueError("not a length of time")
        end = start + lasts
    if end is None:
        end = start + shortest
    if isinstance(end, datetime) and is_day:
        end = end.date()
    elif isinstance(start, datetime) and not isinstance(end, datetime):
        end = datetime.combine(end, time(), start.tzinfo)
    if _length(start, end) < timedelta():
        raise BrokenEvent("backwards")
    if _length(start, end) > LONGEST:
        raise BrokenEvent("too-long")
    return end if _length(start, end) else start + shortest


def _length(start: Moment, end: Moment) -> timedelta:
    if isinstance(start, datetime) and isinstance(end, datetime):
        return end.astimezone(UTC) - start.astimezone(UTC)
    return end - start  # type: ignore[operator]  # both are days


def _rule(text: str, start: Moment) -> vRecur:
    """The rule of a repetition, unless it repeats oftener than any duty does."""
    rule = cast("vRecur", vRecur.from_ical(text))
    freq = str(next(iter(rule.get("FREQ", [])), "")).upper()
    if not freq:
        raise ValueError("no frequency")
    if min(rule.get("INTERVAL", [1]), default=1) < 1:
        raise ValueError("an interval of nothing")
    if freq in _TOO_OFTEN or len(rule.get("BYSECOND", [])) > 1 or len(rule.get("BYMINUTE", [])) > 2:
        raise BrokenEvent("too-often")
    until = next(iter(rule.get("UNTIL", [])), None)
    if isinstance(until, datetime) and until.tzinfo is None and isinstance(start, datetime):
        # not in UTC, as it should be: meant where the event is
        rule["UNTIL"] = [until.replace(tzinfo=start.tzinfo).astimezone(UTC)]
    return rule


def _aware(at: datetime, zone: tzinfo) -> datetime:
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def _whole_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else 0
