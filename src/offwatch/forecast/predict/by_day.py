"""Where models by day foretell a person better than the law of their gaps, and by how much."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np

from offwatch.diary import Diary
from offwatch.forecast.daily.odds import DailyOdds, daily_odds
from offwatch.forecast.daily.prior import load_daily
from offwatch.forecast.inference.grid_posterior import GAPS_KEPT
from offwatch.forecast.inference.suspension import gaps_across
from offwatch.forecast.inference.time_warp import Clock
from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.gap_law import tabulate
from offwatch.forecast.model.prior import load_prior
from offwatch.forecast.model.weights import log_sum
from offwatch.forecast.predict.next_onset import FINE_DAYS, Cells

_COMPARED = 24  # gaps, the latest: how well either foretold each of them
_KEPT = 0.93  # what a gap counts one gap later
_TRUST = 0.15  # in the law of gaps, before anything was foretold
_UNDER_REGIMEN = 0.5  # the same where a regimen of effect moves it: days know nothing of those
_LEAST_UNDER_REGIMEN = 0.3
_LEAST_TOUCHED = 0.1  # where anything else moves it
_LEAST_ONSETS = 3  # of a rhythm of no known condition, before its days are looked at
_GENERIC = 0.05  # a rhythm of no known condition is left to the law of gaps down to this weight


class Clashes(Protocol):
    """What can say how likely an episode is on at least one of several days."""

    def clash(self, start: int, end: int) -> float:
        """The chance on the days ``start … end - 1`` from today."""


class Never(Clashes):
    """Nothing is said of any day."""

    def clash(self, start: int, end: int) -> float:
        """None."""
        return 0.0


@dataclass(frozen=True, slots=True)
class Either(Clashes):
    """One of two models, the first with a weight."""

    weight: float
    first: Clashes
    second: Clashes

    def clash(self, start: int, end: int) -> float:
        """The mean of both."""
        one, other = self.first.clash(start, end), self.second.clash(start, end)
        return self.weight * one + (1.0 - self.weight) * other


@dataclass(frozen=True, slots=True)
class ByDay:
    """The odds by day, and the weight of the law of gaps beside them.

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
    longest_days : int, days
        The longest wait for an onset so far.
    gap_weight : float
        The share of the law of gaps in the forecast.
    clashes : Clashes
        The chances over several days.
    goes_on : float
        Chance that an episode goes on after its first day.
    """

    onset: Floats
    same: Floats
    in_episode: Floats
    own: bool
    longest_days: int
    gap_weight: float
    clashes: Clashes
    goes_on: float


def join_days(
    diary: Diary,
    preset: str,
    now: datetime,
    cells: Cells,
    near: Cells,
    heed: Callable[[Floats, Cells], Floats],
    clock: Clock,
) -> ByDay | None:
    """Work out odds by day where they have a part in the forecast of a diary.

    Parameters
    ----------
    diary : Diary
        A diary with one rhythm and nothing later than now.
    preset : str
        The preset that fits it.
    now : datetime
        With a zone.
    cells : Cells
        How time is cut.
    near : Cells
        How it is cut for the band, however far one looks.
    heed : callable
        Weighs rows of chances in some cells by the signs of the diary.
    clock : Clock
        What moves the law of gaps.

    Returns
    -------
    ByDay or None
        None for cycles, for a diary without an onset, and where a rhythm of no known condition is
        foretold as well by its gaps.
    """
    prior = load_daily(preset)
    if prior is None:
        return None
    if preset == "generic" and len(diary.written_episodes()) < _LEAST_ONSETS:
        return None
    odds = daily_odds(diary, prior, now, cells.edges, near.edges, cells.day.size - 1, FINE_DAYS)
    if odds is None:
        return None
    evidence = _gaps_beside_days(preset, odds, diary)
    strongly = any(regimen.log_stretch[0] != 0.0 for regimen in clock.regimens)
    trust = _UNDER_REGIMEN if strongly else _TRUST
    weight = float(1.0 / (1.0 + np.exp(np.clip(-evidence, -500, 500)) * (1.0 - trust) / trust))
    if not clock.is_plain:
        weight = max(weight, _LEAST_UNDER_REGIMEN if strongly else _LEAST_TOUCHED)
    if preset == "generic" and weight > _GENERIC:
        return None
    longest = max((gap.days for gap in diary.gaps()), default=0)
    onset = heed(odds.onset[None, :], cells)[0]
    same = heed(odds.same[None, :], near)[0]
    moved = cells.by_day(onset) - cells.by_day(odds.onset)  # by signs
    in_episode = odds.in_episode
    if np.abs(moved).max() > 0.0:
        stays = odds.lasting ** np.arange(moved.size)
        in_episode = np.clip(in_episode + np.convolve(moved, stays)[: moved.size], 0.0, 1.0)
    return ByDay(onset, same, in_episode, odds.own, longest, weight, odds, odds.lasting)


def _gaps_beside_days(preset: str, odds: DailyOdds, diary: Diary) -> float:
    """By how much likelier the law of gaps made the latest gaps than the models by day, in nats.

    The law of gaps has learned from those before as well: the record by day does not reach so far.
    """
    compared = odds.days.record.day[odds.days.onset][-_COMPARED - 1 :]
    if compared.size < 2:
        return 0.0
    before = [day.toordinal() for day in diary.onset_days() if day.toordinal() < compared[0]]
    onsets = np.array([*before[compared.size - GAPS_KEPT - 1 :], *compared.tolist()])
    table = tabulate(load_prior(preset).gap)
    each = table.loglik[:, np.minimum(np.diff(onsets), table.loglik.shape[1] - 1)]
    across = gaps_across(diary, onsets)
    each[:, across] = 0.0
    known = np.cumsum(np.column_stack([table.log_weight, each]), axis=1)  # after each gap
    by_gaps = np.diff(log_sum(known[:, -compared.size :].T))
    by_days = np.where(across[1 - compared.size :], 0.0, _by_days(odds, compared))
    fade = _KEPT ** np.arange(by_days.size)[::-1]
    return float(fade @ (by_gaps - by_days))


def _by_days(odds: DailyOdds, onsets: Ints) -> Floats:
    """The log-likelihood that the models by day gave each gap."""
    given, onset = np.clip(odds.given, 1e-6, 1 - 1e-6), odds.days.onset
    each = np.append(0.0, np.cumsum(np.where(onset, np.log(given), np.log1p(-given))))
    place = np.searchsorted(odds.days.record.day, onsets)
    return np.asarray(each[place[1:] + 1] - each[place[:-1] + 1])
