"""Sets of days, or of people, as the bits of a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def bits(members: Iterable[int]) -> int:
    """Make the set of some members."""
    found = 0
    for member in members:
        found |= 1 << member
    return found


def members_of(mask: int) -> Iterator[int]:
    """Give the members of a set in order."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def union(masks: Iterable[int]) -> int:
    """Join some sets."""
    found = 0
    for mask in masks:
        found |= mask
    return found


def longest_run(days: int) -> int:
    """Count the days of the longest run of days in a row."""
    n = 0
    while days:
        days &= days >> 1
        n += 1
    return n


def has_hitting_set(masks: list[int], size: int) -> bool:
    """Say whether so many members can be chosen that each set holds one of them.

    Parameters
    ----------
    masks : list of int
        The sets to be hit, as bits.
    size : int
        How many members may be chosen at most.

    Returns
    -------
    bool
        Found by branching over the members of the smallest set.
    """
    if not masks:
        return True
    if size <= 1:
        common = -1
        for mask in masks:
            common &= mask
        return size == 1 and common != 0
    first = min(masks, key=int.bit_count)
    return any(has_hitting_set(without(masks, i), size - 1) for i in members_of(first))


def without(masks: list[int], member: int) -> list[int]:
    """Leave out the sets that hold a member."""
    return [mask for mask in masks if not mask >> member & 1]
