"""Unlock presence: a record that learns only when its owner looks speaks only then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.excess import excess
from offwatch.mask.attacks.seen import Bools, Floats, Seen


@dataclass(frozen=True, slots=True)
class Unlocks(Attack):
    """Sees on which days the pad was unlocked or its machine was at work, and when a pass was said.

    A simulated rhythm goes on while nobody looks; a true onset is known from the next unlock on.
    The score is how many passes were said on the day of an unlock or the day after, against the
    share of such days, in standard errors. The same clock for all tracks is what defeats it.
    """

    name: ClassVar[str] = "unlocks"
    needs: ClassVar[tuple[str, ...]] = ("lead_days", "present")

    def score(self, seen: Seen) -> Floats:
        present, said = seen.need(seen.present), said_on(seen)
        after = present.copy()
        after[:, 1:] |= present[:, :-1]
        return excess((said & after).sum(axis=1), said.sum(axis=1), after.mean(axis=1))


def said_on(seen: Seen) -> Bools:
    """Days on which a pass was said, from the days they lay ahead: ``(n, days)``."""
    lead = seen.need(seen.lead_days)
    rows, days = np.nonzero(seen.passed & (lead >= 0))
    said = np.zeros(seen.asked.shape, dtype=np.bool_)
    on = days - lead[rows, days]
    said[rows[on >= 0], on[on >= 0]] = True
    return said
