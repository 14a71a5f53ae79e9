"""A home written out flat, as the peers' processes take it, and their answers read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from offwatch.plan import Roster
from offwatch.plan.construct.fair_shares import FairShares

DAY_MIN = 1440


def flatten(home: Roster, seed: int) -> dict[str, Any]:
    """Everything of a home that the peers' published models have a place for."""
    shares = FairShares(home)
    return {
        "seed": seed,
        "days": home.days,
        "shifts": [
            {"id": s.id, "start_min": s.start_min, "minutes": s.minutes} for s in home.shifts
        ],
        "people": [
            {
                "id": p.id,
                "skills": sorted(p.skills),
                "off": sorted(p.off),
                "wishes": sorted(p.wishes),
                "wants": {str(d): s for d, s in sorted(p.wants.items())},
                "most": min(shares.level, shares.room[p.id]),
            }
            for p in home.people
        ],
        "demand": [
            {"day": c.day, "shift": c.shift, "need": c.need, "skills": dict(c.skills)}
            for c in home.demand
        ],
    }


def read_answer(home: Roster, duties: Mapping[str, Mapping[str, str]]) -> Roster:
    """The roster that a peer has found."""
    return home.with_duties({p: {int(d): s for d, s in line.items()} for p, line in duties.items()})
