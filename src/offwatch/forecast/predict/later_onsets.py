"""The onsets after the next one."""

from __future__ import annotations

import numpy as np

from offwatch.forecast.inference.posterior import Belief
from offwatch.forecast.inference.time_warp import Clock
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.kinds import Kinds, thin
from offwatch.forecast.model.prior import Stage
from offwatch.forecast.predict.next_onset import Cells, gap_chances
from offwatch.forecast.predict.ongoing_episode import Lasting


def later_onsets(
    chances: Floats, cells: Cells, belief: Belief, clock: Clock, stage: Stage, episodes: Lasting
) -> Kinds:
    """A few kinds that stand for the posterior, each with its next onset and its gaps from there.

    Parameters
    ----------
    chances : array, shape (n, c)
        Of the next onset, summing to one.
    cells : Cells
        How time is cut.
    belief : Belief
        The posterior.
    clock : Clock
        The clock of the diary.
    stage : Stage
        The law of gaps.
    episodes : Lasting
        How long episodes last.

    Returns
    -------
    Kinds
        Kinds with their odds by day.
    """
    by_day = cells.by_day(chances)
    days = by_day.shape[1]
    kept, times = thin(by_day.sum(axis=1))
    few = by_day[kept] * (times / np.maximum(by_day[kept].sum(axis=1), 1e-300))[:, None]
    total, shown = by_day.sum(axis=0), few.sum(axis=0)
    few = few * np.where(shown > 0, total / np.maximum(shown, 1e-300), 0.0)
    few[0] += np.where(shown > 0, 0.0, total)
    gaps, steady = gap_chances(belief.only(kept), clock, stage, cells, days)
    rate = float(belief.weight @ (belief.rates[:, clock.state[-1]] / np.exp(belief.log_median)))
    return Kinds(few, gaps, episodes.reach, episodes.running_at(rate, days), steady)
