"""How long this person's episodes last, and whether the last one still runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from offwatch.diary import Diary
from offwatch.forecast.inference.time_warp import Clock
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.durations import (
    duration_reach,
    reach_under,
    running_unknown,
    still_running,
)
from offwatch.forecast.model.prior import Prior


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long episodes last.

    Attributes
    ----------
    reach : array, shape (k,)
        Chance that an episode to come lasts more than ``k`` days.
    running : array, shape (days,), or None
        Chance that the one last begun covers the day; None where no onset is known and it depends
        on how often they come.
    """

    reach: Floats
    running: Floats | None

    def running_at(self, rate: float, days: int) -> Floats:
        """``running``, at a rate of onsets where none is known.

        Parameters
        ----------
        rate : float, onsets a day
            How often onsets come.
        days : int
            How far to look.

        Returns
        -------
        array, shape (days,)
            Chances.
        """
        if self.running is not None:
            return self.running
        unknown: Floats = running_unknown(self.reach[None, :], np.array([rate]), days)[0]
        return unknown


def lasting(diary: Diary, clock: Clock, prior: Prior, today: date, days: int) -> Lasting:
    """Learn durations, under the regimen that moves them most, and look at the last episode.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.
    clock : Clock
        Its clock.
    prior : Prior
        The population prior.
    today : date
        The day of the forecast.
    days : int
        How far to look.

    Returns
    -------
    Lasting
        How long episodes last.
    """
    episodes = diary.episodes()
    over = episodes[:-1] if episodes and episodes[-1].may_run_on(today) else episodes
    known = [(e.onset_day.toordinal(), e.duration_days) for e in over if e.duration_days]
    lengths = np.array([length for _, length in known], dtype=np.float64)
    moved = [abs(r.log_duration[0]) + r.log_duration[1] for r in clock.regimens]
    if not moved:
        reach: Floats = duration_reach(lengths[None, :], prior.durations, 1)[0]
        then = reach
    else:
        at = int(np.argmax(moved))
        shift = clock.regimens[at].log_duration
        ahead = today.toordinal() + 1  # what is taken from tomorrow on
        when = np.array([*(day for day, _ in known), ahead], dtype=np.float64)
        if episodes:
            when = np.append(when, float(episodes[-1].onset_day.toordinal()))
        share = clock.taken[clock.state_at(when + 0.5), at]
        past = share[: lengths.size]
        reach = reach_under(lengths, past, share[lengths.size], prior.durations, shift)
        then = reach
        if share[-1] != share[lengths.size]:
            then = reach_under(lengths, past, share[-1], prior.durations, shift)
    if not episodes:
        return Lasting(reach, None)
    last = episodes[-1]
    if last.last_day is not None:
        reached = (last.last_day - today).days
        if last.may_run_on(today):
            so_far = (last.last_day - last.onset_day).days + 1
            return Lasting(reach, _going_on(then, so_far, reached, days))
        return Lasting(reach, (np.arange(days) <= reached).astype(np.float64))
    elapsed = np.array([(today - last.onset_day).days])
    later = still_running(then[None, :], elapsed, None, days)[0]
    ended = sum(e.last_day is not None for e in episodes[:-1])
    unwritten = 1.0 - (ended + 1.0) / (len(episodes) + 1.0)  # chance that an end is not
    return Lasting(reach, later / (later[0] + (1.0 - later[0]) * unwritten))


def _going_on(reach: Floats, so_far: int, reached: int, days: int) -> Floats:
    """Chance that an episode of ``so_far`` written days covers each day from today on.

    Its last written day is ``reached`` days from today: 0 or -1. Past the longest that is told
    apart, one of n days goes on for another with chance (n + 1) / (n + 2).
    """
    ahead = np.arange(so_far, so_far + days + 1)
    told = np.minimum(ahead, reach.size - 1)
    known = reach[told] / np.maximum(reach[np.maximum(told - 1, 0)], 1e-12)
    step = np.where(ahead < reach.size, known, (ahead + 1.0) / (ahead + 2.0))
    later = np.concatenate([[1.0], np.cumprod(step)])  # on the last written day and after it
    return np.asarray(later[-reached : -reached + days])
