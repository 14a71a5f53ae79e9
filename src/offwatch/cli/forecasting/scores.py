"""What both forms of ``offwatch backtest`` give out: a table of scores, and a line a forecast."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from offwatch.errors import BadInput


def show_scores(scores: Mapping[str, Any], units: Mapping[str, str], *, digits: int) -> None:
    """Print the scores that have units, in the order of those."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, show_header=False)
    for name, unit in units.items():
        value = scores[name]
        if value is None:
            shown = "-"
        else:
            shown = f"{value:.{digits}f}" if isinstance(value, float) else str(value)
        table.add_row(name, shown, unit)
    Console().print(table)


def write_lines(path: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    """Write a JSON object a line, all of them or nothing."""
    from offwatch.cli.terminal.whole import writing

    try:
        with writing(path) as out:
            out.writelines(json.dumps(line) + "\n" for line in lines)
    except OSError as error:
        raise BadInput("backtest.cannot-write", "The --emit file cannot be written.") from error
