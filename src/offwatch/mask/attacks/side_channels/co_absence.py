"""Co-absence: two people who are away on the same days more often than two strangers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from offwatch.mask.attacks.attack import Attack
from offwatch.mask.attacks.observations.observations import Bools, Floats, Ints, Observations


@dataclass(frozen=True, slots=True)
class CoAbsence(Attack):
    """Sees a whole team's days and passes; looks for pairs who are moved on the same days.

    As an ``Attack`` the rows are one team and a person's score is that of the closest colleague.
    """

    name: ClassVar[str] = "co-absence"

    def score(self, observed: Observations) -> Floats:
        """See `Attack.score`."""
        pairs = score_pairs(observed)
        np.fill_diagonal(pairs, -np.inf)
        return np.asarray(np.where(np.isfinite(pairs), pairs, -1e6).max(axis=1))


def score_pairs(observed: Observations) -> Floats:
    """Standard errors by which two people's shared days exceed those of strangers.

    The larger of two numbers: shared days asked or passed, and shared passes. Each is compared with
    what the two share once one of them is moved by whole weeks.

    Parameters
    ----------
    observed : Observations
        Of one team of n people.

    Returns
    -------
    array, shape (n, n)
    """
    return np.maximum(
        _against_shifts(observed.asked | observed.passed, observed),
        _against_shifts(observed.passed, observed),
    )


def shared_days(mine: Bools, theirs: Bools) -> Ints:
    """Days in common of each row with each other row.

    Parameters
    ----------
    mine : array of bool, shape (m, days)
    theirs : array of bool, shape (n, days)

    Returns
    -------
    array of int, shape (m, n)
    """
    return np.asarray(np.rint(mine.astype(np.float32) @ theirs.astype(np.float32).T), np.int64)


def _against_shifts(days: Bools, observed: Observations) -> Floats:
    # moved by whole weeks, so that what weekends share is shared there, too
    steps = [7 * week for week in range(2, max(3, observed.days // 7 - 1))]
    shifts = [np.roll(days, step, axis=1) for step in steps[:: max(1, len(steps) // 24)]]
    strange = np.stack([shared_days(days, shifted) for shifted in shifts]).astype(np.float64)
    spread = np.sqrt(np.maximum(strange.var(axis=0), 0.25))
    return np.asarray((shared_days(days, days) - strange.mean(axis=0)) / spread)
