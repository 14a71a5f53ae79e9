"""Menstrudel's rule: the mean of the gaps of 20 to 45 days.

**Source** Menstrudel, the free period tracker: its cycle prediction, read in its sources. It gives
a day and no odds. Where no gap counts it stays silent; here it then says 28.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.peers.peer import Training
from benchmarks.peers.shapes import from_points
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.predict.cycle_length import Origin

SHORTEST, LONGEST = 20, 45
SILENT = 28.0


class Menstrudel:
    name = "Menstrudel's rule"
    point_only = True
    slow = False

    def fit(self, training: Training) -> Menstrudel:
        return self

    def predict(self, origins: Sequence[Origin]) -> Floats:
        return from_points(np.array([_say(o.gaps) for o in origins]))


def _say(gaps: Sequence[int]) -> float:
    counted = [gap for gap in gaps if SHORTEST <= gap <= LONGEST]
    return float(np.mean(counted)) if counted else SILENT
