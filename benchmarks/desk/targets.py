"""How quick the desk is to be with five hundred people over eight weeks, and whether it is."""

from __future__ import annotations

from typing import Any

BOUNDS = {
    "roster, first window, median ms": 150.0,
    "roster, first window, compressed kB": 150.0,
    "roster, many readers at once, p95 ms": 1500.0,
    "approve a request, median ms": 500.0,
    "add the team, s": 30.0,
    "an approved request stores, kB": 20.0,
    "health under all of it, p95 ms": 100.0,
}


def hold_targets(found: dict[str, float]) -> list[dict[str, Any]]:
    """One row a target: what was wanted, what was found, and yes or no."""
    return [
        {"target": name, "wanted": f"≤ {most:g}", "got": found[name], "met": found[name] <= most}
        for name, most in BOUNDS.items()
    ]
