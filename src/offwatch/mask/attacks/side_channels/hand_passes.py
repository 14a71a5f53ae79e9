"""Passes by hand: what people ask for themselves, compared with the days their pads asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.observations.excess import excess
from offwatch.mask.attacks.observations.nearness import NEAR_DAYS, nearness
from offwatch.mask.attacks.observations.observations import Floats, Observations


@dataclass(frozen=True, slots=True)
class HandPasses(Attack):
    """Sees which passes came from the person: those inside the freeze or beyond the budget.

    If the pad's days follow a true rhythm, passes by hand gather beside them; if they follow a
    simulated one, they fall anywhere. The score is how many of them lie there, against the share
    of the duties that do, in standard errors.
    """

    name: ClassVar[str] = "hand-passes"
    needs: ClassVar[tuple[str, ...]] = ("by_hand",)

    def score(self, observed: Observations) -> Floats:
        """See `Attack.score`."""
        hand = observed.need(observed.by_hand)
        near = nearness(observed) <= NEAR_DAYS
        duties = np.maximum(observed.duty.sum(axis=1), 1)
        share = (observed.duty & near).sum(axis=1) / duties
        return excess((hand & near).sum(axis=1), hand.sum(axis=1), share)
