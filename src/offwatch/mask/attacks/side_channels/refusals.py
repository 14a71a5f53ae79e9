"""Refusal, then absence: somebody whose pass was refused and who is absent all the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.observations.excess import excess
from offwatch.mask.attacks.observations.observations import Floats, Observations


@dataclass(frozen=True, slots=True)
class Refusals(Attack):
    """Sees passes that were refused and sick calls; assumes that a pass of no cause has none.

    The score is how often a refused duty was missed all the same, against the person's own rate
    of missing duties, in standard errors.
    """

    name: ClassVar[str] = "refusals"
    needs: ClassVar[tuple[str, ...]] = ("refused", "absent")

    def score(self, observed: Observations) -> Floats:
        """See `Attack.score`."""
        refused, absent = observed.need(observed.refused), observed.need(observed.absent)
        others = observed.duty & ~refused
        share = ((absent & others).sum(axis=1) + 0.5) / (others.sum(axis=1) + 10.0)
        return excess((absent & refused).sum(axis=1), refused.sum(axis=1), np.asarray(share))
