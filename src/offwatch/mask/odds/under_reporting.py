"""Onsets that came and were not written down: missed, too mild, or not yet.

Who has not logged an onset when it was due is late, or has not logged it. Taking her to be late
whatever happens calls each day of the weeks that follow likely, one after another.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.model.durations import LONGEST
from offwatch.forecast.model.gap_law import LawTable, tabulate
from offwatch.forecast.model.prior import Stage
from offwatch.forecast.predict.renewal import convolve, leading, renewal_table
from offwatch.simulate import population_law


@dataclass(frozen=True, slots=True)
class Logging:
    """How onsets are written down: the shares that never are and that are late, and how late.

    **Units**: ``late_days_mean`` in days, from 1 on.
    """

    never: float
    late: float
    late_days_mean: float

    def unlogged(self, days: int) -> Floats:
        """Chance that an onset 0, 1, … ``days`` days ago is not on record this morning.

        >>> Logging(0.08, 0.2, 1.5).unlogged(3).round(2).tolist()
        [1.0, 0.26, 0.14, 0.1]
        """
        ago = np.arange(days + 1)
        waits = self.late * (1.0 - 1.0 / self.late_days_mean) ** np.maximum(ago - 1.0, 0.0)
        return np.where(ago == 0, 1.0, self.never + (1.0 - self.never) * waits)


@lru_cache(maxsize=1)
def usual_logging() -> Logging:
    """The middle of the population's habits: a record does not show what is missing from it."""
    habits = population_law().parameters["habits"]
    missed, mild, late = (
        habits[name]["alpha"] / (habits[name]["alpha"] + habits[name]["beta"])
        for name in ("missed_share", "mild_share", "late_share")
    )
    return Logging(1.0 - (1.0 - missed) * (1.0 - mild), late, float(habits["late_days_mean"]))


@dataclass(frozen=True, slots=True)
class OnsetOdds:
    """What may have come and may come since the last logged onset, a row a kind of person.

    All as likely as it is *and* that nothing has been logged since: divide by ``got_here``.

    **Shapes** ``onsets: (g, horizon)`` an onset on each day from today on; ``unseen: (g, LONGEST)``
    in column ``i`` one that came ``i + 1`` days ago; ``got_here: (g,)``.
    """

    onsets: Floats
    unseen: Floats
    got_here: Floats


@lru_cache(maxsize=192)
def onset_odds(stage: Stage, elapsed: int, horizon: int, logging: Logging) -> OnsetOdds:
    """What may lie between the last logged onset, ``elapsed`` days ago, and the horizon.

    **Units** days; ``elapsed`` is 0 where nothing was ever logged. A lapse in logging makes any day
    of a gap as likely as any other, as in the forecast.
    **Source** the renewal equation, thinned by what is logged (Cox 1962, *Renewal theory*, ch. 9).
    """
    table = tabulate(stage)
    anytime = leading(table.reach[:, 1:], horizon) / table.mean[:, None]
    before = np.repeat(1.0 / table.mean[:, None], LONGEST, axis=1)
    if elapsed == 0:
        onsets = convolve(anytime, renewal_table(stage, horizon))
        return OnsetOdds(onsets, before, np.ones(len(anytime)))
    hidden = _hidden_onsets(table, elapsed, logging)
    upcoming, got_here = np.zeros_like(anytime), np.zeros(len(anytime))
    for day in range(elapsed):
        wait = elapsed - day
        upcoming += hidden[:, day, None] * leading(table.pmf[:, wait:], horizon)
        got_here += hidden[:, day] * table.reach[:, min(wait, stage.max_day + 1)]
    kept = 1.0 - stage.lapse
    upcoming = kept * upcoming + stage.lapse * anytime
    unseen = kept * leading(hidden[:, :0:-1], LONGEST) + stage.lapse * before
    onsets = convolve(upcoming, renewal_table(stage, horizon))
    return OnsetOdds(onsets, unseen, kept * got_here + stage.lapse)


def _hidden_onsets(table: LawTable, elapsed: int, logging: Logging) -> Floats:
    """Chance of an onset on each day since the last logged one, none of them logged.

    **Shapes** ``(g, elapsed)``; column 0 is the logged onset itself.
    """
    unlogged = logging.unlogged(elapsed)
    longest = table.pmf.shape[1] - 1
    hidden = np.zeros((table.pmf.shape[0], elapsed))
    hidden[:, 0] = 1.0
    for day in range(1, elapsed):
        first = max(0, day - longest)
        onset = np.einsum("gj,gj->g", hidden[:, first:day], table.pmf[:, day - first : 0 : -1])
        hidden[:, day] = unlogged[elapsed - day] * onset
    return hidden
