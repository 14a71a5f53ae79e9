"""The report at the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.calibration.verdicts import LEVELS

_WIDTH = 120


def show(report: Mapping[str, Any], console: Console | None = None) -> None:
    """Print each part: coverage, odds, and a yes or NO a line."""
    console = console or Console(width=_WIDTH)
    for part, found in report["parts"].items():
        console.print(_coverage(part, found["coverage"]))
        if found["odds"]:
            console.print(_odds(part, found["odds"]))
    console.print(
        "yes: within the points asked for; NO: further off than chance explains; "
        "chance: further off, but so few people may be so by chance."
    )


def verdict(line: Any) -> str:
    """In a word, whether a line reaches its target."""
    if line.reached:
        return "yes"
    return "NO" if line.told_apart else "chance"


def _coverage(part: str, lines: list[Any]) -> Table:
    table = _table(
        f"{part}: how often the middle interval held, %",
        "question",
        "people",
        *[f"{level} %" for level in LEVELS],
        "within",
        "reached",
    )
    for i in range(0, len(lines), len(LEVELS)):
        three = lines[i : i + len(LEVELS)]
        shares = [f"{one.held:.1f} ({one.low:.1f}–{one.high:.1f})" for one in three]
        table.add_row(
            three[0].question,
            str(three[0].n),
            *shares,
            f"± {three[0].away:g}",
            " ".join(verdict(one) for one in three),
        )
    return table


def _odds(part: str, lines: list[Any]) -> Table:
    table = _table(f"{part}: odds, %", "question", "asked", "said", "came", "reached")
    for one in lines:
        came = f"{one.came:.1f} ({one.low:.1f}–{one.high:.1f})"
        table.add_row(one.question, str(one.n), f"{one.said:.1f}", came, verdict(one))
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", expand=False)
    for i, column in enumerate(columns):
        table.add_column(column, justify="left" if i == 0 else "right", no_wrap=True)
    return table
