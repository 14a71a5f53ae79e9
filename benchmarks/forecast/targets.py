"""What the forecast must reach, and whether it did: a miss is shown like a hit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.forecast.compare import Measured
from benchmarks.forecast.methods import AT_ONSET, DRIP, GIBBS, POISSON
from benchmarks.forecast.ours import OURS


@dataclass(frozen=True, slots=True)
class Target:
    """A promise, its bounds, what was measured with its 95 % interval, and whether it holds.

    ``reached`` goes by the measured value, not by its interval.
    """

    what: str
    at_least: float | None
    at_most: float | None
    got: float
    low: float | None
    high: float | None
    reached: bool


def check_targets(report: Mapping[str, Any]) -> list[Target]:
    """Every promise that this report can show."""
    clean, dropped = report["clean"]["methods"], report["dropped"]["methods"]
    found = [
        check("CRPS, clean, cross-fitted on the open people", clean[OURS]["crps"], at_most=1.50),
        check("CRPS with dropped logs over clean", report["dropped"]["over_clean"], at_most=1.02),
        check(
            "CRPS over skipTrack-like Gibbs", clean[GIBBS]["against"]["crps_ratio"], at_most=0.985
        ),
        check(
            "CRPS over generalised Poisson", clean[POISSON]["against"]["crps_ratio"], at_most=0.97
        ),
        check("MAE over drip's, clean", clean[DRIP]["against"]["mae_ratio"], at_most=0.97),
        check("MAE over drip's, dropped logs", dropped[DRIP]["against"]["mae_ratio"], at_most=0.40),
    ]
    if report["marker"] is not None:
        marker = report["marker"]["methods"]
        found += [
            check(
                "marker: CRPS over the same without",
                marker[AT_ONSET]["against"]["crps_ratio"],
                at_most=0.59,
            ),
            check("marker: % within two days", marker[OURS]["in2"], at_least=90.0),
        ]
    found.append(around("coverage of 80 %, pooled", report["clean"]["coverage"], 3))
    for third in report["thirds"]["whole record"]:
        cover = third["methods"][OURS]["cov80"]
        found.append(around(f"coverage, {third['third']} third of people", cover, 5))
    for third in report["thirds"]["known history"]:
        cover = third["methods"][OURS]["cov80"]
        found.append(around(f"coverage, {third['third']} third of histories", cover, 5))
    for row in report["today"]:
        cover = row["methods"][OURS]["cov80"]
        found.append(
            around(f"coverage, today is day {row['day']}", cover, 6 if "–" in row["day"] else 5)
        )
    speed = report["speed"]
    found.append(check("ms a forecast in a batch", speed["methods"][OURS]["batch_ms"], at_most=0.1))
    found.append(
        check("times as fast as Gibbs, batch", speed["gibbs_over_ours"]["batch_ms"], at_least=100)
    )
    found.append(
        check(
            "times as fast as Gibbs, one person", speed["gibbs_over_ours"]["alone_ms"], at_least=100
        )
    )
    return found


def around(what: str, got: Measured | float, away: float) -> Target:
    """A coverage that may be ``away`` points from 80 %."""
    return check(what, got, at_least=80.0 - away, at_most=80.0 + away)


def check(
    what: str,
    got: Measured | float,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Target:
    """Hold a number against its bounds."""
    value = got.value if isinstance(got, Measured) else float(got)
    reached = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
    low, high = (got.low, got.high) if isinstance(got, Measured) else (None, None)
    return Target(what, at_least, at_most, value, low, high, reached)
