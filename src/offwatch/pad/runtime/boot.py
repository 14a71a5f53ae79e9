"""Django made ready for the pad, once, wherever the pad is used from."""

from __future__ import annotations

import os
from pathlib import Path

import django
from django.core.management import call_command
from django.db import DatabaseError, OperationalError

from offwatch.errors import BadInput, Refused, Unavailable
from offwatch.pad.runtime import home
from offwatch.vault import keys, session


def boot(folder: Path | None = None) -> Path:
    """Set the pad's home and load its settings; return the home."""
    if folder is not None:
        os.environ[home.HOME] = str(folder.expanduser().absolute())
    os.environ["DJANGO_SETTINGS_MODULE"] = "offwatch.pad.settings"
    django.setup()
    return home.home()


def make_vault(folder: Path, passphrase: str, cost: keys.Cost | None = None) -> str:
    """Make and open a vault with its tables, or none; return the recovery key, told only now."""
    key, recovery = keys.create(folder, passphrase, cost)
    try:
        session.open_with(folder, key)
        call_command("migrate", verbosity=0, interactive=False)
    except BaseException as error:
        session.lock()
        for path in folder.glob("vault.*"):  # all ours: there was no vault a moment ago
            path.unlink()
        if isinstance(error, DatabaseError):
            raise Unavailable(
                "vault.not-made", f"No vault could be made in {folder}; is the disk full?"
            ) from None
        raise
    return recovery


def open_vault(folder: Path, passphrase: str) -> None:
    """Unlock, and bring an older vault's tables up to date."""
    need_vault(folder)
    database = folder / keys.DATABASE
    if not database.exists():
        raise BadInput("vault.unreadable", f"{database} is gone; restore it.")
    session.unlock(folder, passphrase)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError:
        session.lock()
        raise Unavailable(
            "vault.busy", f"{database} cannot be used now; is the disk full, or not ours to write?"
        ) from None
    except DatabaseError:
        session.lock()
        raise BadInput("vault.unreadable", f"{database} is damaged; restore it.") from None


def need_vault(folder: Path) -> None:
    """Stop, with the command that makes one, where there is no vault."""
    if not keys.exists(folder):
        make = home.command("init", folder)
        raise BadInput("vault.missing", f"No vault in {folder}; `{make}` makes one.")


def refuse_existing(folder: Path) -> None:
    """Stop before anything is asked or written unless the folder is new or empty."""
    if keys.exists(folder):
        raise Refused(
            "vault.exists", f"There is a vault in {folder} already; choose another --home."
        )
    if folder.is_dir() and any(folder.iterdir()):  # it will be closed to everyone else
        raise Refused(
            "vault.not-empty", f"{folder} holds other files; a pad needs a --home of its own."
        )
