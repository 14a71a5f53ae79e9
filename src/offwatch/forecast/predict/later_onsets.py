"""The onsets after the next one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offwatch.forecast.inference.posterior import Belief
from offwatch.forecast.inference.time_warp import Clock
from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.kinds import Kinds, thin
from offwatch.forecast.model.prior import Stage
from offwatch.forecast.predict.next_onset import Cells, gap_chances
from offwatch.forecast.predict.ongoing_episode import Lasting


@dataclass(frozen=True)
class Few:
    """A few possibilities that stand for a posterior.

    Attributes
    ----------
    kept : array of int, shape (g,)
        Which.
    scale : array, shape (g,)
        What the next onset of each is taken times.
    """

    kept: Ints
    scale: Floats

    @classmethod
    def of(cls, by_day: Floats) -> Few:
        """Choose them by how likely each makes an onset within the days: ``(n, days)``."""
        each = by_day.sum(axis=1)
        kept, times = thin(each)
        return cls(kept, times / np.maximum(each[kept], 1e-300))


def rate_of_onsets(belief: Belief, clock: Clock) -> float:
    """How often onsets come, a day, as things stand in the end.

    Parameters
    ----------
    belief : Belief
        The posterior.
    clock : Clock
        The clock of the diary.

    Returns
    -------
    float
        Onsets a day.
    """
    return float(belief.weight @ (belief.rates[:, clock.state[-1]] / np.exp(belief.log_median)))


def later_onsets(
    upcoming: Floats,
    total: Floats,
    cells: Cells,
    belief: Belief,
    clock: Clock,
    stage: Stage,
    episodes: Lasting,
    rate: float,
) -> Kinds:
    """A few kinds that stand for the posterior, each with its next onset and its gaps from there.

    Parameters
    ----------
    upcoming : array, shape (g, days)
        Chances of the next onset of a few possibilities that stand for all.
    total : array, shape (days,)
        Those of all together, summing to one with what lies beyond.
    cells : Cells
        How time is cut.
    belief : Belief
        The few possibilities.
    clock : Clock
        The clock of the diary.
    stage : Stage
        The law of gaps.
    episodes : Lasting
        How long episodes last.
    rate : float, onsets a day
        How often onsets come.

    Returns
    -------
    Kinds
        Kinds with their odds by day.
    """
    days, shown = total.size, upcoming.sum(axis=0)
    upcoming = upcoming * np.where(shown > 0, total / np.maximum(shown, 1e-300), 0.0)
    upcoming[0] += np.where(shown > 0, 0.0, total)
    gaps, steady = gap_chances(belief, clock, stage, cells, days)
    return Kinds(upcoming, gaps, episodes.reach, episodes.running_at(rate, days), steady)
