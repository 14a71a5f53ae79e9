"""Mensinator's rule: the mean of the gaps between the last five onsets.

Once ovulation is seen it says the last ovulation and the mean luteal length instead.

**Source** Mensinator, the free period tracker: its period prediction, read in its sources. It gives
a day and no odds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.peers.peer import Training
from benchmarks.peers.shapes import from_points
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.predict.cycle_length import Origin

LAST_GAPS = 4


@dataclass(frozen=True, slots=True)
class Mensinator:
    """``marker``: forecast on the day after ovulation, by the mean luteal length."""

    marker: bool = False
    name: str = "Mensinator's rule"
    point_only: bool = True
    slow: bool = False

    def fit(self, training: Training) -> Mensinator:
        return self

    def predict(self, origins: Sequence[Origin]) -> Floats:
        say = _after_ovulation if self.marker else _by_gaps
        return from_points(np.array([say(o) for o in origins]))


def _by_gaps(origin: Origin) -> float:
    return float(np.mean(origin.gaps[-LAST_GAPS:]))


def _after_ovulation(origin: Origin) -> float:
    """A cycle lasts to the day before the next onset, which the luteal length leads to."""
    day = origin.cycle.ovulation_day
    if day is None or not origin.stretches:
        return _by_gaps(origin)
    return max(day + float(np.mean(origin.stretches)) - 1.0, day + 1.0)
