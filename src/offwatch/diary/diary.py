"""A person's diary: what they wrote down, in order, in their own zone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from itertools import pairwise

from offwatch.diary.event import Event

EFFECTS = ("suppressant", "lengthening", "shortening", "none")


@dataclass(frozen=True, slots=True)
class Episode:
    """One episode: its first day and its last, if that is known."""

    onset_day: date
    last_day: date | None

    @property
    def duration_days(self) -> int | None:
        return None if self.last_day is None else (self.last_day - self.onset_day).days + 1


@dataclass(frozen=True, slots=True)
class Regimen:
    """Something taken for a while. ``effect`` is its class, or empty where it is not said."""

    name: str
    effect: str
    start_day: date
    stop_day: date | None  # the first day without it

    def in_force(self, day: date) -> bool:
        return self.start_day <= day and (self.stop_day is None or day < self.stop_day)


@dataclass(frozen=True, slots=True)
class Gap:
    """The days from one logged onset to the next."""

    start_day: date
    end_day: date

    @property
    def days(self) -> int:
        return (self.end_day - self.start_day).days


class Diary:
    """Events in time order; days are counted in ``zone``.

    >>> from datetime import UTC
    >>> days = [date(2026, 1, 1), date(2026, 1, 29)]
    >>> [gap.days for gap in Diary(UTC, [Event(day, "onset") for day in days]).gaps()]
    [28]
    """

    __slots__ = ("_episodes", "_events", "_zone")

    def __init__(self, zone: tzinfo, events: Iterable[Event]) -> None:
        self._zone = zone
        self._events = tuple(sorted(events, key=lambda event: event.sort_key(zone)))
        self._episodes: tuple[Episode, ...] | None = None

    @property
    def zone(self) -> tzinfo:
        return self._zone

    @property
    def events(self) -> tuple[Event, ...]:
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
        """What had been written by ``now``'s day, that day included."""
        today = now.astimezone(self._zone).date()
        return Diary(self._zone, (e for e in self._events if e.day(self._zone) <= today))

    def onset_days(self) -> tuple[date, ...]:
        """The days on which an episode began, each once."""
        return tuple(episode.onset_day for episode in self.episodes())

    def episodes(self) -> tuple[Episode, ...]:
        """The episodes in order; one whose end was not written has no last day."""
        if self._episodes is None:
            self._episodes = self._find_episodes()
        return self._episodes

    def _find_episodes(self) -> tuple[Episode, ...]:
        found: list[Episode] = []
        for event in self._events:
            day = event.day(self._zone)
            if event.kind == "onset" and not (found and found[-1].onset_day == day):
                found.append(Episode(day, None))
            elif event.kind == "end" and found and found[-1].last_day is None:
                found[-1] = Episode(found[-1].onset_day, day)
        return tuple(found)

    def gaps(self) -> tuple[Gap, ...]:
        """The gaps between onsets, oldest first."""
        days = self.onset_days()
        return tuple(Gap(a, b) for a, b in pairwise(days))

    def regimens(self) -> tuple[Regimen, ...]:
        """The regimens by start; one that was not stopped has no stop day."""
        found: list[Regimen] = []
        running: dict[str, int] = {}
        tried: dict[str, date] = {}  # a stop before its start of the same day: taken for less
        for event in self._events:
            day = event.day(self._zone)
            if event.kind == "regimen_start" and tried.pop(event.name, None) == day:
                continue
            if event.kind == "regimen_stop" and event.name not in running:
                tried[event.name] = day
            elif event.kind == "regimen_start" and event.name not in running:
                running[event.name] = len(found)
                found.append(Regimen(event.name, effect_of(event), day, None))
            elif event.kind == "regimen_stop" and event.name in running:
                at = running.pop(event.name)
                begun = found[at]
                found[at] = Regimen(begun.name, begun.effect, begun.start_day, day)
        return tuple(found)


def effect_of(event: Event) -> str:
    """A regimen's class, from what was written as its value or else its name; "" if neither.

    >>> effect_of(Event(date(2026, 1, 1), "regimen_start", "pill", "Suppressant"))
    'suppressant'
    """
    for text in (event.value, event.name):
        word = text.strip().lower()
        if word in EFFECTS:
            return word
    return ""
