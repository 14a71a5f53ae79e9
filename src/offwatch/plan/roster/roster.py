"""What a roster is made of: plain values, days counted from 0 at the roster's first day.

Nothing here changes once made; the mappings are never written to after they are built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, NamedTuple, TypeVar, cast

DAY_MIN = 1440
T = TypeVar("T")


class MinuteSpan(NamedTuple):
    """A stretch of wall-clock minutes from the first day's midnight, its end not included."""

    start_min: int
    end_min: int


Line = tuple[str | None, ...]
Away = frozenset[int | MinuteSpan]  # whole days by their index, and stretches of minutes
Absences = Mapping[str, Away]
Duties = Mapping[str, Mapping[int, str]]
Counts = Literal["overlap", "start"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What a person's line must keep; ``None`` means that the rule does not apply.

    ``off_counts`` and ``weekend_counts`` say when a duty is work on a day off and on a weekend:
    when it overlaps the day, or only when it starts on it. ``weekly_rest_h`` is the longest rest
    that each seven days must hold whole, ``max_average_h`` the hours a week on average over
    ``average_weeks`` weeks, and ``notice_days`` the days before a duty by which its change is told.
    """

    max_minutes: int | None = None
    min_minutes: int | None = None
    max_run: int | None = None
    min_run: int | None = None
    min_days_off: int | None = None
    max_weekends: int | None = None
    max_shifts: Mapping[str, int] = field(default_factory=dict)
    rest_h: float | None = None
    off_counts: Counts = "overlap"
    weekend_counts: Counts = "start"
    weekly_rest_h: float | None = None
    max_average_h: float | None = None
    average_weeks: int = 17
    notice_days: int | None = None

    @property
    def weekly_rest_min(self) -> int:
        """Minutes of rest that each seven days must hold whole; 0 where none are asked for."""
        return round((self.weekly_rest_h or 0) * 60)

    @property
    def rest_min(self) -> int:
        """Minutes that must lie between two duties; 0 where no rest is asked for."""
        return round((self.rest_h or 0) * 60)


@dataclass(frozen=True, slots=True)
class History:
    """What a person did before the first day, as far as it is known.

    ``duties`` are shifts on days before it (indexes below 0). ``run_days`` and ``rest_days`` are
    the days in a row worked, or off, up to the day before the first; at most one of them is set,
    and neither where it is not known. ``minutes`` count towards the limits of the horizon;
    ``weeks`` are the minutes of each seven days before the first day, the latest first.
    """

    duties: Mapping[int, str] = field(default_factory=dict)
    run_days: int = 0
    rest_days: int = 0
    minutes: int = 0
    weeks: tuple[int, ...] = ()

    @property
    def worked(self) -> Mapping[int, bool]:
        """Which of the last days before the first were worked; the day before these differs."""
        n, busy = (self.run_days, True) if self.run_days else (self.rest_days, False)
        if not n:
            return {}
        return dict.fromkeys(range(-n, 0), busy) | {-n - 1: not busy}


@dataclass(frozen=True, slots=True)
class Shift:
    """A kind of duty that begins on one day; ``start_min`` is minutes after midnight, if known.

    ``minutes`` is how long it lasts, ``break_min`` how much of that is not worked. ``place`` and
    ``notes`` are for its crew.
    """

    id: str
    name: str
    minutes: int
    start_min: int | None = None
    not_next: frozenset[str] = frozenset()
    break_min: int = 0
    place: str = ""
    notes: str = ""

    @property
    def worked_min(self) -> int:
        """Minutes that count as worked."""
        return self.minutes - self.break_min


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be on duty; ``rules`` already holds the team's defaults.

    ``wishes`` are days wished off, given where nothing else is lost for it; ``wants`` are duties
    wished for, by day: a shift, or ``None`` for any duty. ``credit`` is the ledger carried from
    before: days worked beyond the fair share, below 0 if fewer. ``off`` are days and ``away``
    stretches of time in which no duty may lie.
    """

    id: str
    name: str
    skills: frozenset[str] = frozenset()
    rules: Rules = Rules()
    off: frozenset[int] = frozenset()
    wishes: frozenset[int] = frozenset()
    credit: int = 0
    history: History = History()
    wants: Mapping[int, str | None] = field(default_factory=dict)
    away: frozenset[MinuteSpan] = frozenset()

    @property
    def most_minutes(self) -> int | None:
        """The most minutes within the horizon, what was worked before it taken off."""
        most = self.rules.max_minutes
        return None if most is None else max(0, most - self.history.minutes)

    @property
    def least_minutes(self) -> int | None:
        """The least minutes within the horizon, what was worked before it taken off."""
        least = self.rules.min_minutes
        return None if least is None else max(0, least - self.history.minutes)


@dataclass(frozen=True, slots=True)
class Demand:
    """How many people one shift needs on one day, and how many of them with which skill."""

    day: int
    shift: str
    need: int
    skills: Mapping[str, int] = field(default_factory=dict)
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Mission:
    """A duty of several days in a row whose start may move within its window.

    ``place`` and ``notes`` are for its crew.
    """

    id: str
    name: str
    owner: str
    start: int
    days: int
    start_min: int
    end_min: int
    need: int
    earliest: int
    latest: int
    step_days: int = 1
    skills: Mapping[str, int] = field(default_factory=dict)
    place: str = ""
    notes: str = ""

    @property
    def minutes(self) -> int:
        """Minutes counted for each of its days; an end before the start is on the next morning."""
        span = self.end_min - self.start_min
        return span if span > 0 else span + 1440

    @property
    def starts(self) -> tuple[int, ...]:
        """Every start its window allows, whole steps from where it stands; its own start first."""
        others = (d for d in range(self.earliest, self.latest + 1) if d != self.start)
        return (self.start, *(d for d in others if (d - self.start) % self.step_days == 0))

    def span(self, start: int | None = None) -> range:
        """The days it takes, begun as planned or on another day."""
        first = self.start if start is None else start
        return range(first, first + self.days)


@dataclass(frozen=True)
class Roster:
    """A team's people, rules, demand and missions over a horizon, and who is on what."""

    team: str
    zone: str
    first_day: date
    days: int
    shifts: tuple[Shift, ...]
    people: tuple[Person, ...]
    demand: tuple[Demand, ...]
    missions: tuple[Mission, ...] = ()
    frozen: frozenset[tuple[str, int]] = frozenset()
    duties: Duties = field(default_factory=dict)
    rules: Rules = Rules()
    as_of: int | None = None  # the day on which changes are told, where notice is to be kept

    @cached_property
    def shift(self) -> dict[str, Shift]:
        """Each shift by its id."""
        return {s.id: s for s in self.shifts}

    @cached_property
    def person(self) -> dict[str, Person]:
        """Each person by their id."""
        return {p.id: p for p in self.people}

    @cached_property
    def mission(self) -> dict[str, Mission]:
        """Each mission by its id."""
        return {m.id: m for m in self.missions}

    @cached_property
    def _lines(self) -> dict[str, Line]:
        return {}

    @cached_property
    def _worked_out(self) -> dict[Callable[[Roster], object], object]:
        return {}

    def once(self, work_out: Callable[[Roster], T]) -> T:
        """Give what a function makes of this very roster; it is called the first time only."""
        if work_out not in self._worked_out:
            self._worked_out[work_out] = work_out(self)
        return cast(T, self._worked_out[work_out])

    @cached_property
    def fixed(self) -> frozenset[tuple[str, int]]:
        """Person and day that stay as they are: frozen, or too soon for a change to be told."""
        if self.as_of is None:
            return self.frozen
        soon = {
            (p.id, d)
            for p in self.people
            if p.rules.notice_days
            for d in range(min(self.days, self.as_of + p.rules.notice_days))
        }
        return self.frozen | soon

    @cached_property
    def fixed_days(self) -> dict[str, tuple[int, ...]]:
        """Each person's fixed days, in order."""
        found: dict[str, list[int]] = {}
        for person, day in sorted(self.fixed):
            found.setdefault(person, []).append(day)
        return {person: tuple(days) for person, days in found.items()}

    def day_at(self, index: int) -> date:
        """The date of a day of the horizon."""
        return self.first_day + timedelta(days=index)

    def index_of(self, day: date) -> int:
        """The place of a date in the horizon."""
        return (day - self.first_day).days

    def line(self, person: str) -> Line:
        """What one person holds on each day of the horizon; ``None`` is a day off."""
        line = self._lines.get(person)
        if line is None:
            held = self.duties.get(person, {})
            line = self._lines[person] = tuple(map(held.get, range(self.days)))
        return line

    def members(self, mission: str) -> tuple[str, ...]:
        """Who is on a mission."""
        day = self.mission[mission].start
        return tuple(p.id for p in self.people if self.duties.get(p.id, {}).get(day) == mission)

    def with_duties(self, duties: Duties, starts: Mapping[str, int] | None = None) -> Roster:
        """The same roster with other duties and, where given, other mission starts."""
        moved = starts or {}
        missions = tuple(replace(m, start=moved.get(m.id, m.start)) for m in self.missions)
        kept = {p.id: dict(sorted(duties.get(p.id, {}).items())) for p in self.people}
        return replace(self, duties=kept, missions=missions)

    def minutes_of(self, held: str) -> int:
        """Minutes worked in a shift, its break taken off, or in a day of a mission."""
        return self.shift[held].worked_min if held in self.shift else self.mission[held].minutes

    def name_of(self, held: str) -> str:
        """The name of a shift or mission."""
        return self.shift[held].name if held in self.shift else self.mission[held].name
