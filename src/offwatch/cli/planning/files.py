"""What the commands about rosters share: their files, and how far the solvers are, on stderr."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from offwatch.cli.terminal.inputs import MOST_BYTES, parse_json, read_regular
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
    """Read a JSON file strictly, or standard input for ``-``."""
    if str(path) == "-":
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            raise BadInput("plan.file", "Standard input is larger than 32 MB.")
        return parse_json(data, "plan.file", "Standard input")
    found: object = parse_json(read_regular(path, "plan.file"), "plan.file", path.name)
    return found


def write_text(path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError as error:
        raise BadInput("plan.file", f"{path.name} cannot be written; check the path.") from error
