"""What is only planned: it moves the odds from its time on, and none before."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from offwatch.diary import Diary, Event
from offwatch.forecast.model.arrays import Floats

_CHANGES = ("regimen_start", "regimen_stop")
_SURELY = 1.0 - 1e-12


def without_plans(diary: Diary, now: datetime) -> Diary:
    """Leave out the regimens and exposures that are only planned.

    Parameters
    ----------
    diary : Diary
        The diary, perhaps as it would go on.
    now : datetime
        The moment, with a zone.

    Returns
    -------
    Diary
        Itself where nothing is planned.
    """
    if not any(_is_plan(event, diary, now) for event in diary.events):
        return diary
    return Diary(diary.zone, (e for e in diary.events if not _is_plan(e, diary, now)))


def _is_plan(event: Event, diary: Diary, now: datetime) -> bool:
    if event.kind == "exposure":
        return event.instant(diary.zone) > now
    return event.kind in _CHANGES and event.day(diary.zone) > now.astimezone(diary.zone).date()


def heed_alike(chances: Floats, before: Floats, after: Floats) -> Floats:
    """Weigh the next onset by what signs and hours said of it without the plans.

    How much likelier they make an onset is taken of each cell given none before it, so that nothing
    later bears on what is earlier.

    Parameters
    ----------
    chances : array, shape (n, c)
        The next onset with the plans, possibility by possibility; summing to one.
    before, after : arrays, shape (c,)
        The next onset without the plans, unweighed and weighed.

    Returns
    -------
    array, shape (n, c)
        The same sum.
    """
    if np.array_equal(before, after):
        return chances
    known, heeded = _hazard(before), _hazard(after)
    more = np.where(known > 0.0, heeded / np.where(known > 0.0, known, 1.0), 1.0)
    whole = chances.sum(axis=0)
    left = np.exp(-np.cumsum(more * _hazard(whole)))
    left[-1] = 0.0
    found = -np.diff(left, prepend=1.0)
    return np.asarray(chances * (found / np.where(whole > 0.0, whole, 1.0)))


def _hazard(chances: Floats) -> Floats:
    """Of each cell, minus the log of the chance of none in it, given none before it."""
    left = np.cumsum(chances[::-1])[::-1]
    return -np.log1p(-np.minimum(chances / np.maximum(left, 1e-300), _SURELY))
