"""Privacy accounting: how far one rotated period, or a year of them, can shift any odds.

It counts what an observer learns from *where* a period's days were rotated to. That they were
rotated at all shows only against the pad's own past; that is measured, not bounded (docs/mask.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from offwatch.errors import BadInput
from offwatch.mask.rare.exponential_mechanism import STRENGTH

YEARLY_PERIODS = 2
"""Periods rotated in a year with episodes twice a year."""


def bound_period(strength: float = STRENGTH, rotations: int = 28) -> float:
    """The ε of one rotated period: the most that an answer's log-odds differ between two records.

    Utilities lie in [0, 1] and the best rotation has 1. So no rotation is likelier than when all
    others have 0, nor less likely than when all others have 1. With one rhythm day both are
    reached.

    Parameters
    ----------
    strength : float
        Of the exponential mechanism, 0 to 100.
    rotations : int
        How many there are to draw from: the days of a period.

    Returns
    -------
    float
        In natural log-odds.

    Raises
    ------
    BadInput
        ``mask.rare-account`` for a number out of bounds.

    References
    ----------
    McSherry & Talwar, Mechanism design via differential privacy, 2007, theorem 6, with the
    normaliser kept.

    Examples
    --------
    >>> bound_period(0.0)
    0.0
    """
    _check(strength, rotations, 1, 0.0)
    most = strength - math.log(math.exp(strength) + rotations - 1)
    least = -math.log(1 + (rotations - 1) * math.exp(strength))
    return most - least


def bound_years(
    strength: float = STRENGTH,
    periods: int = YEARLY_PERIODS,
    rotations: int = 28,
    *,
    delta: float = 0.0,
) -> float:
    """The ε of several rotated periods together, but for a chance ``delta``.

    The privacy loss of as many randomised responses dominates theirs, and is composed exactly.

    Parameters
    ----------
    strength : float
        Of the exponential mechanism, 0 to 100.
    periods : int
        How many are rotated.
    rotations : int
        How many there are to draw from: the days of a period.
    delta : float
        The chance that the bound does not hold.

    Returns
    -------
    float
        In natural log-odds; never below the exact value.

    Raises
    ------
    BadInput
        ``mask.rare-account`` for a number out of bounds.

    References
    ----------
    Kairouz, Oh & Viswanath, The composition theorem for differential privacy, 2015, theorem 3.3.

    Examples
    --------
    >>> bound_years(periods=3) == 3 * bound_period()
    True
    """
    _check(strength, rotations, periods, delta)
    each = bound_period(strength, rotations)
    whole = periods * each
    if delta == 0.0:
        return whole
    return _halve(whole, lambda epsilon: _exceeds(each, periods, epsilon) > delta)[1]


def _halve(high: float, holds: Callable[[float], bool]) -> tuple[float, float]:
    """The last number found for which something holds from 0 on, and the first for which not."""
    low = 0.0
    for _ in range(60):
        middle = (low + high) / 2
        if holds(middle):
            low = middle
        else:
            high = middle
    return low, high


def _exceeds(each: float, periods: int, epsilon: float) -> float:
    """The chance, beyond ``e^epsilon`` times the other, of what ``periods`` answers can show."""
    log_whole = periods * math.log1p(math.exp(each))
    total = 0.0
    for against in range(periods + 1):
        gain = (periods - 2 * against) * each - epsilon
        if gain > 0:
            here = math.exp((periods - against) * each - log_whole)
            total += math.comb(periods, against) * here * -math.expm1(-gain)
    return total


def _check(strength: float, rotations: int, periods: int, delta: float) -> None:
    whole = 2 <= rotations <= 366 and 1 <= periods <= 1000
    if not (0.0 <= strength <= 100.0 and whole and 0.0 <= delta < 1.0):
        raise _refusal()


def _refusal() -> BadInput:
    return BadInput(
        "mask.rare-account",
        "A strength takes 0 to 100, rotations 2 to 366, periods 1 to 1000, delta 0 to 1.",
    )
