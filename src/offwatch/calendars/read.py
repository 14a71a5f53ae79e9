"""The events of calendars in a span of days: what there is, what cannot be read and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from hashlib import blake2b

import recurring_ical_events
from icalendar import Calendar

from offwatch.calendars.blocks import MOST_BYTES, MOST_EVENTS, Block, cut, too_large
from offwatch.calendars.event import (
    LONGEST,
    MOST_NAME,
    Moment,
    Place,
    Raw,
    busy_spans,
    event_name,
    read_event,
)
from offwatch.calendars.faults import FAULTS, BrokenEvent, EventFault, Guard, TooCostly, Why
from offwatch.calendars.values import line_parts, read_text
from offwatch.calendars.zones import Zones
from offwatch.errors import BadInput
from offwatch.spans import DaySpan

MOST = 10_000
"""Events in the span of days at most."""
MOST_OF_ONE = 1_500
"""Repetitions of one event at most: some four a day for a year."""
MOST_COSTLY = 10
BUSY = "Busy"
_DAY = re.compile(rb"(?::|=)(\d{8})(?:T\d{6}Z?)?\s*$")
_UNTIL = re.compile(rb"UNTIL=(\d{8})")
_AROUND = LONGEST + timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event on its days; ``key`` names it for good, also when it is moved.

    Instants in UTC. ``free``: it takes no time, by what its calendar says. ``doubt`` is the name
    of a zone that nobody knows: its hours are counted in the owner's zone.
    """

    key: str
    name: str
    start_at: datetime
    end_at: datetime
    all_day: bool
    cancelled: bool
    free: bool
    doubt: str


@dataclass(frozen=True, slots=True)
class CalendarReading:
    """What calendars hold: ``events`` counts all, ``outside`` those on other days."""

    name: str
    events: int
    outside: int
    occurrences: tuple[Occurrence, ...]
    faults: tuple[EventFault, ...]


def read_calendars(
    texts: Sequence[bytes], days: DaySpan, here: tzinfo, *, guard: Guard = nullcontext
) -> CalendarReading:
    """Read the events of some days from calendars that belong together.

    Only these days are worked out, however long an event repeats. An event that cannot be read is
    left out and named.

    Parameters
    ----------
    texts : sequence of bytes
        iCalendar text: one file, the files of a folder, the objects of a collection.
    days : DaySpan
        The days asked for, in ``here``.
    here : tzinfo
        The owner's zone: for whole days, times without a zone, and zones that nobody knows.
    guard : callable
        Gives a context that raises ``TooCostly`` once the work on one event has gone on too long.

    Returns
    -------
    CalendarReading
        Occurrences in the order of their starts, faults in the order of the events.

    Raises
    ------
    BadInput
        ``calendar.none``, ``calendar.too-large``, ``calendar.too-many``, ``calendar.nested``, or
        ``calendar.too-costly`` for more than ten events that repeat without end.

    References
    ----------
    RFC 5545; RFC 7986, 5.1 (name of a calendar).
    """
    if sum(map(len, texts)) > MOST_BYTES:
        raise too_large()
    reader = _Reader(days, here, guard)
    for text in texts:
        reader.take(text)
    return reader.finish()


