"""Hand passes: what people ask for themselves, held against the days their pads asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.excess import excess
from offwatch.mask.attacks.features import NEAR_DAYS, nearness
from offwatch.mask.attacks.seen import Floats, Seen


@dataclass(frozen=True, slots=True)
class HandPasses(Attack):
    """Sees which passes came from the person: those inside the freeze or beyond the budget.

    If the pad's days follow a true rhythm, passes by hand gather beside them; if they follow a
    simulated one, they fall anywhere. The score is how many of them lie there, against the share
    of the duties that do, in standard errors.
    """

    name: ClassVar[str] = "hand-passes"
    needs: ClassVar[tuple[str, ...]] = ("by_hand",)

    def score(self, seen: Seen) -> Floats:
        hand = seen.need(seen.by_hand)
        near = nearness(seen) <= NEAR_DAYS
        duties = np.maximum(seen.duty.sum(axis=1), 1)
        share = (seen.duty & near).sum(axis=1) / duties
        return excess((hand & near).sum(axis=1), hand.sum(axis=1), share)
