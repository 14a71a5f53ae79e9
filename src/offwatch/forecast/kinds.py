"""The kinds of people a person may be, carried along so that odds over several days stay exact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from offwatch.forecast.arrays import Floats
from offwatch.forecast.law import tabulate
from offwatch.forecast.prior import Stage
from offwatch.forecast.renewal import convolve, leading, renew

_KEPT = 0.9995  # of the weight: the rest changes no odds that anyone is shown


@dataclass(frozen=True, slots=True)
class Kinds:
    """What is left of the grid once a person's record has spoken.

    **Shapes** ``upcoming: (g, days)`` chance of being of the kind with the next onset on the day;
    ``gap: (g, days)`` the kind's gaps; ``reach: (k,)`` chance that an episode lasts more than ``k``
    days; ``running: (days,)`` chance that the episode last begun covers the day.
    """

    upcoming: Floats
    gap: Floats
    reach: Floats
    running: Floats

    @classmethod
    def keep_likely(cls, upcoming: Floats, stage: Stage, reach: Floats, running: Floats) -> Kinds:
        """Keep the kinds that carry nearly all of the weight within the horizon."""
        total = upcoming.sum(axis=1)
        order = np.argsort(-total, kind="stable")
        needed = int(np.searchsorted(np.cumsum(total[order]), _KEPT * total.sum())) + 1
        kept = order[:needed]
        share = total[kept].sum()
        scale = total.sum() / share if share > 0 else 1.0
        gap = leading(tabulate(stage).pmf[kept], upcoming.shape[1])
        return cls(upcoming[kept] * scale, gap, reach, running)

    def in_episode(self) -> Floats:
        """Chance of being in an episode on each day: ``(days,)``."""
        onsets = convolve(self.upcoming, renew(self.gap)).sum(axis=0)
        later = np.convolve(onsets, self.reach)[: onsets.size]
        return np.clip(1.0 - (1.0 - self.running) * (1.0 - np.minimum(later, 1.0)), 0.0, 1.0)

    def clash(self, start: int, end: int) -> float:
        """Chance of an episode on at least one of days ``start … end - 1``.

        Walks the onsets day by day; each either touches the span, which ends the walk, or is
        followed by a gap of its kind.
        """
        touches = np.ones(end)
        ahead = start - np.arange(start)
        touches[:start] = np.where(
            ahead < self.reach.size, self.reach[np.minimum(ahead, self.reach.size - 1)], 0.0
        )
        free = np.zeros((self.upcoming.shape[0], end))  # an onset here, and none has touched
        hit = 0.0
        for day in range(end):
            arrives = self.upcoming[:, day] + np.einsum(
                "gj,gj->g", free[:, :day], self.gap[:, day:0:-1]
            )
            hit += float(arrives.sum()) * touches[day]
            free[:, day] = arrives * (1.0 - touches[day])
        return float(np.clip(1.0 - (1.0 - self.running[start]) * (1.0 - hit), 0.0, 1.0))
