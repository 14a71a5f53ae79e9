"""What the meter is to reach, and whether it does."""

from __future__ import annotations

from typing import Any

MOST_LEVEL, MOST_ERROR, MOST_SECONDS = 0.06, 0.03, 1.0
OUTSIDE_THE_LAW = "one rhythm"
"""A crowd that the meter says too little of; a stated limit, no target."""


def hold_targets(report: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a target: what was wanted, what was found, and yes or no."""
    levels = [(f"test level: {row['group']}", MOST_LEVEL, row["share"]) for row in report["level"]]
    errors = [
        (f"calibration error: {row['question']}", MOST_ERROR, row["error"])
        for row in report["observer"]
        if OUTSIDE_THE_LAW not in row["question"]
    ]
    seconds = [("seconds a measurement, at most", MOST_SECONDS, report["seconds"]["most"])]
    return [
        {"target": name, "wanted": f"≤ {most:g}", "got": got, "met": got <= most}
        for name, most, got in (*levels, *errors, *seconds)
    ]
