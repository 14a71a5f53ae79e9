"""What the commands of ``offwatch pad`` share: their options, the open vault, how they answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from offwatch.cli.terminal.asking import ask_passphrase

PATH = click.Path(path_type=Path)


def home_option(f: Callable[..., None]) -> Callable[..., None]:
    text = "The folder of the vault [default: $OFFWATCH_PAD_HOME or ~/.local/share/offwatch/pad]."
    return click.option("--home", type=PATH, help=text)(f)


def passphrase_file_option(f: Callable[..., None]) -> Callable[..., None]:
    text = "Read the passphrase from the first line of this file; - is standard input."
    return click.option("--passphrase-file", type=PATH, help=text)(f)


def code_options(f: Callable[..., None]) -> Callable[..., None]:
    shown = click.option("--code", help="The pairing code; others on this machine can read it.")
    text = "Read the pairing code from the first line of this file; - is standard input."
    return shown(click.option("--code-file", type=PATH, help=text)(f))


def json_option(f: Callable[..., None]) -> Callable[..., None]:
    return click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")(f)


def open_pad(home: Path | None, passphrase_file: Path | None) -> Path:
    """Unlock the vault for one command; gives its folder."""
    from offwatch.pad.runtime.boot import boot, open_vault
    from offwatch.pad.runtime.home import need_vault

    folder = boot(home)
    need_vault(folder)  # before the passphrase is asked for
    open_vault(folder, ask_passphrase(passphrase_file))
    return folder


def show(as_json: bool, done: dict[str, Any], text: str) -> None:
    """Answer as one JSON object, or in words."""
    click.echo(json.dumps(done) if as_json else text)
