"""From a diary to recorded days: a day with any part of an episode is an episode day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from offwatch.diary import Diary
from offwatch.diary.readers.days import episode_days
from offwatch.forecast.daily.hours import hours_written, shares_before
from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.inference.suspension import suspended_days
from offwatch.forecast.model.arrays import Bools, Floats

MOST_DAYS = 1200  # of a diary are looked at: people change
_OFTEN = 0.5  # share of episodes with a written end from which a missing one means "still running"


@dataclass(frozen=True)
class DiaryDays:
    """The days of one rhythm of a diary, up to the last whose state is known.

    Attributes
    ----------
    record : DayRecord
        Days as ``date.toordinal``.
    onset : array of bool, shape (m,)
        Whether an onset was written on the day.
    written_again : float
        Of the days on which an episode goes on, the share on which an onset is written.
    by_hour : array, shape (25,)
        The share of onsets before each hour of the day.
    """

    record: DayRecord
    onset: Bools
    written_again: float
    by_hour: Floats


def days_of(diary: Diary, today: date) -> DiaryDays | None:
    """Read the days of a diary.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm and nothing later than today.
    today : date
        Not over: known only where something was written of it.

    Returns
    -------
    DiaryDays or None
        None where no onset is written.
    """
    written = [e.onset_day.toordinal() for e in diary.written_episodes()]
    if not written:
        return None
    spans = _spans(diary, today)
    now = today.toordinal()
    ill = {day for day in episode_days(spans) if day <= now} | set(written)
    last = now if now in ill else max(now - 1, written[0])
    first = max(written[0], last - MOST_DAYS + 1)
    days = np.arange(first, last + 1)
    days = days[~suspended_days(diary, days) | np.isin(days, written)]
    state = np.isin(days, list(ill)).astype(np.int64)
    record = DayRecord("", days, state)
    onset = np.isin(days, written)
    goes_on = (record.run > 1) & (state == 1)
    again = (onset & goes_on).sum() / max(int(goes_on.sum()), 1)
    return DiaryDays(record, onset, float(again), shares_before(hours_written(diary)))


def _spans(diary: Diary, today: date) -> list[tuple[int, int | None]]:
    """First and last days; the last episode runs on where ends are usually written.

    Who writes an onset on each day of an episode has written all its days.
    """
    episodes = diary.episodes()
    if any(e.by_day for e in episodes):
        return [
            (e.onset_day.toordinal(), (e.last_day or e.onset_day).toordinal()) for e in episodes
        ]
    spans = [
        (e.onset_day.toordinal(), None if e.last_day is None else e.last_day.toordinal())
        for e in episodes
    ]
    first, end = spans[-1]
    known = [last - start + 1 for start, last in spans[:-1] if last is not None]
    if end is None and len(known) >= max(_OFTEN * (len(spans) - 1), 1):
        ran = today.toordinal() - first  # whole days
        if ran <= 2 * max(known):
            spans[-1] = (first, max(first, today.toordinal() - 1))
    return spans
