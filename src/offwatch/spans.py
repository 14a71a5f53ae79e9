"""Half-open spans of days and of instants, and a team's planning periods.

A span holds its start and not its end, so that spans that touch do not overlap and lengths add up.
Days are calendar days in somebody's zone; instants are aware datetimes, compared in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from offwatch.errors import BadInput


@dataclass(frozen=True, slots=True, order=True)
class DaySpan:
    """Whole days from ``start_day`` up to, not including, ``end_day``.

    >>> DaySpan(date(2026, 3, 1), date(2026, 3, 3)).days
    2
    """

    start_day: date
    end_day: date

    def __post_init__(self) -> None:
        if self.end_day <= self.start_day:
            raise BadInput("span.empty", "A span of days must end after it starts.")

    @property
    def days(self) -> int:
        """How many days it holds."""
        return (self.end_day - self.start_day).days

    def __contains__(self, day: date) -> bool:
        return self.start_day <= day < self.end_day

    def __iter__(self) -> Iterator[date]:
        return (self.start_day + timedelta(days=i) for i in range(self.days))

    def overlaps(self, other: DaySpan) -> bool:
        """Whether the two share a day."""
        return self.start_day < other.end_day and other.start_day < self.end_day

    def shift(self, days: int) -> DaySpan:
        """The same span so many days later."""
        step = timedelta(days=days)
        return DaySpan(self.start_day + step, self.end_day + step)


@dataclass(frozen=True, slots=True, order=True)
class InstantSpan:
    """Time from ``start_at`` up to, not including, ``end_at``; both aware."""

    start_at: datetime
    end_at: datetime

    def __post_init__(self) -> None:
        if self.start_at.tzinfo is None or self.end_at.tzinfo is None:
            raise BadInput("span.no-zone", "An instant needs a time zone, e.g. 2026-03-01T08:00Z.")
        if self.end_at <= self.start_at:
            raise BadInput("span.empty", "A span of time must end after it starts.")

    def overlaps(self, other: InstantSpan) -> bool:
        """Whether the two share a moment."""
        return self.start_at < other.end_at and other.start_at < self.end_at

    def days_in(self, zone: tzinfo) -> DaySpan:
        """The calendar days of ``zone`` that this span touches."""
        last = (self.end_at - timedelta(microseconds=1)).astimezone(zone).date()
        return DaySpan(self.start_at.astimezone(zone).date(), last + timedelta(days=1))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One planning period of a team: the ``number``-th run of days since the norm's first day."""

    number: int
    span: DaySpan


def period_of(day: date, first_day: date, period_days: int) -> Period:
    """Find the planning period that holds a day.

    Parameters
    ----------
    day : date
        The day.
    first_day : date
        The first day of period 0; periods before it have negative numbers.
    period_days : int, days
        How long a period is, at least 1.

    Returns
    -------
    Period
        Its number and its days.

    Raises
    ------
    BadInput
        ``period_days`` is less than one.

    >>> period_of(date(2026, 1, 29), date(2026, 1, 1), 28).number
    1
    """
    if period_days < 1:
        raise BadInput("period.too-short", "A planning period needs at least one day.")
    number = (day - first_day).days // period_days
    return nth_period(number, first_day, period_days)


def nth_period(number: int, first_day: date, period_days: int) -> Period:
    """Give a planning period by its number.

    Parameters
    ----------
    number : int
        Counted from 0 at ``first_day``.
    first_day : date
        The first day of period 0.
    period_days : int, days
        How long a period is.

    Returns
    -------
    Period
        Its number and its days.
    """
    start = first_day + timedelta(days=number * period_days)
    return Period(number, DaySpan(start, start + timedelta(days=period_days)))


def wall_instant(day: date, minute: int, zone: tzinfo) -> datetime:
    """The instant at which the clocks of a zone show so many minutes after midnight of a day.

    A later time on the wall never gives an earlier instant, and one time always gives one instant:
    a time that the clocks skip is the instant at which they skip, one that they show twice is the
    first of the two. So a duty that ends at 06:00 ends when the one that begins at 06:00 begins.

    Parameters
    ----------
    day : date
        A day of the calendar in ``zone``.
    minute : int, minutes
        Minutes after midnight on the wall; from 1440 on it is a later day.
    zone : tzinfo
        The zone whose clocks count.

    Returns
    -------
    datetime
        The instant, in UTC.

    >>> from zoneinfo import ZoneInfo
    >>> wall_instant(date(2026, 3, 29), 150, ZoneInfo("Europe/Berlin")).isoformat()
    '2026-03-29T01:00:00+00:00'
    """
    days, rest = divmod(minute, 24 * 60)
    wall = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60))
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if late.astimezone(zone).replace(tzinfo=None) == wall:
        return late
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = late.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    return late
