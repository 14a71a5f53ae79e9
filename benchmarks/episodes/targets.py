"""What forecasts by day must reach, and whether they do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def verdicts(report: Mapping[str, Any]) -> list[tuple[str, float, str, bool]]:
    """Each target: its name, what was measured, what it must be, and whether it is."""
    found: list[tuple[str, float, str, bool]] = []

    def add(name: str, value: float, least: float, most: float) -> None:
        said = (
            f"{least:g} to {most:g}"
            if least > -9 and most < 9
            else (f"at most {most:g}" if most < 9 else f"at least {least:g}")
        )
        found.append((name, value, said, least <= value <= most))

    if report["headaches"] is not None:
        ours = report["headaches"]["methods"]["ours"]
        add("headaches: Brier beside the better plain method", ours["brier_ratio"], -9.0, 0.97)
        add("headaches: log loss beside it", ours["logloss_ratio"], -9.0, 0.98)
        add("headaches: calibration slope", ours["slope"], 0.9, 1.1)
        add("headaches: mean off", ours["mean_off"], -0.02, 0.02)
    for name, part in report["seizures"].items():
        add(f"{name}: skill, tomorrow", part["skill"], -0.01, 9.0)
        add(f"{name}: skill, within 7 days", part["skill_within_7"], -0.01, 9.0)
    for name, part in report["rhythms"].items():
        add(f"rhythms of strength {name}: skill, tomorrow", part["skill"], 0.05, 9.0)
    return found
