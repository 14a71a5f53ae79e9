"""Pages of the owner's calendars: which events are duties, and why the others are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from offwatch.calendars.choose import WhyNot
from offwatch.calendars.faults import EventFault, Why
from offwatch.calendars.read import Occurrence
from offwatch.language import gettext as _
from offwatch.language import gettext_noop as later
from offwatch.language import short_day
from offwatch.pad.calendars.sources import choice_of, events_of, faults_of
from offwatch.pad.diary.rows import setup
from offwatch.pad.models import CalendarSource
from offwatch.pad.pages.words import moment_words, span_words
from offwatch.spans import InstantSpan

PREVIEW_DAYS = 60
MOST_SHOWN = 100
_WHY_NOT: dict[WhyNot, str] = {
    "cancelled": later("cancelled"),
    "free": later("its calendar says that it takes no time"),
    "no-word": later("has none of your words"),
    "word": later("has one of your words"),
}
_BROKEN: dict[Why, str] = {
    "unreadable": later("a line of it cannot be read"),
    "cut-off": later("the calendar breaks off within it"),
    "no-start": later("it has no start"),
    "backwards": later("it ends before it begins"),
    "too-long": later("it lasts for more than a year"),
    "too-often": later("it repeats oftener than any duty"),
    "too-costly": later("its repetitions take too long to work out"),
}
_WHERE = {
    "text": later("a file that you gave once"),
    "file": later("a file on the computer of this pad"),
    "folder": later("a folder on the computer of this pad"),
    "address": later("an address"),
    "caldav": later("a CalDAV calendar"),
}


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event as it is shown; ``why_not`` is empty where it is a duty."""

    name: str
    when: str
    why_not: str
    doubt: str


@dataclass(frozen=True, slots=True)
class CalendarView:
    """One calendar: what it is, how it last went, and what it gives."""

    source: CalendarSource
    zone: ZoneInfo
    now: datetime

    @property
    def where(self) -> str:
        return _(_WHERE[self.source.where])

    @property
    def duties(self) -> int:
        return self.source.duties.filter(end_at__gt=self.now).count()

    @property
    def state(self) -> str:
        """When it was last read, and what failed since, in one or two sentences."""
        said = []
        if self.source.same_at is not None:
            at = moment_words(self.source.same_at, self.zone, self.now)
            said.append(_("Last read {at}.").format(at=at))
        if self.source.trouble and self.source.tried_at is not None:
            at = moment_words(self.source.tried_at, self.zone, self.now)
            said.append(_("Tried {at}: {why}").format(at=at, why=_(self.source.trouble_said)))
        return " ".join(said)

    @property
    def lines(self) -> list[EventLine]:
        """The events of the next weeks, each with why it is no duty."""
        until = self.now + timedelta(days=PREVIEW_DAYS)
        choice = choice_of(self.source)
        return [
            EventLine(
                event.name or self.source.name,
                _when(event, self.zone),
                _(_WHY_NOT[why]) if (why := choice.why_not(event)) else "",
                event.doubt,
            )
            for event in events_of(self.source)
            if event.end_at > self.now and event.start_at < until
        ]

    @property
    def taken(self) -> list[EventLine]:
        return [line for line in self.lines if not line.why_not]

    @property
    def left(self) -> list[EventLine]:
        return [line for line in self.lines if line.why_not]

    @property
    def broken(self) -> list[str]:
        """Events that cannot be read, by number and name."""
        return [_fault_words(fault) for fault in faults_of(self.source)]


def see_calendar(source: CalendarSource, now: datetime) -> CalendarView:
    return CalendarView(source, setup().tz, now)


def see_calendars(now: datetime) -> list[CalendarView]:
    zone = setup().tz
    return [CalendarView(source, zone, now) for source in CalendarSource.objects.all()]


def _when(event: Occurrence, zone: ZoneInfo) -> str:
    span = InstantSpan(event.start_at, event.end_at).days_in(zone)
    if event.all_day:
        return span_words(span)
    start, end = event.start_at.astimezone(zone), event.end_at.astimezone(zone)
    if start.date() == end.date():
        return f"{short_day(start.date())} {start:%H:%M}–{end:%H:%M}"
    return f"{short_day(start.date())} {start:%H:%M} – {short_day(end.date())} {end:%H:%M}"


def _fault_words(fault: EventFault) -> str:
    why = _(_BROKEN[fault.why])
    if fault.name:
        return _("No. {n}, “{name}”: {why}").format(n=fault.number, name=fault.name, why=why)
    return _("No. {n}: {why}").format(n=fault.number, why=why)
