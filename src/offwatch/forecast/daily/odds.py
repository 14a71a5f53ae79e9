"""A diary's odds by day and by hour, from the average over the models by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from offwatch.diary import Diary
from offwatch.forecast.daily.average import average
from offwatch.forecast.daily.diary_days import DiaryDays, days_of
from offwatch.forecast.daily.hours import by_place
from offwatch.forecast.daily.prior import DailyPrior
from offwatch.forecast.daily.walk import Walk, walk_from
from offwatch.forecast.model.arrays import Floats

_OWN_DAYS = 21  # recorded days from which they are a rhythm of one's own
_OWN_EPISODE_DAYS = 5
_BY_DAY = 0.5  # who writes an onset on so many days of an attack writes days, not attacks


@dataclass(frozen=True)
class DailyOdds:
    """The odds from today on.

    Attributes
    ----------
    onset : array, shape (c,)
        Chance that the next onset falls into each cell of time.
    same : array, shape (f,)
        As ``onset``, in cells that are the same however far one looks.
    in_episode : array, shape (days,)
        Chance of an episode on the day.
    own : bool
        Whether there are days enough to go by.
    given : array, shape (m,)
        What the day before said of an onset on each past day, for those who want to compare.
    lasting : float
        Chance that an episode goes on after its first day.
    """

    onset: Floats
    same: Floats
    in_episode: Floats
    own: bool
    days: DiaryDays
    given: Floats
    lasting: float
    _walk: Walk
    _known: bool

    def clash(self, start: int, end: int) -> float:
        """Chance of an episode on at least one of the days ``start … end - 1`` from today.

        Parameters
        ----------
        start, end : int, days
            The span; 0 is today.

        Returns
        -------
        float
            The chance.
        """
        if not self._known:
            return self._walk.clash(start, end)
        return 1.0 if start == 0 else self._walk.clash(start - 1, end - 1)


def daily_odds(
    diary: Diary,
    prior: DailyPrior,
    now: datetime,
    edges: Floats,
    near: Floats,
    days: int,
    fine: int,
) -> DailyOdds | None:
    """Work out the odds of a diary.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm and nothing later than now.
    prior : DailyPrior
        The population prior.
    now : datetime
        With a zone.
    edges : array, shape (c + 1,), days as ``date.toordinal``
        Where the cells of time from now on begin, as places on the days of the diary's zone.
    near : array, shape (f + 1,)
        The same for the band, however far one looks.
    days : int
        How far to look, today included; at least ``fine``.
    fine : int, days
        How many are told apart for the band.

    Returns
    -------
    DailyOdds or None
        None where no onset is written.
    """
    today = now.astimezone(diary.zone).date()
    found = days_of(diary, today)
    if found is None:
        return None
    record = found.record
    mean = average(record, prior, attacks=found.written_again < _BY_DAY, last_only=True)
    known = bool(record.day[-1] == today.toordinal())
    gone = 0.0 if known else float(by_place(found.by_hour, edges[:1] - today.toordinal())[0])
    walk = walk_from(mean.parts, record, days, fine, found.written_again, min(gone, 0.999))
    onset, same, in_episode = walk.ahead()
    if known:
        onset, same = np.append(0.0, onset), np.append(0.0, same)
        in_episode = np.append(1.0, in_episode)[:days]
    again = np.where(record.state == 1, found.written_again, 1.0)
    return DailyOdds(
        onset=_into_cells(onset, found.by_hour, edges - today.toordinal()),
        same=_into_cells(same, found.by_hour, near - today.toordinal()),
        in_episode=in_episode,
        own=record.day.size >= _OWN_DAYS and int(record.state.sum()) >= _OWN_EPISODE_DAYS,
        days=found,
        given=np.append(0.5, (mean.tomorrow * again)[:-1]),
        lasting=float(walk.weight @ walk.go_on[:, 0]),
        _walk=walk,
        _known=known,
    )


def _into_cells(onset: Floats, by_hour: Floats, edges: Floats) -> Floats:
    """The days' chances spread over the hours as this person's onsets are; the rest comes last."""
    whole = np.floor(edges).astype(np.int64)
    onset = np.pad(onset, (0, max(int(whole[-1]) + 1 - onset.size, 0)))
    below = np.concatenate([[0.0], np.cumsum(onset)])
    within = by_place(by_hour, edges - whole)
    now = within[0]
    first = np.clip((within - now) / max(1.0 - now, 1e-9), 0.0, 1.0)
    share = np.where(whole == 0, first, within)
    found = np.diff(below[whole] + share * onset[whole])
    found[-1] += max(1.0 - float(found.sum()), 0.0)
    return found
