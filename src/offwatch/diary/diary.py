"""A person's diary: what they wrote down, in order, in their own zone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import pairwise

from offwatch.diary.check import ended_by
from offwatch.diary.event import UNUSED, Event
from offwatch.diary.joining import Episode, Joined, join_days
from offwatch.diary.life import LifeEvent
from offwatch.diary.order import in_order, rhythm_keys
from offwatch.names import name_key
from offwatch.spans import DaySpan

_OF_EPISODES = ("onset", "end", "severity")
EFFECTS = ("suppressant", "lengthening", "shortening", "none")


@dataclass(frozen=True, slots=True)
class Regimen:
    """Something taken for a while.

    Parameters
    ----------
    name : str
        As it was spelled first.
    effect : str
        Its class, one of ``EFFECTS``; empty where it is not said.
    start_day : date
        The first day with it.
    stop_day : date, optional
        The first day without it.
    plan : str
        When and how much is taken, as it was written; empty where it is not said.
    """

    name: str
    effect: str
    start_day: date
    stop_day: date | None
    plan: str = ""

    def in_force(self, day: date) -> bool:
        """Say whether it was taken on ``day``."""
        return self.start_day <= day and (self.stop_day is None or day < self.stop_day)


@dataclass(frozen=True, slots=True)
class Gap:
    """The days from one logged onset to the next.

    Parameters
    ----------
    start_day, end_day : date
        The days of the two onsets.
    """

    start_day: date
    end_day: date

    @property
    def days(self) -> int:
        """Its length in days."""
        return (self.end_day - self.start_day).days

    def lies_across(self, span: DaySpan) -> bool:
        """Say whether any day between its two onsets lies in a span.

        Parameters
        ----------
        span : DaySpan
            The days.

        Returns
        -------
        bool
        """
        return span.start_day < self.end_day and span.end_day > self.start_day + timedelta(days=1)


class Diary:
    """What a person wrote down, in the order in which it happened.

    Parameters
    ----------
    zone : tzinfo
        Where days are counted.
    events : iterable of Event
        In the order in which they were written. Names that are the same but for case, spaces and
        Unicode form get one spelling: the first that was written.

    Examples
    --------
    >>> from datetime import UTC
    >>> days = [date(2026, 1, 1), date(2026, 1, 29)]
    >>> [gap.days for gap in Diary(UTC, [Event(day, "onset") for day in days]).gaps()]
    [28]
    """

    __slots__ = (
        "_all_used",
        "_episodes",
        "_events",
        "_gaps",
        "_joined",
        "_life_events",
        "_of_rhythm",
        "_onset_days",
        "_regimens",
        "_rhythms",
        "_used",
        "_written",
        "_zone",
    )

    def __init__(self, zone: tzinfo, events: Iterable[Event]) -> None:
        spelled = _in_one_spelling(events)
        self._hold(zone, tuple(spelled[place] for place in in_order(spelled, zone)))

    def _hold(self, zone: tzinfo, events: tuple[Event, ...]) -> None:
        """Begin with events that are in order."""
        self._zone, self._events = zone, events
        self._written: tuple[tuple[Episode, ...], tuple[str, ...]] | None = None
        self._episodes: tuple[Episode, ...] | None = None
        self._joined: tuple[Joined, ...] = ()
        self._onset_days: tuple[date, ...] | None = None
        self._rhythms: tuple[str, ...] | None = None
        self._gaps: tuple[Gap, ...] | None = None
        self._of_rhythm: dict[str, Diary] = {}
        self._life_events: tuple[LifeEvent, ...] | None = None
        self._regimens: tuple[Regimen, ...] | None = None
        self._used: Diary | None = None  # where it is another
        self._all_used = False

    @property
    def zone(self) -> tzinfo:
        """Where days are counted."""
        return self._zone

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that was written, in the order in which it happened."""
        return self._events

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Diary):
            return NotImplemented
        return self._zone == other._zone and self._events == other._events

    def __hash__(self) -> int:
        return hash(self._events)

    def __repr__(self) -> str:
        return f"<Diary of {len(self._events)} events>"  # never what they say

    def until(self, now: datetime) -> Diary:
        """Give what had been written by ``now``'s day, that day included.

        Parameters
        ----------
        now : datetime
            An instant with a zone.

        Returns
        -------
        Diary
            Itself where nothing was written of a later day.
        """
        today = now.astimezone(self._zone).date()
        if not self._events or self._events[-1].day(self._zone) <= today:
            return self
        return Diary(self._zone, (e for e in self._events if e.day(self._zone) <= today))

    def used(self) -> Diary:
        """Give the diary without the kinds that no forecast looks at: the same object each time."""
        if self._used is None and not self._all_used:
            kept = tuple(e for e in self._events if e.kind not in UNUSED)
            self._all_used = len(kept) == len(self._events)
            if not self._all_used:
                self._used = object.__new__(Diary)
                self._used._hold(self._zone, kept)
        return self if self._used is None else self._used

    def of_rhythm(self, name: str) -> Diary:
        """Give the diary with the episodes of one rhythm only.

        Parameters
        ----------
        name : str
            Its name, however spelled. Episodes without a name belong to every rhythm.

        Returns
        -------
        Diary
            The same object each time.
        """
        key = name_key(name)
        if key not in self._of_rhythm:
            mine = {name: name_key(name) in ("", key) for name in {e.name for e in self._events}}
            kept = tuple(e for e in self._events if e.kind not in _OF_EPISODES or mine[e.name])
            self._of_rhythm[key] = self._part(kept)
        return self._of_rhythm[key]

    def _part(self, kept: tuple[Event, ...]) -> Diary:
        """A diary with some of the events, all of a rhythm or none of it.

        Where each episode has a name they are in order already; one without may belong to another
        rhythm once some are left out.
        """
        if any(not e.name and e.kind in _OF_EPISODES for e in kept):
            return Diary(self._zone, kept)
        part = object.__new__(Diary)
        part._hold(self._zone, kept)
        return part

    def rhythms(self) -> tuple[str, ...]:
        """Give the names of the rhythms that have onsets, the one written most often first.

        Returns
        -------
        tuple of str
            In the spelling that was written first; onsets without a name are of none.
        """
        if self._rhythms is None:
            counts = Counter(e.name for e in self._events if e.kind == "onset" and e.name)
            most = sorted(counts, key=lambda name: (counts[name], name_key(name)), reverse=True)
            self._rhythms = tuple(most)
        return self._rhythms

    def onset_days(self) -> tuple[date, ...]:
        """Give the days on which an episode began, each once."""
        if self._onset_days is None:
            days = (episode.onset_day for episode in self.episodes())
            self._onset_days = tuple(dict.fromkeys(days))
        return self._onset_days

    def episodes(self) -> tuple[Episode, ...]:
        """Give the episodes in order.

        Returns
        -------
        tuple of Episode
            One whose end was not written has no last day. Those of one rhythm that began on the
            same day are one: it ends with the last of them. Days of one episode that were written
            as onsets each are one, see `offwatch.diary.joining`.
        """
        if self._episodes is None:
            self._episodes, self._joined = join_days(*self._as_written())
        return self._episodes

    def joined_onsets(self) -> tuple[Joined, ...]:
        """Give the onsets that begin no episode, for they are days of another."""
        self.episodes()
        return self._joined

    def written_episodes(self) -> tuple[Episode, ...]:
        """Give the episodes as they were written: an onset on a day of its own begins one."""
        return self._as_written()[0]

    def _as_written(self) -> tuple[tuple[Episode, ...], tuple[str, ...]]:
        """The episodes as they were written, and the key of each one's rhythm."""
        if self._written is not None:
            return self._written
        found: list[Episode] = []
        rhythms: list[str] = []
        latest: dict[str, int] = {}  # each rhythm's last episode
        running: set[str] = set()
        for event, key in zip(self._events, rhythm_keys(self._events), strict=True):
            day = event.day(self._zone)
            if event.kind == "onset":
                place = latest.get(key)
                if place is not None and found[place].onset_day == day:
                    found[place] = Episode(day, None)
                else:
                    latest[key] = len(found)
                    found.append(Episode(day, None))
                    rhythms.append(key)
                running.add(key)
            elif event.kind == "end":
                for ended in ended_by(key, running):
                    begun = found[latest[ended]].onset_day
                    found[latest[ended]] = Episode(begun, day)
                    running.discard(ended)
        self._written = tuple(found), tuple(rhythms)
        return self._written

    def gaps(self) -> tuple[Gap, ...]:
        """Give the gaps between the days with an onset, oldest first.

        Returns
        -------
        tuple of Gap
            Without those in which the rhythm was suspended: nobody knows what they would have been.
        """
        if self._gaps is None:
            gaps = (Gap(a, b) for a, b in pairwise(self.onset_days()))
            suspended = self.suspensions()
            self._gaps = tuple(
                gap for gap in gaps if not any(gap.lies_across(span) for span in suspended)
            )
        return self._gaps

    def life_events(self) -> tuple[LifeEvent, ...]:
        """Give the life events by start.

        Returns
        -------
        tuple of LifeEvent
            One that goes on has no last day.
        """
        if self._life_events is None:
            self._life_events = self._read_life_events()
        return self._life_events

    def _read_life_events(self) -> tuple[LifeEvent, ...]:
        found: list[LifeEvent] = []
        running: dict[str, int] = {}
        for event in self._events:
            if event.kind == "life_start" and event.name not in running:
                running[event.name] = len(found)
                found.append(LifeEvent(event.name, event.value, event.day(self._zone), None))
            elif event.kind == "life_end" and event.name in running:
                place = running.pop(event.name)
                found[place] = replace(found[place], last_day=event.day(self._zone))
        return tuple(found)

    def suspensions(self) -> tuple[DaySpan, ...]:
        """Give the stretches of days in which life events suspend all rhythms of the diary.

        Returns
        -------
        tuple of DaySpan
            By start; one that goes on ends with the calendar.
        """
        lives = self.life_events()
        if not lives:
            return ()
        names = self.rhythms() or ("",)
        return tuple(
            life.span for life in lives if all(life.touch(name) == "suspends" for name in names)
        )

    def regimens(self) -> tuple[Regimen, ...]:
        """Give the regimens by start.

        Returns
        -------
        tuple of Regimen
            One that was not stopped has no stop day; one stopped on the day of its start was never
            in force and is left out.
        """
        if self._regimens is None:
            self._regimens = self._read_regimens()
        return self._regimens

    def _read_regimens(self) -> tuple[Regimen, ...]:
        found: list[Regimen] = []
        running: dict[str, int] = {}
        for event in self._events:
            if event.kind == "regimen_start" and event.name not in running:
                running[event.name] = len(found)
                day = event.day(self._zone)
                found.append(Regimen(event.name, effect_of(event), day, None, plan_of(event)))
            elif event.kind == "regimen_stop" and event.name in running:
                place = running.pop(event.name)
                found[place] = replace(found[place], stop_day=event.day(self._zone))
        return tuple(r for r in found if r.stop_day != r.start_day)


