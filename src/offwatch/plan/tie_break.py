"""A fixed preference among equal plans, so that the same inputs and seed give the same plan."""

from __future__ import annotations

import zlib


def tie_weight(seed: int, *what: object) -> int:
    """Weigh one choice for breaking ties.

    Parameters
    ----------
    seed : int
        The seed of the whole search.
    *what : object
        What is chosen, e.g. a person, a day and a shift; only its printed form counts.

    Returns
    -------
    int
        From 1 to 997, and the same in every process.
    """
    return zlib.crc32("|".join(map(str, (seed, *what))).encode()) % 997 + 1
