"""``offwatch pad restore``: a pad out of a backup, on this machine or a new one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from offwatch.cli.terminal.asking import ask_passphrase
from offwatch.cli.terminal.pad_options import PATH, json_option, passphrase_file_option, show


@click.command()
@click.argument("source", metavar="FROM")
@click.option("--into", type=PATH, help="The folder of the pad [default: as for --home].")
@click.option("--replace", is_flag=True, help="Put the pad that is there aside.")
@passphrase_file_option
@click.option("--recovery-key-file", type=PATH, help="Use the printed recovery key in this file.")
@click.option("--recover", is_flag=True, help="Ask for the printed recovery key instead.")
@click.option("--new-passphrase-file", type=PATH, help="Read the new passphrase from this file.")
@click.option("--user", default="", help="The user on a WebDAV server.")
@click.option("--server-password-file", type=PATH, help="Read that user's password from this file.")
@json_option
def restore(
    source: str,
    into: Path | None,
    replace: bool,
    passphrase_file: Path | None,
    recovery_key_file: Path | None,
    recover: bool,
    new_passphrase_file: Path | None,
    user: str,
    server_password_file: Path | None,
    as_json: bool,
) -> None:
    """Restore a pad FROM a backup, the newest in a folder, or in a folder on a WebDAV server.

    It opens with the passphrase or the recovery key of the time when the backup was made. A pad
    that is there already is put aside with --replace, and left alone without.
    """
    from offwatch.errors import Refused
    from offwatch.pad.runtime.boot import boot
    from offwatch.pad.runtime.home import command
    from offwatch.vault import keys

    folder = boot(into)
    from offwatch.pad.backup.places.folder import BackupFolder
    from offwatch.pad.backup.places.webdav import WebDav
    from offwatch.pad.folder.restoring import (
        by_passphrase,
        by_recovery_key,
        do_restore,
        do_restore_newest,
        refuse_to_replace,
    )

    if keys.exists(folder) and not replace:
        raise refuse_to_replace(folder)
    is_address = source.startswith(("http://", "https://"))
    password = ""
    if is_address and user:
        password = ask_passphrase(server_password_file, text="Password of the server")
    if recover or recovery_key_file is not None:
        printed = ask_passphrase(recovery_key_file, text="Recovery key")
        open_with = by_recovery_key(printed, ask_passphrase(new_passphrase_file, new=True))
    else:
        open_with = by_passphrase(ask_passphrase(passphrase_file))
    now, path = datetime.now(UTC), Path(source).expanduser()
    try:
        if is_address or path.is_dir():
            store = WebDav(source, user, password) if is_address else BackupFolder(path)
            done = do_restore_newest(now, store, folder, open_with, replace=replace)
        else:
            done = do_restore(now, path, folder, open_with, replace=replace)
    except Refused as error:
        if error.code != "vault.wrong-passphrase":
            raise
        raise Refused(
            "restore.wrong-passphrase",
            "That passphrase does not open this backup; it has the one of the time when it was "
            "made. With --recover the printed recovery key opens it.",
        ) from None
    aside = f"\nWhat was there is now in {done.aside}." if done.aside else ""
    made = done.made_at.astimezone().strftime("%Y-%m-%d %H:%M")
    show(
        as_json,
        {
            "home": str(folder),
            "made_at": done.made_at.isoformat(),
            "aside": str(done.aside or ""),
        },
        f"The pad in {folder} is as it was at {made}.{aside}\n"
        "If the one that the backup came from is still there, erase it: one person, one pad.\n"
        f"Open it with: {command('serve', folder)}",
    )
