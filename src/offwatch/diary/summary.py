"""What a diary says of some months, for somebody who treats its owner; nothing is added to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from offwatch.diary.diary import Diary, Regimen
from offwatch.diary.event import Event
from offwatch.diary.joining import Episode
from offwatch.diary.life import LifeEvent
from offwatch.diary.medicines import MedicineMonth, medicine_months
from offwatch.names import name_key
from offwatch.spans import DaySpan

_OF_EPISODES = ("onset", "end", "severity")


@dataclass(frozen=True, slots=True)
class Numbers:
    """Several numbers: how many, the least, the middle and the greatest."""

    count: int
    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Numbers | None:
        """Give them, or none where there are no numbers.

        Parameters
        ----------
        values : sequence of float
            In any order.

        Returns
        -------
        Numbers or None
        """
        if not values:
            return None
        return cls(len(values), min(values), median(values), max(values))


@dataclass(frozen=True, slots=True)
class ConditionMonth:
    """One condition in one month.

    Parameters
    ----------
    first : date
        The month's first day.
    onsets : int
        Episodes that began in it.
    days : int
        Days of it that are written as days of an episode.
    severity : Numbers or None
        As written in it.
    """

    first: date
    onsets: int
    days: int
    severity: Numbers | None


@dataclass(frozen=True, slots=True)
class ConditionSummary:
    """One condition over the months.

    Parameters
    ----------
    name : str
        As its owner calls it.
    days : frozenset of date
        Days that are written as days of an episode.
    months : tuple of ConditionMonth
        In order.
    lasting, gaps : Numbers or None, days
        How long the episodes lasted that began in these months and whose end is written, and the
        gaps between them.
    severity : Numbers or None
        Over all of them.
    without_end : int
        Episodes whose end is not written; of these only the first day counts.
    """

    name: str
    days: frozenset[date]
    months: tuple[ConditionMonth, ...]
    lasting: Numbers | None
    gaps: Numbers | None
    severity: Numbers | None
    without_end: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Some months of a diary.

    Parameters
    ----------
    span : DaySpan
        Its days, whole months but for the last, which ends today.
    conditions : tuple of ConditionSummary
        Those that were asked for.
    medicines : tuple of MedicineMonth
        One for each month.
    regimens : tuple of Regimen
        Those in force on any of the days.
    lives : tuple of LifeEvent
        Life events on any of the days.
    symptoms : tuple of (str, int)
        Each symptom and on how many days it was written, most first.
    notes : tuple of (date, str)
        In order; none where they are not to be in.
    """

    span: DaySpan
    conditions: tuple[ConditionSummary, ...]
    medicines: tuple[MedicineMonth, ...]
    regimens: tuple[Regimen, ...]
    lives: tuple[LifeEvent, ...]
    symptoms: tuple[tuple[str, int], ...]
    notes: tuple[tuple[date, str], ...]

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each month."""
        return months_of(self.span)


def months_of(span: DaySpan) -> tuple[date, ...]:
    """Give the first day of each month that a span touches.

    Parameters
    ----------
    span : DaySpan
        The days.

    Returns
    -------
    tuple of date
    """
    found = []
    first = span.start_day.replace(day=1)
    while first < span.end_day:
        found.append(first)
        first = (first + timedelta(days=31)).replace(day=1)
    return tuple(found)


def months_until(today: date, months: int) -> DaySpan:
    """Give this month up to today and the months before it.

    Parameters
    ----------
    today : date
        The last day.
    months : int
        How many, this one included.

    Returns
    -------
    DaySpan
    """
    first = today.replace(day=1)
    for _ in range(months - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return DaySpan(first, today + timedelta(days=1))


def summarise(
    diary: Diary, conditions: Sequence[str], span: DaySpan, *, notes: bool = False
) -> Summary:
    """Sum up what a diary says of some days.

    Parameters
    ----------
    diary : Diary
        The diary.
    conditions : sequence of str
        Which of its conditions, by name.
    span : DaySpan
        The days.
    notes : bool
        Whether the notes are in.

    Returns
    -------
    Summary
    """
    zone = diary.zone
    inside = [event for event in diary.events if event.day(zone) in span]
    medicines = medicine_months(inside, zone)
    return Summary(
        span=span,
        conditions=tuple(_condition(diary, name, span) for name in conditions),
        medicines=tuple(
            medicines.get(first, MedicineMonth(first, 0, {}, {})) for first in months_of(span)
        ),
        regimens=tuple(
            each
            for each in diary.regimens()
            if each.start_day < span.end_day
            and (each.stop_day is None or each.stop_day > span.start_day)
        ),
        lives=tuple(each for each in diary.life_events() if each.span.overlaps(span)),
        symptoms=_symptoms(inside, diary),
        notes=tuple((e.day(zone), e.value or e.name) for e in inside if e.kind == "note")
        if notes
        else (),
    )


def _condition(diary: Diary, name: str, span: DaySpan) -> ConditionSummary:
    key, zone = name_key(name), diary.zone
    alone = len(diary.rhythms()) < 2
    own = [
        event
        for event in diary.events
        if event.kind in _OF_EPISODES
        and (name_key(event.name) == key or (alone and not name_key(event.name)))
    ]
    episodes = [e for e in Diary(zone, own).episodes() if _last(e) >= span.start_day]
    episodes = [e for e in episodes if e.onset_day < span.end_day]
    days = frozenset(day for e in episodes for day in _days(e) if day in span)
    begun = [e for e in episodes if e.onset_day in span]
    severities = [
        (event.day(zone), value)
        for event in own
        if event.kind == "severity"
        and event.day(zone) in span
        and (value := _number(event.value)) is not None
    ]
    by_month: dict[date, list[float]] = defaultdict(list)
    for day, value in severities:
        by_month[day.replace(day=1)].append(value)
    months = tuple(
        ConditionMonth(
            first,
            sum(e.onset_day.replace(day=1) == first for e in begun),
            sum(day.replace(day=1) == first for day in days),
            Numbers.of(by_month[first]),
        )
        for first in months_of(span)
    )
    onsets = sorted({e.onset_day for e in begun})
    suspended = Diary(zone, [*own, *(e for e in diary.events if e.kind.startswith("life_"))])
    learned = {(gap.start_day, gap.end_day) for gap in suspended.gaps()}
    return ConditionSummary(
        name=name,
        days=days,
        months=months,
        lasting=Numbers.of([float((_last(e) - e.onset_day).days + 1) for e in begun if e.last_day]),
        gaps=Numbers.of([float((b - a).days) for a, b in pairwise(onsets) if (a, b) in learned]),
        severity=Numbers.of([value for _, value in severities]),
        without_end=sum(e.last_day is None for e in begun),
    )


def _last(episode: Episode) -> date:
    return episode.last_day or episode.onset_day


def _days(episode: Episode) -> list[date]:
    count = (_last(episode) - episode.onset_day).days + 1
    return [episode.onset_day + timedelta(days=n) for n in range(count)]


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None


def _symptoms(events: Sequence[Event], diary: Diary) -> tuple[tuple[str, int], ...]:
    days: dict[str, set[date]] = defaultdict(set)
    for event in events:
        if event.kind == "symptom" and event.name:
            days[event.name].add(event.day(diary.zone))
    counts = Counter({name: len(each) for name, each in days.items()})
    return tuple(sorted(counts.items(), key=lambda each: (-each[1], name_key(each[0]))))
