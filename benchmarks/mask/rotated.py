"""An attacker of rotated periods: which period does not go with the rest of a pad's own past?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from offwatch.mask.attacks import Attack, Observations
from offwatch.mask.attacks.observations.observations import Floats, Ints

LENGTHS_DAYS = np.arange(20.0, 40.25, 0.25)


@dataclass(frozen=True, slots=True)
class RotatedPeriods(Attack):
    """Sees the days asked for, over years; knows that pads with rare episodes turn a period.

    From all other periods it takes the best sine of 20 to 40 days and asks how well a period's
    days lie on its crest; the score is how far the worst two fall below the person's usual.
    """

    name: ClassVar[str] = "turned-periods"

    def score(self, seen: Observations) -> Floats:
        fit = np.sort(_fits(seen), axis=1)
        return np.asarray(np.median(fit, axis=1) - fit[:, :2].mean(axis=1))

    def name_period(self, seen: Observations) -> Ints:
        """The period of each person that goes worst with the rest: ``(n,)``."""
        return np.asarray(_fits(seen).argmin(axis=1), dtype=np.int64)


def _fits(seen: Observations) -> Floats:
    """How well each period lies on the crest that the others draw: ``(n, periods)``, -1 to 1."""
    asked, length = seen.asked.astype(np.float64), seen.period_days
    angle = 2 * np.pi * np.arange(seen.days)[:, None] / LENGTHS_DAYS[None, :]
    wave = np.exp(-1j * angle)
    parts = np.stack(
        [asked[:, i : i + length] @ wave[i : i + length] for i in range(0, seen.days, length)]
    )  # (periods, n, lengths)
    rest = parts.sum(axis=0)[None] - parts
    best = np.abs(rest).argmax(axis=2)[:, :, None]
    mine = np.take_along_axis(parts, best, axis=2)[:, :, 0]
    theirs = np.take_along_axis(rest, best, axis=2)[:, :, 0]
    size = np.maximum(asked.reshape(len(asked), -1, length).sum(axis=2).T, 1.0)
    crest = np.real(mine * np.conj(theirs)) / np.maximum(np.abs(theirs), 1e-9) / size
    return np.asarray(crest.T, dtype=np.float64)
