"""A span with hours: what of the chances of its days falls into it.

An episode begins at an hour of its first day, lasts the days between, and ends at an hour of its
last day; one that is over on its first day lasts some hours. What touches the days of a span but
not its hours is an episode that ends on the first of them before the span begins, or one that
begins on the last of them after it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo

import numpy as np

from offwatch.diary import Diary, Event
from offwatch.forecast.daily.hours import by_place, hours_written, shares_before
from offwatch.forecast.inference.time_warp import moment
from offwatch.forecast.model.arrays import Floats
from offwatch.spans import InstantSpan

_LEAN = 2.0  # attacks that count as lasting until the end of their day
_STEPS = 96  # quarters of an hour: where within the day onsets are tried


@dataclass(frozen=True)
class DayHours:
    """At which hours of the day a person's episodes begin and end.

    Attributes
    ----------
    zone : tzinfo
        Of the diary.
    before : array, shape (25,)
        The share of onsets before each hour of the day.
    lasted : array, shape (k,), days
        How long episodes lasted that were over on the day of their onset.
    ended : array, shape (l,)
        Where in its last day an episode ended that began on an earlier one, from 0 to 1.
    """

    zone: tzinfo
    before: Floats
    lasted: Floats
    ended: Floats

    def begun_by(self, place: float, now: float) -> float:
        """Share of the onsets of a day, from ``now`` on, that come before a place in it."""
        passed, by = by_place(self.before, np.array([now, max(place, now)])).tolist()
        return float((by - passed) / max(1.0 - passed, 1e-12))

    def meets(self, start: float, end: float, now: float) -> float:
        """Chance that an episode of a single day, begun after ``now``, meets a part of the day."""
        edges = np.union1d(np.linspace(0.0, 1.0, _STEPS + 1), [now, start, end])
        edges = edges[edges >= now]
        begun = np.diff(by_place(self.before, edges))
        middle = 0.5 * (edges[1:] + edges[:-1])
        longer = (self.lasted > start - middle[:, None]).sum(axis=1)
        reaches = (_LEAN + longer) / (_LEAN + self.lasted.size)
        met = np.where(middle >= end, 0.0, np.where(middle >= start, 1.0, reaches))
        return float(begun @ met / max(begun.sum(), 1e-12))

    def ended_by(self, place: float) -> float:
        """Chance that an episode of several days is over by a place in its last."""
        over = float((self.ended <= place).sum()) if place > 0.0 else 0.0
        return over / (_LEAN + self.ended.size)


def day_hours(diary: Diary) -> DayHours | None:
    """Learn the hours of a diary.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.

    Returns
    -------
    DayHours or None
        None where no onset has a time.
    """
    hours = hours_written(diary)
    if not hours:
        return None
    lasted, ended = [], []
    begun: Event | None = None
    for event in diary.events:
        if event.kind == "onset":
            begun = event
        elif event.kind == "end" and begun is not None:
            if isinstance(event.at, datetime):
                at = moment(event.at, diary.zone)
                whole = np.floor(at)
                if begun.day(diary.zone).toordinal() < whole:
                    ended.append(at - whole)
                elif isinstance(begun.at, datetime):
                    lasted.append(at - moment(begun.at, diary.zone))
            begun = None
    return DayHours(diary.zone, shares_before(hours), np.array(lasted), np.array(ended))


def within_days(
    span: InstantSpan,
    made_at: datetime,
    hours: DayHours,
    clash: Callable[[int, int], float],
    onset_today: float,
    goes_on: float,
    days: int,
) -> float:
    """Chance of being in an episode at some time of a span.

    Parameters
    ----------
    span : InstantSpan
        Its days begin no later than the last one looked at, and are not over.
    made_at : datetime
        The moment of the forecast: what the span says of before does not count.
    hours : DayHours
        At which hours episodes begin and end.
    clash : callable
        ``clash(start, end)``: the chance of an episode on any of the days from today.
    onset_today : float
        Chance of an onset in what is left of today.
    goes_on : float
        Chance that an episode lasts past its first day.
    days : int
        How many days are looked at.

    Returns
    -------
    float
        At most the chance of its days; that of a part of a span is at most that of the span, and
        that of two spans together at most the sum of theirs. Of whole days the chance of the days.
    """
    zone = hours.zone
    today = made_at.astimezone(zone).date().toordinal()
    now = moment(made_at, zone) - today
    touched = span.days_in(zone)
    first = max(touched.start_day.toordinal() - today, 0)
    last = touched.end_day.toordinal() - 1 - today
    start = max(moment(span.start_at, zone) - today - first, 0.0)
    end = _end_of(span, zone, today + last)

    def after(at: int) -> float:
        """How much of a day has passed when it begins to count."""
        return now if at == 0 else 0.0

    def begins(at: int) -> float:
        """Chance that a day is touched and the day before it is not."""
        if at == 0:
            return min(onset_today, clash(0, 1))
        return max(clash(at - 1, at + 1) - clash(at - 1, at), 0.0)

    def over_after(at: int, until: int) -> float:
        """Chance that a day is touched and none of those after it up to ``until``."""
        return max(clash(at, until) - clash(at + 1, until), 0.0)

    start = max(start, after(first))
    new, touch = begins(first), clash(first, first + 1)
    ends = over_after(first, first + 2) if first + 2 <= days else 0.0
    single = min(new * (1.0 - goes_on), ends)
    earlier = min(max(ends - single, 0.0), max(touch - new, 0.0))  # end on it, begun before it
    if first == last:
        misses = single * (1.0 - hours.meets(start, end, after(first)))
        misses += earlier * hours.ended_by(start)
        misses += max(new - single, 0.0) * (1.0 - hours.begun_by(end, after(first)))
        return float(np.clip(touch - misses, 0.0, 1.0))
    over = single * (1.0 - hours.meets(start, 1.0, after(first)))
    over += earlier * hours.ended_by(start)
    too_early = over / max(single + earlier, 1e-12)
    too_late = 1.0 - hours.begun_by(end, 0.0)
    whole = clash(first, last + 1)
    misses = over_after(first, last + 1) * too_early
    misses += max(whole - clash(first, last), 0.0) * too_late
    if last - first > 1:  # touched at both ends only, and missed at both
        both = clash(first, last) + clash(first + 1, last + 1) - whole - clash(first + 1, last)
        misses += max(both, 0.0) * too_early * too_late
    return float(np.clip(whole - misses, 0.0, 1.0))


def _end_of(span: InstantSpan, zone: tzinfo, last: int) -> float:
    """Where in its last day a span ends: 1 for the midnight after it."""
    return min(moment(span.end_at, zone) - last, 1.0)