def _in_one_spelling(events: Iterable[Event]) -> list[Event]:
    """The events with each name as it was first spelled."""
    first: dict[str, str] = {}
    known: dict[str, str] = {"": ""}
    out = []
    for event in events:
        if event.name not in known:
            known[event.name] = first.setdefault(name_key(event.name), event.name.strip())
        name = known[event.name]
        out.append(event if name == event.name else replace(event, name=name))
    return out


def effect_of(event: Event) -> str:
    """Give a regimen's class, from what was written as its value or else its name.

    Parameters
    ----------
    event : Event
        The start of a regimen.

    Returns
    -------
    str
        One of ``EFFECTS``; "" if neither is one.

    Examples
    --------
    >>> effect_of(Event(date(2026, 1, 1), "regimen_start", "pill", "Suppressant; 21 of 28"))
    'suppressant'
    """
    for text in (event.value.partition(";")[0], event.name):
        word = name_key(text)
        if word in EFFECTS:
            return word
    return ""


def plan_of(event: Event) -> str:
    """Give what stands after a regimen's class: when it is taken and how much.

    Parameters
    ----------
    event : Event
        The start of a regimen.

    Returns
    -------
    str
        As it was written; "" where nothing is.

    Examples
    --------
    >>> plan_of(Event(date(2026, 1, 1), "regimen_start", "pill", "suppressant; 21 of 28"))
    '21 of 28'
    """
    return event.value.partition(";")[2].strip()
