"""What life events leave to be learned: the gaps that count, and where the rhythm stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from offwatch.diary import Diary, LifeEvent
from offwatch.forecast.model.arrays import Bools, Ints

ANEW = 3  # gaps after a life event, before those from before it count again


@dataclass(frozen=True, slots=True)
class Resumed:
    """A rhythm that has been suspended, and is not known well since.

    Attributes
    ----------
    life : str
        The life event's name.
    gaps : int
        The gaps that have been written since.
    has_onset : bool
        Whether an onset has.
    """

    life: str
    gaps: int
    has_onset: bool


def suspended_by(diary: Diary, today: date) -> LifeEvent | None:
    """Give the life event that suspends a rhythm today.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.
    today : date
        The day in question.

    Returns
    -------
    LifeEvent or None
        The one that began last.
    """
    return next((e for e in reversed(_suspending(diary)) if today in e.span), None)


def doubtful_by(diary: Diary, today: date) -> tuple[LifeEvent, ...]:
    """Give the life events that go on today and may change a rhythm.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.
    today : date
        The day in question.

    Returns
    -------
    tuple of LifeEvent
        By start.
    """
    names = diary.rhythms() or ("",)
    return tuple(
        event
        for event in diary.life_events()
        if today in event.span and all(event.touch(name) == "doubtful" for name in names)
    )


def suspended_days(diary: Diary, days: Ints) -> Bools:
    """Say on which days a rhythm was suspended.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.
    days : array of int, shape (n,)
        As ``date.toordinal``.

    Returns
    -------
    array of bool, shape (n,)
    """
    found = np.zeros(days.shape, dtype=bool)
    for span in diary.suspensions():
        found |= (days >= span.start_day.toordinal()) & (days < span.end_day.toordinal())
    return found


def gaps_across(diary: Diary, onsets: Ints) -> Bools:
    """Say in which gaps a rhythm was suspended.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.
    onsets : array of int, shape (m,)
        Days as ``date.toordinal``, oldest first.

    Returns
    -------
    array of bool, shape (m - 1,)
    """
    found = np.zeros(onsets.size - 1, dtype=bool)
    for span in diary.suspensions():
        first, end = span.start_day.toordinal(), span.end_day.toordinal()
        found |= (first < onsets[1:]) & (end > onsets[:-1] + 1)
    return found


def gaps_unlearned(diary: Diary, today: date) -> tuple[Bools, Resumed | None]:
    """Say which gaps teach nothing, and whether a rhythm has to be learned anew.

    A gap in which the rhythm was suspended teaches nothing. After a life event that is more than a
    pause neither do those from before it, until there are `ANEW` since.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.
    today : date
        The day of the forecast.

    Returns
    -------
    unlearned : array of bool, shape (m - 1,)
        For the gaps between the ``m`` onset days.
    resumed : Resumed or None
        None where no life event bears on where the rhythm stands.
    """
    onsets = diary.onset_days()
    events = [e for e in _suspending(diary) if e.start_day <= today]
    if not events or not onsets:
        return np.zeros(max(len(onsets) - 1, 0), dtype=bool), None
    unlearned = gaps_across(diary, np.array([day.toordinal() for day in onsets]))
    last = max(events, key=lambda event: event.span.end_day)
    since = sum(day >= last.span.end_day - timedelta(days=1) for day in onsets)
    if since == len(onsets):
        return unlearned, None  # it was over before anything was written
    anew = not last.is_pause and since - 1 < ANEW
    if anew:
        unlearned[: len(onsets) - max(since, 1)] = True
    if anew or not since:
        return unlearned, Resumed(last.name, max(since - 1, 0), since > 0)
    return unlearned, None


def _suspending(diary: Diary) -> list[LifeEvent]:
    names = diary.rhythms() or ("",)
    return [e for e in diary.life_events() if all(e.touch(n) == "suspends" for n in names)]
