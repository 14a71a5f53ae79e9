"""drip's rule: the rounded mean of all gaps up to 99 days, from three gaps on.

**Source** drip, the free cycle tracker: its bleeding prediction, read in its sources. Its window of
± 1 or ± 2 days is no distribution, so only the day is scored. Where fewer than three gaps count it
stays silent; here it then averages what there is, or says 28.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from benchmarks.peers.peer import Training
from benchmarks.peers.shapes import from_points
from offwatch.forecast.model.arrays import Floats
from offwatch.forecast.predict.cycle_length import Origin

LONGEST = 99
SILENT = 28.0


class Drip:
    name = "drip's rule"
    point_only = True
    slow = False

    def fit(self, training: Training) -> Drip:
        return self

    def predict(self, origins: Sequence[Origin]) -> Floats:
        return from_points(np.array([_say(o.gaps) for o in origins]))


def _say(gaps: Sequence[int]) -> float:
    counted = [gap for gap in gaps if gap <= LONGEST]
    return float(np.mean(counted)) if counted else SILENT
