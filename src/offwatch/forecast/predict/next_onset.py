"""When the next onset comes, given what is believed and that it has not come yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

import numpy as np

from offwatch.forecast.inference.posterior import MIDDAY, Belief, share_of
from offwatch.forecast.inference.time_warp import Clock
from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.noise import noise_below
from offwatch.forecast.model.prior import Stage

HOURS = 48
MOST_DAYS = 1000  # ahead can be asked for
FINE_DAYS = 100  # are told apart, however few are asked for: so the band is always the same
_AT_A_TIME = 1 << 15  # cells of time
# Days after those: weeks to more than a year, then coarser; whatever is later counts as the last.
_TAIL = np.concatenate([np.arange(7.0, 301.0, 7.0), 301.0 + np.geomspace(10.0, 3_700.0, 18)])


@dataclass(frozen=True)
class Cells:
    """Time from now on, cut at the hours of two days, at each midnight, and further off coarsely.

    Attributes
    ----------
    edges : array, shape (c + 1,), days
        The first is now.
    hour, day : arrays of int, shapes (HOURS + 1,) and (days + 1,)
        Where an hour or a day begins among the edges.
    fine, far : arrays of int, shapes (FINE_DAYS + 1,) and (f,)
        The same of the days that are told apart, and where the coarse cells after them end.
    """

    edges: Floats
    hour: Ints
    day: Ints
    fine: Ints
    far: Ints

    def by_hour(self, chances: Floats) -> Floats:
        """Sum over the hours.

        Parameters
        ----------
        chances : array, shape (…, c)
            Chances by cell.

        Returns
        -------
        array, shape (…, HOURS)
            Chances by hour.
        """
        return _sums(chances, self.hour)

    def by_day(self, chances: Floats) -> Floats:
        """Sum over the days.

        Parameters
        ----------
        chances : array, shape (…, c)
            Chances by cell.

        Returns
        -------
        array, shape (…, days)
            Chances by day.
        """
        return _sums(chances, self.day)

    def single_days(self, chances: Floats) -> Floats:
        """Chances by day as far as they reach; those of a coarse cell are spread over its days.

        Parameters
        ----------
        chances : array, shape (c,)
            Chances by cell.

        Returns
        -------
        array, shape (days,)
            The same however many days were asked for.
        """
        ends = self.edges[self.far]
        edges = np.concatenate([self.edges[self.fine[-1] :][:1], ends])
        below = np.concatenate([[0.0], np.cumsum(chances[self.fine[-1] :])])
        at = np.concatenate([[0], self.far - self.fine[-1]])
        days = np.arange(edges[0], edges[-1] + 1.0)
        later = np.diff(np.interp(np.minimum(days, edges[-1]), edges, below[at]))
        return np.concatenate([_sums(chances, self.fine), later])


def cut(now: datetime, zone: tzinfo, days: int) -> Cells:
    """Cut time from now on into cells.

    Parameters
    ----------
    now : datetime
        With a zone.
    zone : tzinfo
        The diary's zone.
    days : int
        Days, today included; a tail follows.

    Returns
    -------
    Cells
        The cells.
    """
    today = now.astimezone(zone).date()
    first = float(today.toordinal())
    near = range(HOURS // 24 + 3)
    begins = [datetime.combine(today + timedelta(days=d), time.min, zone).timestamp() for d in near]
    since = now.timestamp() + 3600.0 * np.arange(HOURS + 1)
    hours = first + np.minimum(np.interp(since, begins, near), near[-1])
    midnights = first + np.arange(1, max(days, FINE_DAYS) + 1)
    tail = first + FINE_DAYS + _TAIL
    edges = np.unique(np.concatenate([hours, midnights, tail]))
    day = np.concatenate([[0], np.searchsorted(edges, midnights)])
    far = np.searchsorted(edges, tail)
    return Cells(edges, np.searchsorted(edges, hours), day[: days + 1], day[: FINE_DAYS + 1], far)


def clock_ahead(belief: Belief, clock: Clock, cells: Cells) -> Floats:
    """How far the clock has gone by the edges of cells.

    Parameters
    ----------
    belief : Belief
        The posterior, ``n`` possibilities.
    clock : Clock
        The clock of the diary.
    cells : Cells
        How time is cut.

    Returns
    -------
    array, shape (n, c + 1), days of the clock
        From 0 up.
    """
    lived = clock.until(cells.edges)
    return np.asarray(belief.rates @ (lived - lived[:1]).T)


def next_onset(
    belief: Belief,
    clock: Clock,
    stage: Stage,
    last: float | None,
    cells: Cells,
    whole: Belief | None = None,
    unplanned: tuple[Belief, Clock, Belief] | None = None,
) -> tuple[Floats, Floats]:
    """Chance of the next onset in each cell, possibility by possibility.

    Where no gap explains the wait, either logging lapsed and an onset may come on any day of a gap,
    or the rhythm has stopped, and the wait goes on for as long again as it has lasted.

    Parameters
    ----------
    belief : Belief
        The posterior, ``n`` possibilities.
    clock : Clock
        The clock of the diary.
    stage : Stage
        The law of gaps.
    last : float, days as ``date.toordinal``, or None
        The last onset.
    cells : Cells
        How time is cut.
    whole : Belief or None
        Where ``belief`` is but a part of it, the posterior.
    unplanned : Belief, Clock and Belief, or None
        The belief and the clock without what is only planned, and its whole; None where nothing is.

    Returns
    -------
    chances, sums : arrays, shapes (n, c) and (n,)
        Not divided by their sums: rows still carry how likely it was to get this far.

    References
    ----------
    Truncation of the gap law; residual life: Feller II, ch. XI.4; a wait that goes on: Gott,
    Nature 1993, a Pareto tail of index one.
    """
    now, edges = cells.edges[0], cells.edges
    ahead = clock_ahead(belief, clock, cells)
    without, its_clock, its_whole = unplanned or (belief, clock, whole or belief)
    at = int(clock.state_at(edges[:1])[0])
    if last is None:
        spread = belief.spread_under(clock.taken[at])
        before = clock_ahead(without, its_clock, cells)
        return _residual(ahead, before, belief.log_median, spread, stage), np.ones(ahead.shape[0])
    elapsed = clock.until(np.array([now])) - clock.until(np.array([last + MIDDAY]))
    lived = elapsed.copy()
    lived[0, at] += 1.0  # and a day more
    spread = belief.spread_under(share_of(clock, np.maximum(lived, 0.0))[0])
    passed = np.maximum(belief.rates @ elapsed[0], 0.0)
    ahead += passed[:, None]
    below = _below(ahead, belief.log_median, spread, stage)
    begun = np.diff(below, axis=1)
    begun[:, -1] += 1.0 - below[:, -1]
    if last == np.floor(now):
        begun[:, : cells.day[1]] = 0.0  # one onset a day
        return begun, begun.sum(axis=1)
    typical = (whole or belief).typical()  # how long a lapse lasts, nobody knows: one for all
    spread = typical.spread_under(share_of(clock, np.maximum(lived, 0.0))[0])
    on, before = (
        clock_ahead(*p, cells) for p in ((typical, clock), (its_whole.typical(), its_clock))
    )
    lapsed = _residual(on, before, typical.log_median, spread, stage)
    wait = max(now - last, 1.0)
    over = np.append(wait / (wait + edges[:-1] - now), 0.0)  # or the rhythm has stopped for now
    lapsed = 0.5 * lapsed + 0.5 * -np.diff(over)[None, :]
    begun *= 1.0 - stage.lapse
    begun += stage.lapse * lapsed
    return begun, begun.sum(axis=1)


def gap_chances(
    belief: Belief, clock: Clock, stage: Stage, cells: Cells, days: int
) -> tuple[Callable[[int], Floats], bool]:
    """The chances of the gaps that begin on a day to come.

    Parameters
    ----------
    belief : Belief
        The posterior, ``n`` possibilities.
    clock : Clock
        The clock of the diary. Regimens that are to change count from then on; exposures are
        over by the next onset.
    stage : Stage
        The law of gaps.
    cells : Cells
        How time is cut.
    days : int
        How far to look.

    Returns
    -------
    gap_from, steady : callable and bool
        ``gap_from(day)``, shape (n, days - day), from none up; and whether gaps are the same
        from any day on.
    """
    first = np.floor(cells.edges[0])
    share = clock.taken[clock.state_at(first + np.arange(days) + MIDDAY)]
    rate = np.exp(-belief.stretch @ share.T)
    edges = np.concatenate([np.zeros((rate.shape[0], 1)), np.cumsum(rate, axis=1)], axis=1)
    steady = bool((share == share[0]).all())

    def rows(day: int) -> Floats:
        begun = edges[:, day : day + 1] + rate[:, day : day + 1] * MIDDAY
        spread = belief.spread_under(share[day])
        below = _below(edges[:, day + 1 :] - begun, belief.log_median, spread, stage)
        out: Floats = np.diff(below, axis=1, prepend=0.0)
        if out.shape[1] > 1:
            out[:, 1] += out[:, 0]  # a gap is at least a day
        out[:, 0] = 0.0
        return out

    if not steady:
        return rows, False
    once = rows(0)
    return lambda day: once[:, : days - day], True


def _below(clock_days: Floats, log_median: Floats, log_spread: Floats, stage: Stage) -> Floats:
    """Chance of a gap that is shorter, possibility by possibility: ``(n, c)``.

    Some rows at a time, so that they stay in the processor's cache.
    """
    out = np.empty(clock_days.shape)
    scale = np.exp(-log_spread)
    step = max(_AT_A_TIME // len(clock_days[0]), 1)
    for start in range(0, len(clock_days), step):
        rows = slice(start, start + step)
        z = np.log(np.maximum(clock_days[rows], 1e-9))
        z -= log_median[rows, None]
        z *= scale[rows, None]
        out[rows] = noise_below(z, stage.noise, log_spread[rows, None])
    return out


def _residual(
    ahead: Floats, unplanned: Floats, log_median: Floats, spread: Floats, stage: Stage
) -> Floats:
    """An onset at a random moment of a gap: as likely as the gap is to reach there.

    What it comes to in all is that of the clock without what is planned, so that plans do not count
    before their time.
    """
    reach = 1.0 - _below(unplanned, log_median, spread, stage)
    held = 0.5 * (reach[:, 1:] + reach[:, :-1]) * np.diff(unplanned, axis=1)
    held /= held.sum(axis=1, keepdims=True)
    if np.array_equal(ahead, unplanned):
        return held
    below = np.cumsum(np.pad(held, ((0, 0), (1, 0))), axis=1)
    rows = zip(ahead, unplanned, below, strict=True)
    found: Floats = np.diff(np.array([np.interp(*row) for row in rows]), axis=1)
    found[:, -1] += 1.0 - found.sum(axis=1)
    return found


def _sums(chances: Floats, starts: Ints) -> Floats:
    below = np.zeros((*chances.shape[:-1], chances.shape[-1] + 1))
    np.cumsum(chances, axis=-1, out=below[..., 1:])
    return np.asarray(np.diff(below[..., starts], axis=-1))
