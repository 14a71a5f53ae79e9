"""The report at the terminal: every section by method, then the targets."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.plan.targets import Target

Row = Mapping[str, Any]
TITLES = {
    "singles": "Curtois, one person away for three days",
    "many": "Curtois, five per cent of the duties lost at once",
    "inrc2": "INRC-II, one nurse away",
    "missions": "Made-up crews with missions",
    "moves": "A mission that must move",
}
COLUMNS = ("cases", "plans", "open", "told", "moved", "days", "proved", "±1", "first s", "best s")
SIZES = ("people", "weeks", "s", "median s", "proved", "solver MB", "own MB")
_WIDTH = 160


def show(report: Mapping[str, Any], targets: list[Target], console: Console | None = None) -> None:
    console = console or Console(width=_WIDTH)
    for name, title in TITLES.items():
        if rows := report["sections"].get(name):
            console.print(_methods(title, rows))
    if points := report["sections"].get("scaling"):
        console.print(_scaling(points))
    console.print(_targets(targets))
    for name, why in report["left_out"].items():
        console.print(f"left out: {name}: {why}")


def summaries(rows: list[Row]) -> list[dict[str, Any]]:
    """One row for each group, method and deadline: sums of seats and people, medians of time."""
    found = []
    for key in dict.fromkeys((r["group"], r["method"], r["deadline_s"]) for r in rows):
        mine = [r for r in rows if (r["group"], r["method"], r["deadline_s"]) == key]
        plans = [r["objective"] for r in mine if r["objective"] is not None]
        found.append(
            {
                "group": key[0],
                "method": key[1],
                "deadline_s": key[2],
                "cases": len(mine),
                "plans": len(plans),
                "lost": sum(r["lost"] for r in mine),
                "open": sum(o[0] for o in plans),
                "told": sum(o[1] for o in plans),
                "moved": sum(o[2] for o in plans),
                "days": sum(o[3] for o in plans),
                "proved": sum(r["proof_s"] is not None for r in mine),
                "near": sum(r["near_s"] is not None for r in mine),
                "first_s": _median(mine, "first_s"),
                "best_s": _median(mine, "best_s"),
                "proof_s": _median(mine, "proof_s"),
                "seconds": _median(mine, "seconds"),
                "longest_s": max(r["seconds"] for r in mine),
                "peak_mb": max(r["peak_mb"] for r in mine),
                "breaches": sum(r["breaches"] > 0 for r in mine),
            }
        )
    return found


def _median(rows: list[Row], key: str) -> float | None:
    known = [row[key] for row in rows if row[key] is not None]
    return statistics.median(known) if known else None


def _methods(title: str, rows: list[Row]) -> Table:
    table = _table(title, "of", "method", *COLUMNS, "proof s", "s", "MB", "broken")
    last = ""
    for one in summaries(rows):
        said = "" if one["group"] == last else f"{one['group']}, {one['lost']} lost"
        last = one["group"]
        counts = (str(one[k]) for k in ("cases", "plans", "open", "told", "moved", "days"))
        proofs = (str(one["proved"]), str(one["near"]))
        times = (_number(one[k]) for k in ("first_s", "best_s", "proof_s", "seconds"))
        table.add_row(
            said,
            f"{one['method']}, {one['deadline_s']:g} s",
            *counts,
            *proofs,
            *times,
            f"{one['peak_mb']:.0f}",
            str(one["breaches"]),
        )
    return table


def _scaling(points: list[Row]) -> Table:
    table = _table("Two away, by size: the slowest", *SIZES)
    for point in points:
        if "seconds" not in point:
            table.add_row(str(point["people"]), str(point["weeks"]), point["note"])
            continue
        table.add_row(
            str(point["people"]),
            str(point["weeks"]),
            _number(point["seconds"]),
            _number(point["median_s"]),
            f"{point['proved']} of {point['of']}",
            f"{point['solver_mb']:.0f}",
            f"{point['planner_mb']:.0f}",
        )
    return table


def _targets(targets: list[Target]) -> Table:
    table = _table("What it must reach", "target", "of", "bound", "measured", "reached")
    for one in targets:
        bounds = [f"≥ {one.at_least:g}"] if one.at_least is not None else []
        bounds += [f"≤ {one.at_most:.3g}"] if one.at_most is not None else []
        got = "–" if one.got is None else f"{one.got:.3g}"
        reached = "yes" if one.reached else "NO"
        table.add_row(one.what, str(one.of), ", ".join(bounds), got, reached)
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None)
    for at, column in enumerate(columns):
        words = column in ("of", "method") or at == 0
        table.add_column(column, justify="left" if words else "right", no_wrap=True)
    return table


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
