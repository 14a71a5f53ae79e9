"""An attacker that learns which way round a number points."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from offwatch.mask.attacks import Attack, Observations, measure_auc
from offwatch.mask.attacks.observations.observations import Floats


@dataclass(frozen=True, slots=True)
class Oriented(Attack):
    """A number that needs no training, its sign learned on people whose truth is known.

    A diary begun late makes a history *less* regular than a simulated one: who knows that looks
    for the small numbers.
    """

    name: ClassVar[str] = "oriented"
    inner: Attack
    sign: float = 1.0

    def fit(self, having: Observations, without: Observations, rng: np.random.Generator) -> Self:
        auc = measure_auc(self.inner.score(having), self.inner.score(without))
        return replace(self, sign=1.0 if auc.value >= 0.5 else -1.0)

    def score(self, seen: Observations) -> Floats:
        return np.asarray(self.sign * self.inner.score(seen))
