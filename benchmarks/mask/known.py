"""An observer who knows one true onset of everybody: was she asking around that day?"""

from __future__ import annotations

import numpy as np

from offwatch.crews.crew import CrewHistory
from offwatch.mask.attacks import measure_auc
from offwatch.mask.attacks.auc import Auc
from offwatch.mask.attacks.observations.observations import Bools, Floats, Ints

EPISODE_DAYS = 5
LENGTHS_DAYS = range(24, 37)
GAPS = (-2, -1, 1, 2)


def know_onset(having: CrewHistory, without: CrewHistory, rng: np.random.Generator) -> Auc:
    """How well one known day tells who has the condition.

    Those without it were absent on some day of another cause, drawn from the same days.
    """
    days = [_draw_day(row, rng) for row in having.onset]
    known = np.array(days, dtype=np.int64)
    others = rng.permutation(known)
    return measure_auc(_agreement(having, known), _agreement(without, others))


def _draw_day(onset: Bools, rng: np.random.Generator) -> int:
    """One onset of a person; any day where there was none."""
    found = np.flatnonzero(onset)
    return int(rng.choice(found) if found.size else rng.integers(onset.size))


def _agreement(history: CrewHistory, day: Ints) -> Floats:
    """Days asked for or passed in the known episode, and in those before and after it, were they
    as far apart as fits best: ``(n,)``."""
    said = (history.asked | history.passed).astype(np.float64)
    width = said.shape[1]
    inside = np.arange(EPISODE_DAYS)

    def covered(shift: int) -> Floats:
        at = day[:, None] + shift + inside[None, :]
        there = np.take_along_axis(said, np.clip(at, 0, width - 1), axis=1)
        return np.asarray((there * ((at >= 0) & (at < width))).sum(axis=1))

    around = [np.sum([covered(g * length) for g in GAPS], axis=0) for length in LENGTHS_DAYS]
    return np.asarray(covered(0) + np.max(around, axis=0) / len(GAPS))
