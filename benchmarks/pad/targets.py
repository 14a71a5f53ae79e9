"""How quick the pages of a pad are to be, and whether they are."""

from __future__ import annotations

from typing import Any

PAGES = {
    "today": "/",
    "outlook": "/outlook",
    "calendar": "/diary",
    "tap": "",
    "today after a tap": "",
}
MOST_MS = {
    "today": 120.0,
    "today after a tap": 120.0,
    "outlook": 250.0,
    "calendar": 120.0,
    "tap": 100.0,
}
BESIDE_EMPTY = "tap"
"""This one is held beside the same on an empty pad: what more it takes."""


def hold_targets(found: dict[str, dict[str, dict[str, float]]]) -> list[dict[str, Any]]:
    """One row a target: what was wanted, what was found, and yes or no."""
    rows = []
    for name, most in MOST_MS.items():
        got = found["long"][name]["median"]
        if name == BESIDE_EMPTY:
            got = round(max(got - found["empty"][name]["median"], 0.0), 1)
        target = f"{name}, ms" + (" more than on an empty pad" if name == BESIDE_EMPTY else "")
        rows.append({"target": target, "wanted": f"≤ {most:g}", "got": got, "met": got <= most})
    return rows
