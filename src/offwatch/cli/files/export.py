"""``offwatch pad export``: the diary as a table or complete, to a file or to standard output."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from offwatch.cli.terminal.pad_options import (
    PATH,
    home_option,
    json_option,
    open_pad,
    passphrase_file_option,
    show,
)
from offwatch.errors import BadInput

if TYPE_CHECKING:
    from offwatch.pad.files.exporting import Form


@click.command("export")
@click.argument("file", type=PATH, required=False)
@click.option(
    "--format", "form", type=click.Choice(["csv", "json"]), help="Else by the file's name, or json."
)
@home_option
@passphrase_file_option
@json_option
def export(
    file: Path | None,
    form: Form | None,
    home: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Write the diary to FILE, or to standard output, in clear.

    json restores everything into an empty pad: entries, what you keep with its marks, the history.
    csv is the table at,kind,name,value. An existing file is not written over.
    """
    open_pad(home, passphrase_file)
    from offwatch.pad.files.exporting import exported

    chosen: Form = form or ("csv" if file is not None and file.suffix.lower() == ".csv" else "json")
    content = exported(chosen)
    if file is None:
        sys.stdout.buffer.write(content)
        return
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError:
        raise BadInput(
            "pad.cannot-export", "The file is there already or cannot be made; choose another name."
        ) from None
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    text = f"Written to {file}. It is not encrypted: keep it where nobody else reads it."
    show(as_json, {"file": str(file), "format": chosen, "bytes": len(content)}, text)
