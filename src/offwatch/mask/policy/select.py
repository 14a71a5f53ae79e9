"""What to ask for and what to pass: odds over the union of all tracks, blind to which is real."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from offwatch.errors import BadInput
from offwatch.forecast import Prior
from offwatch.mask.tracks.records import Floats, Record, odds_ahead, tabulate_records
from offwatch.norm import Norm
from offwatch.spans import InstantSpan, Period

Bools = NDArray[np.bool_]

PASS_ODDS = 0.52  # at the last batch before a duty's freeze, from a little over even odds on
EARLY_ODDS = 0.85  # before that only when it is as good as sure: waiting teaches
PASS_AHEAD_DAYS = 14
KEEP_WINDOW_H = 48
TIE = 1e-6


@dataclass(frozen=True, slots=True)
class OwnDuty:
    """A rostered duty of one's own, as the desk tells it."""

    duty_id: str
    starts_at: datetime
    ends_at: datetime
    published_at: datetime

    @property
    def span(self) -> InstantSpan:
        """The time that the duty takes."""
        return InstantSpan(self.starts_at, self.ends_at)

    @property
    def keep_until(self) -> datetime:
        """Until when it can be kept; before that no track looks at it."""
        return self.published_at + timedelta(hours=KEEP_WINDOW_H)


def join_tracks(odds: Floats) -> Floats:
    """Odds that any of a pad's tracks has an episode.

    Tracks are sorted before they are multiplied, so their order cannot matter to the last bit.

    Parameters
    ----------
    odds : array, shape (n, K, days)
        Odds of each track, on each day.

    Returns
    -------
    array, shape (n, days)
    """
    return np.asarray(1.0 - np.prod(1.0 - np.sort(odds, axis=1), axis=1), dtype=np.float64)


def pick_days(odds: Floats, count: int, ties: Floats) -> Bools:
    """The days of highest odds in each row.

    Parameters
    ----------
    odds : array, shape (n, days)
    count : int
        How many days to take.
    ties : array, shape (n, days)
        Numbers in [0, 1) that settle equal odds.

    Returns
    -------
    array of bool, shape (n, days)
    """
    chosen = np.zeros(odds.shape, dtype=np.bool_)
    order = np.argsort(-(odds + TIE * ties), axis=1, kind="stable")[:, :count]
    np.put_along_axis(chosen, order, True, axis=1)
    return chosen


def worth_passing(odds: Floats, last_call: Bools) -> Bools:
    """Which odds are high enough for a pass.

    Parameters
    ----------
    odds : array
        Odds of an episode on the duty.
    last_call : array of bool
        Whether this is the last batch before the duty's freeze. Before it only odds as good as sure
        count: waiting teaches.

    Returns
    -------
    array of bool
    """
    return np.asarray(odds >= np.where(last_call, PASS_ODDS, EARLY_ODDS), dtype=np.bool_)


def draw_ties(seed: int, period: Period) -> Floats:
    """What settles equal odds in one period, the same however often it is drawn.

    Parameters
    ----------
    seed : int
        The pad's own.
    period : Period

    Returns
    -------
    array, shape (days,)
        Numbers in [0, 1).
    """
    return np.random.default_rng((seed, 7, period.number + 2**20)).random(period.span.days)


def choose_days(
    records: Sequence[Record], norm: Norm, period: Period, today: date, prior: Prior, *, seed: int
) -> tuple[date, ...]:
    """Choose the rhythm days of a period, as many as the norm says, by odds over all records.

    Parameters
    ----------
    records : sequence of Record
        As many as the norm has tracks; which one is real cannot matter.
    norm : Norm
    period : Period
    today : date
        The team's calendar day, before the period.
    prior : Prior
        The population that the records are held beside.
    seed : int
        Settles equal odds.

    Returns
    -------
    tuple of date
        Oldest first.

    Raises
    ------
    BadInput
        ``mask.period-begun`` where the period is not wholly ahead, ``mask.track-count`` where the
        records are not as many as the norm's tracks.
    """
    _check_tracks(records, norm)
    lead = (period.span.start_day - today).days
    if lead < 1:
        raise BadInput("mask.period-begun", "Rhythm days are asked for before a period begins.")
    sight = tabulate_records(records, prior)
    odds = odds_ahead(sight, today.toordinal(), prior, lead + period.span.days)[:, lead:]
    chosen = pick_days(join_tracks(odds[None]), norm.days, draw_ties(seed, period)[None])[0]
    start = period.span.start_day
    return tuple(start + timedelta(days=int(i)) for i in np.flatnonzero(chosen))


def choose_passes(
    records: Sequence[Record],
    norm: Norm,
    duties: Sequence[OwnDuty],
    now: datetime,
    prior: Prior,
    *,
    kept: Set[str] = frozenset(),
    guarded: Set[str] = frozenset(),
    spent: Mapping[int, int],
) -> list[str]:
    """The duties to pass in today's batch, the likeliest clash first.

    No track looks at a duty that is kept, guarded, still in its keep window, inside the freeze, or
    more than 14 days ahead. A duty over several days counts with its likeliest day.

    Parameters
    ----------
    records : sequence of Record
        As many as the norm has tracks.
    norm : Norm
    duties : sequence of OwnDuty
    now : datetime, aware
    prior : Prior
    kept, guarded : sets of str
        Duties that are not looked at.
    spent : mapping of int to int
        Passes already used, by the number of the period that a duty begins in.

    Returns
    -------
    list of str
        Ids of duties.

    Raises
    ------
    BadInput
        ``mask.track-count`` where the records are not as many as the norm's tracks.
    """
    _check_tracks(records, norm)
    today, zone = norm.today(now), ZoneInfo(norm.zone)
    tomorrow = norm.batch_at(today + timedelta(days=1))
    odds = join_tracks(
        odds_ahead(tabulate_records(records, prior), today.toordinal(), prior, 2 * PASS_AHEAD_DAYS)[
            None
        ]
    )[0]
    ranked: list[tuple[float, str, int]] = []
    for duty in duties:
        barred = duty.duty_id in kept or duty.duty_id in guarded
        if barred or now < duty.keep_until or norm.in_freeze(duty.starts_at, now):
            continue
        days = duty.span.days_in(zone)
        first = (days.start_day - today).days
        if first > PASS_AHEAD_DAYS:
            continue
        clash = odds[first : first + days.days].max(keepdims=True)
        if worth_passing(clash, np.array([norm.in_freeze(duty.starts_at, tomorrow)]))[0]:
            number = norm.period_at(days.start_day).number
            ranked.append((-float(clash[0]), duty.duty_id, number))
    left = {number: norm.passes - spent.get(number, 0) for _, _, number in ranked}
    chosen = []
    for _, duty_id, number in sorted(set(ranked)):
        if left[number] > 0:
            left[number] -= 1
            chosen.append(duty_id)
    return chosen


def _check_tracks(records: Sequence[Record], norm: Norm) -> None:
    if len(records) != norm.tracks:
        raise BadInput("mask.track-count", f"The norm takes exactly {norm.tracks} records.")
