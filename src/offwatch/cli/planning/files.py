"""What the commands about rosters share: their files, and how far the solvers are, on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from offwatch.cli.terminal.whole import write_whole
from offwatch.errors import BadInput

CLEAR_LINE = "\r\033[K"


def show_progress(second: str = "told") -> Any:
    """Bound and incumbent on stderr as they improve: a line each, or one line at a terminal."""
    live = sys.stderr.isatty()
    last = ""

    def show(state: Mapping[str, Any]) -> None:
        nonlocal last
        (opened, told), (least_open, least_told) = state["objective"][:2], state["bound"][:2]
        line = (
            f"{state['scope']}: {opened} open, {told} {second} "
            f"(at least {least_open} open, {least_told} {second})"
        )
        if line != last:
            click.echo(f"{CLEAR_LINE}{line}" if live else line, err=True, nl=not live)
        last = line

    return show


def read_json(path: Path) -> object:
    try:
        data: object = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadInput("plan.file", f"{path.name} cannot be opened; check the path.") from error
    except (ValueError, RecursionError) as error:
        message = f"{path.name} is not JSON; docs/roster.md shows the form."
        raise BadInput("plan.file", message) from error
    return data


def write_text(path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError as error:
        raise BadInput("plan.file", f"{path.name} cannot be written; check the path.") from error
