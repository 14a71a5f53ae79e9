"""What the commands of the desk have in common."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import click

AtDesk = Callable[[Path | None], AbstractContextManager[None]]
"""Opens the database of the desk in a folder."""
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
HOME = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of this desk (OFFWATCH_DESK_HOME; default ~/.local/share/offwatch/desk).",
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