class _Reader:
    def __init__(self, days: DaySpan, here: tzinfo, guard: Guard) -> None:
        self._here, self._guard = here, guard
        self._start_at = datetime.combine(days.start_day, time(), here).astimezone(UTC)
        self._end_at = datetime.combine(days.end_day, time(), here).astimezone(UTC)
        self._first_day, self._end_day = days.start_day - _AROUND, days.end_day + _AROUND
        self._name, self._events, self._outside = "", 0, 0
        self._raws: list[Raw] = []
        self._found: dict[str, Occurrence] = {}
        self._faults: list[EventFault] = []
        self._costly = 0

    def take(self, text: bytes) -> None:
        blocks = cut(text, first_number=self._events + 1)
        self._events += len(blocks.events)
        if self._events > MOST_EVENTS:
            raise _too_many()
        zones = Zones(blocks.zones, self._guard)
        said = dict(map(_text_of, blocks.calendar.lines))
        self._name = self._name or (said.get("NAME") or said.get("X-WR-CALNAME", ""))[:MOST_NAME]
        named = said.get("X-WR-TIMEZONE", "")
        place = Place(zones, self._here, (zones.find(named) if named else None) or self._here)
        for block in blocks.events:
            if self._is_elsewhere(block):
                self._outside += 1
                continue
            try:
                with self._guard():
                    if block.kind == "VFREEBUSY":
                        self._take_busy(block, place)
                    else:
                        self._raws.append(read_event(block, place))
            except BrokenEvent as broken:
                self._fault(block.number, event_name(block), broken.why)
            except FAULTS as error:
                self._fault(block.number, event_name(block), _why(error))

    def finish(self) -> CalendarReading:
        series: dict[str, list[Raw]] = {}
        for raw in self._raws:
            series.setdefault(raw.uid, []).append(raw)
        for raws in series.values():
            try:
                with self._guard():
                    self._take_series(raws)
            except BrokenEvent as broken:
                self._fault(raws[0].number, raws[0].name, broken.why)
            except FAULTS as error:
                self._fault(raws[0].number, raws[0].name, _why(error))
        ordered = sorted(self._found.values(), key=lambda one: (one.start_at, one.key))
        faults = sorted(self._faults, key=lambda fault: fault.number)
        return CalendarReading(
            self._name, self._events, self._outside, tuple(ordered), tuple(faults)
        )

    def _take_series(self, raws: list[Raw]) -> None:
        if not any(raw.repeats for raw in raws):
            newest = max(raw.sequence for raw in raws)
            newest_ones = [raw for raw in raws if raw.sequence == newest]
            for raw in newest_ones:
                # some makers give one uid to many events
                of = raw.start.isoformat() if len({r.start for r in newest_ones}) > 1 else ""
                self._put(_key(raw.uid, of), raw, raw.start, raw.end)
            return
        found = []
        for raw, recurrence, start, end in self._repetitions(raws):
            found.append((_key(raw.uid, _name_of(recurrence)), raw, start, end))
            if len(found) > MOST_OF_ONE:
                raise BrokenEvent("too-often")
        for each in found:
            self._put(*each)
        if not found:
            self._outside += 1

    def _repetitions(self, raws: list[Raw]) -> Iterator[tuple[Raw, Moment, Moment, Moment]]:
        calendar = Calendar()
        by_number = {str(raw.number): raw for raw in raws}
        for raw in raws:
            calendar.add_component(raw.as_event())
        query = recurring_ical_events.of(calendar)
        for event in query.between(self._start_at, self._end_at):
            raw = by_number[str(event["X-NUMBER"])]
            start, end = event["DTSTART"].dt, event["DTEND"].dt
            yield raw, event["RECURRENCE-ID"].dt, start, end

    def _take_busy(self, block: Block, place: Place) -> None:
        for start, end in busy_spans(block, place):
            key = _key("busy", start.astimezone(UTC).isoformat())
            self._add(Occurrence(key, BUSY, _utc(start), _utc(end), False, False, False, ""))

    def _put(self, key: str, raw: Raw, start: Moment, end: Moment) -> None:
        all_day = not isinstance(start, datetime)
        start_at, end_at = self._instant(start), self._instant(end)
        self._add(
            Occurrence(key, raw.name, start_at, end_at, all_day, raw.cancelled, raw.free, raw.doubt)
        )

    def _add(self, one: Occurrence) -> None:
        if one.end_at <= one.start_at:
            raise BrokenEvent("backwards")
        if one.end_at <= self._start_at or one.start_at >= self._end_at:
            self._outside += 1
            return
        self._found[one.key] = one
        if len(self._found) > MOST:
            raise _too_many()

    def _instant(self, moment: Moment) -> datetime:
        if isinstance(moment, datetime):
            return _utc(moment)
        return _utc(datetime.combine(moment, time(), self._here))

    def _is_elsewhere(self, block: Block) -> bool:
        """Whether it is on other days, by a look at its text: most of an old calendar is."""
        starts: date | None = None
        for line in block.lines:
            head = line[:13].upper()
            if head.startswith(b"DTSTART"):
                starts = _day(_DAY.search(line))
            elif head.startswith(b"RRULE"):
                until = _day(_UNTIL.search(line))
                if until is None or until >= self._first_day:
                    return False
            elif head.startswith((b"RDATE", b"RECURRENCE-ID", b"FREEBUSY")):
                return False
        if not block.whole or starts is None:
            return False
        return starts < self._first_day or starts > self._end_day

    def _fault(self, number: int, name: str, why: Why) -> None:
        self._faults.append(EventFault(number, name, why))
        self._costly += why == "too-costly"
        if self._costly > MOST_COSTLY:
            raise BadInput(
                "calendar.too-costly",
                "More than ten events of this calendar repeat in a way that takes too long to "
                "work out; choose another calendar.",
            )


def _too_many() -> BadInput:
    return BadInput(
        "calendar.too-many",
        "A calendar may have 50000 events, and give 10000 in a year; "
        "export fewer years of it, or another calendar.",
    )


def _why(error: BaseException) -> Why:
    return "too-costly" if isinstance(error, TooCostly | MemoryError) else "unreadable"


def _day(match: re.Match[bytes] | None) -> date | None:
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1].decode())
    except ValueError:
        return None


def _text_of(line: bytes) -> tuple[str, str]:
    try:
        name, _, value = line_parts(line)
    except ValueError:
        return "", ""
    return name, read_text(value)


def _name_of(moment: Moment) -> str:
    return _utc(moment).isoformat() if isinstance(moment, datetime) else moment.isoformat()


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _key(*parts: str) -> str:
    return blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=12).hexdigest()
