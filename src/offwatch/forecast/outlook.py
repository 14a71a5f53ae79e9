"""One person's outlook: from their diary to odds by day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from typing import Literal

import numpy as np

from offwatch.diary import Diary
from offwatch.errors import BadInput
from offwatch.forecast.arrays import Floats
from offwatch.forecast.choose import choose_prior, days_since_onset, usable_gaps
from offwatch.forecast.duration import duration_reach, running_unknown, still_running
from offwatch.forecast.kinds import Kinds
from offwatch.forecast.law import tabulate
from offwatch.forecast.posterior import posterior_weights
from offwatch.forecast.prior import Prior
from offwatch.forecast.renewal import next_table
from offwatch.spans import DaySpan

Level = Literal["own", "population"]
OWN_FROM_GAPS = 3  # with fewer, the answer is mostly the population's and says so


@dataclass(frozen=True, slots=True)
class Outlook:
    """Odds by day from ``first_day`` (today) on.

    **Shapes** ``onset: (days,)`` chance that the *next* onset falls on the day, summing to one with
    what lies ``beyond``; ``in_episode: (days,)`` chance of being in any episode on the day.
    ``level`` says whether the person's own gaps carry it or the population's.
    """

    first_day: date
    onset: Floats
    in_episode: Floats
    level: Level
    preset: str
    gaps_used: int
    _next: Floats = field(repr=False)  # the next onset as far as it can be told apart
    _kinds: Kinds = field(repr=False)

    @property
    def days(self) -> int:
        return int(self.onset.size)

    @property
    def beyond(self) -> float:
        """Chance that the next onset lies past the last day."""
        return float(max(0.0, 1.0 - self.onset.sum()))

    def clash(self, span: DaySpan) -> float:
        """Chance of being in an episode on at least one day of ``span``.

        **Raises** BadInput when the span is over, or ends past the outlook.
        """
        start = (span.start_day - self.first_day).days
        end = (span.end_day - self.first_day).days
        if end <= 0:
            raise BadInput("forecast.past", "These days are over; ask about days from today on.")
        if end > self.days:
            raise BadInput("forecast.too-far", "Ask for a longer outlook to cover these days.")
        return self._kinds.clash(max(start, 0), end)

    def quantile_day(self, q: float) -> date:
        """The first day by which the next onset has come with chance ``q`` at least."""
        if not 0.0 < q < 1.0:
            raise BadInput("forecast.quantile", "Ask for a chance between 0 and 1.")
        at = int(np.searchsorted(np.cumsum(self._next), q - 1e-12))
        return self._day(min(at, self._next.size - 1))

    @property
    def likely(self) -> DaySpan:
        """The shortest run of days that holds the next onset 4 times in 5."""
        below = np.concatenate([[0.0], np.cumsum(self._next)])
        ends = np.searchsorted(below, below[:-1] + 0.8 - 1e-12)
        ends = np.where(ends < below.size, ends, 10 * below.size)
        start = int(np.argmin(ends - np.arange(ends.size)))
        return DaySpan(self._day(start), self._day(min(int(ends[start]), self._next.size)))

    def _day(self, i: int) -> date:
        return self.first_day + timedelta(days=i)


def outlook(diary: Diary, *, now: datetime, days: int = 90, prior: Prior | None = None) -> Outlook:
    """Forecast from what a diary says up to ``now``.

    Without a ``prior`` the shipped one that fits the diary is used. Only gaps lived under the
    regimens in force count; a gap far longer than any is a break in logging.

    **Raises** BadInput when ``now`` has no zone, the diary holds an episode after it, or ``days``
    is not 1 to 1000.
    """
    if now.tzinfo is None:
        raise BadInput("forecast.no-zone", "Give now with a zone, e.g. 2026-03-01T08:00+01:00.")
    if not 1 <= days <= 1000:
        raise BadInput("forecast.horizon", "Ask for 1 to 1000 days ahead.")
    today = now.astimezone(diary.zone).date()
    _refuse_future(diary, today)
    prior = prior or choose_prior(diary, today)
    gaps = np.array([[gap.days for gap in usable_gaps(diary, today)]], dtype=np.float64)
    weights = posterior_weights(gaps, prior.gap)[0]
    elapsed = min(days_since_onset(diary, today), prior.gap.max_day + 1)
    joint, got_here = next_table(prior.gap, elapsed, max(days, prior.gap.max_day + 2))
    joint = joint * weights[:, None]
    if elapsed != 0:
        joint[:, 0] *= _left_of_day(now, diary.zone)
    joint /= joint.sum() if joint.sum() > 0 else weights @ got_here
    durations = _durations(diary)
    reach = duration_reach(durations, prior.durations, 1)
    rate = np.array([weights @ (1.0 / tabulate(prior.gap).mean)])
    kinds = Kinds.keep_likely(
        joint[:, :days], prior.gap, reach[0], _running(diary, today, reach, rate, days)
    )
    upcoming = joint.sum(axis=0)
    return Outlook(
        first_day=today,
        onset=upcoming[:days],
        in_episode=kinds.in_episode(),
        level="own" if gaps.size >= OWN_FROM_GAPS else "population",
        preset=prior.name,
        gaps_used=int(gaps.size),
        _next=upcoming,
        _kinds=kinds,
    )


def _refuse_future(diary: Diary, today: date) -> None:
    for event in diary.events:
        if event.kind in ("onset", "end", "severity") and event.day(diary.zone) > today:
            raise BadInput(
                "diary.future", "The diary tells of an episode after now; correct its date or now."
            )


def _left_of_day(now: datetime, zone: tzinfo) -> float:
    """The share of today that is still to come, by the clock on the wall."""
    local = now.astimezone(zone)
    return 1.0 - float(local.hour * 3600 + local.minute * 60 + local.second) / 86400


def _durations(diary: Diary) -> Floats:
    known = [e.duration_days for e in diary.episodes() if e.duration_days is not None]
    return np.array([known], dtype=np.float64)


def _running(diary: Diary, today: date, reach: Floats, rate: Floats, days: int) -> Floats:
    """Chance that the episode last begun covers each day from today on."""
    episodes = diary.episodes()
    if not episodes:
        unknown: Floats = running_unknown(reach, rate, days)[0]
        return unknown
    last = episodes[-1]
    if last.last_day is not None:
        return (np.arange(days) <= (last.last_day - today).days).astype(np.float64)
    elapsed = np.array([(today - last.onset_day).days])
    chance: Floats = still_running(reach, elapsed, None, days)[0]
    return chance
