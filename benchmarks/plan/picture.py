"""Pictures: seats open and people told by each method, and time and memory against size."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.plan.methods import OURS, SCRATCH
from benchmarks.plan.show import TITLES, summaries

INK, FAINT, GOLD = "#1b3a4b", "#8a979e", "#b8862b"
_SETTINGS: dict[Any, Any] = {"svg.hashsalt": "offwatch", "font.size": 9, "axes.spines.top": False}


def draw_pictures(report: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write what the sections at hand allow; nothing where matplotlib is not installed."""
    if find_spec("matplotlib") is None:
        return []
    import matplotlib as mpl

    mpl.use("svg")
    found = []
    with mpl.rc_context(_SETTINGS | {"axes.spines.right": False}):
        sections = report["sections"]
        for name in TITLES:
            if sections.get(name):
                found.append(_draw_front(sections[name], name, folder / f"plan-{name}.svg"))
        points = [p for p in sections.get("scaling", ()) if "seconds" in p]
        if points:
            found.append(_draw_scaling(points, folder / "plan-scaling.svg"))
    return found


def _draw_front(rows: list[Any], name: str, path: Path) -> Path:
    """Each method as a point: seats open a case against people told a case; lower left is better.

    Only cases that all of them answered count, at each one's longest deadline.
    """
    from matplotlib import pyplot as plt

    latest: dict[tuple[str, str], Any] = {}
    for row in sorted(rows, key=lambda r: r["deadline_s"]):
        if row["objective"] is not None:
            latest[row["case"], row["method"]] = row
    methods = list(dict.fromkeys(row["method"] for row in rows))
    methods = [m for m in methods if any(key[1] == m for key in latest)]
    cases = {row["case"] for row in rows}
    shared = [c for c in cases if all((c, m) in latest for m in methods)]
    figure, axes = plt.subplots(figsize=(6.4, 3.8))
    shown = summaries([latest[c, m] | {"group": ""} for m in methods for c in sorted(shared)])
    for one in shown:
        n = one["cases"]
        at = (one["open"] / n, max(one["told"] / n, 0.01))
        colour = INK if one["method"] == OURS else GOLD if one["method"] == SCRATCH else FAINT
        axes.plot(*at, "o", color=colour, markersize=8 if one["method"] == OURS else 6)
        axes.annotate(one["method"], at, xytext=(7, 3), textcoords="offset points", color=colour)
    if any(one["told"] for one in shown):
        axes.set_yscale("log")
    axes.margins(x=0.25, y=0.15)
    axes.set_title(f"{TITLES[name]} ({len(shared)} cases)", loc="left")
    axes.set_xlabel("seats left open, a case")
    axes.set_ylabel("people told, a case")
    return _save(figure, path)


def _draw_scaling(points: list[Any], path: Path) -> Path:
    """Time and memory against people, and against weeks, two away."""
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(2, 2, figsize=(8.2, 5.2), sharey="row")
    common_weeks = max({p["weeks"] for p in points}, key=[p["weeks"] for p in points].count)
    common_people = max({p["people"] for p in points}, key=[p["people"] for p in points].count)
    for column, (key, fixed, value) in enumerate(
        (("people", "weeks", common_weeks), ("weeks", "people", common_people))
    ):
        mine = sorted((p for p in points if p[fixed] == value), key=lambda p: p[key])
        if not mine:
            continue
        sizes = [p[key] for p in mine]
        time_, memory = panels[0][column], panels[1][column]
        time_.plot(sizes, [p["seconds"] for p in mine], "-o", color=INK, label="slowest")
        time_.plot(sizes, [p["median_s"] for p in mine], "--s", color=GOLD, label="median")
        memory.plot(sizes, [p["solver_mb"] for p in mine], "-o", color=INK, label="solver")
        memory.plot(sizes, [p["planner_mb"] for p in mine], "--s", color=GOLD, label="planner")
        for axes in (time_, memory):
            axes.set_xscale("log")
            axes.set_xticks(sizes, [str(s) for s in sizes])
            axes.minorticks_off()
        time_.set_title(f"{value} {fixed}", loc="left")
        memory.set_xlabel(key)
    panels[0][0].set_ylabel("seconds")
    panels[1][0].set_ylabel("MB, at most")
    panels[0][0].legend(frameon=False)
    panels[1][0].legend(frameon=False)
    return _save(figure, path)


def _save(figure: Any, path: Path) -> Path:
    from matplotlib import pyplot as plt

    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
    return path
