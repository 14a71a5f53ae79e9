"""``offwatch pad erase``: the end of a pad."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from offwatch.cli.terminal.pad_options import home_option, json_option, show


@click.command()
@home_option
@json_option
def erase(home: Path | None, as_json: bool) -> None:
    """Erase the pad: vault, keys and queue. It asks for a word first, on standard input."""
    from offwatch.pad.runtime.boot import boot
    from offwatch.pad.runtime.home import need_vault
    from offwatch.pad.runtime.launch import LOCK_FILE
    from offwatch.pad.runtime.serve import alone

    folder = boot(home)
    need_vault(folder)
    from offwatch.pad.folder.erasing import WORD, check_word, do_erase

    with alone(folder):
        if sys.stdin.isatty():
            click.echo(f"Everything in {folder} is erased for good.", err=True)
            word = click.prompt(f"Type {WORD} to erase it", err=True)
        else:
            word = sys.stdin.readline()
        check_word(word)
        do_erase(folder)
        (folder / LOCK_FILE).unlink(missing_ok=True)
    show(
        as_json,
        {"erased": str(folder)},
        f"The pad in {folder} is erased.\n"
        "What is left: backups in other places, which still open with passphrase or recovery key; "
        "on your team's desk what it was told, until somebody shuts the pad out at My pad.",
    )
