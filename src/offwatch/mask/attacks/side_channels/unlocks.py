"""Unlocks: a pad that learns of an onset only at an unlock asks only after one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.observations.excess import excess
from offwatch.mask.attacks.observations.observations import Bools, Floats, Observations


@dataclass(frozen=True, slots=True)
class Unlocks(Attack):
    """Sees on which days the pad was unlocked or its machine was at work, and when a pass was said.

    A simulated rhythm goes on while nobody looks; a true onset is known from the next unlock on.
    The score is how many passes were said on the day of an unlock or the day after, against the
    share of such days, in standard errors. The same clock for all tracks is what defeats it.
    """

    name: ClassVar[str] = "unlocks"
    needs: ClassVar[tuple[str, ...]] = ("lead_days", "present")

    def score(self, observed: Observations) -> Floats:
        """See `Attack.score`."""
        present, said = observed.need(observed.present), said_on(observed)
        after = present.copy()
        after[:, 1:] |= present[:, :-1]
        return excess((said & after).sum(axis=1), said.sum(axis=1), after.mean(axis=1))


def said_on(observed: Observations) -> Bools:
    """Days on which a pass was said, from the days it lay ahead.

    Parameters
    ----------
    observed : Observations
        With ``lead_days``.

    Returns
    -------
    array of bool, shape (n, days)
    """
    lead = observed.need(observed.lead_days)
    rows, days = np.nonzero(observed.passed & (lead >= 0))
    said = np.zeros(observed.asked.shape, dtype=np.bool_)
    on = days - lead[rows, days]
    said[rows[on >= 0], on[on >= 0]] = True
    return said
