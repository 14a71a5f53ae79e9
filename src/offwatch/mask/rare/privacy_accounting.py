"""The account of turned periods: how far one of them, or a year of them, can shift any odds.

It counts what an observer learns from *where* a period was turned to. That a period was turned at
all shows only against the pad's own past, and that is measured, not bounded (docs/mask.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from offwatch.errors import BadInput
from offwatch.mask.rare.exponential_mechanism import STRENGTH

YEARLY_PERIODS = 2
"""Periods turned in a year with episodes twice a year."""


def bound_period(strength: float = STRENGTH, rotations: int = 28) -> float:
    """ε of one turned period: most that the log-odds of an answer differ between two records.

    Utilities lie in [0, 1] and the best turn has 1, so no turn is likelier than when all others
    have 0, nor less likely than when all others have 1. With one rhythm day both are reached.
    **Raises**: ``BadInput`` ``mask.rare-account``.
    **Source** McSherry & Talwar 2007, theorem 6, with the normaliser kept.

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
    """ε of several turned periods together, but for a chance ``delta``.

    The privacy loss of ``periods`` randomised responses dominates theirs, and is composed exactly.
    **Raises**: ``BadInput`` ``mask.rare-account``.
    **Source** Kairouz, Oh & Viswanath 2015, theorem 3.3.

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
