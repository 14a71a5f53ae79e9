"""A fixed preference among equal plans, so that the same inputs and seed give the same plan."""

from __future__ import annotations

import zlib

from offwatch.plan.roster import Roster
from offwatch.plan.score import changed_days, moved_missions


def tie_weight(seed: int, *what: object) -> int:
    """A number from 1 to 997 that is the same wherever it is asked for."""
    return zlib.crc32("|".join(map(str, (seed, *what))).encode()) % 997 + 1


def tie_of(base: Roster, after: Roster, seed: int) -> int:
    """What the exact model adds up for a plan to break ties; less is first."""
    days = sum(
        tie_weight(seed, p, d, held)
        for p, d in changed_days(base, after)
        if (held := after.duties.get(p, {}).get(d)) is not None
    )
    return days + sum(tie_weight(seed, m, now) for m, _, now in moved_missions(base, after))
