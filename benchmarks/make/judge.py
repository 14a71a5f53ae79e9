"""What a roster comes to, counted the same way whoever made it."""

from __future__ import annotations

from typing import Any

from offwatch.plan import Roster, standing, wishes_kept
from offwatch.plan.objective import open_seats
from offwatch.plan.patterns import count_patterns

LESS_IS_BETTER = ("open", "broken", "night_spread", "weekend_spread", "lone_nights", "wishes_lost")
SHOWN = (*LESS_IS_BETTER, "seconds")


def judge(home: Roster, made: Roster, seconds: float) -> dict[str, Any]:
    """Every column of one roster.

    ``broken`` counts each place at which the checker finds a rule of the home broken; spreads are
    the most less the fewest of those who work full time.
    """
    patterns = count_patterns(made)
    kept, wished = wishes_kept(made)
    return {
        "open": sum(n for _, _, n in open_seats(home, made, whole=True)),
        "broken": len(standing(made)),
        "night_spread": patterns.night_spread,
        "weekend_spread": patterns.weekend_spread,
        "lone_nights": patterns.lone_nights,
        "wishes_lost": wished - kept,
        "wishes_kept": f"{kept} of {wished}",
        "single_days": patterns.single_days,
        "split_weekends": patterns.split_weekends,
        "seconds": round(seconds, 2),
    }
