"""How good a person's past forecasts were, beside how often their episodes come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import exp

import numpy as np

from offwatch.diary import Diary
from offwatch.forecast.daily.average import average
from offwatch.forecast.daily.prior import load_daily
from offwatch.forecast.daily.record import DayRecord
from offwatch.forecast.inference.dependence import days_in_episode
from offwatch.forecast.inference.grid_posterior import posterior_weights
from offwatch.forecast.inference.rhythm import each_rhythm
from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.prior import Prior, load_prior
from offwatch.forecast.predict.batch import batch_outlook
from offwatch.forecast.predict.outlooks import Outlooks

MOST_DAYS = 366  # of the past are looked at
LEAST_DAYS = 60  # fewer say nothing of how good a forecast is
LEAST_EPISODES = 6
WEEK = 7
LITTLE = 0.02  # a skill below it is not worth much
_FROM_GAPS = 3
_BEFORE = 180  # days before these are learned from by day
_NO_EFFECT = ("", "none")


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """What a person's past forecasts were worth.

    Attributes
    ----------
    ahead : int, days
        1 where the forecast is by day: is tomorrow in an episode? 7 where it is by gaps: does one
        begin within a week?
    days : int
        How many past days were forecast from, with what was known on each.
    rate : float
        How often the answer was yes.
    brier, brier_rate : float
        The mean squared error of the forecasts, and of the person's own rate until then.
    """

    ahead: int
    days: int
    rate: float
    brier: float
    brier_rate: float

    @property
    def skill(self) -> float:
        """By which share the forecasts erred less than the rate: 0 is no better, 1 perfect."""
        return 1.0 - self.brier / self.brier_rate if self.brier_rate > 0 else 0.0

    @property
    def is_worth_little(self) -> bool:
        """Whether the forecasts have been no better, or hardly, than how often episodes come."""
        return self.skill < LITTLE


def own_record(diary: Diary, prior: Prior, today: date) -> OwnRecord | None:
    """Forecast from past days with what was known on each, and look what came.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm.
    prior : Prior
        The population prior that its forecast starts from.
    today : date
        The day after the last that is looked at.

    Returns
    -------
    OwnRecord or None
        None where too little is known, or where a regimen of effect, an exposure or a sign would
        have to be heeded.

    References
    ----------
    Brier, Monthly Weather Review 1950; Goldenholz et al., Epilepsia 2024, for why a forecast is
    held against the person's own rate.
    """
    diary = _since_suspended(diary, today)
    onsets = diary.onset_days()
    if len(onsets) < LEAST_EPISODES or _is_moved(diary):
        return None
    daily = load_daily(prior.name)
    ahead = 1 if daily else WEEK
    usual = max(1, round(exp(prior.durations.log_median[0])))
    state = days_in_episode(diary, onsets[0], today, usual)
    first = max((onsets[_FROM_GAPS] - onsets[0]).days, state.size - ahead - MOST_DAYS)
    at = np.arange(first, state.size - ahead)
    if at.size < LEAST_DAYS:
        return None
    begun = np.array([(day - onsets[0]).days for day in onsets])
    if daily:
        from_day = max(0, state.size - MOST_DAYS - _BEFORE)  # what is older hardly counts
        record = DayRecord("", np.arange(state.size - from_day), state[from_day:].astype(np.int64))
        said = average(record, daily, last_only=True).tomorrow[at - from_day]
        what = state[1:]
    else:
        at = at[:: WEEK // 2]  # weeks that overlap say much the same
        said = _within_a_week(begun, prior, at)
        what = np.searchsorted(begun, np.arange(state.size - WEEK) + WEEK, side="right") > (
            np.searchsorted(begun, np.arange(state.size - WEEK), side="right")
        )
    came = what[at].astype(np.float64)
    known = np.maximum(at - ahead + 1, 0)  # how many days could be looked back at by then
    rate = (np.concatenate([[0], np.cumsum(what)])[known] + 0.5) / (known + 1.0)
    return OwnRecord(
        ahead=ahead,
        days=int(at[-1] - at[0] + 1),
        rate=float(came.mean()),
        brier=float(((said - came) ** 2).mean()),
        brier_rate=float(((rate - came) ** 2).mean()),
    )


def own_records(diary: Diary, found: Outlooks) -> tuple[OwnRecord | None, ...]:
    """Look back on the past forecasts of each rhythm that is forecast.

    Parameters
    ----------
    diary : Diary
        The diary that the outlooks are of.
    found : Outlooks
        Its outlooks.

    Returns
    -------
    tuple of OwnRecord or None
        One for each outlook, in their order.
    """
    rhythms = dict(each_rhythm(diary))
    return tuple(
        own_record(rhythms[one.rhythm], load_prior(one.preset), found.first_day)
        if one.rhythm in rhythms
        else None
        for one in found.each
    )


def _since_suspended(diary: Diary, today: date) -> Diary:
    """What was written since a life event last suspended the rhythm."""
    ends = [span.end_day for span in diary.suspensions() if span.start_day <= today]
    if not ends:
        return diary
    kept = (e for e in diary.events if e.day(diary.zone) >= max(ends))
    return Diary(diary.zone, kept)


def _is_moved(diary: Diary) -> bool:
    """Whether more than gaps and durations goes into the forecasts of this diary."""
    return any(r.effect not in _NO_EFFECT for r in diary.regimens()) or any(
        event.kind in ("exposure", "precursor") for event in diary.events
    )


def _within_a_week(begun: Ints, prior: Prior, at: Ints) -> Floats:
    """The chance of an onset in the week after each of ``at``, by the model of gaps."""
    gaps = np.diff(begun).astype(np.float64)
    last = np.searchsorted(begun, at, side="right") - 1  # the onset before or on each day
    origins = np.unique(last)
    known = np.full((origins.size, gaps.size), np.nan)
    for row, origin in enumerate(origins):
        known[row, :origin] = gaps[:origin]
    weights = posterior_weights(known, prior.gap)[np.searchsorted(origins, last)]
    ahead = batch_outlook(
        np.empty((at.size, 0)), at - begun[last] + 1, prior, WEEK, weights=weights
    )
    return np.asarray(np.clip(ahead.next_onset.sum(axis=1), 0.0, 1.0))
