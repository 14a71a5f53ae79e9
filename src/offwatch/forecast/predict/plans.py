"""What no gap has taught anything of: what was first met since the last onset, or is only planned.

Its effect is joined to what was learned without it. It moves the odds from its time on, and none
before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from offwatch.diary import Diary, Event
from offwatch.forecast.inference.posterior import Belief, foresee
from offwatch.forecast.inference.time_warp import Clock
from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.kinds import thin
from offwatch.forecast.model.prior import Stage
from offwatch.forecast.predict.later_onsets import Few
from offwatch.forecast.predict.next_onset import Cells, next_onset

_CHANGES = ("regimen_start", "regimen_stop")
_SURELY = 1.0 - 1e-12
_MOST = 144  # possibilities stand for all where an effect is joined
_REACHED = 1e-9  # a chance of no onset below which its share is not looked at


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


@dataclass(frozen=True)
class StandIns:
    """Some possibilities of a posterior: those that stand for all, and the few of later onsets.

    Attributes
    ----------
    index : array of int, shape (p,)
        Which of the posterior.
    scale : array, shape (p,)
        What each is taken times where they stand for all.
    few : array of int, shape (g,)
        Where the few are among them.
    """

    index: Ints
    scale: Floats
    few: Ints

    @classmethod
    def of(cls, raw: Floats, few: Few) -> StandIns:
        """Choose them by how likely each makes an onset in one cell as in another: ``(n, c)``."""
        if raw.shape[0] <= _MOST:
            index = np.arange(raw.shape[0])
            return cls(index, np.ones(index.size), few.kept)
        each = raw @ (1.0 / np.maximum(raw.sum(axis=0), 1e-12))
        kept, times = thin(each, _MOST)
        index = np.union1d(kept, few.kept)
        scale = np.zeros(index.size)
        scale[np.searchsorted(index, kept)] = times / np.maximum(each[kept], 1e-300)
        return cls(index, scale, np.searchsorted(index, few.kept))


@dataclass(frozen=True)
class JoinedOdds:
    """The next onset, with effects joined step by step.

    Attributes
    ----------
    whole : Belief
        The posterior.
    belief : Belief
        Of the stand-ins, ``copies`` possibilities of each.
    clock : Clock
        The clock that both run on.
    onset : array, shape (c,)
        The next onset; sums to one.
    rows : array, shape (p * copies, c)
        The same of each stand-in, with its weight in the posterior.
    likely : float
        How likely the wait so far was.
    share : float
        Of the posterior that the stand-ins have.
    """

    stage: Stage
    last: float | None
    cells: Cells
    chosen: StandIns
    whole: Belief
    belief: Belief
    clock: Clock
    onset: Floats
    rows: Floats
    likely: float
    share: float

    @classmethod
    def start(
        cls,
        stage: Stage,
        last: float | None,
        cells: Cells,
        chosen: StandIns,
        belief: Belief,
        clock: Clock,
        raw: Floats,
        likely: float,
    ) -> JoinedOdds:
        """Nothing joined yet: ``raw`` is the next onset, possibility by possibility."""
        index = chosen.index
        share = float(belief.weight[index].sum())
        few, rows = belief.only(index), raw[index]
        onset = raw.sum(axis=0)
        return cls(stage, last, cells, chosen, belief, few, clock, onset, rows, likely, share)

    @property
    def copies(self) -> int:
        """How many possibilities stand for one."""
        return int(self.rows.shape[0] // self.chosen.index.size)

    def of_few(self, few: Few, heeded: Floats) -> tuple[Floats, Belief]:
        """The few of later onsets, by day.

        Parameters
        ----------
        few : Few
            Those that the stand-ins were chosen with, ``g`` of them.
        heeded : array, shape (c,)
            The next onset, signs and hours heeded.

        Returns
        -------
        upcoming : array, shape (g * copies, days)
            Chances of their next onsets, heeded alike.
        belief : Belief
            The same possibilities.
        """
        at = (self.copies * self.chosen.few[:, None] + np.arange(self.copies)).ravel()
        factor = heeded / np.where(self.onset > 0.0, self.onset, 1.0)
        rows = self.rows[at] * np.repeat(few.scale, self.copies)[:, None]
        return self.cells.by_day(rows * factor), self.belief.only(at)

    def join(self, clock: Clock, *, planned: bool) -> JoinedOdds:
        """Join what a clock has more than this one.

        Parameters
        ----------
        clock : Clock
            The same with more.
        planned : bool
            Whether that is only planned, so that the wait so far knows nothing of it.

        Returns
        -------
        JoinedOdds
            The chance of no onset until a time is changed by the share by which the stand-ins
            change it.
        """
        belief, whole = (
            foresee(b, self.clock, clock, self.copies) for b in (self.belief, self.whole)
        )
        copies, p = belief.weight.size // self.chosen.index.size, self.chosen.index.size
        same = np.arange(p)[:, None] * self.copies + np.arange(copies) % self.copies
        before = (self.belief.only(same.ravel()), self.clock, self.whole) if planned else None
        rows, _ = next_onset(belief, clock, self.stage, self.last, self.cells, whole, before)
        rows *= (belief.weight * (self.share / self.likely))[:, None]
        old = np.repeat(self.chosen.scale, self.copies) @ self.rows
        new = np.repeat(self.chosen.scale, copies) @ rows
        gained = float(new.sum() / old.sum())
        rows /= gained
        return JoinedOdds(
            self.stage,
            self.last,
            self.cells,
            self.chosen,
            whole,
            belief,
            clock,
            _moved(self.onset, old / old.sum(), new / new.sum()),
            rows,
            self.likely * gained,
            self.share,
        )


def join_untaught(
    start: JoinedOdds, known: Clock, clock: Clock, weigh: Callable[[Floats], Floats]
) -> tuple[Floats, JoinedOdds]:
    """Join first what was met since the last onset, then what is planned.

    Parameters
    ----------
    start : JoinedOdds
        As the gaps have taught.
    known : Clock
        With what was met by now.
    clock : Clock
        With what is planned; the same one where nothing is.
    weigh : callable
        Heeds signs and hours: rows of chances to rows of chances.

    Returns
    -------
    onset : array, shape (c,)
        The next onset, signs and hours heeded.
    joined : JoinedOdds
        All that was joined.
    """
    met = start if known is start.clock else start.join(known, planned=False)
    heeded = weigh(met.onset[None, :])[0]
    if clock is known:
        return heeded, met
    planned = met.join(clock, planned=True)
    return heed_alike(planned.onset[None, :], met.onset, heeded)[0], planned


def _moved(onset: Floats, before: Floats, after: Floats) -> Floats:
    """The next onset where the chance of none until each time changes as that of others does."""
    left, old, new = (np.cumsum(each[::-1])[::-1] for each in (onset, before, after))
    known = old > _REACHED
    share = np.where(known, new / np.where(known, old, 1.0), 1.0)
    last_known = np.maximum.accumulate(np.where(known, np.arange(share.size), 0))
    left = left * share[last_known]
    left[0] = 1.0
    left = np.minimum.accumulate(left)
    return np.asarray(left - np.append(left[1:], 0.0))


def _hazard(chances: Floats) -> Floats:
    """Of each cell, minus the log of the chance of none in it, given none before it."""
    left = np.cumsum(chances[::-1])[::-1]
    return -np.log1p(-np.minimum(chances / np.maximum(left, 1e-300), _SURELY))
