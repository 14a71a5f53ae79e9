"""What the mask is to reach, and whether it does."""

from __future__ import annotations

from typing import Any

from benchmarks.mask.measure import best_at

LOOK = 13
TEAM = "team of 30, rosters made together"


def hold_targets(report: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a target: what was wanted, what was found, and yes or no."""
    found: list[dict[str, Any]] = []
    rows = {(row["group"], row["name"]): row for row in report["cells"]}
    default = rows.get(("default", "population"))
    if default is not None:
        look = LOOK if str(LOOK) in default["looks"] else min(map(int, default["looks"]))
        auc, use = best_at(default, look), default["use"]
        name = f"default norm, {look} periods"
        found += [
            _at_most(f"{name}: best attacker's AUC", 0.55, auc["auc"]),
            _at_most(f"{name}: its upper limit", 0.58, auc["high"]),
            _at_least(f"{name}: conflict days avoided", 0.72, use["avoided"]["value"]),
            _at_most(f"{name}: passes a person and period", 0.40, use["passes"]["value"]),
        ]
    team = rows.get(("factor", TEAM))
    if team is not None:
        found += [
            _at_most(f"{TEAM}: best attacker's AUC", 0.55, best_at(team, LOOK)["auc"]),
            _at_least(f"{TEAM}: conflict days avoided", 0.72, team["use"]["avoided"]["value"]),
            _at_most(f"{TEAM}: passes a person and period", 0.40, team["use"]["passes"]["value"]),
        ]
    for (group, name), row in rows.items():
        if group == "marker":
            avoided = row["use"]["avoided"]["value"]
            found.append(_at_least(f"{name}: conflict days avoided", 0.82, avoided))
        if name.startswith("misfit"):
            found.append(_at_most(f"{name}: best attacker's AUC", 0.60, best_at(row, LOOK)["auc"]))
    if "naming" in report:
        found.append(_at_most("real track named, upper limit", 0.55, report["naming"]["high"]))
    if "rare" in report:
        rare = report["rare"]
        found += [
            _at_most("rare: exact ε over its bound", 1.0, rare["exact"] / rare["bound"]),
            _at_least("rare: p of the sampling audit", 1e-3, rare["audit_p"]),
        ]
    return found


def _at_most(name: str, wanted: float, got: float) -> dict[str, Any]:
    return {"target": name, "wanted": f"≤ {wanted:g}", "got": round(got, 4), "met": got <= wanted}


def _at_least(name: str, wanted: float, got: float) -> dict[str, Any]:
    return {"target": name, "wanted": f"≥ {wanted:g}", "got": round(got, 4), "met": got >= wanted}
