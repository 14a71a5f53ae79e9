"""``offwatch pad backup``: a backup now, where the pad's backups go or to a folder named here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from offwatch.cli.terminal.pad_options import (
    PATH,
    home_option,
    json_option,
    open_pad,
    passphrase_file_option,
    show,
)


@click.command()
@click.argument("to", type=PATH, required=False)
@home_option
@passphrase_file_option
@json_option
def backup(to: Path | None, home: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """Back the pad up now, encrypted: where its backups go, or once into the folder TO."""
    open_pad(home, passphrase_file)
    from offwatch.pad.backup.run import backup_place, do_backup, do_backup_to

    if to is not None:
        file = do_backup_to(datetime.now(UTC), to.expanduser().absolute())
    else:
        do_backup(datetime.now(UTC), sure=True)
        row = backup_place()
        file = "" if row is None else row.last_name
    show(as_json, {"backup": file}, f"Backed up as {file}.")


def back_up_after(*, as_json: bool) -> None:
    """What a command has changed is in a backup too, where the owner wants any."""
    from offwatch.errors import OffwatchError
    from offwatch.pad.backup.run import backup_place, do_backup

    if backup_place() is None:
        return
    try:
        do_backup(datetime.now(UTC))
    except OffwatchError as error:
        if not as_json:
            click.echo(f"It is not in a backup yet: {error.message}", err=True)
