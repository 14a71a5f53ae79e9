"""A rhythm that grows longer or shorter gap by gap: what is believed of its next gap.

Each drift is a slope of the log of the median. Under it every past gap is told in terms of the next
one, and weighed by the law of gaps as if the rhythm had never moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from offwatch.forecast.model.arrays import Floats, Ints
from offwatch.forecast.model.gap_law import tabulate
from offwatch.forecast.model.grid import anew
from offwatch.forecast.model.prior import Stage

LEAST_GAPS = 7  # before a drift is looked for
_SLOPES = np.array(
    [-0.048, -0.036, -0.024, -0.012, 0.012, 0.024, 0.036, 0.048]
)  # of the log, a gap
_LONGEST = 12  # gaps: before those the rhythm was steady
_NO = 1e4  # nats: a gap told so long that the law does not reach there

Singles = NDArray[np.float32]


@dataclass(frozen=True)
class Drifting:
    """What is believed of some people if their rhythm drifts.

    Attributes
    ----------
    weight : array, shape (n, g)
        Of each kind, for the next gap; rows sum to one.
    evidence : array, shape (n,)
        The log-likelihood of the gaps.
    """

    weight: Singles
    evidence: Floats


@lru_cache(maxsize=16)
def _law(stage: Stage) -> tuple[Singles, Singles]:
    """The log-likelihood of each gap, and how common each kind is: ``(days, g)`` and ``(g,)``.

    Who drifts may be farther from the rest than people are.
    """
    table = tabulate(stage)
    loglik = np.ascontiguousarray(table.loglik.T, dtype=np.float32)
    common = np.bincount(table.grid.level, np.exp(table.log_weight))[table.grid.level]
    return loglik, np.log(common * anew(table.grid)).astype(np.float32)


def if_drifting(days: Floats | Ints, stage: Stage) -> Drifting:
    """Weigh each kind of person of the grid under the hypothesis of a drift.

    Parameters
    ----------
    days : array, shape (n, m), days
        Logged gaps, the latest last, each below ``stage.max_day``; 0 where there is none.
    stage : Stage
        The law of gaps, and its grid of ``g`` kinds.

    Returns
    -------
    Drifting
        The mean over slopes that are equally likely at first. A drift goes on for the next gap and
        no further.
    """
    loglik, prior = _law(stage)
    shift = _SLOPES[:, None] * np.minimum(np.arange(days.shape[1], 0, -1), _LONGEST)  # (s, m)
    there = days > 0
    told = days[:, None, :] * np.exp(shift)
    each = _spread_over_days(told, stage.max_day)
    used = np.flatnonzero(each.any(axis=0))
    known = (each[:, used] @ loglik[used]).reshape(days.shape[0], _SLOPES.size, prior.size)
    # a law that is stretched by a factor is as much lower as it is wider
    stretched = np.where((told > stage.max_day - 1).any(axis=2), -_NO, there @ shift.T)
    known += stretched.astype(np.float32)[:, :, None] + prior
    top = known.max(axis=(1, 2))
    known -= top[:, None, None]
    weight: Singles = np.exp(known, out=known).sum(axis=1)
    total = weight.sum(axis=1)
    return Drifting(weight / total[:, None], np.log(total / _SLOPES.size) + top)


def _spread_over_days(told: Floats, max_day: int) -> Singles:
    """How often each whole day is met, each gap shared by the two days it lies between.

    ``(n, s, m)`` gaps, zeros where there is none, to ``(n * s, max_day + 1)``.
    """
    n, slopes, m = told.shape
    width = max_day + 1
    told = np.clip(told, 0.0, max_day - 1e-3).reshape(n * slopes, m)
    low = told.astype(np.int64)
    part = told - low
    at = (low + width * np.arange(n * slopes)[:, None]).ravel()
    size = n * slopes * width
    met = np.bincount(at, (1.0 - part).ravel(), size) + np.bincount(at + 1, part.ravel(), size)
    met = met[:size].reshape(n * slopes, width)
    met[:, 0] = 0.0
    return np.asarray(met, dtype=np.float32)
