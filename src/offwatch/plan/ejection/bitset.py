"""Days, or people, as the bits of a number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def bits(days: Iterable[int]) -> int:
    """Days as the bits of a number."""
    found = 0
    for d in days:
        found |= 1 << d
    return found


def longest_run(work: int) -> int:
    """How many days in a row are among some, as bits."""
    n = 0
    while work:
        work &= work >> 1
        n += 1
    return n


def days_of(mask: int) -> Iterator[int]:
    """The days whose bits are set."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


def covered(seats: list[int], people: int) -> bool:
    """Whether so many people could be enough for seats that each ask for one of some, as bits."""
    if not seats:
        return True
    if people <= 1:
        common = -1
        for seat in seats:
            common &= seat
        return people == 1 and common != 0
    first = min(seats, key=int.bit_count)
    return any(covered(without(seats, i), people - 1) for i in days_of(first))


def without(seats: list[int], person: int) -> list[int]:
    """The seats that somebody could not take."""
    return [seat for seat in seats if not seat >> person & 1]
