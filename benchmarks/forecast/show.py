"""The report at the terminal: the methods, the mornings, the targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.data import FED
from benchmarks.forecast.compare import Measured
from benchmarks.forecast.ours import OURS
from benchmarks.forecast.targets import Target

_WIDTH = 120
_PARTS = {
    "clean": "Clean records",
    "dropped": "Logs dropped",
    "marker": "On the day after the marker",
    "dated": "Dated records with breaks",
}


def show(report: Mapping[str, Any], console: Console | None = None) -> None:
    """Print every part; of ``today`` and the thirds our coverage only."""
    console = console or Console(width=_WIDTH)
    for part, title in _PARTS.items():
        if report[part] is not None:
            console.print(
                _methods(f"{title} ({report[part]['forecasts']} forecasts)", report[part])
            )
    if report["source"] == FED.name:
        console.print("The shipped prior was fitted to these people: its clean rows flatter it.")
    console.print(_cover("Today is day …", report["today"], "day"))
    for grouping, rows in report["thirds"].items():
        console.print(_cover(f"Thirds by {grouping}", rows, "third"))
    console.print(_targets(report["targets"]))
    if report["left_out"]:
        console.print(f"left out, not installed: {', '.join(report['left_out'])}")


def _methods(title: str, part: Mapping[str, Any]) -> Table:
    table = _table(
        title, "method", "MAE", "CRPS", "cover", "in 2", "ms", "CRPS, ours / its", "MAE, ours / its"
    )
    for name, row in part["methods"].items():
        against = row.get("against", {})
        table.add_row(
            name,
            f"{row['mae']:.3f}",
            _number(row.get("crps"), 3),
            _number(row.get("cov80"), 1),
            f"{row['in2']:.1f}",
            f"{row['batch_ms']:.3f}",
            _measured(against.get("crps_ratio")),
            _measured(against.get("mae_ratio")),
        )
    return table


def _cover(title: str, rows: list[dict[str, Any]], key: str) -> Table:
    known = ["exact odds would hold"] if "exact_odds_cov80" in rows[0] else []
    table = _table(title, key, "forecasts", "80 % holds", "CRPS", *known)
    for row in rows:
        ours = row["methods"][OURS]
        table.add_row(
            row[key],
            str(row["forecasts"]),
            _measured(ours["cov80"], 1),
            _measured(ours["crps"]),
            *([_measured(row["exact_odds_cov80"], 1)] if known else []),
        )
    return table


def _targets(targets: list[Target]) -> Table:
    table = _table("What it must reach", "target", "bound", "measured", "95 %", "reached")
    for one in targets:
        bounds = [f"≥ {one.at_least:g}"] if one.at_least is not None else []
        bounds += [f"≤ {one.at_most:g}"] if one.at_most is not None else []
        between = f"{one.low:g} to {one.high:g}" if one.low is not None else ""
        table.add_row(
            one.what, ", ".join(bounds), f"{one.got:.4g}", between, "yes" if one.reached else "NO"
        )
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", box=None)
    for at, column in enumerate(columns):
        table.add_column(column, justify="left" if at == 0 else "right", no_wrap=True)
    return table


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _measured(value: Measured | None, digits: int = 3) -> str:
    if value is None:
        return "–"
    return f"{value.value:.{digits}f} [{value.low:.{digits}f}, {value.high:.{digits}f}]"
