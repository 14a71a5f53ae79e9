"""A month of the diary: its days with their marks, and what is written on each."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from offwatch.language import WEEKDAYS, long_date, month, weekday
from offwatch.names import name_key
from offwatch.pad.diary.conditions import Kept, kept_conditions
from offwatch.pad.diary.courses import OF_EPISODES, courses_of
from offwatch.pad.diary.life import KINDS as LIFE_KINDS
from offwatch.pad.diary.life import written_lives
from offwatch.pad.diary.rows import event_of, held_events
from offwatch.pad.models import DiaryEntry
from offwatch.pad.pages.diary.entry_words import at_words, entry_words
from offwatch.pad.pages.diary.life_words import when_words
from offwatch.spans import DaySpan

NO_NAME = Kept("", 0, "")


@dataclass(frozen=True, slots=True)
class Touch:
    """An episode on one day of it."""

    kept: Kept
    begins: bool

    @property
    def words(self) -> str:
        name = self.kept.name or _("episode")
        return _("%s starts") % name if self.begins else name


@dataclass(slots=True)
class DayCell:
    """One day of a month."""

    day: date
    is_today: bool
    is_ahead: bool
    touches: list[Touch] = field(default_factory=list)
    lives: list[str] = field(default_factory=list)
    others: int = 0

    @property
    def label(self) -> str:
        """All that the cell says, for who cannot see it."""
        said = [f"{weekday(self.day)} {long_date(self.day)}"]
        said += [_("today")] * self.is_today
        said += [touch.words for touch in self.touches]
        said += self.lives
        if self.others:
            said.append(
                _("1 more entry") if self.others == 1 else _("%d more entries") % self.others
            )
        return ", ".join(said)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry, as a list shows it."""

    pk: int
    day: date
    at: str
    words: str
    kept: Kept | None
    of_life: bool


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """What is written on one day, in the order of the day."""

    day: date
    lines: list[Line]

    @property
    def words(self) -> str:
        return " · ".join(line.words for line in self.lines)

    @property
    def kept(self) -> list[Kept]:
        """The conditions whose episodes begin or end on it, each once."""
        return list(dict.fromkeys(line.kept for line in self.lines if line.kept is not None))


@dataclass(frozen=True, slots=True)
class Month:
    """A month as a table of weeks; a day of another month is none."""

    first: date
    weeks: list[list[DayCell | None]]
    weekdays: list[tuple[str, str]]
    written: list[WrittenDay]
    lives: list[tuple[str, str]]

    @property
    def title(self) -> str:
        return month(self.first)

    @property
    def before(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.first + timedelta(days=31):%Y-%m}"


def see_month(
    first: date,
    today: date,
    zone: ZoneInfo,
    conditions: Sequence[Kept],
    week_start: int = calendar.MONDAY,
) -> Month:
    """A month from its first day on, in weeks that begin on a day of the week."""
    weeks: list[list[DayCell | None]] = [
        [DayCell(d, d == today, d > today) if d.month == first.month else None for d in week]
        for week in calendar.Calendar(week_start).monthdatescalendar(first.year, first.month)
    ]
    cells = {cell.day: cell for week in weeks for cell in week if cell is not None}
    for day, touches in _touches(first, conditions, zone).items():
        if day in cells:
            cells[day].touches = touches
    last = max(cells)
    month = DaySpan(first, last + timedelta(days=1))
    events = [one.event for one in written_lives() if one.event.span.overlaps(month)]
    for cell in cells.values():
        cell.lives = [event.name for event in events if cell.day in event.span]
    lines = see_lines(first, last, zone, conditions)
    for line in lines:
        cells[line.day].others += line.kept is None and not line.of_life
    names = [_(WEEKDAYS[(week_start + i) % 7]) for i in range(7)]
    written = [
        WrittenDay(day, list(found)[::-1]) for day, found in groupby(lines, lambda line: line.day)
    ]
    lives = [(event.name, when_words(event)) for event in events]
    return Month(first, weeks, [(name, name[:2]) for name in names], written, lives)


def see_lines(
    first: date, last: date, zone: ZoneInfo, conditions: Sequence[Kept] | None = None
) -> list[Line]:
    """The entries of some days, newest first."""
    known = by_key(kept_conditions() if conditions is None else conditions)
    begin, end = (_midnight(day, zone) for day in (first, last + timedelta(days=1)))
    rows = DiaryEntry.objects.filter(sort_at__gte=begin, sort_at__lt=end)
    return [line_of(row, zone, known) for row in rows.order_by("-sort_at", "-id")]


def see_last(count: int, zone: ZoneInfo, conditions: Sequence[Kept]) -> list[Line]:
    """The newest entries."""
    known = by_key(conditions)
    rows = DiaryEntry.objects.order_by("-sort_at", "-id")[:count]
    return [line_of(row, zone, known) for row in rows]


def line_of(row: DiaryEntry, zone: ZoneInfo, known: dict[str, Kept]) -> Line:
    event = event_of(row)
    kept = known.get(name_key(event.name), NO_NAME) if event.kind in OF_EPISODES else None
    of_life = event.kind in LIFE_KINDS
    return Line(row.pk, event.day(zone), at_words(event, zone), entry_words(event), kept, of_life)


def by_key(conditions: Sequence[Kept]) -> dict[str, Kept]:
    return {name_key(kept.name): kept for kept in conditions}


def _touches(month: date, conditions: Sequence[Kept], zone: ZoneInfo) -> dict[date, list[Touch]]:
    """The episodes of a month by day, in the order of their marks."""
    known = by_key(conditions)
    found: dict[date, dict[str, Touch]] = defaultdict(dict)
    end = month + timedelta(days=31)
    held = held_events(kinds=OF_EPISODES, near=DaySpan(month, end))
    for course in courses_of(list(held), zone):
        onset, last = course.first_day(zone), course.last_day(zone)
        day = max(onset, month)
        while day <= min(last, end):
            if day == onset or course.key not in found[day]:
                kept = known.get(course.key, NO_NAME)
                found[day][course.key] = Touch(kept, begins=day == onset)
            day += timedelta(days=1)
    return {
        day: sorted(touches.values(), key=lambda touch: touch.kept.place)
        for day, touches in found.items()
    }


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
